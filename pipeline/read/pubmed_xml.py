"""PubMed XML -> articles, one record in memory at a time."""

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import Any, cast

from lxml import etree

from pipeline.read import identifiers
from pipeline.read.inputs import Document
from pipeline.read.pubmed_elements import ARTICLE, BOOK, DELETED, ROOTS, local_name
from pipeline.read.pubmed_record import article, pmid_of, pmid_version
from pipeline.read.tally import DocumentError, RecordError, Tally, rejected
from pipeline.records import RAW_CHARACTERS, Article, Deleted, Rejected

# The largest PubMed records, with some thousands of authors, have a few megabytes.
MAX_RECORD_BYTES = 32_000_000
_HEAD = 1_024
_GZIP_MAGIC = b"\x1f\x8b"
_RECORDS = (ARTICLE, BOOK, DELETED)
# Not `collect_ids=False`, though it is faster: with it lxml opens the external DTD all the same (6.1).
_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


def pubmed_records(document: Document, tally: Tally) -> Iterator[Article | Deleted | Rejected]:
    """The records of one XML document, in order.

    No DTD and no entity is loaded or expanded. Each PMID of a `DeleteCitation` comes out as Deleted.

    Raises:
        DocumentError: the document is empty, not PubMed XML, or not well-formed from here on.
        InputError: the bytes cannot be read further.
    """
    for number, element in enumerate(_elements(document.chunks, tally), start=1):
        position, raw = f"record {number}", partial(_raw, element)
        if element.tag == DELETED:
            yield from _deleted(element, document.source, position)
            continue
        try:
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
            yield rejected(source, position, f"{DELETED} names {child.text!r}, which is no PMID", raw=_raw(child))


def _elements(chunks: Iterator[bytes], tally: Tally) -> Iterator[etree._Element]:
    """Each record's element, whole; it is emptied when the next one is asked for."""
    parser = etree.XMLPullParser(events=("end",), tag=_RECORDS, **_SAFE)
    pending = size = 0
    for chunk in _with_known_root(chunks):
        size += len(chunk)
        pending += len(chunk)
        fault = _fault(parser, chunk)
        for element in _reached(parser):
            pending = 0
            yield element
            _forget(element, tally)
        if fault:
            raise DocumentError(f"not well-formed XML: {fault}.")
        if pending > MAX_RECORD_BYTES:
            raise DocumentError(f"no record ends within {MAX_RECORD_BYTES:,} bytes: this is not PubMed XML.")
    if not size:
        raise DocumentError("the file is empty.")
    try:
        root = parser.close()
    except etree.XMLSyntaxError as error:
        raise DocumentError(f"the XML ends too early: {error.msg}. The file is cut short; fetch it again.") from error
    _check_root(root)
    _count_strays(root, tally)


def _reached(parser: etree.XMLPullParser) -> Iterator[etree._Element]:
    for _, element in parser.read_events():
        yield cast("etree._Element", element)


def _fault(parser: etree.XMLPullParser, chunk: bytes) -> str:
    """What is wrong after `chunk`; lxml passes over some fatal faults when it leaves entities alone, so ask the log."""
    try:
        parser.feed(chunk)
    except etree.XMLSyntaxError as error:
        return error.msg or "syntax error"
    fatal = parser.feed_error_log.filter_from_fatals()
    return f"{fatal[0].message}, line {fatal[0].line}, column {fatal[0].column}" if len(fatal) else ""


def _forget(element: etree._Element, tally: Tally) -> None:
    """Empty a record that was used, and drop what stands before it, so that memory does not grow with the file."""
    parent = element.getparent()
    element.clear()
    if parent is not None:
        while (before := element.getprevious()) is not None:
            _count_stray(before, tally)
            parent.remove(before)


def _count_strays(root: etree._Element, tally: Tally) -> None:
    for child in root if root.tag in ROOTS else ():
        _count_stray(child, tally)


def _count_stray(element: etree._Element, tally: Tally) -> None:
    if element.tag not in _RECORDS:
        tally.unknown[f"{ARTICLE}Set/{local_name(element)}"] += 1


def _with_known_root(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes, after a look at the root element: a foreign document is refused before it fills the memory."""
    first = next(chunks, b"")
    if first.startswith(_GZIP_MAGIC):
        raise DocumentError("gzip data, not XML: give the file a name that ends in .xml.gz.")
    probe = etree.XMLPullParser(events=("start",), **_SAFE)
    with suppress(etree.XMLSyntaxError):  # the reading itself reports it
        probe.feed(first[:_HEAD])
    for root in _reached(probe):
        _check_root(root)
        break
    yield first
    yield from chunks


def _check_root(root: etree._Element) -> None:
    if root.tag not in ROOTS and root.tag not in _RECORDS:
        raise DocumentError(f"not PubMed XML: its root element is <{local_name(root)}>, not <{ARTICLE}Set>.")


def _raw(element: etree._Element) -> str:
    return etree.tostring(element, encoding="unicode", with_tail=False)[:RAW_CHARACTERS]
