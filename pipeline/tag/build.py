"""Builds the lexicons from ontology tables: `python -m pipeline.tag.build TABLES LEXICONS`.

TABLES is a folder with the Cell Ontology, HGNC, FamPlex, GO, MONDO and ChEBI tables; LEXICONS is where the .tsv files
lie. Rows whose source begins with `curated` are kept as they are and win; all others are made anew.
"""

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.tag.lexicon import COLUMNS, CURATED, TYPES, Match
from pipeline.tag.text import key_of

Row = tuple[str, str, str, str, str]
CELL_ONTOLOGY = "CL 2025-12-17"
_BRACKETED = re.compile(r"[()\[\]{},;:]")
_GENE_KINDS = frozenset(
    {
        "gene with protein product",
        "RNA, long non-coding",
        "immunoglobulin gene",
        "T cell receptor gene",
        "complex locus constituent",
    }
)
# Numbers of clones and sequences, which nobody writes.
_CLONE = re.compile(
    r"(FLJ|MGC|DKFZ|KIAA|HSPC|LOC|LINC|PRO|HS|DA|BA|CTD|RP|D\d|\d)[\dA-Z-]*\d|C\d+orf\d+|.*-(AS|IT|OT|DT)\d*",
    re.IGNORECASE,
)
# Diseases that only genetics tells apart, and headings of the classification.
_NO_DISEASE = re.compile(
    r"\d| - |\b(susceptibility|autosomal|linked|type|due to|caused by|related|syndromic|obsolete|other|with|without|and|or|of the|by)\b",
    re.IGNORECASE,
)
_DISEASE_WORD = re.compile(
    r"(itis|oma|emia|osis|asis|pathy|trophy|plegia|uria|penia|algia|plasia|cele|rrhea|ectasis|litis)$"
)
# The process is the head noun: what comes before it is a mention of its own.
_NO_PROCESS = re.compile(
    r"\d|\b(regulation|cell|cells|protein|proteins|cytokine|process|pathway|import|export|targeting|assembly|involved|by|in|of|to|from|via"
    r"|T|B|NK|gene|memory|cascade|metabolic|biosynthetic|catabolic|production|secretion|signaling|differentiation|proliferation|activation|migration)\b"
)


