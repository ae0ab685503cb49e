"""The published tables as files: whole, in one order, the same bytes each time."""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from pipeline.disk import whole
from pipeline.errors import UsageError
from pipeline.store.queries import CLAIM_ORDER, EVIDENCE_ORDER

# Table -> the query for its rows.
TABLES = {
    "evidence": f"SELECT * FROM published ORDER BY {EVIDENCE_ORDER}",  # noqa: S608 - names of our own
    "claims": f"SELECT * FROM claim ORDER BY {CLAIM_ORDER}",  # noqa: S608 - names of our own
}

FORMATS = {
    "parquet": "FORMAT parquet, COMPRESSION zstd",
    # RFC 4180 with `\n`. Cells stand as they are in the paper, `+/-` and `-80 °C` included (docs/evidence-table.md).
    "csv": "FORMAT csv, HEADER",
}


def publish(connection: duckdb.DuckDBPyConnection, folder: Path, formats: Sequence[str]) -> list[Path]:
    """Write `evidence.FORMAT` and `claims.FORMAT`; a file takes its name only when it is whole and on the disk.

    Raises:
        UsageError: a format is unknown.
        duckdb.Error, OSError: a file could not be written; the one that was there before stands.
    """
    if unknown := [name for name in formats if name not in FORMATS]:
        raise UsageError(f"unknown format {', '.join(unknown)}. Known: {', '.join(FORMATS)}")
    folder.mkdir(parents=True, exist_ok=True)
    return [
        _written(connection, folder / f"{table}.{name}", query, FORMATS[name])
        for table, query in TABLES.items()
        for name in formats
    ]


def _written(connection: duckdb.DuckDBPyConnection, path: Path, query: str, options: str) -> Path:
    with whole(path) as part:
        target = str(part).replace("'", "''")
        connection.execute(f"COPY ({query}) TO '{target}' ({options})")
    return path
