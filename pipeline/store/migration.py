"""A store of an older schema, brought up to date: copied into a new file, which then takes the old one's place."""

import os
from pathlib import Path

import duckdb

# Filled by the schema itself, or by the caller.
OF_THE_SCHEMA = ("meta", "opposition")


def migrate(path: Path, version: int, new: duckdb.DuckDBPyConnection, new_path: Path) -> None:
    """Copy all rows of the store at `path` (schema `version`) into `new`, an empty store of today's schema.

    The old file stays as `NAME.vVERSION` beside the store; the new one takes its name in one step, when it is whole
    and on the disk. A kill at any point leaves either the one or the other. `new` is closed.

    Raises:
        duckdb.Error, OSError: the copy could not be made; the old store stands.
    """
    with duckdb.connect(path) as old:
        old.execute("CHECKPOINT")  # a log left beside the file would be taken for the new one's
    source = str(path).replace("'", "''")
    new.execute(f"ATTACH '{source}' AS old (READ_ONLY)")
    new.begin()
    for table in _tables(new, _here(new)):
        if table in OF_THE_SCHEMA or table not in _tables(new, "old"):
            continue
        columns = ", ".join(f'"{name}"' for name in _columns(new, "old", table))
        new.execute(f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM old."{table}"')  # noqa: S608 - names of the schema
    new.commit()
    new.execute("DETACH old")
    new.execute("CHECKPOINT")
    new.close()
    with new_path.open("rb") as file:
        os.fsync(file.fileno())
    kept = path.with_name(f"{path.name}.v{version}")
    kept.unlink(missing_ok=True)
    os.link(path, kept)
    new_path.replace(path)


def _here(connection: duckdb.DuckDBPyConnection) -> str:
    row = connection.execute("SELECT current_database()").fetchone()
    return str(row[0]) if row else ""


def _tables(connection: duckdb.DuckDBPyConnection, database: str) -> list[str]:
    """The tables, each after those that it refers to: the order in which the schema makes them."""
    query = "SELECT table_name FROM duckdb_tables() WHERE database_name = ? ORDER BY table_oid"
    return [str(row[0]) for row in connection.execute(query, [database]).fetchall()]


def _columns(connection: duckdb.DuckDBPyConnection, database: str, table: str) -> list[str]:
    query = "SELECT column_name FROM duckdb_columns() WHERE database_name = ? AND table_name = ? ORDER BY column_index"
    return [str(row[0]) for row in connection.execute(query, [database, table]).fetchall()]
