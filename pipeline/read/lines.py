"""Bytes as they arrive -> lines, one in memory at a time."""

import codecs
from collections.abc import Iterator

from pipeline.read.tally import DocumentError

MAX_LINE_BYTES = 16_000_000


def lines(chunks: Iterator[bytes], name: str) -> Iterator[bytes]:
    """The lines without their newlines, the last one also when it is empty; `name` says what they ought to be.

    Raises:
        DocumentError: binary data, UTF-16, or a line without end.
    """
    rest = b""
    first = True
    for chunk in chunks:
        if first:
            first = False
            if b"\0" in chunk.partition(b"\n")[0]:
                raise DocumentError(f"binary data or UTF-16, not {name} in UTF-8. Convert the file.")
            chunk = chunk.removeprefix(codecs.BOM_UTF8)  # noqa: PLW2901
        pieces = (rest + chunk).split(b"\n")
        rest = pieces.pop()
        yield from pieces
        if len(rest) > MAX_LINE_BYTES:
            raise DocumentError(f"a line of more than {MAX_LINE_BYTES:,} bytes: these are not {name}.")
    yield rest
