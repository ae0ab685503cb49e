"""Training loops: a pipeline and its examples in, trained weights out. The same loop serves the parser and the tagger of names."""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import load_config, load_model_from_config
from thinc.api import Adam, Model, Optimizer

from training.tokenizer import split_at_signs

Layer = Model[Any, Any]


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and how hard to train. The rate falls in a line to almost nothing, after a short rise."""

    words: int  # in all, counted with repetition
    batch_words: int
    learn_rate: float
    dropout: float
    seed: int
    warmup_steps: int = 60

    def rate(self, step: int, seen: int) -> float:
        """The learning rate at a step, after `seen` words."""
        return self.learn_rate * min(1.0, step / self.warmup_steps) * max(0.01, 1 - seen / self.words)


def pipeline(config: Path, changes: dict[str, Any] | None = None) -> Language:
    """An untrained pipeline as `config` describes it, with our tokenizer. `changes` are values by dotted path."""
    nlp = load_model_from_config(load_config(config, changes or {}), auto_fill=True)
    split_at_signs(nlp)
    return nlp


def examples(docs: Iterable[Doc], nlp: Language) -> list[Example]:
    """Each document beside its bare words, cut as the document is."""
    return [Example(bare(doc, nlp), doc) for doc in docs]


def bare(doc: Doc, nlp: Language) -> Doc:
    """The words of `doc` with nothing known about them."""
    return Doc(nlp.vocab, words=[token.text for token in doc], spaces=[bool(token.whitespace_) for token in doc])


def start_from(target: Layer, source: Layer) -> None:
    """Copy the weights of one tok2vec layer into another of the same width.

    The target may be deeper: the layers that the source lacks keep their random weights, which their residual
    connections let grow from almost nothing.
    """
    mine = [node for node in target.walk(order="dfs_pre") if node.param_names]
    theirs = [node for node in source.walk(order="dfs_pre") if node.param_names]
    for own, other in zip(mine, theirs, strict=False):
        for name in own.param_names:
            own.set_param(name, other.get_param(name).copy())


def keep_averages(models: Iterable[Layer], optimizer: Optimizer) -> None:
    """Put the averages over the training in place of the last weights."""
    for model in models:
        for node in model.walk():
            for name in node.param_names:
                average = optimizer.averages.get((node.id, name)) if optimizer.averages else None
                if average is not None and node.has_param(name):
                    node.set_param(name, average)


def train(
    nlp: Language,
    sets: Sequence[tuple[Sequence[Example], int]],
    how: Schedule,
    report: Callable[[int, int, dict[str, float]], None],
) -> None:
    """Train all components of `nlp` in place. Each set of examples comes with how often it is shown per round.

    `report` is called every 200 steps with the step, the words seen and the losses since the last call.
    """
    rng = random.Random(how.seed)  # noqa: S311 - shuffling, nothing secret
    optimizer = Adam(how.learn_rate, L2=0.01, L2_is_weight_decay=True, grad_clip=1.0, use_averages=True)
    seen = 0
    losses: dict[str, float] = {}
    for step, batch in enumerate(batches(sets, how.batch_words, rng), start=1):
        optimizer.learn_rate = how.rate(step, seen)
        nlp.update(batch, sgd=optimizer, drop=how.dropout, losses=losses)
        seen += sum(map(len, batch))
        if step % 200 == 0:
            report(step, seen, losses)
            losses = {}
        if seen >= how.words:
            break
    keep_averages((pipe.model for _, pipe in nlp.pipeline if hasattr(pipe, "model")), optimizer)


def batches(sets: Sequence[tuple[Sequence[Example], int]], size: int, rng: random.Random) -> Iterator[list[Example]]:
    """Without end: all examples in a new order each round."""
    batch: list[Example] = []
    count = 0
    while True:
        order = [example for own, times in sets for _ in range(times) for example in own]
        rng.shuffle(order)
        for example in order:
            batch.append(example)
            count += len(example)
            if count >= size:
                yield batch
                batch, count = [], 0
