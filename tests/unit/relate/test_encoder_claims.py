"""Claims of the encoder: each with a trigger of the rules' lists, its sign by their arithmetic, and the reading told."""

from pathlib import Path

import pytest

from pipeline.mine import Miner
from pipeline.read import Reader, input_files
from pipeline.records import Article, MentionType
from pipeline.relate.encoder_claims import RULE, told
from pipeline.relate.hints import INVERSE, hints
from pipeline.relate.pair_scorer import MOST
from pipeline.settings import ReadSettings, load_settings

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def whole() -> Miner:
    """The pipeline as it ships, with the encoder."""
    return Miner(load_settings(ROOT / "config"))


def read(miner: Miner, text: str):
    (document,) = miner.parser.documents([Article("local:1", 1, text)])
    mentions = miner.tagger.mentions(document)
    return document, mentions


TEXT = "MSC exosomes suppressed the proliferation of T cells and increased IL-10 secretion by macrophages."


def test_chances_of_a_pair_are_chances(whole: Miner) -> None:
    document, mentions = read(whole, TEXT)
    scores = whole.relater._pairs.scores(document, mentions)
    assert set(scores) == {0}
    for score in scores[0].values():
        assert 0 <= score.related <= 1
        assert sum(score.relations.values()) == pytest.approx(1, abs=1e-5)
        assert sum(score.processes.values()) == pytest.approx(1, abs=1e-5)
        assert all(m is None or m.type is MentionType.PROCESS for m in score.processes)


def test_a_claim_of_the_encoder_has_a_trigger_and_no_rule_says_the_same(whole: Miner) -> None:
    found = []
    for path in sorted((ROOT / "corpora" / "demo").glob("*.xml")):
        articles = [one for one in Reader(ReadSettings()).records(input_files([path])) if isinstance(one, Article)]
        for document in whole.parser.documents(articles):
            rows = list(whole.relater.proposals(document, whole.tagger.mentions(document)))
            own = [row for row in rows if row.evidence.rule == RULE]
            said = {(row.pair, row.evidence.relation, row.evidence.negated) for row in rows if row not in own}
            for row in own:
                trigger = row.evidence.trigger
                assert document.article.text[trigger.start : trigger.end] == trigger.text
                assert row.features["encoder alone"] == 1
                assert (row.pair, row.evidence.relation, row.evidence.negated) not in said
            found += own
    assert found


def test_without_a_trigger_nothing_is_claimed(whole: Miner) -> None:
    document, mentions = read(whole, "MSC exosomes, T cells, IL-10 and macrophages.")
    assert len(mentions) > 1
    assert list(whole.relater.proposals(document, mentions)) == []


def test_the_confidence_hears_the_encoder(whole: Miner) -> None:
    document, mentions = read(whole, TEXT)
    (explained,) = whole.relater.explanation(document, mentions)
    assert explained.fired
    for fired in explained.fired:
        assert fired.encoder.startswith("a claim ")
        assert "encoder pair" in dict(fired.terms)


def test_a_list_that_is_too_long_is_not_scored(whole: Miner) -> None:
    text = "Exosomes reduced " + ", ".join(f"IL-{k}" for k in range(1, MOST + 5)) + "."
    document, mentions = read(whole, text)
    assert len(mentions) > MOST
    assert whole.relater._pairs.scores(document, mentions) == {}


def test_without_the_encoder_rules_stand_alone(settings, relater, parser) -> None:
    (document,) = parser.documents([Article("local:1", 1, TEXT)])
    assert document.passages == ()
    miner = Miner(settings)
    rows = miner.relater.evidence(document, miner.tagger.mentions(document))
    assert rows
    assert all(row.rule != RULE for row in rows)
    assert "encoder" not in miner.versions


def test_words_of_the_lists_are_hints(whole: Miner) -> None:
    text = "Knockdown of IL-6 increased apoptosis."
    document, _ = read(whole, text)
    (passage,) = document.passages
    found = dict(
        zip(
            (text[a:b] for a, b in zip(passage.starts, passage.ends, strict=True)),
            hints(passage, document.sentences, whole.relater.rules),
            strict=True,
        )
    )
    assert found["Knockdown"] == INVERSE
    assert found["increased"] == 1
    assert found["of"] == 0


def test_nothing_is_told_of_a_pair_without_a_score() -> None:
    assert told(None) == ""
