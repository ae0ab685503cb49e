"""What the language model's entity recogniser adds to the lexicons, and where it corrects them.

The policy; how it was chosen is in docs/lexicons.md:

- Where both read a name of the same type, and the recogniser's is the longer one, its span stands (`WIDENED`).
- Where they disagree on the type, the lexicon's mention stands; but a disease stands around a process (`liver injury`).
- What no lexicon found is added, but for products (`ADDED`), for what the stop list or the record's own definitions say is
  no name, and for what does not end in a common noun or a number or looks like a figure (`R124C`, `1-2`). A disease that only
  the recogniser knows stands by itself: not behind an article, not before another noun. A process that only it knows is no
  circumstance: not behind a preposition.
- A process that the record names once needs two witnesses: the lexicon and the recogniser, or the recogniser and a second
  word. `Transport` and `binding` are processes in one record and plain words in the next.
- A mention takes the id that the lexicons and the record's definitions give to its words, whatever context a row's policy
  asks for: that the recogniser read a name there is context enough. Else it has no id.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from pipeline.records import Document, Entity, Mention, MentionType, Role, Sentence, Token, Via

NOUNS = ("NOUN", "NUM")  # a proper noun names a maker or a place
# The share of its additions that annotators tagged too: .49 of 977 on records that it did not learn from, .61 of 147 on the
# development records.
SCORE = 0.5
# What a longer name may swallow, in order: `CD8 + T-cells`, `MC3T3-E1 calvaria osteoblasts`, `liver injury`.
_C, _D, _F, _P = MentionType.CELL, MentionType.DISEASE, MentionType.FACTOR, MentionType.PROCESS
WIDENED = frozenset(
    {
        (_C, (_C,)),
        (_C, (_C, _C)),
        (_C, (_F, _C)),
        (_D, (_D,)),
        (_D, (_P,)),
        (_D, (_D, _P)),
        (_F, (_F,)),
        (_P, (_P,)),
        (_P, (_C, _P)),
    }
)
_COORDINATION = re.compile(r"[,/;]|\b(?:and|or)\b")
ADDED = frozenset({_C, _D, _F, _P})
# A mutation, a range, a part of a gene, a measure.
_FIGURE = re.compile(r"[A-Z]\d{2,4}[A-Z]|[\d.,%~–-]+|exon \d+|\W*\w\W*")

Concept = Callable[[int, int, MentionType], tuple[str | None, str]]
IsStopped = Callable[[Sentence, int, int], bool]


def with_entities(
    mentions: Sequence[Mention],
    document: Document,
    labels: Mapping[str, MentionType],
    concept: Concept,
    is_stopped: IsStopped,
) -> tuple[Mention, ...]:
    """`mentions`, widened and completed by the document's entities, in order of start.

    `labels` maps the recogniser's labels to types; entities with another label are left out. `concept` gives the id and
    label of a span of a type; `is_stopped` tells whether a span of a sentence lies in what is no name.
    """
    text = document.article.text
    kept = list(mentions)
    for entity in document.entities:
        kind = labels.get(entity.label)
        sentence = next(
            (one for one in document.sentences if one.start <= entity.start and entity.end <= one.end), None
        )
        if kind is None or sentence is None:
            continue
        start, end = _without_species(kept, entity)
        touched = [one for one in kept if one.start < end and start < one.end]
        named = [one for one in touched if not one.type.is_context]
        inside = all(start <= one.start and one.end <= end for one in touched)
        if not inside or start >= end:
            continue
        if named:
            if len(named) < len(touched) or not _widens(text, named, kind, end - start):
                continue
            via, score = named[-1].via, named[-1].score
        elif (
            kind in ADDED
            and not touched
            and _is_name(sentence, text, start, end, kind)
            and not is_stopped(sentence, start, end)
        ):
            via, score = Via.MODEL, SCORE
        else:
            continue
        id_, name = concept(start, end, kind)
        kept = [one for one in kept if one not in touched]
        kept.append(Mention(start, end, text[start:end], kind, sentence.index, id_, name, via, score))
    read = [one for one in document.entities if labels.get(one.label) is _P]
    if read:
        lower = text.lower()
        kept = [one for one in kept if one.type is not _P or _is_witnessed(one, read, lower)]
    return tuple(sorted(kept, key=lambda mention: mention.start))


def _is_witnessed(process: Mention, read: Sequence[Entity], lower: str) -> bool:
    """Whether more than one thing speaks for a process: lexicon, recogniser (`read`), a second word, a second place.

    `lower` is the record's text in lower case.
    """
    if process.via is Via.MODEL:
        is_certain = " " in process.text
    else:
        is_certain = any(one.start < process.end and process.start < one.end for one in read)
    return is_certain or len(re.findall(rf"(?<!\w){re.escape(process.text.lower())}(?!\w)", lower)) > 1


def _widens(text: str, named: Sequence[Mention], kind: MentionType, length: int) -> bool:
    first, last = named[0], named[-1]
    pattern = (kind, tuple(one.type for one in named))
    return pattern in WIDENED and length > len(last.text) and not _COORDINATION.search(text, first.end, last.start)


def _without_species(mentions: Sequence[Mention], entity: Entity) -> tuple[int, int]:
    """The entity's span without the animal that it begins with: `human` says in whom, not what."""
    for one in mentions:
        if one.start == entity.start and one.type is MentionType.SPECIES and one.end < entity.end:
            return one.end + 1, entity.end
    return entity.start, entity.end


def _is_name(sentence: Sentence, text: str, start: int, end: int, kind: MentionType) -> bool:
    tokens = sentence.tokens
    inside = [at for at, token in enumerate(tokens) if start <= token.start and token.end <= end]
    if not inside or tokens[inside[-1]].pos not in NOUNS or _FIGURE.fullmatch(text, start, end):
        return False
    if kind is _P:
        return tokens[inside[-1]].role is not Role.OBLIQUE
    return kind is not _D or _stands_alone(tokens, inside[0], inside[-1])


def _stands_alone(tokens: Sequence[Token], first: int, last: int) -> bool:
    """False behind an article (`the lesion`) and before the noun that it belongs to (`tumor growth`)."""
    return tokens[last].role is not Role.COMPOUND and (first == 0 or tokens[first - 1].pos != "DET")
