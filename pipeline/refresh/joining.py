"""Records of several sources, joined: one article for each paper, whatever the order in which they were fetched."""

from collections.abc import Iterable, Iterator

from pipeline.read.merge import merged
from pipeline.read.reader import Record
from pipeline.records import Article, Deleted, Origin, Rejected
from pipeline.refresh.work import Work, placed


class Joined:
    """Reads all records that there are, and lets pass the papers that differ from what is stored."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._stored = work.store.article_versions()
        self._records: list[Article] = []
        self._last: dict[tuple[Origin, str], str] = {}
        self._deleted: dict[str, str] = {}
        self._ids: frozenset[str] = frozenset()

    def read(self, records: Iterable[Record], batch: str, new: bool) -> int:
        """Read the records of a batch; how many there were. What is set aside is told where the batch is `new`."""
        read = 0
        for record in records:
            if isinstance(record, Deleted):
                self._deleted[record.id] = batch
                continue
            read += 1
            if isinstance(record, Rejected):
                if new:
                    self._work.quarantine.add(placed(record, batch))
                continue
            if self._deleted.get(record.id, batch) != batch:  # it came back
                del self._deleted[record.id]
            name = record.origin, str(record.source_id)
            if self._last.get(name) != record.content_hash:  # else it is the same form again
                self._last[name] = record.content_hash
                self._records.append(placed(record, batch))
        if new:
            self._work.counts["records"] += read
        return read

    def articles(self) -> Iterator[Article]:
        """The papers that must be mined: new, changed, or mined by another extractor."""
        articles = merged(self._records).articles
        self._ids = frozenset(article.id for article in articles)
        for article in articles:
            known = self._stored.get(article.id)
            now = article.content_hash, self._work.miner.extractor, article.source
            if known and (known.content_hash, known.extractor, known.source) == now:
                self._work.counts["unchanged"] += 1
            else:
                yield article

    def settle(self, batches: set[str]) -> None:
        """Take out what was deleted, and what was joined with another article; put back what came back."""
        store = self._work.store
        taken_out = store.deletions()
        gone = {article: batch for article, batch in self._deleted.items() if article in self._ids}
        store.delete(gone, [article for article in taken_out if article in self._ids and article not in gone])
        self._work.counts["deleted"] = len(gone.keys() - taken_out.keys())
        # A paper that was stored by what one source knew of it has another id now that the other one names it.
        other = {
            article: version.source
            for article, version in self._stored.items()
            if version.source in batches and article not in self._ids
        }
        store.delete(other, reason="merged")
