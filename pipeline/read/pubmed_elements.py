"""The elements of PubMed XML that are read, and those that are left out on purpose; all others are unknown.

Together the two tables cover every element of NLM's `pubmed_250101.dtd` and of the versions before it since 2018.
Each maps a parent's path to its children. What is left out is left out with all that it holds, and what is read whole
(`_WHOLE`) is not looked into for what is unknown.
"""

from dataclasses import dataclass, field
from functools import cache

from lxml import etree

from pipeline.read.tally import Tally, names
from pipeline.read.xml_stream import local_name

MATHML = "{http://www.w3.org/1998/Math/MathML}"
ROOTS = frozenset({"PubmedArticleSet", "PubmedBookArticleSet"})
ARTICLE = "PubmedArticle"
BOOK = "PubmedBookArticle"
DELETED = "DeleteCitation"

# Read with whatever they hold, and not looked into here: most of a record's small elements stand in them.
_WHOLE = names("DateRevised ArticleDate PubDate PubMedPubDate ContributionDate MeshHeadingList CommentsCorrectionsList")
_TEXTS = frozenset({"ArticleTitle", "VernacularTitle", "BookTitle", "AbstractText"})

READ = {
    "PubmedArticle/MedlineCitation": "PMID DateRevised CommentsCorrectionsList MeshHeadingList",
    "PubmedArticle/MedlineCitation/MedlineJournalInfo": "MedlineTA",
    "PubmedArticle/MedlineCitation/Article": "ArticleTitle VernacularTitle ELocationID Language ArticleDate",
    "PubmedArticle/MedlineCitation/Article/Journal": "Title ISOAbbreviation",
    "PubmedArticle/MedlineCitation/Article/Journal/JournalIssue": "PubDate",
    "PubmedArticle/MedlineCitation/Article/Abstract": "AbstractText",
    "PubmedArticle/MedlineCitation/Article/PublicationTypeList": "PublicationType",
    "PubmedArticle/PubmedData/ArticleIdList": "ArticleId",
    "PubmedArticle/PubmedData/History": "PubMedPubDate",
    "PubmedBookArticle/BookDocument": "PMID ArticleTitle VernacularTitle Language PublicationType DateRevised ContributionDate",
    "PubmedBookArticle/BookDocument/ArticleIdList": "ArticleId",
    "PubmedBookArticle/BookDocument/Book": "BookTitle PubDate ELocationID",
    "PubmedBookArticle/BookDocument/Abstract": "AbstractText",
    "PubmedBookArticle/PubmedBookData/ArticleIdList": "ArticleId",
    "PubmedBookArticle/PubmedBookData/History": "PubMedPubDate",
}

LEFT_OUT = {
    # Who wrote, paid and catalogued; what it cites; a second abstract, which may be in another language.
    "PubmedArticle/MedlineCitation": "DateCompleted DateCreated ChemicalList SupplMeshList CitationSubset GeneSymbolList"
    " NumberOfReferences PersonalNameSubjectList OtherID OtherAbstract KeywordList CoiStatement SpaceFlightMission"
    " InvestigatorList GeneralNote",
    "PubmedArticle/MedlineCitation/MedlineJournalInfo": "Country NlmUniqueID ISSNLinking",
    "PubmedArticle/MedlineCitation/Article": "Pagination AuthorList DataBankList GrantList",
    "PubmedArticle/MedlineCitation/Article/Journal": "ISSN",
    "PubmedArticle/MedlineCitation/Article/Journal/JournalIssue": "Volume Issue",
    "PubmedArticle/MedlineCitation/Article/Abstract": "CopyrightInformation",
    "PubmedArticle/PubmedData": "PublicationStatus ObjectList ReferenceList",
    "PubmedBookArticle/BookDocument": "LocationLabel Pagination AuthorList InvestigatorList Sections KeywordList GrantList"
    " ItemList ReferenceList",
    "PubmedBookArticle/BookDocument/Book": "Publisher BeginningDate EndingDate AuthorList InvestigatorList Volume VolumeTitle"
    " Edition CollectionTitle Isbn Medium ReportNumber",
    "PubmedBookArticle/BookDocument/Abstract": "CopyrightInformation",
    "PubmedBookArticle/PubmedBookData": "PublicationStatus ObjectList",
}

Found = dict[str, list[etree._Element]]


@dataclass(slots=True)
class _Known:
    """One element that may stand here. `key` is its path below the record when it is read, else ""."""

    path: str = ""
    key: str = ""
    left_out: bool = False
    whole: bool = False  # read with whatever it holds
    children: dict[str, "_Known"] = field(default_factory=dict)


def found_elements(record: etree._Element, tally: Tally) -> Found:
    """The elements of `record` that are read, by their path below it, in document order.

    One pass gives both the fields and the accounts: an element that neither table names is counted as unknown.
    """
    found: Found = {}
    _visit(record, _known()[str(record.tag)], found, tally)
    return found


def _visit(parent: etree._Element, known: _Known, found: Found, tally: Tally) -> None:
    children = known.children
    for child in parent:
        expected = children.get(child.tag)
        if expected is None:
            tally.unknown[_path(child)] += 1
        elif expected.left_out:
            tally.ignored[expected.path] += 1
        else:
            if expected.key:
                found.setdefault(expected.key, []).append(child)
            if not expected.whole and len(child):
                _visit(child, expected, found, tally)


def _path(element: etree._Element) -> str:
    names = [local_name(ancestor) for ancestor in (element, *element.iterancestors()) if ancestor.tag not in ROOTS]
    return "/".join(reversed(names))


@cache
def _known() -> dict[str, _Known]:
    """The two tables as one tree."""
    root = _Known()
    for table, left_out in ((READ, False), (LEFT_OUT, True)):
        for parent, children in table.items():
            place = root
            for part in parent.split("/"):
                place = place.children.setdefault(part, _Known())
            for child in children.split():
                known = place.children.setdefault(child, _Known())
                known.path, known.left_out = f"{parent}/{child}", left_out
                known.key = "" if left_out else known.path.partition("/")[2]
                known.whole = child in _WHOLE
                if child in _TEXTS:
                    known.children = _markup()
    return root.children


@cache
def _markup() -> dict[str, _Known]:
    """What may stand within a text, nested in any way: it is part of the text, so it has no path of its own."""
    markup = _Known()
    markup.children = dict.fromkeys(("b", "i", "u", "sup", "sub", "DispFormula"), markup)
    markup.children[f"{MATHML}math"] = _Known(whole=True)
    return markup.children
