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

    `articles` counts those that stand, by source; `records` and `set_aside` those read since the last publication.
    `silent` maps a source that gave nothing to the records that its earlier pulls let expect.
    """

    abstracts: int = 0
    claims: int = 0
    articles: Mapping[str, int] = field(default_factory=dict)
    records: int = 0
    set_aside: int = 0
    silent: Mapping[str, float] = field(default_factory=dict)

    @property
    def claims_per_abstract(self) -> float:
        return self.claims / self.abstracts if self.abstracts else 0.0


def silent_sources(pulls: Sequence[Pull]) -> dict[str, float]:
    """Sources whose last pull found nothing -> the records that the daily rate of their earlier pulls let expect.

    Only pulls that asked for a span of days are compared: what was entered or changed since the one before.
    """
    asked: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for pull in pulls:
        if pull.finished and pull.since and pull.count is not None:
            days = (date.fromisoformat(pull.until) - date.fromisoformat(pull.since)).days + 1
            asked[pull.source, pull.query_hash].append((pull.count, days))
    silent = {}
    for (source, _), spans in asked.items():
        *earlier, (count, days) = spans
        if not count and earlier:
            silent[source] = days * sum(found for found, _ in earlier) / sum(span for _, span in earlier)
    return silent


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
    for source, expected in after.silent.items():
        if expected >= settings.max_silence:
            yield (
                f"max_silence: {source} gave nothing where about {expected:.0f} records were to be expected;"
                f" the limit is {settings.max_silence:g}"
            )
    if before is None:
        return
    for source, count in before.articles.items():
        yield from _drop(
            "max_article_drop",
            f"articles from {source}",
            count,
            after.articles.get(source, 0),
            settings.max_article_drop,
        )
    yield from _drop(
        "max_claim_drop",
        "claims per abstract",
        round(before.claims_per_abstract, 4),
        round(after.claims_per_abstract, 4),
        settings.max_claim_drop,
    )


def _drop(guard: str, what: str, before: float, after: float, limit: float) -> Iterator[str]:
    drop = 1 - after / before if before else 0.0
    if drop > limit:
        yield f"{guard}: {what} fell from {before:,} to {after:,} (-{drop:.1%}); the limit is -{limit:.1%}"
