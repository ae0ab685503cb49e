"""One `PubmedArticle` or `PubmedBookArticle` -> Article."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import cast

from lxml import etree

from pipeline.read import identifiers
from pipeline.read.dates import iso_date, medline_date
from pipeline.read.pubmed_elements import ARTICLE, MATHML, Found, found_elements
from pipeline.read.tally import RecordError, Tally
from pipeline.records import Article, Origin, Section

# A second notation of the same formula (TeX, as a rule), which would double its text.
_ANNOTATIONS = (f"{MATHML}annotation", f"{MATHML}annotation-xml")


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where each field stands below the record's element; of several places the first that is filled counts."""

    pmid: str
    title: tuple[str, ...]
    vernacular_title: str
    abstract: str
    language: str
    journal: tuple[str, ...]
    published: tuple[str, ...]
    revised: str
    history: str
    types: str
    ids: tuple[str, ...]  # exact paths: the references have ArticleIds too
    location: str
    links: str = ""
    mesh: str = ""


_JOURNAL_ARTICLE = _Layout(
    pmid="MedlineCitation/PMID",
    title=("MedlineCitation/Article/ArticleTitle",),
    vernacular_title="MedlineCitation/Article/VernacularTitle",
    abstract="MedlineCitation/Article/Abstract/AbstractText",
    language="MedlineCitation/Article/Language",
    journal=(
        "MedlineCitation/Article/Journal/Title",
        "MedlineCitation/Article/Journal/ISOAbbreviation",
        "MedlineCitation/MedlineJournalInfo/MedlineTA",
    ),
    published=("MedlineCitation/Article/Journal/JournalIssue/PubDate", "MedlineCitation/Article/ArticleDate"),
    revised="MedlineCitation/DateRevised",
    history="PubmedData/History/PubMedPubDate",
    types="MedlineCitation/Article/PublicationTypeList/PublicationType",
    ids=("PubmedData/ArticleIdList/ArticleId",),
    location="MedlineCitation/Article/ELocationID",
    links="MedlineCitation/CommentsCorrectionsList",
    mesh="MedlineCitation/MeshHeadingList",
)
_BOOK = _Layout(
    pmid="BookDocument/PMID",
    title=("BookDocument/ArticleTitle", "BookDocument/Book/BookTitle"),
    vernacular_title="BookDocument/VernacularTitle",
    abstract="BookDocument/Abstract/AbstractText",
    language="BookDocument/Language",
    journal=("BookDocument/Book/BookTitle",),
    published=("BookDocument/Book/PubDate", "BookDocument/ContributionDate"),
    revised="BookDocument/DateRevised",
    history="PubmedBookData/History/PubMedPubDate",
    types="BookDocument/PublicationType",
    ids=("BookDocument/ArticleIdList/ArticleId", "PubmedBookData/ArticleIdList/ArticleId"),
    location="BookDocument/Book/ELocationID",
)


def article(record: etree._Element, source: str, tally: Tally) -> Article:
    """The article that `record` describes.

    Raises:
        RecordError: the record has no PMID.
    """
    found = found_elements(record, tally)
    return _article(found, _JOURNAL_ARTICLE if record.tag == ARTICLE else _BOOK, source)


def pmid_of(record: etree._Element) -> str:
    """The record's PMID as it stands, "" without one; for naming a record that is set aside."""
    return (record.findtext("MedlineCitation/PMID") or record.findtext("BookDocument/PMID") or "").strip()


def text_of(element: etree._Element) -> str:
    """All text within, inline markup joined without spaces, white space of any kind and length as one space."""
    if not len(element):
        return _tidy(element.text or "")
    etree.strip_elements(element, *_ANNOTATIONS, with_tail=False)
    return _tidy("".join(cast("Iterator[str]", element.itertext())))


def _tidy(text: str) -> str:
    # No white space but the plain space is printable: most texts need nothing, and asking is faster than splitting.
    return text.strip() if text.isprintable() and "  " not in text else " ".join(text.split())


