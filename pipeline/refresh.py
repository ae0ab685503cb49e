"""The whole run on one screen: read, split, tag, relate, store, publish. The only module that reads the clock."""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TextIO

from pipeline.mine import Miner
from pipeline.read import Reader, input_files
from pipeline.records import Article, Deleted, Mined, Rejected, Run, RunStatus, content_hash
from pipeline.report import write_page
from pipeline.settings import Settings
from pipeline.store import Store

BATCH = 128  # articles in one transaction: what a kill can cost, against what a commit costs

Progress = Callable[[Counter[str]], None]


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a run did: its row, the elements that the reader did not understand, and what was set aside."""

    run: Run
    unknown: Counter[str]
    rejected: tuple[Rejected, ...]
    quarantine: Path | None = None


@dataclass(slots=True)
class _Quarantine:
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


def extract(inputs: Sequence[Path], settings: Settings, store_path: Path, progress: Progress) -> Extraction:
    """Mine `inputs` into the store. Articles that are stored already, mined by the same extractor, are left alone.

    A record that cannot be used is set aside with its reason; a file that cannot be read to its end makes the run
    FAILED, with everything that was read kept.

    Raises:
        UsageError: an input is missing, or the configuration, a lexicon, a rule or the model is wrong.
        StoreError: the store cannot be opened or written; what was stored before stands.
    """
    files = input_files(inputs)
    miner = Miner(settings)
    reader = Reader(settings.read)
    counts: Counter[str] = Counter(files=len(files))
    with Store.open(store_path) as store:
        started = _now()
        run = Run(id=_run_id(started), started=started, versions=miner.versions)
        store.start_run(run)
        quarantine = _Quarantine(Path(settings.paths.quarantine) / f"{run.id}.jsonl")
        status = RunStatus.FAILED
        try:
            fresh = _fresh(reader.records(files), store, miner.extractor, quarantine, counts)
            for batch in _batches(miner.mined(fresh)):
                # Two versions of one article can meet in a batch; the newer one comes later.
                mined = list({item.article.id: item for item in batch if isinstance(item, Mined)}.values())
                for item in batch:
                    if isinstance(item, Rejected):
                        quarantine.add(item)
                saved = store.save(mined, miner.extractor, run.id)
                counts.update(asdict(saved))
                counts["mined"] += len(mined)
                counts["sentences"] += sum(len(item.document.sentences) for item in mined)
                counts["mentions"] += sum(len(item.mentions) for item in mined)
                counts["evidence"] += sum(len(item.evidence) for item in mined)
                progress(counts)
            # Nothing usable among what was given is a failure, never "no results".
            useless = counts["records"] > 0 and len(quarantine.rejected) == counts["records"]
            failed = useless or any(item.whole_file for item in quarantine.rejected)
            status = RunStatus.FAILED if failed else RunStatus.OK
        finally:
            quarantine.close()
            counts["set_aside"] = len(quarantine.rejected)
            counts["unknown_elements"] = sum(reader.unknown.values())
            run = Run(run.id, run.started, _now(), status, run.versions, dict(counts))
            store.finish_run(run)
    return Extraction(run, reader.unknown, tuple(quarantine.rejected), quarantine.path if quarantine.rejected else None)


def publish(settings: Settings, store_path: Path) -> list[Path]:
    """Write the published tables and the report page from the store; the files' paths.

    Raises:
        StoreError: there is no store, or it cannot be read.
    """
    page = Path(settings.paths.report)
    with Store.open(store_path, read_only=True) as store:
        written = store.publish(Path(settings.paths.export), settings.publish.formats, settings.publish.min_confidence)
        evidence = store.evidence(min_confidence=settings.publish.min_confidence)
        runs = store.runs(1)
        write_page(page, store.claims(), evidence, store.counts(), runs[0] if runs else None)
    return [*written, page]


def annotated(inputs: Sequence[Path], settings: Settings) -> Iterator[dict[str, object] | Rejected]:
    """Each record of `inputs`, in order, as a standoff object (see docs/annotate.md), or why it was set aside.

    Raises:
        UsageError: see `extract`.
    """
    records = Reader(settings.read).records(input_files(inputs))
    miner = Miner(settings)
    while batch := list(islice(records, BATCH)):
        results = miner.mined(item for item in batch if isinstance(item, Article))
        for item in batch:
            if isinstance(item, Deleted):
                continue
            result = item if isinstance(item, Rejected) else next(results)
            yield result if isinstance(result, Rejected) else standoff(result)


def standoff(mined: Mined) -> dict[str, object]:
    """The object that `secretome annotate` writes: mentions with offsets into `text`, claims that name them."""
    names = {(m.start, m.end): f"T{number}" for number, m in enumerate(mined.mentions, 1)}
    return {
        "id": mined.article.source_id,
        "text": mined.article.text,
        "mentions": [
            {
                "id": names[m.start, m.end],
                "start": m.start,
                "end": m.end,
                "text": m.text,
                "type": m.type.value,
                "norm": m.id,
                "label": m.label,
            }
            for m in mined.mentions
        ],
        "claims": [
            {
                "subject": names[e.subject.start, e.subject.end],
                "relation": e.relation.value,
                "object": names[e.object.start, e.object.end],
                "process": names[e.process.start, e.process.end] if e.process else None,
                "negated": e.negated,
                "hedged": e.certainty.is_hedged,
                "rule": e.rule,
                "confidence": round(e.confidence, 4),
            }
            for e in mined.evidence
        ],
    }


def _fresh(
    records: Iterable[Article | Deleted | Rejected],
    store: Store,
    extractor: str,
    quarantine: _Quarantine,
    counts: Counter[str],
) -> Iterator[Article]:
    """The articles that must be mined: new, changed, or mined by another extractor. The newest version of each wins."""
    stored = store.article_versions()
    met: set[str] = set()
    for record in records:
        if isinstance(record, Deleted):
            counts["deleted"] += 1
            continue
        counts["records"] += 1
        if isinstance(record, Rejected):
            quarantine.add(record)
            continue
        version = (record.pmid_version, record.revised, record.content_hash, extractor)
        known = stored.get(record.id)
        older = known is not None and version[:2] < known[:2]
        again = record.id in met and known is not None and version[:2] == known[:2]
        if again and record.id.startswith("local:") and stored[record.id] != version:
            # Ids that the world shares name one paper; a name from a file can stand for two.
            reason = f"another record of this run has the id {record.id}; give each record an id of its own"
            quarantine.add(Rejected.of(record, reason))
            continue
        met.add(record.id)
        if older or again:
            counts["duplicates"] += 1
        elif known == version:
            counts["unchanged"] += 1
        else:
            stored[record.id] = version
            yield record


def _batches(items: Iterable[Mined | Rejected]) -> Iterator[list[Mined | Rejected]]:
    stream = iter(items)
    while batch := list(islice(stream, BATCH)):
        yield batch


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _run_id(started: str) -> str:
    stamp = datetime.fromisoformat(started).strftime("%Y%m%dT%H%M%SZ")
    return f"{stamp}-{content_hash(started, os.getpid(), os.urandom(8).hex())[:6]}"
