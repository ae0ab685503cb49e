"""What must hold before new tables take the place of the last good ones."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pipeline.fetch import Pull
from pipeline.settings import GuardSettings


@dataclass(frozen=True, slots=True)
class Figures:
    """What the guards compare: of the tables published last, or of those that would be.

    `abstracts` are the articles that stand, `articles` the same by the source that they were read from; `records` and
    `set_aside` those read since the last publication. `given` maps a source to the records that its last pull found,
    and to those that the daily rate of its earlier pulls let expect.
    """

    abstracts: int = 0
    claims: int = 0
    articles: Mapping[str, int] = field(default_factory=dict)
    records: int = 0
    set_aside: int = 0
    given: Mapping[str, Sequence[float]] = field(default_factory=dict)

    @property
    def claims_per_abstract(self) -> float:
        return self.claims / self.abstracts if self.abstracts else 0.0


def given(pulls: Sequence[Pull]) -> dict[str, tuple[float, float]]:
    """Source -> the records that its last pull found, and those that were to be expected.

    Only pulls that asked for a span of days are compared: what was entered or changed since the one before. A source
    that has no two of them is left out.
    """
    asked: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for pull in pulls:
        if pull.finished and pull.since and pull.count is not None:
            days = (date.fromisoformat(pull.until) - date.fromisoformat(pull.since)).days + 1
            asked[pull.source, pull.query_hash].append((pull.count, days))
    found: dict[str, tuple[float, float]] = {}
    for (source, _), (*earlier, (count, days)) in asked.items():
        if earlier:
            found[source] = count, days * sum(each for each, _ in earlier) / sum(span for _, span in earlier)
    return found


def held_by(before: Figures | None, after: Figures, settings: GuardSettings) -> list[str]:
    """One line for each guard that holds the publication back: by how much, and what the limit is."""
    return list(_faults(before, after, settings))


def _faults(before: Figures | None, after: Figures, settings: GuardSettings) -> Iterator[str]:
    share = after.set_aside / after.records if after.records else 0.0
    if share > settings.max_set_aside:
        yield (
            f"max_set_aside: {after.set_aside:,} of {after.records:,} records were set aside ({share:.1%});"
            f" the limit is {settings.max_set_aside:.1%}"
        )
    for source, (count, expected) in after.given.items():
        if expected >= settings.least_expected:
            yield from _drop(
                "max_record_drop", f"records from {source}", round(expected), count, settings.max_record_drop
            )
    if before is None:
        return
    yield from _drop(
        "max_article_drop", "articles that stand", before.abstracts, after.abstracts, settings.max_article_drop
    )
    had, has = (round(figures.claims_per_abstract, 4) for figures in (before, after))
    yield from _drop("max_claim_drop", "claims per abstract", had, has, settings.max_claim_drop)


def _drop(guard: str, what: str, before: float, after: float, limit: float) -> Iterator[str]:
    drop = 1 - after / before if before else 0.0
    if drop > limit:
        yield f"{guard}: {what} fell from {before:,} to {after:,} (-{drop:.1%}); the limit is -{limit:.1%}"
