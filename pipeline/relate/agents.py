"""Who acts: from a phrase to the mentions that act when it does, with the signs on the way."""

import re
from collections.abc import Sequence

from pipeline.records import Mention, MentionType, Role
from pipeline.relate.reading import DEPTH, SIGNS, Argument, Reading
from pipeline.relate.tree import RELATIVE_PRONOUNS, Tree

# A gene that is gone, by its notation: `IL-10-/-`, `Rictor(-/-)`, `IL-10 KO`, `IL-10-deficient`.
LOST = re.compile(
    r"\s?\(?-/-|\s?[-−–]/[-−–]|[\s(-]KO\b|[\s-](?i:null|deficient|knockout|knock-out|depleted|silenced)\b"
)
# An agent against what it names: `anti-IL-6`, `siSTAT3`, `si-STAT3`.
AGAINST = re.compile(r"(?:\b[Aa]nti[-\s]|\bsi-?|\bsh-?)$")
PRONOUNS = frozenset({"it", "they", "its", "their"})
SUBSTANCES = (MentionType.SECRETOME, MentionType.FACTOR)
# What a noun with `this`, `these` or `such` before it can take up from the last sentence; None: whatever it was about.
TAKEN_UP: dict[str, MentionType | None] = {
    "cell": MentionType.CELL,
    "vesicle": MentionType.SECRETOME,
    "exosome": MentionType.SECRETOME,
    "ev": MentionType.SECRETOME,
    "sev": MentionType.SECRETOME,
    "microvesicle": MentionType.SECRETOME,
    "nanovesicle": MentionType.SECRETOME,
    "particle": MentionType.SECRETOME,
    "preparation": MentionType.SECRETOME,
    "molecule": MentionType.FACTOR,
    "protein": MentionType.FACTOR,
    "cytokine": MentionType.FACTOR,
    "mirna": MentionType.FACTOR,
    "compound": MentionType.FACTOR,
    "peptide": MentionType.FACTOR,
    "treatment": None,
    "intervention": None,
    "administration": None,
    "approach": None,
    "injection": None,
    "therapy": None,
    "transplantation": None,
}
USED = ("with",)
APPLIED = ("with", "by")  # `stimulation by X`
MET = ("to", "with", "by")  # `exposure of C to X`; but `addition of X to C`
MEETINGS = frozenset({"exposure", "coexposure", "overexposure", "preexposure", "response"})
HELD = ("of", "between", "from", "for")
BORNE = (MentionType.PROCESS, MentionType.DISEASE)
INSIDE = (Role.COMPOUND, Role.POSSESSIVE, Role.MODIFIER, Role.APPOSITION, Role.AGENT, Role.PARTICIPLE)
WITHIN = ("of", "between", "with", "by", "in")
BESIDE = (Role.COMPOUND, Role.POSSESSIVE, Role.MODIFIER)


