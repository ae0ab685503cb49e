"""How fast PubMed XML is read, against pubmed_parser and Biopython on the same file in one run, and where they differ.

usage: reading.py FILE.xml[.gz] | ARCHIVE.tar.gz

The two packages are wanted here alone and belong to no set of dependencies. Give them an environment of their own:

    uv venv /tmp/reading && uv pip install --python /tmp/reading/bin/python -e . pubmed_parser biopython
    /tmp/reading/bin/python benchmarks/reading.py pubmed.tar.gz

Each reader reads one XML file with all records into its own kind of record, five times in turns, and its least processor
time counts: other work on the machine only ever adds. Then every field that two readers both have is compared, record by record; white space counts
as one space, and what still differs is sorted by why.
"""

import gzip
import html
import json
import re
import sys
import tarfile
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from pipeline.read import Reader
from pipeline.records import Article
from pipeline.settings import ReadSettings

ROUNDS = 5
_RECORD = re.compile(rb"<Pubmed(?:Book)?Article[ >].*?</Pubmed(?:Book)?Article>", re.DOTALL)
_HEAD = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January'
    b' 2019//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_190101.dtd">\n<PubmedArticleSet>\n'
)
Fields = dict[str, str]


def one_file(source: Path, folder: Path) -> Path:
    """All records of `source` in one XML file, within gzip, as pubmed_parser reads no other, but not compressed."""
    target = folder / "records.xml.gz"
    with gzip.open(target, "wb", compresslevel=0) as out:
        out.write(_HEAD)
        for content in _contents(source):
            for record in _RECORD.finditer(content):
                out.write(record[0] + b"\n")
        out.write(b"</PubmedArticleSet>\n")
    return target


def _contents(source: Path) -> Iterator[bytes]:
    if not source.name.endswith((".tar.gz", ".tgz", ".tar")):
        yield source.read_bytes()
        return
    with tarfile.open(source) as archive:
        for member in archive:
            if member.isfile() and member.name.endswith(".xml"):
                stream = archive.extractfile(member)
                yield stream.read() if stream else b""


def parsed(path: Path) -> list[Any]:
    """The XML parser alone, which we and pubmed_parser share: nothing is done with what it gives."""
    with gzip.open(path) as stream:
        for _, element in etree.iterparse(stream, tag=("PubmedArticle", "PubmedBookArticle")):
            element.clear()
    return []


def read_by_us(path: Path) -> list[Any]:
    return list(Reader(ReadSettings()).records([path]))


def read_by_pubmed_parser(path: Path) -> list[Any]:
    from pubmed_parser import parse_medline_xml  # noqa: PLC0415  # an environment of its own has it

    return list(parse_medline_xml(str(path), year_info_only=True))


def read_by_biopython(path: Path) -> list[Any]:
    from Bio import Entrez  # noqa: PLC0415  # as above

    with gzip.open(path) as stream:
        return list(Entrez.read(stream)["PubmedArticle"])


def _of_us(record: Article) -> Fields:
    return {
        "pmid": record.pmid,
        "title": record.title,
        "abstract": "\n".join(section.text for section in record.sections),
        "doi": record.doi,
        "pmcid": record.pmcid,
        "journal": record.journal,
        "year": record.published[:4],
        "types": "; ".join(record.types),
        "mesh": "; ".join(record.mesh),
        "language": record.language,
        "vernacular_title": record.vernacular_title,
    }


def _of_pubmed_parser(record: dict[str, Any]) -> Fields:
    return {
        "pmid": record["pmid"],
        "title": record["title"] or "",
        "abstract": record["abstract"] or "",
        "doi": record["doi"] or "",
        "pmcid": record["pmc"] or "",
        "journal": record["journal"] or "",
        "year": record["pubdate"] or "",
        "types": "; ".join(kind.partition(":")[2] for kind in _split(record["publication_types"])),
        "mesh": "; ".join(term.partition(":")[2] for term in _split(record["mesh_terms"])),
        "language": " ".join(_split(record["languages"])),
        "vernacular_title": record["vernacular_title"] or "",
    }


