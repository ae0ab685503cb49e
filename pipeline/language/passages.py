"""An article's sentences as passages of word pieces, the form in which the encoder reads a text."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np
from tokenizers import Tokenizer

from pipeline.records import Passage, Sentence

LONGEST = 160  # pieces of a passage of several sentences; a longer sentence is a passage of its own
MOST = 510  # pieces that the encoder has places for, its two marks left out
FIRST, LAST = "[CLS]", "[SEP]"


class Pieces:
    """Cuts sentences into word pieces. A word is what stands between spaces and punctuation marks."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._marks = tokenizer.token_to_id(FIRST), tokenizer.token_to_id(LAST)

    def passages(self, sentences: Sequence[Sentence]) -> Iterator[Passage]:
        """The passages, in order; a sentence is whole in one of them, unless it has more than `MOST` pieces."""
        encodings = self._tokenizer.encode_batch([one.text for one in sentences], add_special_tokens=False)
        waiting: list[_Word] = []
        length = 0  # of those that wait, in pieces
        for sentence, encoding in zip(sentences, encodings, strict=True):
            own = list(_words(sentence, encoding.ids, encoding.word_ids, encoding.offsets))
            if waiting and length + len(encoding.ids) > LONGEST:
                yield self._passage(waiting)
                waiting, length = [], 0
            for word in own:
                if length + len(word.ids) > MOST:
                    yield self._passage(waiting)
                    waiting, length = [], 0
                waiting.append(word)
                length += len(word.ids)
        if waiting:
            yield self._passage(waiting)

    def _passage(self, words: Sequence["_Word"]) -> Passage:
        first, last = self._marks
        ids = [first, *(id_ for word in words for id_ in word.ids), last]
        heads = 1 + np.cumsum([0, *(len(word.ids) for word in words)])
        return Passage(
            starts=np.array([word.start for word in words]),
            ends=np.array([word.end for word in words]),
            heads=heads,
            pieces=np.array(ids),
        )


class _Word:
    __slots__ = ("end", "ids", "start")

    def __init__(self, start: int, end: int, ids: list[int]) -> None:
        self.start, self.end, self.ids = start, end, ids


def _words(
    sentence: Sentence, ids: Sequence[int], words: Sequence[int | None], offsets: Sequence[tuple[int, int]]
) -> Iterator[_Word]:
    for _, places in groupby(range(len(ids)), key=lambda at: words[at]):
        own = list(places)
        start, end = offsets[own[0]][0], offsets[own[-1]][1]
        yield _Word(sentence.start + start, sentence.start + end, [ids[at] for at in own])
