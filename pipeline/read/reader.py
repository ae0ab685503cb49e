"""Files in, articles and set-aside records out."""

import codecs
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from pipeline.errors import InputError
from pipeline.read.bioc_xml import ROOT as BIOC_ROOT
from pipeline.read.bioc_xml import bioc_xml_records
from pipeline.read.inputs import Document, documents
from pipeline.read.jsonl import json_records, jsonl_records
from pipeline.read.medline import medline_records
from pipeline.read.plain_text import text_records
from pipeline.read.pubmed_xml import pubmed_records
from pipeline.read.ris import ris_records
from pipeline.read.tables import table_records
from pipeline.read.tally import DocumentError, Tally, rejected
from pipeline.read.xml_stream import HEAD_BYTES, root_name
from pipeline.records import Article, Deleted, Rejected
from pipeline.settings import ReadSettings

Record = Article | Deleted | Rejected

FORMATS: dict[str, Callable[[Document, Tally], Iterator[Record]]] = {
    ".jsonl": jsonl_records,
    ".json": json_records,
    ".nbib": medline_records,
    ".ris": ris_records,
    ".csv": table_records,
    ".tsv": table_records,
}
# PubMed saves MEDLINE's format as .txt, and other databases RIS.
_TAGGED = re.compile(rb"\s*(?:(?P<medline>PMID ?-)|(?P<ris>TY  ?-)) ")


def _records(document: Document, tally: Tally) -> Iterator[Record]:
    """The records of the document, by its kind and, where that leaves the format open, by how it begins."""
    if document.kind in FORMATS:
        return FORMATS[document.kind](document, tally)
    head, document = document.peeked(HEAD_BYTES)
    if document.kind == ".xml":
        return (bioc_xml_records if root_name(head) == BIOC_ROOT else pubmed_records)(document, tally)
    tagged = _TAGGED.match(head.removeprefix(codecs.BOM_UTF8))
    if tagged is None:
        return text_records(document, tally)
    return (medline_records if tagged["medline"] else ris_records)(document, tally)


class Reader:
    """Reads files record by record; its counts grow as it reads.

    `unknown` counts elements (`PubmedArticle/MedlineCitation/Foo`), keys, tags and columns that no rule speaks of;
    `ignored` counts those that are left out on purpose (see each reader's table of them), values that are not what
    their key says, and members of archives that are of another kind.
    """

    def __init__(self, settings: ReadSettings) -> None:
        self._settings = settings
        self._tally = Tally(settings.max_characters)

    @property
    def unknown(self) -> Counter[str]:
        return self._tally.unknown

    @property
    def ignored(self) -> Counter[str]:
        return self._tally.ignored

    def records(self, files: Iterable[Path]) -> Iterator[Record]:
        """Every record of `files`, in file order and record order. Nothing is raised for bad input.

        A record that cannot be used comes out as Rejected in its place, a PMID that PubMed took back as Deleted. A file or a member of an archive that cannot
        be read to its end comes out as Rejected with `whole_file`, after the records that stand before the fault.
        """
        for file in files:
            yield from self._file(file)

    def _file(self, file: Path) -> Iterator[Record]:
        read = 0
        try:
            for document in documents(file, self._settings, self._tally.ignored):
                before = read
                try:
                    for record in _records(document, self._tally):
                        read += 1
                        yield record
                except DocumentError as fault:
                    yield _broken(document.source, fault, read - before)
        except InputError as fault:
            yield _broken(file.name, fault, read)


def _broken(source: str, fault: InputError, read: int) -> Rejected:
    before = {0: "No record was", 1: "1 record before it was"}.get(read, f"{read:,} records before it were")
    whole = rejected(source, "file", f"{fault} {before} read.")
    return replace(whole, whole_file=True)
