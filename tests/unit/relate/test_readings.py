"""Two readings of a sentence: what they say of each other, and which one stands."""

from dataclasses import replace

import pytest

from pipeline.records import Relation
from pipeline.relate.readings import compared, distinct
from pipeline.relate.rows import Row

TEXT = "[MSC-EVs|SECRETOME] reduced [IL-6|FACTOR] and increased [IL-10|FACTOR] [secretion|PROCESS] by [T cells|CELL]."


@pytest.fixture
def written(relater, read) -> list[Row]:
    """What the rules propose on one sentence as it is written."""
    result = read(TEXT)
    return list(relater.proposals(replace(result.document, simplified=()), result.mentions))


def pick(rows: list[Row], theme: str) -> Row:
    return next(row for row in rows if row.evidence.object.text == theme and row.evidence.subject.text == "MSC-EVs")


def stating(row: Row, **changes: object) -> Row:
    return row._replace(evidence=replace(row.evidence, **changes))


def test_a_claim_of_both_readings_is_confirmed(written) -> None:
    one, other = compared(written, written)
    assert all(row.features["confirmed"] == row.features["confirmed_rule"] == 1 for row in [*one, *other])
    assert {row.simplified for row in one} == {False}
    assert {row.simplified for row in other} == {True}


def test_another_relation_contradicts_and_a_word_read_otherwise_is_told(written) -> None:
    own = pick(written, "IL-6")
    turned = stating(own, relation=Relation.INCREASES)
    elsewhere = own._replace(pair=pick(written, "IL-10").pair)
    (against,), _ = compared([own], [turned])
    (apart,), _ = compared([own], [elsewhere])
    (alone,), _ = compared([own], [])
    told = ("confirmed", "contradicted", "unpaired")
    assert [against.features[name] for name in told] == [0, 1, 0]
    assert [apart.features[name] for name in told] == [0, 0, 1]
    assert [alone.features[name] for name in told] == [0, 0, 0]


def test_a_pair_is_taken_from_the_reading_that_is_trusted_more(written) -> None:
    own = stating(pick(written, "IL-10"), confidence=0.6)
    assert own.process is not None
    other = stating(own, relation=Relation.DECREASES, process=None, confidence=0.7)
    other = other._replace(process=None, simplified=True)
    assert distinct([own, other]) == [other]
    assert distinct([stating(own, confidence=0.8), other]) == [stating(own, confidence=0.8)]


def test_within_a_reading_a_process_says_more_and_the_surest_of_doubles_stays(written) -> None:
    own = stating(pick(written, "IL-10"), confidence=0.6)
    bare = stating(own, process=None, confidence=0.9)._replace(process=None)
    surer = stating(own, confidence=0.7)
    assert distinct([own, bare]) == [own]
    assert distinct([own, surer]) == distinct([surer, own]) == [surer]


def test_a_name_and_its_bracketed_short_form_are_one(read) -> None:
    found = read("We studied [lipopolysaccharide|FACTOR] ([LPS|FACTOR])-induced [sepsis|DISEASE].")
    assert len(found.claims) == 1
    found = read("[IL-6|FACTOR] ([IL-8|FACTOR] and [TNF-α|FACTOR]) increased [sepsis|DISEASE].")
    assert len(found.claims) == 3
