"""What the encoder's reader of pairs says of each ordered pair of mentions of a sentence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

import numpy as np

from pipeline.network import Network
from pipeline.records import (
    ARGUMENTS,
    Array,
    Document,
    Mention,
    MentionType,
    Passage,
    Relation,
    Sentence,
    arguments_by_sentence,
)
from pipeline.relate.hints import hints
from pipeline.relate.rules import Rules

RELATIONS = tuple(Relation)
MOST = 40  # mentions of a sentence whose pairs are scored: a longer list is no statement


@dataclass(frozen=True, slots=True)
class PairScore:
    """Probabilities of one pair: that anything is said of it; of each relation, given that; negated, hedged; each process."""

    related: float
    relations: Mapping[Relation, float]
    negated: float
    hedged: float
    processes: Mapping[Mention | None, float]

    @property
    def relation(self) -> Relation:
        return max(self.relations, key=lambda one: self.relations[one])

    @property
    def process(self) -> Mention | None:
        return max(self.processes, key=lambda one: self.processes[one])


Scores = dict[tuple[Mention, Mention], PairScore]


class PairScorer:
    """Made once, used for many documents.

    Raises:
        ModelError: the network in `folder` cannot be used.
    """

    def __init__(self, folder: Path, rules: Rules) -> None:
        self._network = Network(folder / "pairs.onnx")
        self._rules = rules

    def scores(self, document: Document, mentions: Sequence[Mention]) -> dict[int, Scores]:
        """The scores of all pairs of each sentence, by the sentence's index."""
        found: dict[int, Scores] = {}
        own = arguments_by_sentence(mentions)
        for passage in document.passages:
            groups = [
                (one, own[one.index])
                for one in document.sentences
                if passage.holds(one) and 1 < len(own.get(one.index, ())) <= MOST
            ]
            if groups:
                for pair, score in self._scored(passage, groups):
                    found.setdefault(pair[0].sentence, {})[pair] = score
        return found

    def _scored(
        self, passage: Passage, groups: Sequence[tuple[Sentence, list[Mention]]]
    ) -> Iterator[tuple[tuple[Mention, Mention], PairScore]]:
        """The scores of the pairs of each group: the mentions of one sentence."""
        mentions = [mention for _, own in groups for mention in own]
        numbers = {mention: at for at, mention in enumerate(mentions)}
        pairs = [(a, b, at) for at, (_, own) in enumerate(groups) for a, b in permutations(own, 2)]
        bounds = np.array([passage.span(one.start, one.end) for one, _ in groups])
        relation, flags, process = self._network(
            vectors=passage.vectors[np.newaxis],
            mentions=passage.by_piece(passage.tags(mentions))[np.newaxis],
            triggers=passage.by_piece(hints(passage, [one for one, _ in groups], self._rules))[np.newaxis],
            spans=np.array([passage.span(one.start, one.end) for one in mentions]),
            types=np.array([1 + ARGUMENTS.index(one.type) for one in mentions]),
            pairs=np.array([(numbers[a], numbers[b]) for a, b, _ in pairs]),
            bounds=bounds[[at for _, _, at in pairs]],
        )
        chances, sure = _softmax(relation), 1 / (1 + np.exp(-flags))
        processes = [[m for m in own if m.type is MentionType.PROCESS] for _, own in groups]
        places = [[0, *(1 + numbers[m] for m in own)] for own in processes]
        for at, (a, b, group) in enumerate(pairs):
            related = float(chances[at, 1:].sum())
            kinds = dict(zip(RELATIONS, (chances[at, 1:] / related).tolist(), strict=True))
            chance = _softmax(process[at, places[group]]).tolist()
            through = dict(zip((None, *processes[group]), chance, strict=True))
            yield (a, b), PairScore(related, kinds, float(sure[at, 0]), float(sure[at, 1]), through)


def _softmax(scores: Array) -> Array:
    powers = np.exp(scores - scores.max(-1, keepdims=True))
    chances: Array = powers / powers.sum(-1, keepdims=True)
    return chances
