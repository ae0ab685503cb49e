"""PubMed through E-utilities: every record once, whatever the service does."""

import gzip
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from services import NOON, Paper, Services, fetched, received

from pipeline.corpus import Corpus
from pipeline.errors import FetchError
from pipeline.fetch import known_missing
from pipeline.fetch.pubmed import HIGHEST_PMID, Slice


def papers(number: int, first: date = date(2019, 1, 1)) -> list[Paper]:
    return [Paper(1_000 + i, first + timedelta(days=i // 7)) for i in range(number)]


def test_every_record_arrives_once_over_the_cap_and_over_faults(corpus: Corpus) -> None:
    faults = {"429": 0.04, "503": 0.02, "cut": 0.04, "short": 0.04, "garbage": 0.02, "portal": 0.02}
    with Services(papers(1_200), cap=150, faults=faults, seed=3) as services:
        pull = fetched(corpus, services.settings(batch=30))
        assert set(services.faulted) == set(faults)
    assert received(pull) == [paper.pmid for paper in services.papers]
    assert (pull.mode, pull.count, pull.received, pull.missing) == ("new", 1_200, 1_200, ())
    assert pull.finished


def test_a_day_over_the_cap_is_split_by_pmid(corpus: Corpus) -> None:
    day = [Paper(pmid) for pmid in range(30_000_000, 30_000_300)]
    with Services([*papers(50), *day], cap=100) as services:
        pull = fetched(corpus, services.settings())
        assert any(":" in asked.values["term"] for asked in services.requests("esearch.fcgi"))
    assert received(pull) == sorted(paper.pmid for paper in services.papers)


def test_more_ids_than_a_search_lists_by_itself(corpus: Corpus) -> None:
    """ESearch lists 20 ids unless told otherwise."""
    with Services(papers(45)) as services:
        assert len(received(fetched(corpus, services.settings()))) == 45


def test_slices_that_do_not_add_up_are_a_failure(corpus: Corpus) -> None:
    """Here since the papers were entered after the day that the clock shows."""
    with (
        Services(papers(50, date(2030, 1, 1)), cap=10) as services,
        pytest.raises(FetchError, match=r"counts 50 records and lists 0 .*the clock"),
    ):
        fetched(corpus, services.settings())


dates = st.dates(date(1800, 1, 1), date(2100, 1, 1))


@given(st.tuples(dates, dates).map(sorted), st.tuples(*2 * [st.integers(1, HIGHEST_PMID)]).map(sorted), st.booleans())
def test_halves_hold_the_same_as_the_whole_and_nothing_twice(days: list[date], ids: list[int], numbered: bool) -> None:
    since, until = days
    low, high = ids
    if numbered and low == high:
        return  # one record: nothing to halve
    whole = Slice(until, until, "edat", low, high) if numbered else Slice(since, until)
    first, second = whole.halves()
    if whole.since == whole.until:
        assert (first.since, first.until) == (second.since, second.until) == (whole.since, whole.until)
        assert (first.low, first.high + 1, second.high) == (whole.low or 1, second.low, whole.high or HIGHEST_PMID)
        assert first.low <= first.high
        assert second.low <= second.high
    else:
        assert second.since
        assert (first.since, first.until + timedelta(days=1), second.until) == (since, second.since, until)
        assert second.since <= second.until


def test_books_are_records_too(corpus: Corpus) -> None:
    with Services([Paper(1), Paper(2, kind="book")]) as services:
        pull = fetched(corpus, services.settings())
    assert (received(pull), pull.missing) == ([1, 2], ())


def test_what_is_listed_and_not_given_is_named_and_asked_for_again(corpus: Corpus) -> None:
    with Services(papers(30), gone={1_003, 1_011}) as services:
        pull = fetched(corpus, services.settings(batch=10))
        assert (pull.missing, pull.received, pull.count) == (("1003", "1011"), 28, 30)
        services.gone = {1_003}
        pull = fetched(corpus, services.settings(batch=10), NOON + timedelta(days=9))
        assert (received(pull), pull.missing) == ([1_011], ("1003",))


def test_a_search_with_no_record_behind_it_is_a_failure(corpus: Corpus) -> None:
    with (
        Services(papers(3), gone={1_000, 1_001, 1_002}) as services,
        pytest.raises(FetchError, match="lists 3 records and gives none"),
    ):
        fetched(corpus, services.settings())


def test_nothing_is_never_a_result(corpus: Corpus) -> None:
    with Services() as services, pytest.raises(FetchError, match="PubMed finds nothing at all"):
        fetched(corpus, services.settings())


def test_no_step_hangs_on_what_the_service_remembers(corpus: Corpus) -> None:
    """A WebEnv expires; ids do not."""
    with Services(papers(30), history_lives=False) as services:
        assert len(received(fetched(corpus, services.settings()))) == 30
        assert not any("WebEnv" in asked.values for asked in services.asked)


def test_batches_are_as_they_came_and_the_same_each_time(corpus: Corpus) -> None:
    with Services(papers(30)) as services:
        first = fetched(corpus, services.settings(batch=30))
        corpus.raw.rename(corpus.folder / "before")
        again = fetched(corpus, services.settings(batch=30), NOON + timedelta(days=1))
    (path,) = again.paths
    assert gzip.decompress(path.read_bytes()).startswith(b'<?xml version="1.0" ?>\n<PubmedArticleSet>')
    assert [batch.sha256 for batch in first.batches] == [batch.sha256 for batch in again.batches]


def test_the_known_papers_that_a_query_misses_are_named(corpus: Corpus) -> None:
    with Services(
        papers(300), cap=50, matches=lambda query, paper: "vesicles" in query and paper.pmid % 2 == 0
    ) as services:
        settings = services.settings()
        assert known_missing("vesicles[tiab]", ["1000", "1002"], settings) == []
        assert known_missing("vesicles[tiab]", ["1000", "1001", "99", "1003"], settings) == ["99", "1001", "1003"]
        with pytest.raises(FetchError, match="in all fields: vesicles"):
            known_missing("vesicles[silent]", ["1000"], settings)
