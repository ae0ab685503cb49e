"""The ontologies' tables, as published or as cut down to columns: terms and genes, whatever the format.

Where a folder holds both, the cut-down table is read. A table that is missing, or holds nothing that can be read, is an
error that names the file: a lexicon is never built from half of its sources.
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

from pipeline.errors import InputError

Item = TypeVar("Item")


class Term(NamedTuple):
    """One concept of an ontology. Of a published ontology the exact synonyms are taken, and no obsolete term."""

    id: str
    name: str
    synonyms: tuple[str, ...]


class Gene(NamedTuple):
    """One approved gene of HGNC; `kind` is its locus type, `proteins` are UniProt accessions."""

    id: str
    symbol: str
    name: str
    kind: str
    aliases: tuple[str, ...]
    previous: tuple[str, ...]
    proteins: tuple[str, ...] = ()


# Of ChEBI's two hundred thousand substances, those that cells signal with, and their kin.
MEDIATORS = re.compile(
    r"prostaglandin|prostacyclin|thromboxane|leukotriene|lipoxin|resolvin|protectin|maresin|eicosano|arachidono|ceramide|"
    r"sphingosine|lysophosphatid|kynuren|tryptophan|serotonin|melatonin|dopamine|histamine|acetylcholine|adenosine|AMP\b|"
    r"ADP\b|ATP\b|glutamate|nitric oxide|lactate|succinate|itaconate|butyrate|estradiol|cortisol|corticosterone|"
    r"vitamin D|retino|heme|curcumin|lipopolysaccharide|spermi|carbon monoxide|hydrogen (?:peroxide|sulfide)",
    re.IGNORECASE,
)


def cell_terms(folder: Path) -> Iterator[Term]:
    table = folder / "cell_ontology_2025-12-17.jsonl"
    return _some(table, _json_terms(table)) if table.exists() else published_terms(folder / "cl.obo", "CL:")


def process_terms(folder: Path) -> Iterator[Term]:
    return _terms(folder / "go_biological_process.tsv", folder / "go-basic.obo", "GO:", "biological_process")


def disease_terms(folder: Path) -> Iterator[Term]:
    return _terms(folder / "mondo.tsv", folder / "mondo.obo", "MONDO:")


def mediator_terms(folder: Path) -> Iterator[Term]:
    table = folder / "chebi_mediators.tsv"
    if table.exists():
        return _some(table, _table_terms(table))
    return (term for term in published_terms(folder / "chebi.obo", "CHEBI:") if MEDIATORS.search(term.name))


def genes(folder: Path) -> Iterator[Gene]:
    table = folder / "hgnc_entries.tsv"
    if table.exists():
        return _some(
            table,
            _genes(
                table,
                ("HGNC ID", "Approved symbol", "Approved name", "Locus type"),
                ("Alias symbols", "Previous symbols", "UniProt ID(supplied by UniProt)"),
                ",",
            ),
        )
    table = folder / "hgnc_complete_set.txt"
    return _some(
        table,
        _genes(table, ("hgnc_id", "symbol", "name", "locus_type"), ("alias_symbol", "prev_symbol", "uniprot_ids"), "|"),
    )


def micro_rnas(folder: Path) -> Iterator[str]:
    """The names of miRBase's hairpins, with their species: `hsa-mir-146a`. A release has them at the heads of its FASTA file."""
    table = folder / "mirbase.tsv"
    if table.exists():
        return _some(table, (row["mirbase_name"] for row in csv.DictReader(_lines(table), delimiter="\t")))
    table = folder / "hairpin.fa"
    return _some(table, (line[1:].partition(" ")[0] for line in _lines(table) if line.startswith(">")))


def families(folder: Path) -> Iterator[tuple[str, str]]:
    """A synonym and the FamPlex accession that it stands for."""
    names, synonyms = folder / "famplex" / "entities.csv", folder / "famplex" / "grounding_map.csv"
    return _some(synonyms, _families(names, synonyms))


def _families(names: Path, synonyms: Path) -> Iterator[tuple[str, str]]:
    known = set("".join(_lines(names)).split())
    for row in csv.reader(_lines(synonyms)):
        if len(row) > 2 and row[1] == "FPLX" and row[2] in known:
            yield row[0], row[2]


