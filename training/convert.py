"""A learned converter from constituency to dependency trees.

GENIA's treebank has constituents only. CRAFT has constituents and CLEAR dependencies for the same sentences, so three
linear classifiers learn from it, for each constituent from the bottom up: which child is the head, what every other child
hangs on (that head, the sibling before it or the one after it), and with which label.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sklearn.feature_extraction import FeatureHasher  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression, SGDClassifier  # type: ignore[import-untyped]

from training.features import SEPARATORS, Heads, attachment_features, head_features, label_features
from training.trees import Node, Tree

HEAD, BEFORE, AFTER = "head", "before", "after"


@dataclass(frozen=True, slots=True)
class Dependencies:
    """One head (a word's number; its own for the root) and one label for each word."""

    heads: list[int]
    labels: list[str]


@dataclass(frozen=True, slots=True)
class _Choice:
    """Child `at` of `node`, whose head child is `head_at`."""

    node: Node
    at: int
    head_at: int


class Converter:
    """Fitted on pairs of a tree and its dependencies."""

    def __init__(self, pairs: Sequence[tuple[Tree, Dependencies]], seed: int) -> None:
        self._hasher = FeatureHasher(n_features=2**20, input_type="string", alternate_sign=False)
        samples = _Samples()
        for tree, gold in pairs:
            samples.collect(tree, gold)
        self._head = LogisticRegression(solver="liblinear", C=2.0, max_iter=200, random_state=seed)
        self._attachment = SGDClassifier(loss="log_loss", alpha=2e-6, max_iter=15, tol=None, random_state=seed)
        self._label = SGDClassifier(loss="log_loss", alpha=2e-6, max_iter=12, tol=None, random_state=seed, average=True)
        self._head.fit(self._hasher.transform(samples.head_x), samples.head_y)
        self._attachment.fit(self._hasher.transform(samples.attachment_x), samples.attachment_y)
        self._label.fit(self._hasher.transform(samples.label_x), samples.label_y)

    def dependencies(self, trees: Sequence[Tree]) -> list[Dependencies]:
        """One result for each tree; all of them are worked on together, level by level, for speed."""
        heads: Heads = {}
        choices: list[_Choice] = []
        levels: dict[int, list[Node]] = {}
        for tree in trees:
            _sort_by_height(tree.root, levels, heads)
        for height in sorted(levels):
            choices += self._decide_heads(levels[height], heads)
        found: dict[int, tuple[int, str]] = {}
        if choices:
            features = [attachment_features(c.node, c.at, c.head_at, heads) for c in choices]
            hangs = self._attachment.predict(self._hasher.transform(features))
            on = [_target(choice, how) for choice, how in zip(choices, hangs, strict=True)]
            rows = [label_features(c.node, c.at, k, heads) for c, k in zip(choices, on, strict=True)]
            labels = self._label.predict(self._hasher.transform(rows))
            for choice, k, label in zip(choices, on, labels, strict=True):
                word = heads[id(choice.node.kids[choice.at])]
                found[id(word)] = (heads[id(choice.node.kids[k])].start, str(label))
        return [_result(tree, heads, found) for tree in trees]

    def _decide_heads(self, nodes: list[Node], heads: Heads) -> list[_Choice]:
        wide = [node for node in nodes if len(node.kids) > 1]
        for node in nodes:
            if len(node.kids) == 1:
                heads[id(node)] = heads[id(node.kids[0])]
        if not wide:
            return []
        rows = [head_features(node, at, heads) for node in wide for at in range(len(node.kids))]
        scores = iter(self._head.decision_function(self._hasher.transform(rows)))
        choices = []
        for node in wide:
            own = [next(scores) for _ in node.kids]
            best = own.index(max(own))
            heads[id(node)] = heads[id(node.kids[best])]
            choices += [_Choice(node, at, best) for at in range(len(own)) if at != best]
        return choices


class _Samples:
    """Training rows for the three classifiers."""

    def __init__(self) -> None:
        self.head_x: list[list[str]] = []
        self.head_y: list[bool] = []
        self.attachment_x: list[list[str]] = []
        self.attachment_y: list[str] = []
        self.label_x: list[list[str]] = []
        self.label_y: list[str] = []

    def collect(self, tree: Tree, gold: Dependencies) -> None:
        self._collect(tree.root, gold, {})

    def _collect(self, node: Node, gold: Dependencies, heads: Heads) -> None:
        if node.is_word:
            heads[id(node)] = node
            return
        for kid in node.kids:
            self._collect(kid, gold, heads)
        outward = [
            k for k in range(node.start, node.end) if gold.heads[k] == k or not node.start <= gold.heads[k] < node.end
        ]
        head_at = _gold_head(node, outward, gold, heads)
        heads[id(node)] = heads[id(node.kids[head_at])]
        if len(node.kids) == 1:
            return
        if len(outward) == 1:
            for at in range(len(node.kids)):
                self.head_x.append(head_features(node, at, heads))
                self.head_y.append(at == head_at)
        for at, kid in enumerate(node.kids):
            if at == head_at:
                continue
            word = heads[id(kid)].start
            on = next((k for k, x in enumerate(node.kids) if k != at and heads[id(x)].start == gold.heads[word]), None)
            # the head comes last, so that it wins where it is a neighbour too
            how = {_sibling(node, at, -1): BEFORE, _sibling(node, at, 1): AFTER, head_at: HEAD}.get(on)
            if on is None or how is None:
                continue
            self.attachment_x.append(attachment_features(node, at, head_at, heads))
            self.attachment_y.append(how)
            self.label_x.append(label_features(node, at, on, heads))
            self.label_y.append(gold.labels[word])


def _gold_head(node: Node, outward: list[int], gold: Dependencies, heads: Heads) -> int:
    """The child whose head word leads out of `node`; of several, the one that most others hang on."""
    own = [heads[id(kid)].start for kid in node.kids]
    candidates = [word for word in outward if word in own]
    if not candidates:
        return len(node.kids) - 1
    if len(outward) == 1:
        return own.index(candidates[0])
    children = Counter(gold.heads[k] for k in range(node.start, node.end))
    return own.index(max(candidates, key=lambda word: children[word]))


def _sort_by_height(node: Node, levels: dict[int, list[Node]], heads: Heads) -> int:
    if node.is_word:
        heads[id(node)] = node
        return 0
    height = 1 + max(_sort_by_height(kid, levels, heads) for kid in node.kids)
    levels.setdefault(height, []).append(node)
    return height


def _target(choice: _Choice, how: str) -> int:
    step = {BEFORE: -1, AFTER: 1}.get(how)
    if step is None:
        return choice.head_at
    sibling = _sibling(choice.node, choice.at, step)
    return choice.head_at if sibling is None else sibling


def _sibling(node: Node, at: int, step: int) -> int | None:
    """The nearest child in that direction that is neither punctuation nor a conjunction."""
    at += step
    while 0 <= at < len(node.kids):
        if node.kids[at].label not in SEPARATORS:
            return at
        at += step
    return None


def _result(tree: Tree, heads: Heads, found: dict[int, tuple[int, str]]) -> Dependencies:
    root = heads[id(tree.root)]
    arcs = [(word.start, "root") if word is root else found[id(word)] for word in tree.words]
    targets = [head for head, _ in arcs]
    for k in range(
        len(targets)
    ):  # two siblings may have chosen each other: hang the first of such a circle on the root
        seen, at = {k}, k
        while targets[at] != at:
            at = targets[at]
            if at in seen:
                targets[k] = root.start
                break
            seen.add(at)
    return Dependencies(targets, [label for _, label in arcs])
