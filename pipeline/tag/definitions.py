"""What a record's own short forms stand for: a short form takes the type and id of its long form, in that record."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from pipeline.records import Abbreviation, Mention, MentionType
from pipeline.tag.ground import is_kept
from pipeline.tag.lexicon import Entry, Lexicon, Match
from pipeline.tag.matcher import DEFINED_HERE, is_written_as
from pipeline.tag.text import WORD, folded, key_of

_BRACKET = re.compile(r"\s?\(([A-Za-z][\w+\-\u2010-\u2015/.α-ωΑ-Ω]{0,14})(?:[,;)])")
_HEADS = (
    (re.compile(r"(disease|disorder|syndrome|injury|cancer|carcinoma|tumou?r|itis|oma|emia|failure|infection|pathy|infarction|damage|hypoperfusion)s?(?: type \w+)?$", re.I), MentionType.DISEASE),
    (re.compile(r"\b(cell|macrophage|fibroblast|neuron|lymphocyte|progenitor|blast)s?$", re.I), MentionType.CELL),
    (re.compile(r"\b(exosome|vesicle|secretome|medium|supernatant)s?$", re.I), MentionType.SECRETOME),
    (
        re.compile(r"\b(protein|kinase|receptor|factor|ligand|antigen|inhibitor|antibody|rna|peptide|hormone|enzyme|agonist|antagonist|acid|\w+ase)s?(?:[- ]?[\dα-ωA-Z]{1,3})?$", re.I),
        MentionType.FACTOR,
    ),
)  # fmt: skip


Tag = Callable[[int, int], list[Mention]]


def definitions(
    text: str, mentions: tuple[Mention, ...], found: Iterable[Abbreviation], lexicon: Lexicon, tag: Tag
) -> dict[str, Entry]:
    """An entry for each short form of the record, by key. `mentions` are those found without the definitions.

    `tag` gives the mentions of a part of the text that is read by itself.

    An entry without a type means that the short form stands for nothing that is tagged here.
    """
    local: dict[str, Entry] = {}
    told = {one.text for one in mentions if one.producer}
    for short, long, mention in (*_detected(found, tag), *_bracketed(text, mentions)):
        key = key_of(short)
        if short in told and mention is not None and not mention.producer:
            continue  # `MSC-Exo` tells more than `exosomes (MSC-Exo)`
        if key and key not in local:
            entry = _entry(short, key, long, mention, lexicon.entries(key))
            if entry:
                local[key] = entry
    for entry in _implied(text, mentions, lexicon):
        local.setdefault(entry.key, entry)
    return local


def _implied(text: str, mentions: tuple[Mention, ...], lexicon: Lexicon) -> Iterator[Entry]:
    """Short forms that stand for something which the record also writes out, such as `NO` beside `nitric oxide`."""
    named = {mention.id or mention.label.lower() for mention in mentions}
    for key in {folded(word) for word in set(WORD.findall(text))} & lexicon.defined:
        entries = [entry for entry in lexicon.entries(key) if entry.match is Match.DEFINED]
        fitting = [entry for entry in entries if (entry.id or entry.name.lower()) in named]
        if len(fitting) == 1:
            yield replace(fitting[0], match=Match.CASE, source=DEFINED_HERE)


def _entry(short: str, key: str, long: str, mention: Mention | None, listed: tuple[Entry, ...]) -> Entry | None:
    if mention is not None:
        id_, name = (mention.id, mention.label) if mention.id else _common(short, mention, listed)
        return Entry(id_, name, short, Match.CASE, DEFINED_HERE, mention.type, key)
    for entry in listed:  # the lexicon may know what the long form is called
        if entry.match is Match.DEFINED and key_of(entry.name) == key_of(long):
            return Entry(entry.id, entry.name, short, Match.CASE, DEFINED_HERE, entry.type, key)
    kind = next((kind for head, kind in _HEADS if head.search(long)), None)
    known = [entry for entry in listed if entry.match in (Match.ANY, Match.CASE, Match.SYMBOL)]
    for entry in known:
        if entry.type is kind:
            return Entry(entry.id, entry.name, short, Match.CASE, DEFINED_HERE, kind, key)
        if len(short) <= _SHORT and not {*map(folded, WORD.findall(long))} & {*map(folded, WORD.findall(entry.name))}:
            continue  # an `empty vector (EV)` is no vesicle
        if entry.is_curated or not short.isalpha() or len(short) > _AMBIGUOUS:
            return None
    return Entry(None, long, short, Match.CASE, DEFINED_HERE, kind, key)


def _common(short: str, mention: Mention, listed: tuple[Entry, ...]) -> tuple[str | None, str]:
    """The concept that the short form commonly has, for a long form that has none: `… domain-containing 3 (NLRP3)`.

    Letters alone stand for many things; then the long form must have all words of the concept's name.
    """
    words = {folded(word) for word in WORD.findall(mention.text)}
    for entry in listed:
        if entry.type is mention.type and entry.id and entry.match is not Match.PART and is_written_as(short, entry):
            is_symbol = entry.type is MentionType.FACTOR and (len(short) >= _AMBIGUOUS or not short.isalpha())
            if is_symbol or {folded(word) for word in WORD.findall(entry.name)} <= words:
                return entry.id, entry.name
    return None, mention.label


_AMBIGUOUS = 4
_SHORT = 2
_MODEL = re.compile(r"(?:-| models?)$")
_PAIR = re.compile(r"\w{3,}/\w{3,}")  # `BMP/Smad`: two names


def _detected(found: Iterable[Abbreviation], tag: Tag) -> Iterator[tuple[str, str, Mention | None]]:
    """What scispaCy's detector found, with the mention with which the long form ends."""
    for one in found:
        short, long = one.short.rstrip("-"), _MODEL.sub("", one.long)
        if len(short) > 1 and not _PAIR.fullmatch(short):
            end = one.long_start + len(long)
            ending = [mention for mention in tag(one.long_start, end) if mention.end == end]
            yield short, long, _whole(long, ending[0], end - ending[0].start) if ending else None


def _whole(long: str, head: Mention, length: int) -> Mention:
    """The long form's own concept: that of its last mention, unless the words before make it another one."""
    before = long[: len(long) - length]
    if head.type not in _OF_HEADS or is_kept(before, head.type):
        return head
    return replace(head, id=None, label=long)


_OF_HEADS = (MentionType.CELL, MentionType.DISEASE, MentionType.FACTOR)


def _bracketed(text: str, mentions: tuple[Mention, ...]) -> Iterator[tuple[str, str, Mention | None]]:
    """What the detector misses: a short form in brackets right after a mention, with its letters in order."""
    for mention in mentions:
        bracket = _BRACKET.match(text, mention.end)
        if bracket and any(c.isupper() for c in bracket[1]) and len(bracket[1]) < len(mention.text):
            short = bracket[1]
            if _abbreviates(short, mention.text):
                yield short, mention.text, mention


def _abbreviates(short: str, long: str) -> bool:
    letters = [c for c in folded(short) if c.isalpha()]
    if short.endswith("s") and len(letters) > 1 and letters[-1] == "s":
        letters.pop()
    words = [folded(word) for word in WORD.findall(long)]
    rest = iter("".join(words))
    return bool(letters) and any(word.startswith(letters[0]) for word in words) and all(c in rest for c in letters)
