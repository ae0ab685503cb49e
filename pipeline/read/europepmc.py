"""One record of Europe PMC's search (`resultType=core`) -> Article."""

from typing import Any

from pipeline.read import identifiers
from pipeline.read.dates import medline_date, partial_date
from pipeline.read.json_values import inner, objects, string, strings
from pipeline.read.markup import marked_sections, plain
from pipeline.read.tally import RecordError, Tally, names
from pipeline.records import Article, Origin

PREPRINTS = "PPR"
# A key that a record of theirs has and one of ours has not.
_MARKS = frozenset({"authorString", "pubYear", "pubTypeList", "abstractText", "journalInfo", "firstPublicationDate"})
READ_KEYS = names(
    "id source pmid pmcid doi title abstractText journalInfo bookOrReportDetails pubYear language pubTypeList"
    " meshHeadingList commentCorrectionList dateOfCreation dateOfRevision firstIndexDate firstPublicationDate"
    " electronicPublicationDate versionNumber"
)
LEFT_OUT_KEYS = names(
    "authorString authorList authorIdList investigatorList dataLinksTagsList affiliation pageInfo publicationStatus"
    " pubModel grantsList keywordList chemicalList subsetList fullTextUrlList fullTextIdList isOpenAccess inEPMC inPMC"
    " inUKPMC hasPDF hasBook hasSuppl citedByCount hasData hasReferences hasTextMinedTerms hasDbCrossReferences"
    " dbCrossReferenceList hasLabsLinks license authMan epmcAuthMan nihAuthMan manuscriptId hasTMAccessionNumbers"
    " tmAccessionTypeList dateOfCompletion fullTextReceivedDate embargoDate hasEvaluations versionList patentDetails"
    " extCommentList extLinkList luceneScore firstAuthor lastAuthor evaluationList referenceList"
    " originalTitle nctIdList pubTypeQueryList plainLanguageSummary"
)


def is_europepmc(value: dict[str, Any]) -> bool:
    return "source" in value and not _MARKS.isdisjoint(value)


def europepmc_article(value: dict[str, Any], source: str, tally: Tally) -> Article:
    """The article that the record describes.

    Raises:
        RecordError: it has no id, comes without its abstract by the way it was asked for, or holds another type.
    """
    found_in, number = string(value, "source"), string(value, "id", number=True)
    if not number:
        raise RecordError("no `id`: without one the record cannot be named or updated")
    if "abstractText" not in value and "pubTypeList" not in value and "journalInfo" not in value:
        raise RecordError("an abridged record, without its abstract: ask Europe PMC for resultType=core")
    pmid, version = identifiers.versioned_pmid(
        string(value, "pmid", number=True) or (number if found_in == "MED" else "")
    )
    doi = identifiers.doi(string(value, "doi"))
    types = _types(value, found_in)
    links = objects(inner(value, "commentCorrectionList"), "commentCorrection")
    journal = inner(inner(value, "journalInfo"), "journal")
    book = inner(value, "bookOrReportDetails")
    headings = objects(inner(value, "meshHeadingList"), "meshHeading")
    preprint = found_in == PREPRINTS
    tally.ignored.update(value.keys() & LEFT_OUT_KEYS)
    tally.unknown.update(value.keys() - READ_KEYS - LEFT_OUT_KEYS)
    return Article(
        id=identifiers.article_id(pmid, doi, number),
        source_id=number,
        title=plain(string(value, "title")),
        sections=marked_sections(string(value, "abstractText")),
        pmid=pmid,
        pmid_version=_version(value) if preprint else version,
        doi=doi,
        pmcid=identifiers.pmcid(string(value, "pmcid") or (number if found_in == "PMC" else "")),
        language=string(value, "language"),
        journal=string(journal, "title") or string(journal, "isoabbreviation") or string(book, "comprisingTitle"),
        published=_published(value),
        entered=partial_date(string(value, "dateOfCreation")) or partial_date(string(value, "firstIndexDate")),
        revised=partial_date(string(value, "dateOfRevision")),
        types=types,
        mesh=tuple(filter(None, (string(heading, "descriptorName") for heading in headings))),
        status=identifiers.status(types, {string(link, "type") for link in links}),
        source=source,
        origin=Origin.EUROPEPMC,
        published_as=_linked(links, preprint=False) if preprint else "",
        preprinted_as="" if preprint else _linked(links, preprint=True),
    )


def _types(value: dict[str, Any], found_in: str) -> tuple[str, ...]:
    types = strings(inner(value, "pubTypeList"), "pubType")
    known = any(kind.casefold() == "preprint" for kind in types)
    return types if known or found_in != PREPRINTS else (*types, "Preprint")


def _version(value: dict[str, Any]) -> int:
    """A preprint's version, as PubMed counts those of a record."""
    number = string(value, "versionNumber", number=True)
    return int(number) if number.isascii() and number.isdigit() and 0 < len(number) < 10 else 1


def _published(value: dict[str, Any]) -> str:
    """The issue's date first, as PubMed has it; then the day of the first publication."""
    return (
        medline_date(string(inner(value, "journalInfo"), "dateOfPublication"))
        or partial_date(string(value, "firstPublicationDate"))
        or partial_date(string(value, "electronicPublicationDate"))
        or partial_date(string(value, "pubYear", number=True))
    )


def _linked(links: list[dict[str, Any]], *, preprint: bool) -> str:
    """The other end of a link between a preprint and its paper (`Preprint of`, `Preprint in`)."""
    for link in links:
        if "preprint" in string(link, "type").casefold() and (string(link, "source") == PREPRINTS) is preprint:
            number = string(link, "id", number=True)
            pmid = "" if preprint else identifiers.pmid(number)
            if pmid or preprint:
                return f"pubmed:{pmid}" if pmid else f"ppr:{number}"
    return ""
