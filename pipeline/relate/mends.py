"""Mends for what the parser reads wrong in the same way again and again: coordination above all."""

from dataclasses import replace
from itertools import pairwise

from pipeline.records import Role, Token
from pipeline.relate.tree import HYPHENS, RELATIVE_PRONOUNS, Tree

LINKS = (Role.OBJECT, Role.OBLIQUE, Role.SUBJECT, Role.PASSIVE_SUBJECT, Role.AGENT)
BRACKET_JOINS = frozenset({"", "and", "or", "such as", "e.g.", "including", "i.e."})


def mended(tree: Tree, light: frozenset[str]) -> Tree:
    """The same tree, mended in place. `light` are verbs that show a state and make none (`showed reduced A`)."""
    for mend in (_lost_verb, _modal_modifiers, _bare_subjects, _loose_relatives, _stolen_objects, _split_lists):
        if mend(tree):
            tree.refresh()
    _verbs_in_objects(tree, light)
    for mend in (_chains, _participles_in_lists, _second_objects, _shared_hyphens, _misplaced_conjuncts):
        if mend(tree):
            tree.refresh()
    tree.listed = _bracketed(tree)
    return tree


def _participles_in_lists(tree: Tree) -> bool:
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


def _second_objects(tree: Tree) -> bool:
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


def _shared_hyphens(tree: Tree) -> bool:
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


def _misplaced_conjuncts(tree: Tree) -> bool:
    """`expansion of A, B and C`: a conjunct belongs to the nearest mention of its own type, not to `expansion`."""
    changed = False
    for at in range(len(tree.tokens)):
        if tree.role[at] is not Role.CONJUNCT or tree.inner[at] or tree.mention[at] is None:
            continue
        head = tree.head[at]
        kind = tree.type_of(at)
        if tree.type_of(head) is kind or tree.is_verb(head):
            continue
        same = [
            k for k in tree.below(head) if head < k < at and k not in set(tree.below(at)) and tree.type_of(k) is kind
        ]
        same = [k for k in same if tree.role[k] in (Role.OBLIQUE, Role.CONJUNCT, Role.OBJECT)]
        if same:
            tree.move(at, same[-1], Role.CONJUNCT)
            changed = True
    return changed


def _chains(tree: Tree) -> bool:
    """`the TLR4/MyD88/NF-κB pathway`: mentions of one type joined by a slash or a hyphen are coordinated."""
    changed = False
    placed = sorted(tree.place.items(), key=lambda item: item[0].start)
    text, shift = tree.sentence.text, tree.sentence.start
    for (left, at), (right, other) in pairwise(placed):
        gap = text[left.end - shift : right.start - shift].strip()
        if left.type is not right.type or gap not in ("/", *HYPHENS):
            continue
        # Whichever is nearer the root keeps its place; the other becomes its conjunct.
        up, down = (at, other) if tree.depth(at) < tree.depth(other) else (other, at)
        if up in tree.above(down) or tree.head[up] == tree.head[down]:
            tree.move(down, up, Role.CONJUNCT)
            changed = True
    return changed


def _bracketed(tree: Tree) -> dict[int, tuple[int, ...]]:
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


def _stolen_objects(tree: Tree) -> bool:
    """`A that target B were reduced`: two subjects of one verb, where the second is the relative clause's object."""
    changed = False
    for at in range(len(tree.tokens)):
        subjects = tree.children(at, Role.SUBJECT, Role.PASSIVE_SUBJECT)
        for first, second in pairwise(subjects):
            clauses = [k for k in tree.children(first, Role.RELATIVE, Role.PARTICIPLE) if first < k < second]
            if clauses and not tree.children(clauses[-1], Role.OBJECT, Role.OBLIQUE):
                tree.move(second, clauses[-1], Role.OBJECT)
                changed = True
    return changed


def _verbs_in_objects(tree: Tree, light: frozenset[str]) -> bool:
    """`X reduced A and increased B`: the parser reads `increased` as an adjective of B, the second object.

    It is a verb when the first one has its form and is more than a support (`showed reduced A and increased B` is a
    list of states), and the first object has no such adjective.
    """
    changed = False
    for at in range(len(tree.tokens)):
        verb = _governing_verb(tree, at)
        if verb is None or tree.word[verb] in light:
            continue
        start = min(tree.below(at))
        lead = tree.tokens[start]
        if start in (0, at) or tree.role[start] is not Role.MODIFIER or tree.head[start] != at:
            continue
        after = tree.role[start - 1] is Role.COORDINATOR or tree.tokens[start - 1].text == ","
        form = _same_form(tree.tokens[verb], lead)
        first = tree.children(tree.first_conjunct(at), Role.MODIFIER)
        if not after or not form or any(_same_form(tree.tokens[verb], tree.tokens[k]) for k in first):
            continue
        tree.tokens[start] = replace(lead, tag=form, pos="VERB")
        if lead.pos == "ADJ":  # the lemma of `induced` as an adjective is `induced`
            tree.word[start] = lead.text.lower()[:-1] if form == "VBD" else lead.text.lower()[:-3]
        tree.move(start, verb, Role.CONJUNCT)
        tree.move(at, start, Role.OBJECT)
        tree.refresh()
        changed = True
    return changed