def _of_biopython(record: Any) -> Fields:
    citation = record["MedlineCitation"]
    article = citation["Article"]
    ids = {each.attributes["IdType"]: str(each) for each in record["PubmedData"]["ArticleIdList"]}
    date = article["Journal"]["JournalIssue"]["PubDate"]
    return {
        "pmid": str(citation["PMID"]),
        "title": str(article["ArticleTitle"]),
        "abstract": "\n".join(map(str, article.get("Abstract", {}).get("AbstractText", []))),
        "doi": ids.get("doi", ""),
        "pmcid": ids.get("pmc", ""),
        "journal": str(article["Journal"].get("Title", "")),
        "year": str(date.get("Year") or date.get("MedlineDate", ""))[:4],
        "types": "; ".join(map(str, article["PublicationTypeList"])),
        "mesh": "; ".join(str(each["DescriptorName"]) for each in citation.get("MeshHeadingList", [])),
        "language": " ".join(map(str, article["Language"])),
        "vernacular_title": str(article.get("VernacularTitle", "")),
    }


def _split(listed: str | None) -> list[str]:
    return [part.strip() for part in (listed or "").split(";") if part.strip()]


def why(mine: str, theirs: str) -> str:
    """Why two values differ: the first reason that takes the difference away."""
    reasons: list[tuple[str, Callable[[str], str]]] = [
        ("case", str.casefold),
        ("their markup is left in the text", lambda text: re.sub(r"</?\w+[^>]*>", "", text)),
        ("their entities are left in the text", html.unescape),
        ("spaces", lambda text: "".join(text.split())),
        ("order", lambda text: "; ".join(sorted(text.split("; ")))),
        ("brackets and stop around a translated title", lambda text: text.strip("[]. ")),
    ]
    for reason, simpler in reasons:
        mine, theirs = simpler(mine), simpler(theirs)
        if mine == theirs:
            return reason
    if not theirs:
        return "they have nothing"
    if not mine:
        return "we have nothing"
    return "longer with them" if mine in theirs else "longer with us" if theirs in mine else "other"


def differences(mine: dict[str, Fields], theirs: dict[str, Fields]) -> dict[str, dict[str, int]]:
    """For each field: how many records agree, and why the others do not."""
    table: dict[str, Counter[str]] = {}
    for pmid in mine.keys() & theirs.keys():
        for name, value in mine[pmid].items():
            one, other = (" ".join(text.split()) for text in (value, theirs[pmid][name]))
            table.setdefault(name, Counter())["agree" if one == other else why(one, other)] += 1
    return {name: dict(counts.most_common()) for name, counts in table.items()}


READERS: dict[str, tuple[Callable[[Path], list[Any]], Callable[[Any], Fields]]] = {
    "ours": (read_by_us, _of_us),
    "pubmed_parser": (read_by_pubmed_parser, _of_pubmed_parser),
    "biopython": (read_by_biopython, _of_biopython),
}


def main(source: Path) -> None:
    readers = {"lxml alone": parsed} | {name: reader for name, (reader, _fields) in READERS.items()}
    best = dict.fromkeys(readers, float("inf"))
    read: dict[str, list[Any]] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = one_file(source, Path(folder))
        for _ in range(ROUNDS):
            for name, reader in readers.items():
                read.pop(name, None)
                start = time.process_time()
                read[name] = reader(path)
                best[name] = min(best[name], time.process_time() - start)
    fields = {
        name: {found["pmid"]: found for found in map(READERS[name][1], records)}
        for name, records in read.items()
        if name in READERS
    }
    result = {
        "records": {name: len(records) for name, records in fields.items()},
        "times as long as ours": {name: round(best[name] / best["ours"], 2) for name in readers},
        "seconds": {name: round(seconds, 2) for name, seconds in best.items()},
        "fields": {name: differences(fields["ours"], fields[name]) for name in READERS if name != "ours"},
    }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    warnings.filterwarnings("ignore", module="Bio|pubmed_parser")
    main(Path(sys.argv[1]))
