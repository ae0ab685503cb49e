"""Event corpora of others (BioNLP-ST 2013 CG and PC, GENIA): directed, signed pairs, the gold entities given.

Read from the flattened form: a line for each pair of a regulation event's cause and theme, with its sign; and the texts.
A pair counts when both ends stand in one sentence. `net_direction` is the sign with one on the cause counted in
(a knock-down); an event that is denied is a negated pair.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.evaluate.figures import Figure, summed
from pipeline.evaluate.gold import Annotated, Span, Stated, Typed, json_lines
from pipeline.evaluate.matching import Level, matched
from pipeline.records import MentionType, Relation

CORPORA = ("bionlp13-cg", "bionlp13-pc", "genia-event")
# What annotators of events do not annotate as a regulation, so that it can be neither right nor wrong here.
OUTSIDE = (Relation.CONTAINS, Relation.NO_EFFECT)
_CELLS = ("Cell", "Tissue", "Organ", "Multi-tissue_structure", "Anatomical_system", "Developing_anatomical_structure")
_DISEASES = ("Cancer", "Pathological_formation", "Virus")
_PROCESSES = ("_development", "_death", "Carcinogenesis", "Metastasis", "_transformation", "Glycolysis", "Infection")
_PROCESSES += ("_process", "_catabolism", "_metabolism", "egulation", "Pathway")
_NONE = ("Organism", "Multicellular_organism", "Unicellular_organism", "Body_region", "Other")


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One text: its entities, the pairs of its regulation events, and the aliases of an end that count as it."""

    gold: Annotated
    equal: dict[Span, tuple[Span, ...]]


def event_records(folder: Path, corpus: str) -> list[EventRecord]:
    """The texts of one corpus below `folder` with their pairs; a text without a pair is among them.

    Raises:
        InputError: a file is missing or a line is not in the flattened form.
    """
    texts = {str(row["doc"]): str(row["text"]) for _, row in json_lines(folder / f"{corpus}_train_text.jsonl")}
    rows: dict[str, list[dict[str, Any]]] = {doc: [] for doc in texts}
    path = folder / f"{corpus}_train.jsonl"
    for number, row in json_lines(path):
        try:
            rows[row["doc"]].append(row)
        except KeyError as error:
            raise InputError(f"{path}: line {number}: no text has the doc {error}; fetch both files anew") from error
    return [_record(doc, texts[doc], rows[doc]) for doc in texts]


def event_figures(corpus: str, records: Sequence[EventRecord], found: Sequence[Annotated]) -> list[Figure]:
    """Pairs whichever way round, directed pairs, signed pairs; then the polarity and the direction of what was paired."""
    part = f"events {corpus}"
    pairs = [(one.gold, _judged(one, other)) for one, other in zip(records, found, strict=True)]
    directed = [matched(one, other, Level.PAIR) for one, other in pairs]
    undirected = [matched(_sorted(one), _sorted(other), Level.PAIR) for one, other in pairs]
    hits = [hit for result in directed for hit in result.hits]
    right = sum(hit.gold.relation == hit.found.relation and hit.gold.negated == hit.found.negated for hit in hits)
    return [
        summed(part, "pair, either way", (result.counts for result in undirected)),
        summed(part, "pair", (result.counts for result in directed)),
        summed(part, "signed", (matched(one, other, Level.SIGNED).counts for one, other in pairs)),
        Figure(part, "direction on right pairs", len(hits), sum(len(result.hits) for result in undirected)),
        Figure(part, "polarity on right pairs", right, len(hits)),
    ]


def _record(doc: str, text: str, rows: Iterable[dict[str, Any]]) -> EventRecord:
    mentions: dict[Span, str] = {}
    equal: dict[Span, tuple[Span, ...]] = {}
    claims: list[Stated] = []
    for row in rows:
        ends = [Span(row[f"{end}_start"], row[f"{end}_end"]) for end in ("subject", "object")]
        for end, span in zip(("subject", "object"), ends, strict=True):
            mentions.setdefault(span, str(row[f"{end}_type"]))
            others = tuple(Span(start, stop) for start, stop, _ in row[f"{end}_equiv"])
            mentions.update({other: str(row[f"{end}_type"]) for other in others})
            equal[span] = others
        if row["kind"] == "regulation" and row["same_sentence"] and not ends[0].overlaps(ends[1]):
            claims.append(Stated(*ends, None, str(row["net_direction"]), bool(row["negated"]), False))
    typed = [Typed(span, kind.value) for span, name in mentions.items() if (kind := _type(name)) is not None]
    return EventRecord(Annotated(doc, text, tuple(_outer(typed)), tuple(claims)), equal)


def _type(name: str) -> MentionType | None:
    """Our type for theirs; an organism is context, never an argument."""
    if name.startswith(_NONE) and name != "Organism_substance":
        return None
    if name in _CELLS or name.startswith(("Cell_", "Tissue_")):
        return MentionType.PROCESS if name.startswith(("Cell_death", "Cell_transf", "Cell_prolif")) else MentionType.CELL
    if name in _DISEASES:
        return MentionType.DISEASE
    return MentionType.PROCESS if any(part in name for part in _PROCESSES) else MentionType.FACTOR


def _outer(mentions: list[Typed]) -> Iterator[Typed]:
    """Without what lies inside a longer one."""
    taken: list[Span] = []
    for one in sorted(mentions, key=lambda mention: mention.span.start - mention.span.end):
        if not any(one.span.overlaps(span) for span in taken):
            taken.append(one.span)
            yield one


def _judged(record: EventRecord, found: Annotated) -> Annotated:
    """The predictions that the corpus could hold: between two of its entities; an alias stands for what it names."""
    first = {other: span for span, others in record.equal.items() for other in others}
    entities = {mention.span for mention in record.gold.mentions}
    claims = tuple(
        Stated(first.get(c.subject, c.subject), first.get(c.object, c.object), None, c.relation, c.negated, False, c.evidence)
        for c in found.claims
        if c.relation not in OUTSIDE and c.subject in entities and c.object in entities
    )
    return Annotated(found.id, found.text, found.mentions, claims)


def _sorted(record: Annotated) -> Annotated:
    """The same pairs, the earlier end first."""
    claims = tuple(
        Stated(*sorted((c.subject, c.object)), None, c.relation, c.negated, False, c.evidence) for c in record.claims
    )
    return Annotated(record.id, record.text, record.mentions, claims)
