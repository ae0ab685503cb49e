"""Frames applied to triggers: subject and object found, signs multiplied, one claim for each pair."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.records import Mention, MentionType, Relation, Role
from pipeline.relate.arguments import SIGNS, Argument, Arguments
from pipeline.relate.doers import Doer, Doers
from pipeline.relate.rules import Frame, Place, Rules
from pipeline.relate.tree import Tree
from pipeline.relate.triggers import Trigger, triggers_of

CARGO = (MentionType.FACTOR, MentionType.SECRETOME)
CARRIERS = (MentionType.SECRETOME, MentionType.CELL, MentionType.FACTOR)
SHIELDED = frozenset({"from", "against"})
EARLIER = frozenset({"before", "after", "following", "follow", "during", "upon", "prior to"})  # what was there already
BEARERS = (MentionType.CELL, MentionType.PROCESS)
BY_SIGN = {1: Relation.INCREASES, -1: Relation.DECREASES}
COMPLEMENT = Place("complement", frozenset())
MEDIATORS = frozenset({"via", "through", "by"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """A claim before its polarity and context are read. `via` is the mediator through which it comes, if any."""

    trigger: Trigger
    frame: Frame
    subject: Argument
    object: Argument
    relation: Relation
    via: Mention | None = None

    @property
    def rule(self) -> str:
        suffix = "/via" if self.via is self.subject.mention else ""
        return f"{self.trigger.entry.group.name}/{self.frame.name}{suffix}"

    @property
    def arithmetic(self) -> str:
        """How the relation came about, in words and signs."""
        steps = [*(f"{w}" for w in self.subject.steps), self.trigger.entry.word, *self.object.steps]
        signs = f"subject {self.subject.sign:+d} · {self.trigger.entry.group.relation} · object {self.object.sign:+d}"
        return f"{' · '.join(steps)}: {signs} = {self.relation}"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One frame tried on one trigger: which slots were filled."""

    trigger: Trigger
    frame: Frame
    subjects: tuple[Argument, ...]
    objects: tuple[Argument, ...]
    proposals: tuple[Proposal, ...]

    @property
    def lacks(self) -> str:
        missing = [name for name, slot in (("subject", self.subjects), ("object", self.objects)) if not slot]
        return " and ".join(missing) or "a pair of arguments that fit the relation"


