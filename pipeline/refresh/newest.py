"""Records of one source, batch by batch: of each article only what is newer than what is stored."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.read.reader import Record
from pipeline.records import Article, Deleted, Origin, Rejected
from pipeline.refresh.work import Work, is_namesake, namesake, placed
from pipeline.store import Version

RANK = {origin: -place for place, origin in enumerate(Origin)}  # the origin that is named first is believed


class Newest:
    """Knows what is stored, and lets pass what must be mined.

    Of two forms of an article the one from the source that is believed more wins, then the higher version, then the
    later revision, then the one that was fetched later: the outcome does not depend on where a run was killed.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._stored = work.store.article_versions()
        self._deletions = work.store.deletions()
        self._deleted: dict[str, str] = {}
        self._back: list[str] = []

    def articles(self, records: Iterable[Record], batch: str) -> Iterator[Article]:
        """The articles of one batch that must be mined: new, changed, or mined by another extractor."""
        for record in records:
            if isinstance(record, Deleted):
                self._delete(record, batch)
                continue
            self._work.counts["records"] += 1
            if isinstance(record, Rejected):
                self._work.quarantine.add(placed(record, batch))
            elif article := self._wanted(placed(record, batch)):
                yield article

    def settle(self) -> None:
        """Take out what the batch deleted, and put back what came back with it."""
        self._work.store.delete(self._deleted, self._back)
        self._deleted, self._back = {}, []

    def _wanted(self, article: Article) -> Article | None:
        known = self._stored.get(article.id)
        same = known is not None and known.content_hash == article.content_hash
        if known and not same and is_namesake(article, known.source):
            self._work.quarantine.add(namesake(article))
            return None
        version = _version(article, self._work.miner.extractor)
        if known and not same and _order(version) <= _order(known):
            self._work.counts["duplicates"] += 1
            return None
        if article.id in self._deletions and _place(article.source) > _place(self._deletions[article.id]):
            del self._deletions[article.id]
            self._deleted.pop(article.id, None)
            self._back.append(article.id)
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
            self._deletions[record.id] = self._deleted[record.id] = batch


def _version(article: Article, extractor: str) -> Version:
    return Version(
        article.pmid_version, article.revised, article.content_hash, extractor, article.source, article.origin.value
    )


def _order(version: Version) -> tuple[object, ...]:
    return RANK[Origin(version.origin)], version.pmid_version, version.revised, _place(version.source)


def _place(source: str) -> str:
    """Where a batch stands in the order of fetching: PULL/FILE, "" for what was read from another file."""
    return source.partition("/")[2]
