"""Whether a claim is denied, hedged or only aimed at: cue words with syntactic scope, for each claim."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from pipeline.records import Certainty, Cue, Role
from pipeline.relate.cues import Cues
from pipeline.relate.tree import Tree

# A cue above these has no say over what stands below them.
BARRIERS = (Role.RELATIVE, Role.PARATAXIS, Role.APPOSITION, Role.MODIFIER)
DENIED_WITH = (Role.OPEN_COMPLEMENT, Role.OBJECT, Role.PREDICATE)


class Polarity(NamedTuple):
    negated: bool
    certainty: Certainty
    cues: tuple[Cue, ...]


def polarity(tree: Tree, cues: Cues, trigger: int, ends: Collection[int]) -> Polarity:
    """The polarity of the claim of the trigger at `trigger` about the mentions at `ends`."""
    denials = list(_denials(tree, cues, trigger, ends))
    found: list[tuple[str, int]] = [("negation", at) for at in denials]
    certainty = Certainty.ASSERTED
    for kind, level in (("aim", Certainty.AIM), ("hedge", Certainty.HEDGED)):
        marks = list(_marks(tree, cues, kind, trigger))
        if marks:
            certainty = level
            found += [(kind, at) for at in marks]
    words = tuple(_cue(tree, kind, at) for kind, at in found)
    return Polarity(len(denials) % 2 == 1, certainty, words)


def is_unknown(tree: Tree, cues: Cues, trigger: int) -> bool:
    """`The effect of X on Y is unclear`, `… has not been reported`: nothing is claimed."""
    open_words, reports = cues.lemmas("unknown", "over"), cues.lemmas("unknown-when-denied", "over")
    for at in governors(tree, trigger):
        said = (at, *tree.children(at, Role.PREDICATE, Role.OPEN_COMPLEMENT))  # `remains unknown`
        if any(tree.word[k] in open_words for k in said):
            return True
        if tree.word[at] in reports and tree.children(at, Role.NEGATION):
            return True
    return False


def governors(tree: Tree, at: int) -> Iterator[int]:
    """The words over `at` whose cues reach it."""
    while tree.head[at] != at:
        role, head = tree.role[at], tree.head[at]
        finite = role is Role.ADVERBIAL_CLAUSE and bool(tree.children(at, Role.SUBJECT, Role.PASSIVE_SUBJECT))
        own_subject = role is Role.CONJUNCT and bool(tree.children(at, Role.SUBJECT, Role.PASSIVE_SUBJECT))
        # `exosomes containing Y`, `Y induced by X`: what a participle says of its noun is taken as known.
        known = role is Role.PARTICIPLE and tree.tokens[at].tag in ("VBN", "VBG")
        if role in BARRIERS or finite or own_subject or known:
            return
        yield head
        at = head


def _marks(tree: Tree, cues: Cues, kind: str, trigger: int) -> Iterator[int]:
    over, on = cues.lemmas(kind, "over"), cues.lemmas(kind, "on")
    below = trigger
    for at in (trigger, *governors(tree, trigger)):
        nominal = tree.tokens[at].pos == "NOUN"
        if (at != trigger or nominal) and tree.word[at] in over and not _reported(tree, kind, below):
            yield at
        for kid in tree.kids[at]:
            if kid != below and tree.word[kid] in on and kid < max(at, below, trigger):
                yield kid
        below = at


def _reported(tree: Tree, kind: str, clause: int) -> bool:
    """`we determined that …` reports a finding; `we determined whether …` sets an aim."""
    if kind != "aim" or tree.role[clause] is not Role.COMPLEMENT:
        return False
    return not any(tree.word[k] in ("whether", "if", "how", "why") for k in tree.kids[clause] if k < clause)


def _denials(tree: Tree, cues: Cues, trigger: int, ends: Collection[int]) -> Iterator[int]:
    on, over, before = (cues.lemmas("negation", scope) for scope in ("on", "over", "preposition"))
    argument = cues.lemmas("negation", "argument")
    leading = (_words(tree, k - 1, k + 1) for k in tree.children(trigger, Role.PREPOSITION) if k < trigger)
    if tree.prep[trigger] in before or any(words in before for words in leading):  # `without …`, `instead of …`
        yield trigger
    below = trigger
    for at in (trigger, *governors(tree, trigger)):
        if at != trigger:
            if tree.role[below] not in DENIED_WITH and not (tree.role[below] is Role.CONJUNCT and _or(tree, below)):
                break
            if tree.word[at] in over:
                yield at
        for kid in tree.kids[at]:
            listed = tree.word[kid] in on and tree.role[kid] is not Role.COORDINATOR
            if (listed or tree.role[kid] is Role.NEGATION) and not _only(tree, kid):
                yield kid
        below = at
    yield from dict.fromkeys(k for end in ends for k in _denied_argument(tree, argument | before, end, trigger))


def _denied_argument(tree: Tree, words: frozenset[str], at: int, trigger: int) -> Iterator[int]:
    """`no T cells`, `A but not B`: a denial on the argument or on the words between it and the trigger."""
    for node in (at, *tree.above(at)):
        if node == trigger or tree.tokens[node].tag.startswith("VB") or tree.children(node, Role.COPULA):
            return
        for kid in tree.kids[node]:
            if kid < node and (tree.role[kid] is Role.NEGATION or tree.word[kid] in words) and not _only(tree, kid):
                yield kid
        if tree.role[node] is Role.CONJUNCT:
            start = tree.start(node)
            if start > 0 and (tree.tokens[start - 1].lemma == "not" or _words(tree, start - 2, start) in words):
                yield start - 1  # `A but not B`, `A rather than B`
            # What is said of the first member is not said of the others, but for `or` and `nor`.
            if not (_or(tree, node) or _or(tree, tree.members(node)[-1])):
                return


def _words(tree: Tree, start: int, end: int) -> str:
    return " ".join(tree.tokens[k].lemma for k in range(max(start, 0), min(end, len(tree.tokens))))


def _or(tree: Tree, at: int) -> bool:
    start = tree.start(at)
    return any(tree.tokens[k].lemma in ("or", "nor") for k in range(max(start - 2, 0), start))


def _cue(tree: Tree, kind: str, at: int) -> Cue:
    token = tree.tokens[at]
    return Cue(kind, token.start, token.end, token.text)


def _only(tree: Tree, at: int) -> bool:
    """`not only` denies nothing."""
    return at + 1 < len(tree.tokens) and tree.tokens[at + 1].lemma in ("only", "merely", "just")
