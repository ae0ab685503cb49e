"""A source -> raw batches with a manifest, begun or gone on with."""

import gzip
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from pipeline.corpus import Corpus, query_hash
from pipeline.errors import FetchError, UsageError
from pipeline.fetch.eutils import record_ids
from pipeline.fetch.pubmed import Pubmed, Slice
from pipeline.fetch.raw import PART, Pull, begun, checked, pulls, saved, watermark, with_batch
from pipeline.settings import FetchSettings

KEY = "NCBI_API_KEY"  # from the environment only: a key in a file ends up in a repository
ROUNDS = 2  # how often ids without a record are asked for again

Progress = Callable[[Counter[str]], None]


def fetch(  # noqa: PLR0913, PLR0917 - what to fetch, how, where to, when, and whom to tell
    corpus: Corpus, source: str, settings: FetchSettings, raw_folder: Path, now: datetime, progress: Progress
) -> Pull:
    """Fetch what is new or changed in `source` into `raw_folder`; the last pull, finished.

    An unfinished pull of the same query is finished first. `now` is the time in UTC. `progress` is told the counts
    asked and received so far.

    Raises:
        UsageError: the corpus has no such source, or the configuration names no contact.
        FetchError: the source does not answer, does not understand the query, or what it gives cannot be kept. What
            was fetched before stands, and the next call goes on from there.
    """
    query = corpus.sources.get(source)
    if query is None:
        known = ", ".join(corpus.sources)
        raise UsageError(f"{source}: no source of the corpus {corpus.name}. Its sources: {known}")
    key = query_hash(source, query)
    mine = [pull for pull in pulls(raw_folder) if pull.source == source and pull.query_hash == key]
    begin = watermark(mine, key)
    if begin and now.date() < begin:
        raise FetchError(
            f"the clock says {now.date()}, but {source} was fetched up to {begin} already. Set the clock right"
        )
    for pull in mine:
        if pull.finished is None:
            done = _finished(pull, settings, now, progress)
            if done.until == now.date().isoformat():
                return done
            mine, begin = [*mine, done], watermark([*mine, done], key)
    since = (begin - timedelta(days=settings.overlap_days)).isoformat() if begin else None
    pull = Pull(
        folder=raw_folder / source / f"{now:%Y%m%dT%H%M%SZ}-{key[:6]}",
        source=source,
        query=query,
        query_hash=key,
        url=settings.pubmed.url,
        format="pubmed-xml",
        mode="changed" if since else "new",
        since=since,
        until=now.date().isoformat(),
        started=now.isoformat(timespec="seconds"),
    )
    return _finished(begun(pull), settings, now, progress, _missing(mine))


def _missing(done: list[Pull]) -> tuple[str, ...]:
    finished = [pull for pull in done if pull.finished]
    return finished[-1].missing if finished else ()


def _finished(
    pull: Pull, settings: FetchSettings, now: datetime, progress: Progress, again: tuple[str, ...] = ()
) -> Pull:
    for left in pull.folder.glob(f"*{PART}"):  # of a run that was killed while it wrote
        left.unlink()
    moment = now.isoformat(timespec="seconds")
    pubmed = Pubmed(settings, os.environ.get(KEY, ""))
    with pubmed.service:
        return _pubmed(pull, pubmed, moment, progress, again)


def _pubmed(pull: Pull, pubmed: Pubmed, now: str, progress: Progress, again: tuple[str, ...]) -> Pull:
    whole = pubmed.search(pull.query)
    until = date.fromisoformat(pull.until)
    if pull.since is None:
        if not whole.count:
            raise FetchError(
                f"PubMed finds nothing for the query of {pull.folder}. Correct the query, or run again later"
            )
        asked = pubmed.ids(pull.query, Slice(None, until))
    else:
        since = date.fromisoformat(pull.since)
        asked = pubmed.ids(pull.query, Slice(since, until)) | pubmed.ids(pull.query, Slice(since, until, by="mdat"))
    pull = saved(replace(pull, count=len(asked), translation=whole.translation, warnings=whole.warnings))
    asked |= set(again)
    received: set[str] = set()
    for path in checked(pull):
        received |= set(record_ids(gzip.decompress(path.read_bytes())))
    for _ in range(1 + ROUNDS):
        for body, ids in pubmed.records(sorted(asked - received, key=int)):
            received |= set(ids)
            pull = with_batch(pull, body, len(ids), now)
            progress(Counter(asked=len(asked), received=len(received)))
    missing = tuple(sorted(asked - received, key=int))
    if asked and not received:
        raise FetchError(f"PubMed lists {len(asked):,} records and gives none of them. Run again later")
    return saved(replace(pull, missing=missing, finished=now))
