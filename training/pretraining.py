"""Self-supervised pretraining of a tok2vec layer: guess a hidden word from its neighbours.

spaCy's own `spacy pretrain` guesses the characters or the vector of a hidden word. With a few million words of text a
softmax over the commonest words teaches the layer more in the same time (figures in docs/model.md), and only hidden words
pay for it. After Devlin et al. (2019), "BERT", section 3.1.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from spacy.vocab import Vocab
from thinc.api import Adam, Maxout, Model, Optimizer, Softmax, chain

Layer = Model[Any, Any]
MASK = "▁"
# Of the chosen words: most are hidden, some replaced by a random word, the rest left as they are, since at tagging time nothing is hidden.
HIDDEN, REPLACED = 0.8, 0.1


@dataclass(frozen=True, slots=True)
class Pretraining:
    """How long and how hard to pretrain."""

    epochs: int
    batch_words: int
    share: float  # of the words that are to be guessed
    vocabulary: int  # the commonest words, lower case, that are guessed; others are never chosen
    learn_rate: float
    seed: int


def common_words(texts: Sequence[Sequence[str]], size: int) -> dict[str, int]:
    """The `size` commonest words in lower case, with their row in the softmax."""
    counts = Counter(word.lower() for words in texts for word in words)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return {word: row for row, (word, _) in enumerate(ranked[:size])}


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts with hidden words: which (flat) positions to guess, and the row of the right word for each."""

    docs: list[Doc]
    positions: NDArray[np.int64]
    rows: NDArray[np.int64]


def hidden(
    texts: Sequence[Sequence[str]], words: dict[str, int], share: float, vocab: Vocab, rng: random.Random
) -> Batch:
    """A batch in which about `share` of the common words are to be guessed."""
    known = list(words)
    docs, positions, rows = [], [], []
    start = 0
    for text in texts:
        seen = list(text)
        for k, word in enumerate(text):
            row = words.get(word.lower())
            if row is None or rng.random() >= share:
                continue
            positions.append(start + k)
            rows.append(row)
            draw = rng.random()
            if draw < HIDDEN:
                seen[k] = MASK
            elif draw < HIDDEN + REPLACED:
                seen[k] = rng.choice(known)
        docs.append(Doc(vocab, words=seen))
        start += len(text)
    return Batch(docs, np.asarray(positions, dtype="int64"), np.asarray(rows, dtype="int64"))


def pretrain(
    tok2vec: Layer,
    texts: Sequence[Sequence[str]],
    vocab: Vocab,
    how: Pretraining,
    report: Callable[[int, int, float], None],
) -> None:
    """Train `tok2vec` in place on `texts` (words of one line each).

    `report` is called with the epoch, the words seen so far and the share of hidden words guessed right.
    """
    rng = random.Random(how.seed)  # noqa: S311 - shuffling, nothing secret
    words = common_words(texts, how.vocabulary)
    width = tok2vec.get_dim("nO")
    head: Layer = chain(Maxout(width, width, nP=3, normalize=True), Softmax(len(words), width))
    head.initialize(X=np.zeros((2, width), dtype="f"))
    total = how.epochs * sum(map(len, texts))
    optimizer = Adam(how.learn_rate, L2=0.01, L2_is_weight_decay=True, grad_clip=1.0, use_averages=True)
    seen = 0
    for epoch in range(how.epochs):
        right = asked = 0
        for lines in _batches(texts, how.batch_words, rng):
            batch = hidden(lines, words, how.share, vocab, rng)
            seen += sum(map(len, lines))
            if not len(batch.rows):
                continue
            optimizer.learn_rate = how.learn_rate * min(1.0, seen / 100_000) * max(0.02, 1 - seen / total)
            right += _step(tok2vec, head, batch, optimizer)
            asked += len(batch.rows)
        report(epoch, seen, right / asked)
    for node in tok2vec.walk():
        for name in node.param_names:
            if node.has_param(name) and (node.id, name) in optimizer.averages:
                node.set_param(name, optimizer.averages[node.id, name])


def _step(tok2vec: Layer, head: Layer, batch: Batch, optimizer: Optimizer) -> int:
    vectors, back_tok2vec = tok2vec(batch.docs, is_train=True)
    flat = np.vstack(vectors)
    guesses, back_head = head(flat[batch.positions], is_train=True)
    right = int((guesses.argmax(axis=1) == batch.rows).sum())
    gradient = guesses.copy()
    gradient[np.arange(len(batch.rows)), batch.rows] -= 1
    spread = np.zeros_like(flat)
    spread[batch.positions] = back_head(gradient / len(batch.rows))
    back_tok2vec(np.split(spread, np.cumsum([len(v) for v in vectors])[:-1]))
    tok2vec.finish_update(optimizer)
    head.finish_update(optimizer)
    return right


def _batches(texts: Sequence[Sequence[str]], size: int, rng: random.Random) -> Iterator[list[Sequence[str]]]:
    order = list(range(len(texts)))
    rng.shuffle(order)
    batch: list[Sequence[str]] = []
    count = 0
    for k in order:
        batch.append(texts[k])
        count += len(texts[k])
        if count >= size:
            yield batch
            batch, count = [], 0
    if batch:
        yield batch
