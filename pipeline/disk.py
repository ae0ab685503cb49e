"""Files that are whole under their name, whatever breaks off the writing: a full disk, a kill, a lost power supply."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def digest(path: Path, method: str = "sha256") -> str:
    """The hex digits of the file's hash.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, method).hexdigest()


def write(path: Path, content: bytes) -> None:
    """Write `content`, and return when it is on the disk.

    Raises:
        OSError: the disk is full or refuses; what was written so far is left.
    """
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def settle(part: Path, path: Path) -> None:
    """Give a finished file or folder its name, and make the name last.

    Raises:
        OSError: the disk refuses.
    """
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A place beside `path` to write to. What is there when the block ends takes the name; when it fails, nothing is
    left, and what had the name before stands. The folder is made where there is none.

    Raises:
        OSError: the disk is full or refuses.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield part
        with part.open("rb") as file:
            os.fsync(file.fileno())
        settle(part, path)
    finally:
        part.unlink(missing_ok=True)
