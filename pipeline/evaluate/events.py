"""Event corpora of others (BioNLP-ST 2013 CG and PC, GENIA): directed, signed pairs, the gold entities given.

Read from the flattened form: a line for each pair of a regulation event's cause and theme, with its sign; and the texts.
A pair counts when both ends stand in one sentence. `net_direction` is the sign with one on the cause counted in
(a knock-down); an event that is denied is a negated pair.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
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
# Our type for the beginning of the name of theirs, the first that fits. An organism is context, never an argument;
# what is none of these is an event (`Blood_vessel_development`, `Cell_death`).
_TYPES: tuple[tuple[tuple[str, ...], MentionType | None], ...] = (
    (("Cell_death", "Cell_transformation", "Cell_proliferation", "Amino_acid_catabolism"), MentionType.PROCESS),
    (("Cell_component", "Cellular_component", "Organism_substance"), MentionType.FACTOR),
    (("Organism", "Multicellular_organism", "Unicellular_organism", "Body_region", "Other"), None),
    (("Cancer", "Pathological_formation", "Virus"), MentionType.DISEASE),
    (("Cell_natural", "Cell_cultured", "Tissue", "Organ_", "Multi-tissue_structure", "Anatomical_"), MentionType.CELL),
    (("Developing_anatomical_structure", "Immaterial_anatomical_entity"), MentionType.CELL),
    (
        ("Gene_", "Simple_chemical", "Complex", "DNA_", "RNA_", "Protein_", "Lipid", "Organic_compound"),
        MentionType.FACTOR,
    ),
    (
        ("Inorganic_", "Peptide", "Nucleotide", "Polynucleotide", "Carbohydrate", "Element", "Amino_acid"),
        MentionType.FACTOR,
    ),
)
_WHOLE = {"Cell": MentionType.CELL, "Organ": MentionType.CELL}


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
            claims.append(Stated(ends[0], ends[1], None, str(row["net_direction"]), bool(row["negated"]), False))
    typed = [Typed(span, kind.value) for span, name in mentions.items() if (kind := _type(name)) is not None]
    return EventRecord(Annotated(doc, text, tuple(_outer(typed)), tuple(claims)), equal)


def _type(name: str) -> MentionType | None:
    if name in _WHOLE:
        return _WHOLE[name]
    return next((kind for starts, kind in _TYPES if name.startswith(starts)), MentionType.PROCESS)


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
    claims = (
        replace(claim, subject=first.get(claim.subject, claim.subject), object=first.get(claim.object, claim.object))
        for claim in found.claims
        if claim.relation not in OUTSIDE and claim.subject in entities and claim.object in entities
    )
    return replace(found, claims=tuple(claims))


def _sorted(record: Annotated) -> Annotated:
    """The same pairs, the earlier end first."""
    claims = (
        replace(claim, subject=min(claim.subject, claim.object), object=max(claim.subject, claim.object))
        for claim in record.claims
    )
    return replace(record, claims=tuple(claims))
