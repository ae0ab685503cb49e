"""Raw batches -> the store: only those that were not read yet, of each article only what is newer than what is stored."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.errors import FetchError
from pipeline.fetch import Pull, checked
from pipeline.mine import Miner
from pipeline.read.reader import Record
from pipeline.records import Article, Deleted, Origin, Rejected, content_hash
from pipeline.refresh.work import Work
from pipeline.settings import PACKAGE, ReadSettings, file_hash
from pipeline.store import Batch, Version

RANK = {origin: -place for place, origin in enumerate(Origin)}  # the origin that is named first is believed


def reading(miner: Miner, settings: ReadSettings) -> str:
    """A hash of all that decides what a batch gives: a batch read by the same need not be read again."""
    reader = file_hash(*sorted((PACKAGE / "read").rglob("*.py")))
    return content_hash(miner.extractor, reader, settings.model_dump_json())


def mine_pulls(work: Work, pulls: Sequence[Pull], raw: Path, how: str) -> list[str]:
    """Mine the batches of `pulls`, in their order, that were not yet read by `how`; a line for each that is unusable.

    A batch counts as read when all that it gave is stored: a run that is killed within one reads it again, and finds
    its articles stored.
    """
    known = work.store.batches()
    newest = _Newest(work)
    faults = []
    for pull in pulls:
        for batch in pull.batches:
            path = pull.folder / batch.file
            name = path.relative_to(raw).as_posix()
            before = known.get(name)
            if before and (before.sha256, before.reading) == (batch.sha256, how):
                work.counts["batches known"] += 1
                continue
            try:
                (path,) = checked(replace(pull, batches=(batch,)))
            except FetchError as error:
                faults.append(str(error))
                continue
            work.counts["batches"] += 1
            records, aside = work.counts["records"], len(work.quarantine.rejected)
            work.mine(newest.articles(work.reader.records([path]), name))
            work.store.delete(newest.deleted, newest.back)
            newest.deleted, newest.back = {}, []
            read, rejected = work.counts["records"] - records, work.quarantine.rejected[aside:]
            faults += [f"{path}: {item.reason}" for item in rejected if item.whole_file]
            work.store.remember(Batch(name, batch.sha256, how, read, len(rejected), work.run.id))
    return faults


class _Newest:
    """Knows what is stored, and lets pass what must be mined.

    Of two forms of an article the one from the source that is believed more wins, then the higher version, then the
    later revision, then the one that was fetched later: the outcome does not depend on where a run was killed.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._stored = work.store.article_versions()
        self._deletions = work.store.deletions()
        self.deleted: dict[str, str] = {}
        self.back: list[str] = []

    def articles(self, records: Iterable[Record], batch: str) -> Iterator[Article]:
        """The articles of one batch that must be mined; what it deletes is in `deleted` and `back` afterwards."""
        for record in records:
            if isinstance(record, Deleted):
                self._delete(record, batch)
            elif isinstance(record, Rejected):
                self._work.counts["records"] += 1
                self._work.quarantine.add(replace(record, source=batch))
            else:
                self._work.counts["records"] += 1
                if article := self._wanted(replace(record, source=batch)):
                    yield article

    def _wanted(self, article: Article) -> Article | None:
        known = self._stored.get(article.id)
        same = known is not None and known.content_hash == article.content_hash
        version = _version(article, self._work.miner.extractor)
        if known and not same and _order(version) <= _order(known):
            self._work.counts["duplicates"] += 1
            return None
        if article.id in self._deletions and _place(article.source) > _place(self._deletions[article.id]):
            del self._deletions[article.id]
            self.deleted.pop(article.id, None)
            self.back.append(article.id)
        if known and same:
            if known.extractor == version.extractor:
                self._work.counts["unchanged"] += 1
                return None
            article = replace(article, source=known.source)
        self._stored[article.id] = _version(article, version.extractor)
        return article

    def _delete(self, record: Deleted, batch: str) -> None:
        known = self._stored.get(record.id)
        if known and record.pmid_version >= known.pmid_version and _place(batch) >= _place(known.source):
            self._work.counts["deleted"] += 1
            self._deletions[record.id] = self.deleted[record.id] = batch


def _version(article: Article, extractor: str) -> Version:
    return Version(
        article.pmid_version, article.revised, article.content_hash, extractor, article.source, article.origin.value
    )


def _order(version: Version) -> tuple[object, ...]:
    return RANK[Origin(version.origin)], version.pmid_version, version.revised, _place(version.source)


def _place(source: str) -> str:
    """Where a batch stands in the order of fetching: PULL/FILE, "" for what was read from another file."""
    return source.partition("/")[2]
