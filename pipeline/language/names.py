"""The names in an article, made to agree with each other: the model reads line by line, and one line may know what another does not."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.records import Abbreviation, Entity

MOSTLY = (
    0.7  # a form that is tagged in this share of its places is tagged in the others too; chosen on held-out records
)
SHORTEST = 2  # characters


def consistent(names: Sequence[Entity], text: str, abbreviations: Iterable[Abbreviation]) -> list[Entity]:
    """`names` in `text` in their order, one form with one type, and forms that are mostly tagged tagged everywhere.

    An abbreviation takes the type of the long form that the text defines it by; any other form the commonest of its types.
    """
    types = _types(names, text, abbreviations)
    known = [replace(name, label=types.get(_form(name, text), name.label)) for name in names]
    return sorted([*known, *_missed(known, text)], key=lambda name: name.start)


def _types(names: Sequence[Entity], text: str, abbreviations: Iterable[Abbreviation]) -> dict[str, str]:
    """The type of each form on which its places agree most; a form that is tied is left out."""
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        votes[_form(name, text)][name.label] += 1
    types = {}
    for form, counts in votes.items():
        ranked = counts.most_common(2)
        if len(ranked) == 1 or ranked[0][1] > ranked[1][1]:
            types[form] = ranked[0][0]
    spans = {(name.start, name.end): name.label for name in names}
    for short in abbreviations:
        if defined := spans.get((short.long_start, short.long_end)):
            types[short.short] = defined
    return types


def _missed(names: Sequence[Entity], text: str) -> Iterator[Entity]:
    """Untagged places of forms that are tagged mostly; longer forms come first."""
    taken = {at for name in names for at in range(name.start, name.end)}
    tagged = Counter(_form(name, text) for name in names)
    types = {_form(name, text): name.label for name in names}
    for form in sorted(tagged, key=len, reverse=True):
        places = [match.span() for match in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text)]
        free = [span for span in places if taken.isdisjoint(range(*span))]
        if len(form) >= SHORTEST and tagged[form] >= MOSTLY * (tagged[form] + len(free)):
            for start, end in free:
                taken.update(range(start, end))
                yield Entity(start, end, types[form])


def _form(name: Entity, text: str) -> str:
    return text[name.start : name.end]
