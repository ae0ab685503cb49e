"""What a term maps to, by which row; and why a span of a text got its id, got none, or is no mention at all."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ConfigError
from pipeline.records import Document, Mention, Via
from pipeline.settings import Settings
from pipeline.tag.lexicon import NO_ID, TYPES, Entry, Lexicon, Match, order_faults, read_lexicons
from pipeline.tag.matcher import Matcher, is_whole, is_written_as
from pipeline.tag.tagger import Tagger
from pipeline.tag.text import key_of, words_of

PATTERN = "pattern"  # the source of a name that no row lists and a pattern reads: `miR-146a-5p`
_FILES = {kind: name for name, kind in TYPES.items()}
_NOUNS = ("NOUN", "PROPN")
_ASKS = {
    Match.CASE: "counts with these capitals only",
    Match.SYMBOL: "counts with these capitals only, or with a first capital only",
    Match.DEFINED: "counts only where the record says what it stands for, or writes it out too",
    Match.ADJECTIVE: "counts only right before a process or `effect`",
    Match.BEARER: "counts only beside what it is a process of",
    Match.PART: "counts only within a composed name",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a lexicon with its place. `id` is None where no ontology has one; `line` is 0 for a pattern."""

    id: str | None
    name: str
    type: str
    term: str
    match: str
    source: str
    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.term!r} ({self.match}, {self.source})"


@dataclass(frozen=True, slots=True)
class Reason:
    """A span of a text: what it became (`type` is "" for no mention), by which stage, and why."""

    start: int
    end: int
    text: str
    type: str
    id: str | None
    label: str
    stage: str
    why: str


def lexicon_faults(paths: Sequence[Path]) -> list[str]:
    """All faults of all files, with their lines; rows out of order too, which a run would not mind."""
    faults: list[str] = []
    try:
        read_lexicons(paths)
    except ConfigError as error:
        faults += error.faults
    if not faults:
        faults += (f"{path}: {fault}" for path in paths for fault in order_faults(path))
    return faults


