"""What the rules' word lists say of each word of a passage: a hint to the reader of pairs."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from pipeline.records import Array, Passage, Relation, Sentence
from pipeline.relate.rules import Rules, WordKind
from pipeline.relate.triggers import stems

KINDS: tuple[WordKind, ...] = ("verb", "noun", "effect", "agent_noun", "adjective", "state", "change", "prefix")
RELATIONS = tuple(Relation)
INVERSE = len(RELATIONS) + 1  # `knockdown`, `deficiency`


def hints(passage: Passage, sentences: Sequence[Sentence], rules: Rules) -> Array:
    """For each word 0, or the number of the relation that it states as a trigger, from 1, or `INVERSE`."""
    found = np.zeros(len(passage.starts), dtype=np.int64)
    first, last = passage.starts[0], passage.ends[-1]
    for sentence in sentences:
        if sentence.end <= first or sentence.start >= last:
            continue
        for token in sentence.tokens:
            if token.text[0].isalpha() and (hint := _hint(rules, token.text, token.lemma)):
                at = int(np.searchsorted(passage.starts, token.start, "right")) - 1
                if at >= 0 and token.start < passage.ends[at]:
                    found[at] = hint
    return found


@lru_cache(maxsize=50_000)
def _hint(rules: Rules, text: str, lemma: str) -> int:
    words = list(dict.fromkeys([*stems(text, lemma.lower()), text.lower()]))
    if any(word in rules.words["inverse"] for word in words):
        return INVERSE
    for kind in KINDS:
        for word in words:
            for entry in rules.entries[kind].get(word, ()):
                return 1 + RELATIONS.index(entry.group.relation)
    return 0
