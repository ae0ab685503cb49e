"""The fit of the confidence: held out by record, a threshold from the held-out rows, and files that load."""

from pathlib import Path

import pytest

from pipeline.evaluate.gold import Annotated, Span, Stated, Typed
from pipeline.mine import Miner
from pipeline.relate.confidence import load_scorer
from training.confidence import (
    END_TO_END,
    GIVEN,
    chosen,
    data_file,
    fitted,
    in_setting,
    proposed,
    scores_of,
    trades,
)
from training.reliability import Trade, curve_of, page, svg

GOOD = "MSC-EVs reduced IL-6."
POOR = "Heparin preparations reduced IL-6."


@pytest.fixture(scope="module")
def gold() -> list[Annotated]:
    """Twelve records: the plain sentence holds its claim, the other one does not."""
    found = []
    for number in range(12):
        text, subject = (GOOD, Span(0, 7)) if number % 2 else (POOR, Span(0, 7))
        end = Span(text.index("IL-6"), text.index("IL-6") + 4)
        claim = Stated(subject, end, None, "decreases", negated=False, hedged=False)
        mentions = (Typed(subject, "SECRETOME" if number % 2 else "FACTOR"), Typed(end, "FACTOR"))
        found.append(Annotated(str(number), text, mentions, (claim,) if number % 2 else ()))
    return found


@pytest.fixture(scope="module")
def rows(miner: Miner, gold: list[Annotated]):
    return proposed(miner, gold)


def test_what_the_gold_has_is_right_and_the_fit_learns_it(rows, gold) -> None:
    given, _ = in_setting(GIVEN, rows, [0.0] * len(rows))
    assert [row.right for row in given] == [bool(int(row.record) % 2) for row in given]
    assert len({row.record for row in given}) == 12
    fit = fitted(rows, scarce=5)
    scores = dict(zip([row.record for row in rows], scores_of(fit, rows), strict=True))
    assert scores["1"] > 0.5 > scores["0"]
    right = [score for row, score in zip(rows, fit.held_out, strict=True) if row.right]
    wrong = [score for row, score in zip(rows, fit.held_out, strict=True) if not row.right]
    assert min(right) > max(wrong)


def test_a_higher_threshold_publishes_less_and_the_lowest_good_one_is_chosen(rows, gold) -> None:
    own, scores = in_setting(END_TO_END, rows, list(fitted(rows, scarce=5).held_out))
    found = trades(gold, own, scores)
    recalls = [trade.recall for trade in found]
    assert recalls == sorted(recalls, reverse=True)
    best = chosen(found, 0.9)
    assert best.precision == 1.0
    assert all(trade.precision < 0.9 for trade in found if trade.threshold < best.threshold)


def test_where_no_threshold_is_precise_enough_the_most_precise_is_taken() -> None:
    found = [Trade(0.0, 0.5, 0.9), Trade(0.5, 0.6, 0.4), Trade(0.6, 0.55, 0.2)]
    assert chosen(found, 0.7) == found[1]
    assert chosen(found, 0.55) == found[1]
    assert chosen(found, 0.5) == found[0]


def test_the_files_that_are_written_can_be_read(rows, tmp_path: Path) -> None:
    fit = fitted(rows, scarce=5)
    curve = curve_of("a curve", list(fit.held_out), [row.right for row in rows])
    path = tmp_path / "confidence.toml"
    provenance = {"records": 12, "rows": len(rows), "model": "m 1", "lexicons": "l"}
    path.write_text(data_file(fit, provenance, curve, 0.55), encoding="utf-8")
    scorer = load_scorer(path)
    assert [scorer.confidence(one.row.features) for one in rows] == scores_of(fit, rows)
    told = {"records": 12, "folds": 5, "wanted": "0.60", "alone": "0.70"}
    table = [Trade(0.0, 0.5, 0.9), Trade(0.5, 0.6, 0.4)]
    text = page([curve], [table, table], table[1], fit.weights, told)
    assert "| 0.50 (chosen) | 0.600 | 0.400 |" in text
    assert "a curve" in svg([curve])


def test_a_perfect_confidence_lies_on_the_diagonal() -> None:
    curve = curve_of("", [0.25] * 40 + [0.75] * 40, ([True] + [False] * 3) * 10 + ([True] * 3 + [False]) * 10)
    assert curve.error == pytest.approx(0.0)
    assert curve.mean == pytest.approx(curve.right)
    assert curve_of("", [0.9] * 10 + [0.1] * 10, [False] * 10 + [True] * 10).error == pytest.approx(0.9)
