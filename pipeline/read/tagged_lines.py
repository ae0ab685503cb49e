"""Lines of a tag and a value, as MEDLINE's format and RIS have them -> one record at a time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.read.lines import lines
from pipeline.read.tally import RecordError, Tally
from pipeline.records import RAW_CHARACTERS

_NO_FIELD = "neither a field (`TAG - value`) nor the continuation of one"


@dataclass(frozen=True, slots=True)
class Grammar:
    """How a format writes its records: they begin with the tag `first`, and end with `end` if it has an end mark.

    `field` matches a line that has a tag and a value, by those names. `indented`: only a line that begins with white
    space goes on with the field before it.
    """

    field: re.Pattern[str]
    first: str
    end: str
    indented: bool


# A tag padded to four characters and a hyphen: `PMID- 1`, `TI  - A title`.
MEDLINE = Grammar(re.compile(r"(?=.{4}-)(?P<tag>[A-Z][A-Z0-9]{1,3}) {0,2}-(?: (?P<value>.*))?"), "PMID", "", True)
RIS = Grammar(re.compile(r"(?P<tag>[A-Z][A-Z0-9])  -(?: (?P<value>.*))?"), "TY", "ER", False)


@dataclass(slots=True)
class TaggedRecord:
    """One record: the values of each tag in their order, the line where it begins, and what is wrong with it."""

    line: int
    values: dict[str, list[str]] = field(default_factory=dict)
    raw: str = ""
    fault: str = ""
    ended: bool = False  # by its own end mark
    _last: list[str] = field(default_factory=list)

    @property
    def position(self) -> str:
        return f"record at line {self.line}"

    def first(self, *tags: str) -> str:
        """The first value of the first of these tags that has one, "" without any."""
        return next((value for tag in tags for value in self.values.get(tag, ()) if value), "")

    def all(self, tag: str) -> tuple[str, ...]:
        return tuple(filter(None, self.values.get(tag, ())))

    def check(self) -> None:
        """Raises RecordError where a line of the record could not be read."""
        if self.fault:
            raise RecordError(self.fault)

    def take(self, number: int, line: bytes, grammar: Grammar) -> None:
        """Read one more line."""
        text = _text(line)
        match = grammar.field.fullmatch(text)
        if len(self.raw) < RAW_CHARACTERS:
            self.raw += f"{text}\n"
        if "\ufffd" in text and b"\xef\xbf\xbd" not in line:
            self.fault = self.fault or f"line {number} is not UTF-8; convert the file"
        if match and match["tag"] == grammar.end:
            self.ended = True
        elif match:
            self._last = self.values.setdefault(match["tag"], [])
            self._last.append((match["value"] or "").strip())
        elif text and self._last and (line[:1].isspace() or not grammar.indented):
            # Where the line was broken stood a space.
            self._last[-1] = f"{self._last[-1]} {text.strip()}".strip()
        elif text:
            self.fault = self.fault or f"line {number} is {_NO_FIELD}"


def tagged_records(chunks: Iterator[bytes], grammar: Grammar, tally: Tally) -> Iterator[TaggedRecord]:
    """The records, in order. Lines before, between and after them are counted as ignored.

    Raises:
        DocumentError: binary data, UTF-16, or a line without end.
    """
    record: TaggedRecord | None = None
    for number, line in enumerate(lines(chunks, "lines of tags and values"), start=1):
        match = grammar.field.fullmatch(_text(line))
        if match and match["tag"] == grammar.first:
            if record is not None:
                yield record
            record = TaggedRecord(number)
        if record is not None and not record.ended:
            record.take(number, line, grammar)
        elif line.strip():
            tally.ignored["line outside records"] += 1
    if record is not None:
        yield record


def _text(line: bytes) -> str:
    return line.decode("utf-8", "replace").rstrip()