def gene_names(folder: Path) -> Iterator[tuple[str, str]]:
    """A name in use and what FamPlex says it stands for: a UniProt accession, or a symbol of HGNC."""
    synonyms = folder / "famplex" / "grounding_map.csv"
    for row in csv.reader(_lines(synonyms)):
        for database, accession in zip(row[1::2], row[2::2], strict=False):
            if database in ("UP", "HGNC"):
                yield row[0], accession


def _terms(table: Path, release: Path, prefix: str, namespace: str = "") -> Iterator[Term]:
    return _some(table, _table_terms(table)) if table.exists() else published_terms(release, prefix, namespace)


def published_terms(path: Path, prefix: str, namespace: str = "") -> Iterator[Term]:
    """The terms of an OBO file whose id begins with `prefix`; of one namespace, where it is given.

    Raises:
        InputError: the file cannot be read, or holds no such term.
    """
    return _some(path, (term for term in _stanzas(path, namespace) if term.id.startswith(prefix)))


_SYNONYM = re.compile(r'synonym: "((?:[^"\\]|\\.)*)" EXACT\b')
_ESCAPED = re.compile(r"\\(.)")


def _stanzas(path: Path, namespace: str) -> Iterator[Term]:
    values: dict[str, str] = {}
    synonyms: list[str] = []
    for line in (*_lines(path), "[End]"):
        if line.startswith("["):
            is_wanted = values.get("namespace", namespace) == namespace or not namespace
            if "id" in values and "name" in values and values.get("is_obsolete") != "true" and is_wanted:
                yield Term(values["id"], values["name"], tuple(synonyms))
            values, synonyms = {}, []
            values |= {} if line.strip() == "[Term]" else {"is_obsolete": "true"}
            continue
        synonym = _SYNONYM.match(line)
        if synonym:
            synonyms.append(_ESCAPED.sub(r"\1", synonym[1]))
            continue
        tag, colon, value = line.strip().partition(": ")
        if colon and tag in ("id", "name", "namespace", "is_obsolete"):
            values.setdefault(tag, _ESCAPED.sub(r"\1", value.split(" ! ")[0]))


def _json_terms(path: Path) -> Iterator[Term]:
    for record in map(json.loads, _lines(path)):
        yield Term(record["norm_concept_id"], record["norm_preferred_label"], tuple(record["synonyms"]))


def _table_terms(path: Path) -> Iterator[Term]:
    for record in csv.DictReader(_lines(path), delimiter="\t", quoting=csv.QUOTE_NONE):
        synonyms = tuple(filter(None, map(str.strip, (record["synonyms"] or "").split("|"))))
        yield Term(record["id"], record["name"], synonyms)


def _genes(path: Path, columns: tuple[str, ...], lists: tuple[str, ...], comma: str) -> Iterator[Gene]:
    # HGNC's own file puts a cell that holds several values into quotes; the cut-down one has none.
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if comma == "|" else csv.QUOTE_NONE
    for record in csv.DictReader(_lines(path), delimiter="\t", quoting=quoting):
        if record.get("Status", record.get("status")) == "Approved":
            id_, symbol, name, kind = (record[column] or "" for column in columns)
            aliases, previous, proteins = (
                tuple(filter(None, map(str.strip, (record[column] or "").split(comma)))) for column in lists
            )
            yield Gene(id_, symbol, name, kind, aliases, previous, proteins)


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            yield from file
    except OSError as error:
        raise InputError(
            f"{path}: {error.strerror}. Put the table there, or download it (docs/lexicons.md)."
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 (byte {error.start}); download it again") from error


def _some(path: Path, items: Iterable[Item]) -> Iterator[Item]:
    """`items`, of which there must be one at least, and which must have the columns that they should."""
    found = False
    try:
        for item in items:
            found = True
            yield item
    except (KeyError, ValueError, TypeError) as error:
        raise InputError(
            f"{path}: not the table that it should be ({type(error).__name__}: {error}); download it again"
        ) from error
    if not found:
        raise InputError(f"{path}: holds no term; download it again")
