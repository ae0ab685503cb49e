"""Names by the encoder's reader: what the lexicons found goes in as a hint, spans with types and probabilities come out."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from pipeline.network import Network
from pipeline.records import ARGUMENTS, Array, Document, Mention, MentionType, Passage

# Which label may follow which: a later word of a name only another word of it. Labels are numbered as `Passage.tags` are.
LABELS = 1 + 2 * len(ARGUMENTS)
_FORBIDDEN = -1e4


class Name(NamedTuple):
    """A span that the reader takes for a name; `score` is the mean probability of the type over its words."""

    start: int
    end: int
    type: MentionType
    score: float


class Recogniser:
    """Made once, used for many documents.

    Raises:
        ModelError: the network in `folder` cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self._network = Network(folder / "names.onnx")

    def chances(self, document: Document, hints: Sequence[Mention]) -> "Chances":
        """What the reader says of each word of the document; `hints` are the mentions of the lexicons."""
        text = document.article.text
        found = [(one, self._scores(one, text, hints)) for one in document.passages]
        begin = [sentence.start for sentence in document.sentences]
        for passage, scores in found:  # no name goes on in another sentence
            scores[np.isin(passage.starts, begin), 2::2] = _FORBIDDEN
        return Chances(found)

    def _scores(self, passage: Passage, text: str, hints: Sequence[Mention]) -> Array:
        """The logarithm of the probability of each label of each word: (words, LABELS)."""
        own = [one for one in hints if passage.holds(one)]
        (found,) = self._network(
            vectors=passage.vectors[np.newaxis],
            tags=passage.by_piece(passage.tags(own))[np.newaxis],
            shapes=passage.by_piece(shapes(passage, text))[np.newaxis],
        )
        scores: Array = found[0, passage.heads[:-1]].astype(np.float64)
        whole: Array = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
        return whole


class Chances:
    """The logarithms of the probabilities of the labels of a document's words, passage by passage."""

    def __init__(self, scores: Sequence[tuple[Passage, Array]]) -> None:
        self._scores = scores

    def names(self) -> Iterator[Name]:
        """The likeliest names, in order."""
        for passage, scores in self._scores:
            for first, after, number in _runs(best_path(scores)):
                start, end = int(passage.starts[first]), int(passage.ends[after - 1])
                yield Name(start, end, ARGUMENTS[number], _chance(scores, first, after, number))

    def of(self, start: int, end: int, kind: MentionType) -> float:
        """The mean probability of the type over the words of a span; 0 where no passage holds it."""
        for passage, scores in self._scores:
            if passage.start <= start and end <= passage.end:
                first, after = passage.words(start, end)
                return _chance(scores, first, after, ARGUMENTS.index(kind)) if first < after else 0.0
        return 0.0


def _chance(scores: Array, first: int, after: int, number: int) -> float:
    return float(np.exp(scores[first:after, 1 + 2 * number : 3 + 2 * number]).sum(1).mean())


def shapes(passage: Passage, text: str) -> Array:
    """How each word is written: small 0, with a capital 1, in capitals 2, mixed 3, with a digit 4, no word at all 5."""
    return np.array([_shape(text[start:end]) for start, end in zip(passage.starts, passage.ends, strict=True)])


def _shape(word: str) -> int:
    if not any(c.isalnum() for c in word):
        return 5
    if any(c.isdigit() for c in word):
        return 4
    if word.islower() or not any(c.isupper() for c in word):
        return 0
    if word.isupper():
        return 2
    return 1 if word[0].isupper() and word[1:].islower() else 3


def _runs(path: Array) -> Iterator[tuple[int, int, int]]:
    """The first word, the one behind the last, and the number of the type of each name on a path of labels."""
    first = 0
    while first < len(path):
        after = first + 1
        if path[first]:
            while after < len(path) and path[after] == path[first] + 1:
                after += 1
            yield first, after, (int(path[first]) - 1) // 2
        first = after


def best_path(scores: Array) -> Array:
    """The likeliest labels of the words, no later word of a name without a first one (Viterbi, 1967)."""
    links = np.zeros((LABELS, LABELS))
    for later in range(2, LABELS, 2):
        links[:, later] = _FORBIDDEN
        links[[later - 1, later], later] = 0
    total = scores[0] + links[0]
    back = np.zeros(scores.shape, dtype=np.int64)
    for at in range(1, len(scores)):
        reached = total[:, np.newaxis] + links
        back[at] = reached.argmax(0)
        total = reached.max(0) + scores[at]
    path = np.zeros(len(scores), dtype=np.int64)
    path[-1] = total.argmax()
    for at in range(len(scores) - 1, 0, -1):
        path[at - 1] = back[at, path[at]]
    return path
