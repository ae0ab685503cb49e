"""CSV and TSV with named columns -> articles, one a row."""

import csv
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from pipeline.read import identifiers
from pipeline.read.dates import medline_date, partial_date
from pipeline.read.inputs import Document
from pipeline.read.lines import lines
from pipeline.read.tally import DocumentError, RecordError, Tally, rejected
from pipeline.records import Article, Rejected, Section

# The names that a column may have, whatever their case; of several the first that is filled counts.
COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("id", "record id", "eid", "ut (unique wos id)", "key"),
    "pmid": ("pmid", "pubmed id", "pubmed_id", "pubmedid", "medline pmid"),
    "doi": ("doi", "doi link"),
    "pmcid": ("pmcid", "pmc id", "pmc"),
    "title": ("title", "article title", "document title"),
    "abstract": ("abstract", "abstract note", "abstracttext"),
    "year": ("year", "publication year", "pubyear", "date", "publication date"),
    "journal": ("journal", "journal/book", "source title", "publication title", "journal title"),
    "types": ("types", "type", "document type", "publication type"),
}
MAX_ROW_LINES = 500
_DELIMITERS = (",", ";", "\t")
_BLANK = b" \t\r,;"
_OPEN = "a quote is opened and never closed"


def table_records(document: Document, tally: Tally) -> Iterator[Article | Rejected]:
    """One article or set-aside record per row; blank rows are passed over, columns of other names are counted as unknown.

    Raises:
        DocumentError: binary data, an empty file, or a header without a title or an abstract.
        InputError: the bytes cannot be read further.
    """
    rows = _rows(lines(document.chunks, "a table"), PurePosixPath(document.source.lower()).name)
    header = next(rows, None)
    if header is None:
        raise DocumentError("the file is empty.")
    if header.fault:
        raise DocumentError(f"the first row cannot be read: {header.fault}.")
    names = [name.strip().casefold() for name in header.cells]
    places = {field: [names.index(name) for name in known if name in names] for field, known in COLUMNS.items()}
    missing = [field for field in ("title", "abstract") if not places[field]]
    if missing:
        raise DocumentError(
            f"the first row names no column {' and no column '.join(f'`{field}`' for field in missing)};"
            f" it names: {', '.join(name or '(no name)' for name in names)[:300]}."
        )
    read = {place for each in places.values() for place in each}
    tally.unknown.update(Counter(name or "(no name)" for place, name in enumerate(names) if place not in read))
    for row in rows:
        try:
            row.check(len(names))
            article = _article(row, places, document.source, tally)
        except RecordError as fault:
            yield rejected(document.source, row.position, str(fault), raw=row.raw)
        else:
            yield tally.checked(article, row.position, row.raw.__str__)


class _Row(NamedTuple):
    line: int
    raw: str
    cells: list[str]
    fault: str = ""

    @property
    def position(self) -> str:
        return f"row at line {self.line}"

    def check(self, width: int) -> None:
        if self.fault:
            raise RecordError(self.fault)
        if len(self.cells) < width or any(cell.strip() for cell in self.cells[width:]):
            raise RecordError(f"{len(self.cells)} cells, where the first row names {width} columns")


def _rows(stream: Iterator[bytes], name: str) -> Iterator[_Row]:
    """The rows, the header first. A quote that is never closed costs its own line, not all that follow."""
    numbered = enumerate(stream, start=1)
    again: deque[tuple[int, bytes]] = deque()
    delimiter = "\t" if name.removesuffix(".gz").endswith(".tsv") else ""
    while (line := again.popleft() if again else next(numbered, None)) is not None:
        if not line[1].strip(_BLANK):
            continue
        if not delimiter:
            delimiter = _delimiter(line[1].decode("utf-8", "replace"))
            if line[1].lower().startswith(b"sep="):  # Excel's way to name it
                continue
        row = _row([line], delimiter)
        taken = [line]
        while row.fault == _OPEN and len(taken) < MAX_ROW_LINES:
            more = again.popleft() if again else next(numbered, None)
            if more is None:
                break
            taken.append(more)
            # An even number of quotes cannot close the one that is open.
            row = _row(taken, delimiter) if more[1].count(b'"') % 2 else row
        if row.fault == _OPEN:
            again.extendleft(reversed(taken[1:]))
            row = _row(taken[:1], delimiter)
        yield row


def _row(taken: list[tuple[int, bytes]], delimiter: str) -> _Row:
    first = taken[0][0]
    try:
        text = "\n".join(line.decode("utf-8").removesuffix("\r") for _, line in taken)
    except UnicodeDecodeError:
        raw = b"\n".join(line for _, line in taken).decode("utf-8", "replace")
        return _Row(first, raw, [], "not UTF-8; convert the file")
    try:
        return _Row(first, text, next(csv.reader([text], delimiter=delimiter, strict=True)))
    except csv.Error as error:
        fault = _OPEN if "unexpected end of data" in str(error) else f"not a row: {error}"
        return _Row(first, text, [], fault)


def _delimiter(header: str) -> str:
    return max(_DELIMITERS, key=header.count)


def _article(row: _Row, places: dict[str, list[int]], source: str, tally: Tally) -> Article:
    cells = {field: _cell(row.cells, columns) for field, columns in places.items()}
    pmid, version = identifiers.versioned_pmid(cells["pmid"])
    doi, pmcid = identifiers.doi(cells["doi"]), identifiers.pmcid(cells["pmcid"])
    source_id = cells["id"].strip() or pmid or doi or pmcid or identifiers.title_id(cells["title"])
    if not source_id:
        raise RecordError("neither an id nor a title: nothing names the record")
    published = partial_date(cells["year"]) or medline_date(cells["year"])
    types = tuple(filter(None, (kind.strip() for kind in cells["types"].split(";"))))
    for key, understood in (("pmid", pmid), ("doi", doi), ("pmcid", pmcid), ("year", published)):
        tally.misread(key, cells[key].strip(), understood)
    return Article(
        id=identifiers.article_id(pmid, doi, source_id),
        source_id=source_id,
        title=cells["title"],
        sections=(Section(cells["abstract"]),) if cells["abstract"] else (),
        pmid=pmid,
        pmid_version=version,
        doi=doi,
        pmcid=pmcid,
        journal=cells["journal"].strip(),
        published=published,
        types=types,
        status=identifiers.status(types),
        source=source,
    )


def _cell(cells: list[str], columns: list[int]) -> str:
    return next((cells[column] for column in columns if cells[column].strip()), "")
