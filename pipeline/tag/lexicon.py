"""The lexicons: tab-separated files of surface forms with their ids, read, checked and indexed.

Columns: `id` (CURIE, or `-` for a name that no ontology has), `name` (preferred label), `term` (one surface form),
`match` (policy) and `source`. The file's name gives the type of its mentions. See docs/lexicons.md.
"""

import gc
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import chain
from pathlib import Path

from pipeline.errors import ConfigError
from pipeline.records import MentionType
from pipeline.tag.text import key_of, letters_of

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
    `defined` are the keys of forms that only a record can give a sense.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries: dict[str, tuple[Entry, ...]] = {}
        for entry in entries:
            self._entries[entry.key] = (*self._entries.get(entry.key, ()), entry)
        for key, own in self._entries.items():
            if len(own) > 1:
                self._entries[key] = tuple(sorted(own, key=_rank))
        self.defined = frozenset(entry.key for entry in self if entry.match is Match.DEFINED)
        self._keys = sorted(self._entries)
        # Asked of every word of every text, and texts repeat their words.
        self.may_begin = lru_cache(maxsize=200_000)(self._may_begin)

    def __len__(self) -> int:
        return sum(map(len, self._entries.values()))

    def __iter__(self) -> Iterator[Entry]:
        """Every entry, in the order in which the keys were first met."""
        return chain.from_iterable(self._entries.values())

    def entries(self, key: str) -> tuple[Entry, ...]:
        return self._entries.get(key, ())

    def _may_begin(self, start: str) -> bool:
        """Whether a key begins with `start`."""
        at = bisect_left(self._keys, start)
        return at < len(self._keys) and self._keys[at].startswith(start)


def _rank(entry: Entry) -> tuple[bool, bool]:
    return (not entry.is_curated, entry.match is Match.ANY)


def read_lexicons(paths: Iterable[Path]) -> Lexicon:
    """All rows of all files.

    Raises:
        ConfigError: a file is missing or has faults. All faults of all files are listed, each with its line.
    """
    entries: list[Entry] = []
    broken: list[ConfigError] = []
    with _no_collection():
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


@contextmanager
def _no_collection() -> Iterator[None]:
    """While rows pile up there is no garbage, and looking for it takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def order_faults(path: Path) -> list[str]:
    """The rows of a readable lexicon that stand before one that should come first, by id, term and policy.

    Order changes no result, so a run does not ask for it; it keeps the differences between two versions small.
    """
    faults: list[str] = []
    last: tuple[str, ...] = ()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()[1:], start=2):
        cells = line.split(TAB)
        if len(cells) != len(COLUMNS):
            continue
        place = (cells[0], cells[2], cells[3])
        if place < last:
            faults.append(f"line {number}: {cells[2]!r} is not in its place: rows are sorted by id, term and match")
        last = place
    return faults


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
    kind = TYPES[path.stem]
    for number, line in enumerate(lines[1:], start=2):
        row = _SOUND.fullmatch(line)
        key = key_of(row["term"]) if row else ""
        if row is None or not key:
            faults.append(f"line {number}: {row_fault(line.split(TAB))}")
            continue
        id_, name, term, match, source = row.groups()
        yield number, Entry(None if id_ == NO_ID else id_, name, term, _MATCHES[match], source, kind, key)


TAB = "\t"
_MATCHES = {match.value: match for match in Match}
_NARROW = (Match.DEFINED, Match.ADJECTIVE, Match.BEARER, Match.PART)
_CURIE = "|".join(f"{prefix}:{accession}" for prefix, accession in PREFIXES.items())
_CURIES = re.compile(_CURIE)
# A whole row that `row_fault` finds nothing wrong with: one look at each of a hundred thousand rows.
_CELL = r"\S(?:[^\t]*\S)?"
_SOUND = re.compile(rf"({NO_ID}|{_CURIE})\t({_CELL})\t(?P<term>{_CELL})\t({'|'.join(_MATCHES)})\t({_CELL})")


def row_fault(cells: Sequence[str]) -> str:
    """What is wrong with a row by itself; empty when nothing is."""
    if len(cells) != len(COLUMNS):
        return f"{len(cells)} columns, not {len(COLUMNS)}; is a tab missing?"
    for column, cell in zip(COLUMNS, cells, strict=True):
        if not cell or cell != cell.strip():
            return f"column {column} is {'empty' if not cell.strip() else 'padded with spaces'}"
    id_, _, term, match, _ = cells
    if match not in _MATCHES:
        return f"match {match!r} is not one of {', '.join(_MATCHES)}"
    if not key_of(term):
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
