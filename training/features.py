"""What the tree converter looks at: features of a constituent's children, as strings."""

from training.trees import Node

BE = {"be", "is", "are", "was", "were", "been", "being", "'s", "am", "'re"}
HAVE = {"have", "has", "had", "having"}
CONJUNCTIONS = ("CC", "CONJP")
PUNCTUATION = (",", ".", ":", "-LRB-", "-RRB-", "``", "''")
SEPARATORS = (*PUNCTUATION, *CONJUNCTIONS, "HYPH")

Heads = dict[int, Node]  # the head word of each constituent seen so far, by id()


def head_features(node: Node, at: int, heads: Heads) -> list[str]:
    """Is child `at` the head of `node`?"""
    kids, labels = node.kids, [kid.label for kid in node.kids]
    kid, head = kids[at], heads[id(kids[at])]
    parent, label, word = node.label, labels[at], head.word.lower()
    pair = f"{parent}|{label}"
    last = len(kids) - 1
    plain = [k for k, other in enumerate(labels) if other not in PUNCTUATION] or [-1]
    has_be = any(_is_be(other) for other in kids)
    sides = ("HERE" if k == at else other for k, other in enumerate(labels))
    return [
        f"pair={pair}|{kid.is_word}",
        f"tag={pair}|{head.label}",
        f"word={pair}|{word}",
        f"label={label}",
        f"end={pair}|{at == 0}|{at == last}",
        f"plain_end={pair}|{at == plain[0]}|{at == plain[-1]}",
        f"sequence={parent}|{'_'.join(sides)}" if len(labels) < 8 else "sequence_long",
        *(f"right={pair}|{other}" for other in set(labels[at + 1 :])),
        *(f"left={pair}|{other}" for other in set(labels[:at])),
        f"same_right={pair}|{label in labels[at + 1 :]}",
        f"same_left={pair}|{label in labels[:at]}",
        f"next={pair}|{_label(labels, at + 1)}",
        f"previous={pair}|{_label(labels, at - 1)}",
        f"be={pair}|{has_be}|{head.label}|{word in BE}",
        f"conjunction={pair}|{_any_conjunction(labels)}|{_any_conjunction(labels[at + 1 :])}",
        f"kids={pair}|{_kids(kid)}",
    ]


def attachment_features(node: Node, at: int, head_at: int, heads: Heads) -> list[str]:
    """Does child `at` hang on the head of `node`, on the sibling before it, or on the one after it?"""
    labels = [kid.label for kid in node.kids]
    parent, label, head_label = node.label, labels[at], labels[head_at]
    before, after = _label(labels, at - 1), _label(labels, at + 1)
    word = heads[id(node.kids[at])].word.lower()
    left = at < head_at
    between = labels[min(at, head_at) + 1 : max(at, head_at)]
    distance = at - head_at if abs(at - head_at) < 6 else 9
    return [
        f"triple={parent}|{label}|{head_label}",
        f"around={label}|{head_label}|{left}|{before}|{after}",
        f"before={parent}|{label}|{before}",
        f"after={parent}|{label}|{after}",
        f"word={label}|{word}",
        f"word_after={label}|{word}|{after}|{left}",
        f"distance={label}|{head_label}|{distance}",
        f"conjunction={parent}|{label}|{_any_conjunction(labels[at + 1 :])}|{_any_conjunction(labels[:at])}|{left}",
        f"conjunction_between={parent}|{label}|{_any_conjunction(between)}|{left}|{head_label == label}",
    ]


def label_features(node: Node, at: int, on: int, heads: Heads) -> list[str]:
    """Which label does child `at` have when it hangs on child `on`?"""
    labels = [kid.label for kid in node.kids]
    kid, other = node.kids[at], node.kids[on]
    word, head = heads[id(kid)], heads[id(other)]
    parent, label, on_label = node.label, labels[at], labels[on]
    low, head_low = word.word.lower(), head.word.lower()
    side = "L" if at < on else "R"
    between = labels[min(at, on) + 1 : max(at, on)]
    first = "" if kid.is_word else _first_word(kid).word.lower()
    has_be = any(_is_be(sibling) for sibling in node.kids)
    passive = _is_passive(other, heads)
    tags = f"{word.label}|{head.label}"
    joined = f"{_any_conjunction(between)}|{any(x in (',', ':') for x in between)}"
    features = [
        f"triple={parent}|{label}|{on_label}|{side}",
        f"pair_tags={label}|{on_label}|{side}|{tags}",
        f"tags={tags}|{side}",
        f"tag={label}|{word.label}",
        f"parent={parent}|{label}|{side}",
        f"word={label}|{low}|{side}",
        f"word_on={label}|{low}|{on_label}|{head.label}",
        f"first={label}|{first}",
        f"first_on={label}|{first}|{on_label}|{head.label}",
        f"head_word={label}|{head_low}|{side}",
        f"conjunction={parent}|{label}|{on_label}|{joined}|{side}|{_any_conjunction(labels)}",
        f"between={parent}|{label}|{on_label}|{'_'.join(between) if len(between) < 4 else 'many'}|{side}",
        f"kids={label}|{_kids(kid)}|{on_label}|{head.label}",
        f"be={parent}|{label}|{tags}|{has_be}|{low in BE}|{low in HAVE}",
        f"previous={label}|{_label(labels, at - 1)}|{side}|{parent}",
        f"next={label}|{_label(labels, at + 1)}|{side}|{parent}",
        f"is_first={label}|{at == 0}|{parent}|{side}",
        f"is_word={label}|{kid.is_word}|{head.label}|{side}",
        f"roles={label}|{head.label}|{other.role}|{side}",
        f"role={kid.role}|{head.label}|{side}",
        f"passive={label}|{head.label}|{passive}|{side}|{word.label}",
        f"any_passive={label}|{head.label}|{has_be or passive}|{side}",
        f"last_kids={label}|{'_'.join(x.label for x in kid.kids[-2:]) if not kid.is_word else 'word'}|{on_label}",
    ]
    if low in BE or low in HAVE or word.label in ("MD", "TO"):
        features.append(f"auxiliary={low}|{head.label}|{passive}|{on_label}")
    return features


def _label(labels: list[str], at: int) -> str:
    return labels[at] if 0 <= at < len(labels) else "NONE"


def _kids(node: Node) -> str:
    return "word" if node.is_word else "_".join(kid.label for kid in node.kids[:3])


def _any_conjunction(labels: list[str]) -> bool:
    return any(label in CONJUNCTIONS for label in labels)


def _is_be(node: Node) -> bool:
    return node.is_word and node.word.lower() in BE


def _first_word(node: Node) -> Node:
    while not node.is_word:
        node = node.kids[0]
    return node


def _is_passive(node: Node, heads: Heads) -> bool:
    """Whether the chain of heads down from `node` holds a form of `be` and ends in a past participle."""
    saw_be = False
    while not node.is_word:
        saw_be = saw_be or any(_is_be(kid) for kid in node.kids)
        node = next(kid for kid in node.kids if heads[id(kid)] is heads[id(node)])
    return saw_be and node.label in ("VBN", "VBD")
