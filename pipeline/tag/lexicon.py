"""The lexicons: tab-separated files of surface forms with their ids, read, checked and indexed.

Columns: `id` (CURIE, or `-` for a name that no ontology has), `name` (preferred label), `term` (one surface form),
`match` (policy) and `source`. The file's name gives the type of its mentions. See docs/lexicons.md.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pipeline.errors import ConfigError
from pipeline.records import MentionType
from pipeline.tag.text import WORD, key_of, letters_of

COLUMNS = ("id", "name", "term", "match", "source")
CURATED = "curated"
NO_ID = "-"
TYPES = {
    "secretome": MentionType.SECRETOME,
    "factors": MentionType.FACTOR,
    "cells": MentionType.CELL,
    "processes": MentionType.PROCESS,
    "diseases": MentionType.DISEASE,
    "species": MentionType.SPECIES,
    "tissues": MentionType.TISSUE,
    "stop": None,
}
# The accession that follows each prefix.
PREFIXES = {
    "CL": r"\d{7}",
    "CHEBI": r"\d+",
    "DOID": r"\d+",
    "FPLX": r"\w+",
    "GO": r"\d{7}",
    "HGNC": r"\d+",
    "HP": r"\d{7}",
    "MONDO": r"\d{7}",
    "NCBITaxon": r"\d+",
    "SECRETOME": r"[\w.+:-]+",
    "UBERON": r"\d{7}",
    "miRBase": r"[\w-]+",
}


class Match(StrEnum):
    """When an occurrence of a term counts."""

    ANY = "any"  # in any case
    CASE = "case"  # only with the term's own capitals
    SYMBOL = "symbol"  # with its own capitals or, as in the mouse, with a first capital only: `Rictor`
    DEFINED = "defined"  # with its own capitals, and only in a record that says what it stands for
    ADJECTIVE = "adjective"  # only right before a process or `effect`: `neuronal apoptosis`, `anti-inflammatory effect`
    BEARER = "bearer"  # only beside what it is a process of: `T cell function`, `activity of caspase-3`
    PART = "part"  # never alone, only within a composed name: `regulatory` in `regulatory B cells`


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a lexicon. `type` is None for a row of the stop list."""

    id: str | None
    name: str
    term: str
    match: Match
    source: str
    type: MentionType | None
    key: str

    @property
    def is_curated(self) -> bool:
        return self.source.startswith(CURATED)

    @property
    def letters(self) -> str:
        return letters_of(self.term)


class Lexicon:
    """All entries by key; the entries of one key are in order of preference.

    A curated row comes before a built one, a narrow policy before a wide one, and else the order of the files decides.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries: dict[str, tuple[Entry, ...]] = {}
        for entry in entries:
            self._entries[entry.key] = (*self._entries.get(entry.key, ()), entry)
        for key, own in self._entries.items():
            if len(own) > 1:
                self._entries[key] = tuple(sorted(own, key=_rank))
        self._longest: dict[str, int] = {}
        for key in self._entries:
            start = key[:REACH]
            self._longest[start] = max(self._longest.get(start, 0), len(key))

    def __len__(self) -> int:
        return sum(map(len, self._entries.values()))

    def entries(self, key: str) -> tuple[Entry, ...]:
        return self._entries.get(key, ())

    def longest(self, key: str) -> int:
        """The length of the longest key that can begin like `key`."""
        return self._longest.get(key[:REACH], 0) if len(key) >= REACH else 1_000


REACH = 4


def _rank(entry: Entry) -> tuple[bool, bool]:
    return (not entry.is_curated, entry.match is Match.ANY)


def read_lexicons(paths: Iterable[Path]) -> Lexicon:
    """All rows of all files.

    Raises:
        ConfigError: a file is missing or has faults. All faults of all files are listed, each with its line.
    """
    entries: list[Entry] = []
    broken: list[ConfigError] = []
    for path in paths:
        faults: list[str] = []
        rows = list(_rows(path, faults))
        faults += _clashes(rows)
        entries += (entry for _, entry in rows)
        if faults:
            broken.append(ConfigError(path, faults))
    if broken:
        raise ConfigError.joined(broken)
    return Lexicon(entries)


def _rows(path: Path, faults: list[str]) -> Iterator[tuple[int, Entry]]:
    if path.stem not in TYPES:
        faults.append(f"no such lexicon; the names are {', '.join(TYPES)}")
        return
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        faults.append(f"{error.strerror}. Restore the file, or take it out of [tag] lexicons.")
        return
    except UnicodeDecodeError as error:
        faults.append(f"not UTF-8 (byte {error.start}); save it as UTF-8")
        return
    if not lines or tuple(lines[0].split("\t")) != COLUMNS:
        faults.append(f"line 1: the header must be {' '.join(COLUMNS)}, separated by tabs")
        return
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        fault = row_fault(cells)
        if fault:
            faults.append(f"line {number}: {fault}")
            continue
        id_, name, term, match, source = cells
        curie = None if id_ == NO_ID else id_
        yield number, Entry(curie, name, term, _MATCHES[match], source, TYPES[path.stem], key_of(term))


_MATCHES = {match.value: match for match in Match}
_NARROW = (Match.DEFINED, Match.ADJECTIVE, Match.BEARER, Match.PART)
_CURIES = re.compile("|".join(f"{prefix}:{accession}" for prefix, accession in PREFIXES.items()))


def row_fault(cells: list[str]) -> str:
    """What is wrong with a row by itself; empty when nothing is."""
    if len(cells) != len(COLUMNS):
        return f"{len(cells)} columns, not {len(COLUMNS)}; is a tab missing?"
    for column, cell in zip(COLUMNS, cells, strict=True):
        if not cell or cell != cell.strip():
            return f"column {column} is {'empty' if not cell.strip() else 'padded with spaces'}"
    id_, _, term, match, _ = cells
    if match not in _MATCHES:
        return f"match {match!r} is not one of {', '.join(_MATCHES)}"
    if not WORD.search(term):
        return f"term {term!r} has no letter or digit"
    return "" if id_ == NO_ID or _CURIES.fullmatch(id_) else _id_fault(id_)


def _id_fault(id_: str) -> str:
    prefix, colon, accession = id_.partition(":")
    if not colon or prefix not in PREFIXES:
        return f"id {id_!r} has no known prefix ({', '.join(PREFIXES)}), and is not {NO_ID!r}"
    return f"id {id_!r}: {accession!r} is no accession of {prefix}"


def _clashes(rows: list[tuple[int, Entry]]) -> list[str]:
    """Terms given twice, and terms that two ids claim with nothing to tell them apart."""
    faults: list[str] = []
    terms: dict[tuple[str, Match], int] = {}
    claims: dict[str, tuple[int, Entry]] = {}
    for number, entry in rows:
        before = terms.setdefault((entry.term, entry.match), number)
        if before != number:
            faults.append(f"line {number}: term {entry.term!r} is already on line {before}; remove one")
            continue
        # Case tells `MIP` from `Mip`; a definition or the neighbours tell one `UC` from the other.
        if entry.match in _NARROW:
            continue
        case = f"={entry.letters}" if entry.match is Match.CASE else ""
        key = f"{entry.key}{case}{'' if entry.is_curated else '*'}"
        other = claims.setdefault(key, (number, entry))
        if other[1].id != entry.id:
            faults.append(
                f"line {number}: {entry.term!r} means {entry.id or NO_ID} here and {other[1].id or NO_ID} on line "
                f"{other[0]}; remove one, or set match to {Match.CASE} or {Match.DEFINED}"
            )
    return faults
