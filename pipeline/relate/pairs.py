"""Lists that are paired or contrasted: `by A but not by B`, `A and B raised C and D, respectively`."""

from pipeline.records import Role
from pipeline.relate.reading import Argument
from pipeline.relate.tree import Tree

KEPT = (Role.COORDINATOR, Role.PUNCTUATION)


def prepositions(tree: Tree) -> bool:
    """`by A but not by B`, with the second `by` hung on the first: A and B are a list."""
    changed = False
    for at in tree.nodes:
        first = tree.head[at]
        joined = tree.role[at] is Role.CONJUNCT and tree.tokens[at].tag in ("IN", "TO")
        nouns = tree.children(at, Role.OBLIQUE, Role.OBJECT)
        if not joined or tree.role[first] is not Role.PREPOSITION or len(nouns) != 1:
            continue
        one, other = tree.head[first], nouns[0]
        if tree.word[at] == tree.word[first]:
            tree.move(other, one, Role.CONJUNCT)
        else:  # `in A and by B`
            tree.move(other, tree.head[one], tree.role[one], tree.word[at])
        tree.move(at, other, Role.PREPOSITION)
        for kid in (*tree.kids[first], *tree.kids[at]):  # `but` and `not`
            if kid not in (at, other):
                tree.head[kid] = one if tree.role[kid] in KEPT else other
        tree.refresh()
        changed = True
    return changed


def in_turn(tree: Tree, subjects: list[Argument], objects: list[Argument]) -> list[tuple[Argument, Argument]]:
    """The subjects with the objects that they act on: each with each, or in turn before `respectively`."""
    first, second = (list(dict.fromkeys(a.mention for a in ends)) for ends in (subjects, objects))
    last = max((tree.place.get(mention, -1) for mention in (*first, *second)), default=-1)
    end = next((at for at in tree.nodes if at > last and tree.word[at] == "respectively"), -1)
    third = any(tree.role[at] is Role.COORDINATOR for at in range(last, end))  # `in C and D, respectively`
    turns = end > 0 and not third and len(first) == len(second) > 1
    return [(s, o) for s in subjects for o in objects if not turns or first.index(s.mention) == second.index(o.mention)]
