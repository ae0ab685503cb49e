"""Files of your own -> batches: copied as they are, each content once, so that a refresh mines them like what it fetched."""

import os
import shutil
from collections import Counter
from dataclasses import replace
from glob import glob
from pathlib import Path

from pipeline.disk import digest, settle
from pipeline.errors import FetchError
from pipeline.fetch.raw import PART, Batch, Progress, Pull, saved, unwritable, with_file
from pipeline.settings import FetchSettings


def filled(pull: Pull, earlier: list[Pull], _: FetchSettings, now: str, progress: Progress) -> Pull:
    """The pull, finished: every file that the patterns name and whose content no pull has yet, by pattern and name.

    Patterns are relative to the corpus' folder. Records are not counted here: that takes a reader.

    Raises:
        FetchError: a pattern names no file, or a file cannot be read or copied.
    """
    home = pull.folder.parents[2]  # corpora/NAME/raw/SOURCE/PULL
    had = {batch.sha256 for each in (*earlier, pull) for batch in each.batches}
    found = [path for pattern in pull.query.splitlines() for path in _named(home, pattern)]
    pull = saved(replace(pull, count=len(found)))
    for path in found:
        contents = _digest(path)
        if contents not in had:
            had.add(contents)
            copy = pull.folder / f"{len(pull.batches) + 1:05d}-{path.name}"
            _copied(path, copy)
            pull = with_file(pull, Batch(copy.name, _digest(copy), 0, copy.stat().st_size, now))
            progress(Counter(files=len(pull.batches)))
    return saved(replace(pull, finished=now))


def _named(home: Path, pattern: str) -> list[Path]:
    named = glob(str(home / pattern), recursive=True)  # noqa: PTH207 - Path.glob takes no absolute patterns
    found = sorted(path for path in map(Path, named) if path.is_file())
    if not found:
        raise FetchError(f"{home / pattern}: no such file. Correct `paths` under [files] in corpus.toml")
    return found


def _digest(path: Path) -> str:
    try:
        return digest(path)
    except OSError as error:
        raise FetchError(f"{path}: cannot be read: {error.strerror}. Check the file and its permissions") from error


def _copied(path: Path, copy: Path) -> None:
    part = copy.with_name(copy.name + PART)
    try:
        with path.open("rb") as original, part.open("wb") as file:
            shutil.copyfileobj(original, file)
            file.flush()
            os.fsync(file.fileno())
        settle(part, copy)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise unwritable(copy, error) from error
