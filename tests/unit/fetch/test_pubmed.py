"""PubMed through E-utilities: every record once, whatever the service does."""

from datetime import date, timedelta

import pytest
from services import Paper, Services, fetched, received

from pipeline.corpus import Corpus
from pipeline.errors import FetchError


def papers(number: int, first: date = date(2019, 1, 1)) -> list[Paper]:
    return [Paper(1_000 + i, first + timedelta(days=i // 7)) for i in range(number)]


def test_every_record_arrives_once_over_the_cap_and_over_faults(corpus: Corpus) -> None:
    faults = {"429": 0.02, "503": 0.01, "cut": 0.02, "short": 0.02, "garbage": 0.01, "portal": 0.01}
    with Services(papers(2_500), cap=200, faults=faults, seed=3) as services:
        pull = fetched(corpus, services.settings(batch=20))
        assert set(services.faulted) == set(faults)
    assert received(pull) == [paper.pmid for paper in services.papers]
    assert (pull.mode, pull.count, pull.received, pull.missing) == ("new", 2_500, 2_500, ())
    assert pull.finished


def test_a_day_over_the_cap_is_split_by_pmid(corpus: Corpus) -> None:
    day = [Paper(pmid) for pmid in range(30_000_000, 30_000_500)]
    with Services([*papers(50), *day], cap=100) as services:
        pull = fetched(corpus, services.settings())
    assert received(pull) == sorted(paper.pmid for paper in services.papers)
    assert any(":" in asked.values["term"] for asked in services.requests("esearch.fcgi"))


def test_more_ids_than_an_answer_lists_by_itself(corpus: Corpus) -> None:
    """ESearch lists 20 ids unless told otherwise."""
    with Services(papers(45)) as services:
        assert len(received(fetched(corpus, services.settings()))) == 45


def test_nothing_is_never_a_result(corpus: Corpus) -> None:
    with Services() as services, pytest.raises(FetchError, match="PubMed finds nothing"):
        fetched(corpus, services.settings())
