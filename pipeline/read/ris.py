"""RIS, as reference managers and other databases write it -> articles."""

import re
from collections.abc import Iterator

from pipeline.read import identifiers
from pipeline.read.dates import iso_date, medline_date
from pipeline.read.inputs import Document
from pipeline.read.markup import labelled_sections
from pipeline.read.tagged_lines import RIS, TaggedRecord, tagged_records
from pipeline.read.tally import DocumentError, RecordError, Tally, names, rejected
from pipeline.records import Article, Rejected

_READ = names("TY TI T1 AB N2 DO AN C2 C5 DB DP UR ID PY Y1 DA T2 JO JF JA J2 LA M3 N1 BT")
_LEFT_OUT = names(
    "A1 A2 A3 A4 AU AD AV C1 C3 C4 C6 C7 C8 CA CN CP CT CY CR ED EP ER ET IS KW L1 L2 L3 L4 LB LK M1 M2 NV OP PB PP RI RN"
    " RP SE SN SP ST SV T3 TA TT U1 U2 U3 U4 U5 VL VO Y2"
)
_PUBMED = re.compile(r"pubmed|medline|nlm", re.IGNORECASE)
_PUBMED_URL = re.compile(r"pubmed(?:\.ncbi\.nlm\.nih\.gov|/)/?(?P<pmid>[0-9]+)", re.IGNORECASE)
_NOTED = re.compile(r"\bPMID:?\s*(?P<pmid>[0-9]+)", re.IGNORECASE)
_DATE = re.compile(r"(?P<year>[0-9]{4})(?:[/-](?P<month>[0-9]{1,2})?(?:[/-](?P<day>[0-9]{1,2})?)?)?.*", re.DOTALL)


def ris_records(document: Document, tally: Tally) -> Iterator[Article | Rejected]:
    """The records of one file, in order.

    Raises:
        DocumentError: binary data, UTF-16, a file without a record, or one that ends within a record.
        InputError: the bytes cannot be read further.
    """
    empty = True
    cut: TaggedRecord | None = None
    for record in tagged_records(document.chunks, RIS, tally):
        empty = False
        if cut is not None:
            yield rejected(document.source, cut.position, "the record has no end (`ER  -`)", raw=cut.raw)
        cut = None if record.ended else record
        if record.ended:
            try:
                article = _article(record, document.source, tally)
            except RecordError as fault:
                yield rejected(document.source, record.position, str(fault), record.first("ID", "AN"), record.raw)
            else:
                yield tally.checked(article, record.position, record.raw.__str__)
    if cut is not None:
        raise DocumentError(f"it ends within the record that begins at line {cut.line}. The file is cut short.")
    if empty:
        raise DocumentError("no RIS record in it: none of its lines begins with `TY  -`.")


def _article(record: TaggedRecord, source: str, tally: Tally) -> Article:
    record.check()
    title = record.first("TI", "T1", "BT")
    pmid, version = identifiers.versioned_pmid(_pmid(record))
    doi = identifiers.doi(record.first("DO")) or next(filter(None, map(identifiers.doi, record.all("UR"))), "")
    pmcid = next(
        (
            found
            for tag in ("C2", "AN")
            if "PMC" in record.first(tag).upper() and (found := identifiers.pmcid(record.first(tag)))
        ),
        "",
    )
    types = record.all("M3") if record.first(RIS.first) not in ("UNPB", "PREPRINT") else ("Preprint", *record.all("M3"))
    source_id = record.first("ID", "AN") or pmid or doi or pmcid or identifiers.title_id(title)
    if not source_id:
        raise RecordError("neither an id nor a title: nothing names the record")
    tally.ignored.update(f"RIS {tag}" for tag in record.values.keys() & _LEFT_OUT)
    tally.unknown.update(f"RIS {tag}" for tag in record.values.keys() - _READ - _LEFT_OUT)
    return Article(
        id=identifiers.article_id(pmid, doi, source_id),
        source_id=source_id,
        title=title,
        sections=labelled_sections(record.first("AB", "N2")),
        pmid=pmid,
        pmid_version=version,
        doi=doi,
        pmcid=pmcid,
        language=record.first("LA"),
        journal=record.first("JO", "JF", "T2", "JA", "J2"),
        published=next(filter(None, map(_date, (record.first(tag) for tag in ("DA", "PY", "Y1")))), ""),
        types=types,
        status=identifiers.status(types),
        source=source,
    )


def _pmid(record: TaggedRecord) -> str:
    """Programs put the PMID in different places: EndNote in AN, Scopus in C2, Embase in C5, others in a link or note."""
    if _PUBMED.search(f"{record.first('DB')} {record.first('DP')}") and identifiers.pmid(record.first("AN")):
        return record.first("AN")
    for number in (record.first("C2"), record.first("C5")):
        if len(number) >= 5 and identifiers.pmid(number):
            return number
    for pattern, tag in ((_PUBMED_URL, "UR"), (_NOTED, "N1")):
        for value in record.all(tag):
            if match := pattern.search(value):
                return match["pmid"]
    return ""


def _date(text: str) -> str:
    """`2021/03/05/`, `2021-03`, `2021//` and what else begins with a year, also `2021 Mar 5`."""
    match = _DATE.fullmatch(text)
    if match is None or (match["month"] is None and medline_date(text)):
        return medline_date(text)
    return iso_date(match["year"], match["month"] or "", match["day"] or "")
