"""What E-utilities answer: ESearch's count and ids, EFetch's records; and what is wrong with an answer.

Sources: the E-utilities manual (https://www.ncbi.nlm.nih.gov/books/NBK25499/) and what the service does: an error comes
as `<ERROR>` with HTTP 200, an unknown field tag as `<FieldNotFound>` beside the results of a search in all fields.
"""

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from pipeline.fetch.http import UnreadableAnswer, is_html

# Paths of the PMID in a record, and no other: a record also holds the PMIDs of what it cites and corrects.
RECORDS = {"PubmedArticle": "MedlineCitation/PMID", "PubmedBookArticle": "BookDocument/PMID"}
_SAFE: dict[str, Any] = {"resolve_entities": False, "load_dtd": False, "no_network": True}
_ALL_FIELDS = re.compile(r'"?([^"()\[\]]+)"?\[All Fields\]', re.IGNORECASE)
_OPERATOR = re.compile(r"^\s*(AND|OR|NOT)\s+")
_ASKS_ALL_FIELDS = re.compile(r"\[all( fields)?\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """An ESearch answer: how many records there are, and the ids that it lists, `retmax` at most."""

    count: int
    ids: tuple[str, ...]
    translation: str
    fields_not_found: tuple[str, ...]
    warnings: tuple[str, ...]

    def misread(self, query: str) -> str:
        """The terms that were searched in all fields though the query does not ask for that; "" when there are none."""
        names = list(self.fields_not_found)
        if not _ASKS_ALL_FIELDS.search(query):
            names += _ALL_FIELDS.findall(self.translation)
        return ", ".join(dict.fromkeys(_OPERATOR.sub("", name).strip() for name in names))


def found(body: bytes) -> Found:
    """Read an ESearch answer.

    Raises:
        UnreadableAnswer: it is none, it is cut short, or it says that the search failed.
    """
    root = xml_root(body, "eSearchResult")
    count = root.findtext("Count") or ""
    if not count.isdigit():
        raise UnreadableAnswer("the answer has no Count")
    notes = [
        (element.tag, " ".join((element.text or "").split()))
        for name in ("ErrorList", "WarningList")
        for element in root.iterfind(f"{name}/*")
    ]
    return Found(
        int(count),
        tuple(element.text or "" for element in root.iterfind("IdList/Id")),
        root.findtext("QueryTranslation") or "",
        tuple(text for tag, text in notes if tag == "FieldNotFound"),
        tuple(f"{tag}: {text}" for tag, text in notes if tag != "FieldNotFound"),
    )


def record_ids(body: bytes) -> tuple[str, ...]:
    """The PMIDs of the records in an EFetch answer, articles and books, in order.

    Raises:
        UnreadableAnswer: it is none, or it is cut short.
    """
    root = xml_root(body, "PubmedArticleSet")
    ids = tuple(record.findtext(RECORDS[str(record.tag)]) or "" for record in root if record.tag in RECORDS)
    if not all(ids):
        raise UnreadableAnswer("a record in the answer has no PMID")
    return ids


def xml_root(body: bytes, name: str) -> etree._Element:
    """The root of an XML answer, which must be `name`; no entity is expanded and nothing is loaded."""
    if is_html(body):
        raise UnreadableAnswer("HTML instead of XML, perhaps the login page of a network")
    parser = etree.XMLParser(**_SAFE)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableAnswer(f"the XML is broken or cut short ({error.msg})") from error
    if error_text := root.findtext(".//ERROR"):
        raise UnreadableAnswer(f"the service answers: {' '.join(error_text.split())}")
    if root.tag != name:
        raise UnreadableAnswer(f"<{root.tag}> instead of <{name}>")
    return root
