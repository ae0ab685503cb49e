"""Records of several sources, joined: one article for each paper, whatever the order in which they were fetched."""

from collections.abc import Iterable, Iterator

from pipeline.read.merge import merged
from pipeline.read.reader import Record
from pipeline.records import Article, Deleted, Origin, Rejected
from pipeline.refresh.work import Work, is_namesake, namesake, placed


class Joined:
    """Reads all records that there are, and lets pass the papers that differ from what is stored."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._stored = work.store.article_versions()
        self._records: list[Article] = []
        self._last: dict[tuple[Origin, str], str] = {}
        self._local: dict[str, int] = {}  # an id that only its source knows -> its place among the records
        self._deleted: dict[
            str, tuple[int, str]
        ] = {}  # an article -> the version that went, and the batch that said so
        self._versions: dict[str, int] = {}

    def read(self, records: Iterable[Record], batch: str, new: bool) -> int:
        """Read the records of a batch; how many there were. What is set aside is told where the batch is `new`."""
        read = 0
        for record in records:
            if isinstance(record, Deleted):
                self._deleted[record.id] = record.pmid_version, batch
                continue
            read += 1
            set_aside = self._kept(placed(record, batch)) if isinstance(record, Article) else placed(record, batch)
            if new and set_aside:
                self._work.quarantine.add(set_aside)
        if new:
            self._work.counts["records"] += read
        return read

    def _kept(self, article: Article) -> Rejected | None:
        """Keep the record for the joining; why not, if it is set aside."""
        _, deleted_by = self._deleted.get(article.id, (0, article.source))
        if article.origin is Origin.PUBMED and deleted_by != article.source:  # who took it back gave it again
            del self._deleted[article.id]
        name = article.origin, str(article.source_id)
        if self._last.get(name) == article.content_hash:  # the same form again
            return None
        place = len(self._records)
        if article.id.startswith("local:"):
            place = self._local.setdefault(article.id, place)
        if place < len(self._records) and is_namesake(article, self._records[place].source):
            return namesake(article)
        self._last[name] = article.content_hash
        self._records[place : place + 1] = [article]
        return None

    def articles(self) -> Iterator[Article]:
        """The papers that must be mined: new, changed, or mined by another extractor."""
        articles = merged(self._records)
        self._versions = {article.id: article.pmid_version for article in articles}
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
        gone = {
            article: batch
            for article, (version, batch) in self._deleted.items()
            if article in self._versions and version >= self._versions[article]
        }
        store.delete(gone, [article for article in taken_out if article in self._versions and article not in gone])
        self._work.counts["deleted"] = len(gone.keys() - taken_out.keys())
        # A paper that was stored by what one source knew of it has another id now that the other one names it.
        other = {
            article: version.source
            for article, version in self._stored.items()
            if version.source in batches and article not in self._versions
        }
        store.delete(other, reason="merged")
