"""Gold records: annotated texts, and the pipeline's own reading of a text in the same shape."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.errors import InputError
from pipeline.records import Article, Document, Evidence, Mention, MentionType, Section


class Span(NamedTuple):
    """Character offsets into the record's text."""

    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Typed:
    """A mention of the gold, or one that was predicted."""

    span: Span
    type: str


@dataclass(frozen=True, slots=True)
class Stated:
    """A claim by its spans. `evidence` is the row that it was read from, when it is a prediction."""

    subject: Span
    object: Span
    process: Span | None
    relation: str
    negated: bool
    hedged: bool
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Annotated:
    """One record: its text, mentions and claims, as annotated or as predicted."""

    id: str
    text: str
    mentions: tuple[Typed, ...]
    claims: tuple[Stated, ...]

    @property
    def article(self) -> Article:
        """The record as the pipeline reads it: the first line is the title."""
        title, _, abstract = self.text.partition("\n")
        sections = (Section(abstract),) if abstract else ()
        return Article(id=f"gold:{self.id}", source_id=self.id, title=title, sections=sections)


def gold_records(path: Path) -> list[Annotated]:
    """The annotated records of a JSONL file in the format of docs/annotate.md.

    Raises:
        InputError: a line is no annotated record; names the line and what is wrong with it.
    """
    found: dict[str, Annotated] = {}
    for number, row in json_lines(path):
        try:
            record = _record(row)
        except (KeyError, TypeError, ValueError) as error:
            reason = f"no annotated record ({type(error).__name__}: {error}); see docs/annotate.md for the format"
            raise InputError(f"{path}: line {number}: {reason}") from error
        if record.id in found:
            raise InputError(f"{path}: line {number}: the id {record.id} is there already; give each record its own")
        found[record.id] = record
    if not found:
        raise InputError(f"{path}: no record in it; name a file of annotated records, one JSON object a line")
    return list(found.values())


def json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each object of a JSONL file with the number of its line.

    Raises:
        InputError: the file cannot be read, or a line is no JSON object.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise InputError(f"{path}: {reason}. Name a file of JSON lines") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                raise InputError(f"{path}: line {number}: not JSON: {error}") from error
            if not isinstance(row, dict):
                raise InputError(f"{path}: line {number}: not a JSON object")
            yield number, row


def _record(row: dict[str, Any]) -> Annotated:
    spans = {m["id"]: Span(m["start"], m["end"]) for m in row["mentions"] if "id" in m}

    def span(reference: Any) -> Span:
        return spans[reference] if isinstance(reference, str) else Span(reference["start"], reference["end"])

    mentions = tuple(Typed(Span(m["start"], m["end"]), str(m["type"])) for m in row["mentions"])
    claims = tuple(
        Stated(
            subject=span(claim["subject"]),
            object=span(claim["object"]),
            process=None if claim.get("process") is None else span(claim["process"]),
            relation=str(claim["relation"]),
            negated=bool(claim.get("negated")),
            hedged=bool(claim.get("hedged")),
        )
        for claim in row["claims"]
    )
    return Annotated(str(row["id"]), str(row["text"]), mentions, claims)


def predicted(record: Annotated, mentions: Iterable[Mention], evidence: Iterable[Evidence]) -> Annotated:
    """What the pipeline read out of `record`, in the same shape."""
    return Annotated(
        record.id,
        record.text,
        tuple(Typed(span_of(mention), mention.type.value) for mention in mentions),
        tuple(stated(row) for row in evidence),
    )


def stated(row: Evidence) -> Stated:
    """A row of evidence as the claim that it states."""
    return Stated(
        subject=span_of(row.subject),
        object=span_of(row.object),
        process=span_of(row.process) if row.process else None,
        relation=row.relation.value,
        negated=row.negated,
        hedged=row.certainty.is_hedged,
        evidence=row,
    )


def span_of(mention: Mention) -> Span:
    return Span(mention.start, mention.end)


def given_mentions(document: Document, mentions: Iterable[Typed]) -> tuple[Mention, ...]:
    """Gold mentions as the mentions of a parsed document; one that begins in no sentence is left out."""
    found = []
    for one in sorted(mentions, key=lambda mention: mention.span):
        start, end = one.span
        index = next((s.index for s in document.sentences if s.start <= start < s.end), None)
        if index is not None:
            found.append(Mention(start, end, document.article.text[start:end], MentionType(one.type), index))
    return tuple(found)
