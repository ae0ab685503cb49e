"""Concept ids against what curators chose: the field's own surface forms, and Cell Ontology ids on CRAFT.

Two settings. `on its span`: of the forms (or mentions) that were tagged with exactly their span, is the id right? It
asks what grounding knows. `span and id`: tagging and grounding together.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.evaluate.figures import Figure
from pipeline.evaluate.gold import Annotated, Span, json_lines, span_of
from pipeline.records import Article, Mention, MentionType, Section

UNDECIDED = ("generic", "contextual", "composite", "unsure")  # left out of headline figures by the guidelines
IDS = (MentionType.CELL, MentionType.FACTOR, MentionType.DISEASE, MentionType.PROCESS)


@dataclass(frozen=True, slots=True)
class Form:
    """A surface form of one record with what a curator chose; `right` ids are equally right, empty where there is none."""

    record: str
    text: str
    type: MentionType
    right: frozenset[str]
    decided: bool
    product: dict[str, frozenset[str]]


def grounded_forms(path: Path) -> list[Form]:
    """The rows of a grounding file.

    Raises:
        InputError: a line is no grounding row; names it.
    """
    found = []
    for number, row in json_lines(path):
        try:
            found.append(_form(row))
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"{path}: line {number}: no grounding row ({type(error).__name__}: {error})") from error
    return found


def grounding_figures(
    forms: Sequence[Form], gold: Sequence[Annotated], found: Sequence[Sequence[Mention]]
) -> list[Figure]:
    """For each type: right ids, of the forms that have one; forms without one that were left without. Products apart."""
    texts = {record.id: record for record in gold}
    mentions = {record.id: given for record, given in zip(gold, found, strict=True)}
    read = [(form, _reading(form, texts[form.record], mentions[form.record])) for form in forms if form.record in texts]
    figures: list[Figure] = []
    for kind in IDS:
        own = [(form, tags) for form, tags in read if form.type is kind and form.decided]
        with_id = [(form, tags) for form, tags in own if form.right]
        tagged = [(form, tags) for form, tags in with_id if tags]
        right = sum(_is_right(form, tags) for form, tags in tagged)
        part = "grounding"
        figures.append(Figure(part, f"{kind} id on its span", right, len(tagged)))
        given = sum(any(tag.id for tag in tags) for _, tags in tagged)
        figures.append(Figure(part, f"{kind} span and id", right, given, right, len(with_id)))
        without = [tags for form, tags in own if not form.right]
        kept = sum(not any(tag.id for tag in tags) for tags in without)
        figures.append(Figure(part, f"{kind} no id where there is none", kept, len(without)))
    products = [(form, tags) for form, tags in read if form.type is MentionType.SECRETOME and form.decided and tags]
    for name in ("vehicle", "producer", "producer_source"):
        asked = [(form.product[name], tags) for form, tags in products if form.product[name]]
        hits = sum(any(_value(tag, name) in wanted for tag in tags) for wanted, tags in asked)
        figures.append(Figure("grounding", f"SECRETOME {name}", hits, len(asked)))
    return figures


def _form(row: dict[str, Any]) -> Form:
    kind = MentionType(row["type"])
    ids = [row["id"], *row.get("alt", ())] if row["id"] else []
    if kind is MentionType.CELL and row.get("line"):
        ids += [one for one in (row.get("cl"), *row.get("cl_alt", ())) if one]
    product = {
        "vehicle": frozenset(one for one in (row.get("vehicle"), *_listed(row.get("vehicle_alt"))) if one),
        "producer": frozenset([row["producer"]] if row.get("producer") else []),
        "producer_source": frozenset([row["producer_source"].replace(" ", "_")] if row.get("producer_source") else []),
    }
    decided = not any(row.get(flag) for flag in UNDECIDED)
    return Form(str(row["record"]), str(row["text"]), kind, frozenset(ids), decided, product)


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def _reading(form: Form, record: Annotated, mentions: Iterable[Mention]) -> list[Mention]:
    """The predicted mentions of the form's type whose span is that of a gold mention with the form's words."""
    spans = {
        mention.span
        for mention in record.mentions
        if mention.type == form.type.value and record.text[mention.span.start : mention.span.end] == form.text
    }
    return [mention for mention in mentions if mention.type is form.type and span_of(mention) in spans]


def _is_right(form: Form, tags: Sequence[Mention]) -> bool:
    """More than half of the form's mentions in its record have a right id."""
    return 2 * sum(tag.id in form.right for tag in tags) > len(tags)


def _value(mention: Mention, name: str) -> str:
    value = getattr(mention, name)
    return str(value) if value is not None else ""


@dataclass(frozen=True, slots=True)
class CellText:
    """A text of a corpus of cells: the ids (any of them right) of each gold span."""

    article: Article
    ids: dict[Span, frozenset[str]]


def cell_texts(folder: Path, corpus: str) -> Iterator[CellText]:
    """The texts of `corpus` below `folder`, a paragraph each, since they are whole papers.

    Raises:
        InputError: a file is missing or a line is not in the corpus' form.
    """
    spans: dict[str, dict[Span, frozenset[str]]] = defaultdict(dict)
    for _, row in json_lines(folder / f"{corpus}.jsonl"):
        spans[row["doc"]][Span(row["start"], row["end"])] = frozenset(row["cl_ids"])
    for _, row in json_lines(folder / f"{corpus}_text.jsonl"):
        doc, text = str(row["doc"]), str(row["text"])
        yield CellText(
            Article(id=f"gold:{doc}", source_id=doc, title="", sections=(Section(text),)), _shifted(spans[doc])
        )


def _shifted(spans: dict[Span, frozenset[str]]) -> dict[Span, frozenset[str]]:
    """Offsets into `Article.text`, which has the line of the title first."""
    return {Span(start + 1, end + 1): ids for (start, end), ids in spans.items()}


def cell_figures(corpus: str, texts: Sequence[CellText], found: Sequence[Sequence[Mention]]) -> list[Figure]:
    """Right ids on gold spans that were tagged; span and id, where only mentions with a Cell Ontology id are predictions."""
    part = f"cells {corpus}"
    wanted = sum(len(text.ids) for text in texts)
    tagged = right = predicted = 0
    for text, mentions in zip(texts, found, strict=True):
        for mention in mentions:
            if mention.type is not MentionType.CELL:
                continue
            ids = text.ids.get(span_of(mention))
            is_cl = mention.id is not None and mention.id.startswith("CL:")
            predicted += is_cl
            tagged += ids is not None
            right += ids is not None and mention.id in ids
    return [
        Figure(part, "id on its span", right, tagged),
        Figure(part, "span and id", right, predicted, right, wanted),
        Figure(part, "right id, of all gold spans", right, wanted),
    ]
