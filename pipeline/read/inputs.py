"""Which files are read, and their bytes: unpacked as they stream, never onto the disk."""

import gzip
import tarfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Protocol, Self, cast

from pipeline.errors import InputError, UsageError
from pipeline.read.tally import DocumentError
from pipeline.settings import ReadSettings

CHUNK = 64 * 1024
ARCHIVES = (".tar.gz", ".tgz", ".tar")
PACKED = ".gz"
_RECORDS = (".xml", ".jsonl", ".json", ".nbib", ".ris")
_TABLES = (".csv", ".tsv")
# Text in an archive is a README or a licence more often than a record, a table what was measured of something.
MEMBERS = tuple(f"{kind}{packed}" for kind in _RECORDS for packed in ("", PACKED))
SUFFIXES = (*MEMBERS, *(f"{kind}{packed}" for kind in _TABLES for packed in ("", PACKED)), ".txt", *ARCHIVES)
KINDS = (*_RECORDS, *_TABLES, ".txt")
# A list of what lies beside it in a folder of batches, and no record itself.
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Document:
    """One document of records: `source` names its file and member, `kind` is one of `KINDS`.

    Iterating `chunks` raises InputError where the bytes end before their time or cannot be unpacked.
    """

    source: str
    kind: str
    chunks: Iterator[bytes]

    def peeked(self, size: int) -> "tuple[bytes, Document]":
        """At least the first `size` bytes, where there are that many, and the document as if nothing had been read."""
        head: list[bytes] = []
        fault: InputError | None = None
        try:
            while sum(map(len, head)) < size and (chunk := next(self.chunks, b"")):
                head.append(chunk)
        except InputError as error:
            fault = error
        return b"".join(head), replace(self, chunks=_again(head, fault, self.chunks))


