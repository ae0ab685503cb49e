"""Mends for what the parser reads wrong in the same way again and again: coordination above all."""

from dataclasses import replace

from pipeline.records import Role, Token
from pipeline.relate import attachment, clauses, lists, pairs
from pipeline.relate.rules import Rules
from pipeline.relate.tree import HYPHENS, RELATIVE_PRONOUNS, Tree


def mended(tree: Tree, rules: Rules) -> Tree:
    """The same tree, mended in place."""
    parsed = tuple(tree.head)
    if clauses.lost_verbs(tree, rules.entries["verb"]):
        tree.refresh()
    for mend in (
        clauses.split_prefixes,
        pairs.prepositions,
        clauses.bracketed_causes,
        clauses.verbs_as_nouns,
        _bare_subjects,
        _loose_relatives,
        clauses.loose_gerunds,
        lists.hyphened_participles,
        clauses.verbs_of_nouns,
    ):
        if mend(tree):
            tree.refresh()
    clauses.gerunds_of_prepositions(tree, rules.entries["verb"])
    clauses.nouns_of_agents(tree, rules.entries["agent_noun"])
    _verbs_in_objects(tree, rules.words["support"])
    for mend in (
        lists.chains,
        lists.second_objects,
        lists.shared_hyphens,
        lists.misplaced_conjuncts,
    ):
        if mend(tree):
            tree.refresh()
    events = rules.words["measure"] | rules.entries["noun"].keys()
    if attachment.places_of_processes(tree, rules.words["support"], events):
        tree.refresh()
    tree.listed = lists.bracketed(tree)
    tree.moved = frozenset(at for at, head in enumerate(tree.head) if head != parsed[at])
    return tree


def _verbs_in_objects(tree: Tree, light: frozenset[str]) -> bool:
    """`X reduced A and increased B`: the parser reads `increased` as an adjective of B, the second object.

    It is a verb when the first one has its form and is more than a support (`showed reduced A and increased B` is a
    list of states; `light` are those verbs), and the first object has no such adjective.
    """
    changed = False
    for at in range(len(tree.tokens)):
        verb = _governing_verb(tree, at)
        if verb is None or tree.word[verb] in light:
            continue
        start = tree.start(at)
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
