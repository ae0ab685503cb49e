"""What is acted on: from a phrase to its mentions and the processes through which, with the signs on the way."""

import re
from dataclasses import replace

from pipeline.records import Mention, MentionType, Relation, Role
from pipeline.relate.agents import BESIDE, Agents
from pipeline.relate.reading import COMPLEMENT, DEPTH, SIGNS, Argument
from pipeline.relate.rules import Entry
from pipeline.relate.tree import RELATIVE_PRONOUNS

# A name that a hyphen ties to a participle names a cause: `ischemia-induced`, also when the parser lost the tie.
LINKED = re.compile(r"\s?[-–]\s?(?:\w+ed|dependent|driven)\b")
BEARER_PREPS = frozenset(
    {"of", "in", "by", "from", "for", "to", "within", "on", "between", "into", "toward", "towards"}
)
# Where a process takes place bears it only when it is a cell; a disease or an animal only says where.
PLACE_PREPS = frozenset({"in", "by", "from", "within", "on"})
ANTI = re.compile(r"\b[Aa]nti-$")
# What a conversion loses and gains: `from A to B`.
ENDS = {"from": -1, "to": 1, "into": 1, "toward": 1, "towards": 1, "in": 1}


class Arguments(Agents):
    """Reads both ends of a claim out of one sentence."""

    def themes(self, at: int, depth: int = DEPTH, keep_state: bool = False) -> list[Argument]:
        """What is acted on when the phrase at `at` is: mentions, with the process through which."""
        found: list[Argument] = []
        for member in self.members(at):
            found.extend(self._theme(member, depth, keep_state))
        return found

    def _theme(self, at: int, depth: int, keep_state: bool) -> list[Argument]:
        tree, mention = self.tree, self.tree.mention[at]
        if depth == 0:
            return []
        state = 1 if keep_state else self.state_sign(at)
        if mention is not None and not keep_state and ANTI.search(self.text_before(mention)):
            state = -state  # `anti-angiogenesis`
        if mention is not None:
            process = mention.type is MentionType.PROCESS
            plain = [Argument(mention, sign=state, event=state < 0)]
            return self._process_themes(at, mention, state, depth) if process else plain
        if tree.is_verb(at):
            return self._clause_themes(at, depth)
        if tree.tokens[at].tag in RELATIVE_PRONOUNS:
            return self.antecedent(at, depth)
        if self.is_("cure", at):
            return [a.through(tree.word[at]) for a in self.bearers(at, depth) if self.harmful(a)]
        return (
            self._event_themes(at, state, depth)
            or self._effect_themes(at, depth)
            or self._noun_themes(at, state, depth)
        )

    def _noun_themes(self, at: int, state: int, depth: int) -> list[Argument]:
        """Inside a noun that is no mention and states no effect: `the level of Y`, `the ability to suppress Y`."""
        tree, word = self.tree, self.tree.word[at]
        inner = self.bearers(at, depth)
        if self.is_("group", at):
            return [a.through(word) for a in inner if a.mention.type is not MentionType.DISEASE]
        able = self.is_("ability", at)
        sign = state * (-1 if self.is_("inverse", at) else 1)
        clauses = [k for k in tree.children(at, Role.OPEN_COMPLEMENT, Role.PARTICIPLE) if tree.is_verb(k)]
        if able and not inner:
            inner = next((found for k in clauses if (found := self._clause_themes(k, depth))), [])
        cost = 0 if able or self.is_("measure", at) or self.is_("forward", at) else 1
        return [a.through(word, sign=sign, event=sign < 0, cost=cost) for a in inner]

    def _effect_themes(self, at: int, depth: int) -> list[Argument]:
        """`abolished the inhibitory effect of X on Y`: Y, with the sign of the effect."""
        entry = self.entry(at, "effect")
        if entry is None:
            return []
        found: list[Argument] = []
        for theme in (a for k in self.at_place(at, COMPLEMENT, entry) for a in self.themes(k, depth - 1)):
            relation = entry.group.relation
            if relation not in SIGNS:
                relation = self.effect_relation(at, theme) or relation
            signed = relation in SIGNS
            through = theme.through(self.tree.word[at], sign=SIGNS.get(relation, 1), event=signed)
            found.append(replace(through, unsigned=not signed))
        return found

    def _process_themes(self, at: int, process: Mention, state: int, depth: int) -> list[Argument]:
        """A process with its bearer, or the process itself; what it turns into when it is a conversion."""
        word = self.tree.word[at]
        bearers = (self._converted(at, depth) if self.is_("conversion", at) else []) or self.bearers(at, depth)
        lean = self.trigger_sign(at)
        entry = self.entry(at, "noun")
        carried = entry is not None and entry.group.relation is Relation.CONTAINS
        found = [replace(b, process=b.process or process) for b in bearers] or [Argument(process)]
        # `the suppression of Y secretion` leans to less secretion; `the elimination of C`, tagged, to more elimination.
        return [
            replace(
                a.through(word, sign=state, event=state < 0),
                lean=a.lean or (abs(lean) if process in (a.process, a.mention) else lean),
                carried=carried,
            )
            for a in found
        ]

    def _event_themes(self, at: int, state: int, depth: int) -> list[Argument]:
        """The themes of a noun that states an effect: `the suppression of Y` turns the sign."""
        entry = self.entry(at, "noun")
        if entry is None:
            return []
        relation = entry.group.relation
        kids = self.at_place(at, COMPLEMENT, entry) if entry.preps else []
        found = [a for k in kids for a in self.themes(k, depth - 1)] or self.bearers(at, depth)
        found = [self._changed(a, at, entry, state) for a in found]
        carried, unsigned = relation is Relation.CONTAINS, relation is Relation.AFFECTS
        return [replace(a, carried=carried, unsigned=unsigned) for a in found]

    def _changed(self, theme: Argument, at: int, entry: Entry, state: int = 1) -> Argument:
        """The theme of a word that states an effect: `the improvement of colitis` is less of it."""
        group = entry.group
        harm = group.on_harm is not None and self.harmful(theme)
        relation = group.on_harm if harm else group.relation
        sign = SIGNS.get(relation, 1) if relation is not None else 1
        return theme.through(self.tree.word[at], sign=sign * state, event=relation in SIGNS)

    def _converted(self, at: int, depth: int) -> list[Argument]:
        """`conversion of A from B to C`, `conversion in C`, `B to C switch`: C is gained, B is lost."""
        tree = self.tree
        found: list[Argument] = []
        for kid in tree.children(at, Role.OBLIQUE):
            sign = ENDS.get(tree.prep[kid], 0)
            if sign:
                ends = [a for a in self.themes(kid, depth - 1) if a.mention.type is MentionType.CELL]
                found += [a.through(tree.word[at], sign=sign, event=sign < 0) for a in ends]
        return found if any(a.sign > 0 for a in found) else []

    def bearers(self, at: int, depth: int = DEPTH) -> list[Argument]:
        """Whose process or amount it is: `T cell …`, `… of T cells`, `… in T cells`; shared over coordination."""
        own = self._own_bearers(at, depth) or self._next_bearers(at, depth)
        if own:
            return own
        tree = self.tree
        first = tree.first_conjunct(at)
        group = tree.members(first)
        if len(group) < 2 or (at != first and (self.has_state(at) or tree.children(at, Role.DETERMINER))):
            return []
        for other in [*[k for k in group if k > at], *reversed([k for k in group if k < at])]:
            if tree.mention[other] is not None and tree.type_of(other) is not MentionType.PROCESS:
                continue
            if tree.mention[other] is None and self.trigger_sign(other) and not self.trigger_sign(at):
                continue  # `A stress and the reduction of B`
            roles = (Role.OBLIQUE,) if other > at else BESIDE
            shared = self._own_bearers(other, depth, roles)
            if other < at and not shared and other == first:
                shared = [
                    a for k in tree.children(other, Role.OBLIQUE) if k > at for a in self._bearer_at(other, k, depth)
                ]
            # `VEGF expression and angiogenesis`: only what molecules do can be shared with a molecule.
            if other < at and not (self.is_("measure", at) or self.entry(at, "noun")):
                shared = [a for a in shared if a.mention.type is not MentionType.FACTOR]
            if other < at and self.is_("organ", at):  # `cardiomyocyte apoptosis and fibrosis`: cells do not scar
                shared = [a for a in shared if a.mention.type is not MentionType.CELL]
            if shared:
                return shared
        return []

    def _next_bearers(self, at: int, depth: int) -> list[Argument]:
        """`suppressed the proliferation and induced the apoptosis of C`: C's proliferation too."""
        tree = self.tree
        verb = tree.head[at]
        if tree.role[at] is not Role.OBJECT or tree.type_of(at) is not MentionType.PROCESS or self.is_("organ", at):
            return []
        verbs = [k for k in tree.children(verb, Role.CONJUNCT, Role.ADVERBIAL_CLAUSE) if tree.is_verb(k) and k > at]
        objects = [o for k in verbs for o in tree.children(k, Role.OBJECT) if tree.type_of(o) is MentionType.PROCESS]
        if len(tree.members(at)) > 1 or len(verbs) > 1 or not objects:
            return []
        shared = self._own_bearers(objects[-1], depth, (Role.OBLIQUE,))
        return [a for a in shared if a.mention.type is MentionType.CELL]

    def _own_bearers(self, at: int, depth: int, roles: tuple[Role, ...] = (*BESIDE, Role.OBLIQUE)) -> list[Argument]:
        tree = self.tree
        kids = [k for k in tree.kids[at] if tree.role[k] in roles]
        before = [a for k in kids if tree.role[k] is not Role.OBLIQUE for a in self._bearer_at(at, k, depth)]
        of = [
            a
            for k in kids
            if tree.role[k] is Role.OBLIQUE and tree.prep[k] == "of"
            for a in self._bearer_at(at, k, depth)
        ]
        if before or of:
            return _with_processes(before or of)
        return [a for k in kids if tree.role[k] is Role.OBLIQUE for a in self._bearer_at(at, k, depth)]

    def _bearer_at(self, at: int, kid: int, depth: int) -> list[Argument]:
        tree = self.tree
        role, prep = tree.role[kid], tree.prep[kid]
        mention = tree.mention[kid]
        if role is Role.MODIFIER and mention is None:
            return []
        if mention is not None and LINKED.match(self.text_after(mention)):
            return []
        if role is Role.OBLIQUE and prep not in BEARER_PREPS:
            return []
        is_process = tree.type_of(at) is MentionType.PROCESS
        found = self.themes(kid, depth - 1)
        if is_process:  # a process bears no other
            found = [a for a in found if a.mention.type is not MentionType.PROCESS]
        if prep == "of" or role is not Role.OBLIQUE:
            return found
        if is_process or self.is_("measure", at):
            return [a for a in found if a.mention.type is MentionType.CELL] if prep in PLACE_PREPS else []
        # `variables in D`: where an amount that no list knows was measured
        where = prep == "in" and self.entry(at, "noun") is None
        return [a for a in found if not where or a.mention.type is not MentionType.DISEASE]

    def _clause_themes(self, at: int, depth: int) -> list[Argument]:
        """The objects of a verb inside an argument: `the ability to suppress Y`, `by inhibiting Y`."""
        tree = self.tree
        found: list[Argument] = []
        for entry in self.rules.entries["verb"].get(tree.word[at], ()):
            kids = self.at_place(at, COMPLEMENT, entry)
            inner = [self._changed(a, at, entry) for k in kids for a in self.themes(k, depth - 1)]
            carried = entry.group.relation is Relation.CONTAINS
            unsigned = entry.group.relation is Relation.AFFECTS
            found += [replace(a, carried=carried or a.carried, unsigned=unsigned or a.unsigned) for a in inner]
        return found

    def described(self, at: int) -> list[Argument]:
        """The themes of `reduced A and B`, seen from A: B too, unless it has an adjective of its own."""
        found: list[Argument] = []
        for member in self.members(at):
            if member == at or not self.has_state(member):
                found += self._theme(member, DEPTH, keep_state=True) or self.modelled(member)
        return found

    def modelled(self, at: int) -> list[Argument]:
        """`an X-induced D model`, `D mice`: the disease that the animals are to have."""
        if not self.is_("group", at):
            return []
        diseases = [k for k in self.tree.children(at, Role.COMPOUND) if self.tree.type_of(k) is MentionType.DISEASE]
        diseases += [
            k
            for k in self.tree.children(at, Role.OBLIQUE)
            if self.tree.prep[k] == "of" and self.tree.type_of(k) is MentionType.DISEASE
        ]
        return [a for k in diseases for a in self.themes(k)]


def _with_processes(found: list[Argument]) -> list[Argument]:
    """`the Wnt signaling pathway`: both stand before `pathway`; the process is Wnt's."""
    processes = [a for a in found if a.mention.type is MentionType.PROCESS and a.process is None]
    others = [a for a in found if a.mention.type is not MentionType.PROCESS]
    if len(processes) != 1 or not others:
        return found
    return [replace(a, process=a.process or processes[0].mention) for a in others]