class Inquiry:
    """Answers from the lexicons of a configuration.

    Raises:
        ConfigError: a lexicon is missing or has faults.
    """

    def __init__(self, settings: Settings, lexicon: Lexicon | None = None) -> None:
        self._lines: dict[str, dict[str, int]] = {}
        self._paths = {path.stem: path for path in settings.lexicon_paths}
        self._lexicon = read_lexicons(settings.lexicon_paths) if lexicon is None else lexicon

    def rows(self, term: str) -> list[Row]:
        """The rows of an id, in the order of the files; else the rows that any spelling of `term` meets, the
        preferred one first, or the id that a pattern gives to it.
        """
        entries = [entry for entry in self._lexicon if entry.id == term]
        entries = entries or list(self._lexicon.entries(key_of(term)))
        if entries:
            return list(self._placed(entries))
        return [
            Row(hit.id, hit.label, str(hit.type or ""), term, hit.match.value, PATTERN, "", 0)
            for hit in Matcher(self._lexicon).hits(term, 0, len(term), {})
            if (hit.start, hit.end) == (0, len(term))
        ]

    def reasons(self, document: Document, tagger: Tagger) -> list[Reason]:
        """For each mention where its id is from; for each other span that a row or the model speaks of, why it is no
        mention; and the nouns of which nothing is known. In order of start, the longer span first.
        """
        mentions = tagger.mentions(document)
        listed = {(one.start, one.end) for one in tagger.by_lexicon(document)[0]}
        reasons = [self._given(document, mention) for mention in mentions]
        reasons += self._dropped(document, mentions, listed)
        told = [(reason.start, reason.end) for reason in reasons]
        reasons += (
            _nothing(document, token.start, token.end, "none", "no row of any lexicon has it")
            for sentence in document.sentences
            for token in sentence.tokens
            if token.pos in _NOUNS and not any(start < token.end and token.start < end for start, end in told)
        )
        return sorted(reasons, key=lambda reason: (reason.start, -reason.end))

    def _given(self, document: Document, mention: Mention) -> Reason:
        own = [entry for entry in self._lexicon.entries(key_of(mention.text)) if entry.type is mention.type]
        row = next((row for row in self._placed(own) if row.id == mention.id), None)
        if mention.via is Via.ABBREVIATION:
            long = next((one.long for one in document.abbreviations if key_of(one.short) == key_of(mention.text)), "")
            why = f"stands for {long!r} in this text" if long else f"stands for {mention.label!r}, as the text tells"
        elif mention.via is Via.PRODUCT:
            made = f", of {mention.producer}" if mention.producer else ""
            why = f"a product composed of {self._parts(document, mention)}{made}"
        elif row:
            why = f"{row}"
        elif mention.via is Via.MODEL:
            why = "a model read a name here; no row has it"
        elif (parts := self._parts(document, mention)).startswith(f"{mention.text!r} {mention.id}"):
            why = "a pattern reads it; no row"
        else:
            why = f"composed of {parts}"
        if mention.id is None:
            why += "; no id: " + (f"the row has {NO_ID!r}" if row else "no row for the whole name")
        place = (mention.start, mention.end, mention.text, mention.type.value)
        return Reason(*place, mention.id, mention.label, mention.via.value, why)

    def _parts(self, document: Document, mention: Mention) -> str:
        hits = Matcher(self._lexicon).hits(document.article.text, mention.start, mention.end, {})
        return ", ".join(f"{document.article.text[hit.start : hit.end]!r} {hit.id or ''}".rstrip() for hit in hits)

    def _dropped(
        self, document: Document, mentions: Sequence[Mention], listed: Collection[tuple[int, int]]
    ) -> Iterator[Reason]:
        """`listed` are the spans that the lexicons alone would make mentions."""
        taken = {(mention.start, mention.end) for mention in mentions}
        text = document.article.text
        for sentence in document.sentences:
            for start, end, entries in self._known(text, sentence.start, sentence.end):
                if (start, end) not in taken:
                    over = [one for one in mentions if one.start < end and start < one.end]
                    taken.add((start, end))
                    if (start, end) in listed and not over:
                        why = f"{next(self._placed(entries))}; the encoder takes it for no name here"
                        yield _nothing(document, start, end, "encoder", why)
                    else:
                        yield self._not_counted(document, start, end, entries, over)
        for entity in document.entities:
            if (entity.start, entity.end) not in taken:
                over = [one for one in mentions if one.start < entity.end and entity.start < one.end]
                why = f"the language model read {entity.label} here, and "
                why += f"{over[0].text!r} stands" if over else "it is not the name of a thing"
                yield _nothing(document, entity.start, entity.end, "model", why)

    def _not_counted(
        self, document: Document, start: int, end: int, entries: Sequence[Entry], over: Sequence[Mention]
    ) -> Reason:
        form = document.article.text[start:end]
        rows = list(self._placed(entries))
        wider = next((one for one in over if one.start <= start and end <= one.end), None)
        fitting = [
            (e, r) for e, r in zip(entries, rows, strict=True) if is_written_as(form, e) and is_whole(form, e.term)
        ]
        if wider:
            told = ("longer match", f"within {wider.text!r}")
        elif not fitting:
            told = ("case", f"written otherwise than {rows[0]} asks for")
        elif fitting[0][0].type is None:
            told = ("stop row", f"{fitting[0][1]}")
        elif any(one.match is Match.DEFINED for one, _ in fitting):
            names = " or ".join(dict.fromkeys(one.name for one, _ in fitting))
            told = ("ambiguous", f"{names}: {_ASKS[Match.DEFINED]}; {fitting[0][1]}")
        elif over:
            told = ("overlap", f"{over[0].text!r} stands")
        elif fitting[0][0].match in _ASKS:
            told = ("policy", f"{fitting[0][1]} {_ASKS[fitting[0][0].match]}")
        else:
            told = ("context", f"{fitting[0][1]}, and the text says what else it is")
        return _nothing(document, start, end, *told)

    def _known(self, text: str, start: int, end: int) -> Iterator[tuple[int, int, tuple[Entry, ...]]]:
        """Every run of words that is spelled like a term, within `text[start:end]`."""
        words = words_of(text, start, end)
        for at, first in enumerate(words):
            key = ""
            for word in words[at:]:
                key += word.key
                if (word is not first and not word.joined) or not self._lexicon.may_begin(key):
                    break
                form = text[first.start : word.end]
                # That `and` is not the stop row `AND` goes without saying.
                entries = tuple(e for e in self._lexicon.entries(key) if e.type or is_written_as(form, e))
                if entries:
                    yield first.start, word.end, entries

    def _placed(self, entries: Iterable[Entry]) -> Iterator[Row]:
        for entry in entries:
            file = _FILES[entry.type]
            if file not in self._lines:
                rows = self._paths[file].read_text(encoding="utf-8").splitlines()
                self._lines[file] = {line: number for number, line in enumerate(rows, start=1)}
            cells = (entry.id or NO_ID, entry.name, entry.term, entry.match.value, entry.source)
            kind = entry.type.value if entry.type else "stop"
            yield Row(
                entry.id, *cells[1:2], kind, *cells[2:], f"{file}.tsv", self._lines[file].get("\t".join(cells), 0)
            )


def _nothing(document: Document, start: int, end: int, stage: str, why: str) -> Reason:
    return Reason(start, end, document.article.text[start:end], "", None, "", stage, why)
