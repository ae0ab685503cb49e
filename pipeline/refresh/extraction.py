"""Files that somebody names -> the store."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.mine import Miner
from pipeline.read import input_files
from pipeline.records import Article, Deleted, Rejected, RunStatus
from pipeline.refresh.work import Extraction, Progress, Work, namesake, now, working
from pipeline.settings import Settings
from pipeline.store import Store


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
    with (
        Store.open(store_path, min_confidence=settings.publish.min_confidence) as store,
        working(settings, store, miner, progress, now(), clock=now) as work,
    ):
        work.counts["files"] = len(files)
        work.mine(_fresh(work.reader.records(files), work))
        # Nothing usable among what was given is a failure, never "no results".
        rejected = work.quarantine.rejected
        useless = work.counts["records"] > 0 and len(rejected) == work.counts["records"]
        failed = useless or any(item.whole_file for item in rejected)
        work.status = RunStatus.FAILED if failed else RunStatus.OK
    return work.extraction


def _fresh(records: Iterable[Article | Deleted | Rejected], work: Work) -> Iterator[Article]:
    """The articles that must be mined: new, changed, or mined by another extractor. The newest version of each wins."""
    stored = {key: version[:4] for key, version in work.store.article_versions().items()}
    deletions = work.store.deletions()
    met: set[str] = set()
    for record in records:
        if isinstance(record, Deleted):
            if record.id in stored and record.pmid_version >= stored[record.id][0]:
                work.counts["deleted"] += 1
                deletions[record.id] = record.source
                work.store.delete({record.id: record.source})
            continue
        work.counts["records"] += 1
        if isinstance(record, Rejected):
            work.quarantine.add(record)
            continue
        version = (record.pmid_version, record.revised, record.content_hash, work.miner.extractor)
        known = stored.get(record.id)
        older = known is not None and version[:2] < known[:2]
        again = record.id in met and known is not None and version[:2] == known[:2]
        if again and record.id.startswith("local:") and stored[record.id] != version:
            work.quarantine.add(namesake(record))
            continue
        met.add(record.id)
        if not older and deletions.pop(record.id, ""):
            work.store.delete({}, back=[record.id])
        if older or again:
            work.counts["duplicates"] += 1
        elif known == version:
            work.counts["unchanged"] += 1
        else:
            stored[record.id] = version
            yield record
