"""Mends of clauses: verbs of titles read as names, prefixes read as words, verbs and gerunds hung too low."""

from collections.abc import Container
from dataclasses import replace

from pipeline.records import Role
from pipeline.relate.tree import HYPHENS, PREFIXES, Tree
from pipeline.relate.triggers import stems

SUBJECTS = (Role.SUBJECT, Role.PASSIVE_SUBJECT)
LEFT_OVER = (Role.PARTICIPLE, Role.MODIFIER, Role.APPOSITION, Role.RELATIVE, Role.CONJUNCT)
FREED = ("thereby", "thus", "hence", "consequently", "subsequently", "ultimately", "eventually", "finally", "further")
RESULTS = frozenset({"lead", "result", "cause", "contribute", "culminate"})


def verbs_as_nouns(tree: Tree) -> bool:
    """`A Alleviates B`, the verb of a title read as a name: what has a subject and an object is a verb.

    So is what ends in `ing` and has an object: `and reducing B`, read as a noun.
    """
    changed = False
    for at in tree.nodes:
        token = tree.tokens[at]
        noun = tree.mention[at] is None and token.pos in ("NOUN", "PROPN", "ADJ", "X")
        if not noun or not tree.children(at, Role.OBJECT):
            continue
        if token.text.lower().endswith("ing"):
            tree.tokens[at] = replace(token, tag="VBG", pos="VERB")
            changed = True
        elif tree.children(at, *SUBJECTS):
            word, tag = _verb(token.text.lower())
            tree.tokens[at] = replace(token, tag=tag, pos="VERB")
            tree.word[at] = word
            changed = True
    return changed


def _verb(text: str) -> tuple[str, str]:
    if text.endswith("ies"):
        return text[:-3] + "y", "VBZ"
    if text.endswith(("sses", "xes", "ches", "shes")):
        return text[:-2], "VBZ"
    return (text[:-1], "VBZ") if text.endswith("s") else (text, "VBP")


def split_prefixes(tree: Tree) -> bool:
    """`knock-down of A`, with `down` hung on `knock`: the second half is the word, and stands where the first stood."""
    changed = False
    for first in tree.nodes:
        at = first + 2
        tied = at < len(tree.tokens) and tree.tokens[first + 1].text in HYPHENS and tree.head[at] == first
        if not tied or tree.tokens[first].text.lower() not in PREFIXES or tree.mention[at] is not None:
            continue
        head, role, prep = tree.head[first], tree.role[first], tree.prep[first]
        for kid in tree.kids[first]:
            tree.head[kid] = at
        tree.head[at], tree.role[at], tree.prep[at] = (at if head == first else head), role, prep
        tree.head[first], tree.role[first] = at, Role.COMPOUND
        if tree.tokens[at].pos not in ("NOUN", "VERB"):
            tree.tokens[at] = replace(tree.tokens[at], tag="NN", pos="NOUN")
        changed = True
    return changed


def loose_gerunds(tree: Tree) -> bool:
    """`A bound B in C, leading to D`: what comes of a clause hangs on its verb, not on the noun before the comma."""
    changed = False
    for at in tree.nodes:
        if tree.tokens[at].tag != "VBG" or tree.role[at] not in LEFT_OVER or tree.children(at, *SUBJECTS):
            continue
        noun = tree.head[at]
        if noun >= at or tree.is_verb(noun) or tree.role[noun] is Role.ROOT:
            continue
        before = min(tree.below(at))
        freed = before > 0 and (tree.tokens[before - 1].text == "," or tree.tokens[before].lemma in FREED)
        verb = next((k for k in tree.above(noun) if tree.is_verb(k)), None)
        if verb is None or verb > at or not (freed or tree.word[at] in RESULTS):
            continue
        subject = tree.role[noun] in SUBJECTS or any(tree.role[k] in SUBJECTS for k in _up_to(tree, noun, verb))
        if not subject:
            tree.move(at, verb, Role.ADVERBIAL_CLAUSE)
            changed = True
    return changed


def _up_to(tree: Tree, at: int, top: int) -> list[int]:
    found: list[int] = []
    for node in tree.above(at):
        if node == top:
            break
        found.append(node)
    return found


def verbs_of_nouns(tree: Tree) -> bool:
    """`by inhibiting A and activating B`, with `activating` hung on A: it goes with the verb of its own form."""
    changed = False
    for at in tree.nodes:
        noun = tree.head[at]
        if tree.role[at] is not Role.CONJUNCT or not tree.is_verb(at) or tree.is_verb(noun) or noun > at:
            continue
        verb = next((k for k in tree.above(noun) if tree.is_verb(k)), None)
        if verb is not None and verb < noun and tree.tokens[verb].tag == tree.tokens[at].tag:
            tree.move(at, verb, Role.CONJUNCT)
            changed = True
    return changed


def gerunds_of_prepositions(tree: Tree, verbs: Container[str]) -> bool:
    """`a role in driving A`, with `driving` read as an adjective of A: after a preposition one of `verbs` is a verb."""
    changed = False
    for at in tree.nodes:
        noun, token = tree.head[at], tree.tokens[at]
        loose = tree.role[at] in (Role.MODIFIER, Role.COMPOUND) and token.text.lower().endswith("ing")
        if not loose or at == 0 or tree.mention[at] is not None or tree.role[noun] is not Role.OBLIQUE:
            continue
        before = tree.role[at - 1] is Role.PREPOSITION and tree.head[at - 1] == noun
        word = next((stem for stem in stems(token.text, tree.word[at]) if stem in verbs), None)
        if not before or word is None:
            continue
        tree.tokens[at] = replace(token, tag="VBG", pos="VERB")
        tree.word[at] = word
        tree.head[at], tree.role[at], tree.prep[at] = tree.head[noun], Role.OPEN_COMPLEMENT, tree.prep[noun]
        tree.head[noun], tree.role[noun], tree.prep[noun] = at, Role.OBJECT, ""
        tree.head[at - 1] = at
        tree.refresh()
        changed = True
    return changed


