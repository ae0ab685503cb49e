"""What a reader met and did not use, and how a record is set aside."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.errors import InputError
from pipeline.records import RAW_CHARACTERS, Article, Rejected


class DocumentError(InputError):
    """One document (a file, or a member of an archive) cannot be read further; those after it can."""


class RecordError(ValueError):
    """One record cannot be used; the message says why. It is set aside and the reading goes on."""


@dataclass(slots=True)
class Tally:
    """Counts over one reading.

    `unknown` counts what no rule speaks of: elements by path, JSON keys by name. `ignored` counts what is understood
    and left out on purpose. `max_characters` is the longest text that is taken.
    """

    max_characters: int
    unknown: Counter[str] = field(default_factory=Counter)
    ignored: Counter[str] = field(default_factory=Counter)

    def checked(self, article: Article, position: str, raw: Callable[[], str]) -> Article | Rejected:
        """The article, or why it cannot be used. `position` is where it stands in its source."""
        reason = self._fault(article)
        return article if reason is None else rejected(article.source, position, reason, str(article.source_id), raw())

    def misread(self, key: str, written: object, understood: str) -> None:
        """Count a value that is there and is not what its key says."""
        if written not in (None, "") and not understood:
            self.ignored[f"{key} (not a {key})"] += 1

    def _fault(self, article: Article) -> str | None:
        text = article.text
        if not text.strip():
            return "neither title nor abstract: there is nothing to read"
        if len(text) > self.max_characters:
            return f"{len(text):,} characters; the limit is {self.max_characters:,} (max_characters under [read])"
        try:
            "\n".join((text, str(article.source_id), article.journal, *article.types)).encode()
        except UnicodeEncodeError as error:
            return f"half of a surrogate pair ({error.object[error.start]!a}): it is no character; write it whole"
        return None


def names(listed: str) -> frozenset[str]:
    """The names in a list with spaces between them."""
    return frozenset(listed.split())


def rejected(source: str, position: str, reason: str, key: str = "", raw: str = "") -> Rejected:
    """A record set aside; `raw` is cut to `RAW_CHARACTERS`, and what UTF-8 cannot hold is escaped."""
    kept, key = (part.encode("utf-8", "backslashreplace").decode() for part in (raw[:RAW_CHARACTERS], key))
    return Rejected(source, position, reason, key=key, raw=kept[:RAW_CHARACTERS])
