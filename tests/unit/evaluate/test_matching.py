"""The scorer agrees with the one that came with the annotation guidelines, on anything."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.evaluate.gold import Annotated, Span, Stated, Typed, gold_records, predicted
from pipeline.evaluate.matching import Level, matched
from pipeline.evaluate.mentions import TYPES, mention_figures
from pipeline.mine import Miner
from pipeline.records import Relation
from pipeline.refresh import standoff

SHARED = Path(__file__).parents[4] / "shared"
TEXT = "aaa bbb (ccc) ddd eee, fff ggg hhh\niii (jjj; kkk) lll mmm nnn ooo"
RECORDS = 8

spans = st.integers(0, len(TEXT) - 3).flatmap(
    lambda start: st.integers(start + 1, min(start + 14, len(TEXT))).map(lambda end: Span(start, end))
)
mentions = st.lists(st.builds(Typed, spans, st.sampled_from(TYPES)), max_size=8)
words = [Span(4, 7), Span(9, 12), Span(14, 17), Span(18, 21), Span(35, 38), Span(40, 43), Span(45, 48), Span(0, 21)]
ends = st.one_of(st.sampled_from(words), spans)
claims = st.lists(
    st.builds(
        Stated,
        subject=ends,
        object=ends,
        process=st.none() | ends,
        relation=st.sampled_from([relation.value for relation in Relation]),
        negated=st.booleans(),
        hedged=st.booleans(),
    ),
    max_size=8,
)
named = [Typed(span, "CELL") for span in words[:-1]]
records = st.builds(
    Annotated, st.just("1"), st.just(TEXT), mentions.map(lambda more: (*named, *more)), claims.map(tuple)
)


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_claims", SHARED / "gold" / "score_claims.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def as_json(record: Annotated) -> dict[str, Any]:
    def end(span: Span | None) -> dict[str, int] | None:
        return span._asdict() if span else None

    return {
        "id": record.id,
        "text": record.text,
        "mentions": [{**m.span._asdict(), "type": m.type} for m in record.mentions],
        "claims": [
            {
                "subject": end(c.subject),
                "object": end(c.object),
                "process": end(c.process),
                "relation": c.relation,
                "negated": c.negated,
                "hedged": c.hedged,
            }
            for c in record.claims
        ],
    }


def assert_agree(theirs: dict[str, dict[str, float]], gold: list[Annotated], found: list[Annotated]) -> None:
    for level in Level:
        hits, given_, wanted = map(
            sum, zip(*(matched(one, other, level).counts for one, other in zip(gold, found, strict=True)), strict=True)
        )
        row = theirs[f"claim.{level.value}"]
        assert (given_, wanted) == (row["pred"], row["gold"])
        assert hits == round(row["p"] * given_) == round(row["r"] * wanted)
    for figure in mention_figures(gold, found):
        row = theirs[f"mention.{figure.what.replace(' ', '.')}"]
        assert (figure.predicted, figure.gold) == (row["pred"], row["gold"])
        assert figure.precision == pytest.approx(row["p"])
        assert (figure.recall or 0.0) == pytest.approx(row["r"])


@pytest.mark.shared
@settings(max_examples=150, deadline=None)
@given(records, records)
def test_any_claims_score_as_the_guidelines_scorer_scores_them(
    scorer: ModuleType, gold: Annotated, found: Annotated
) -> None:
    rows = scorer.score({"1": as_json(gold)}, {"1": as_json(found)})
    assert_agree(rows, [gold], [found])


@pytest.mark.shared
def test_real_predictions_score_as_the_guidelines_scorer_scores_them(scorer: ModuleType, miner: Miner) -> None:
    path = SHARED / "gold" / "dev.jsonl"
    gold = gold_records(path)[:RECORDS]
    mined = list(miner.mined(record.article for record in gold))
    found = [predicted(record, item.mentions, item.evidence) for record, item in zip(gold, mined, strict=True)]
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()[:RECORDS]]
    theirs = scorer.score(
        {str(row["id"]): row for row in rows}, {str(item.article.source_id): standoff(item) for item in mined}
    )
    assert sum(len(record.claims) for record in found) > RECORDS
    assert_agree(theirs, gold, found)


def claim(subject: Span, obj: Span, **changes: Any) -> Stated:
    return Stated(
        **{
            "subject": subject,
            "object": obj,
            "process": None,
            "relation": "increases",
            "negated": False,
            "hedged": False,
        }
        | changes
    )


def record(*stated: Stated) -> Annotated:
    return Annotated("1", TEXT, tuple(named), stated)


def test_a_bracketed_short_form_is_the_long_form() -> None:
    long_form, short, other = Span(4, 7), Span(9, 12), Span(14, 17)
    assert matched(record(claim(long_form, other)), record(claim(short, other)), Level.FULL).counts == (1, 1, 1)
    assert matched(record(claim(long_form, other)), record(claim(other, long_form)), Level.PAIR).counts == (0, 1, 1)


def test_each_gold_claim_is_met_once_and_by_the_closest() -> None:
    wanted = claim(Span(4, 7), Span(14, 17), hedged=True)
    result = matched(
        record(wanted),
        record(claim(Span(4, 6), Span(14, 17)), claim(Span(4, 7), Span(14, 16), hedged=True)),
        Level.PAIR,
    )
    assert result.counts == (1, 2, 1)
    assert result.hits[0].found.hedged
    assert [found.hedged for found in result.wrong] == [False]


def test_an_argument_that_swallows_three_mentions_is_none_of_them() -> None:
    wide = claim(Span(0, 21), Span(35, 38))
    assert matched(record(claim(Span(4, 7), Span(35, 38))), record(wide), Level.PAIR).counts == (0, 1, 1)
