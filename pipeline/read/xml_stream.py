"""XML as it arrives -> the elements of its records, one in memory at a time. No DTD, entity or network is touched."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from lxml import etree

from pipeline.read.tally import DocumentError, RecordError, Tally
from pipeline.records import RAW_CHARACTERS

# The largest PubMed records, with some thousands of authors, have a few megabytes.
MAX_RECORD_BYTES = 32_000_000
HEAD_BYTES = 1_024
_GZIP_MAGIC = b"\x1f\x8b"
# Also where a chunk ends within one, and in encodings other than UTF-8: then the records are looked through.
_REFERENCE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)")
# Not `collect_ids=False`, though it is faster: with it lxml opens the external DTD all the same (6.1).
_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of XML: its name, the elements that may be its root (`root` is the usual one), and those of its records.

    `beside` may stand between the records; anything else there is counted as unknown.
    """

    name: str
    root: str
    roots: frozenset[str]
    records: tuple[str, ...]
    beside: frozenset[str] = frozenset()

    def check(self, root: etree._Element) -> None:
        if root.tag not in self.roots and root.tag not in self.records:
            raise DocumentError(f"not {self.name}: its root element is <{local_name(root)}>, not <{self.root}>.")

    def count(self, stray: etree._Element, tally: Tally) -> None:
        if stray.tag not in self.records and stray.tag not in self.beside:
            tally.unknown[f"{self.root}/{local_name(stray)}"] += 1


class Record(NamedTuple):
    """A record's element, whole; it is emptied when the next one is asked for."""

    element: etree._Element
    may_refer: bool  # an ampersand before its end was none of XML's own: it may refer to an entity

    def refuse_entities(self) -> None:
        """Entities are never expanded, so a record that needs one has holes.

        Raises:
            RecordError: the record refers to an entity.
        """
        entity = next(self.element.iter(etree.Entity), None) if self.may_refer else None
        if entity is not None:
            reason = f"refers to the entity {entity.text}: entities are never expanded; write its characters out"
            raise RecordError(reason)


def records(chunks: Iterator[bytes], shape: Shape, tally: Tally) -> Iterator[Record]:
    """The records of one document, in order.

    Raises:
        DocumentError: the document is empty, of another shape, or not well-formed from here on.
        InputError: the bytes cannot be read further.
    """
    parser = etree.XMLPullParser(events=("end",), tag=shape.records, **_SAFE)
    pending = size = 0
    may_refer = False
    for chunk in _with_known_root(chunks, shape):
        size += len(chunk)
        pending += len(chunk)
        may_refer = may_refer or _REFERENCE.search(chunk) is not None
        fault = _fault(parser, chunk)
        for element in _reached(parser):
            pending = 0
            yield Record(element, may_refer)
            _forget(element, shape, tally)
        if fault:
            raise DocumentError(f"not well-formed XML: {fault}.")
        if pending > MAX_RECORD_BYTES:
            raise DocumentError(f"no record ends within {MAX_RECORD_BYTES:,} bytes: this is not {shape.name}.")
    if not size:
        raise DocumentError("the file is empty.")
    try:
        root = parser.close()
    except etree.XMLSyntaxError as error:
        raise DocumentError(f"the XML ends too early: {error.msg}. The file is cut short; fetch it again.") from error
    shape.check(root)
    for child in root if root.tag in shape.roots else ():
        shape.count(child, tally)


def local_name(element: etree._Element) -> str:
    return etree.QName(element).localname


def root_name(head: bytes) -> str:
    """The name of the root element that begins within `head`, "" where none does."""
    return next((str(root.tag) for root in _probed(head)), "")


def raw_text(element: etree._Element) -> str:
    """The beginning of the element as it was written."""
    return etree.tostring(element, encoding="unicode", with_tail=False)[:RAW_CHARACTERS]


def _probed(head: bytes) -> Iterator[etree._Element]:
    probe = etree.XMLPullParser(events=("start",), **_SAFE)
    with suppress(etree.XMLSyntaxError):  # the reading itself reports it
        probe.feed(head)
    return _reached(probe)


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


def _forget(element: etree._Element, shape: Shape, tally: Tally) -> None:
    """Empty a record that was used, and drop what stands before it, so that memory does not grow with the file."""
    parent = element.getparent()
    element.clear()
    if parent is not None:
        while (before := element.getprevious()) is not None:
            shape.count(before, tally)
            parent.remove(before)


def _with_known_root(chunks: Iterator[bytes], shape: Shape) -> Iterator[bytes]:
    """The same bytes, after a look at the root element: a foreign document is refused before it fills the memory."""
    first = next(chunks, b"")
    if first.startswith(_GZIP_MAGIC):
        raise DocumentError("gzip data, not XML: give the file a name that ends in .xml.gz.")
    for root in _probed(first[:HEAD_BYTES]):
        shape.check(root)
        break
    yield first
    yield from chunks
