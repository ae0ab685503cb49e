"""Europe PMC: every page behind the cursor, articles and preprints, with their abstracts."""

import gzip
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from services import NOON, Paper, Services, fetched

from pipeline.corpus import Corpus
from pipeline.errors import FetchError
from pipeline.fetch import Pull


def results(pull: Pull) -> list[dict[str, str]]:
    pages = [json.loads(gzip.decompress(path.read_bytes())) for path in pull.paths]
    return [record for page in pages for record in page["resultList"]["result"]]


def ids(pull: Pull) -> list[str]:
    return [record["id"] for record in results(pull)]


@pytest.mark.parametrize("last_cursor", ["absent", "same"])
@pytest.mark.parametrize("number", [0 + 1, 40, 45])
def test_the_cursor_is_followed_to_the_end(corpus: Corpus, last_cursor: str, number: int) -> None:
    papers = [Paper(i + 1, source="PPR" if i % 3 == 0 else "MED") for i in range(number)]
    with Services(papers, last_cursor=last_cursor) as services:
        pull = fetched(corpus, services.settings(page=20), source="europepmc")
        assert len(services.asked) <= number // 20 + 2
    assert ids(pull) == [str(paper.json["id"]) for paper in papers]
    assert all(record["abstractText"] for record in results(pull))  # `lite` answers have none
    assert (pull.format, pull.count, pull.received) == ("europepmc-json", number, number)


def test_faults_cost_nothing(corpus: Corpus) -> None:
    faults = {"429": 0.05, "503": 0.05, "cut": 0.05, "short": 0.05, "garbage": 0.05, "portal": 0.05}
    papers = [Paper(i + 1) for i in range(400)]
    with Services(papers, faults=faults, seed=1) as services:
        pull = fetched(corpus, services.settings(page=10), source="europepmc")
        assert len(services.faulted) == len(faults)
    assert ids(pull) == [str(paper.pmid) for paper in papers]


def test_the_next_pull_asks_for_what_is_new_or_updated(corpus: Corpus) -> None:
    papers = [Paper(i + 1, date(2026, 1, 1)) for i in range(30)]
    with Services(papers) as services:
        fetched(corpus, services.settings(), source="europepmc")
        papers += [Paper(90, date(2026, 11, 25)), Paper(91, date(2026, 1, 1), modified=date(2026, 11, 24))]
        pull = fetched(corpus, services.settings(), NOON + timedelta(days=3), source="europepmc")
    assert (pull.mode, pull.since, pull.until) == ("changed", "2026-11-20", "2026-11-26")
    assert ids(pull) == ["90", "91"]


def test_a_broken_walk_is_gone_on_with(corpus: Corpus) -> None:
    papers = [Paper(i + 1) for i in range(50)]
    with Services(papers) as services:
        services.script.extend(["", "", "503"])
        with pytest.raises(FetchError, match="HTTP 503"):
            fetched(corpus, services.settings(page=10, retries=0), source="europepmc")
        before = len(services.asked)
        pull = fetched(corpus, services.settings(page=10), source="europepmc")
        assert len(services.asked) - before < 6
    assert ids(pull) == [str(paper.pmid) for paper in papers]


def test_a_gap_between_count_and_records_is_a_failure(corpus: Corpus) -> None:
    with (
        Services([Paper(i + 1) for i in range(30)], gone={7}) as services,
        pytest.raises(FetchError, match="counts 30 records and gives 29"),
    ):
        fetched(corpus, services.settings(page=10), source="europepmc")


def test_nothing_is_never_a_result(corpus: Corpus) -> None:
    with Services() as services, pytest.raises(FetchError, match="Europe PMC finds nothing at all"):
        fetched(corpus, services.settings(), source="europepmc")


def test_a_login_page_is_named(corpus: Corpus, tmp_path: Path) -> None:
    with (
        Services([Paper(1)], faults={"portal": 1.0}) as services,
        pytest.raises(FetchError, match=r"HTML instead of JSON.*asked 3 times"),
    ):
        fetched(corpus, services.settings(retries=2), source="europepmc")
