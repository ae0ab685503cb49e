"""One refresh at a time: a lock of the operating system, which ends with its process, however that ends."""

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import PipelineError, UsageError


@contextmanager
def only_one(path: Path, now: str) -> Iterator[str]:
    """Hold the lock file at `path`; yields who left it behind without an end (killed), "" when nobody did.

    The file names its holder: process, host and start. It is emptied at the end and never removed, since a lock on a
    file that somebody removes keeps nobody out.

    Raises:
        UsageError: another process holds it; the message names that process.
        PipelineError: the file cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise PipelineError(f"{path}: the lock cannot be made: {error.strerror}. Mend its permissions") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UsageError(f"another refresh is under way: {_holder(path)}. Wait for it, or stop it") from error
        left = _holder(path) if path.stat().st_size else ""
        _write(file.fileno(), json.dumps({"process": os.getpid(), "host": socket.gethostname(), "started": now}))
        try:
            yield left
        finally:
            _write(file.fileno(), "")


def _holder(path: Path) -> str:
    try:
        holder = json.loads(path.read_text(encoding="utf-8"))
        return f"process {holder['process']} on {holder['host']}, started {holder['started']}"
    except (OSError, ValueError, KeyError, TypeError):
        return f"its name is not in {path}"


def _write(file: int, text: str) -> None:
    os.ftruncate(file, 0)
    os.pwrite(file, text.encode(), 0)
