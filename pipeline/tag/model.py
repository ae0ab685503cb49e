"""What the language model's entity recogniser adds to the lexicons.

The policy: a lexicon's mention stands, with its span and its id; the recogniser adds what the lexicons did not find. Such a
mention takes the id of a lexicon's row of its type that is spelled so, whatever context the row's policy asks for: that the
recogniser read a name there is context enough. Else it has no id. What does not end in a noun or a number is no name
(`proliferative`, `differentiate`). On annotated abstracts this found more claims, and no fewer right ones among them, than
the lexicons alone (docs/benchmarks.md).
"""

from collections.abc import Mapping, Sequence

from pipeline.records import Document, Mention, MentionType, Sentence, Via
from pipeline.tag.lexicon import Lexicon, Match
from pipeline.tag.text import key_of

NOUNS = ("NOUN", "PROPN", "NUM")
SCORE = 0.5  # the share of its additions that annotators tagged too: .52 of 212 on the development records


def with_entities(
    mentions: Sequence[Mention], document: Document, labels: Mapping[str, MentionType], lexicon: Lexicon
) -> tuple[Mention, ...]:
    """`mentions` and the document's entities that overlap none of them, in order of start.

    `labels` maps the recogniser's labels to types; entities with another label are left out.
    """
    text = document.article.text
    taken = [(mention.start, mention.end) for mention in mentions]
    added = []
    for entity in document.entities:
        start, end = entity.start, entity.end
        sentence = next((one for one in document.sentences if one.start <= start and end <= one.end), None)
        if sentence is None or entity.label not in labels or any(a < end and start < b for a, b in taken):
            continue
        if not _ends_in_noun(sentence, start, end):
            continue
        words, kind = text[start:end], labels[entity.label]
        row = next(
            (row for row in lexicon.entries(key_of(words)) if row.type is kind and row.match is not Match.PART), None
        )
        concept, name = (row.id, row.name) if row else (None, "")
        added.append(Mention(start, end, words, kind, sentence.index, concept, name, Via.MODEL, SCORE))
    return tuple(sorted([*mentions, *added], key=lambda mention: mention.start))


def _ends_in_noun(sentence: Sentence, start: int, end: int) -> bool:
    inside = [token for token in sentence.tokens if start <= token.start and token.end <= end]
    return bool(inside) and inside[-1].pos in NOUNS
