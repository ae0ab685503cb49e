"""Mends of coordination that the parser reads wrong: lists broken in two, slashes, hyphens, brackets."""

from itertools import pairwise

from pipeline.records import Role
from pipeline.relate.tree import HYPHENS, Tree

LINKS = (Role.OBJECT, Role.OBLIQUE, Role.SUBJECT, Role.PASSIVE_SUBJECT, Role.AGENT)
COMMAS = frozenset({",", ", and", ", or", "and", "or", "as well as"})
BRACKET_JOINS = frozenset({"", "and", "or", "such as", "e.g.", "including", "i.e."})


def hyphened_participles(tree: Tree) -> bool:
    """`in A and B-treated mice`, with `treated` a third member of the list: it says what the mice were treated with."""
    changed = False
    for at in tree.nodes:
        tied = at > 1 and tree.tokens[at - 1].text in HYPHENS and tree.tokens[at - 1].end == tree.tokens[at].start
        if not tied or tree.role[at] is not Role.CONJUNCT or tree.tokens[at].tag not in ("VBN", "JJ"):
            continue
        first = tree.head[at]
        nouns = [k for k in tree.nodes if k > at and tree.tokens[k].pos in ("NOUN", "PROPN")]
        kin = {tree.head[first], *tree.children(first, Role.CONJUNCT), *tree.children(tree.head[first], Role.CONJUNCT)}
        if not nouns or nouns[0] not in kin or any(tree.tokens[k].pos == "VERB" for k in range(at + 1, nouns[0])):
            continue
        noun = nouns[0]
        inner = tree.children(at, Role.COMPOUND)
        if tree.head[first] == noun and inner and tree.role[first] is Role.COMPOUND:  # `A- and B-treated mice`
            tree.move(at, noun, Role.MODIFIER)
            tree.move(first, inner[0], Role.CONJUNCT)
        else:
            tree.move(at, noun, Role.MODIFIER)
        changed = True
        tree.refresh()
    return changed


def second_objects(tree: Tree) -> bool:
    """A verb's second object after `and` is coordinated with the first."""
    changed = False
    for at in range(len(tree.tokens)):
        objects = tree.children(at, Role.OBJECT)
        for first, second in pairwise(objects):
            between = any(tree.role[k] is Role.COORDINATOR for k in range(first + 1, second))
            if between and first < second:
                tree.move(second, first, Role.CONJUNCT)
                changed = True
    return changed


def shared_hyphens(tree: Tree) -> bool:
    """`in A and B-treated mice`: A is coordinated with B, not with the mice."""
    changed = False
    for at in range(len(tree.tokens)):
        if tree.role[at] is not Role.CONJUNCT or tree.mention[at] is not None:
            continue
        first = tree.head[at]
        before = [k for k in tree.kids[first] if k < first]
        bare = all(tree.role[k] in (Role.PREPOSITION, Role.DETERMINER) for k in before)
        if tree.mention[first] is None or tree.role[first] not in LINKS or not bare:
            continue
        for modifier in tree.children(at, Role.MODIFIER):
            inner = [k for k in tree.children(modifier, Role.COMPOUND) if tree.type_of(k) is tree.type_of(first)]
            if inner and tree.tokens[inner[0]].end + 1 == tree.tokens[modifier].start:
                head, role, prep = tree.head[first], tree.role[first], tree.prep[first]
                tree.head[at], tree.role[at], tree.prep[at] = head, role, prep
                tree.head[first], tree.role[first], tree.prep[first] = inner[0], Role.CONJUNCT, ""
                changed = True
                break
    return changed


def misplaced_conjuncts(tree: Tree) -> bool:
    """`expansion of A, B and C`: a conjunct belongs to the nearest mention of its own type, not to `expansion`."""
    changed = False
    for at in range(len(tree.tokens)):
        if tree.role[at] is not Role.CONJUNCT or tree.inner[at] or tree.mention[at] is None:
            continue
        head = tree.head[at]
        kind = tree.type_of(at)
        if tree.type_of(head) is kind or tree.is_verb(head) or (_participled(tree, at) and _participled(tree, head)):
            continue
        same = [
            k for k in tree.below(head) if head < k < at and k not in set(tree.below(at)) and tree.type_of(k) is kind
        ]
        same = [k for k in same if tree.role[k] in (Role.OBLIQUE, Role.CONJUNCT, Role.OBJECT)]
        if same:
            tree.move(at, same[-1], Role.CONJUNCT)
            changed = True
    return changed


def _participled(tree: Tree, at: int) -> bool:
    """`reduced A`, `impaired A`: with a state of its own."""
    return any(
        tree.tokens[k].tag in ("VBN", "VBD", "JJR") or tree.tokens[k].text.endswith("ed")
        for k in tree.children(at, Role.MODIFIER)
    )


def chains(tree: Tree) -> bool:
    """`the TLR4/MyD88/NF-κB pathway`: mentions of one type joined by a slash or a hyphen are coordinated.

    So are those with `and` or a comma between that the parser reads as one name: `CD4+, and CD8+ cells`.
    """
    changed = False
    placed = sorted(tree.place.items(), key=lambda item: item[0].start)
    text, shift = tree.sentence.text, tree.sentence.start
    for (left, at), (right, other) in pairwise(placed):
        gap = text[left.end - shift : right.start - shift].strip()
        fused = gap in COMMAS and tree.head[at] == other and tree.role[at] in (Role.COMPOUND, Role.MODIFIER)
        loose = gap in COMMAS and tree.role[other] is Role.CONJUNCT and tree.is_verb(tree.head[other])
        if left.type is not right.type or not (gap in ("/", *HYPHENS) or fused or loose):
            continue
        if loose:  # `X reduced A, B`, with B taken for a verb beside `reduced`
            tree.move(other, at, Role.CONJUNCT)
            changed = True
            continue
        # Whichever is nearer the root keeps its place; the other becomes its conjunct.
        up, down = (at, other) if tree.depth(at) < tree.depth(other) else (other, at)
        if up in tree.above(down) or tree.head[up] == tree.head[down]:
            tree.move(down, up, Role.CONJUNCT)
            changed = True
    return changed


def bracketed(tree: Tree) -> dict[int, tuple[int, ...]]:
    """Two or more mentions of one type in a bracket, with nothing but commas and `and` between, by the node before it."""
    found: dict[int, tuple[int, ...]] = {}
    opened = [k for k, token in enumerate(tree.tokens) if token.text == "(" and k > 0]
    placed = sorted(tree.place.items(), key=lambda item: item[0].start)
    for k in opened:
        before = tree.mention[k - 1]
        head = tree.place[before] if before is not None else k - 1
        at = tree.tokens[k].end
        inside: list[int] = []
        for mention, node in placed:
            if mention.start < at:
                continue
            gap = tree.sentence.text[at - tree.sentence.start : mention.start - tree.sentence.start]
            if gap.strip(" ,/;").lower() not in BRACKET_JOINS:
                break
            if inside and tree.type_of(inside[0]) is not mention.type:
                break
            inside.append(node)
            at = mention.end
        if len(inside) > 1 and head not in inside:
            found[head] = tuple(inside)
    return found