class Agents(Reading):
    """Reads who acts out of one sentence."""

    def agents(self, at: int, proxied: bool = False, depth: int = DEPTH) -> list[Argument]:
        """The mentions that act when the phrase at `at` acts; `proxied` asks for a treatment or a treated group."""
        found: list[Argument] = []
        tree = self.tree
        if depth and tree.children(at, Role.COPULA) and (subjects := tree.children(at, Role.SUBJECT)):
            # `A is a cytokine that inhibits B`: A does
            return [a for k in subjects for a in self.agents(k, proxied, depth - 1)]
        for member in self.members(at):
            taken = self.taken_up(member)
            found.extend(self._pronouns(taken) if taken else self._agent(member, depth))
        return [a for a in found if a.proxied] if proxied else found

    def foremost(self, at: int) -> list[Argument]:
        """The agents named nearest the head of a noun phrase that no list explains, its clauses left out."""
        tree, level = self.tree, [(at, 1)]
        while level:
            signed = [(k, sign * (self.trigger_sign(k) or 1) * self.state_sign(k)) for k, sign in level]
            kids = [(kid, sign) for k, sign in signed for kid in tree.kids[k] if self._inside(kid)]
            for kid, sign in kids:
                where = tree.prep[kid] == "in" and tree.type_of(kid) is MentionType.CELL
                if tree.mention[kid] is not None and tree.type_of(kid) not in BORNE and not where:
                    return [a.through(tree.word[at], sign=sign, cost=1) for a in self.agents(kid)]
            level = kids
        return []

    def _inside(self, at: int) -> bool:
        role = self.tree.role[at]
        return role in INSIDE or (role is Role.OBLIQUE and self.tree.prep[at] in WITHIN)

    def _agent(self, at: int, depth: int) -> list[Argument]:
        tree, mention = self.tree, self.tree.mention[at]
        if depth == 0:
            return []
        treated = self._treatment(at, depth)
        if treated and (mention is None or mention.type in (MentionType.CELL, MentionType.DISEASE)):
            return treated
        if mention is not None:
            process = mention.type is MentionType.PROCESS
            return self._process_agents(at, mention, depth) if process else [self._named_agent(at, mention)]
        if tree.tokens[at].tag in RELATIVE_PRONOUNS:
            return self.antecedent(at, depth)
        if tree.tokens[at].tag in ("PRP", "PRP$") and tree.tokens[at].text.lower() in PRONOUNS:
            return self._referent(at)
        return self._gerund_agents(at, depth) if tree.tokens[at].tag == "VBG" else self._noun_agents(at, depth)

    def _named_agent(self, at: int, mention: Mention) -> Argument:
        """A mention, which acts the other way when it is gone, lowered or bound: `IL-10-/-`, `anti-IL-10`."""
        if mention.type is not MentionType.FACTOR:
            return Argument(mention)
        if LOST.match(self.text_after(mention)):
            return Argument(mention, sign=-1, proxied=True, steps=("lost",))
        if self.state_sign(at) * self._gerund_sign(at) < 0:  # `downregulated miR-21 enhanced …`
            return Argument(mention, sign=-1, steps=("less",))
        against = AGAINST.search(self.text_before(mention))
        return Argument(mention, sign=-1, steps=("anti",)) if against else Argument(mention)

    def _process_agents(self, at: int, process: Mention, depth: int) -> list[Argument]:
        """`IL-10 secretion inhibited …`: the bearer acts by its process; without a bearer the process does."""
        state = self.state_sign(at) * self._gerund_sign(at)
        inner = self._inner_agents(at, depth, of_first=self.is_("inverse", at) or self.is_("forward", at))
        bearers = [a for a in inner if a.mention.type is not MentionType.DISEASE]
        sign = self.trigger_sign(at) * state or state
        if not bearers and self.is_("measure", at) and " " not in process.text:
            return []  # `signaling`, `expression`: whose it is would act
        return [a.through(self.tree.word[at], sign=sign) for a in bearers] or [Argument(process, sign=state)]

    def _gerund_sign(self, at: int) -> int:
        """-1 for `inhibiting X`, where the parser takes the gerund for an adjective of X."""
        tree = self.tree
        gerunds = [k for k in tree.children(at, Role.MODIFIER) if tree.tokens[k].tag == "VBG" and k < at]
        return -1 if any(self.is_("inverse", k) for k in gerunds) else 1

    def _noun_agents(self, at: int, depth: int) -> list[Argument]:
        """Inside a noun phrase that is no mention: a treatment, a group, a loss or gain of what acts."""
        word = self.tree.word[at]
        loss, gain = self.is_("inverse", at), self.is_("forward", at)
        proxy = self.is_("proxy", at)
        tools = MET if word in MEETINGS else APPLIED if proxy and not loss else USED
        inner = self._inner_agents(at, depth, of_first=loss or gain, tools=tools)
        if loss:
            return self._loss_agents(at, inner, depth)
        if proxy:
            return [a.through(word, proxied=True) for a in inner if a.mention.type is not MentionType.DISEASE]
        if self.is_("group", at):
            return self._group_agents(at, depth)
        if gain or self.is_("measure", at):
            sign = self.state_sign(at) * self._gerund_sign(at)
            return [a.through(word, sign=sign) for a in inner]
        if named := self._names(at, depth):
            return named
        sign = self.trigger_sign(at)
        return [a.through(word, sign=sign) for a in inner] if sign else self._substances(at, depth)

    def _names(self, at: int, depth: int) -> list[Argument]:
        """`the A modulator, X, …`, `a novel compound (X)`: X is what the noun describes."""
        tree = self.tree
        named = [k for k in tree.children(at, Role.APPOSITION) if tree.type_of(k) in SUBSTANCES]
        return [a for k in named for a in self.agents(k, depth=depth - 1)]

    def _loss_agents(self, at: int, inner: list[Argument], depth: int) -> list[Argument]:
        """`inhibition of X with D`: what is lost acts the other way round, what is used acts as it is."""
        tree, word = self.tree, self.tree.word[at]
        tools = [k for k in tree.children(at, Role.OBLIQUE) if tree.prep[k] in ("with", "by")]
        tools += [k for k in tree.children(at, Role.APPOSITION) if tree.mention[k] is not None]  # `the A inhibitor, X`
        used = [a.through(word) for k in tools for a in self.agents(k, depth=depth - 1)]
        lost = self._inner_agents(at, depth, of_first=True, tools=()) if used else inner
        return used + [a.through(word, sign=1 if "anti" in a.steps else -1) for a in lost]

    def _group_agents(self, at: int, depth: int) -> list[Argument]:
        """`the X group`, `tissues of X-treated mice`; `tissues of MI mice` are not acted on by anything."""
        tree = self.tree
        kids = tree.children(at, Role.COMPOUND)
        kids += [k for k in tree.children(at, Role.OBLIQUE) if tree.prep[k] in ("of", "from", "with")]
        inner = [a for k in kids for a in self.agents(k, depth=depth - 1)]
        inner = [a for a in inner if a.mention.type is not MentionType.DISEASE]
        near = [a for a in inner if a.proxied or tree.role[tree.place.get(a.mention, at)] is Role.COMPOUND]
        return [a.through(tree.word[at], proxied=True) for a in near]

    def _substances(self, at: int, depth: int) -> list[Argument]:
        """`heparin preparations`: an unlisted noun stands for the substance before it."""
        tree = self.tree
        kids = [k for k in tree.children(at, Role.COMPOUND) if tree.mention[k] is not None]
        inner = [a for k in kids for a in self.agents(k, depth=depth - 1)]
        return [a.through(tree.word[at], cost=1) for a in inner if a.mention.type in SUBSTANCES]

    def _gerund_agents(self, at: int, depth: int) -> list[Argument]:
        """`Silencing X …`, `overexpressing X …`: what is done to X is done by it, or the reverse."""
        tree, word = self.tree, self.tree.word[at]
        entry = self.entry(at, "verb")
        sign = -1 if self.is_("inverse", at) else SIGNS.get(entry.group.relation, 0) if entry else 0
        inner = [a for k in tree.children(at, Role.OBJECT) for a in self.agents(k, depth=depth - 1)]
        if entry is not None and entry.group.objects:  # `treating C with X` is not doing without C
            inner = [a for a in inner if a.mention.type in entry.group.objects]
        used = [a.through(word) for k in self.tools(at) for a in self.agents(k, depth=depth - 1)]
        return used + [a.through(word, sign=sign) for a in inner] if sign else []

    def tools(self, at: int) -> list[int]:
        """With what a gerund without a subject does it: `blocking A with X`."""
        tree = self.tree
        with_ = [k for k in tree.children(at, Role.OBLIQUE) if tree.prep[k] in USED]
        return [k for k in with_ if tree.type_of(k) in SUBSTANCES]

    def text_after(self, mention: Mention) -> str:
        sentence = self.tree.sentence
        return sentence.text[mention.end - sentence.start :][:12]

    def text_before(self, mention: Mention) -> str:
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
        first = tree.role[at] in (Role.SUBJECT, Role.POSSESSIVE) and (self._opens(at) or self._first_named(at))
        return self._pronouns(tree.topics) if first and (plural or len(tree.topics) == 1) else []

    def _pronouns(self, topics: Sequence[Mention]) -> list[Argument]:
        return [Argument(topic, cost=1, steps=("pronoun",)) for topic in topics]

    def taken_up(self, at: int) -> tuple[Mention, ...]:
        """The topics of the last sentence, for `these cells` or `such treatment` as the first subject of this one."""
        tree, mention = self.tree, self.tree.mention[at]
        word = tree.word[at]
        if not tree.topics or word not in TAKEN_UP:
            return ()
        named = mention is not None and len(mention.text.split()) > 1
        if named or tree.children(at, Role.OBLIQUE, Role.RELATIVE, Role.PARTICIPLE):
            return ()
        pointers = ("this", "these", "such", "both", "the") if TAKEN_UP[word] is None else ("this", "these", "such")
        shown = any(tree.tokens[k].lemma in pointers for k in tree.kids[at] if k < at)
        subject = tree.role[at] in (Role.SUBJECT, Role.PASSIVE_SUBJECT)
        fitting = tuple(topic for topic in tree.topics if TAKEN_UP[word] in (None, topic.type))
        one = len(fitting) == 1 or is_plural(tree, at)
        return fitting if one and shown and subject and self._opens(at) else ()

    def _first_named(self, at: int) -> bool:
        """Whether nothing that could act is named before `at`: `Assays confirmed their effect on A`."""
        mentions = (self.tree.mention[k] for k in range(at))
        return all(mention is None or mention.type in BORNE for mention in mentions)

    def _opens(self, at: int) -> bool:
        """Whether nothing but what tells where or when stands before `at`: no verb, no other subject."""
        tree = self.tree
        others = (Role.SUBJECT, Role.PASSIVE_SUBJECT, Role.OBJECT)
        before = (k for k in range(at) if not tree.inner[k])
        return not any(tree.is_verb(k) or (tree.mention[k] is not None and tree.role[k] in others) for k in before)

    def antecedent(self, at: int, depth: int) -> list[Argument]:
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

    def _inner_agents(
        self, at: int, depth: int, of_first: bool = False, tools: tuple[str, ...] = USED
    ) -> list[Argument]:
        """Inside `treatment with X`, `X treatment`, `administration of X`: `with X` goes before `of Y`.

        With `of_first`, `of Y` goes before a compound: `a T cell-specific deletion of Y`. `tools` are the prepositions
        of what is used.
        """
        tree = self.tree
        for place in (tools, HELD):
            kids = [k for k in tree.children(at, Role.OBLIQUE, Role.AGENT) if tree.prep[k] in place]
            found = [a for k in kids for a in self.agents(k, depth=depth - 1)]
            if place == HELD:
                compounds = [k for k in tree.kids[at] if tree.role[k] in BESIDE]
                before = [a for k in compounds for a in self._compound_agents(k, depth)]
                found = (found or before) if of_first else before + found
            if found:
                # `the Wnt signaling pathway`: both stand before `pathway`; Wnt acts.
                return [a for a in found if a.mention.type is not MentionType.PROCESS] or found
        return []

    def _compound_agents(self, at: int, depth: int) -> list[Argument]:
        mention = self.tree.mention[at]
        if mention is None and self.tree.role[at] is Role.MODIFIER:
            return []
        return self.agents(at, depth=depth - 1)


def is_plural(tree: Tree, at: int) -> bool:
    return tree.tokens[at].tag in ("NNS", "NNPS") or len(tree.members(at)) > 1
