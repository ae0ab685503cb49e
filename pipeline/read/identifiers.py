"""Ids in one spelling, and what the publication types say of a paper's standing."""

import re
import unicodedata
from collections.abc import Collection

from pipeline.records import ArticleStatus, content_hash

_PMID = re.compile(r"0*(?P<pmid>[1-9][0-9]{0,9})(?:\.(?P<version>[0-9]{1,9}))?")
_DOI = re.compile(r"(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:?\s*)?(10\.[0-9]{4,9}/\S+)", re.IGNORECASE)
_PMCID = re.compile(r"(?:PMC)?([0-9]+)", re.IGNORECASE)
_GREEK_LETTERS = "αβγδεζηθικλμνξοπρςστυφχψω"
_GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon phi"
    " chi psi omega"
)
_GREEK = str.maketrans(dict(zip(_GREEK_LETTERS, _GREEK_NAMES.split(), strict=True)))

# The gravest first: the first row of which a type or a link is there decides.
_STANDINGS = (
    (
        ArticleStatus.RETRACTED,
        frozenset({"retracted publication"}),
        frozenset({"retractionin", "retractedandrepublishedin"}),
    ),
    (
        ArticleStatus.NOTICE,
        frozenset({"retraction of publication", "retraction notice", "retraction", "expression of concern"}),
        frozenset({"retractionof", "partialretractionof", "expressionofconcernfor"}),
    ),
    (ArticleStatus.CONCERN, frozenset[str](), frozenset({"expressionofconcernin", "partialretractionin"})),
    (ArticleStatus.ERRATUM, frozenset({"published erratum"}), frozenset({"erratumfor"})),
)


def pmid(value: str) -> str:
    """The PMID without leading zeros and without its version (`12345.2`); "" when `value` is not one."""
    return versioned_pmid(value)[0]


def versioned_pmid(value: str) -> tuple[str, int]:
    """PMID and version: `12345.2` is ("12345", 2), and a PMID that names no version is its first."""
    match = _PMID.fullmatch(value.strip())
    return (match["pmid"], int(match["version"] or 1)) if match else ("", 1)


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


def title_key(title: str) -> str:
    """The title's letters and digits, whatever its case, accents, points and spaces; Greek letters by their names.

    Sources differ in all of these for one paper: `α`, `alpha`, `[…].`, superscripts, hyphens.
    """
    letters = unicodedata.normalize("NFKD", title.casefold()).translate(_GREEK)
    return "".join(filter(str.isalnum, letters))


def title_id(title: str) -> str:
    """An id for a record that has no other: the same title has the same one. "" without a title."""
    key = title_key(title)
    return f"title-{content_hash(key)[:12]}" if key else ""


def status(types: Collection[str], links: Collection[str] = ()) -> ArticleStatus:
    """How the paper stands, by its publication types and the kinds of its links to other papers.

    Links are PubMed's RefTypes (`RetractionIn`) or Europe PMC's words for them (`Retraction in`). A retraction
    outweighs everything else. A notice of retraction or concern, an erratum, a concern and the retraction of a part are
    no retractions, and a paper that has an erratum (`ErratumIn`) or is, or was, corrected and republished stands.
    """
    kinds = {kind.casefold() for kind in types}
    linked = {"".join(link.split()).casefold() for link in links}
    for found, by_type, by_link in _STANDINGS:
        if kinds & by_type or linked & by_link:
            return found
    return ArticleStatus.OK
