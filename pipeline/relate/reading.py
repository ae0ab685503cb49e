"""What a node says by itself: the lists that it is on, its sign, and what stands at a place seen from it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.records import Mention, MentionType, Relation, Role
from pipeline.relate.rules import Entry, Place, Rules, Use, WordKind
from pipeline.relate.tree import Tree
from pipeline.relate.triggers import readings, stems

SIGNS = {Relation.INCREASES: 1, Relation.DECREASES: -1}
DEPTH = 8  # how many phrases deep an argument is looked for
ON = frozenset({"on", "upon", "against"})
LOW_HUNG = frozenset({"from", "against", "into", "toward", "towards"})
LISTED = frozenset({"such as", "include", "including", "like", "as"})
COMPLEMENT = Place("complement", frozenset())


@dataclass(frozen=True, slots=True)
class Argument:
    """A mention that fills a slot.

    `sign` is -1 when the words between turn the effect round (`IL-10 blockade`); `event` says that one of them is
    itself a signed event (`the suppression of Y`); `cost` counts words that no list knows; `proxied` says that the
    mention acts through a treatment or a treated group; `lean` is the sign that a light trigger takes (`mediates the
    activation of Y`); `carried` says that it is secreted or transferred; `unsigned` that an effect without a
    sign lies between (`reversed the influence on Y`).
    """

    mention: Mention
    process: Mention | None = None
    sign: int = 1
    event: bool = False
    cost: int = 0
    proxied: bool = False
    lean: int = 0
    carried: bool = False
    unsigned: bool = False
    steps: tuple[str, ...] = ()

    def through(
        self, word: str, sign: int = 1, event: bool = False, cost: int = 0, proxied: bool = False
    ) -> "Argument":
        return replace(
            self,
            sign=self.sign * sign,
            event=self.event or event,
            cost=self.cost + cost,
            proxied=self.proxied or proxied,
            steps=(word, *self.steps),
        )


class Reading:
    """Looks up one sentence's nodes in the rules."""

    def __init__(self, tree: Tree, rules: Rules) -> None:
        self.tree = tree
        self.rules = rules

    def is_(self, use: Use, at: int) -> bool:
        tree = self.tree
        return tree.word[at] in self.rules.words[use] or (
            tree.tokens[at].pos in ("ADJ", "VERB")
            and any(s in self.rules.words[use] for s in stems(tree.tokens[at].text, tree.word[at]))
        )

    def entry(self, at: int, kind: WordKind) -> Entry | None:
        entries = self.rules.entries[kind].get(self.tree.word[at], ())
        return entries[0] if entries else None

    def state_sign(self, at: int) -> int:
        """-1 under `reduced`, `impaired`, `lower`; +1 else. `X-reduced` names a cause, not a state."""
        sign = 1
        for kid in self.tree.children(at, Role.MODIFIER):
            sign *= self._state(kid) or 1
        return sign

    def has_state(self, at: int) -> bool:
        return any(self._state(kid) for kid in self.tree.children(at, Role.MODIFIER))

    def _state(self, at: int) -> int:
        for form, kind, word in readings(self.tree, at):
            if form == "state":
                for entry in self.rules.entries[kind].get(word, ()):
                    if entry.group.relation in SIGNS and not entry.preps:
                        return SIGNS[entry.group.relation]
        return 0

    def trigger_sign(self, at: int) -> int:
        entry = self.entry(at, "noun")
        return SIGNS.get(entry.group.relation, 0) if entry else 0

    def harmful(self, argument: Argument) -> bool:
        """Whether less of it is better: a disease, its course, or a process such as damage, death or inflammation."""
        mention, disease = argument.process or argument.mention, argument.mention.type is MentionType.DISEASE
        if mention.type is not MentionType.PROCESS:
            return disease
        course = disease and self.is_("measure", self.tree.place[mention])  # `the development of D`
        return course or any(word in mention.text.lower() for word in self.rules.words["harm"])

    def effect_relation(self, at: int, theme: Argument) -> Relation | None:
        """The relation that a word has on `theme` by its adjectives or adverbs: `inhibitory`, `negatively`.

        None when there are none, or when they disagree: `pathogenic and protective roles`.
        """
        tree = self.tree
        found = [
            sign.group
            for kid in tree.children(at, Role.MODIFIER, Role.COMPOUND, Role.ADVERB)
            for member in tree.members(kid)
            for word in dict.fromkeys((tree.word[member], *stems(tree.tokens[member].text, tree.word[member])))
            for sign in self.rules.entries["sign"].get(word, ())
        ]
        # `positive therapeutic effect` is a therapeutic effect
        valued = [group for group in found if group.on_harm is not None]
        harm = bool(valued) and self.harmful(theme)
        said = {group.on_harm if harm else group.relation for group in valued or found}
        return said.pop() if len(said) == 1 else None

    def at_place(self, at: int, place: Place, entry: Entry) -> list[int]:
        """The nodes that stand at a place seen from the trigger at `at`."""
        tree = self.tree
        if place.name == "complement":
            if entry.preps:
                return self._at_preposition(at, entry.preps)
            found = tree.children(at, Role.OBJECT)
            if not found and tree.role[at] is Role.RELATIVE and tree.children(at, Role.SUBJECT):
                subject = tree.children(at, Role.SUBJECT)[0]
                if tree.tokens[subject].tag not in ("WDT", "WP"):
                    return [tree.head[at]]
            return found if tree.tokens[at].tag != "VBN" or not tree.children(at, Role.PASSIVE_SUBJECT) else []
        if place.name == "head":
            process = tree.prefixed(at)
            return [process] if process is not None else [tree.head[at]] if tree.head[at] != at else []
        if place.name == "undergoer":
            return self.undergoer(at)
        role = Role(place.name)
        return [k for k in tree.children(at, role) if not place.preps or tree.prep[k] in place.preps]

    def _at_preposition(self, at: int, preps: frozenset[str]) -> list[int]:
        """What hangs on the trigger by one of the prepositions; `on` and its like go before `in`.

        A preposition that the parser hung on the object counts too: `protected the heart from injury`.
        """
        tree = self.tree
        roles = (Role.OBLIQUE, Role.OPEN_COMPLEMENT, Role.AGENT)
        found = [k for k in tree.children(at, *roles) if tree.prep[k] in preps]
        if not found and preps & LOW_HUNG:
            found = [
                k
                for o in tree.children(at, Role.OBJECT)
                for k in tree.children(o, Role.OBLIQUE)
                if tree.prep[k] in preps & LOW_HUNG
            ]
        if not found and tree.role[at] in (Role.OBJECT, Role.PASSIVE_SUBJECT):
            # `plays a role in Y`, `had an effect on Y`, with the preposition hung on the verb
            near = preps if self.is_("support", tree.head[at]) else preps & ON
            found = [k for k in tree.children(tree.head[at], *roles) if tree.prep[k] in near]
        noun = tree.tokens[at].pos == "NOUN"
        if noun and not found and tree.role[at] is Role.OBLIQUE and not tree.is_verb(tree.head[at]):
            # `mechanism of action of X in Y`, with `in Y` hung on `mechanism`
            found = [k for k in tree.children(tree.head[at], Role.OBLIQUE) if k > at and tree.prep[k] in preps - {"of"}]
        if noun and preps & ON and not any(tree.prep[k] in ON for k in found):
            # `effect of X in Z on Y`, with `on Y` hung on X or Z
            found += [k for o in tree.children(at, Role.OBLIQUE) for k in tree.below(o) if tree.prep[k] in preps & ON]
        return [k for k in found if tree.prep[k] in ON] or found

    def undergoer(self, at: int) -> list[int]:
        tree = self.tree
        own = tree.children(at, Role.PASSIVE_SUBJECT, Role.SUBJECT)
        if own:
            if tree.role[at] is Role.RELATIVE and tree.tokens[own[0]].tag in ("WDT", "WP"):
                return [tree.head[at]]
            return own
        role, head = tree.role[at], tree.head[at]
        if role in (Role.RELATIVE, Role.PARTICIPLE):
            return [head]
        if (
            role in (Role.CONJUNCT, Role.OPEN_COMPLEMENT)
            and head != at
            and (tree.is_clause(head) or tree.tokens[head].pos == "ADJ")
        ):
            return self.undergoer(head)
        return []

    def members(self, at: int) -> Iterator[int]:
        """The coordinated members of a phrase, and what it lists: `cytokines such as A and B`, `cytokines (A, B)`."""
        tree = self.tree
        for member in tree.members(at):
            yield member
            yield from tree.listed.get(member, ())
            for kid in tree.kids[member]:
                if tree.role[kid] is Role.OBLIQUE and tree.prep[kid] in LISTED and tree.mention[kid] is not None:
                    yield from (k for k in tree.members(kid) if k not in tree.listed.get(member, ()))
