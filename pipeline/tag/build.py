"""Builds the lexicons from ontology tables (see `releases`). Curated rows are kept as they are and win; all others are made anew."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.errors import ConfigError, HeldError
from pipeline.tag.lexicon import COLUMNS, CURATED, TAB, TYPES, Match, read_lexicons
from pipeline.tag.releases import (
    Term,
    cell_terms,
    disease_terms,
    families,
    gene_names,
    genes,
    mediator_terms,
    micro_rnas,
    process_terms,
)
from pipeline.tag.text import key_of, letters_of

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
# Names of clones and sequences, which nobody writes: `FLJ12345`, `bA145L22.2`, `RP11-50D16`, but not `BACH2`, `HSPB1`.
_CLONE = re.compile(
    r"(?:FLJ|MGC|KIAA|HSPC|LOC|PRO|HS|CTD-?|CTA-?)\d[\w.-]*|DKFZ.*|[db][AJ]\d+[A-Z].*|RP\d+-\d.*|C\d+orf\d+|\d[\dA-Z-]*\d",
    re.IGNORECASE,
)
_SUBUNIT = re.compile(r" subunit(?= (?:alpha|beta|gamma)\b)")
_SHORT_FORMS = (
    ("bone morphogenetic protein", "BMP"),
    ("epidermal growth factor", "EGF"),
    ("fibroblast growth factor", "FGF"),
    ("insulin like growth factor", "IGF"),
    ("interferon", "IFN"),
    ("interleukin", "IL"),
    ("platelet derived growth factor", "PDGF"),
    ("toll like receptor", "TLR"),
    ("transforming growth factor", "TGF"),
    ("tumor necrosis factor", "TNF"),
    ("vascular endothelial growth factor", "VEGF"),
)
# `rSK1` is the rat's SK1, and RSK1 another gene.
_OF_AN_ANIMAL = re.compile(r"[rh][A-Z]+\d")
# The part of a microRNA's name that other species and all its copies and arms share: `miR-146a` of `hsa-mir-146a-2`.
_MICRO_RNA = re.compile(
    r"(?:[a-z]{3,4}-|mir(?=let))?(?P<family>let|mir)-?(?P<number>\d+)(?P<letter>[a-z]*)\d*(?:-.*)?", re.IGNORECASE
)
# Diseases that only genetics tells apart, and headings of the classification.
_NO_DISEASE = re.compile(
    r"\d| - |\b(susceptibility|autosomal|linked|type|due to|caused by|related|syndromic|obsolete|other|with|without|and|or|of the|by)\b",
    re.IGNORECASE,
)
_NO_CELL = re.compile(r"sensu")
_DISEASE_WORD = re.compile(
    r"(itis|oma|emia|osis|asis|pathy|trophy|plegia|uria|penia|algia|plasia|cele|rrhea|ectasis|litis)$"
)
# The process is the head noun: what comes before it is a mention of its own.
_NO_PROCESS = re.compile(
    r"\d|\b(regulation|cell|cells|protein|proteins|cytokine|process|pathway|import|export|targeting|assembly|involved|by|in|of|to|from|via"
    r"|T|B|NK|gene|memory|cascade|metabolic|biosynthetic|catabolic|production|secretion|signaling|differentiation|proliferation|activation|migration)\b"
)


def build(tables: Path, lexicons: Path, max_drop: float) -> dict[str, tuple[int, int]]:
    """Rewrite the lexicons that have ontology rows; how many curated and built rows each one has now.

    All are made and checked before the first one is replaced. `max_drop` is the share of its built rows that a lexicon
    may lose: an ontology does not shrink, a broken download does.

    Raises:
        InputError: a table is missing or cannot be read.
        ConfigError: the new lexicons would have faults.
        HeldError: a lexicon would lose more rows than `max_drop`.
    """
    curated = {name: list(_rows(lexicons / f"{name}.tsv", curated=True)) for name in TYPES}
    taken = {key_of(row[2]) for rows in curated.values() for row in rows}
    made: dict[str, list[Row]] = {}
    with TemporaryDirectory(dir=lexicons.parent, prefix=".lexicons.") as folder:
        for name, builder in BUILDERS.items():
            built = list(_distinct(builder(tables), taken))
            if name == "processes":  # `glutathione metabolism` is two mentions
                built = [row for row in built if key_of(row[2].split()[0]) not in taken]
            taken |= {key_of(row[2]) for row in built}
            made[name] = built
            rows = sorted({*curated[name], *built}, key=lambda row: (row[0], row[2], row[3]))
            lines = ["\t".join(row) for row in (COLUMNS, *rows)]
            (Path(folder) / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        _check_size(made, lexicons, max_drop)
        read_lexicons([Path(folder) / f"{name}.tsv" for name in BUILDERS])
        for name in BUILDERS:
            (Path(folder) / f"{name}.tsv").replace(lexicons / f"{name}.tsv")
    return {name: (len(curated[name]), len(built)) for name, built in made.items()}


def _check_size(made: Mapping[str, list[Row]], lexicons: Path, max_drop: float) -> None:
    lost = []
    for name, built in made.items():
        now = Counter(_family(row) for row in built)
        before = Counter(_family(row) for row in _rows(lexicons / f"{name}.tsv", curated=False))
        lost += [
            f"{name}: {source} would have {now[source]:,} rows, not {count:,}"
            for source, count in before.items()
            if now[source] < count * (1 - max_drop)
        ]
    if lost:
        raise HeldError(f"{'; '.join(lost)}. The lexicons stand as they were; allow it with --max-drop if it is right.")


def _family(row: Row) -> str:
    """The source without its release."""
    return row[4].split()[0]


def _rows(path: Path, *, curated: bool) -> Iterator[Row]:
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            for cells in islice(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE), 1, None):
                if len(cells) != len(COLUMNS):
                    raise ConfigError(path, [f"{TAB.join(cells)!r} is no row; see `secretome lexicon check`"])
                if cells[-1].startswith(CURATED) is curated:
                    yield _row(*cells)


def _row(id_: str, name: str, term: str, match: str, source: str) -> Row:
    return (id_, name, term, match, source)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A form that a table offers. The lower the rank, the stronger its claim to the form."""

    rank: int
    row: Row


