"""JSON lines -> articles. Title and abstract stay exactly as given: offsets into them are a promise."""

import codecs
import json
from collections.abc import Iterator
from typing import Any

from pipeline.read import identifiers
from pipeline.read.dates import partial_date
from pipeline.read.inputs import Document
from pipeline.read.tally import DocumentError, RecordError, Tally, rejected
from pipeline.records import Article, Rejected, Section

MAX_LINE_BYTES = 16_000_000
# Annotations on a record, a second copy of its text, and where a collector found it.
IGNORED_KEYS = frozenset({"text", "mentions", "claims", "found_in", "source_repo", "source_path"})
READ_KEYS = frozenset({"id", "title", "abstract", "pmid", "doi", "pmcid", "journal", "year", "types"})


def jsonl_records(document: Document, tally: Tally) -> Iterator[Article | Rejected]:
    """One article or set-aside record per line; blank lines are passed over.

    Raises:
        DocumentError: the document is binary, empty, or has a line without end.
        InputError: the bytes cannot be read further.
    """
    empty = True
    for number, line in enumerate(_lines(document.chunks), start=1):
        if not line.strip():
            continue
        empty = False
        position, raw = f"line {number}", line.decode("utf-8", "replace")
        value: Any = None
        try:
            value = _parsed(line)
            article = _article(value, document.source, tally)
        except RecordError as fault:
            key = value.get("id", "") if isinstance(value, dict) else ""
            yield rejected(document.source, position, str(fault), str(key)[:200], raw)
        else:
            yield tally.checked(article, position, raw.__str__)
    if empty:
        raise DocumentError("the file is empty.")


def _lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    first = True
    for chunk in chunks:
        if first:
            first = False
            if b"\0" in chunk.partition(b"\n")[0]:
                raise DocumentError("binary data or UTF-16, not JSON lines in UTF-8. Convert the file.")
            chunk = chunk.removeprefix(codecs.BOM_UTF8)  # noqa: PLW2901
        pieces = (rest + chunk).split(b"\n")
        rest = pieces.pop()
        yield from pieces
        if len(rest) > MAX_LINE_BYTES:
            raise DocumentError(f"a line of more than {MAX_LINE_BYTES:,} bytes: these are not JSON lines.")
    yield rest


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise RecordError(f"not UTF-8 at byte {error.start + 1} of the line; convert the file") from error
    except (ValueError, RecursionError) as error:
        raise RecordError(f"not JSON: {error}") from error
    if not isinstance(value, dict):
        raise RecordError(f"{_kind(value)}, not an object with id, title and abstract")
    return value


def _article(value: dict[str, Any], source: str, tally: Tally) -> Article:
    source_id = value.get("id")
    if isinstance(source_id, bool) or not isinstance(source_id, str | int) or source_id == "":
        raise RecordError(f"`id` must be a string or a whole number, not {_kind(source_id)}")
    if "title" not in value and "abstract" not in value:
        more = "; `text` alone is not read, as it does not say where the title ends" if "text" in value else ""
        raise RecordError(f"no `title` and no `abstract`{more}")
    title, abstract = _string(value, "title"), _string(value, "abstract")
    pmid = identifiers.pmid(_string(value, "pmid", number=True))
    doi = identifiers.doi(_string(value, "doi"))
    pmcid = identifiers.pmcid(_string(value, "pmcid"))
    published = partial_date(_string(value, "year", number=True))
    types = _types(value)
    article = Article(
        id=identifiers.article_id(pmid, doi, source_id),
        source_id=source_id,
        title=title,
        sections=(Section(abstract),) if abstract else (),
        pmid=pmid,
        doi=doi,
        pmcid=pmcid,
        journal=_string(value, "journal"),
        published=published,
        types=types,
        status=identifiers.status(types),
        source=source,
    )
    for key, understood in (("pmid", pmid), ("doi", doi), ("pmcid", pmcid), ("year", published)):
        if value.get(key) not in (None, "") and not understood:
            tally.ignored[f"{key} (not a {key})"] += 1
    tally.ignored.update(value.keys() & IGNORED_KEYS)
    tally.unknown.update(value.keys() - IGNORED_KEYS - READ_KEYS)
    return article


def _string(value: dict[str, Any], key: str, *, number: bool = False) -> str:
    found = value.get(key)
    if found is None:
        return ""
    if isinstance(found, str):
        return found
    if number and isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    raise RecordError(f"`{key}` must be a string{' or a whole number' if number else ''}, not {_kind(found)}")


def _types(value: dict[str, Any]) -> tuple[str, ...]:
    found = value.get("types") or []
    kinds = [found] if isinstance(found, str) else found
    if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
        raise RecordError("`types` must be a list of strings")
    return tuple(kinds)


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number") if value != "" else "an empty string"
