"""From one fetch to the next: what is asked for, and what a broken one leaves."""

from collections import Counter
from datetime import date, timedelta

import pytest
from services import NOON, Paper, Services, defined, fetched, received

from pipeline.corpus import Corpus
from pipeline.errors import FetchError, UsageError
from pipeline.fetch import fetch, pulls

DAY = timedelta(days=1)


def test_the_next_fetch_asks_for_what_was_entered_or_modified(corpus: Corpus) -> None:
    old = [Paper(pmid, date(2020, 1, 1)) for pmid in range(1, 6)]
    with Services(list(old)) as services:
        fetched(corpus, services.settings())
        services.papers = [
            *old[:3],
            Paper(4, date(2020, 1, 1), modified=date(2026, 11, 24)),  # retracted, say
            Paper(90, date(2026, 11, 26)),
            Paper(91, date(2021, 1, 1), modified=date(2026, 11, 26)),  # entered late, and dated back
        ]
        pull = fetched(corpus, services.settings(overlap_days=2), NOON + 4 * DAY)
    assert (pull.mode, pull.since, pull.until) == ("changed", "2026-11-21", "2026-11-27")
    assert (received(pull), pull.count) == ([4, 90, 91], 3)


def test_nothing_new_is_a_finished_pull(corpus: Corpus) -> None:
    with Services([Paper(1)]) as services:
        fetched(corpus, services.settings())
        pull = fetched(corpus, services.settings(), NOON + DAY)
        assert (pull.received, pull.count, pull.batches, bool(pull.finished)) == (0, 0, (), True)
        assert fetched(corpus, services.settings(), NOON + 9 * DAY).since == "2026-11-21"


def test_another_query_begins_anew(corpus: Corpus) -> None:
    with Services([Paper(1), Paper(2)]) as services:
        fetched(corpus, services.settings())
        other = defined(corpus.folder, 'title = "Other"\n[pubmed]\nquery = "exosomes[tiab]"\n')
        pull = fetched(other, services.settings(), NOON + DAY)
    assert (pull.mode, received(pull)) == ("new", [1, 2])


def test_two_pulls_in_one_second_have_names_of_their_own(corpus: Corpus) -> None:
    with Services([Paper(1)]) as services:
        ids = [fetched(corpus, services.settings()).id for _ in range(3)]
    assert ids == sorted(set(ids))
    assert [pull.id for pull in pulls(corpus.raw)] == ids


def test_a_clock_that_went_back_is_told(corpus: Corpus) -> None:
    with Services([Paper(1)]) as services:
        fetched(corpus, services.settings())
        with pytest.raises(FetchError, match=r"clock says 2026-11-20, but pubmed was fetched up to 2026-11-23"):
            fetched(corpus, services.settings(), NOON - 3 * DAY)


def test_an_unknown_source_is_named_with_those_that_there_are(corpus: Corpus) -> None:
    with Services() as services, pytest.raises(UsageError, match=r"medline: no source .*pubmed, europepmc, bulk"):
        fetched(corpus, services.settings(), source="medline")


@pytest.mark.parametrize("answers", range(1, 9))
def test_a_fetch_that_broke_off_is_gone_on_with(corpus: Corpus, answers: int) -> None:
    """Wherever it breaks off: nothing is fetched twice, and nothing is lost."""
    papers = [Paper(pmid, date(2020, 1, pmid % 28 + 1)) for pmid in range(1, 61)]
    with Services(papers) as services:
        services.script.extend([*answers * [""], "503"])
        with pytest.raises(FetchError, match="503"):
            fetched(corpus, services.settings(batch=8, retries=0))
        (begun,) = pulls(corpus.raw)
        assert begun.finished is None
        pull = fetched(corpus, services.settings(batch=8))
    assert pull.id == begun.id
    assert received(pull) == [paper.pmid for paper in papers]
    assert pulls(corpus.raw) == [pull]


def test_an_old_broken_fetch_is_finished_and_then_what_is_newer_fetched(corpus: Corpus) -> None:
    papers = [Paper(pmid) for pmid in range(1, 31)]
    with Services(papers) as services:
        services.script.extend(["", "", "", "503"])
        with pytest.raises(FetchError):
            fetched(corpus, services.settings(batch=10, retries=0))
        # Modified after it was received: the broken fetch's window must not hide that.
        services.papers = [Paper(1, modified=date(2026, 12, 1)), *papers[1:], Paper(99, date(2026, 12, 2))]
        fetched(corpus, services.settings(batch=10), NOON + 10 * DAY)
    old, new = pulls(corpus.raw)
    assert (old.until, old.finished is None, len(received(old))) == ("2026-11-23", False, 31)
    assert (new.mode, new.until, received(new)) == ("changed", "2026-12-03", [1, 99])


def test_progress_is_told(corpus: Corpus) -> None:
    told: list[Counter[str]] = []
    with Services([Paper(pmid) for pmid in range(1, 26)]) as services:
        fetch(corpus, "pubmed", services.settings(batch=10), corpus.raw, NOON, told.append)
    assert told == [Counter(asked=25, received=number) for number in (10, 20, 25)]


def test_sources_do_not_disturb_each_other(corpus: Corpus) -> None:
    with Services([Paper(1), Paper(2, source="PPR")]) as services:
        fetched(corpus, services.settings())
        fetched(corpus, services.settings(), source="europepmc")
    found = {(pull.source, pull.mode, pull.received) for pull in pulls(corpus.raw)}
    assert found == {("europepmc", "new", 2), ("pubmed", "new", 1)}
