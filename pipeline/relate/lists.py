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


def verbs_of_passives(tree: Tree) -> bool:
    """`Reduced A, and attenuated B were seen`: with `attenuated` read as the verb of A, and `were seen` as one more verb.

    Nothing joins the two verbs, and the second has no subject: what the first one seems to act on is the last member
    of the list that was seen.
    """
    changed = False
    for verb in tree.nodes:
        seen = [k for k in tree.kids[verb] if k > verb and _is_bare_passive(tree, k)]
        objects = tree.children(verb, Role.OBJECT)
        subjects = tree.children(verb, Role.SUBJECT, Role.PASSIVE_SUBJECT)
        helped = tree.children(verb, Role.AUXILIARY, Role.COPULA, Role.AGENT)
        if not seen or len(objects) != 1 or len(subjects) != 1 or helped or tree.tokens[verb].tag not in ("VBD", "VBN"):
            continue
        passive, noun, first = seen[0], objects[0], subjects[0]
        joined = any(tree.role[k] is Role.COORDINATOR and tree.head[k] in (verb, passive) for k in range(noun, passive))
        listed = verb > 0 and (tree.role[verb - 1] is Role.COORDINATOR or tree.tokens[verb - 1].text == ",")
        if joined or not listed or not first < verb < noun < passive:
            continue
        top, role, prep = tree.head[verb], tree.role[verb], tree.prep[verb]
        for kid in tree.kids[verb]:
            if kid not in (passive, noun, first):
                tree.head[kid] = passive
        tree.head[passive], tree.role[passive], tree.prep[passive] = passive if top == verb else top, role, prep
        tree.head[first], tree.role[first] = passive, Role.PASSIVE_SUBJECT
        tree.head[noun], tree.role[noun], tree.prep[noun] = first, Role.CONJUNCT, ""
        tree.head[verb], tree.role[verb], tree.prep[verb] = noun, Role.MODIFIER, ""
        for kid in tree.children(first, Role.APPOSITION):  # `A, B, and attenuated C`
            if kid < verb and tree.children(kid, Role.COORDINATOR):
                tree.role[kid] = Role.CONJUNCT
        tree.refresh()
        changed = True
    return changed


def _is_bare_passive(tree: Tree, at: int) -> bool:
    """A passive that has no subject of its own: `were seen`."""
    be = any(tree.tokens[k].lemma == "be" for k in tree.children(at, Role.AUXILIARY))
    hung = tree.role[at] in (Role.CONJUNCT, Role.COMPLEMENT, Role.PARATAXIS, Role.ADVERBIAL_CLAUSE)
    return be and hung and tree.tokens[at].tag == "VBN" and not tree.children(at, Role.SUBJECT, Role.PASSIVE_SUBJECT)


def participles_in_lists(tree: Tree) -> bool:
    """`reduced A, B, and attenuated C were seen`: the parser reads `attenuated` as a verb with the object C."""
    changed = False
    for at in range(len(tree.tokens)):
        listed = tree.role[at] in (Role.PARTICIPLE, Role.CONJUNCT) and not tree.inner[at]
        if not listed or tree.tokens[at].tag not in ("VBD", "VBN") or tree.head[at] == at:
            continue
        objects = tree.children(at, Role.OBJECT)
        nounal = not tree.tokens[tree.head[at]].tag.startswith("VB")
        others = [k for k in tree.kids[at] if tree.role[k] not in (Role.OBJECT, Role.PUNCTUATION, Role.COORDINATOR)]
        if nounal and len(objects) == 1 and objects[0] == at + 1 and not others and tree.coordinator_before(at):
            noun = objects[0]
            tree.move(noun, tree.head[at], Role.CONJUNCT)
            tree.move(at, noun, Role.MODIFIER)
            changed = True
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


def split_lists(tree: Tree) -> bool:
    """`A, B, and C were seen`, read as `A, that is B` and a second subject C: one list of three."""
    changed = False
    for at in tree.nodes:
        first = tree.head[at]
        links = [k for k in tree.children(at, Role.COORDINATOR) if k > at]
        if tree.role[at] is not Role.APPOSITION or tree.children(at, Role.CONJUNCT) or not links:
            continue
        rest = [k for k in tree.children(tree.head[first], tree.role[first]) if k > links[0]]
        if rest and tree.role[first] in LINKS:
            tree.move(at, first, Role.CONJUNCT)
            tree.move(rest[0], first, Role.CONJUNCT)
            changed = True
    return changed
