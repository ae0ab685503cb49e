"""JSON -> articles, by what each value holds: a page of Europe PMC, a BioC collection, one of their records, or ours."""

import json
from collections.abc import Iterator
from functools import partial
from itertools import chain, islice
from typing import Any, NamedTuple

from pipeline.read.bioc import bioc_article
from pipeline.read.europepmc import europepmc_article, is_europepmc
from pipeline.read.inputs import Document
from pipeline.read.json_article import json_article
from pipeline.read.json_values import inner, kind, objects
from pipeline.read.lines import lines
from pipeline.read.tally import DocumentError, RecordError, Tally, rejected
from pipeline.records import RAW_CHARACTERS, Article, Rejected

MAX_JSON_BYTES = 256_000_000  # in one value; a page of Europe PMC's thousand records has some megabytes


class _Item(NamedTuple):
    """One record within a value; `collection` is the source that a BioC collection names."""

    value: dict[str, Any]
    collection: str = ""


def jsonl_records(document: Document, tally: Tally) -> Iterator[Article | Rejected]:
    """The records of each line; blank lines are passed over, and a line that is no JSON is set aside.

    Raises:
        DocumentError: the document is binary or empty, has a line without end, or is a server's error message.
        InputError: the bytes cannot be read further.
    """
    empty = True
    for number, line in enumerate(lines(document.chunks, "JSON lines"), start=1):
        if line.strip():
            empty = False
            yield from _line_records(line, f"line {number}", document.source, tally)
    if empty:
        raise DocumentError("the file is empty.")


def json_records(document: Document, tally: Tally) -> Iterator[Article | Rejected]:
    """The records of one JSON value, or of a value a line when the first line is a value by itself.

    Raises:
        DocumentError: the document is no JSON in UTF-8, empty, too large for one value, or a server's error message.
        InputError: the bytes cannot be read.
    """
    stream = lines(document.chunks, "JSON")
    head = list(islice((line for line in stream if line.strip()), 2))
    if not head:
        raise DocumentError("the file is empty.")
    if len(head) == 2 and _is_value(head[0]):
        for number, line in enumerate(chain(head, stream), start=1):
            if line.strip():
                yield from _line_records(line, f"line {number}", document.source, tally)
        return
    try:
        items = _items(json.loads(_whole(chain(head, stream)).decode("utf-8")))
    except UnicodeDecodeError as error:
        raise DocumentError(f"not UTF-8 at byte {error.start + 1}. Convert the file.") from error
    except (ValueError, RecursionError) as error:
        web = " A web page was saved in its place: fetch it again." if head[0].lstrip().startswith(b"<") else ""
        raise DocumentError(f"not JSON: {error}.{web}") from error
    except RecordError as fault:
        raise DocumentError(f"{fault}.") from fault
    for number, item in enumerate(items, start=1):
        yield _record(item, f"record {number}", document.source, tally)


def _whole(stream: Iterator[bytes]) -> bytes:
    whole = bytearray()
    for line in stream:
        whole += line + b"\n"
        if len(whole) > MAX_JSON_BYTES:
            raise DocumentError(f"more than {MAX_JSON_BYTES:,} bytes in one value. Split it, or write a record a line.")
    return bytes(whole)


def _is_value(line: bytes) -> bool:
    try:
        json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        return False
    return True


def _line_records(line: bytes, position: str, source: str, tally: Tally) -> Iterator[Article | Rejected]:
    try:
        items = _items(_parsed(line))
    except RecordError as fault:
        yield rejected(source, position, str(fault), raw=line.decode("utf-8", "replace"))
        return
    for number, item in enumerate(items, start=1):
        yield _record(item, position if len(items) == 1 else f"{position}, record {number}", source, tally)


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise RecordError(f"not UTF-8 at byte {error.start + 1} of the line; convert the file") from error
    except (ValueError, RecursionError) as error:
        raise RecordError(f"not JSON: {error}") from error


def _items(value: Any) -> list[_Item]:
    """The records in one value.

    Raises:
        RecordError: the value holds none, and says so neither.
        DocumentError: it is the error message of a server.
    """
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        return [item for each in value for item in _items(each)]
    if not isinstance(value, dict):
        raise RecordError(f"{kind(value)}, not an object with id, title and abstract")
    if "resultList" in value:
        return [_Item(each) for each in objects(inner(value, "resultList"), "result")]
    if "errMsg" in value or "hitCount" in value:
        raise DocumentError(f"Europe PMC answered without results: {str(value.get('errMsg') or value)[:200]}.")
    if "PubTator3" in value:
        return [_Item(each, "PubTator") for each in objects(value, "PubTator3")]
    if "documents" in value:
        return [_Item(each, str(value.get("source") or "")) for each in objects(value, "documents")]
    return [_Item(value)]


def _record(item: _Item, position: str, source: str, tally: Tally) -> Article | Rejected:
    value = item.value
    raw = partial(_raw, value)
    try:
        if "passages" in value:
            article = bioc_article(value, item.collection, source, tally)
        elif is_europepmc(value):
            article = europepmc_article(value, source, tally)
        else:
            article = json_article(value, source, tally)
    except RecordError as fault:
        return rejected(source, position, str(fault), str(value.get("id", ""))[:200], raw())
    return tally.checked(article, position, raw)


def _raw(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)[:RAW_CHARACTERS]
