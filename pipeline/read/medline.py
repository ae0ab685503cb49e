"""MEDLINE's format (PubMed's *Save* as `.nbib` or as text) -> articles."""

import re
from collections.abc import Iterator

from pipeline.read import identifiers
from pipeline.read.dates import iso_date, medline_date
from pipeline.read.inputs import Document
from pipeline.read.markup import labelled_sections
from pipeline.read.tagged_lines import MEDLINE, TaggedRecord, tagged_records
from pipeline.read.tally import DocumentError, RecordError, Tally, names, rejected
from pipeline.records import Article, Origin, Rejected

# NLM's tags for links to other papers, and the RefTypes that PubMed's XML has for them.
_LINKS = {
    "RIN": "RetractionIn",
    "ROF": "RetractionOf",
    "PRIN": "PartialRetractionIn",
    "PROF": "PartialRetractionOf",
    "RRI": "RetractedandRepublishedIn",
    "RRF": "RetractedandRepublishedFrom",
    "ECI": "ExpressionOfConcernIn",
    "ECF": "ExpressionOfConcernFor",
    "EIN": "ErratumIn",
    "EFR": "ErratumFor",
    "CRI": "CorrectedandRepublishedIn",
    "CRF": "CorrectedandRepublishedFrom",
    "RPI": "RepublishedIn",
    "RPF": "RepublishedFrom",
    "UIN": "UpdateIn",
}
_READ = names("PMID TI BTI TT AB LA JT TA DP DEP PHST EDAT CRDT LR PT MH PMC AID LID") | _LINKS.keys()
# Who wrote, paid and catalogued; a second abstract and its language; who owns the rights in the first.
_LEFT_OUT = names(
    "OWN STAT DA DCOM IS VI IP PG CI OAB OABL OCI FAU AU AUID AD IR FIR CN FED ED GR PL JID RN SB CON CIN DDIN DRIN"
    " SPIN UOF OTO OT COIS MHDA PST SO MID OID GN NM PS FPS RF GS SFM SI DOC ISBN CTDT CDAT PB CTI CP VTI EN OTHABS"
    " PUBM IRAD TRANS ORI RPIN NMDI TID DIN TTL"
)
_MARKED = re.compile(r"(?P<value>.+?)\s*\[(?P<kind>[a-z]+)\]")
_LINKED_PMID = re.compile(r"PMID:\s*([0-9]+)")


def medline_records(document: Document, tally: Tally) -> Iterator[Article | Rejected]:
    """The records of one file, in order.

    Raises:
        DocumentError: binary data, UTF-16, or a file without a record.
        InputError: the bytes cannot be read further.
    """
    empty = True
    for record in tagged_records(document.chunks, MEDLINE, tally):
        empty = False
        try:
            article = _article(record, document.source, tally)
        except RecordError as fault:
            yield rejected(document.source, record.position, str(fault), record.first(MEDLINE.first), record.raw)
        else:
            yield tally.checked(article, record.position, record.raw.__str__)
    if empty:
        raise DocumentError("no MEDLINE record in it: none of its lines begins with `PMID-`.")


def _article(record: TaggedRecord, source: str, tally: Tally) -> Article:
    record.check()
    source_id = record.first(MEDLINE.first)
    if not source_id:
        raise RecordError("no PMID: without one the record cannot be named or updated")
    pmid, version = identifiers.versioned_pmid(source_id)
    doi = identifiers.doi(next((value for value, kind in _marked(record, "AID", "LID") if kind == "doi"), ""))
    types = record.all("PT")
    headings = (heading.replace("*", "").partition("/")[0].strip() for heading in record.all("MH"))
    updates = (identifiers.pmid(found) for link in record.all("UIN") for found in _LINKED_PMID.findall(link))
    is_preprint = any(kind.casefold() == "preprint" for kind in types)
    tags = record.values.keys()
    tally.ignored.update(f"MEDLINE {tag}" for tag in tags & _LEFT_OUT)
    tally.unknown.update(f"MEDLINE {tag}" for tag in tags - _READ - _LEFT_OUT)
    return Article(
        id=identifiers.article_id(pmid, doi, source_id),
        source_id=source_id,
        title=record.first("TI", "BTI"),
        sections=labelled_sections(record.first("AB")),
        pmid=pmid,
        pmid_version=version,
        doi=doi,
        pmcid=identifiers.pmcid(record.first("PMC")),
        vernacular_title=record.first("TT"),
        language=" ".join(record.all("LA")),
        journal=record.first("JT", "TA", "BTI"),
        published=medline_date(record.first("DP")) or _digits(record.first("DEP")),
        entered=_entered(record),
        revised=_digits(record.first("LR")),
        types=types,
        mesh=tuple(dict.fromkeys(filter(None, headings))),
        status=identifiers.status(types, {_LINKS[tag] for tag in tags & _LINKS.keys()}),
        source=source,
        origin=Origin.PUBMED,
        published_as=next((f"pubmed:{pmid}" for pmid in updates if pmid), "") if is_preprint else "",
    )


def _marked(record: TaggedRecord, *tags: str) -> Iterator[tuple[str, str]]:
    """Values that say in brackets what they are: `10.1000/x [doi]`."""
    for tag in tags:
        for written in record.all(tag):
            if match := _MARKED.fullmatch(written):
                yield match["value"], match["kind"]


def _entered(record: TaggedRecord) -> str:
    """When the record came into PubMed, by its history, to the day."""
    dates = {kind: value for value, kind in _marked(record, "PHST")}
    written = dates.get("pubmed") or dates.get("entrez") or record.first("EDAT", "CRDT")
    return _digits(written.partition(" ")[0].replace("/", ""))


def _digits(text: str) -> str:
    """`20210305` -> `2021-03-05`."""
    return iso_date(text[:4], text[4:6], text[6:8])
