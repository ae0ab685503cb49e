"""What went wrong, by class: for each claim that was missed, and each that is wrong, the first reason that holds."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.evaluate.figures import Figure
from pipeline.evaluate.gold import Annotated, Span, Stated
from pipeline.evaluate.matching import Aliases, Level, aliases, matched, same, same_pair

MISSED = {
    "no mention": "the subject or the object was not tagged",
    "held back": "read rightly, and below the publishing threshold",
    "double": "read once where the gold has it twice: two things were tagged as one",
    "wrong sign": "the pair was read with another relation",
    "wrong negation": "the pair was read, denied or not the other way",
    "reversed": "subject and object were exchanged",
    "wrong arguments": "a claim was read that shares its subject or its object",
    "no rule": "both mentions are there, and no claim has either of them",
}
WRONG = {
    "no mention": "the subject or the object is no mention of the gold",
    "double": "right, and another row had said so: one thing was tagged twice",
    "wrong sign": "the pair is right, the relation is not",
    "wrong negation": "the pair is right, denied or not the other way",
    "reversed": "subject and object are exchanged",
    "wrong subject": "the object is right, the subject is not",
    "wrong object": "the subject is right, the object is not",
    "no claim": "the gold has no claim with either of them",
}
SAID = {
    "wrong hedge": "hedged or not the other way",
    "wrong process": "another process, or one too many or too few",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """`kind` is missed, wrong or said (right but for process or hedging); `reason` a key of the tables above."""

    kind: str
    reason: str
    record: str
    claim: str
    rule: str = ""

    def line(self) -> str:
        """One line of the error file: tab-separated kind, reason, record, claim, rule."""
        return "\t".join((self.kind, self.reason, self.record, self.claim, self.rule)) + "\n"


def faults(gold: Sequence[Annotated], found: Sequence[Annotated], unpublished: Sequence[Annotated]) -> Iterator[Fault]:
    """Every missed and every wrong claim, record by record; `unpublished` are all claims, whatever their confidence."""
    for one, other, whole in zip(gold, found, unpublished, strict=True):
        groups = aliases(one)
        result = matched(one, other, Level.SIGNED)
        held_back = {_key(hit.gold) for hit in matched(one, whole, Level.SIGNED).hits}
        for claim in result.missed:
            reason = _why_missed(claim, other, groups, held_back=_key(claim) in held_back)
            yield Fault("missed", reason, one.id, _words(claim, one.text))
        for claim in result.wrong:
            yield Fault("wrong", _why_wrong(claim, one, groups), one.id, _words(claim, one.text), _rule(claim))
        for hit in result.hits:
            if hit.gold.hedged != hit.found.hedged:
                yield Fault("said", "wrong hedge", one.id, _words(hit.found, one.text), _rule(hit.found))
            if not same(hit.gold.process, hit.found.process, groups):
                yield Fault("said", "wrong process", one.id, _words(hit.found, one.text), _rule(hit.found))


def fault_figures(found: Sequence[Fault]) -> list[Figure]:
    """How many of each class, the commonest first within its kind; `predicted` is the count."""
    counts = Counter((fault.kind, fault.reason) for fault in found)
    return [
        Figure(f"errors, {kind}", f"{reason}: {table[reason]}", None, counts[kind, reason])
        for kind, table in (("missed", MISSED), ("wrong", WRONG), ("said", SAID))
        for reason in sorted(table, key=lambda name: -counts[kind, name])
        if counts[kind, reason]
    ]


def _why_missed(claim: Stated, found: Annotated, groups: Aliases, *, held_back: bool) -> str:
    if held_back:
        return "held back"
    if not all(
        any(same(end, mention.span, groups) for mention in found.mentions) for end in (claim.subject, claim.object)
    ):
        return "no mention"
    if reason := _differs(claim, [other for other in found.claims if same_pair(claim, other, groups)]):
        return reason
    if any(_is_reversed(claim, other, groups) for other in found.claims):
        return "reversed"
    near = any(
        same(claim.subject, other.subject, groups) or same(claim.object, other.object, groups) for other in found.claims
    )
    return "wrong arguments" if near else "no rule"


def _why_wrong(claim: Stated, gold: Annotated, groups: Aliases) -> str:
    if not all(any(end.overlaps(m.span) for m in gold.mentions) for end in (claim.subject, claim.object)):
        return "no mention"
    if reason := _differs(claim, [wanted for wanted in gold.claims if same_pair(wanted, claim, groups)]):
        return reason
    if any(_is_reversed(wanted, claim, groups) for wanted in gold.claims):
        return "reversed"
    if any(same(wanted.object, claim.object, groups) for wanted in gold.claims):
        return "wrong subject"
    if any(same(wanted.subject, claim.subject, groups) for wanted in gold.claims):
        return "wrong object"
    return "no claim"


def _differs(claim: Stated, others: Sequence[Stated]) -> str:
    """How a claim differs from those of the same pair; "" when there is none."""
    if any(other.relation == claim.relation and other.negated == claim.negated for other in others):
        return "double"
    if any(other.relation == claim.relation for other in others):
        return "wrong negation"
    return "wrong sign" if others else ""


def _is_reversed(gold: Stated, found: Stated, groups: Aliases) -> bool:
    return same(gold.subject, found.object, groups) and same(gold.object, found.subject, groups)


def _key(claim: Stated) -> tuple[object, ...]:
    return claim.subject, claim.object, claim.relation, claim.negated


def _words(claim: Stated, text: str) -> str:
    def words(span: Span | None) -> str:
        return " ".join(text[span.start : span.end].split()) if span else ""

    process = f" ({words(claim.process)})" if claim.process else ""
    denied = "not " if claim.negated else ""
    return f"{words(claim.subject)} | {denied}{claim.relation} | {words(claim.object)}{process}"


def _rule(claim: Stated) -> str:
    return claim.evidence.rule if claim.evidence else ""
