"""The evidence store: one DuckDB file, written batch by batch, each batch whole or not at all."""

import contextlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, Unpack

import duckdb

from pipeline.errors import StoreError
from pipeline.records import Mined, Run, RunStatus
from pipeline.store.faults import store_faults
from pipeline.store.publish import publish
from pipeline.store.queries import EvidenceFilters, claim_rows, counts, evidence_rows
from pipeline.store.rows import Row, run_row
from pipeline.store.writing import SaveCounts, insert_rows, save_batch

SCHEMA_VERSION = 1
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
    def open(cls, path: Path, read_only: bool = False) -> Self:
        """Open the store, making folder, file and schema when there are none (not when `read_only`).

        Raises:
            StoreError: no store there (read_only), made by a newer version, not a store, locked by another
                process, or the place cannot be written.
        """
        if read_only and not path.exists():
            raise StoreError(f"{path}: no store here yet. Run `secretome extract` first")
        with store_faults(path):
            if not read_only:
                path.parent.mkdir(parents=True, exist_ok=True)
            connection = duckdb.connect(path, read_only=read_only, config=CONFIG)
        store = cls(path, connection)
        try:
            store._check_schema(read_only)
        except StoreError:
            store.close()
            raise
        return store

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

    def article_versions(self) -> dict[str, tuple[int, str, str, str]]:
        """Article id -> (PMID version, revision date or "", content hash, extractor) of what is stored."""
        rows = self._rows("SELECT id, pmid_version, coalesce(revised, ''), content_hash, extractor FROM article")
        return {str(row[0]): (int(str(row[1])), str(row[2]), str(row[3]), str(row[4])) for row in rows}

    def save(self, mined: Sequence[Mined], extractor: str, run_id: str) -> SaveCounts:
        """Replace all that is stored of these articles, in one transaction; of an article given twice the last counts.

        What is unchanged is left alone, so saving the same again changes nothing. `run_id` must have been started.

        Raises:
            StoreError: the batch could not be written, or does not fit the schema; nothing of it is stored.
        """
        with self._transaction():
            return save_batch(self._connection, mined, extractor, run_id)

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

    def publish(self, folder: Path, formats: Sequence[str], min_confidence: float = 0.0) -> list[Path]:
        """Write the published table as `evidence.FORMAT` into `folder`; the same store gives the same bytes.

        Raises:
            StoreError: a file could not be written; the one that was there before stands.
        """
        with store_faults(folder, "The tables published before stand"):
            return publish(self._connection, folder, formats, min_confidence)

    def _check_schema(self, read_only: bool) -> None:
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
            return
        rows = self._rows("SELECT value FROM meta WHERE key = 'schema_version'")
        version = str(rows[0][0]) if rows else ""
        if not version.isdigit():
            raise StoreError(f"{self.path}: names no schema version. Restore it from a copy, or name another store")
        if int(version) > SCHEMA_VERSION:
            raise StoreError(
                f"{self.path}: made by a newer version (schema {version}, this one knows up to {SCHEMA_VERSION})."
                " Upgrade secretome-evidence, or name another store"
            )

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