def main(arguments: list[str]) -> int:
    """Rewrites the lexicons. Returns the exit code."""
    if len(arguments) != 2:
        print("usage: python -m pipeline.tag.build TABLES LEXICONS", file=sys.stderr)  # noqa: T201 (a developer's script)
        return 2
    tables, lexicons = map(Path, arguments)
    curated = {name: list(_curated(lexicons / f"{name}.tsv")) for name in TYPES}
    taken = {key_of(row[2]) for rows in curated.values() for row in rows}
    for name, builder in BUILDERS.items():
        built = list(_distinct(builder(tables), taken))
        if name == "processes":  # `glutathione metabolism` is two mentions
            built = [row for row in built if key_of(row[2].split()[0]) not in taken]
        taken |= {key_of(row[2]) for row in built}
        rows = sorted({*curated[name], *built}, key=lambda row: (row[0], row[2], row[3]))
        lines = ["\t".join(row) for row in (COLUMNS, *rows)]
        (lexicons / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{name}: {len(curated[name])} curated, {len(rows) - len(curated[name])} built")  # noqa: T201
    return 0


def _curated(path: Path) -> Iterator[Row]:
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            yield from (_row(*cells) for cells in rows if cells[-1].startswith(CURATED))


def _row(id_: str, name: str, term: str, match: str, source: str) -> Row:
    return (id_, name, term, match, source)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A form that a table offers. The lower the rank, the stronger its claim to the form."""

    rank: int
    row: Row


def _distinct(candidates: Iterable[Candidate], taken: set[str]) -> Iterator[Row]:
    """One row a key: the strongest claim, and none at all when two ids claim a form equally."""
    best: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        key = key_of(candidate.row[2])
        if candidate.row[2] != candidate.row[2].strip():
            continue
        if len(key) < 3 or key.isdigit() or key in taken:
            continue
        own = best.setdefault(key, [])
        if own and candidate.rank < own[0].rank:
            own.clear()
        if not own or candidate.rank == own[0].rank:
            own.append(candidate)
    for own in best.values():
        if len({candidate.row[0] for candidate in own}) == 1:
            yield min(candidate.row for candidate in own)


def _is_name(term: str, words: int) -> bool:
    """A name in words, not an acronym: those are safe in any case."""
    return (
        term.isascii()
        and not _BRACKETED.search(term)
        and len(term) > 4
        and len(term.split()) <= words
        and not re.fullmatch(r"[A-Z0-9-]+s?", term)
    )


def _table(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def _named(path: Path, source: str, words: int, skip: re.Pattern[str] | None = None) -> Iterator[Candidate]:
    """Names and synonyms of a table with the columns id, name, synonyms."""
    for record in _table(path):
        name = record["name"]
        synonyms = [term for term in map(str.strip, (record["synonyms"] or "").split("|")) if term]
        for rank, term in enumerate((name, *synonyms)):
            if _is_name(term, words) and not (skip and skip.search(term)) and not _is_plain_word(term, source):
                yield Candidate(min(rank, 1), (record["id"], name, term, Match.ANY, source))


def _is_plain_word(term: str, source: str) -> bool:
    """MONDO's single words are diseases only when they end like one: `disorder`, `condition` are not."""
    return source == "MONDO" and " " not in term and not _DISEASE_WORD.search(term)


def _cells(tables: Path) -> Iterator[Candidate]:
    lines = (tables / "cell_ontology_2025-12-17.jsonl").read_text(encoding="utf-8").splitlines()
    for record in map(json.loads, lines):
        id_, name = record["norm_concept_id"], record["norm_preferred_label"]
        for rank, term in enumerate((name, *record["synonyms"])):
            if _is_name(term, 6) and id_.startswith("CL:") and "sensu" not in term:
                yield Candidate(min(rank, 1), (id_, name, term, Match.ANY, CELL_ONTOLOGY))


def _factors(tables: Path) -> Iterator[Candidate]:
    yield from _families(tables)
    yield from _genes(tables)
    yield from _named(tables / "chebi_mediators.tsv", "ChEBI", 4)


def _families(tables: Path) -> Iterator[Candidate]:
    ids = set((tables / "famplex" / "entities.csv").read_text(encoding="utf-8").split())
    with (tables / "famplex" / "grounding_map.csv").open(encoding="utf-8", newline="") as file:
        for term, prefix, accession, *_ in csv.reader(file):
            if prefix == "FPLX" and accession in ids and not _BRACKETED.search(term):
                policy = Match.CASE if term.isalpha() and term.isascii() and len(term) < 6 else Match.ANY
                yield Candidate(1, (f"FPLX:{accession}", accession, term, policy, "FamPlex"))


def _genes(tables: Path) -> Iterator[Candidate]:
    for record in _table(tables / "hgnc_entries.tsv"):
        if record["Status"] != "Approved" or record["Locus type"] not in _GENE_KINDS:
            continue
        id_, symbol, coding = record["HGNC ID"], record["Approved symbol"], "long non" not in record["Locus type"]
        if not _CLONE.fullmatch(symbol):
            yield Candidate(0, (id_, symbol, symbol, _symbol_policy(symbol), "HGNC"))
        name = record["Approved name"]
        if coding and _is_name(name, 6) and " like" not in name and "family member" not in name:
            yield Candidate(2, (id_, symbol, name, Match.ANY, "HGNC"))
        for alias in filter(None, map(str.strip, record["Alias symbols"].split(","))):
            # Three letters without a digit stand for too many things.
            if (
                coding
                and not _CLONE.fullmatch(alias)
                and len(alias) > (3 if alias.isalpha() else 2)
                and not _BRACKETED.search(alias)
                and " " not in alias
            ):
                yield Candidate(3, (id_, symbol, alias, _symbol_policy(alias), "HGNC"))


def _symbol_policy(symbol: str) -> Match:
    """A symbol without a digit may be a word or a name (`MET`, `REST`): only its capitals tell."""
    has_digit = any(character.isdigit() for character in symbol)
    if has_digit and len(symbol) > 3:
        return Match.ANY
    return Match.SYMBOL if len(symbol) > 4 and not has_digit else Match.CASE


def _diseases(tables: Path) -> Iterator[Candidate]:
    return _named(tables / "mondo.tsv", "MONDO", 3, _NO_DISEASE)


def _processes(tables: Path) -> Iterator[Candidate]:
    return _named(tables / "go_biological_process.tsv", "GO", 2, _NO_PROCESS)


BUILDERS = {"cells": _cells, "factors": _factors, "diseases": _diseases, "processes": _processes}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
