"""PubMed XML -> articles, one record in memory at a time."""

from collections.abc import Iterator
from functools import partial

from lxml import etree

from pipeline.read import identifiers
from pipeline.read.inputs import Document
from pipeline.read.pubmed_elements import ARTICLE, BOOK, DELETED, ROOTS
from pipeline.read.pubmed_record import article, pmid_of, pmid_version
from pipeline.read.tally import RecordError, Tally, rejected
from pipeline.read.xml_stream import Shape, raw_text, records
from pipeline.records import Article, Deleted, Rejected

_PUBMED = Shape("PubMed XML", f"{ARTICLE}Set", ROOTS, (ARTICLE, BOOK, DELETED))


def pubmed_records(document: Document, tally: Tally) -> Iterator[Article | Deleted | Rejected]:
    """The records of one XML document, in order.

    No DTD and no entity is loaded or expanded. Each PMID of a `DeleteCitation` comes out as Deleted.

    Raises:
        DocumentError: the document is empty, not PubMed XML, or not well-formed from here on.
        InputError: the bytes cannot be read further.
    """
    for number, record in enumerate(records(document.chunks, _PUBMED, tally), start=1):
        element = record.element
        position, raw = f"record {number}", partial(raw_text, element)
        if element.tag == DELETED:
            yield from _deleted(element, document.source, position)
            continue
        try:
            record.refuse_entities()
            found = article(element, document.source, tally)
        except RecordError as fault:
            yield rejected(document.source, position, str(fault), pmid_of(element), raw())
        else:
            yield tally.checked(found, position, raw)


def _deleted(element: etree._Element, source: str, position: str) -> Iterator[Deleted | Rejected]:
    for child in element:
        pmid, version = identifiers.versioned_pmid(child.text or "")
        if pmid:
            yield Deleted(pmid, max(version, pmid_version(child)), source, position)
        else:
            yield rejected(source, position, f"{DELETED} names {child.text!r}, which is no PMID", raw=raw_text(child))
