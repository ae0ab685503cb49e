"""The evidence store: one DuckDB file, written batch by batch, each batch whole or not at all."""

import contextlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Self, Unpack

import duckdb

from pipeline.errors import StoreError
from pipeline.records import Mined, Run, RunStatus
from pipeline.store.changes import Changes, changes
from pipeline.store.faults import store_faults
from pipeline.store.migration import migrate
from pipeline.store.publish import publish
from pipeline.store.queries import EvidenceFilters, claim_rows, counts, evidence_rows, new_claims
from pipeline.store.rows import Batch, Row, Version, run_row
from pipeline.store.writing import SaveCounts, insert_rows, save_batch

SCHEMA_VERSION = 3
SCHEMA = Path(__file__).with_name("schema.sql")
# The network is never touched: extensions are neither fetched nor loaded.
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
STANDING = "What was stored before stands"


class Store:
    """An open store. Use it as a context manager; one process may write at a time.

    Every method raises StoreError, with one line that names the file and the mend, when the file cannot be read
    or written.
    """

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self.path = path
        self._connection = connection

    @classmethod
    def open(cls, path: Path, read_only: bool = False, min_confidence: float = 0.0) -> Self:
        """Open the store, making folder, file and schema when there are none (not when `read_only`).

        `min_confidence` is the publishing threshold: evidence below it is stored, and neither published nor counted
        in a claim for as long as the store is open with it.

        A store of an older schema is brought up to date first; the old file stays beside it as `NAME.vVERSION`.

        Raises:
            StoreError: no store there (read_only), made by a newer version, not a store, locked by another
                process, or the place cannot be written.
        """
        if read_only and not path.exists():
            raise StoreError(f"{path}: no store here yet. Run `secretome extract` first")
        store = cls._connected(path, read_only, min_confidence)
        try:
            version = store._schema_version(read_only)
        except StoreError:
            store.close()
            raise
        if version == SCHEMA_VERSION:
            return store
        store.close()
        cls._migrate(path, version)
        return cls._connected(path, read_only, min_confidence)

    @classmethod
    def _connected(cls, path: Path, read_only: bool, min_confidence: float = 0.0) -> Self:
        with store_faults(path):
            if not read_only:
                path.parent.mkdir(parents=True, exist_ok=True)
            connection = duckdb.connect(path, read_only=read_only, config=CONFIG)
            connection.execute(f"SET VARIABLE min_confidence = {float(min_confidence)!r}")
            return cls(path, connection)

    @classmethod
    def _migrate(cls, path: Path, version: int) -> None:
        unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            with store_faults(path, STANDING), cls._connected(unfinished, read_only=False) as new:
                new._schema_version(read_only=False)
                migrate(path, version, new._connection, unfinished)
        finally:
            for left in (unfinished, unfinished.with_name(f"{unfinished.name}.wal")):
                left.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the file. Safe to call twice; what was committed is on disk already."""
        # After a failed write (a full disk) DuckDB may refuse its closing checkpoint too; the log keeps the batches.
        with contextlib.suppress(duckdb.Error):
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def article_versions(self) -> dict[str, Version]:
        """Article id -> what is stored of it, and who mined it."""
        rows = self._rows(
            "SELECT id, pmid_version, coalesce(revised, ''), content_hash, extractor, coalesce(source, ''),"
            " coalesce(origin, 'file') FROM article"
        )
        return {str(key): Version(int(str(number)), *map(str, rest)) for key, number, *rest in rows}

    def save(self, mined: Sequence[Mined], extractor: str, run_id: str) -> SaveCounts:
        """Replace all that is stored of these articles, in one transaction; of an article given twice the last counts.

        What is unchanged is left alone, so saving the same again changes nothing. `run_id` must have been started.

        Raises:
            StoreError: the batch could not be written, or does not fit the schema; nothing of it is stored.
        """
        with self._transaction():
            return save_batch(self._connection, mined, extractor, run_id)

    def batches(self) -> dict[str, Batch]:
        """The raw batches that were read to their end, by path."""
        rows = self._rows("SELECT path, sha256, reading, records, set_aside, run_id FROM batch ORDER BY path")
        return {
            str(r[0]): Batch(str(r[0]), str(r[1]), str(r[2]), int(str(r[3])), int(str(r[4])), str(r[5])) for r in rows
        }

    def remember(self, batch: Batch) -> None:
        """Note that a raw batch was read to its end and all that it gave is stored."""
        with self._transaction():
            insert_rows(self._connection, "batch", [asdict(batch)], replace=True)

    def deletions(self) -> dict[str, str]:
        """Articles that their source took back -> the batch that said so."""
        return {str(row[0]): str(row[1]) for row in self._rows("SELECT article_id, batch FROM deletion")}

    def delete(self, articles: Mapping[str, str], back: Sequence[str] = (), reason: str = "deleted") -> None:
        """Take articles out of the published view, each with the batch that says so, and put others `back`.

        `reason` is "deleted" (by its source) or "merged" (with another article). All that is stored of them stays.
        """
        if not articles and not back:
            return
        with self._transaction():
            rows: list[Row] = [
                {"article_id": article, "batch": batch, "reason": reason} for article, batch in articles.items()
            ]
            insert_rows(self._connection, "deletion", rows, replace=True)
            if back:
                query = "DELETE FROM deletion WHERE article_id IN (SELECT unnest(?::VARCHAR[]))"
                self._connection.execute(query, [list(back)])

    def source_counts(self) -> dict[str, int]:
        """Source -> the articles from its raw batches that stand (neither retracted nor deleted)."""
        rows = self._rows(
            "SELECT split_part(b.path, '/', 1), count(a.id) FILTER (WHERE w.article_id IS NULL) FROM batch b"
            " LEFT JOIN article a ON a.source = b.path LEFT JOIN withdrawal w ON w.article_id = a.id GROUP BY 1 ORDER BY 1"
        )
        return {str(row[0]): int(str(row[1])) for row in rows}

    def changes(self, published: Path) -> Changes:
        """How the tables to publish differ from those in the folder `published` (none there: all is new)."""
        with store_faults(published):
            return changes(self._connection, published)

    def new_claims(self, since: str) -> list[Row]:
        """Rows of the claim view whose first evidence came with a run that started at `since` or later, newest first."""
        with store_faults(self.path):
            return new_claims(self._connection, since)

    def start_run(self, run: Run) -> None:
        """Write the run's row. Raises StoreError when a run of that id is there already."""
        if self._rows("SELECT id FROM run WHERE id = ?", [run.id]):
            raise StoreError(f"{self.path}: run {run.id} is stored already. Give the new run another id")
        with self._transaction():
            insert_rows(self._connection, "run", [run_row(run)])

    def finish_run(self, run: Run) -> None:
        """Bring the run's row up to date: finished, status, versions, counts."""
        if not self._rows("SELECT id FROM run WHERE id = ?", [run.id]):
            raise StoreError(f"{self.path}: run {run.id} was never started. Call start_run first")
        with self._transaction():
            insert_rows(self._connection, "run", [run_row(run)], replace=True)

    def runs(self, limit: int = 20) -> list[Run]:
        """The last `limit` runs, newest first."""
        rows = self._rows(
            "SELECT id, started, coalesce(finished, ''), status, versions, counts FROM run"
            " ORDER BY started DESC, id DESC LIMIT ?",
            [limit],
        )
        return [
            Run(str(r[0]), str(r[1]), str(r[2]), RunStatus(str(r[3])), json.loads(str(r[4])), json.loads(str(r[5])))
            for r in rows
        ]

    def counts(self) -> dict[str, int]:
        """Rows by kind: articles, retracted, reviews, sentences, mentions, evidence, published, claims, …"""
        with store_faults(self.path):
            return counts(self._connection)

    def evidence(self, **filters: Unpack[EvidenceFilters]) -> list[Row]:
        """Rows of the published table that pass all `filters`, the most confident first."""
        with store_faults(self.path):
            return evidence_rows(self._connection, filters)

    def claims(self, term: str | None = None, relation: str | None = None, limit: int | None = None) -> list[Row]:
        """Rows of the claim view, the strongest first. `term` as in EvidenceFilters."""
        with store_faults(self.path):
            return claim_rows(self._connection, term, relation, limit)

    def publish(self, folder: Path, formats: Sequence[str]) -> list[Path]:
        """Write the published tables as `evidence.FORMAT` and `claims.FORMAT` into `folder`, and return their paths.

        The same articles, mined by the same extractor, give the same bytes, whichever runs stored them.

        Raises:
            StoreError: a file could not be written; the one that was there before stands.
        """
        with store_faults(folder, "The tables published before stand"):
            return publish(self._connection, folder, formats)

    def _schema_version(self, read_only: bool) -> int:
        """The version of the schema in the file, which is made where there is none."""
        with store_faults(self.path):
            tables = {row[0] for row in self._connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        if "meta" not in tables:
            if tables:
                raise StoreError(f"{self.path}: a DuckDB file, but not an evidence store. Name another file")
            if read_only:
                raise StoreError(f"{self.path}: the store is empty. Run `secretome extract` first")
            with self._transaction():
                self._connection.execute(SCHEMA.read_text(encoding="utf-8"))
                insert_rows(self._connection, "meta", [{"key": "schema_version", "value": str(SCHEMA_VERSION)}])
            return SCHEMA_VERSION
        rows = self._rows("SELECT value FROM meta WHERE key = 'schema_version'")
        version = str(rows[0][0]) if rows else ""
        if not version.isdigit():
            raise StoreError(f"{self.path}: names no schema version. Restore it from a copy, or name another store")
        if int(version) > SCHEMA_VERSION:
            raise StoreError(
                f"{self.path}: made by a newer version (schema {version}, this one knows up to {SCHEMA_VERSION})."
                " Upgrade secretome-evidence, or name another store"
            )
        return int(version)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        with store_faults(self.path, STANDING):
            self._connection.begin()
            try:
                yield
                self._connection.commit()
            except BaseException:
                with contextlib.suppress(duckdb.Error):  # after a failed commit there is nothing left to roll back
                    self._connection.rollback()
                raise

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        with store_faults(self.path):
            return self._connection.execute(query, list(values)).fetchall()
