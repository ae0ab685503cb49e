"""Made-up records, as the services give them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.sax.saxutils import escape


@dataclass(frozen=True)
class Paper:
    """One made-up record; `source` is Europe PMC's (MED, or PPR for a preprint)."""

    pmid: int
    entered: date = date(2020, 1, 1)
    modified: date | None = None
    kind: str = "article"
    source: str = "MED"
    text: str = "Vesicles lowered the level of a factor."

    def within(self, by: str, since: date, until: date) -> bool:
        """Whether the day that `by` names (edat: entered, mdat: modified) lies in the window."""
        return since <= (self.entered if by == "edat" else (self.modified or self.entered)) <= until

    @property
    def xml(self) -> str:
        pmid = f'<PMID Version="1">{self.pmid}</PMID>'
        abstract = f"<Abstract><AbstractText>{escape(self.text)}</AbstractText></Abstract>"
        if self.kind == "book":
            return (
                f"<PubmedBookArticle><BookDocument>{pmid}<ArticleTitle>Chapter {self.pmid}.</ArticleTitle>{abstract}"
                "</BookDocument></PubmedBookArticle>\n"
            )
        # The reference list holds a PMID that is not the record's own.
        return (
            f"<PubmedArticle><MedlineCitation>{pmid}<Article><Journal><JournalIssue><PubDate>"
            f"<Year>{self.entered.year}</Year></PubDate></JournalIssue><Title>Journal of Tests</Title></Journal>"
            f"<ArticleTitle>Paper {self.pmid}.</ArticleTitle>{abstract}<Language>eng</Language>"
            '<PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType></PublicationTypeList>'
            "</Article></MedlineCitation><PubmedData><ArticleIdList>"
            f'<ArticleId IdType="pubmed">{self.pmid}</ArticleId></ArticleIdList><ReferenceList><Reference>'
            f'<ArticleIdList><ArticleId IdType="pubmed">{self.pmid + 1}</ArticleId></ArticleIdList></Reference>'
            "</ReferenceList></PubmedData></PubmedArticle>\n"
        )

    @property
    def json(self) -> dict[str, Any]:
        """Europe PMC's core result."""
        number = f"PPR{self.pmid}" if self.source == "PPR" else str(self.pmid)
        return {
            "id": number,
            "source": self.source,
            **({"pmid": number} if self.source == "MED" else {}),
            "title": f"Paper {self.pmid}.",
            "abstractText": self.text,
            "pubTypeList": {"pubType": ["preprint" if self.source == "PPR" else "journal article"]},
            "firstIndexDate": self.entered.isoformat(),
        }


def papers_xml(papers: Iterable[Paper]) -> bytes:
    body = "".join(paper.xml for paper in papers)
    return f'<?xml version="1.0" ?>\n<PubmedArticleSet>\n{body}</PubmedArticleSet>\n'.encode()
