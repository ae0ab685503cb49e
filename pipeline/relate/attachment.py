"""Mends of attachment: what hangs on a verb and belongs to its object.

Parsers differ here, and either reading can be defended; the rules read one.
"""

from collections.abc import Container

from pipeline.records import MentionType, Role
from pipeline.relate.tree import Tree

PLACES = frozenset({"in", "by", "of", "on", "from", "within", "into"})


def places_of_processes(tree: Tree, light: Container[str], events: Container[str]) -> bool:
    """`X increased angiogenesis in C`, with `in C` hung on the verb: cells behind a process are those that undergo it.

    So are those behind one of `events`: `the release of A by C`. Not after one of the verbs that are `light`, whose
    cells are those that were looked at: `showed angiogenesis in C`.
    """
    changed = False
    for at in tree.nodes:
        verb = tree.head[at]
        placed = tree.role[at] in (Role.OBLIQUE, Role.AGENT) and tree.prep[at] in PLACES
        if not placed or tree.type_of(at) is not MentionType.CELL or not tree.is_verb(verb) or tree.word[verb] in light:
            continue
        objects = [k for o in tree.children(verb, Role.OBJECT) for k in tree.members(o) if k < at]
        if not objects or tree.node(tree.start(at) - 1) not in tree.below(objects[-1]):
            continue
        noun = objects[-1]
        if tree.type_of(noun) is MentionType.PROCESS or (tree.mention[noun] is None and tree.word[noun] in events):
            tree.move(at, noun, Role.OBLIQUE, tree.prep[at])
            changed = True
    return changed
