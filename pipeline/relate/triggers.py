"""Which nodes of a sentence are triggers, and in what form each stands."""

from typing import NamedTuple

from pipeline.records import MentionType, Relation, Role
from pipeline.relate.rules import Entry, Form, Rules, WordKind
from pipeline.relate.tree import HYPHENS, Tree


SIGNED = (Relation.INCREASES, Relation.DECREASES)


class Trigger(NamedTuple):
    at: int
    form: Form
    entry: Entry


def triggers_of(tree: Tree, rules: Rules) -> list[Trigger]:
    """Every reading of every node; a word with two entries gives two triggers."""
    found: list[Trigger] = []
    for at in tree.nodes:
        for form, kind, word in readings(tree, at):
            entries = rules.entries[kind].get(word, ())
            if form == "state":  # `reduced Y`, but not `regulated Y` or `secreted Y`
                entries = tuple(e for e in entries if e.group.relation in SIGNED and not e.preps)
            found.extend(Trigger(at, form, e) for e in entries if not e.group.forms or form in e.group.forms)
    return found


def readings(tree: Tree, at: int) -> list[tuple[Form, WordKind, str]]:
    """The forms that a node can be read in, with the word to look up for each."""
    token, word = tree.tokens[at], tree.word[at]
    role = tree.role[at]
    if tree.tokens[at].text.lower() in ("anti", "pro") and tree.type_of(tree.head[at]) is MentionType.PROCESS:
        return [("prefix", "prefix", token.text.lower())]
    if tree.mention[at] is not None:
        # A process that is tagged is an event as well: `activation of A by B`, `X activated Y`.
        if tree.type_of(at) is not MentionType.PROCESS:
            return []
        if token.pos in ("NOUN", "PROPN"):
            return [("noun", "noun", word)]
        if not token.tag.startswith("VB") or role is Role.MODIFIER:
            return []
    if role is Role.MODIFIER or (role is Role.COMPOUND and token.tag in ("JJ", "VBN", "VBG")):
        # `higher` is a change, `high` is not.
        compared = token.text.lower() if token.tag in ("JJR", "RBR") else word
        found: list[tuple[Form, WordKind, str]] = [("state", "state", compared)]
        if _bound(tree, at):
            found = [("prenominal", "verb", stem) for stem in stems(token.text, word)]
            found.append(("prenominal", "bound", word))
        elif token.text.lower().endswith("ed") or token.tag in ("VBN", "VBD"):
            found += [("state", "verb", stem) for stem in stems(token.text, word)]
        return found
    if token.tag.startswith("VB"):
        if token.tag == "VBN" and role is Role.PARTICIPLE:
            return [("postnominal", "verb", word)]
        if is_passive(tree, at):
            return [("passive", "verb", word)]
        return [("active", "verb", word), ("change", "change", word)]
    if token.pos in ("NOUN", "PROPN"):
        return [("noun", "noun", word), ("effect", "effect", word), ("agent_noun", "agent_noun", word)]
    if token.pos in ("ADJ", "ADV"):
        found = [("adjective", "adjective", word)]
        if token.pos == "ADJ":
            found.append(("change", "state", token.text.lower() if token.tag in ("JJR", "RBR") else word))
        return found
    return []


def is_passive(tree: Tree, at: int) -> bool:
    """A past participle with `be`, or without any auxiliary in a complement: `was found increased`."""
    if tree.tokens[at].tag not in ("VBN", "VBD"):
        return False
    if tree.children(at, Role.PASSIVE_SUBJECT, Role.AGENT):
        return True
    auxiliaries = [tree.tokens[k].lemma for k in tree.children(at, Role.AUXILIARY, Role.COPULA)]
    if "have" in auxiliaries and "be" not in auxiliaries:
        return False
    if "be" in auxiliaries or "get" in auxiliaries:
        return True
    if tree.role[at] is Role.CONJUNCT and tree.tokens[at].tag == "VBN" and not auxiliaries:
        first = tree.first_conjunct(at)
        return is_passive(tree, first) or tree.role[first] is Role.PARTICIPLE and tree.is_participle(first)
    if tree.tokens[at].tag == "VBN" and not auxiliaries:
        return not tree.children(at, Role.OBJECT, Role.SUBJECT)
    return False


def _bound(tree: Tree, at: int) -> bool:
    """Whether the participle has a noun of its own before it: `LPS-induced`, `LPS (10 ng)-induced`, `LPS induced`."""
    hyphen = at > 0 and tree.tokens[at - 1].text in HYPHENS and tree.tokens[at - 1].end == tree.tokens[at].start
    return hyphen or any(tree.mention[k] is not None for k in tree.children(at, Role.COMPOUND))


def stems(text: str, word: str) -> list[str]:
    """Verbs that a participle may come from: the tagger calls `induced` an adjective, so its lemma is no verb."""
    prefix = word[: len(word) - len(text)] if word.endswith(text.lower()) and len(word) > len(text) else ""
    low = text.lower()
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
