"""What the runs share: mining a stream of articles into the store, the run's row, what was set aside."""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TextIO, TypeVar

from pipeline.errors import PipelineError
from pipeline.mine import Miner
from pipeline.read import Reader
from pipeline.records import Article, Mined, Origin, Rejected, Run, RunStatus, content_hash
from pipeline.settings import Settings
from pipeline.store import Store

BATCH = 128  # articles in one transaction: what a kill can cost, against what a commit costs
SKEW = timedelta(minutes=1)  # how far a clock may be set back without a word
KILLED_AT_MOST = 1_000  # how many runs back a killed one is looked for

Progress = Callable[[Counter[str]], None]
Clock = Callable[[], datetime]
T = TypeVar("T")
R = TypeVar("R", Article, Rejected)


@dataclass(slots=True)
class Quarantine:
    """Set-aside records, written as they come, to a file that exists only when there is one."""

    path: Path
    rejected: list[Rejected] = field(default_factory=list)
    _file: TextIO | None = None

    def add(self, rejected: Rejected) -> None:
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("w", encoding="utf-8")
        self._file.write(json.dumps(asdict(rejected), ensure_ascii=True) + "\n")
        self._file.flush()
        self.rejected.append(rejected)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a run did: its row, the elements that the reader did not understand, and what was set aside."""

    run: Run
    unknown: Counter[str]
    rejected: tuple[Rejected, ...]
    quarantine: Path | None = None


@dataclass(slots=True)
class Work:
    """One run at work: what it mines with and into, what it has done so far, and how it ends."""

    run: Run
    store: Store
    miner: Miner
    reader: Reader
    quarantine: Quarantine
    counts: Counter[str]
    progress: Progress
    status: RunStatus = RunStatus.FAILED

    @property
    def extraction(self) -> Extraction:
        rejected = tuple(self.quarantine.rejected)
        return Extraction(self.run, self.reader.unknown, rejected, self.quarantine.path if rejected else None)

    def mine(self, articles: Iterable[Article]) -> None:
        """Mine `articles` and store what they give, a batch in a transaction.

        Raises:
            StoreError: a batch cannot be stored; those before it are.
        """
        for batch in batches(self.miner.mined(articles), BATCH):
            # Two versions of one article can meet in a batch; the newer one comes later.
            mined = list({item.article.id: item for item in batch if isinstance(item, Mined)}.values())
            for item in batch:
                if isinstance(item, Rejected):
                    self.quarantine.add(item)
            self.counts.update(asdict(self.store.save(mined, self.miner.extractor, self.run.id)))
            self.counts["mined"] += len(mined)
            self.counts["sentences"] += sum(len(item.document.sentences) for item in mined)
            self.counts["mentions"] += sum(len(item.mentions) for item in mined)
            self.counts["evidence"] += sum(len(item.evidence) for item in mined)
            self.progress(self.counts)

    def so_far(self, now: str) -> Run:
        """The run's row as it stands."""
        self.counts["set_aside"] = len(self.quarantine.rejected)
        self.counts["unknown_elements"] = sum(self.reader.unknown.values())
        return replace(self.run, finished=now, status=self.status, counts=dict(self.counts))


@contextmanager
def working(  # noqa: PLR0913 - what a run is made of
    settings: Settings, store: Store, miner: Miner, progress: Progress, started: datetime, *, clock: Clock
) -> Iterator[Work]:
    """A run, begun in the store and closed at the end: FAILED, unless its `status` was set.

    Raises:
        PipelineError: the clock is in the past.
    """
    run = _begun(store, miner, started)
    quarantine = Quarantine(Path(settings.paths.quarantine) / f"{run.id}.jsonl")
    work = Work(run, store, miner, Reader(settings.read), quarantine, Counter(), progress)
    try:
        yield work
    except BaseException:
        work.status = RunStatus.FAILED
        raise
    finally:
        quarantine.close()
        work.run = work.so_far(stamped(clock()))
        store.finish_run(work.run)


def _begun(store: Store, miner: Miner, started: datetime) -> Run:
    """A new run's row. Runs that were killed are closed: nobody else can be writing to this store."""
    for run in store.runs(KILLED_AT_MOST):
        if run.status is RunStatus.STARTED:
            store.finish_run(replace(run, status=RunStatus.FAILED, counts={**run.counts, "killed": 1}))
    for last in store.runs(1):
        before = datetime.fromisoformat(last.started)
        if started < before - SKEW:
            raise PipelineError(f"the clock says {started}, but the last run started at {before}. Set the clock right")
        started = max(started, before + timedelta(seconds=1))  # runs are ordered by when they started
    run = Run(_run_id(started), stamped(started), versions=miner.versions)
    store.start_run(run)
    return run


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    stream = iter(items)
    while batch := list(islice(stream, size)):
        yield batch


def placed(record: R, batch: str) -> R:
    """The record with the batch that it came with as its source."""
    return replace(record, source=batch)


def namesake(article: Article) -> Rejected:
    """A record of a file under a name that another one has. Ids that the world shares name one paper, a name can stand for two."""
    return Rejected.of(article, f"another record has the id {article.id}; give each record an id of its own")


def is_namesake(article: Article, batch: str) -> bool:
    """Whether a record that differs from the one under its id, read from `batch`, is another one and no newer form.

    Files of one pull stand side by side; what a later pull brings under the same name is newer.
    """
    of_a_file = article.origin is Origin.FILE and article.id.startswith("local:")
    return of_a_file and article.source.rpartition("/")[0] == batch.rpartition("/")[0]


def lock_path(store_path: Path) -> Path:
    """The lock that keeps two runs from one store."""
    return store_path.with_name(f"{store_path.name}.lock")


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _run_id(started: datetime) -> str:
    return f"{started:%Y%m%dT%H%M%SZ}-{content_hash(started, os.getpid(), os.urandom(8).hex())[:6]}"


def stamped(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
