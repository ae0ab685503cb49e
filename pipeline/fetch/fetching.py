"""A source -> raw batches with a manifest, begun or gone on with."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.corpus import Corpus, query_hash
from pipeline.errors import FetchError, UsageError
from pipeline.fetch import bulk, europepmc, files, pubmed
from pipeline.fetch.raw import Progress, Pull, begun, pulls, watermark
from pipeline.settings import FetchSettings

# From a begun pull, the pulls before it, the settings and the time to the finished pull.
Filling = Callable[[Pull, list[Pull], FetchSettings, str, Progress], Pull]
SOURCES: dict[str, tuple[str, Filling]] = {
    "pubmed": ("pubmed-xml", pubmed.filled),
    "europepmc": ("europepmc-json", europepmc.filled),
    "bulk": ("pubmed-xml", bulk.filled),
    "files": ("as named", files.filled),
}
WHOLE = ("bulk", "files")  # their pulls have no window: what is new is told by the files' names or contents


def fetch(  # noqa: PLR0913, PLR0917 - what to fetch, how, where to, when, and whom to tell
    corpus: Corpus, source: str, settings: FetchSettings, raw_folder: Path, now: datetime, progress: Progress
) -> Pull:
    """Fetch what is new or changed in `source` into `raw_folder`; the last pull, finished.

    An unfinished pull of the same query is finished first. `now` is the time in UTC. `progress` is told how many
    records were asked for and how many came.

    Raises:
        UsageError: the corpus has no such source, or the configuration names no contact.
        FetchError: the source does not answer, does not understand the query, or what it gives cannot be kept. What
            was fetched before stands, and the next call goes on from there.
    """
    query = corpus.sources.get(source)
    if query is None:
        raise UsageError(f"{source}: no source of the corpus {corpus.name}. Its sources: {', '.join(corpus.sources)}")
    key, moment, today = query_hash(source, query), now.isoformat(timespec="seconds"), now.date()
    form, filled = SOURCES[source]
    earlier: list[Pull] = []
    for pull in pulls(raw_folder):
        if pull.source == source and pull.query_hash == key:
            done = pull if pull.finished else filled(pull, earlier, settings, moment, progress)
            if done is not pull and done.until == today.isoformat():
                return done
            earlier.append(done)
    mark = watermark(earlier)
    if mark and today < mark:
        raise FetchError(
            f"the clock says {today}, but {source} was fetched up to {mark} already. Set the clock right; if it was "
            f"wrong then, remove the pulls of that time from {raw_folder / source}"
        )
    since = (mark - timedelta(days=settings.overlap_days)).isoformat() if mark and source not in WHOLE else None
    pull = Pull(
        folder=raw_folder / source / f"{now:%Y%m%dT%H%M%SZ}-{key[:6]}",
        source=source,
        query=query,
        query_hash=key,
        url="" if source == "files" else getattr(settings, source).url,
        format=form,
        mode=source if source in WHOLE else "changed" if since else "new",
        since=since,
        until=today.isoformat(),
        started=moment,
    )
    return filled(begun(pull), earlier, settings, moment, progress)
