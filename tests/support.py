"""What integration tests share: a call's result, and PubMed records made to order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.records import Mention


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def error(self) -> str:
        """The one line that says what went wrong."""
        lines = [line for line in self.err.splitlines() if line.startswith("secretome: error: ")]
        assert len(lines) == 1, self.err
        return lines[0].removeprefix("secretome: error: ")


Command = Callable[..., Result]


RECORD = """
<PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID>
<Article><Journal><JournalIssue><PubDate><Year>2021</Year></PubDate></JournalIssue><Title>J</Title></Journal>
<ArticleTitle>{title}</ArticleTitle><Abstract><AbstractText>{abstract}</AbstractText></Abstract><Language>eng</Language>
<PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType></PublicationTypeList></Article>
</MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId></ArticleIdList></PubmedData>
</PubmedArticle>
"""


def pubmed_record(
    pmid: str = "9", title: str = "A title.", abstract: str = "MSC-EVs suppressed T cell proliferation."
) -> str:
    return RECORD.format(pmid=pmid, title=title, abstract=abstract)


def pubmed_set(*records: str, head: str = '<?xml version="1.0"?>\n') -> str:
    return f"{head}<PubmedArticleSet>{''.join(records)}</PubmedArticleSet>\n"


def spans_fit(text: str, mentions: Iterable[Mention]) -> bool:
    """The invariant: every mention's span holds exactly its words."""
    return all(text[mention.start : mention.end] == mention.text for mention in mentions)
