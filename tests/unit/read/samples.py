"""Records written for these tests, and what a reader makes of files."""

from pathlib import Path

from pipeline.read import Reader, input_files
from pipeline.records import Article, Deleted, Rejected
from pipeline.settings import ReadSettings

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN"'
    ' "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
)


def xml_record(
    pmid: str = "101",
    *,
    title: str = "Vesicles calm macrophages.",
    abstract: str = "<AbstractText>Vesicles lowered TNF.</AbstractText>",
    article: str = "",
    citation: str = "",
    data: str = "",
    date: str = "<Year>2021</Year><Month>Mar</Month><Day>05</Day>",
) -> str:
    """One PubmedArticle; the keyword arguments are XML that is set in at their places."""
    number = f'<PMID Version="1">{pmid}</PMID>' if pmid else ""
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE">{number}<Article PubModel="Print">'
        f"<Journal><JournalIssue><PubDate>{date}</PubDate></JournalIssue><Title>Journal of Tests</Title></Journal>"
        f"<ArticleTitle>{title}</ArticleTitle><Abstract>{abstract}</Abstract>{article}</Article>"
        f"{citation}</MedlineCitation><PubmedData>{data}</PubmedData></PubmedArticle>\n"
    )


def xml_set(*records: str, head: str = HEAD) -> bytes:
    return f"{head}<PubmedArticleSet>{''.join(records)}</PubmedArticleSet>".encode()


class Reading:
    """What a reader made of one or more files."""

    def __init__(self, paths: list[Path], settings: ReadSettings) -> None:
        reader = Reader(settings)
        self.records = list(reader.records(input_files(paths)))
        self.articles = [record for record in self.records if isinstance(record, Article)]
        self.deleted = [record for record in self.records if isinstance(record, Deleted)]
        self.rejected = [record for record in self.records if isinstance(record, Rejected)]
        self.unknown = dict(reader.unknown)
        self.ignored = dict(reader.ignored)

    @property
    def article(self) -> Article:
        (article,) = self.articles
        return article

    @property
    def fault(self) -> Rejected:
        (fault,) = self.rejected
        return fault