def _governing_verb(tree: Tree, at: int) -> int | None:
    """The verb whose object is coordinated with `at`, or holds what is: `reduced A in B and increased C`."""
    if tree.role[at] is not Role.CONJUNCT or tree.inner[at] or tree.is_verb(at):
        return None
    top = tree.first_conjunct(at)
    while tree.role[top] is Role.OBLIQUE and not tree.is_verb(tree.head[top]):
        top = tree.head[top]
    verb = tree.head[top]
    return verb if tree.role[top] is Role.OBJECT and top > verb and tree.is_verb(verb) else None


def _same_form(verb: Token, word: Token) -> str:
    """The tag of a verb that `word` would be beside `verb`: VBD, VBG or, when their forms differ, ""."""
    text = word.text.lower()
    if verb.tag in ("VBD", "VBN") and text.endswith("ed") and word.tag in ("VBN", "VBD", "JJ"):
        return "VBD"
    return "VBG" if verb.tag == "VBG" and text.endswith("ing") and word.tag in ("VBG", "JJ", "NN") else ""


def _lost_verb(tree: Tree) -> bool:
    """`Knockdown of A reduced B.`: a sentence without a verb, with a participle between two nouns, has its verb there."""
    verbs = [at for at in tree.nodes if tree.is_verb(at)]
    lost = [at for at in tree.nodes if not verbs and at > 0 and _is_lost_verb(tree, at)]
    roots = [at for at in tree.nodes if tree.head[at] == at]
    if len(lost) != 1 or len(roots) != 1 or roots[0] >= lost[0]:
        return False
    verb, root, noun = lost[0], roots[0], tree.head[lost[0]]
    head, role, prep = tree.head[noun], tree.role[noun], tree.prep[noun]
    before = [k for k in tree.kids[noun] if k < verb and tree.role[k] in (Role.COMPOUND, Role.MODIFIER)]
    tree.tokens[verb] = replace(tree.tokens[verb], tag="VBD", pos="VERB")
    tree.head[verb], tree.role[verb], tree.prep[verb] = verb, Role.ROOT, ""
    tree.head[noun], tree.role[noun], tree.prep[noun] = verb, Role.OBJECT, ""
    if before and head != noun:  # what the parser put before the object stands where the object stood
        tree.head[before[-1]], tree.role[before[-1]], tree.prep[before[-1]] = head, role, prep
    if root != noun:
        tree.head[root], tree.role[root], tree.prep[root] = verb, Role.SUBJECT, ""
    return True


def _is_lost_verb(tree: Tree, at: int) -> bool:
    token, before = tree.tokens[at], tree.tokens[at - 1]
    ended = token.text.lower().endswith("ed") and token.tag in ("VBD", "VBN", "JJ")
    return ended and tree.role[at] is Role.MODIFIER and tree.head[at] > at and before.pos in ("NOUN", "PROPN", "NUM")


def _split_lists(tree: Tree) -> bool:
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


def _loose_relatives(tree: Tree) -> bool:
    """`X carried A, which targets B`: a clause that begins with `which` belongs to the noun before it."""
    changed = False
    for at in tree.nodes:
        if tree.tokens[at].tag not in RELATIVE_PRONOUNS:
            continue
        verb = next((k for k in tree.above(at) if tree.is_verb(k)), None)
        before = at - 2 if at > 1 and tree.tokens[at - 1].text == "," else at - 1
        if verb is None or before < 0 or tree.role[verb] is Role.RELATIVE or tree.head[verb] == verb:
            continue
        mention = tree.mention[before]
        noun = tree.place[mention] if mention is not None else before
        if tree.tokens[before].pos not in ("NOUN", "PROPN", "NUM") or noun > verb:
            continue
        if tree.tokens[at].tag == "WP$" and tree.role[tree.head[at]] is Role.OTHER:
            tree.role[tree.head[at]] = Role.SUBJECT
        tree.move(verb, noun, Role.RELATIVE)
        changed = True
    return changed


def _bare_subjects(tree: Tree) -> bool:
    """`that lactate promote …`, with the name of a substance misread: a mention before a verb without a subject is one."""
    changed = False
    for at in tree.nodes:
        verb = tree.head[at]
        loose = tree.role[at] in (Role.MODIFIER, Role.COMPOUND, Role.ADVERB, Role.OTHER)
        if tree.mention[at] is None or not loose or at >= verb or not tree.is_verb(verb):
            continue
        # A hyphen before the verb makes one word of the two: `X-treated`.
        between = {tree.tokens[k].text for k in range(at + 1, verb)}
        taken = tree.children(verb, Role.SUBJECT, Role.PASSIVE_SUBJECT)
        if between.isdisjoint(HYPHENS) and not taken and tree.children(verb, Role.OBJECT):
            tree.role[at] = Role.SUBJECT
            changed = True
    return changed


def _modal_modifiers(tree: Tree) -> bool:
    """`if X can reverse Y`, with `reverse` read as an adjective of Y: what has a subject and a modal is a verb."""
    changed = False
    for at in tree.nodes:
        noun = tree.head[at]
        modal = any(tree.tokens[k].tag == "MD" for k in tree.children(at, Role.AUXILIARY))
        if tree.role[at] is not Role.MODIFIER or noun <= at or not modal or not tree.children(at, Role.SUBJECT):
            continue
        head, role, prep = tree.head[noun], tree.role[noun], tree.prep[noun]
        tree.tokens[at] = replace(tree.tokens[at], tag="VB", pos="VERB")
        tree.head[at] = head if head != noun else at
        tree.role[at], tree.prep[at] = (Role.COMPLEMENT if head != noun else role), prep
        tree.head[noun], tree.role[noun], tree.prep[noun] = at, Role.OBJECT, ""
        changed = True
    return changed
