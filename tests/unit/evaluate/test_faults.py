"""Every missed and every wrong claim has one reason, and the reasons say what happened."""

from dataclasses import replace

import pytest

from pipeline.evaluate.faults import fault_figures, faults
from pipeline.evaluate.gold import Annotated, Span, Stated, Typed

TEXT = "alpha beta gamma delta"
ALPHA, BETA, GAMMA, DELTA = Span(0, 5), Span(6, 10), Span(11, 16), Span(17, 22)
MENTIONS = tuple(Typed(span, "FACTOR") for span in (ALPHA, BETA, GAMMA, DELTA))
CLAIM = Stated(ALPHA, BETA, None, "increases", negated=False, hedged=False)
GOLD = Annotated("1", TEXT, MENTIONS, (CLAIM,))


def reasons(found: Annotated, whole: Annotated | None = None, gold: Annotated = GOLD) -> set[tuple[str, str]]:
    return {(fault.kind, fault.reason) for fault in faults([gold], [found], [whole or found])}


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (CLAIM, set()),
        (replace(CLAIM, relation="decreases"), {("missed", "wrong sign"), ("wrong", "wrong sign")}),
        (replace(CLAIM, negated=True), {("missed", "wrong negation"), ("wrong", "wrong negation")}),
        (replace(CLAIM, subject=BETA, object=ALPHA), {("missed", "reversed"), ("wrong", "reversed")}),
        (replace(CLAIM, object=GAMMA), {("missed", "wrong arguments"), ("wrong", "wrong object")}),
        (replace(CLAIM, subject=GAMMA), {("missed", "wrong arguments"), ("wrong", "wrong subject")}),
        (replace(CLAIM, subject=GAMMA, object=DELTA), {("missed", "no rule"), ("wrong", "no claim")}),
        (replace(CLAIM, hedged=True), {("said", "wrong hedge")}),
        (replace(CLAIM, process=GAMMA), {("said", "wrong process")}),
    ],
)
def test_the_reason_of_a_fault(found: Stated, expected: set[tuple[str, str]]) -> None:
    assert reasons(replace(GOLD, claims=(found,))) == expected


def test_a_claim_between_words_that_were_not_tagged_is_missed_for_that() -> None:
    assert reasons(replace(GOLD, mentions=MENTIONS[1:], claims=())) == {("missed", "no mention")}
    assert reasons(replace(GOLD, claims=())) == {("missed", "no rule")}


def test_a_right_claim_that_is_said_twice_is_a_double() -> None:
    again = replace(CLAIM, object=Span(6, 9))
    assert reasons(replace(GOLD, claims=(CLAIM, again))) == {("wrong", "double")}


def test_a_claim_below_the_threshold_is_held_back() -> None:
    assert reasons(replace(GOLD, claims=()), whole=GOLD) == {("missed", "held back")}


def test_the_classes_are_counted_the_commonest_first() -> None:
    gold = replace(GOLD, claims=(CLAIM, replace(CLAIM, object=GAMMA), replace(CLAIM, subject=DELTA, object=GAMMA)))
    found = list(faults([gold], [replace(gold, claims=())], [replace(gold, claims=(CLAIM,))]))
    assert [figure.predicted for figure in fault_figures(found)] == [2, 1]
    assert all(line.line().count("\t") == 4 for line in found)