def _again(head: list[bytes], fault: InputError | None, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield from head
    if fault is not None:
        raise fault
    yield from rest


def input_files(inputs: Sequence[Path]) -> list[Path]:
    """The files that `inputs` name, in that order; a folder stands for all readable files below it, sorted.

    Raises:
        UsageError: a path does not exist, a file has another suffix, or a folder holds nothing that can be read.
    """
    files: list[Path] = []
    for given in inputs:
        if given.is_dir():
            found = sorted(path for path in given.rglob("*") if _is_wanted(path, given))
            if not found:
                raise UsageError(f"{given}: no file to read in this folder. What is read: {', '.join(SUFFIXES)}.")
            files += found
        elif not given.exists():
            raise UsageError(f"{given}: no such file or folder. Name files ({', '.join(SUFFIXES)}) or folders of them.")
        elif not given.name.lower().endswith(SUFFIXES):
            raise UsageError(f"{given}: its name does not tell its format. What is read: {', '.join(SUFFIXES)}.")
        else:
            files.append(given)
    return files


def documents(file: Path, settings: ReadSettings, skipped: dict[str, int]) -> Iterator[Document]:
    """The documents in one file, in order: read each one's chunks before asking for the next.

    Members of an archive that are of another kind are counted in `skipped` by their suffix.

    Raises:
        InputError: the file cannot be opened, or an archive is broken from here on.
    """
    name = file.name.lower()
    try:
        with file.open("rb") as stream:
            if name.endswith(ARCHIVES):
                unpacked = stream if name.endswith(".tar") else gzip.GzipFile(fileobj=stream)
                yield from _members(file.name, _chunks(unpacked, InputError), settings, skipped)
            else:
                yield _document(file.name, stream, settings.max_member_bytes)
    except OSError as error:
        raise _unreadable(error) from error


class _Readable(Protocol):
    """`read1` hands over what came before a fault; `read` would wait for more and lose it."""

    def read1(self, size: int, /) -> bytes: ...


def _is_wanted(path: Path, folder: Path) -> bool:
    if path.name.lower() == MANIFEST:
        return False
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return not hidden and path.name.lower().endswith(SUFFIXES) and path.is_file()


def _document(source: str, stream: BinaryIO, limit: int) -> Document:
    name = source.lower()
    kind = next(kind for kind in KINDS if name.removesuffix(PACKED).endswith(kind))
    if name.endswith(PACKED):
        return Document(source, kind, _chunks(gzip.GzipFile(fileobj=stream), DocumentError, limit))
    return Document(source, kind, _chunks(stream, DocumentError))


def _chunks(stream: object, fault: type[InputError], limit: int | None = None) -> Iterator[bytes]:
    """What `stream` holds, piece by piece. `fault` is raised for bad compression, InputError for what lies outside."""
    readable = cast("_Readable", stream)
    size = 0
    try:
        while chunk := readable.read1(CHUNK):
            size += len(chunk)
            if limit is not None and size > limit:
                raise fault(f"unpacks to more than {limit:,} bytes (max_member_bytes under [read]).")
            yield chunk
    except EOFError as error:
        raise fault("the compressed data end too early: the file is cut short. Fetch it again.") from error
    except gzip.BadGzipFile as error:
        what = "broken or not" if size else "not"
        raise fault(f"{what} gzip data ({error}). Fetch it again, or correct its name.") from error
    except zlib.error as error:
        raise fault(f"the compressed data are broken ({error}). Fetch the file again.") from error
    except tarfile.TarError as error:
        raise _not_whole(error) from error
    except OSError as error:
        raise _unreadable(error) from error


def _not_whole(error: tarfile.TarError) -> InputError:
    return InputError(f"not a whole tar archive ({error}). Fetch it again, or correct its name.")


def _unreadable(error: OSError) -> InputError:
    return InputError(f"cannot be read: {error.strerror or error}. Check the file and its permissions.")


def _members(name: str, chunks: Iterator[bytes], settings: ReadSettings, skipped: dict[str, int]) -> Iterator[Document]:
    stream = _TarStream(chunks)
    limit = settings.max_member_bytes
    found = 0
    try:
        with tarfile.open(fileobj=cast("BinaryIO", stream), mode="r|", tarinfo=_Header) as archive:
            while member := archive.next():
                cast(
                    "Any", archive
                ).members.clear()  # tarfile remembers every header: a large archive would fill the memory
                if member.isdir():
                    continue
                if not member.isfile() or not member.name.lower().endswith(MEMBERS) or _is_hidden(member.name):
                    skipped[f"archive member ({_suffix(member)})"] += 1
                    continue
                found += 1
                source = f"{name}!{member.name}"
                yield (
                    Document(source, ".xml", _refusal(member, limit))
                    if member.size > limit
                    else _document(source, cast("BinaryIO", archive.extractfile(member)), limit)
                )
            stream.drain()
    except tarfile.TarError as error:
        raise _not_whole(error) from error
    if not found:
        raise InputError(f"the archive holds nothing to read. What is read in it: {', '.join(MEMBERS)}.")


def _refusal(member: tarfile.TarInfo, limit: int) -> Iterator[bytes]:
    raise DocumentError(f"{member.size:,} bytes; the limit is {limit:,} (max_member_bytes under [read]).")
    yield b""


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") and part != "." for part in name.split("/"))


def _suffix(member: tarfile.TarInfo) -> str:
    return Path(member.name).suffix or "no suffix" if member.isfile() else "not a plain file"


class _Header(tarfile.TarInfo):
    """tarfile takes a broken or missing header for the end of the archive; here only the block of zeros ends it."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        try:
            return super().frombuf(buf, encoding, errors)
        except tarfile.HeaderError as error:
            if len(buf) == tarfile.BLOCKSIZE and not any(buf):
                raise
            raise tarfile.ReadError(f"{error or 'no end mark'}: cut short or damaged") from error


class _TarStream:
    """Chunks as the file object that tarfile wants."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""

    def read(self, size: int) -> bytes:
        if not self._rest:
            self._rest = next(self._chunks, b"")
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece

    def drain(self) -> None:
        """Read what follows the end mark, so that a missing checksum or a cut is not overlooked."""
        for _ in self._chunks:
            pass
