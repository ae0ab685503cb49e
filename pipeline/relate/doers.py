"""Who is responsible for an event whose own words name no agent: up the tree, as grammar passes subjects down."""

from itertools import islice
from typing import NamedTuple

from pipeline.records import MentionType, Relation, Role
from pipeline.relate.arguments import Arguments
from pipeline.relate.reading import SIGNS
from pipeline.relate.tree import RELATIVE_PRONOUNS
from pipeline.relate.triggers import is_passive

# What tells when or in whom a clause holds.
SETTINGS = frozenset(
    {
        "after",
        "following",
        "follow",
        "with",
        "upon",
        "by",
        "under",
        "in",
        "during",
        "through",
        "via",
        "on",
        "from",
        "for",
        "within",
        "among",
        "due",
        "due to",
        "because of",
        "when",
        "of",
    }
)
DIRECT = frozenset({"after", "following", "follow", "upon", "by", "via", "through", "due", "due to"})
INNER = frozenset({"after", "following", "follow", "with", "upon", "from", "of"})
ILL = frozenset({"in", "of", "from", "after", "during", "following"})
MEANS = frozenset({"via", "through", "by", "by mean of", "due", "due to", "as", "for", "because of"})
BESIDES = MEANS | {"with", "along with", "together with"}  # `reduced A, with an increase in B`
CREDITS = frozenset({"attribute", "ascribe", "credit", "trace"})  # `the rise of Y was attributed to X`

# Verbs that tell what came with a treatment: `was accompanied by Y`.
LINKS = frozenset({"accompany", "associate", "follow", "mirror", "parallel"})
# Verbs that put a product to a use: `could be used for the treatment of D`.
PUT_TO = frozenset({"use", "apply", "employ", "utilize", "exploit", "harness", "explore", "develop"})


class Doer(NamedTuple):
    """A node that acts; `proxied` when it does only through a treatment or as a treated group."""

    at: int
    proxied: bool = False


