"""Who is responsible for an event whose own words name no agent: up the tree, as grammar passes subjects down."""

from collections.abc import Iterable

from pipeline.records import Role
from pipeline.relate.arguments import Arguments
from pipeline.relate.triggers import is_passive

RELATIVE_PRONOUNS = ("WDT", "WP", "WP$")
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
    }
)


class Doers:
    """Finds the nodes that act. A node is given with whether it must act through a treatment or a treated group."""

    def __init__(self, arguments: Arguments) -> None:
        self.arguments = arguments
        self.tree = arguments.tree

    def of(self, at: int, depth: int = 10) -> list[tuple[int, bool]]:
        """The doers of the event at `at`, nearest first."""
        tree = self.tree
        if depth == 0:
            return []
        own = self._own_subjects(at)
        if own:
            return own
        role, head = tree.role[at], tree.head[at]
        if head == at:
            return []
        if role is Role.RELATIVE:
            return [(head, False)]
        if role is Role.PARTICIPLE:
            return self._noun_with(at, head, depth)
        if role in (Role.APPOSITION, Role.PARATAXIS):
            return [(head, False)]
        if tree.tokens[head].pos in ("VERB", "AUX") or (
            tree.tokens[head].pos == "ADJ" and tree.role[head] is not Role.MODIFIER
        ):
            return self._from_verb(at, head, depth)
        return self._from_noun(at, head, depth)

    def _own_subjects(self, at: int) -> list[tuple[int, bool]]:
        tree = self.tree
        subjects = tree.children(at, Role.SUBJECT)
        if tree.role[at] is Role.RELATIVE and any(tree.tokens[k].tag in RELATIVE_PRONOUNS for k in subjects):
            return [(tree.head[at], False)]
        return [(k, False) for k in subjects]

    def _noun_with(self, at: int, head: int, depth: int) -> list[tuple[int, bool]]:
        """After a noun: `exosomes inhibiting Y` (the noun acts), `the ability to inhibit Y` (who has it acts)."""
        if self.arguments.is_("ability", head) or self.arguments.is_("proxy", head) or self._is_effect(head):
            return self._holders(head, depth)
        return [(head, False)]

    def _from_verb(self, at: int, head: int, depth: int) -> list[tuple[int, bool]]:
        tree = self.tree
        role = tree.role[at]
        nominal = tree.tokens[at].pos not in ("VERB", "AUX")
        if role in (Role.SUBJECT, Role.PASSIVE_SUBJECT):
            return self.settings(head)
        if role is Role.CONJUNCT and tree.children(at, Role.PASSIVE_SUBJECT):
            return self.settings(at)
        if is_passive(tree, head):
            found = [(k, False) for k in self.arguments._undergoer(head)]
            if role is Role.CONJUNCT or not nominal or role is Role.OBLIQUE or role is Role.PREDICATE:
                return found + self.settings(head)
            return self.settings(head)
        return self.of(head, depth - 1) + self.settings(head)

    def _from_noun(self, at: int, head: int, depth: int) -> list[tuple[int, bool]]:
        tree = self.tree
        role = tree.role[at]
        if role in (Role.OBLIQUE, Role.OPEN_COMPLEMENT) and (
            self._is_effect(head) or self.arguments.is_("ability", head) or self.arguments.is_("proxy", head)
        ):
            return self._holders(head, depth)
        return self.of(head, depth - 1)

    def _holders(self, at: int, depth: int) -> list[tuple[int, bool]]:
        """Whose effect or ability it is: `of X`, `X's`, `X …`; else whoever has or shows it."""
        tree = self.tree
        own = [k for k in tree.children(at, Role.OBLIQUE) if tree.prep[k] in ("of", "for")]
        own += [k for k in tree.children(at, Role.POSSESSIVE, Role.COMPOUND)]
        own = [k for k in own if self.arguments.agents(k)]
        return [(k, False) for k in own] or self.of(at, depth - 1)

    def _is_effect(self, at: int) -> bool:
        return self.tree.word[at] in self.arguments.rules.entries["effect"]

    def settings(self, at: int) -> list[tuple[int, bool]]:
        """When or in whom the clause of `at` holds: `after treatment with X`, `in X-treated mice`, `in the X group`."""
        tree = self.tree
        found: list[tuple[int, bool]] = []
        for kid in tree.kids[at]:
            if tree.role[kid] in (Role.OBLIQUE, Role.AGENT) and tree.prep[kid] in SETTINGS:
                found.append(
                    (
                        kid,
                        tree.prep[kid] not in ("by", "after", "following", "follow", "upon")
                        or tree.role[kid] is not Role.AGENT,
                    )
                )
                for inner in tree.children(kid, Role.OBLIQUE):  # `in cells after treatment with X`
                    if tree.prep[inner] in ("after", "following", "with", "upon", "from"):
                        found.append((inner, True))
        return found


def nodes(found: Iterable[tuple[int, bool]]) -> list[int]:
    return [at for at, _ in found]
