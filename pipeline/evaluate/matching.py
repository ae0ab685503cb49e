"""When a predicted claim is a gold claim. The rules are those of the annotation guidelines' own scorer.

Two arguments are the same when their spans overlap, or when one overlaps an alias of the other: the full name and the
bracketed abbreviation next to it. Each gold claim is matched at most once, the closest pairs first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from pipeline.evaluate.gold import Annotated, Span, Stated

TOO_WIDE = 3  # an argument that swallows so many gold mentions counts as none of them
Aliases = dict[Span, set[Span]]


class Level(StrEnum):
    """From loose to strict: subject and object; and relation and negation; and process and hedging."""

    PAIR = "pair"
    SIGNED = "signed"
    FULL = "full"


class Hit(NamedTuple):
    """A gold claim and the prediction that matches it."""

    gold: Stated
    found: Stated


@dataclass(frozen=True, slots=True)
class Matched:
    """The hits of one record at one level, with all that was compared."""

    hits: tuple[Hit, ...]
    gold: tuple[Stated, ...]
    found: tuple[Stated, ...]

    @property
    def counts(self) -> tuple[int, int, int]:
        """Hits, predicted, gold."""
        return len(self.hits), len(self.found), len(self.gold)

    @property
    def missed(self) -> list[Stated]:
        met = {id(hit.gold) for hit in self.hits}
        return [claim for claim in self.gold if id(claim) not in met]

    @property
    def wrong(self) -> list[Stated]:
        met = {id(hit.found) for hit in self.hits}
        return [claim for claim in self.found if id(claim) not in met]


def matched(gold: Annotated, found: Annotated, level: Level) -> Matched:
    """The claims of one record compared at one level."""
    groups = aliases(gold)
    wanted, given = _distinct(gold.claims, level), _distinct(found.claims, level)
    usable = [_is_tight(claim, gold) for claim in given]
    pairs = sorted(
        (
            (_closeness(w, g, groups), i, j)
            for i, w in enumerate(wanted)
            for j, g in enumerate(given)
            if usable[j] and _fits(w, g, groups, level)
        ),
        reverse=True,
    )
    met: set[int] = set()
    used: set[int] = set()
    hits = []
    for _, i, j in pairs:
        if i not in met and j not in used:
            met.add(i)
            used.add(j)
            hits.append(Hit(wanted[i], given[j]))
    return Matched(tuple(hits), tuple(wanted), tuple(given))


def aliases(record: Annotated) -> Aliases:
    """Each span of a `long form (SHORT)` with the spans of its group."""
    groups: Aliases = {}
    mentions = sorted(record.mentions, key=lambda mention: mention.span.start)
    for one, other in pairwise(mentions):
        between, after = record.text[one.span.end : other.span.start], record.text[other.span.end : other.span.end + 1]
        if one.type == other.type and between.strip() == "(" and after in (")", ",", ";"):
            group = groups.get(one.span, {one.span}) | {other.span}
            for span in group:
                groups[span] = group
    return groups


def same(gold: Span | None, found: Span | None, groups: Aliases) -> bool:
    """Whether two arguments are one."""
    if gold is None or found is None:
        return gold is found
    return any(span.overlaps(found) for span in groups.get(gold, {gold}))


def same_pair(gold: Stated, found: Stated, groups: Aliases) -> bool:
    return same(gold.subject, found.subject, groups) and same(gold.object, found.object, groups)


def _fits(gold: Stated, found: Stated, groups: Aliases, level: Level) -> bool:
    if not same_pair(gold, found, groups):
        return False
    if level is Level.PAIR:
        return True
    if gold.relation != found.relation or gold.negated != found.negated:
        return False
    return level is Level.SIGNED or (same(gold.process, found.process, groups) and gold.hedged == found.hedged)


def _closeness(gold: Stated, found: Stated, groups: Aliases) -> int:
    return (
        (gold.relation == found.relation)
        + (gold.negated == found.negated)
        + same(gold.process, found.process, groups)
        + (gold.hedged == found.hedged)
    )


def _distinct(claims: Sequence[Stated], level: Level) -> list[Stated]:
    found: dict[object, Stated] = {}
    for claim in claims:
        key: tuple[object, ...] = (claim.subject, claim.object)
        if level is not Level.PAIR:
            key += (claim.relation, claim.negated)
        if level is Level.FULL:
            key += (claim.process, claim.hedged)
        found.setdefault(key, claim)
    return list(found.values())


def _is_tight(claim: Stated, gold: Annotated) -> bool:
    return all(
        sum(span.overlaps(mention.span) for mention in gold.mentions) < TOO_WIDE
        for span in (claim.subject, claim.object)
    )
