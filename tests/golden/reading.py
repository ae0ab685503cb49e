"""What a reader finds in the demo corpus, and how it is set against what the pipeline finds.

`claims.tsv` names arguments by their words; a word that comes twice in its sentence carries its number (`secretion#2`).
A subject that is not in the sentence stands in an earlier one (`These vesicles also …`).
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.records import Article, Evidence, Mention

FOLDER = Path(__file__).parent
Span = tuple[int, int]


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def sentence_spans(text: str) -> list[Span]:
    """The demo is written so that a stop, a space and a capital end a sentence, and nothing else but a newline does."""
    return [match.span() for match in re.finditer(r"\S[^\n]*?[.?!](?=\s+[A-Z]|\n|$)", text)]


@dataclass(frozen=True, slots=True)
class Claim:
    """One row of `claims.tsv` with the places of its words; `said_before` when the subject is in an earlier sentence."""

    record: str
    words: str
    subject: Span
    relation: str
    object: Span
    process: Span | None
    negated: bool
    hedged: bool
    said_before: str = ""


def expected_claims(articles: Sequence[Article]) -> list[Claim]:
    texts = {str(article.source_id): article.text for article in articles}
    return [_claim(row, texts[row["record"]]) for row in rows("claims.tsv")]


def _claim(row: dict[str, str], text: str) -> Claim:
    start, end = sentence_spans(text)[int(row["sentence"])]
    subject = _place(row["subject"], text, start, end)
    before = "" if subject else row["subject"]
    spans = [
        subject or _place(before, text, 0, start),
        _place(row["object"], text, start, end),
        _place(row["process"], text, start, end) if row["process"] else None,
    ]
    assert spans[0], f"{row}: the subject is not in the record up to here"
    assert spans[1], f"{row}: the object is not in the sentence"
    assert spans[2] or not row["process"], f"{row}: the process is not in the sentence"
    signs = bool(row["negated"]), bool(row["hedged"])
    words = f"{row['record']} {row['subject']} | {row['relation']} | {row['object']} | {row['process']}"
    return Claim(row["record"], words, spans[0], row["relation"], spans[1], spans[2], *signs, before)


def _place(words: str, text: str, start: int, end: int) -> Span | None:
    """Where the words stand; a bracketed abbreviation right behind them belongs to them."""
    words, _, number = words.partition("#")
    found = list(re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)(?: \([^)]*\))?", text[start:end]))
    match = found[int(number or 1) - 1] if len(found) >= int(number or 1) else None
    return (start + match.start(), start + match.end()) if match else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Found against expected. `full` counts process and hedge too, `signed` only subject, object, relation, negation."""

    expected: int
    found: int
    signed: int
    full: int
    missed: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def precision(self) -> float:
        return self.signed / self.found

    @property
    def recall(self) -> float:
        return self.signed / self.expected

    @property
    def full_recall(self) -> float:
        return self.full / self.expected


def comparison(expected: Sequence[Claim], found: Sequence[tuple[str, Evidence]]) -> Comparison:
    """Each expected claim is met once at most, best fit first; `found` pairs a record's id with its evidence."""
    fits = sorted(
        (
            (_is_full(claim, evidence), i, j)
            for i, claim in enumerate(expected)
            for j, (record, evidence) in enumerate(found)
            if claim.record == record and _is_signed(claim, evidence)
        ),
        reverse=True,
    )
    met: dict[int, int] = {}
    full = 0
    for is_full, i, j in fits:
        if i not in met and j not in met.values():
            met[i] = j
            full += is_full
    missed = tuple(claim.words for i, claim in enumerate(expected) if i not in met)
    taken = set(met.values())
    wrong = tuple(f"{record} {_words(evidence)}" for j, (record, evidence) in enumerate(found) if j not in taken)
    return Comparison(len(expected), len(found), len(met), full, missed, wrong)


def _is_signed(claim: Claim, evidence: Evidence) -> bool:
    if claim.said_before:
        same_subject = evidence.subject.text == claim.said_before
    else:
        same_subject = _overlap(claim.subject, evidence.subject)
    same = same_subject and _overlap(claim.object, evidence.object)
    return same and (claim.relation, claim.negated) == (evidence.relation, evidence.negated)


def _is_full(claim: Claim, evidence: Evidence) -> bool:
    return _overlap(claim.process, evidence.process) and claim.hedged == evidence.certainty.is_hedged


def _overlap(span: Span | None, mention: Mention | None) -> bool:
    if span is None or mention is None:
        return span is None and mention is None
    return span[0] < mention.end and mention.start < span[1]


def _words(evidence: Evidence) -> str:
    process = evidence.process.text if evidence.process else ""
    signs = f"{' negated' * evidence.negated}{' hedged' * evidence.certainty.is_hedged}"
    said = f"{evidence.subject.text} | {evidence.relation} | {evidence.object.text} | {process}"
    return f"{said}{signs} [{evidence.rule}]"
