"""One BioC document -> Article: its title and its abstract, out of passages as PubTator, BioC-PMC or BioC-PubMed cut them.

The document comes as BioC's JSON has it; `bioc_xml` brings the XML to that shape.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.read import identifiers
from pipeline.read.dates import medline_date, partial_date
from pipeline.read.json_values import inner, objects, string
from pipeline.read.markup import labelled_sections
from pipeline.read.tally import RecordError, Tally
from pipeline.records import Article, Section

_PUBMED = re.compile(r"pubmed|pubtator|medline", re.IGNORECASE)
_IDS = ("article-id_pmid", "article-id_pmc", "article-id_doi")
# PubTator writes `Nat Med; 2021 Mar; 27(3): 1-9`, or only the journal.
_JOURNAL = re.compile(r"(?P<name>[^;]+?)\s*;\s*(?P<rest>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Passage:
    infons: dict[str, Any]
    text: str

    @property
    def section(self) -> str:
        """TITLE, ABSTRACT, or the part of the paper's body."""
        named = string(self.infons, "section_type").upper()
        kind = string(self.infons, "type").casefold()
        if named in ("TITLE", "ABSTRACT"):
            return named
        if not named and kind in ("title", "front"):
            return "TITLE"
        if not named and kind.startswith("abstract"):
            return "ABSTRACT"
        return named or kind.upper() or "UNNAMED"

    @property
    def is_heading(self) -> bool:
        """BioC-PMC gives an abstract's headings passages of their own: `abstract_title_1`."""
        return "title" in string(self.infons, "type").casefold()


def bioc_article(value: dict[str, Any], collection: str, source: str, tally: Tally) -> Article:
    """The article that the document describes; passages of its body are counted as ignored.

    `collection` is the source that the collection names: it tells what a bare number is.

    Raises:
        RecordError: it has no id, or holds something of another type.
    """
    passages = [_Passage(inner(each, "infons"), _text(each)) for each in objects(value, "passages")]
    infons = _first_of([inner(value, "infons"), *(passage.infons for passage in passages)])
    number = string(value, "id", number=True).strip()
    pmid, version = identifiers.versioned_pmid(string(value, "pmid", number=True) or infons.get(_IDS[0], ""))
    pmcid = identifiers.pmcid(string(value, "pmcid") or infons.get(_IDS[1], ""))
    doi = identifiers.doi(infons.get(_IDS[2], ""))
    if number.upper().startswith("PMC") or (number.isdigit() and collection.upper() == "PMC"):
        pmcid = pmcid or identifiers.pmcid(number)
    elif _PUBMED.search(collection):
        pmid, version = (pmid, version) if pmid else identifiers.versioned_pmid(number)
    source_id = number or pmid or pmcid
    if not source_id:
        raise RecordError("no `id`: without one the record cannot be named or updated")
    for passage in passages:
        if passage.section not in ("TITLE", "ABSTRACT"):
            tally.ignored[f"BioC passage ({passage.section})"] += 1
    journal = infons.get("journal", "")
    named = _JOURNAL.fullmatch(journal)
    return Article(
        id=identifiers.article_id(pmid, doi, source_id),
        source_id=source_id,
        title=next((p.text for p in passages if p.section == "TITLE" and p.text), ""),
        sections=tuple(_sections([p for p in passages if p.section == "ABSTRACT"])),
        pmid=pmid,
        pmid_version=version,
        doi=doi,
        pmcid=pmcid,
        journal=named["name"] if named else journal,
        published=(named and medline_date(named["rest"].partition(";")[0])) or partial_date(infons.get("year", "")),
        source=source,
    )


def _first_of(every: Sequence[dict[str, Any]]) -> dict[str, str]:
    """What any part of the document says of the paper; the first to say it counts."""
    found: dict[str, str] = {}
    for infons in every:
        for key in (*_IDS, "journal", "year"):
            if said := string(infons, key, number=True).strip():
                found.setdefault(key, said)
    return found


def _sections(passages: Sequence[_Passage]) -> Iterator[Section]:
    label = ""
    for passage in passages:
        if passage.is_heading:
            label = passage.text.rstrip(":")
        elif label and passage.text:
            yield Section(passage.text, label=label)
        else:
            yield from labelled_sections(passage.text)


def _text(passage: dict[str, Any]) -> str:
    """The passage's text; where only its sentences have any, those at their offsets, spaces between."""
    text = string(passage, "text")
    if not text:
        start = _offset(passage)
        for sentence in objects(passage, "sentences"):
            text = text.ljust(_offset(sentence) - start) + string(sentence, "text")
    return " ".join(text.split())


def _offset(value: dict[str, Any]) -> int:
    offset = value.get("offset", 0)
    if isinstance(offset, bool) or not isinstance(offset, int):
        raise RecordError("`offset` must be a whole number")
    return offset
