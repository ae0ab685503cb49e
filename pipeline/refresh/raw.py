"""Raw batches -> the store: only those that were not read yet, of each paper only what is newer than what is stored."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import FetchError
from pipeline.fetch import Batch, Pull, checked
from pipeline.mine import Miner
from pipeline.records import content_hash
from pipeline.refresh.joining import Joined
from pipeline.refresh.newest import Newest
from pipeline.refresh.work import Work
from pipeline.settings import PACKAGE, ReadSettings, file_hash
from pipeline.store import Batch as ReadBatch

SAME_RECORDS = {"bulk": "pubmed"}  # sources that give the same records, by the same ids


@dataclass(frozen=True, slots=True)
class _Raw:
    """One batch of a pull; `name` is SOURCE/PULL/FILE."""

    name: str
    pull: Pull
    batch: Batch

    def path(self) -> Path:
        """The batch, compared with its hash.

        Raises:
            FetchError: it is gone or was changed on disk.
        """
        (path,) = checked(replace(self.pull, batches=(self.batch,)))
        return path


def reading(miner: Miner, settings: ReadSettings) -> str:
    """A hash of all that decides what a batch gives: a batch read by the same need not be read again."""
    reader = file_hash(*sorted((PACKAGE / "read").rglob("*.py")))
    return content_hash(miner.extractor, reader, settings.model_dump_json())


def mine_pulls(work: Work, pulls: Sequence[Pull], raw: Path, how: str) -> list[str]:
    """Mine what the batches of `pulls` hold that was not read by `how` yet; a line for each that is unusable.

    Of one source, the batches are read one by one, in the order of their pulls, and remembered. Where several sources
    may have records of one paper, and one of them has a new batch, all records are read again and joined; only what
    then differs from what is stored is mined.
    """
    known = work.store.batches()
    found = [
        _Raw((pull.folder / batch.file).relative_to(raw).as_posix(), pull, batch)
        for pull in pulls
        for batch in pull.batches
    ]
    unread = [
        each
        for each in found
        if each.name not in known or (known[each.name].sha256, known[each.name].reading) != (each.batch.sha256, how)
    ]
    work.counts["batches"] = len(unread)
    work.counts["batches known"] = len(found) - len(unread)
    if not unread:
        return []
    if len({SAME_RECORDS.get(pull.source, pull.source) for pull in pulls}) > 1:
        return list(_joined(work, found, unread, how))
    return list(_one_by_one(work, unread, how))


def _one_by_one(work: Work, unread: Sequence[_Raw], how: str) -> Iterator[str]:
    newest = Newest(work)
    for each in unread:
        try:
            path = each.path()
        except FetchError as error:
            yield str(error)
            continue
        records, aside = work.counts["records"], len(work.quarantine.rejected)
        work.mine(newest.articles(work.reader.records([path]), each.name))
        newest.settle()
        read, rejected = work.counts["records"] - records, work.quarantine.rejected[aside:]
        yield from (f"{path}: {item.reason}" for item in rejected if item.whole_file)
        work.store.remember(ReadBatch(each.name, each.batch.sha256, how, read, len(rejected), work.run.id))


def _joined(work: Work, found: Sequence[_Raw], unread: Sequence[_Raw], how: str) -> Iterator[str]:
    try:
        paths = {each.name: each.path() for each in found}
    except FetchError as error:
        yield f"{error} Nothing was mined: the records of several sources are joined, and a part of them is missing"
        return
    joined, new = Joined(work), {each.name for each in unread}
    read = {name: joined.read(work.reader.records([path]), name, name in new) for name, path in paths.items()}
    work.mine(joined.articles())
    joined.settle(set(paths))
    rejected = work.quarantine.rejected
    yield from (f"{paths[item.source]}: {item.reason}" for item in rejected if item.whole_file)
    aside = Counter(item.source for item in rejected)
    for each in unread:
        batch = ReadBatch(each.name, each.batch.sha256, how, read[each.name], aside[each.name], work.run.id)
        work.store.remember(batch)