def _article(found: Found, layout: _Layout, source: str) -> Article:
    ids = _ids(found, layout)
    pmids = found.get(layout.pmid, ())
    source_id = next((text_of(element) for element in pmids), "") or ids.get("pubmed", "")
    if not source_id:
        raise RecordError("no PMID: without one the record cannot be named or updated")
    (pmid, version), doi = identifiers.versioned_pmid(source_id), identifiers.doi(ids.get("doi", ""))
    types = _texts(found.get(layout.types, ()))
    links = [link for each in found.get(layout.links, ()) for link in each]
    made = Article(
        id=identifiers.article_id(pmid, doi, source_id),
        source_id=source_id,
        title=_first(found, *layout.title),
        sections=tuple(_sections(found.get(layout.abstract, ()))),
        pmid=pmid,
        pmid_version=max([version, *map(pmid_version, pmids)]),
        doi=doi,
        pmcid=identifiers.pmcid(ids.get("pmc", "")),
        vernacular_title=_first(found, layout.vernacular_title),
        language=" ".join(_texts(found.get(layout.language, ()))),
        journal=_first(found, *layout.journal),
        published=_first_date(found, *layout.published),
        entered=_entered(found.get(layout.history, ())),
        revised=_first_date(found, layout.revised),
        types=types,
        mesh=_descriptors(found.get(layout.mesh, ())),
        status=identifiers.status(types, {link.get("RefType", "") for link in links}),
        source=source,
        origin=Origin.PUBMED,
    )
    return replace(made, published_as=_published_as(links)) if made.is_preprint else made


def _published_as(links: Iterable[etree._Element]) -> str:
    """The paper that a preprint became: PubMed calls it an update, as it does the next edition of a review."""
    updates = (link.findtext("PMID", "") for link in links if link.get("RefType") == "UpdateIn")
    return next((f"pubmed:{pmid}" for pmid in map(identifiers.pmid, updates) if pmid), "")


def _ids(found: Found, layout: _Layout) -> dict[str, str]:
    """The record's own ids by type; a DOI may also stand in an ELocationID that is not marked as invalid."""
    ids: dict[str, str] = {}
    for path in layout.ids:
        for element in found.get(path, ()):
            ids.setdefault(element.get("IdType", "pubmed"), text_of(element))
    for element in found.get(layout.location, ()):
        if (
            element.get("EIdType") == "doi"
            and element.get("ValidYN") != "N"
            and not identifiers.doi(ids.get("doi", ""))
        ):
            ids["doi"] = text_of(element)
    return ids


def pmid_version(pmid: etree._Element) -> int:
    """What the `Version` of a PMID's element says, 1 where it says nothing."""
    version = pmid.get("Version", "")
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 1


def _descriptors(headings: Iterable[etree._Element]) -> tuple[str, ...]:
    names = [_tidy(each.text or "") for listed in headings for each in listed.iterdescendants("DescriptorName")]
    return tuple(filter(None, names))


def _texts(elements: Iterable[etree._Element]) -> tuple[str, ...]:
    return tuple(filter(None, map(text_of, elements)))


def _first(found: Found, *paths: str) -> str:
    return next((text for path in paths for text in _texts(found.get(path, ()))), "")


def _sections(elements: Iterable[etree._Element]) -> Iterator[Section]:
    for element in elements:
        text = text_of(element)
        if text:
            yield Section(text, label=element.get("Label", ""), category=element.get("NlmCategory", ""))


def _first_date(found: Found, *paths: str) -> str:
    return next((date for path in paths for date in map(_date, found.get(path, ())) if date), "")


def _date(element: etree._Element) -> str:
    # The day comes third at the latest; a moment goes on with its hour.
    parts = {child.tag: child.text or "" for child in islice(element, 3)}
    if "MedlineDate" in parts:
        return medline_date(parts["MedlineDate"])
    return iso_date(parts.get("Year", ""), parts.get("Month", ""), parts.get("Day", ""))


def _entered(history: Iterable[etree._Element]) -> str:
    """When the record came into PubMed, by its history."""
    moments = {element.get("PubStatus"): element for element in history}
    found = (_date(moments[status]) for status in ("pubmed", "entrez") if status in moments)
    return next(filter(None, found), "")
