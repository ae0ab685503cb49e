"""What DuckDB and the disk say when something fails, as one clear line."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipeline.errors import StoreError

# Fragments of DuckDB's and the system's messages, in the order in which they are tried, with what to do about them.
_KNOWN = (
    ("conflicting lock", "is in use by another process{pid}. Wait until it is done, or stop it"),
    ("not a valid duckdb database", "is not an evidence store. Name another file with [paths] store, or move this one"),
    ("newer version of duckdb", "was made by a newer DuckDB. Upgrade duckdb, or name another store"),
    ("no space left", "cannot be written: the disk is full. Free some space and run again"),
    ("file too large", "cannot be written: the file may not grow further (disk full or a size limit). Make room and run again"),
    ("disk quota", "cannot be written: the disk quota is used up. Free some space and run again"),
    ("read-only", "cannot be written: the place is read-only. Name another one, or mend its permissions"),
    ("permission denied", "cannot be written: permission denied. Name another place, or mend its permissions"),
    ("not a directory", "cannot be made: a part of its path is a file, not a folder. Name another place"),
    ("is a directory", "is a folder, not a file. Name another place"),
)  # fmt: skip


@contextmanager
def store_faults(path: Path, standing: str = "") -> Iterator[None]:
    """Turn what DuckDB or the system raises about `path` into a StoreError; `standing` says what was not lost.

    Raises:
        StoreError: one line that names the file and the mend.
    """
    try:
        yield
    except (duckdb.Error, OSError) as error:
        end = f" {standing}" if standing else ""
        raise StoreError(f"{path}: {_clear(error)}.{end}") from error


def _clear(error: Exception) -> str:
    message = " ".join(str(error).split())
    for fragment, text in _KNOWN:
        if fragment in message.lower():
            pid = re.search(r"PID (\d+)", message)
            return text.replace("{pid}", f" (process {pid[1]})" if pid else "")
    return f"the store failed: {message[:300].rstrip('.')}"
