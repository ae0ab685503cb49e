"""What can be counted about a proposal: the numbers that its confidence is read from."""

from itertools import pairwise

from pipeline.records import Mention, Role
from pipeline.relate.claims import Attempt, Proposal
from pipeline.relate.tree import Tree


def features_of(tree: Tree, attempt: Attempt, proposal: Proposal) -> dict[str, float]:
    """Readable counts, each 0 when there is nothing to count; lengths in tokens or in steps of the tree.

    `frame` is the frame's own figure; `cost` the words on the way that no list knows; `*_distance` the tokens between
    the trigger and an end, `*_path` the steps of the tree between them, `*_depth` the coordinations on that way, `*_words`
    the words that the argument was reached through, `*_verbs` the other verbs that stand between; `subjects` and
    `objects` how many the frame found. The rest is 1 when it is so.
    """
    at, subject, theme = proposal.trigger.at, proposal.subject, proposal.object
    found = {
        "frame": proposal.frame.confidence,
        "cost": subject.cost + theme.cost,
        "subjects": len(attempt.subjects),
        "objects": len(attempt.objects),
        "subject_words": len(subject.steps),
        "object_words": len(theme.steps),
        "subject_turned": subject.sign < 0,
        "object_turned": theme.sign < 0,
        "object_event": theme.event,
        "proxied": subject.proxied,
        "process": theme.process is not None,
        "via": proposal.via is not None,
        "cross_sentence": subject.mention not in tree.place,
        "mended": any(k in tree.moved for k in _nodes(tree, proposal)),
        "tokens": len(tree.tokens),
    }
    for name, end in (("subject", subject.mention), ("object", theme.mention)):
        found |= _way(tree, at, end, name)
    return {name: float(value) for name, value in found.items()}


def _nodes(tree: Tree, proposal: Proposal) -> list[int]:
    ends = (proposal.subject.mention, proposal.object.mention, proposal.object.process)
    return [proposal.trigger.at, *(tree.place[m] for m in ends if m is not None and m in tree.place)]


def _way(tree: Tree, at: int, end: Mention, name: str) -> dict[str, float]:
    """From the trigger at `at` to the mention `end`; a mention of another sentence has no way."""
    other = tree.place.get(end)
    if other is None:
        return {f"{name}_{what}": 0.0 for what in ("distance", "path", "depth", "verbs", "before")}
    path = _path(tree, at, other)
    linked = sum(1 for first, second in pairwise(path) if _link(tree, first, second) is Role.CONJUNCT)
    between = range(min(at, other) + 1, max(at, other))
    verbs = sum(1 for k in between if tree.is_verb(k) and k not in path)
    return {
        f"{name}_distance": abs(at - other),
        f"{name}_path": len(path) - 1,
        f"{name}_depth": linked,
        f"{name}_verbs": verbs,
        f"{name}_before": other < at,
    }


def _path(tree: Tree, at: int, other: int) -> list[int]:
    """The nodes from `at` to `other` over the node that both hang under; just the two when there is none."""
    up, down = [at, *tree.above(at)], [other, *tree.above(other)]
    shared = next((k for k in up if k in down), None)
    if shared is None:
        return [at, other]
    return [*up[: up.index(shared) + 1], *reversed(down[: down.index(shared)])]


def _link(tree: Tree, first: int, second: int) -> Role:
    """The role of whichever of two neighbours in the tree hangs on the other."""
    return tree.role[first] if tree.head[first] == second else tree.role[second]