class Sentences:
    """The frames of the rule files, ready to be tried on sentences."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.by_form: dict[str, list[tuple[Frame, tuple[Place, ...], tuple[Place, ...]]]] = {}
        for frame in rules.frames:
            self.by_form.setdefault(frame.form, []).append((frame, frame.subject_places, frame.object_places))

    def attempts(self, tree: Tree) -> list[Attempt]:
        """Every frame tried on every trigger of the sentence, with what it gave."""
        arguments = Arguments(tree, self.rules)
        doers = Doers(arguments)
        found: list[Attempt] = []
        triggers = triggers_of(tree, self.rules)
        shielding = {
            t.at for t in triggers if t.entry.preps & SHIELDED and arguments.at_place(t.at, COMPLEMENT, t.entry)
        }
        for trigger in triggers:
            if trigger.at in shielding and not trigger.entry.preps:
                continue  # `protected A from B` is about B
            if trigger.form in ("noun", "state") and tree.prep[trigger.at] in EARLIER:
                continue
            for frame, subject_places, object_places in self.by_form.get(trigger.form, ()):
                if frame.relations and trigger.entry.group.relation not in frame.relations:
                    continue
                objects = self._objects(arguments, trigger, object_places)
                subjects = self._subjects(arguments, doers, trigger, subject_places) if objects else []
                if not objects:
                    subjects = self._subjects(arguments, doers, trigger, subject_places)
                proposals = [*self._proposals(arguments, trigger, frame, subjects, objects)]
                proposals += self._mediated(arguments, trigger, frame, subjects, objects)
                found.append(Attempt(trigger, frame, tuple(subjects), tuple(objects), tuple(proposals)))
        return found

    def _objects(self, arguments: Arguments, trigger: Trigger, places: tuple[Place, ...]) -> list[Argument]:
        tree = arguments.tree
        keep = trigger.form in ("state", "prenominal") or trigger.entry.group.keeps_state
        own = tree.mention[trigger.at]
        for place in places:
            if place.name == "doer":
                kids = tree.children(trigger.at, Role.SUBJECT) or arguments.undergoer(trigger.at)
            else:
                kids = arguments.at_place(trigger.at, place, trigger.entry)
            found: list[Argument] = []
            for k in kids:
                if place.name == "head" and trigger.form in ("state", "prenominal"):
                    # `reduced A and B`: the adjective speaks of what stands after it.
                    found += arguments.described(k)
                elif trigger.entry.group.inverted:
                    found += arguments.agents(k)
                else:
                    found += arguments.themes(k, keep_state=keep)
            if trigger.entry.preps & SHIELDED:
                found = [_of_shielded(arguments, trigger.at, a) for a in found]
            state = arguments.state_sign(trigger.at) if trigger.form == "noun" else 1
            if state < 0:
                found = [a.through(tree.word[trigger.at], sign=-1, event=True) for a in found]
            if own is not None and own.type is MentionType.PROCESS and not trigger.entry.preps:
                found = [replace(a, process=a.process or own) for a in found]
            if found:
                return found
        return []

    def _subjects(
        self, arguments: Arguments, doers: Doers, trigger: Trigger, places: tuple[Place, ...]
    ) -> list[Argument]:
        tree = arguments.tree
        own = tree.mention[trigger.at]
        inverted = trigger.entry.group.inverted
        for place in places:
            if place.name == "doer" and trigger.form == "noun" and own is not None and not trigger.entry.preps:
                continue  # a tagged process is an event of its own only when its agent is named with it
            if place.name == "doer":
                candidates = [[c] for c in doers.of(trigger.at)]
            elif place.name == "named":
                candidates = [[c] for c in doers.named(trigger.at)]
            elif place.name == "diseased":
                level = trigger.entry.group.relation in SIGNS and not trigger.entry.preps
                candidates = [[c] for c in doers.diseased(trigger.at)] if level else []
            elif place.name == "holder":
                candidates = [[c] for c in doers.holders(trigger.at)]
            elif place.name == "setting":
                candidates = [[c] for c in doers.settings(trigger.at)]
            else:
                candidates = [[Doer(k) for k in arguments.at_place(trigger.at, place, trigger.entry)]]
            for group in candidates:
                found = [
                    a
                    for doer in group
                    for a in (arguments.themes(doer.at) if inverted else arguments.agents(doer.at, doer.proxied))
                ]
                shown = trigger.form == "noun" and place.name == "doer" and tree.role[trigger.at] is Role.OBJECT
                if shown or trigger.form in (
                    "state",
                    "change",
                ):  # cells that show a state bear it; they do not cause it
                    found = [a for a in found if a.proxied or a.mention.type not in BEARERS]
                if found:
                    return found
        return []

    def _proposals(
        self, arguments: Arguments, trigger: Trigger, frame: Frame, subjects: list[Argument], objects: list[Argument]
    ) -> Iterator[Proposal]:
        acting = {a.mention for a in subjects}
        undergoing = {a.mention for a in objects}
        if trigger.entry.group.inverted:
            subjects, objects = objects, subjects
        for subject in subjects:
            for theme in objects:
                relation = relation_of(arguments, trigger, subject, theme)
                if relation is None or not fits(relation, subject, theme):
                    continue
                if theme.mention in acting or subject.mention in undergoing:
                    continue
                if trigger.form == "prenominal" and not _binds(arguments, trigger, subject, theme):
                    continue
                yield Proposal(trigger, frame, subject, theme, relation)

    def _mediated(
        self, arguments: Arguments, trigger: Trigger, frame: Frame, subjects: list[Argument], objects: list[Argument]
    ) -> Iterator[Proposal]:
        """`via F`, `through activation of F`, `by inhibiting F`, `in an F-dependent manner`: F has the same effect."""
        if not subjects:
            return
        for at, prep in self._mediator_places(arguments.tree, trigger.at):
            for mediator in arguments.themes(at):
                gerund = prep == "by"
                if mediator.unsigned or (gerund and not mediator.event):
                    continue  # `by regulating F` does not say which way F works
                if mediator.mention.type not in (MentionType.FACTOR, MentionType.SECRETOME, MentionType.CELL):
                    continue
                for theme in objects:
                    relation = relation_of(arguments, trigger, mediator, theme)
                    if relation not in (None, Relation.CONTAINS, Relation.NO_EFFECT) and fits(
                        relation, mediator, theme
                    ):
                        yield Proposal(trigger, frame, mediator, theme, relation, via=mediator.mention)

    def _mediator_places(self, tree: Tree, at: int) -> Iterator[tuple[int, str]]:
        """What hangs on the trigger, or too low on its object, by `via`, `through` or `by …ing`."""
        for holder in (at, *(k for o in tree.children(at, Role.OBJECT) for k in tree.below(o))):
            for kid in tree.children(holder, Role.OBLIQUE, Role.OPEN_COMPLEMENT, Role.AGENT):
                prep = tree.prep[kid]
                gerund = prep == "by" and tree.tokens[kid].tag == "VBG"
                if prep in ("via", "through", "by mean of", "by means of") or gerund:
                    yield kid, prep
                elif prep == "in" and tree.word[kid] in ("manner", "fashion", "way"):
                    for modifier in tree.children(kid, Role.MODIFIER):
                        if tree.word[modifier] == "dependent":
                            yield from ((k, "via") for k in tree.children(modifier, Role.COMPOUND))


def relation_of(arguments: Arguments, trigger: Trigger, subject: Argument, theme: Argument) -> Relation | None:
    """The trigger's relation, turned by the signs of its arguments."""
    group = trigger.entry.group
    relation, sign = group.relation, subject.sign * theme.sign
    if group.objects and theme.mention.type not in group.objects:
        return None
    if group.on_harm is not None and arguments.harmful(theme):
        relation = group.on_harm
    if relation is Relation.DECREASES and theme.unsigned:
        return Relation.AFFECTS
    cures = not arguments.rules.words["cure"].isdisjoint(theme.steps)
    if relation is Relation.INCREASES and cures:
        sign = -sign  # `enhanced the treatment of D`
    if relation in SIGNS:
        return BY_SIGN[SIGNS[relation] * sign]
    if trigger.form == "effect":
        own = arguments.effect_relation(trigger.at, theme)
        if own is not None and cures:
            return None  # `beneficial effects in the treatment of D` tells a use, not an effect
        if own is not None and not theme.event:
            return BY_SIGN[SIGNS[own] * sign]
    if relation is Relation.AFFECTS and (group.light or trigger.form == "effect"):
        if theme.carried and theme.mention.type in CARGO and trigger.form == "prenominal":
            return Relation.CONTAINS
        if theme.event:
            return BY_SIGN[sign]
        if trigger.entry.word == "mediate" and (theme.lean or arguments.harmful(theme)):
            return BY_SIGN[sign * (theme.lean or 1)]
    return relation


