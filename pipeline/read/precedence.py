"""Records of one paper -> one record: whose word counts for which field."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pipeline.records import Article, ArticleStatus, Origin

_ORIGINS = tuple(Origin)
# The gravest first: what one source knows of a retraction, another learns later.
_STATUSES = (
    ArticleStatus.RETRACTED,
    ArticleStatus.NOTICE,
    ArticleStatus.CONCERN,
    ArticleStatus.ERRATUM,
    ArticleStatus.OK,
)
# Filled from the next best record where the best one has nothing. What says which record it is stays the best one's:
# source, origin, source_id, pmid_version, revised.
_FILLED = (
    *("title", "sections", "vernacular_title", "language", "journal", "published", "entered", "types", "mesh"),
    *("published_as", "preprinted_as"),
)
_IDS = ("pmid", "doi", "pmcid")


def joined(records: Sequence[Article]) -> Article:
    """One record of a paper out of several, given in the order in which they were met; `id` is the best one's.

    The best source's record leads (PubMed, Europe PMC, files), of one source's the highest version, then the latest
    revision, then the one met last. A field that it lacks is the next record's; of an older form of a record of PubMed
    or Europe PMC only the ids count. Where records differ in an id, the one that has a surer id is believed: a record
    with a PMID knows its DOI. The status is the gravest of all.
    """
    last_first = records[::-1]
    newest = sorted(last_first, key=lambda record: (record.pmid_version, record.revised), reverse=True)
    placed = sorted(newest, key=lambda record: _ORIGINS.index(record.origin))
    best: list[Article] = []
    spoken: set[tuple[Origin, str]] = set()
    for record in placed:
        name = (record.origin, record.pmid or str(record.source_id))
        if record.origin is Origin.FILE or name not in spoken:
            best.append(record)
            spoken.add(name)
    sure = sorted(placed, key=lambda record: (not record.pmid, not record.doi))
    found = _first(best, _FILLED) | _first(sure, _IDS)
    return replace(best[0], **found, status=min((record.status for record in best), key=_STATUSES.index))


def _first(records: Sequence[Article], names: Sequence[str]) -> dict[str, Any]:
    """For each field the first value that is none of the empty ones."""
    values = {name: next(filter(None, (getattr(record, name) for record in records)), None) for name in names}
    return {name: value for name, value in values.items() if value is not None}
