"""What was fetched, as it lies on the disk: pulls of immutable batches, each pull with its manifest.

The raw folder is the only state: what to resume and where to go on from is read from the manifests.
"""

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from pipeline import disk
from pipeline.errors import FetchError

MANIFEST = "manifest.json"
PART = ".part"  # the name's end of a file that is not whole yet

Progress = Callable[[Counter[str]], None]


@dataclass(frozen=True, slots=True)
class Batch:
    """One file of a pull. `sha256` and `bytes` are those of the file; `cursor` is where the next batch goes on."""

    file: str
    sha256: str
    records: int
    bytes: int
    fetched: str
    cursor: str = ""


_COLUMNS = tuple(field.name for field in fields(Batch))


@dataclass(frozen=True, slots=True)
class Pull:
    """One fetch from one source with one query. `finished` is None while it is under way.

    `mode` is "new" (all that the query finds), "changed" (what was entered or modified from `since` to `until`, days
    included), "bulk" or "files". `count` is what the service said it has (of files: how many), `received` the records
    that it gave, `missing` the ids that it named and did not give. `translation` is the query as the service understood
    it. Times are those that were handed to the fetch: when the call began that did it.
    """

    folder: Path
    source: str
    query: str
    query_hash: str
    url: str
    format: str
    mode: str
    since: str | None
    until: str
    started: str
    finished: str | None = None
    count: int | None = None
    received: int = 0
    missing: tuple[str, ...] = ()
    translation: str = ""
    warnings: tuple[str, ...] = ()
    batches: tuple[Batch, ...] = ()

    @property
    def id(self) -> str:
        return self.folder.name

    @property
    def summary(self) -> list[str]:
        """What to tell of it: a line, and one for whatever is not as it should be."""
        what = {"new": "all", "changed": f"since {self.since}"}.get(self.mode, f"of {self.count} files")
        records = "" if self.mode == "files" else f"{self.received:,} records in "
        lines = [f"{self.source} ({what}): {records}{len(self.batches):,} batches, {self.folder}"]
        if self.missing:
            lines.append(f"{self.source}: listed and not given: {', '.join(self.missing)}")
        return lines + [f"{self.source}: {warning}" for warning in self.warnings]

    @property
    def paths(self) -> list[Path]:
        return [self.folder / batch.file for batch in self.batches]


def pulls(raw_folder: Path) -> list[Pull]:
    """All pulls of a corpus, in the order in which they began.

    Raises:
        FetchError: a manifest cannot be read.
    """
    found = [_pull(path) for path in raw_folder.glob(f"*/*/{MANIFEST}")]
    return sorted(found, key=lambda pull: (pull.id, pull.source))


def checked(pull: Pull) -> Iterator[Path]:
    """The pull's batches, in order, each compared with its hash just before it is handed out.

    Raises:
        FetchError: a batch is gone or was changed on disk.
    """
    for batch, path in zip(pull.batches, pull.paths, strict=True):
        mend = f"Restore it, or remove the folder {pull.folder} and fetch again."
        try:
            found = disk.digest(path)
        except OSError as error:
            raise FetchError(f"{path}: {error.strerror}: the batch is named in its manifest. {mend}") from error
        if found != batch.sha256:
            raise FetchError(f"{path}: changed on disk since it was fetched (sha256 differs). {mend}")
        yield path


def watermark(earlier: list[Pull]) -> date | None:
    """The last day up to which the finished pulls among `earlier` have everything, or None when there is none."""
    return max((date.fromisoformat(pull.until) for pull in earlier if pull.finished), default=None)


def named_missing(earlier: list[Pull]) -> tuple[str, ...]:
    """The ids that the last finished pull did not get: the next one asks for them again."""
    return next((pull.missing for pull in reversed(earlier) if pull.finished), ())


def begun(pull: Pull) -> Pull:
    """Make the pull's folder and its first manifest. The id is moved on by seconds until no other pull has it.

    A folder without a manifest is one that a killed run had just made: it is taken over.
    """
    while (pull.folder / MANIFEST).exists():
        stamp, _, suffix = pull.id.partition("-")
        later = datetime.strptime(stamp, "%Y%m%dT%H%M%S%z") + timedelta(seconds=1)
        pull = replace(pull, folder=pull.folder.with_name(f"{later:%Y%m%dT%H%M%SZ}-{suffix}"))
    try:
        pull.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(pull.folder, error) from error
    return saved(pull)


def saved(pull: Pull) -> Pull:
    """The same pull, after its manifest was written in one piece."""
    values = {
        field.name: getattr(pull, field.name) for field in fields(pull) if field.name not in ("folder", "batches")
    }
    head = json.dumps(values, indent=1, ensure_ascii=False).removesuffix("\n}")
    # A line a batch, and no deep copies: a manifest is written as often as it has batches.
    lines = ",\n".join("  " + json.dumps({name: getattr(batch, name) for name in _COLUMNS}) for batch in pull.batches)
    write(pull.folder / MANIFEST, f'{head},\n "batches": [\n{lines}\n ]\n}}\n'.encode())
    return pull


def with_batch(pull: Pull, content: bytes, records: int, now: str, cursor: str = "") -> Pull:
    """The pull with one more batch: `content` compressed (the same bytes each time) and on the disk, then named."""
    suffix = ".xml.gz" if pull.format == "pubmed-xml" else ".json.gz"
    name = f"{len(pull.batches) + 1:05d}{suffix}"
    packed = gzip.compress(content, compresslevel=6, mtime=0)
    write(pull.folder / name, packed)
    return with_file(pull, Batch(name, hashlib.sha256(packed).hexdigest(), records, len(packed), now, cursor))


def with_file(pull: Pull, batch: Batch) -> Pull:
    """The pull with one more batch, whose file is in its place already."""
    return saved(replace(pull, batches=(*pull.batches, batch), received=pull.received + batch.records))


def write(path: Path, content: bytes) -> None:
    """Put `content` at `path`, whole or not at all, also when the power fails.

    Raises:
        FetchError: the disk is full or refuses.
    """
    part = path.with_name(path.name + PART)
    try:
        disk.write(part, content)
        disk.settle(part, path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise unwritable(path, error) from error


def unwritable(path: Path, error: OSError) -> FetchError:
    reason = error.strerror or error
    return FetchError(
        f"{path}: cannot be written: {reason}. Free some space and run again. What was fetched before stands"
    )


def _pull(path: Path) -> Pull:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        values["batches"] = tuple(Batch(**batch) for batch in values["batches"])
        for name in ("missing", "warnings"):
            values[name] = tuple(values[name])
        date.fromisoformat(values["until"])
        return Pull(folder=path.parent, **values)
    except OSError as error:
        raise FetchError(f"{path}: {error.strerror}. Check the file and its permissions.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise FetchError(
            f"{path}: not a manifest ({error}). Remove the folder {path.parent} to fetch again."
        ) from error
