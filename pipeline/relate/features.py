"""What can be counted about a proposal: the numbers that its confidence is read from."""

from collections.abc import Iterator
from itertools import pairwise

from pipeline.records import Role
from pipeline.relate.claims import Attempt, Proposal
from pipeline.relate.tree import Tree

# Tags of words that say more than their tag does: prepositions, articles, conjunctions, marks.
SPELT_OUT = frozenset({"IN", "TO", "DT", "CC", ",", ":", "-LRB-", "-RRB-"})


def features_of(tree: Tree, attempt: Attempt, proposal: Proposal) -> dict[str, float]:
    """Readable counts, each 0 when there is nothing to count; lengths in tokens or in steps of the tree.

    `frame` is the frame's own figure; `cost` the words on the way that no list knows; `*_distance` the tokens between
    the trigger and an end, `*_path` the steps of the tree between them, `*_depth` the coordinations on that way, `*_words`
    the words that the argument was reached through, `*_verbs` the other verbs that stand between; `subjects` and
    `objects` how many the frame found. What `way`, `beside` and `rivals` count stands there. The rest is 1 when it is so.
    """
    trigger, subject, theme = proposal.trigger, proposal.subject, proposal.object
    token, entry = tree.tokens[trigger.at], trigger.entry
    ends = [tree.place.get(argument.mention) for argument in (subject, theme)]
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
        f"trigger {entry.word} ({entry.group.name})": 1,
        f"trigger tag {token.tag}": 1,
        f"trigger role {tree.role[trigger.at].value}": 1,
        f"order {_order(trigger.at, *ends)}": 1,
    }
    for name, argument, at in (("subject", subject, ends[0]), ("object", theme, ends[1])):
        found |= {f"{name} through {word}": 1 for word in argument.steps}
        found |= way(tree, trigger.at, at, name)
        if at is not None:
            found |= beside(tree, at, name) | rivals(tree, trigger.at, at, name)
    return {name: float(value) for name, value in found.items()}


def _nodes(tree: Tree, proposal: Proposal) -> list[int]:
    ends = (proposal.subject.mention, proposal.object.mention, proposal.object.process)
    return [proposal.trigger.at, *(tree.place[m] for m in ends if m is not None and m in tree.place)]


def _order(trigger: int, subject: int | None, theme: int | None) -> str:
    """`STO`: subject, trigger, object, as they follow each other in the text."""
    placed = [(at, name) for at, name in ((subject, "S"), (trigger, "T"), (theme, "O")) if at is not None]
    return "".join(name for _, name in sorted(placed))


def way(tree: Tree, at: int, end: int | None, name: str) -> dict[str, float]:
    """From the trigger at `at` to the mention at `end`; a mention of another sentence has no way.

    `up` and `down` name the links of the tree on it; `*_commas`, `*_brackets` and `*_joined` count commas, brackets
    and coordinators in the text between.
    """
    if end is None:
        return {f"{name}_{what}": 0.0 for what in ("distance", "path", "depth", "verbs", "before")}
    steps = path(tree, at, end)
    between = range(min(at, end) + 1, max(at, end))
    found: dict[str, float] = {
        f"{name}_distance": abs(at - end),
        f"{name}_path": len(steps) - 1,
        f"{name}_depth": sum(1 for first, second in pairwise(steps) if _link(tree, first, second) is Role.CONJUNCT),
        f"{name}_verbs": sum(1 for k in between if tree.is_verb(k) and k not in steps),
        f"{name}_before": end < at,
        f"{name}_commas": sum(tree.tokens[k].text == "," for k in between),
        f"{name}_brackets": sum(tree.tokens[k].tag in ("-LRB-", "-RRB-") for k in between),
        f"{name}_joined": sum(tree.role[k] is Role.COORDINATOR for k in between),
    }
    return found | {f"{name} {link}": 1.0 for link in _links(tree, steps)}


def _links(tree: Tree, steps: list[int]) -> Iterator[str]:
    """`up subject`, `down oblique:of`: the links on the way from the trigger."""
    for first, second in pairwise(steps):
        upward = tree.head[first] == second
        lower = first if upward else second
        role, prep = tree.role[lower], tree.prep[lower]
        yield f"{'up' if upward else 'down'} {role.value}{f':{prep}' if role is Role.OBLIQUE else ''}"


def beside(tree: Tree, at: int, name: str) -> dict[str, float]:
    """What stands next to a mention on either side: a mention's type, a word of grammar, or else the word's tag."""
    mention, first = tree.mention[at], at - 1
    while first >= 0 and tree.mention[first] is mention:
        first -= 1
    last = at + 1
    while last < len(tree.tokens) and tree.mention[last] is mention:
        last += 1
    return {f"{name} after {_said(tree, first)}": 1.0, f"{name} before {_said(tree, last)}": 1.0}


def _said(tree: Tree, at: int) -> str:
    if not 0 <= at < len(tree.tokens):
        return "nothing"
    token, mention = tree.tokens[at], tree.mention[at]
    if mention is not None:
        return mention.type.value
    return token.text.lower() if token.tag in SPELT_OUT else token.tag


def rivals(tree: Tree, at: int, end: int, name: str) -> dict[str, float]:
    """Other mentions that could stand in the claim's place.

    `*_between` those between trigger and end, `*_alike` those among them of the end's type; `*_nearer` those of its type
    that are nearer to the trigger.
    """
    own, kind = tree.mention[end], tree.type_of(end)
    between = {tree.mention[k] for k in range(min(at, end) + 1, max(at, end))} - {None, own, tree.mention[at]}
    far = abs(at - end)
    return {
        f"{name}_between": len(between),
        f"{name}_alike": sum(1 for mention in between if mention is not None and mention.type is kind),
        f"{name}_nearer": sum(1 for mention, k in tree.place.items() if mention.type is kind and abs(at - k) < far),
    }


def path(tree: Tree, at: int, other: int) -> list[int]:
    """The nodes from `at` to `other` over the node that both hang under; just the two when there is none."""
    up, down = [at, *tree.above(at)], [other, *tree.above(other)]
    shared = next((k for k in up if k in down), None)
    if shared is None:
        return [at, other]
    return [*up[: up.index(shared) + 1], *reversed(down[: down.index(shared)])]


def _link(tree: Tree, first: int, second: int) -> Role:
    """The role of whichever of two neighbours in the tree hangs on the other."""
    return tree.role[first] if tree.head[first] == second else tree.role[second]
