"""The confidence is the sum of its terms, read from a file that is checked."""

import math
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigError
from pipeline.relate.confidence import ConfidenceFile, Scorer, load_scorer
from pipeline.settings import load_settings

NAMES = ("cost", "via", "tokens", "unheard of")
counts = st.dictionaries(st.sampled_from(NAMES), st.floats(0, 200))
weights = st.dictionaries(st.sampled_from(NAMES[:3]), st.floats(-5, 5))


@given(st.floats(-5, 5), weights, counts)
def test_terms_add_up_to_the_confidence(intercept, weights, counts):
    scorer = Scorer(intercept, weights)
    odds = intercept + sum(share for _, share in scorer.terms(counts))
    assert scorer.confidence(counts) == pytest.approx(1 / (1 + math.exp(-max(odds, -700.0))), abs=0.0005)
    assert 0 <= scorer.confidence(counts) <= 1
    sizes = [abs(share) for _, share in scorer.terms(counts)]
    assert sizes == sorted(sizes, reverse=True)


def test_a_yes_counts_its_weight_and_a_feature_without_a_weight_nothing():
    scorer = Scorer(0.0, {"via": -1.5})
    assert scorer.terms({"via": 1.0, "other": 7.0}) == (("via", -1.5),)
    assert scorer.terms({"via": 0.0}) == ()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("intercept = 'x'\n[weights]\n", "intercept"),
        ("intercept = 1.0\n", "weights"),
        ("intercept = 1.0\nweight = 2\n[weights]\n", "weight"),
        ("intercept = 1.0\n[weights]\ncost = true\n", "weights.cost"),
    ],
)
def test_a_wrong_file_is_refused_with_its_key(tmp_path: Path, text: str, fault: str) -> None:
    path = tmp_path / "confidence.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=fault):
        load_scorer(path)


def test_a_missing_file_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"training\.confidence"):
        load_scorer(tmp_path / "gone.toml")


def test_the_threshold_in_the_configuration_is_the_one_that_the_fit_chose() -> None:
    settings = load_settings(Path(__file__).parents[3] / "config")
    values = tomllib.loads(settings.confidence_path.read_text(encoding="utf-8"))
    fit = ConfidenceFile.model_validate(values).fit
    assert fit is not None
    assert settings.publish.min_confidence == fit.threshold


def test_a_plain_claim_is_more_likely_right_than_not(read):
    assert 0.5 < read("[MSC-EVs|SECRETOME] reduced [IL-6|FACTOR].").row.confidence < 1