def _distinct(candidates: Iterable[Candidate], taken: set[str]) -> Iterator[Row]:
    """One row a key: the strongest claim, and none at all when two ids claim a form equally.

    Where capitals count, the ways in which the id's own table writes them are rows of their own: `c-fos`, `c-Fos`.
    """
    offered: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        key = key_of(candidate.row[2])
        if candidate.row[2] != candidate.row[2].strip():
            continue
        if len(key) < 3 or key.isdigit() or key in taken:
            continue
        offered.setdefault(key, []).append(candidate)
    for own in offered.values():
        best = min(candidate.rank for candidate in own)
        ids = {candidate.row[0] for candidate in own if candidate.rank == best}
        if len(ids) == 1:
            yield from _rows_of(ids.pop(), own, best)


def _rows_of(id_: str, own: Iterable[Candidate], best: int) -> Iterator[Row]:
    rows = sorted((one.rank != best, one.row[3] != Match.ANY, one.row) for one in own if one.row[0] == id_)
    first = rows[0][-1]
    yield first
    seen = {letters_of(first[2])}
    for *_, row in rows[1:]:
        if {first[3], row[3]} <= {Match.CASE, Match.SYMBOL} and letters_of(row[2]) not in seen:
            seen.add(letters_of(row[2]))
            yield row


def _is_name(term: str, words: int) -> bool:
    """A name in words, not an acronym: those are safe in any case."""
    return (
        term.isascii()
        and not _BRACKETED.search(term)
        and len(term) > 4
        and len(term.split()) <= words
        and not re.fullmatch(r"[A-Z0-9-]+s?", term)
    )


def _named(terms: Iterable[Term], source: str, words: int, skip: re.Pattern[str] | None = None) -> Iterator[Candidate]:
    """Names and synonyms that are names in words, and are not left out."""
    for id_, name, synonyms in terms:
        for rank, term in enumerate((name, *synonyms)):
            if _is_name(term, words) and not (skip and skip.search(term)) and not _is_plain_word(term, source):
                yield Candidate(min(rank, 1), (id_, name, term, Match.ANY, source))


def _is_plain_word(term: str, source: str) -> bool:
    """MONDO's single words are diseases only when they end like one: `disorder`, `condition` are not."""
    return source == "MONDO" and " " not in term and not _DISEASE_WORD.search(term)


def _cells(tables: Path) -> Iterator[Candidate]:
    terms = (term for term in cell_terms(tables) if term.id.startswith("CL:"))
    return _named(terms, CELL_ONTOLOGY, 6, _NO_CELL)


def _factors(tables: Path) -> Iterator[Candidate]:
    yield from _families(tables)
    yield from _genes(tables)
    yield from _micro_rnas(tables)
    yield from _named(mediator_terms(tables), "ChEBI", 4)


