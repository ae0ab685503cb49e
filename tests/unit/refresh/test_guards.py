"""The guards hold what they should, say by how much, and let the rest pass."""

from pathlib import Path

import pytest
from support import raw_pull

from pipeline.fetch import pulls
from pipeline.refresh.guards import Figures, given, held_by
from pipeline.settings import GuardSettings

GUARDS = GuardSettings(
    max_set_aside=0.05, max_article_drop=0.1, max_claim_drop=0.2, max_record_drop=0.9, least_expected=10
)
BEFORE = Figures(abstracts=100, claims=200, articles={"pubmed": 80, "europepmc": 20})


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (Figures(100, 200), []),
        (Figures(90, 144), []),  # just within each limit
        (Figures(89, 178), ["max_article_drop: articles that stand fell from 100 to 89 (-11.0%)"]),
        (Figures(100, 200, {"pubmed": 100}), []),  # one source's record of a paper took the place of another's
        (Figures(100, 159), ["max_claim_drop: claims per abstract fell from 2.0 to 1.59"]),
        (Figures(200, 380), []),  # more articles, with nearly as many claims each
        (Figures(100, 200, records=100, set_aside=5), []),
        (Figures(100, 200, records=100, set_aside=6), ["max_set_aside: 6 of 100 records were set aside (6.0%)"]),
        (Figures(100, 200, given={"pubmed": (0, 9.9)}), []),
        (Figures(100, 200, given={"pubmed": (1, 10.0)}), []),
        (Figures(100, 200, given={"pubmed": (0, 10.0)}), ["max_record_drop: records from pubmed fell from 10 to 0"]),
        (Figures(50, 50, records=1, set_aside=1), ["max_set_aside", "max_article_drop", "max_claim_drop"]),
    ],
)
def test_each_guard(after: Figures, said: list[str]) -> None:
    lines = held_by(BEFORE, after, GUARDS)
    assert len(lines) == len(said)
    for line, start in zip(lines, said, strict=True):
        assert line.startswith(start)
        assert "the limit is" in line


def test_the_first_publication_is_compared_with_nothing() -> None:
    assert held_by(None, Figures(10, 0, {"pubmed": 10}), GUARDS) == []
    assert len(held_by(None, Figures(10, 5, {"pubmed": 10}, records=10, set_aside=10), GUARDS)) == 1


def test_a_limit_of_one_never_holds() -> None:
    open_gate = GuardSettings(max_set_aside=1, max_article_drop=1, max_claim_drop=1)
    assert held_by(BEFORE, Figures(records=5, set_aside=5), open_gate) == []


def test_what_a_source_gives_is_compared_with_the_rate_of_its_earlier_pulls(tmp_path: Path) -> None:
    three = "<PubmedArticle></PubmedArticle>" * 3
    raw_pull(tmp_path, "pubmed", "20260101T000000Z-0", [three * 100])  # everything: says nothing of a day's rate
    raw_pull(tmp_path, "pubmed", "20260108T000000Z-0", [three], since="2026-01-03")  # 3 in 6 days
    assert given(pulls(tmp_path)) == {}
    raw_pull(tmp_path, "pubmed", "20260131T000000Z-0", [], since="2026-01-08")
    assert given(pulls(tmp_path)) == {"pubmed": (0, 24 * 3 / 6)}
    raw_pull(tmp_path, "pubmed", "20260201T000000Z-0", [three], since="2026-01-31")
    assert given(pulls(tmp_path)) == {"pubmed": (3, 2 * 3 / 30)}
