"""A text file -> one article: the first line is the title, the rest the abstract, the file's stem the id."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from pipeline.read import identifiers
from pipeline.read.inputs import Document
from pipeline.read.tally import DocumentError, Tally
from pipeline.records import Article, Rejected, Section

_LONGEST_CHARACTER = 4  # bytes, in UTF-8


def text_records(document: Document, tally: Tally) -> Iterator[Article | Rejected]:
    """The file's one record. Line ends become newlines; blank lines around title and abstract are dropped.

    Raises:
        DocumentError: the file is empty, binary, not UTF-8, or so long that it cannot be one record.
        InputError: the bytes cannot be read.
    """
    content = b""
    for chunk in document.chunks:
        content += chunk
        if len(content) > _LONGEST_CHARACTER * (tally.max_characters + 1):
            raise DocumentError(f"more than {tally.max_characters:,} characters (max_characters under [read]).")
    if b"\0" in content:
        raise DocumentError("binary data or UTF-16, not text in UTF-8. Convert the file.")
    try:
        text = "\n".join(content.decode("utf-8-sig").replace("\r\n", "\n").split("\r"))
    except UnicodeDecodeError as error:
        raise DocumentError(f"not UTF-8 at byte {error.start + 1}. Convert the file.") from error
    if not text.strip():
        raise DocumentError("the file is empty.")
    title, _, abstract = (part.strip() for part in text.strip().partition("\n"))
    stem = PurePosixPath(document.source).stem
    article = Article(
        id=identifiers.article_id("", "", stem),
        source_id=stem,
        title=title,
        sections=(Section(abstract),) if abstract else (),
        source=document.source,
    )
    yield tally.checked(article, "file", lambda: text)
