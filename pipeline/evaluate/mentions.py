"""Mentions against gold: exact spans, and spans that overlap, type by type."""

from collections.abc import Sequence

from pipeline.evaluate.figures import Figure
from pipeline.evaluate.gold import Annotated, Span
from pipeline.records import MentionType

TYPES = tuple(kind.value for kind in MentionType if not kind.is_context)


def mention_figures(gold: Sequence[Annotated], found: Sequence[Annotated]) -> list[Figure]:
    """Two figures a type; records in the same order."""
    figures = []
    for kind in TYPES:
        pairs = [(_spans(one, kind), _spans(other, kind)) for one, other in zip(gold, found, strict=True)]
        predicted, wanted = sum(len(given) for _, given in pairs), sum(len(want) for want, _ in pairs)
        exact = sum(len(want & given) for want, given in pairs)
        right = sum(_met(given, want) for want, given in pairs)
        met = sum(_met(want, given) for want, given in pairs)
        figures.append(Figure("mentions", f"{kind} exact", exact, predicted, exact, wanted))
        figures.append(Figure("mentions", f"{kind} overlap", right, predicted, met, wanted))
    return figures


def _spans(record: Annotated, kind: str) -> set[Span]:
    return {mention.span for mention in record.mentions if mention.type == kind}


def _met(spans: set[Span], others: set[Span]) -> int:
    return sum(any(span.overlaps(other) for other in others) for span in spans)
