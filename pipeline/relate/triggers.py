"""Which nodes of a sentence are triggers, and in what form each stands."""

from typing import NamedTuple

from pipeline.records import MentionType, Relation, Role
from pipeline.relate.rules import Entry, Form, Rules, WordKind
from pipeline.relate.tree import HYPHENS, Tree

SIGNED = (Relation.INCREASES, Relation.DECREASES)
COMPARATIVES = ("JJR", "RBR")
Reading = tuple[Form, WordKind, str]


class Trigger(NamedTuple):
    """A node, the form that it stands in, and the entry of the rules that it is."""

    at: int
    form: Form
    entry: Entry


def triggers_of(tree: Tree, rules: Rules) -> list[Trigger]:
    """Every reading of every node; a word with two entries gives two triggers."""
    found: list[Trigger] = []
    for at in tree.nodes:
        for form, kind, word in readings(tree, at):
            entries = rules.entries[kind].get(word, ())
            if form == "state" and kind == "verb":  # `reduced Y`, but not `regulated Y` or `secreted Y`
                entries = tuple(e for e in entries if e.group.relation in SIGNED and not e.preps)
            found.extend(Trigger(at, form, e) for e in entries if not e.group.forms or form in e.group.forms)
    return found


def readings(tree: Tree, at: int) -> list[Reading]:
    """The forms that a node can be read in, with the word to look up for each."""
    token, word = tree.tokens[at], tree.word[at]
    role, kind = tree.role[at], tree.type_of(at)
    if tree.prefixed(at) is not None:
        return [("prefix", "prefix", token.text.lower())]
    more = role is Role.ADVERB and token.tag in COMPARATIVES and tree.tokens[tree.head[at]].pos in ("NOUN", "PROPN")
    before_noun = role is Role.MODIFIER or more or (role is Role.COMPOUND and token.tag in ("JJ", "VBN", "VBG"))
    if kind is not None:
        if kind is MentionType.PROCESS and token.pos in ("NOUN", "PROPN"):
            # A process that is tagged is an event as well: `activation of A by B`, `X activated Y`.
            return [("noun", "noun", word)]
        if kind is not MentionType.PROCESS or before_noun or not token.tag.startswith("VB"):
            return []
    if before_noun or token.tag.startswith("VB"):
        return _modifier_readings(tree, at) if before_noun else _verb_readings(tree, at)
    if token.pos in ("NOUN", "PROPN"):
        return [("noun", "noun", word), ("effect", "effect", word), ("agent_noun", "agent_noun", word)]
    return _adjective_readings(tree, at) if token.pos in ("ADJ", "ADV") else []


def _adjective_readings(tree: Tree, at: int) -> list[Reading]:
    token = tree.tokens[at]
    if token.pos == "ADV":
        return [("adjective", "adjective", tree.word[at])]
    if tree.children(at, Role.OBJECT):  # `did not lower Y`: only a verb has an object
        return [("active", "verb", token.text.lower())]
    found: list[Reading] = [("adjective", "adjective", tree.word[at]), ("change", "state", _compared(tree, at))]
    return [*found, ("predicative", "bound", tree.word[at])] if _bound(tree, at) else found


def _modifier_readings(tree: Tree, at: int) -> list[Reading]:
    """`LPS-induced Y` names a cause, `reduced Y` and `higher Y` a state."""
    token, word = tree.tokens[at], tree.word[at]
    if _bound(tree, at):
        return [*(("prenominal", "verb", stem) for stem in stems(token.text, word)), ("prenominal", "bound", word)]
    found: list[Reading] = [("state", "state", _compared(tree, at))]
    if token.text.lower().endswith("ed") or token.tag in ("VBN", "VBD"):
        found.extend(("state", "verb", stem) for stem in stems(token.text, word))
    return found


def _verb_readings(tree: Tree, at: int) -> list[Reading]:
    word = tree.word[at]
    words = stems(tree.tokens[at].text, word)
    if tree.tokens[at].tag == "VBN" and tree.role[at] is Role.PARTICIPLE:
        return [("postnominal", "verb", stem) for stem in words]
    if is_passive(tree, at):
        return [("passive", "verb", stem) for stem in words]
    found: list[Reading] = [("active", "verb", stem) for stem in words]
    return found if tree.children(at, Role.OBJECT) else [*found, ("change", "change", word)]


def _compared(tree: Tree, at: int) -> str:
    """The word to look up for an adjective: `higher` is a change, `high` is not."""
    degrees = [k for k in tree.children(at, Role.ADVERB, Role.MODIFIER) if tree.tokens[k].tag in COMPARATIVES]
    word = degrees[-1] if degrees else at  # `more severe D`
    return tree.tokens[word].text.lower() if tree.tokens[word].tag in COMPARATIVES else tree.word[at]


def is_passive(tree: Tree, at: int) -> bool:
    """A past participle with `be`, or without any auxiliary in a complement: `was found increased`."""
    tag = tree.tokens[at].tag
    auxiliaries = {tree.tokens[k].lemma for k in tree.children(at, Role.AUXILIARY, Role.COPULA)}
    if tag not in ("VBN", "VBD"):
        return False
    if auxiliaries & {"be", "get"} or tree.children(at, Role.PASSIVE_SUBJECT, Role.AGENT):
        return True
    if auxiliaries or tag == "VBD":
        return False
    if tree.role[at] is Role.CONJUNCT:
        first = tree.first_conjunct(at)
        participle = tree.role[first] is Role.PARTICIPLE and tree.tokens[first].tag == "VBN"
        return participle or is_passive(tree, first)
    return not tree.children(at, Role.OBJECT, Role.SUBJECT)


def _bound(tree: Tree, at: int) -> bool:
    """Whether the participle has a noun of its own before it: `LPS-induced`, `LPS (10 ng)-induced`, `LPS induced`."""
    hyphen = at > 0 and tree.tokens[at - 1].text in HYPHENS and tree.tokens[at - 1].end == tree.tokens[at].start
    return hyphen or any(tree.mention[k] is not None for k in tree.children(at, Role.COMPOUND))


def stems(text: str, word: str) -> list[str]:
    """Verbs that a participle may come from: the tagger calls `induced` an adjective, so its lemma is no verb."""
    low = text.lower()
    prefix = word[: max(0, word.find(low[:3]))]  # given back to it: the word of `up regulated` is `upregulate`
    found = [word]
    if low.endswith("ied"):
        found.append(prefix + low[:-3] + "y")
    elif low.endswith("ed"):
        found += [prefix + low[:-1], prefix + low[:-2]]
        if len(low) > 4 and low[-3] == low[-4]:
            found.append(prefix + low[:-3])
    elif low.endswith("ing"):
        found += [prefix + low[:-3], prefix + low[:-3] + "e"]
    return list(dict.fromkeys(found))
