"""What a record's own short forms stand for: a short form takes the type and id of its long form, in that record."""

import re
from collections.abc import Iterable, Iterator

from pipeline.records import Abbreviation, Mention, MentionType
from pipeline.tag.lexicon import Entry, Lexicon, Match
from pipeline.tag.matcher import DEFINED_HERE
from pipeline.tag.text import WORD, folded, key_of

_BRACKET = re.compile(r"\s?\(([A-Za-z][\w+\-\u2010-\u2015/.α-ωΑ-Ω]{0,14})(?:[,;)])")
_HEADS = (
    (re.compile(r"(disease|disorder|syndrome|injury|cancer|carcinoma|tumou?r|itis|oma|emia|failure|infection|pathy|infarction|damage)s?$", re.I), MentionType.DISEASE),
    (re.compile(r"\b(cell|macrophage|fibroblast|neuron|lymphocyte|progenitor|blast)s?$", re.I), MentionType.CELL),
    (re.compile(r"\b(exosome|vesicle|secretome|medium|supernatant)s?$", re.I), MentionType.SECRETOME),
    (
        re.compile(r"\b(protein|kinase|receptor|factor|ligand|antigen|inhibitor|antibody|rna|peptide|hormone|enzyme|agonist|antagonist|acid|\w+ase)s?(?:[- ]?[\dα-ωA-Z]{1,3})?$", re.I),
        MentionType.FACTOR,
    ),
)  # fmt: skip


def definitions(
    text: str, mentions: tuple[Mention, ...], found: Iterable[Abbreviation], lexicon: Lexicon
) -> dict[str, Entry]:
    """An entry for each short form of the record, by key. `mentions` are those found without the definitions.

    An entry without a type means that the short form stands for nothing that is tagged here.
    """
    local: dict[str, Entry] = {}
    for short, long, mention in (*_detected(mentions, found), *_bracketed(text, mentions)):
        key = key_of(short)
        if key and key not in local:
            entry = _entry(short, long, mention, lexicon.entries(key))
            if entry:
                local[key] = entry
    return local


def _entry(short: str, long: str, mention: Mention | None, listed: tuple[Entry, ...]) -> Entry | None:
    if mention is not None:
        return Entry(mention.id, mention.label, short, Match.CASE, DEFINED_HERE, mention.type)
    for entry in listed:  # the lexicon may know what the long form is called
        if entry.match is Match.DEFINED and key_of(entry.name) == key_of(long):
            return Entry(entry.id, entry.name, short, Match.CASE, DEFINED_HERE, entry.type)
    if any(entry.is_curated and entry.match in (Match.ANY, Match.CASE) for entry in listed):
        return None
    kind = next((kind for head, kind in _HEADS if head.search(long)), None)
    return Entry(None, long, short, Match.CASE, DEFINED_HERE, kind)


def _detected(
    mentions: tuple[Mention, ...], found: Iterable[Abbreviation]
) -> Iterator[tuple[str, str, Mention | None]]:
    """What scispaCy's detector found, with the mention in which the long form ends."""
    for one in found:
        if len(one.short) > 1:
            ending = [m for m in mentions if m.start < one.long_end <= m.end + 1 and m.end <= one.long_end + 1]
            yield one.short, one.long, ending[0] if ending else None


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
