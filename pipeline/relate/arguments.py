"""Who acts and what is acted on: from a place in the tree to the mentions it stands for, with the signs on the way."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipeline.records import Mention, MentionType, Relation, Role
from pipeline.relate.rules import Entry, Place, Rules, Use
from pipeline.relate.tree import RELATIVE_PRONOUNS, Tree
from pipeline.relate.triggers import readings, stems

SIGNS = {Relation.INCREASES: 1, Relation.DECREASES: -1}
DEPTH = 8
ON = frozenset({"on", "upon", "against"})
# A gene that is gone, by its notation: `IL-10-/-`, `Rictor(-/-)`, `IL-10 KO`, `IL-10-deficient`.
LOST = re.compile(r"\s?\(?-/-|\s?[-−–]/[-−–]|[\s(-]KO\b|[\s-](?:null|deficient|knockout|knock-out|depleted|silenced)\b")
LISTED = frozenset({"such as", "include", "including", "like", "as"})
# A name that a hyphen ties to a participle names a cause: `ischemia-induced`, also when the parser lost the tie.
LINKED = re.compile(r"\s?[-–]\s?(?:\w+ed|dependent|driven)\b")
# An agent against what it names: `anti-IL-6`, `siSTAT3`, `si-STAT3`.
AGAINST = re.compile(r"(?:\b[Aa]nti[-\s]|\bsi-?|\bsh-?)$")
PRONOUNS = frozenset({"it", "they", "its", "their"})
SUBSTANCES = (MentionType.SECRETOME, MentionType.FACTOR)
BEARER_ROLES = (Role.COMPOUND, Role.POSSESSIVE, Role.MODIFIER)


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


class Arguments:
    """Reads arguments out of one sentence."""

    def __init__(self, tree: Tree, rules: Rules) -> None:
        self.tree = tree
        self.rules = rules

    def is_(self, use: Use, at: int) -> bool:
        tree = self.tree
        return tree.word[at] in self.rules.words[use] or (
            tree.tokens[at].pos in ("ADJ", "VERB")
            and any(s in self.rules.words[use] for s in stems(tree.tokens[at].text, tree.word[at]))
        )

    # Agents ----------------------------------------------------------------------------------------------------

    def agents(self, at: int, proxied: bool = False, depth: int = DEPTH) -> list[Argument]:
        """The mentions that act when the phrase at `at` acts; `proxied` asks for a treatment or a treated group."""
        found: list[Argument] = []
        for member in self._members(at):
            found.extend(self._agent(member, depth))
        return [a for a in found if a.proxied] if proxied else found

    def _agent(self, at: int, depth: int) -> list[Argument]:
        tree = self.tree
        mention = tree.mention[at]
        if depth == 0:
            return []
        treated = self._treatment(at, depth)
        if treated and (mention is None or mention.type in (MentionType.CELL, MentionType.DISEASE)):
            return treated
        if mention is not None and mention.type is not MentionType.PROCESS:
            if mention.type is MentionType.FACTOR and LOST.match(self._after(mention)):
                return [Argument(mention, sign=-1, proxied=True, steps=("lost",))]
            state = self.state_sign(at) if mention.type is MentionType.FACTOR else 1
            if state < 0:  # `downregulated miR-21 enhanced …`
                return [Argument(mention, sign=-1, steps=("less",))]
            against = mention.type is MentionType.FACTOR and AGAINST.search(self._before(mention))
            return [Argument(mention, sign=-1, steps=("anti",))] if against else [Argument(mention)]
        if tree.tokens[at].tag in RELATIVE_PRONOUNS:
            return self._antecedent(at, depth)
        if tree.tokens[at].tag in ("PRP", "PRP$") and tree.tokens[at].text.lower() in PRONOUNS:
            return self._referent(at)
        word = tree.word[at]
        loss = self.is_("inverse", at) or self.is_("forward", at)
        inner = self._inner_agents(at, depth, of_first=loss)
        if mention is not None:
            sign = self._trigger_sign(at) * self.state_sign(at) or self.state_sign(at)
            bearers = [a for a in inner if a.mention.type is not MentionType.DISEASE]
            return [a.through(word, sign=sign) for a in bearers] or [Argument(mention, sign=self.state_sign(at))]
        if tree.tokens[at].tag == "VBG":
            return self._gerund_agents(at, depth)
        if self.is_("inverse", at):
            return [a.through(word, sign=1 if "anti" in a.steps else -1) for a in inner]
        if self.is_("proxy", at):
            return [a.through(word, proxied=True) for a in inner if a.mention.type is not MentionType.DISEASE]
        if self.is_("group", at):
            kids = tree.children(at, Role.COMPOUND)
            kids += [k for k in tree.children(at, Role.OBLIQUE) if tree.prep[k] in ("of", "from", "with")]
            inner = [a for k in kids for a in self.agents(k, depth=depth - 1)]
            return [
                a.through(word, proxied=True)
                for a in inner
                if a.mention.type is not MentionType.DISEASE
                and (a.proxied or tree.role[self.tree.place[a.mention]] is Role.COMPOUND)
            ]
        if self.is_("forward", at) or self.is_("measure", at):
            sign = self.state_sign(at)
            return [a.through(word, sign=sign) for a in inner]
        sign = self._trigger_sign(at)
        if sign:
            return [a.through(word, sign=sign) for a in inner]
        # `heparin preparations`: an unlisted noun stands for the substance before it.
        compound = [
            a for k in tree.children(at, Role.COMPOUND) if tree.mention[k] for a in self.agents(k, depth=depth - 1)
        ]
        return [a.through(word, cost=1) for a in compound if a.mention.type in SUBSTANCES]

    def _gerund_agents(self, at: int, depth: int) -> list[Argument]:
        """`Silencing X …`, `overexpressing X …`: what is done to X is done by it, or the reverse."""
        tree, word = self.tree, self.tree.word[at]
        entry = self._entry(at, "verb")
        sign = -1 if self.is_("inverse", at) else SIGNS.get(entry.group.relation, 0) if entry else 0
        inner = [a for k in tree.children(at, Role.OBJECT) for a in self.agents(k, depth=depth - 1)]
        return [a.through(word, sign=sign) for a in inner] if sign else []

    def _after(self, mention: Mention) -> str:
        sentence = self.tree.sentence
        return sentence.text[mention.end - sentence.start :][:12]

    def _before(self, mention: Mention) -> str:
        sentence = self.tree.sentence
        return sentence.text[max(mention.start - sentence.start - 8, 0) : mention.start - sentence.start]

    def _referent(self, at: int) -> list[Argument]:
        """What `it` or `they` stands for: the subject before it in the sentence, else the topic of the last one."""
        tree = self.tree
        plural = tree.tokens[at].text.lower() in ("they", "their")
        for k in range(at):
            mention = tree.mention[k]
            if mention is None or tree.place.get(mention) != k or mention.type is MentionType.PROCESS:
                continue
            if tree.role[k] in (Role.SUBJECT, Role.PASSIVE_SUBJECT) and is_plural(tree, k) is plural:
                return [Argument(mention, steps=("pronoun",))]
        first = tree.role[at] is Role.SUBJECT and not any(tree.mention[:at])
        return [Argument(tree.topic, cost=1, steps=("pronoun",))] if first and tree.topic is not None else []

    def _antecedent(self, at: int, depth: int) -> list[Argument]:
        """The noun that a relative pronoun stands for."""
        tree = self.tree
        clause = next((k for k in (at, *tree.above(at)) if tree.role[k] is Role.RELATIVE), None)
        return self.agents(tree.head[clause], depth=depth - 1) if clause is not None else []

    def _treatment(self, at: int, depth: int) -> list[Argument]:
        """`X-treated mice`, `mice treated with X`, `mice that received X`."""
        tree = self.tree
        found: list[Argument] = []
        for kid in tree.children(at, Role.MODIFIER, Role.COMPOUND):
            if tree.mention[kid] is None and self.is_("treated", kid):
                sign = -1 if self.is_("inverse", kid) else 1
                for k in tree.children(kid, Role.COMPOUND, Role.OBLIQUE):
                    found += self._treated_with(kid, k, sign, depth)
        for kid in tree.children(at, Role.PARTICIPLE, Role.RELATIVE):
            if self.is_("treated", kid):
                sign = -1 if self.is_("inverse", kid) else 1
                for k in tree.children(kid, Role.OBLIQUE, Role.OBJECT, Role.AGENT):
                    if tree.role[k] is Role.OBJECT or tree.prep[k] in ("with", "by", "of", "in", "to"):
                        found += self._treated_with(kid, k, sign, depth)
        return found

    def _treated_with(self, participle: int, at: int, sign: int, depth: int) -> list[Argument]:
        word = self.tree.word[participle]
        return [
            a.through(word, sign=1 if "lost" in a.steps else sign, proxied=True)
            for a in self.agents(at, depth=depth - 1)
        ]

    def _inner_agents(self, at: int, depth: int, of_first: bool = False) -> list[Argument]:
        """Inside `treatment with X`, `X treatment`, `administration of X`: `with X` goes before `of Y`.

        With `of_first`, `of Y` goes before a compound: `a T cell-specific deletion of Y`.
        """
        tree = self.tree
        for place in (("with",), ("of", "between", "from", "for")):
            kids = [k for k in tree.children(at, Role.OBLIQUE) if tree.prep[k] in place]
            found = [a for k in kids for a in self.agents(k, depth=depth - 1)]
            if place == ("of", "between", "from", "for"):
                compounds = [k for k in tree.kids[at] if tree.role[k] in BEARER_ROLES]
                before = [a for k in compounds for a in self._compound_agents(k, depth)]
                found = (found or before) if of_first else before + found
            if found:
                return found
        return []

    def _compound_agents(self, at: int, depth: int) -> list[Argument]:
        mention = self.tree.mention[at]
        if mention is None and self.tree.role[at] is Role.MODIFIER:
            return []
        return self.agents(at, depth=depth - 1)

    # Themes ----------------------------------------------------------------------------------------------------

    def themes(self, at: int, depth: int = DEPTH, keep_state: bool = False) -> list[Argument]:
        """What is acted on when the phrase at `at` is: mentions, with the process through which."""
        found: list[Argument] = []
        for member in self._members(at):
            found.extend(self._theme(member, depth, keep_state))
        return found

    def _theme(self, at: int, depth: int, keep_state: bool) -> list[Argument]:
        tree = self.tree
        if depth == 0:
            return []
        mention, word = tree.mention[at], tree.word[at]
        state = 1 if keep_state else self.state_sign(at)
        if mention is not None:
            return (
                self._process_themes(at, mention, state, depth)
                if mention.type is MentionType.PROCESS
                else [Argument(mention, sign=state, event=state < 0)]
            )
        if tree.is_verb(at):
            return self._clause_themes(at, depth)
        if tree.tokens[at].tag in RELATIVE_PRONOUNS:
            return self._antecedent(at, depth)
        if self.is_("cure", at):
            ill = [a for a in self.bearers(at, depth) if self.harmful(a)]
            return [a.through(word) for a in ill]
        entry = self._entry(at, "noun")
        if entry:
            events = self._event_themes(at, entry, state, depth)
            if events:
                return events
        effect = self._entry(at, "effect")
        if effect and self.at_place(at, Place("complement", frozenset()), effect):
            sign, signed = self.effect_sign(at, effect)
            objects = self.at_place(at, Place("complement", frozenset()), effect)
            found = [a for k in objects for a in self.themes(k, depth - 1)]
            return [replace(a.through(word, sign=sign, event=signed), unsigned=not signed) for a in found]
        if self.is_("group", at):
            return [a.through(word) for a in self.bearers(at, depth) if a.mention.type is not MentionType.DISEASE]
        listed = self.is_("measure", at) or self.is_("ability", at) or self.is_("forward", at)
        sign = state * (-1 if self.is_("inverse", at) else 1)
        inner = self.bearers(at, depth)
        for kid in tree.children(at, Role.OPEN_COMPLEMENT, Role.PARTICIPLE):
            if self.is_("ability", at) and tree.is_verb(kid):
                inner = inner or self._clause_themes(kid, depth)
        return [a.through(word, sign=sign, event=sign < 0, cost=0 if listed else 1) for a in inner]

    def _process_themes(self, at: int, process: Mention, state: int, depth: int) -> list[Argument]:
        """A process with its bearer, or the process itself; what it turns into when it is a conversion."""
        tree, word = self.tree, self.tree.word[at]
        bearers = (self._converted(at, depth) if self.is_("conversion", at) else []) or self.bearers(at, depth)
        lean = self._trigger_sign(at)
        entry = self._entry(at, "noun")
        carried = entry is not None and entry.group.relation is Relation.CONTAINS
        found = [replace(b, process=b.process or process) for b in bearers] or [Argument(process)]
        return [
            replace(a.through(word, sign=state, event=state < 0), lean=a.lean or lean, carried=carried) for a in found
        ]

    def _event_themes(self, at: int, entry: Entry, state: int, depth: int) -> list[Argument]:
        """The themes of a noun that states an effect: `the suppression of Y` turns the sign."""
        tree, relation = self.tree, entry.group.relation
        sign = SIGNS.get(relation, 1)
        if entry.preps:
            found = [
                a for k in self.at_place(at, Place("complement", frozenset()), entry) for a in self.themes(k, depth - 1)
            ]
            found = found or self.bearers(at, depth)
        else:
            found = self.bearers(at, depth)
        signed, carried = relation in SIGNS, relation is Relation.CONTAINS
        return [
            replace(
                a.through(tree.word[at], sign=sign * state, event=signed),
                carried=carried,
                unsigned=relation is Relation.AFFECTS,
            )
            for a in found
        ]

    def _converted(self, at: int, depth: int) -> list[Argument]:
        """`conversion of A from B to C`, `conversion in C`, `B to C switch`: C is gained, B is lost."""
        tree = self.tree
        found: list[Argument] = []
        for kid in tree.children(at, Role.OBLIQUE):
            sign = {"from": -1, "to": 1, "into": 1, "toward": 1, "towards": 1, "in": 1}.get(tree.prep[kid], 0)
            if sign:
                ends = [a for a in self.themes(kid, depth - 1) if a.mention.type is MentionType.CELL]
                found += [a.through(tree.word[at], sign=sign, event=sign < 0) for a in ends]
        return found if any(a.sign > 0 for a in found) else []

    def harmful(self, argument: Argument) -> bool:
        """Whether less of it is better: a disease, or a process such as damage, death or inflammation."""
        mention = argument.process or argument.mention
        if mention.type is MentionType.DISEASE or (
            argument.process is None and argument.mention.type is MentionType.DISEASE
        ):
            return True
        if mention.type is not MentionType.PROCESS:
            return False
        return any(word in mention.text.lower() for word in self.rules.words["harm"])

    def bearers(self, at: int, depth: int = DEPTH) -> list[Argument]:
        """Whose process or amount it is: `T cell …`, `… of T cells`, `… in T cells`; shared over coordination."""
        own = self._own_bearers(at, depth)
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
            roles = (Role.OBLIQUE,) if other > at else BEARER_ROLES
            shared = self._own_bearers(other, depth, roles)
            if other < at and not shared and other == first:
                shared = [
                    a for k in tree.children(other, Role.OBLIQUE) if k > at for a in self._bearer_at(other, k, depth)
                ]
            if shared:
                return shared
        return []

    def _own_bearers(
        self, at: int, depth: int, roles: tuple[Role, ...] = (*BEARER_ROLES, Role.OBLIQUE)
    ) -> list[Argument]:
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
        if mention is not None and LINKED.match(self._after(mention)):
            return []
        if role is Role.OBLIQUE and prep not in (
            "of",
            "in",
            "by",
            "from",
            "for",
            "to",
            "within",
            "on",
            "between",
            "into",
            "toward",
            "towards",
        ):
            return []
        found = self.themes(kid, depth - 1)
        is_process = tree.type_of(at) is MentionType.PROCESS
        if prep == "of" or role is not Role.OBLIQUE:
            return found
        if is_process or self.is_("measure", at):
            # Where a process takes place bears it only when it is a cell; a disease or an animal only says where.
            return (
                [a for a in found if a.mention.type is MentionType.CELL]
                if prep in ("in", "by", "from", "within", "on")
                else []
            )
        return found

    def _clause_themes(self, at: int, depth: int) -> list[Argument]:
        """The objects of a verb inside an argument: `the ability to suppress Y`, `by inhibiting Y`."""
        tree = self.tree
        found: list[Argument] = []
        for entry in self.rules.entries["verb"].get(tree.word[at], ()):
            kids = self.at_place(at, Place("complement", frozenset()), entry)
            sign = SIGNS.get(entry.group.relation, 1)
            signed = entry.group.relation in SIGNS
            found += [
                a.through(tree.word[at], sign=sign, event=signed) for k in kids for a in self.themes(k, depth - 1)
            ]
        return found

    # Signs -----------------------------------------------------------------------------------------------------

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

    def described(self, at: int) -> list[Argument]:
        """The themes of `reduced A and B`, seen from A: B too, unless it has an adjective of its own."""
        found: list[Argument] = []
        for member in self._members(at):
            if member == at or not self.has_state(member):
                found += self._theme(member, DEPTH, keep_state=True)
        return found

    def _trigger_sign(self, at: int) -> int:
        entry = self._entry(at, "noun")
        return SIGNS.get(entry.group.relation, 0) if entry else 0

    def effect_sign(self, at: int, entry: Entry) -> tuple[int, bool]:
        """The sign of an effect noun, and whether it has one."""
        relation = entry.group.relation if entry.group.relation in SIGNS else self._coloured(at, None)
        return SIGNS.get(relation, 1) if relation else 1, relation is not None

    def effect_relation(self, at: int, theme: Argument) -> Relation | None:
        """The relation that an effect noun has on `theme` by its adjectives: `inhibitory`, `protective`."""
        return self._coloured(at, theme)

    def _coloured(self, at: int, theme: Argument | None) -> Relation | None:
        tree = self.tree
        found = [
            sign.group
            for kid in tree.children(at, Role.MODIFIER, Role.COMPOUND)
            for member in tree.members(kid)
            for word in dict.fromkeys((tree.word[member], *stems(tree.tokens[member].text, tree.word[member])))
            for sign in self.rules.entries["sign"].get(word, ())
        ]
        found.sort(key=lambda group: group.on_harm is None)  # `positive therapeutic effect` is a therapeutic effect
        for group in found:
            harm = group.on_harm is not None and (theme is None or self.harmful(theme))
            return group.on_harm if harm else group.relation
        return None

    def _entry(self, at: int, kind: str) -> Entry | None:
        entries = self.rules.entries[kind].get(self.tree.word[at], ())  # type: ignore[index]
        return entries[0] if entries else None

    # Places ----------------------------------------------------------------------------------------------------

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
            return [tree.head[at]] if tree.head[at] != at else []
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
        if not found and preps & {"from", "against", "into", "toward", "towards"}:
            found = [
                k
                for o in tree.children(at, Role.OBJECT)
                for k in tree.children(o, Role.OBLIQUE)
                if tree.prep[k] in preps and tree.prep[k] not in ("in", "of", "to", "for")
            ]
        if not found and tree.role[at] in (Role.OBJECT, Role.PASSIVE_SUBJECT):
            # `plays a role in Y`, `had an effect on Y`, with the preposition hung on the verb
            near = preps if self.is_("support", tree.head[at]) else preps & ON
            found = [k for k in tree.children(tree.head[at], *roles) if tree.prep[k] in near]
        if not found and preps & ON and tree.tokens[at].pos == "NOUN":
            # `effect of X on Y`, with `on Y` hung on X
            found = [k for o in tree.children(at, Role.OBLIQUE) for k in tree.below(o) if tree.prep[k] in preps & ON]
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
            and tree.tokens[head].pos in ("VERB", "AUX", "ADJ")
        ):
            return self.undergoer(head)
        return []

    def _members(self, at: int) -> Iterable[int]:
        """The coordinated members of a phrase, and what it lists: `cytokines such as A and B`, `cytokines (A, B)`."""
        tree = self.tree
        for member in tree.members(at):
            yield member
            yield from tree.listed.get(member, ())
            for kid in tree.kids[member]:
                if tree.role[kid] is Role.OBLIQUE and tree.prep[kid] in LISTED and tree.mention[kid] is not None:
                    yield from (k for k in tree.members(kid) if k not in tree.listed.get(member, ()))


def _with_processes(found: list[Argument]) -> list[Argument]:
    """`the Wnt signaling pathway`: both stand before `pathway`; the process is Wnt's."""
    processes = [a for a in found if a.mention.type is MentionType.PROCESS and a.process is None]
    others = [a for a in found if a.mention.type is not MentionType.PROCESS]
    if len(processes) != 1 or not others:
        return found
    return [replace(a, process=a.process or processes[0].mention) for a in others]


def is_plural(tree: Tree, at: int) -> bool:
    return tree.tokens[at].tag in ("NNS", "NNPS") or len(tree.members(at)) > 1
