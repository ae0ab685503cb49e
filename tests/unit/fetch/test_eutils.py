"""What a search answer says besides the ids."""

import pytest
from services import Paper, Services, fetched

from pipeline.corpus import Corpus
from pipeline.errors import FetchError
from pipeline.fetch.eutils import found, record_ids
from pipeline.fetch.http import UnreadableAnswer


def with_query(corpus: Corpus, query: str) -> Corpus:
    assert corpus.pubmed
    return corpus.model_copy(update={"pubmed": corpus.pubmed.model_copy(update={"query": query})})


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("vesicles[tiba]", "tiba"),  # PubMed says that it does not know the field
        ("vesicles[tiab] AND calm[silent]", "calm"),  # and where it does not, the translation shows it
        ("vesicles[tiab] AND rat[mehs]", "mehs"),
    ],
)
def test_a_field_tag_that_is_not_understood_is_a_failure(corpus: Corpus, query: str, named: str) -> None:
    with Services([Paper(1)]) as services, pytest.raises(FetchError, match=rf"in all fields: {named}"):
        fetched(with_query(corpus, query), services.settings())


def test_all_fields_may_be_asked_for(corpus: Corpus) -> None:
    with Services([Paper(1)]) as services:
        assert fetched(with_query(corpus, "vesicles[all] OR x[tiab]"), services.settings()).received == 1


def test_translation_and_warnings_are_kept(corpus: Corpus) -> None:
    with Services([Paper(1)]) as services:
        pull = fetched(with_query(corpus, "vesicles[tiab] OR unheardof[tiab]"), services.settings())
    assert pull.translation == "vesicles[tiab] OR unheardof[tiab]"
    assert pull.warnings == ("PhraseNotFound: unheardof",)


def test_an_error_with_http_200_is_an_error(corpus: Corpus) -> None:
    body = b"<eSearchResult><ERROR>Search Backend failed: no\n reason</ERROR></eSearchResult>"
    with pytest.raises(UnreadableAnswer, match="the service answers: Search Backend failed: no reason"):
        found(body)


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"", "broken or cut short"),
        (b"<PubmedArticleSet><PubmedArticle>", "broken or cut short"),
        (b'{"error": "x"}', "broken or cut short"),
        (b"<eFetchResult/>", "<eFetchResult> instead of <PubmedArticleSet>"),
        (b"<html><body/></html>", "HTML instead of XML"),
        (b"<PubmedArticleSet><PubmedArticle/></PubmedArticleSet>", "has no PMID"),
    ],
)
def test_what_is_no_record_answer_says_why(body: bytes, fault: str) -> None:
    with pytest.raises(UnreadableAnswer, match=fault):
        record_ids(body)


def test_a_count_is_needed() -> None:
    with pytest.raises(UnreadableAnswer, match="no Count"):
        found(b"<eSearchResult><IdList/></eSearchResult>")


def test_only_the_records_own_ids_are_taken() -> None:
    body = (
        b"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>5</PMID><CommentsCorrectionsList>"
        b"<CommentsCorrections><PMID>6</PMID></CommentsCorrections></CommentsCorrectionsList></MedlineCitation>"
        b"</PubmedArticle><DeleteCitation><PMID>7</PMID></DeleteCitation></PubmedArticleSet>"
    )
    assert record_ids(body) == ("5",)
