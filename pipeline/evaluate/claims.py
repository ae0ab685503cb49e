"""Claims against gold: pairs, signs, and what is said of them; by construction and by trigger."""

from collections import Counter
from collections.abc import Callable, Sequence

from pipeline.evaluate.figures import Figure, summed
from pipeline.evaluate.gold import Annotated, Stated
from pipeline.evaluate.matching import Hit, Level, matched

SHOWN = 25  # triggers shown by themselves, those with most claims


def claim_figures(part: str, gold: Sequence[Annotated], found: Sequence[Annotated]) -> list[Figure]:
    """Pair, signed and full; then, on the pairs that are right, the polarity, negation and hedging."""
    pairs = list(zip(gold, found, strict=True))
    figures = [
        summed(part, level.value, (matched(one, other, level).counts for one, other in pairs)) for level in Level
    ]
    hits = [hit for one, other in pairs for hit in matched(one, other, Level.PAIR).hits]
    right = sum(hit.gold.relation == hit.found.relation and hit.gold.negated == hit.found.negated for hit in hits)
    return [
        *figures,
        Figure(part, "polarity on right pairs", right, len(hits)),
        _said(part, "negation on right pairs", hits, lambda claim: claim.negated),
        _said(part, "hedging on right pairs", hits, lambda claim: claim.hedged),
    ]


def rule_figures(part: str, gold: Sequence[Annotated], found: Sequence[Annotated]) -> list[Figure]:
    """Signed precision of each construction (the frame), class of triggers, and of the commonest trigger words."""
    results = [matched(one, other, Level.SIGNED) for one, other in zip(gold, found, strict=True)]
    figures: list[Figure] = []
    for name, of, most in (
        ("construction", _frame, None),
        ("trigger class", _class, None),
        ("trigger", _trigger, SHOWN),
    ):
        predicted = Counter(of(claim) for result in results for claim in result.found)
        right = Counter(of(hit.found) for result in results for hit in result.hits)
        for value, count in predicted.most_common(most):
            figures.append(Figure(f"{part}, by {name}", value, right[value], count))
    return figures


def _said(part: str, what: str, hits: Sequence[Hit], is_said: Callable[[Stated], bool]) -> Figure:
    both = sum(is_said(hit.gold) and is_said(hit.found) for hit in hits)
    predicted = sum(is_said(hit.found) for hit in hits)
    return Figure(part, what, both, predicted, both, sum(is_said(hit.gold) for hit in hits))


def _frame(claim: Stated) -> str:
    return claim.evidence.rule.partition("/")[2] if claim.evidence else ""


def _class(claim: Stated) -> str:
    return claim.evidence.rule.partition("/")[0] if claim.evidence else ""


def _trigger(claim: Stated) -> str:
    return claim.evidence.trigger.text.lower() if claim.evidence else ""
