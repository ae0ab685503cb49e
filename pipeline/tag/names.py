"""The names of an article, made to agree: one place of a form may show what another hides."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from pipeline.records import Abbreviation, Mention, MentionType
from pipeline.tag.recogniser import Name

# All three were chosen on held-out training records.
MOSTLY = 0.7  # a form that is tagged in this share of its places is tagged in the others too
OWN = 0.3  # share of a place's own probability in its score; the rest is the mean over the places of its form
LEAST = 0.6  # a name with a lower score is none
SHORTEST = 2  # characters
# What the lexicons find and the reader does not is a name all the same where it gives it this probability; a product always, a
# process never. Half of these were right (107 of 214), of the products 20 of 31; of processes 102 of 289.
DOUBTED = 0.1
DOUBTED_SCORE = 0.5
# What no name begins or ends with: a mark, or a word that ties it to another one.
_TIES = r"(?:a|an|and|by|for|from|in|of|on|or|the|to|with)"
_BEFORE = re.compile(rf"(?:[\s,;:./)–-]|{_TIES}(?=\s))+", re.IGNORECASE)
_BEHIND = re.compile(rf"(?:[\s,;:./(–-]|(?<=\s){_TIES}(?=\s|$))+$", re.IGNORECASE)

Chance = Callable[[int, int, MentionType], float]


def settled(names: Sequence[Name], chance: Chance, text: str, abbreviations: Iterable[Abbreviation]) -> list[Name]:
    """What is left of `names` in `text`, in their order, when each place of a form has been heard.

    One form has one type: an abbreviation that of the long form that the text defines it by, any other the one that its
    places speak for most. Its score is that of all its places, tagged or not. `chance` gives the probability that a span
    is a name of a type.
    """
    by_form: defaultdict[str, list[Name]] = defaultdict(list)
    whole = [name for name in (trimmed(one, text) for one in names) if name.start < name.end]
    for name in consistent(whole, text, abbreviations):
        by_form[_form(name, text)].append(name)
    everything = [name for own in by_form.values() for name in own]
    kept = []
    for form, own in by_form.items():
        tagged = {(name.start, name.end) for name in own}
        free = [span for span in _places(form, text) if span not in tagged and not _inside(span, everything)]
        own_chances = [chance(name.start, name.end, own[0].type) for name in own]
        chances = [*own_chances, *(chance(*span, own[0].type) for span in free)]
        mean = sum(chances) / len(chances)
        scored = (name._replace(score=OWN * one + (1 - OWN) * mean) for name, one in zip(own, own_chances, strict=True))
        kept += [name for name in scored if name.score >= LEAST]
    return sorted(kept)


def widened(names: Sequence[Name], listed: Iterable[Mention]) -> list[Name]:
    """A name with the whole span that the lexicons compose around it, and whatever else lies in that.

    The lexicons know the parts of `secretome of dental pulp (DP) mesenchymal stem cells`; the reader often stops at one.
    """
    kept = list(names)
    for one in listed:
        inside = [name for name in kept if name.start < one.end and one.start < name.end]
        same = [name.score for name in inside if name.type is one.type]
        if same and all(one.start <= name.start and name.end <= one.end for name in inside):
            kept = [name for name in kept if name not in inside]
            kept.append(Name(one.start, one.end, one.type, max(same)))
    return sorted(kept)


def left(names: Sequence[Name], listed: Iterable[Mention], chance: Chance) -> list[Name]:
    """What the lexicons found where no name stands, and what is not certain to be none."""
    taken = {at for name in names for at in range(name.start, name.end)}
    return [
        Name(one.start, one.end, one.type, DOUBTED_SCORE)
        for one in listed
        if not one.type.is_context
        and one.type is not MentionType.PROCESS
        and taken.isdisjoint(range(one.start, one.end))
        and (one.type is MentionType.SECRETOME or chance(one.start, one.end, one.type) >= DOUBTED)
    ]


def consistent(names: Sequence[Name], text: str, abbreviations: Iterable[Abbreviation]) -> list[Name]:
    """`names` in `text` in their order, one form with one type, and forms that are mostly tagged tagged everywhere."""
    votes: defaultdict[str, defaultdict[MentionType, float]] = defaultdict(lambda: defaultdict(float))
    for name in names:
        votes[_form(name, text)][name.type] += name.score
    types = {form: max(own, key=lambda kind: own[kind]) for form, own in votes.items()}
    spans = {(name.start, name.end): name.type for name in names}
    for short in abbreviations:
        if defined := spans.get((short.long_start, short.long_end)):
            types[short.short] = defined
    known = [name._replace(type=types.get(_form(name, text), name.type)) for name in names]
    return sorted([*known, *_missed(known, text)])


def _missed(names: Sequence[Name], text: str) -> Iterator[Name]:
    """Untagged places of forms that are tagged mostly; longer forms come first."""
    taken = {at for name in names for at in range(name.start, name.end)}
    tagged: defaultdict[str, list[Name]] = defaultdict(list)
    for name in names:
        tagged[_form(name, text)].append(name)
    for form, own in sorted(tagged.items(), key=lambda item: -len(item[0])):
        free = [span for span in _places(form, text) if taken.isdisjoint(range(*span))]
        if len(form) >= SHORTEST and len(own) >= MOSTLY * (len(own) + len(free)):
            for start, end in free:
                taken.update(range(start, end))
                yield Name(start, end, own[0].type, own[0].score)


def trimmed(name: Name, text: str) -> Name:
    """The name without marks and ties at its ends, and without a bracket that is opened and not closed in it."""
    form = _form(name, text)
    if form.count("(") > form.count(")"):
        form = form[: form.rindex("(")]
    form = _BEHIND.sub("", form)
    before = _BEFORE.match(form)
    start = name.start + (before.end() if before else 0)
    return name._replace(start=start, end=max(start, name.start + len(form)))


def _places(form: str, text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text)]


def _inside(span: tuple[int, int], names: Iterable[Name]) -> bool:
    return any(name.start <= span[0] and span[1] <= name.end for name in names)


def _form(name: Name, text: str) -> str:
    return text[name.start : name.end]
