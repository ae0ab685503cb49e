"""Every example and counterexample of the rule files, through the real parser."""

from pathlib import Path

import pytest

from pipeline.relate.rules import load_rules
from pipeline.settings import load_settings

SETTINGS = load_settings(Path(__file__).parents[3] / "config" / "pipeline.toml")
RULES = [
    (path.stem, kind, rule)
    for path, file in zip(SETTINGS.rule_paths, load_rules(SETTINGS.rule_paths).files, strict=True)
    for kind in ("triggers", "frames", "words")
    for rule in getattr(file, kind)
]
EXAMPLES = [
    pytest.param(kind, rule.name, example, id=f"{stem}-{rule.name}-{number}")
    for stem, kind, rule in RULES
    for number, example in enumerate(rule.examples)
]
COUNTEREXAMPLES = [
    pytest.param(kind, rule.name, text, id=f"{stem}-{rule.name}-{number}")
    for stem, kind, rule in RULES
    for number, text in enumerate(rule.counterexamples)
]


def uses(kind, name, row):
    """Whether a row was found by the rule: argument words are not named in a row."""
    group, frame, *_ = row.rule.split("/")
    return kind == "words" or name == (group if kind == "triggers" else frame)


@pytest.mark.parametrize(("kind", "name", "example"), EXAMPLES)
def test_an_example_gives_its_claims_by_its_rule(read, kind, name, example):
    found = read(example.text)
    assert sorted(found.claims) == sorted(example.claims)
    assert any(uses(kind, name, row) for row in found.rows)


@pytest.mark.parametrize(("kind", "name", "text"), COUNTEREXAMPLES)
def test_a_counterexample_gives_no_claim_by_its_rule(read, kind, name, text):
    assert [row.rule for row in read(text).rows if uses(kind, name, row)] == []