def nouns_of_agents(tree: Tree, words: Container[str]) -> None:
    """`the A inhibitor B`, with A and `inhibitor` both hung on B: A is what is inhibited."""
    for at in tree.nodes:
        head, before = tree.head[at], tree.start(at) - 1
        named = tree.role[at] is Role.COMPOUND and tree.mention[head] is not None and tree.word[at] in words
        mention = tree.mention[before] if before >= 0 else None
        if not named or mention is None:
            continue
        noun = tree.place[mention]
        if tree.head[noun] == head and tree.role[noun] in (Role.COMPOUND, Role.MODIFIER):
            tree.move(noun, at, Role.COMPOUND)
            tree.refresh()


def bracketed_causes(tree: Tree) -> bool:
    """`A (10 ng)-induced B`: the bracket before the hyphen belongs to A, and A to the participle."""
    changed = False
    for at in tree.nodes:
        tied = at > 2 and tree.tokens[at - 1].text in HYPHENS and tree.tokens[at - 2].text == ")"
        participle = tree.role[at] in (Role.MODIFIER, Role.COMPOUND, Role.PARTICIPLE) and tree.mention[at] is None
        if not tied or not participle or any(tree.mention[k] is not None for k in tree.children(at, Role.COMPOUND)):
            continue
        depth, k = 0, at - 2
        while k >= 0 and (depth or tree.tokens[k].text == ")"):
            depth += {")": 1, "(": -1}.get(tree.tokens[k].text, 0)
            k -= 1
        mention = tree.mention[k] if k >= 0 else None
        if mention is not None and tree.place[mention] not in (at, *tree.above(at)):
            tree.move(tree.place[mention], at, Role.COMPOUND)
            tree.refresh()
            changed = True
    return changed


def lost_verbs(tree: Tree, verbs: Container[str]) -> bool:
    """`Knockdown of A reduced B.`, with `reduced` read as an adjective of B: a sentence without a finite verb has it there.

    It is the first participle of one of `verbs` that stands between two nouns.
    """
    if any(_is_finite(tree, at) for at in tree.nodes):
        return False
    verb = next((at for at in tree.nodes if _is_lost(tree, at, verbs)), None)
    roots = [at for at in tree.nodes if tree.head[at] == at]
    if verb is None or len(roots) != 1:
        return False
    root, noun, left = roots[0], tree.head[verb], _noun_before(tree, verb)
    while tree.head[noun] > verb and tree.head[noun] != noun:
        noun = tree.head[noun]
    while tree.head[left] < verb and tree.head[left] != left:
        left = tree.head[left]
    subject = root if root < verb else left
    if left != subject and tree.head[noun] < verb:  # what the parser put before the object stands where that stood
        tree.head[left], tree.role[left], tree.prep[left] = tree.head[noun], tree.role[noun], tree.prep[noun]
    token = tree.tokens[verb]
    tree.tokens[verb] = replace(token, tag="VBD", pos="VERB")
    tree.word[verb] = next(stem for stem in stems(token.text, tree.word[verb]) if stem in verbs)
    tree.head[verb], tree.role[verb], tree.prep[verb] = verb, Role.ROOT, ""
    for at in tree.nodes:
        if at < verb < tree.head[at]:
            tree.head[at] = verb
    if root > verb:
        tree.head[root], tree.role[root] = verb, Role.ADVERBIAL_CLAUSE
    tree.head[subject], tree.role[subject], tree.prep[subject] = verb, Role.SUBJECT, ""
    tree.head[noun], tree.role[noun], tree.prep[noun] = verb, Role.OBJECT, ""
    return True


def _is_finite(tree: Tree, at: int) -> bool:
    if tree.mention[at] is not None or not tree.is_verb(at) or tree.role[at] in (Role.RELATIVE, Role.AUXILIARY):
        return False
    helped = any(tree.tokens[k].lemma not in ("to", "not") for k in tree.children(at, Role.AUXILIARY))
    main = tree.tokens[at].tag == "VBN" and tree.role[at] in (Role.ROOT, Role.COMPLEMENT, Role.CONJUNCT)
    return helped or main or tree.tokens[at].tag in ("VBD", "VBZ", "VBP") or bool(tree.children(at, Role.COPULA))


def _is_lost(tree: Tree, at: int, verbs: Container[str]) -> bool:
    text = tree.tokens[at].text
    loose = tree.role[at] in (Role.MODIFIER, Role.COMPOUND) and tree.head[at] > at > 0 and tree.mention[at] is None
    if not loose or not text.endswith("ed") or not text.islower():
        return False
    before = _noun_before(tree, at)
    noun = tree.mention[before] is not None or tree.tokens[before].pos in ("NOUN", "PROPN", "NUM")
    return noun and any(stem in verbs for stem in stems(text, tree.word[at]))


def _noun_before(tree: Tree, at: int) -> int:
    """The node before `at`, adverbs passed over."""
    at -= 1
    while at > 0 and tree.tokens[at].pos in ("ADV", "PART"):
        at -= 1
    return tree.node(at)