def fits(relation: Relation, subject: Argument, theme: Argument) -> bool:
    """Whether the mentions can be the two ends of the relation."""
    first, second = subject.mention, theme.mention
    if first.start < second.end and second.start < first.end:
        return False
    if theme.process is not None and theme.process is first:
        return False
    if first.text.lower() == second.text.lower() and first.type is second.type:
        return False
    if relation is Relation.CONTAINS:
        return second.type in CARGO and first.type in CARRIERS
    return True


def _binds(arguments: Arguments, trigger: Trigger, subject: Argument, theme: Argument) -> bool:
    """`LPS-induced IL-6` is a claim; `injury-induced`, `LPS-stimulated cells` and `X-mediated signaling` are names."""
    if subject.mention.type is MentionType.DISEASE:
        return False
    if theme.mention.type is MentionType.CELL and theme.process is None:
        return not arguments.is_("treated", trigger.at)
    return not (trigger.entry.group.light and theme.process is None and theme.mention.text.lower().startswith("signal"))


def _of_shielded(arguments: Arguments, at: int, theme: Argument) -> Argument:
    """`protected the cells from apoptosis`: the apoptosis is the cells'."""
    if theme.process is not None or theme.mention.type is not MentionType.PROCESS:
        return theme
    tree = arguments.tree
    cells = [tree.mention[k] for k in tree.children(at, Role.OBJECT) if tree.type_of(k) is MentionType.CELL]
    return replace(theme, mention=cells[0], process=theme.mention) if cells and cells[0] else theme
