"""BioC XML -> articles, one document in memory at a time."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from lxml import etree

from pipeline.read.bioc import bioc_article
from pipeline.read.inputs import Document
from pipeline.read.tally import RecordError, Tally, rejected
from pipeline.read.xml_stream import Shape, raw_text, records
from pipeline.records import Article, Rejected

ROOT = "collection"
# `source` comes before the documents and is read on the way: it tells what their bare numbers are.
_BIOC = Shape("BioC XML", ROOT, frozenset({ROOT}), ("document", "source"), frozenset({"date", "key", "infon"}))


def bioc_xml_records(document: Document, tally: Tally) -> Iterator[Article | Rejected]:
    """The documents of one collection, in order.

    Raises:
        DocumentError: the document is empty, not BioC XML, or not well-formed from here on.
        InputError: the bytes cannot be read further.
    """
    collection = ""
    number = 0
    for record in records(document.chunks, _BIOC, tally):
        element = record.element
        if element.tag == "source":
            collection = (element.text or "").strip()
            continue
        number += 1
        position, raw = f"record {number}", partial(raw_text, element)
        try:
            record.refuse_entities()
            article = bioc_article(_json(element), collection, document.source, tally)
        except RecordError as fault:
            yield rejected(document.source, position, str(fault), element.findtext("id", ""), raw())
        else:
            yield tally.checked(article, position, raw)


def _json(element: etree._Element) -> dict[str, Any]:
    """A document, passage or sentence as BioC's JSON has it, with the parts that are read."""
    value: dict[str, Any] = {"id": element.findtext("id") or "", "text": element.findtext("text") or ""}
    value["infons"] = {infon.get("key", ""): infon.text or "" for infon in element.findall("infon")}
    offset = element.findtext("offset")
    if offset is not None:
        value["offset"] = int(offset) if offset.strip().isascii() and offset.strip().isdigit() else offset
    value["passages"] = [_json(each) for each in element.findall("passage")]
    value["sentences"] = [_json(each) for each in element.findall("sentence")]
    return value
