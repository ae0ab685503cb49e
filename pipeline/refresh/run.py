"""The whole run on one screen: fetch, read, mine, store, publish. Killed anywhere, the next run finishes its work."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pipeline.corpus import Corpus
from pipeline.errors import FetchError, UsageError
from pipeline.fetch import Pull, fetch, pulls
from pipeline.mine import Miner
from pipeline.records import RunStatus
from pipeline.refresh.guards import Figures, given, held_by
from pipeline.refresh.monitor import log, watched
from pipeline.refresh.publication import Publication, Standing, published, standing, store_figures
from pipeline.refresh.raw import mine_pulls, reading
from pipeline.refresh.work import Clock, Extraction, Progress, now, stamped, working
from pipeline.settings import Settings
from pipeline.store import Store


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did. `fetched` has a pull for each source that answered; `held_by` names the guards that it met,
    `faults` what went wrong with a source or a batch.
    """

    fetched: tuple[Pull, ...]
    extraction: Extraction
    faults: tuple[str, ...]
    held_by: tuple[str, ...]
    publication: Publication | None


def refresh(  # noqa: PLR0913 - what to refresh, with what, and how
    settings: Settings,
    corpus: Corpus,
    store_path: Path,
    progress: Progress,
    *,
    fetching: bool = True,
    accept: bool = False,
    clock: Clock = now,
) -> Refreshed:
    """Fetch what is new, mine what is not stored yet, and publish it if it passes the guards.

    What goes wrong with one source or batch does not stop the others: it is in `faults`, and the run is FAILED. A run that
    a guard holds back is HELD; `accept` publishes it all the same. `settings` are those of the corpus
    (`Settings.for_corpus`).

    Raises:
        UsageError: the configuration is wrong, another refresh is under way, or there is nothing to read.
        StoreError: the store cannot be opened or written. What was stored and published before stands.
        PipelineError: the clock is in the past, or a file cannot be written.
    """
    started = clock()
    with watched(settings, store_path, stamped(started)) as monitor:
        miner = Miner(settings)  # a wrong rule or lexicon ends the run before anything is asked for
        answers = list(_answers(settings, corpus, started, progress)) if fetching else []
        faults = [answer for answer in answers if isinstance(answer, str)]
        found = pulls(corpus.raw)
        if not found and not faults:
            raise UsageError(f"{corpus.raw}: nothing was fetched yet. Run without --no-fetch")
        with (
            Store.open(store_path, min_confidence=settings.publish.min_confidence) as store,
            working(settings, store, miner, progress, started, clock=clock) as work,
        ):
            faults += mine_pulls(work, found, corpus.raw, reading(miner, settings.read))
            before = standing(settings)
            figures = _figures(store, found, before)
            guards = held_by(before.figures if before else None, figures, settings.guards)
            held = bool(guards) and not accept
            work.status = RunStatus.HELD if held else RunStatus.FAILED if faults else RunStatus.OK
            publication = None
            if store.batches() and not held:
                publication = published(settings, store, work.so_far(stamped(clock())), figures, guards)
        fetched = tuple(answer for answer in answers if isinstance(answer, Pull))
        done = Refreshed(fetched, work.extraction, tuple(faults), tuple(guards), publication)
        monitor.close(done.extraction.run, done.faults, done.held_by, publication.summary if publication else "")
    return done


def _answers(settings: Settings, corpus: Corpus, moment: datetime, progress: Progress) -> Iterator[Pull | str]:
    """Fetch from each source of the corpus: its pull, or a line that says why it failed."""
    for source in corpus.sources:
        try:
            pull = fetch(corpus, source, settings.fetch, corpus.raw, moment, progress)
        except FetchError as error:
            yield f"{source}: {error}"
        else:
            for line in pull.summary:
                log.info("%s", line)
            yield pull


def _figures(store: Store, found: Sequence[Pull], before: Standing | None) -> Figures:
    """What the guards look at: what would be published, and what was read since the last publication."""
    since = before.run if before else ""
    new = [batch for batch in store.batches().values() if batch.run_id > since]
    return replace(
        store_figures(store),
        records=sum(batch.records for batch in new),
        set_aside=sum(batch.set_aside for batch in new),
        given=given(found),
    )
