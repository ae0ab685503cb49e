"""Finds the longest names in a text: lexicon terms, and names that follow a pattern, such as `miR-146a-5p`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.records import MentionType, Via
from pipeline.tag.lexicon import Entry, Lexicon, Match
from pipeline.tag.text import Word, key_of, letters_of, words_of


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found in a text, not yet a mention: it may still become a part of a longer one."""

    start: int
    end: int
    type: MentionType | None
    id: str | None
    label: str
    match: Match = Match.ANY
    via: Via = Via.LEXICON


Local = Mapping[str, Entry]

_MICRO_RNA = re.compile(
    r"\b(?:(?:hsa|mmu|rno)-)?(?:miR|miRNA|microRNA|mir|MiR|MIR|MicroRNA|miRs|Let|let)[- ]?"
    r"(?P<number>(?:\d+|(?<=[Ll]et-)7)(?:[a-z](?![a-z]))?)(?P<copy>-\d(?![\dp]))?(?P<arm>-?[35]p)?(?P<cluster>[~/-]\d+ cluster)?\*?(?![A-Za-z])"
)
_LONG_RNA = re.compile(
    r"\b(?:(?:lncRNA|LncRNA)[- ][A-Z][\w-]*\w|circ(?:RNA)?[_-]?(?:[A-Z0-9][\w-]*\w)|hsa_circ_\d+|LINC\d+)"
)
_RNA = re.compile(r"[Mm][Ii][Rr]|[Ll]et[- ]?\d|RNA|circ|LINC")
# `hUC-MSCs`, `rBMSCs`: a letter for the animal before a name in capitals.
_ANIMAL = re.compile(r"(?:hu|h|m|r|p|c|b)(?=[A-Z])|H(?=[A-Z]+MSCs?\b)|hu?(?=[uU][cC]MSC|[bB][mM]MSC|[aA][dD]MSC)")
# `EnMSCs`: stem cells of some tissue, whatever its letters stand for.
_SOME_STEM_CELL = re.compile(r"[A-Za-z]{1,4}MSCs?")
_ANIMAL_TYPES = (MentionType.CELL, MentionType.TISSUE)


class Matcher:
    """Longest matches of a lexicon, left to right, never overlapping."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def hits(self, text: str, start: int, end: int, local: Local) -> Iterator[Hit]:
        """Names in `text[start:end]`; what the record itself defines (`local`, by key) goes before the lexicon."""
        words = _words(text, start, end)
        patterns = {hit.start: hit for hit in self._patterned(text, start, end)}
        at = 0
        while at < len(words):
            found = self._longest(text, words, at, local)
            pattern = patterns.get(words[at].start) if patterns else None
            if pattern and (found is None or (pattern.end, bool(pattern.id)) >= (found.end, bool(found.id))):
                found = pattern
            if found is None:
                found = self._after_animal(text, words[at])
            if found is None:
                at += 1
                continue
            yield found
            while at < len(words) and words[at].start < found.end:
                at += 1

    def _longest(self, text: str, words: Sequence[Word], at: int, local: Local) -> Hit | None:
        best: Entry | None = None
        may_begin, entries = self._lexicon.may_begin, self._lexicon.entries
        start, end, key, _ = words[at]
        best_end = end
        while True:
            if not may_begin(key) and not (local and _may_be_local(key, local)):
                break
            if entries(key) or key in local:
                entry = self._entry(text[start:end], key, local)
                if entry:
                    best, best_end = entry, end
            at += 1
            if at == len(words):
                break
            _, end, more, joined = words[at]
            if not joined:
                break
            key += more
        return Hit(start, best_end, best.type, best.id, best.name, best.match, _via(best)) if best else None

    def _entry(self, form: str, key: str, local: Local) -> Entry | None:
        own = local.get(key)
        if own and letters_of(form) == own.letters:
            return own
        for entry in self._lexicon.entries(key):
            if entry.match is Match.DEFINED:
                continue
            if is_written_as(form, entry) and is_whole(form, entry.term):
                return entry
        return None

    def _after_animal(self, text: str, word: Word) -> Hit | None:
        prefix = _ANIMAL.match(text, word.start)
        if prefix:
            rest = text[prefix.end() : word.end]
            entry = self._entry(rest, key := words_of(rest)[0].key, {})
            if entry is None and key.endswith("msc"):
                entry = next(iter(self._lexicon.entries(key)), None)
            if entry and entry.type in _ANIMAL_TYPES:
                return Hit(word.start, word.end, entry.type, entry.id, entry.name, entry.match)
        if word.key.endswith("msc") and _SOME_STEM_CELL.fullmatch(text, word.start, word.end):
            stem = next(iter(self._lexicon.entries("msc")), None)
            return Hit(word.start, word.end, stem.type, stem.id, stem.name) if stem else None
        return None

    def _patterned(self, text: str, start: int, end: int) -> Iterator[Hit]:
        if not _RNA.search(text, start, end):  # a look at a few letters, where the patterns look at every word
            return
        for found in _MICRO_RNA.finditer(text, start, end):
            family = "let" if "let" in found[0][:4].lower() else "miR"
            arm = (found["arm"] or "").lstrip("-")
            name = f"{family}-{found['number']}{found['copy'] or ''}{'-' + arm if arm else ''}"
            is_known = bool(self._lexicon.entries(key_of(family + found["number"])))
            yield Hit(found.start(), found.end(), MentionType.FACTOR, f"miRBase:{name}" if is_known else None, name)
        for found in _LONG_RNA.finditer(text, start, end):
            yield Hit(found.start(), found.end(), MentionType.FACTOR, None, found[0])


_LONG = 4


def is_written_as(form: str, entry: Entry) -> bool:
    """Whether `form` has the capitals that the entry's policy asks for."""
    if entry.match is Match.ANY or (entry.match not in (Match.CASE, Match.SYMBOL) and len(entry.letters) > _LONG):
        return True
    letters = letters_of(form)
    return letters == entry.letters or (entry.match is Match.SYMBOL and letters == entry.letters.capitalize())


def is_whole(form: str, term: str) -> bool:
    """No term in one word is read into two: `ORM2` is not in `or M2`; `IL 10` may stand for `IL10`."""
    before, space, after = form.partition(" ")
    if not space or " " in term:
        return True
    if _ONE_WORD.fullmatch(term):
        return after[:1].isdigit() and term.startswith(before)
    return not before.islower() or len(before) > _LONG or term.startswith(before)


_ONE_WORD = re.compile(r"[^\W_]+")


# A sentence is read again once its record's short forms are known.
_words = lru_cache(maxsize=256)(words_of)


def _may_be_local(key: str, local: Local) -> bool:
    for own in local:  # noqa: SIM110 - asked of every word, where a generator would cost more than the question
        if own.startswith(key):
            return True
    return False


def _via(entry: Entry) -> Via:
    return Via.ABBREVIATION if entry.source == DEFINED_HERE else Via.LEXICON


DEFINED_HERE = "record"