class Doers:
    """Finds the nodes that act in one sentence."""

    def __init__(self, arguments: Arguments) -> None:
        self.arguments = arguments
        self.tree = arguments.tree

    def of(self, at: int) -> list[Doer]:
        """The doers of the event at `at`, the nearest first."""
        return self._of(at, at, 12)

    def settings(self, at: int) -> list[Doer]:
        """When or in whom the clause of `at` holds: `after treatment with X`, `in X-treated mice`, `in the X group`.

        What ends a coordination holds for all of it: `A fell and B rose after X`.
        """
        later = [k for k in self.tree.members(self.tree.first_conjunct(at)) if k > at and self.tree.is_verb(k)]
        return self._settings(at, at) or [doer for k in later[-1:] for doer in self._settings(k, at)]

    def observed(self, at: int) -> list[Doer]:
        """When or in whom something was seen: `we found lower A in X-treated mice`, `there was a rise of A after X`."""
        tree = self.tree
        noun = tree.head[at] if tree.role[at] is Role.MODIFIER else at
        verb, told = tree.head[noun], tree.role[noun] is Role.ROOT
        seen = tree.role[noun] is Role.OBJECT and self.arguments.is_("support", verb)
        found = (self._settings(noun, at) if told or seen else []) + (self._settings(verb, at) if seen else [])
        return [doer for doer in found if tree.type_of(doer.at) is not MentionType.DISEASE]

    def diseased(self, at: int) -> list[Doer]:
        """The disease that a clause compares with health: `in patients with D`, `in the D model`."""
        tree = self.tree
        places = [k for k in tree.children(at, Role.OBLIQUE) if tree.prep[k] in ILL]
        found = (Doer(k) for place in places for k in tree.below(place) if tree.type_of(k) is MentionType.DISEASE)
        return [*islice(found, 1)]

    def named(self, at: int) -> list[Doer]:
        """Whom a noun names: `X is an inhibitor`, `X, an inhibitor`, `X acts as an inhibitor`, `the inhibitor X`."""
        tree = self.tree
        own = self._own_subjects(at)
        role, head = tree.role[at], tree.head[at]
        own += [Doer(k) for k in tree.children(at, Role.APPOSITION) if tree.mention[k] is not None]
        if own or head == at:
            return own
        if role is Role.CONJUNCT:
            return self.named(head)
        if tree.prep[at] == "as" and tree.is_verb(head) and not is_passive(tree, head):
            objects = [k for k in tree.children(head, Role.OBJECT) if k < at and self.arguments.agents(k)]
            return [Doer(k) for k in objects] or self._surface(head)  # `identified A as an inhibitor`
        beside = role is Role.COMPOUND and tree.mention[head] is not None
        put_to = tree.prep[at] == "for" and tree.word[head] in PUT_TO  # `could be used for the treatment of D`
        predicated = tree.prep[at] == "as" or put_to or role is Role.PREDICATE
        verbal = tree.tokens[head].pos in ("VERB", "AUX")
        if beside or role in (Role.APPOSITION, Role.PARATAXIS) or (predicated and not verbal):
            return [Doer(head)]
        shown = role is Role.OBJECT and self.arguments.is_("support", head)
        return self._surface(head) if predicated or shown else []

    def holders(self, at: int) -> list[Doer]:
        """Whose effect a quality colours: `the anti-inflammatory effects of X`, `cardioprotective properties of X`."""
        process = self.tree.prefixed(at)
        if process is None:
            process = at if self.tree.mention[at] is not None else self.tree.head[at]
        head = self.tree.head[process]
        return self._holders(head, at, 8) if self._is_effect(head) or self.arguments.is_("ability", head) else []

    def _surface(self, at: int) -> list[Doer]:
        return [Doer(k) for k in self.arguments.undergoer(at)] if is_passive(self.tree, at) else self.of(at)

    def _of(self, at: int, origin: int, depth: int) -> list[Doer]:
        tree = self.tree
        own = self._own_subjects(at)
        role, head = tree.role[at], tree.head[at]
        if own or head == at or depth == 0:
            return own
        if role is Role.RELATIVE:
            return [Doer(head)]
        if role is Role.PARTICIPLE:
            return self._with_noun(at, head, origin, depth)
        behind = role is Role.MODIFIER and at > head and tree.tokens[at].pos == "ADJ"  # `exosomes rich in A`
        if behind or role in (Role.APPOSITION, Role.PARATAXIS):
            return [Doer(head)] if tree.mention[head] is not None else []
        if tree.is_clause(head) or (tree.tokens[head].pos == "ADJ" and tree.role[head] is not Role.MODIFIER):
            return self._from_verb(at, head, origin, depth)
        return self._from_noun(at, head, origin, depth)

    def _own_subjects(self, at: int) -> list[Doer]:
        tree = self.tree
        subjects = tree.children(at, Role.SUBJECT)
        if tree.role[at] is Role.RELATIVE and any(tree.tokens[k].tag in RELATIVE_PRONOUNS for k in subjects):
            return [Doer(tree.head[at])]
        return [Doer(k) for k in subjects]

    def _with_noun(self, at: int, head: int, origin: int, depth: int) -> list[Doer]:
        """After a noun: `exosomes inhibiting Y` (the noun acts), `the ability to inhibit Y` (who has it acts)."""
        if self.tree.tokens[at].tag == "VBN" and self.arguments.is_("support", at):
            return self._of(head, origin, depth - 1)  # `less A, evidenced by lower B`
        if self.arguments.is_("ability", head) or self.arguments.is_("proxy", head) or self._is_effect(head):
            return self._holders(head, origin, depth)
        return [Doer(head)]

    def _from_verb(self, at: int, head: int, origin: int, depth: int) -> list[Doer]:
        """The doer that a verb passes down to what hangs on it."""
        if self.tree.tokens[at].pos in ("VERB", "AUX") or self._is_clause(at):
            return self._of_clause(at, head, origin, depth)
        role, passive = self.tree.role[at], is_passive(self.tree, head)
        reports = self.arguments.is_("support", head)
        if role in (Role.SUBJECT, Role.PASSIVE_SUBJECT):
            return self._settings(head, origin) if reports or not self._is_trigger(head) else []
        if passive and self.tree.prep[at] in ("with", "by") and self.tree.word[head] in LINKS:
            # `treatment with X was accompanied by an increase in Y`
            return [Doer(k, proxied=True) for k in self.arguments.undergoer(head)]
        means = BESIDES if reports or self._is_effective(head) else MEANS
        acted_on = role in (Role.OBJECT, Role.PREDICATE) and not reports
        if acted_on or (role is Role.OBLIQUE and self.tree.prep[at] not in means):
            # Whoever acts on an event does not do it: `reversed the inhibition of Y`; but `treated cells secreted less Y`.
            carried = role is Role.OBJECT and not passive and self._is_carrying(head)
            return [Doer(doer.at, proxied=True) for doer in self._of(head, origin, depth - 1)] if carried else []
        if not passive or (role is Role.AGENT and reports):  # the latter: `reduced A, as shown by lower B`
            return self._of(head, origin, depth - 1) + self._settings(head, origin)
        undergoing = [Doer(k) for k in self.arguments.undergoer(head)] if role is Role.OBLIQUE else []
        return undergoing + self._settings(head, origin)

    def _of_clause(self, at: int, head: int, origin: int, depth: int) -> list[Doer]:
        """A clause without a subject has the surface subject of the verb above it: `X was found to inhibit Y`."""
        tree, role = self.tree, self.tree.role[at]
        if role is Role.CONJUNCT and tree.children(at, Role.PASSIVE_SUBJECT):
            return self._settings(at, origin)
        if role is Role.SUBJECT:
            return [Doer(k) for k in self.arguments.tools(at)]
        if is_passive(tree, head):
            return [Doer(k) for k in self.arguments.undergoer(head)] + self._settings(head, origin)
        return self._of(head, origin, depth - 1) + self._settings(head, origin)

    def _from_noun(self, at: int, head: int, origin: int, depth: int) -> list[Doer]:
        tree = self.tree
        role, prep = tree.role[at], tree.prep[at]
        if role is Role.OPEN_COMPLEMENT and prep in MEANS and not self._is_effect(head):
            # `reduced A by inhibiting B`, with `by …` hung on A
            verb = next((k for k in tree.above(head) if tree.is_verb(k)), None)
            return self._from_verb(at, verb, origin, depth - 1) if verb is not None else []
        if role in (Role.OBLIQUE, Role.OPEN_COMPLEMENT):
            holder = self._is_effect(head) or self.arguments.is_("ability", head) or self.arguments.is_("proxy", head)
            if holder:
                return self._holders(head, origin, depth)
            if prep in ("of", "in") and self._is_trigger(head):
                return []
        return self._of(head, origin, depth - 1)

    def _holders(self, at: int, origin: int, depth: int) -> list[Doer]:
        """Whose effect or ability it is: `of X`, `X's`, `X …`; else whoever has or shows it."""
        tree = self.tree
        path = {origin, *tree.above(origin)}
        own = [k for k in tree.children(at, Role.OBLIQUE) if tree.prep[k] in ("of", "for", "with")]
        own += list(tree.children(at, Role.POSSESSIVE, Role.COMPOUND))
        # `X-induced effects`
        own += [c for k in tree.children(at, Role.MODIFIER) for c in tree.children(k, Role.COMPOUND)]
        own = [k for k in own if k not in path and self.arguments.agents(k)]
        return [Doer(k) for k in own] or self._of(at, origin, depth - 1)

    def _settings(self, at: int, origin: int) -> list[Doer]:
        tree = self.tree
        path = {origin, *tree.above(origin)}
        found: list[Doer] = []
        for kid in (k for k in tree.kids[at] if k not in path):
            role, prep = tree.role[kid], tree.prep[kid]
            responding = role is Role.OPEN_COMPLEMENT and self.arguments.is_("proxy", kid)  # `in response to X`
            credited = role is Role.OBLIQUE and prep == "to" and tree.word[at] in CREDITS
            if credited or responding or (role in (Role.OBLIQUE, Role.AGENT) and prep in SETTINGS):
                opening = prep == "with" and kid < at and tree.type_of(kid) is MentionType.SECRETOME
                found.append(Doer(kid, not (opening or credited or prep in DIRECT)))
                # `in cells after treatment with X`
                found.extend(Doer(k, True) for k in tree.children(kid, Role.OBLIQUE) if tree.prep[k] in INNER)
            elif tree.word[kid] == "use" and tree.tokens[kid].tag == "VBG":
                found.extend(Doer(k) for k in tree.children(kid, Role.OBJECT))
            elif role is Role.ADVERBIAL_CLAUSE and self.arguments.is_("treated", kid):
                found.extend(Doer(k) for k in tree.children(kid, Role.OBLIQUE) if tree.prep[k] in ("with", "by"))
        return found

    def _is_effect(self, at: int) -> bool:
        return self.tree.word[at] in self.arguments.rules.entries["effect"]

    def _is_clause(self, at: int) -> bool:
        """An adjective that heads a clause of its own: `X is able …`."""
        tree = self.tree
        return bool(tree.children(at, Role.COPULA)) and tree.tokens[at].pos == "ADJ"

    def _is_effective(self, at: int) -> bool:
        entries = self.arguments.rules.entries["verb"].get(self.tree.word[at], ())
        return any(entry.group.relation in (*SIGNS, Relation.AFFECTS) for entry in entries)

    def _is_carrying(self, at: int) -> bool:
        entries = self.arguments.rules.entries["verb"].get(self.tree.word[at], ())
        return any(entry.group.relation is Relation.CONTAINS for entry in entries)

    def _is_trigger(self, at: int) -> bool:
        entries, word = self.arguments.rules.entries, self.tree.word[at]
        return word in entries["verb"] or (self.tree.tokens[at].pos == "NOUN" and word in entries["noun"])
