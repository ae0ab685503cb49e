"""Ids in one spelling, and what the publication types say of a paper's standing."""

import re
from collections.abc import Collection

from pipeline.records import ArticleStatus

_PMID = re.compile(r"0*([1-9][0-9]{0,9})")
_DOI = re.compile(r"(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:?\s*)?(10\.[0-9]{4,9}/\S+)", re.IGNORECASE)
_PMCID = re.compile(r"(?:PMC)?([0-9]+)", re.IGNORECASE)


def pmid(value: str) -> str:
    """The PMID without leading zeros; "" when `value` is not one."""
    match = _PMID.fullmatch(value.strip())
    return match[1] if match else ""


def doi(value: str) -> str:
    """The bare DOI in lower case (DOIs do not tell case apart), without `https://doi.org/`; "" when it is not one."""
    match = _DOI.fullmatch(value.strip())
    return match[1].lower() if match else ""


def pmcid(value: str) -> str:
    """`PMC` and digits; "" when `value` is not a PubMed Central id."""
    match = _PMCID.fullmatch(value.strip())
    return f"PMC{match[1]}" if match else ""


def article_id(pmid: str, doi: str, source_id: str | int) -> str:
    """The project's id: by PMID, else by DOI, else local to the source."""
    if pmid:
        return f"pubmed:{pmid}"
    return f"doi:{doi}" if doi else f"local:{source_id}"


def status(types: Collection[str], links: Collection[str] = ()) -> ArticleStatus:
    """How the paper stands, by its publication types and the RefTypes of its CommentsCorrections.

    A retraction outweighs everything else. A notice, an erratum and a concern are not retractions, and a paper that
    has an erratum (`ErratumIn`) or replaces a retracted one (`RetractedandRepublishedFrom`) stands.
    """
    kinds = {kind.casefold() for kind in types}
    if "retracted publication" in kinds or not {"RetractionIn", "RetractedandRepublishedIn"}.isdisjoint(links):
        return ArticleStatus.RETRACTED
    if kinds & {"retraction of publication", "retraction notice"} or "RetractionOf" in links:
        return ArticleStatus.NOTICE
    if "ExpressionOfConcernIn" in links:
        return ArticleStatus.CONCERN
    if "published erratum" in kinds or "ErratumFor" in links:
        return ArticleStatus.ERRATUM
    return ArticleStatus.OK
