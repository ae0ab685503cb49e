"""Supervised pretraining: one tok2vec layer under several taggers of names, each with a corpus of its own.

The corpora's guidelines clash (JNLPBA never tags bare `cells`), so none of these taggers is kept: only the layer is, which
has learnt from all of them which words and contexts are names of molecules, cells and diseases.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc, Span
from spacy.training import Example
from thinc.api import Adam, Config

from training.learning import Schedule, batches, keep_averages


@dataclass(frozen=True, slots=True)
class Task:
    """A corpus and its share of the batches."""

    examples: Sequence[Example]
    share: float


def iob_documents(path: Path, nlp: Language) -> Iterator[Doc]:
    """The sentences of a file in IOB columns, their words cut as the tokenizer of `nlp` cuts them."""
    words: list[str] = []
    tags: list[str] = []
    for line in [*path.read_text(encoding="utf-8").split("\n"), ""]:
        if line.strip() and not line.startswith("-DOCSTART-"):
            columns = line.split("\t")
            words.append(columns[0])
            tags.append(columns[-1])
        elif words:
            yield iob_document(words, tags, nlp)
            words, tags = [], []


def iob_document(words: Sequence[str], tags: Sequence[str], nlp: Language) -> Doc:
    """One sentence; a tag holds for all parts of its word, and `I-X` after anything but X begins a name."""
    cut: list[str] = []
    spaces: list[bool] = []
    spans: list[tuple[int, int, str]] = []
    for word, tag in zip(words, tags, strict=True):
        start = len(cut)
        parts = [token.text for token in nlp.make_doc(word)]
        cut += parts if "".join(parts) == word else [word]
        spaces += [False] * (len(cut) - start - 1) + [True]
        label = tag[2:]
        if tag.startswith("I-") and spans and spans[-1][1:] == (start, label):
            spans[-1] = (spans[-1][0], len(cut), label)
        elif tag != "O":
            spans.append((start, len(cut), label))
    doc = Doc(nlp.vocab, words=cut, spaces=spaces)
    doc.ents = [Span(doc, *span) for span in spans]
    return doc


def multitask(
    nlp: Language,
    head: Config,
    tasks: Mapping[str, Task],
    how: Schedule,
    report: Callable[[int, int, dict[str, float]], None],
) -> None:
    """Train the component `tok2vec` of `nlp` in place. `head` is the configuration of a tagger that listens to it."""
    layer: Any = nlp.get_pipe("tok2vec")
    for name, task in tasks.items():
        tagger = nlp.add_pipe("ner", name=name, config=head)
        if not isinstance(tagger, EntityRecognizer):
            raise TypeError(type(tagger).__name__)
        tagger.initialize(task.examples.__iter__, nlp=nlp)
    listeners = dict(layer.listener_map)
    rng = random.Random(how.seed)  # noqa: S311 - shuffling, nothing secret
    streams = {name: batches([(task.examples, 1)], how.batch_words, rng) for name, task in tasks.items()}
    optimizer = Adam(how.learn_rate, L2=0.01, L2_is_weight_decay=True, grad_clip=1.0, use_averages=True)
    seen = step = 0
    losses: dict[str, float] = {}
    while seen < how.words:
        step += 1
        optimizer.learn_rate = how.rate(step, seen)
        name = rng.choices(list(tasks), [task.share for task in tasks.values()])[0]
        batch = next(streams[name])
        # gradients flow back once the last listener has spoken, so only the one that learns may listen
        layer.listener_map = {name: listeners[name]}
        others = [other for other in tasks if other != name]
        nlp.update(batch, sgd=optimizer, drop=how.dropout, losses=losses, exclude=others)
        seen += sum(map(len, batch))
        if step % 200 == 0:
            report(step, seen, losses)
            losses = {}
    for name in tasks:
        nlp.remove_pipe(name)
    keep_averages([layer.model], optimizer)
