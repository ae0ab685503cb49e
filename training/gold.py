"""The domain gold: annotated abstracts, shipped as standoff without their text.

    python -m training.gold standoff RECORDS.jsonl OUT.jsonl        records with text -> standoff
    python -m training.gold join STANDOFF.jsonl TEXTS.jsonl OUT.jsonl   standoff and texts -> records

TEXTS holds one JSON object a line with `pmid` or `doi`, and either `text` or `title` and `abstract`. A record's text is its
title, a line break and its abstract. Offsets count characters of that text, so a record is used only where the SHA-1 of the
text is the one that was annotated; others are named and left out.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TYPES = ("SECRETOME", "FACTOR", "CELL", "PROCESS", "DISEASE")
ARGUMENTS = ("subject", "relation", "object", "process")  # of a claim, in this order in the standoff
FLAGS = ("negated", "hedged", "cross_sentence")


class GoldError(Exception):
    """A gold file cannot be read. The message names the file and the line."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """One mention: character offsets into the record's text, and one of `TYPES`."""

    start: int
    end: int
    type: str


@dataclass(frozen=True, slots=True)
class Record:
    """A text and its mentions, in their order in the text."""

    id: str
    text: str
    mentions: tuple[Annotation, ...]


def records(path: Path) -> list[Record]:
    """The annotated records in `path`, with texts.

    Raises:
        GoldError: a line is no record.
    """
    found = []
    for number, row in enumerate(_rows(path), start=1):
        try:
            mentions = sorted(
                (Annotation(m["start"], m["end"], m["type"]) for m in row["mentions"]), key=lambda m: (m.start, -m.end)
            )
            found.append(Record(row["pmid"] or row["doi"], row["text"], tuple(mentions)))
        except (KeyError, TypeError) as error:
            raise GoldError(f"{path}: line {number}: no annotated record: {error!r}") from error
    return found


def standoff(row: dict[str, Any]) -> dict[str, Any]:
    """An annotated record without a word of its text: ids, hash, offsets and types, and claims by mention number."""
    return {
        "pmid": row["pmid"],
        "doi": row["doi"],
        "sha1": digest(row["text"]),
        "mentions": [[m["id"], m["start"], m["end"], m["type"]] for m in row["mentions"]],
        "claims": [
            [*(claim[key] for key in ARGUMENTS), [flag for flag in FLAGS if claim[flag]]] for claim in row["claims"]
        ],
    }


def digest(text: str) -> str:
    """The SHA-1 by which a text is known again."""
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def joined(
    rows: Iterable[dict[str, Any]], texts: Iterable[dict[str, Any]], left_out: list[str]
) -> Iterator[dict[str, Any]]:
    """The standoff `rows` with their texts, found by PMID or DOI.

    The reason for each row without its text is added to `left_out`.
    """
    by_id: dict[str, list[str]] = {}
    for entry in texts:
        text = entry.get("text") or f"{entry.get('title') or ''}\n{entry.get('abstract') or ''}"
        for key in _keys(entry):
            by_id.setdefault(key, []).append(text)
    for row in rows:
        name = f"PMID {row['pmid']}" if row["pmid"] else f"DOI {row['doi']}"
        candidates = [text for key in _keys(row) for text in by_id.get(key, [])]
        text = next((text for text in candidates if digest(text) == row["sha1"]), None)
        if text is None:
            left_out.append(
                f"{name}: {'its text is not the one that was annotated' if candidates else 'no text given'}"
            )
            continue
        mentions = [
            {"id": number, "start": start, "end": end, "text": text[start:end], "type": kind}
            for number, start, end, kind in row["mentions"]
        ]
        claims = [
            dict(zip(ARGUMENTS, claim, strict=False)) | {flag: flag in claim[-1] for flag in FLAGS}
            for claim in row["claims"]
        ]
        yield {"pmid": row["pmid"], "doi": row["doi"], "text": text, "mentions": mentions, "claims": claims}


def _keys(row: dict[str, Any]) -> list[str]:
    """What a record is found by; DOIs do not tell case apart."""
    return [f"{name}:{str(row[name]).lower()}" for name in ("pmid", "doi") if row.get(name)]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise GoldError(f"{path}: cannot be read: {error.strerror}") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield json.loads(line)
            except ValueError as error:
                raise GoldError(f"{path}: line {number}: no JSON: {error}") from error


def _write(rows: Iterable[dict[str, Any]], path: Path) -> int:
    lines = [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows]
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return len(lines)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m training.gold", description=(__doc__ or "").split("\n", maxsplit=1)[0]
    )
    commands = parser.add_subparsers(dest="command", required=True)
    strip = commands.add_parser("standoff", help="annotated records -> standoff without text")
    strip.add_argument("records", type=Path)
    strip.add_argument("out", type=Path)
    join = commands.add_parser("join", help="standoff and texts -> annotated records")
    join.add_argument("standoff", type=Path)
    join.add_argument("texts", type=Path)
    join.add_argument("out", type=Path)
    given = parser.parse_args(arguments)
    try:
        if given.command == "standoff":
            print(f"{_write(map(standoff, _rows(given.records)), given.out)} records")  # noqa: T201 - a command
            return 0
        left_out: list[str] = []
        count = _write(joined(_rows(given.standoff), _rows(given.texts), left_out), given.out)
    except GoldError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command
        return 2
    print(f"{count} records joined, {len(left_out)} left out")  # noqa: T201 - a command
    for reason in left_out:
        print(f"left out: {reason}", file=sys.stderr)  # noqa: T201 - a command
    return 0


if __name__ == "__main__":
    sys.exit(main())
