"""Concept ids against what curators chose: the field's own surface forms, and Cell Ontology ids on CRAFT.

Two settings. `given its span`: grounding alone, told where a name stands and of what type it is. `span and id`: tagging and
grounding together.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    """A surface form of one record with what a curator chose; `right` ids are equally right, empty where there is none.

    `decided` forms count; of a product, `told` says that its own words tell its producer.
    """

    record: str
    text: str
    type: MentionType
    right: frozenset[str]
    decided: bool
    told: bool
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


def spans_of(form: Form, record: Annotated) -> list[Span]:
    """Where the gold has the form's words as a mention of its type."""
    return [
        mention.span
        for mention in record.mentions
        if mention.type == form.type.value and record.text[mention.span.start : mention.span.end] == form.text
    ]


def grounding_figures(
    forms: Sequence[Form], given: Sequence[Sequence[str | None]], found: Mapping[str, Sequence[Mention]]
) -> list[Figure]:
    """By type: right ids of the forms that have one, and forms without one that were left without; products apart.

    `given` holds the ids that each form got on its gold spans, `found` the mentions of each record.
    """
    read = [
        (form, {_bare(name) for name in ids if name}, _tags(form, found[form.record]))
        for form, ids in zip(forms, given, strict=True)
        if form.decided
    ]
    figures: list[Figure] = []
    for kind in IDS:
        own = [row for row in read if row[0].type is kind and row[0].right]
        right = sum(bool(ids & form.right) for form, ids, _ in own)
        figures.append(Figure("grounding", f"{kind} given its span", right, len(own)))
        named = [(form, {_bare(tag.id) for tag in tags if tag.id}) for form, _, tags in own]
        met = sum(bool(ids & form.right) for form, ids in named)
        figures.append(
            Figure("grounding", f"{kind} span and id", met, sum(bool(ids) for _, ids in named), met, len(own))
        )
        without = [(ids, tags) for form, ids, tags in read if form.type is kind and not form.right]
        kept = sum(not ids for ids, _ in without), sum(not any(tag.id for tag in tags) for _, tags in without)
        for what, count in zip(("given its span", "end to end"), kept, strict=True):
            figures.append(
                Figure("grounding", f"{kind} without a concept, left without an id {what}", count, len(without))
            )
    products = [(form, tags) for form, _, tags in read if form.type is MentionType.SECRETOME]
    for name in ("vehicle", "producer", "producer_source"):
        asked = [(form.product[name], tags) for form, tags in products if form.product[name]]
        hits = sum(any(_value(tag, name) in wanted for tag in tags) for wanted, tags in asked)
        figures.append(Figure("grounding", f"SECRETOME {name}", hits, len(asked)))
    told = [(form, tags) for form, tags in products if form.told and form.product["producer"]]
    hits = sum(any(_value(tag, "producer") in form.product["producer"] for tag in tags) for form, tags in told)
    return [*figures, Figure("grounding", "SECRETOME producer, told by its own words", hits, len(told))]


def _form(row: dict[str, Any]) -> Form:
    kind = MentionType(row["type"])
    ids = [row["id"], *row.get("alt", ())] if row["id"] else []
    product = {
        "vehicle": frozenset(one for one in (row.get("vehicle"), *_listed(row.get("vehicle_alt"))) if one),
        "producer": frozenset([row["producer"]] if row.get("producer") else []),
        "producer_source": frozenset(
            [row["producer_source"].replace(" ", "_").replace("'", "").lower()] if row.get("producer_source") else []
        ),
    }
    decided = not any(row.get(flag) for flag in UNDECIDED)
    told = row.get("producer_basis") == "text"
    return Form(str(row["record"]), str(row["text"]), kind, frozenset(ids), decided, told, product)


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def _tags(form: Form, mentions: Iterable[Mention]) -> list[Mention]:
    """The predicted mentions of the form's type with its very words."""
    return [mention for mention in mentions if mention.type is form.type and mention.text == form.text]


def _bare(name: str | None) -> str:
    """The gold names microRNAs without a prefix."""
    return (name or "").removeprefix("miRBase:")


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


def cell_figures(
    corpus: str,
    texts: Sequence[CellText],
    given: Sequence[Sequence[str | None]],
    found: Sequence[Sequence[Mention]],
) -> list[Figure]:
    """Right ids on the gold's spans, in their order; and span and id, where mentions with a Cell Ontology id are predictions."""
    part = f"cells {corpus}"
    wanted = sum(len(text.ids) for text in texts)
    on_span = sum(
        name in right
        for text, names in zip(texts, given, strict=True)
        for name, right in zip(names, text.ids.values(), strict=True)
    )
    right = predicted = 0
    for text, mentions in zip(texts, found, strict=True):
        for mention in mentions:
            if mention.type is MentionType.CELL and mention.id is not None and mention.id.startswith("CL:"):
                predicted += 1
                right += mention.id in text.ids.get(span_of(mention), ())
    return [
        Figure(part, "given its span", on_span, wanted),
        Figure(part, "span and id", right, predicted, right, wanted),
    ]