def _families(tables: Path) -> Iterator[Candidate]:
    for term, accession in families(tables):
        if not _BRACKETED.search(term):
            policy = Match.CASE if term.isalpha() and term.isascii() and len(term) < 6 else Match.ANY
            yield Candidate(1, (f"FPLX:{accession}", accession, term, policy, "FamPlex"))


def _genes(tables: Path) -> Iterator[Candidate]:
    for id_, symbol, name, kind, aliases, previous, _ in genes(tables):
        if kind not in _GENE_KINDS:
            continue
        coding = "long non" not in kind
        if not _CLONE.fullmatch(symbol):
            yield Candidate(0, (id_, symbol, symbol, _symbol_policy(symbol), "HGNC"))
        if coding and _is_name(name, 6) and " like" not in name and "family member" not in name:
            yield Candidate(2, (id_, symbol, name, Match.ANY, "HGNC"))
            yield from (Candidate(4, (id_, symbol, other, Match.ANY, "HGNC")) for other in _as_written(name))
        if coding:
            yield from _other_symbols(id_, symbol, aliases, 3)
            # A gene's former symbol is often the name of another one by now.
            yield from _other_symbols(id_, symbol, previous, 4)
    yield from _names_in_use(tables)


def _as_written(name: str) -> Iterator[str]:
    """The ways in which authors write an approved name: `IL-10 receptor beta` for `interleukin 10 receptor subunit beta`."""
    plain = _SUBUNIT.sub("", name).replace("metallopeptidase", "metalloproteinase")
    yield plain
    for long, short in _SHORT_FORMS:
        if plain.startswith(f"{long} "):
            yield short + plain.removeprefix(long)


def _names_in_use(tables: Path) -> Iterator[Candidate]:
    """What authors call a gene's product, by FamPlex's readers of papers: `p50`, `cytochrome c`, `AMPKα2`."""
    known = {key: gene for gene in genes(tables) if gene.kind in _GENE_KINDS for key in (gene.symbol, *gene.proteins)}
    for name, accession in gene_names(tables):
        gene = known.get(accession)
        if gene and _is_long(name) and not (_BRACKETED.search(name) or _OF_AN_ANIMAL.match(name)):
            yield Candidate(2, (gene.id, gene.symbol, name, _symbol_policy(name), "FamPlex"))


def _other_symbols(id_: str, symbol: str, others: Iterable[str], rank: int) -> Iterator[Candidate]:
    for other in others:
        if _is_long(other) and not (_CLONE.fullmatch(other) or _BRACKETED.search(other) or " " in other):
            yield Candidate(rank, (id_, symbol, other, _symbol_policy(other), "HGNC"))


def _is_long(symbol: str) -> bool:
    """Three letters without a digit stand for too many things."""
    return len(symbol) > (3 if symbol.isalpha() else 2)


def _micro_rnas(tables: Path) -> Iterator[Candidate]:
    """The numbers that microRNAs have, with their letter and, for the family, without (`miR-146`).

    They are found by a pattern (`matcher`); that a row is there says that such a microRNA is.
    """
    symbols = (gene.symbol for gene in genes(tables) if gene.kind == "RNA, micro")
    for source, names in (("miRBase", micro_rnas(tables)), ("HGNC", symbols)):
        for found in filter(None, map(_MICRO_RNA.fullmatch, names)):
            family = "let" if found["family"].lower() == "let" else "miR"
            for number in {found["number"], found["number"] + found["letter"].lower()}:
                name = f"{family}-{number}"
                yield Candidate(5, (f"miRBase:{name}", name, name, Match.DEFINED, source))


def _symbol_policy(symbol: str) -> Match:
    """A symbol without a digit may be a word or a name (`MET`, `REST`): only its capitals tell."""
    has_digit = any(character.isdigit() for character in symbol)
    if has_digit and len(symbol) > 3:
        return Match.ANY
    return Match.SYMBOL if len(symbol) > 4 and not has_digit else Match.CASE


def _diseases(tables: Path) -> Iterator[Candidate]:
    return _named(disease_terms(tables), "MONDO", 3, _NO_DISEASE)


def _processes(tables: Path) -> Iterator[Candidate]:
    return _named(process_terms(tables), "GO", 2, _NO_PROCESS)


BUILDERS = {"cells": _cells, "factors": _factors, "diseases": _diseases, "processes": _processes}
