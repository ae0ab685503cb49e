"""Frames applied to triggers: subject and object found, one claim for each pair that fits."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.records import Mention, MentionType, Relation, Role
from pipeline.relate.arguments import Arguments
from pipeline.relate.doers import Doer, Doers
from pipeline.relate.mediators import Mediators
from pipeline.relate.pairs import in_turn
from pipeline.relate.reading import COMPLEMENT, SIGNS, Argument
from pipeline.relate.rules import Frame, Place, Rules
from pipeline.relate.signs import VERBAL, binds, fits, relation_of
from pipeline.relate.tree import Tree
from pipeline.relate.triggers import Trigger, triggers_of

SHIELDED = frozenset({"from", "against"})
EARLIER = frozenset({"before", "after", "following", "follow", "during", "upon", "prior to"})  # what was there already
BEARERS = (MentionType.CELL, MentionType.PROCESS)
UNKNOWN = 1  # so many words on the way may be on no list
LOOSE = (*SIGNS, Relation.AFFECTS)
PAST = ("passive", "postnominal")


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
        """`class/frame`, with `/via` when the subject is the mediator of another claim."""
        return f"{self.trigger.entry.group.name}/{self.frame.name}{'/via' if self.via is not None else ''}"

    @property
    def arithmetic(self) -> str:
        """How the relation came about, in words and signs."""
        group = self.trigger.entry.group
        steps = " · ".join([*self.subject.steps, self.trigger.entry.word, *self.object.steps])
        signs = f"subject {self.subject.sign:+d} × {group.relation} × object {self.object.sign:+d}"
        return f"{steps}: {signs} = {self.relation}"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One frame tried on one trigger: which slots were filled, and the claims that came of it."""

    trigger: Trigger
    frame: Frame
    subjects: tuple[Argument, ...]
    objects: tuple[Argument, ...]
    proposals: tuple[Proposal, ...]

    @property
    def filled(self) -> int:
        return bool(self.subjects) + bool(self.objects)

    @property
    def lacks(self) -> str:
        missing = [name for name, slot in (("a subject", self.subjects), ("an object", self.objects)) if not slot]
        return " and ".join(missing) or "a pair of arguments that fits the relation"


def attempts(tree: Tree, rules: Rules) -> list[Attempt]:
    """Every frame tried on every trigger of the sentence."""
    triggers = triggers_of(tree, rules)
    return Frames(tree, rules).attempts(triggers) if triggers else []


class Frames:
    """The frames of the rule files, tried on one sentence."""

    def __init__(self, tree: Tree, rules: Rules) -> None:
        self.tree = tree
        self.rules = rules
        self.arguments = Arguments(tree, rules)
        self.doers = Doers(self.arguments)
        self.mediators = Mediators(self.arguments)

    def attempts(self, triggers: list[Trigger]) -> list[Attempt]:
        shielding = {t.at for t in triggers if t.entry.preps & SHIELDED and self._complements(t)}
        found: list[Attempt] = []
        for trigger in triggers:
            plain = trigger.at in shielding and not trigger.entry.preps  # `protected A from B` is about B
            if plain or (trigger.form in ("noun", "state") and self.tree.prep[trigger.at] in EARLIER):
                continue
            frames = self.rules.frames_of[trigger.form]
            # The one who acts is what such a word asks for: `found in X`. And `involved in Y` has its object in Y.
            if trigger.entry.group.inverted or (trigger.form in PAST and self._fulfilled(trigger)):
                frames = tuple(frame for frame in frames if "complement" in frame.object)
            fitting = (f for f in frames if not f.relations or trigger.entry.group.relation in f.relations)
            found.extend(self._attempt(trigger, frame) for frame in fitting)
        return found

    def _attempt(self, trigger: Trigger, frame: Frame) -> Attempt:
        objects = self._objects(trigger, frame)
        subjects = self._subjects(trigger, frame)
        proposals = [*self._pairs(trigger, frame, subjects, objects)]
        if subjects and objects:
            proposals += [
                Proposal(trigger, frame, mediator, theme, relation, via=mediator.mention)
                for mediator, theme, relation in self.mediators.effects(trigger, objects)
            ]
        return Attempt(trigger, frame, tuple(subjects), tuple(objects), tuple(proposals))

    def _fulfilled(self, trigger: Trigger) -> bool:
        return bool(trigger.entry.preps) and bool(self._complements(trigger))

    def _complements(self, trigger: Trigger) -> list[int]:
        return self.arguments.at_place(trigger.at, COMPLEMENT, trigger.entry)

    # Objects ---------------------------------------------------------------------------------------------------

    def _objects(self, trigger: Trigger, frame: Frame) -> list[Argument]:
        for place in frame.object_places:
            found = [a for k in self._object_nodes(trigger, place) for a in self._themes(trigger, place, k)]
            if found:
                return [self._completed(trigger, a) for a in found]
        return self._treated_models(trigger) if trigger.form == "effect" else []

    def _treated_models(self, trigger: Trigger) -> list[Argument]:
        """`therapeutic effects in a model of D`, `protective effects in D mice`: a D that gets better."""
        diseases = (a for k in self._complements(trigger) for a in self.arguments.modelled(k))
        return [a for a in diseases if self.arguments.effect_relation(trigger.at, a) is Relation.DECREASES]

    def _object_nodes(self, trigger: Trigger, place: Place) -> list[int]:
        if place.name == "doer":
            return self.tree.children(trigger.at, Role.SUBJECT) or self.arguments.undergoer(trigger.at)
        return self.arguments.at_place(trigger.at, place, trigger.entry)

    def _themes(self, trigger: Trigger, place: Place, at: int) -> list[Argument]:
        if place.name == "head" and trigger.form in ("state", "prenominal", "prefix"):
            return self.arguments.described(at)  # the adjective speaks of what stands after it
        if trigger.entry.group.inverted:
            return self.arguments.agents(at)
        return self.arguments.themes(at, keep_state=trigger.entry.group.keeps_state)

    def _completed(self, trigger: Trigger, theme: Argument) -> Argument:
        """The theme with what the trigger adds: its bearer, its own state, itself as the process."""
        if trigger.entry.preps & SHIELDED:
            theme = self._shielded(trigger.at, theme)
        if trigger.form == "noun" and self.arguments.state_sign(trigger.at) < 0:
            theme = theme.through(self.tree.word[trigger.at], sign=-1, event=True)
        own = self.tree.mention[trigger.at]
        event = own is not None and own is not theme.mention and not trigger.entry.preps
        return replace(theme, process=theme.process or own) if event else theme

    def _shielded(self, at: int, theme: Argument) -> Argument:
        """`protected the cells from apoptosis`: the apoptosis is the cells'."""
        if theme.process is not None or theme.mention.type is not MentionType.PROCESS:
            return theme
        objects = [self.tree.mention[k] for k in self.tree.children(at, Role.OBJECT)]
        cells = [mention for mention in objects if mention is not None and mention.type is MentionType.CELL]
        return replace(theme, mention=cells[0], process=theme.mention) if cells else theme

    # Subjects --------------------------------------------------------------------------------------------------

    def _subjects(self, trigger: Trigger, frame: Frame) -> list[Argument]:
        for place in frame.subject_places:
            for group in self._subject_nodes(trigger, place):
                found = [a for doer in group for a in self._acting(trigger, place, doer)]
                if found:
                    return found
        return self._loose_subjects(trigger, frame)

    def _loose_subjects(self, trigger: Trigger, frame: Frame) -> list[Argument]:
        """Whoever is named first inside a subject that the lists do not explain: `defects in the X pathway …`."""
        if trigger.form not in VERBAL or trigger.entry.group.relation not in LOOSE or trigger.entry.group.objects:
            return []
        nodes = [d.at for place in frame.subject_places if place.name == "doer" for d in self.doers.of(trigger.at)]
        return next((found for at in nodes if (found := self.arguments.foremost(at))), [])

    def _subject_nodes(self, trigger: Trigger, place: Place) -> list[list[Doer]]:
        """Groups of nodes, the nearest first; the first group with a mention is taken."""
        at, doers = trigger.at, self.doers
        tagged = trigger.form == "noun" and self.tree.mention[at] is not None and not trigger.entry.preps
        level = trigger.entry.group.relation in SIGNS and not trigger.entry.preps
        # A tagged process is an event of its own only when its agent is named with it; a disease only sets levels.
        if (place.name == "doer" and tagged) or (place.name in ("diseased", "observed") and not level):
            return []
        finders = {
            "doer": doers.of,
            "named": doers.named,
            "holder": doers.holders,
            "setting": doers.settings,
            "observed": doers.observed,
            "diseased": doers.diseased,
        }
        if place.name in finders:
            return [[doer] for doer in finders[place.name](at)]
        return [[Doer(k) for k in self.arguments.at_place(at, place, trigger.entry)]]

    def _acting(self, trigger: Trigger, place: Place, doer: Doer) -> list[Argument]:
        if trigger.entry.group.inverted:
            return self.arguments.themes(doer.at)
        found = self.arguments.agents(doer.at, doer.proxied)
        shown = trigger.form == "noun" and place.name == "doer" and self.tree.role[trigger.at] is Role.OBJECT
        if shown or trigger.form in ("state", "change"):  # cells that show a state bear it, they do not cause it
            return [a for a in found if a.proxied or a.mention.type not in BEARERS]
        return found

    # Pairs -----------------------------------------------------------------------------------------------------

    def _pairs(
        self, trigger: Trigger, frame: Frame, subjects: list[Argument], objects: list[Argument]
    ) -> Iterator[Proposal]:
        acting, undergoing = {a.mention for a in subjects}, {a.mention for a in objects}
        if acting & undergoing:
            if trigger.form != "effect":  # `the role of A in B`, with A at both places: B is the object
                subjects = [a for a in subjects if a.mention not in undergoing]
            objects = [a for a in objects if a.mention not in acting]
        if trigger.entry.group.inverted or self._carried(trigger, subjects, objects):
            subjects, objects = objects, subjects
        for subject, theme in in_turn(self.tree, subjects, objects):
            relation = relation_of(self.arguments, trigger, subject, theme)
            if relation is None or not fits(relation, subject, theme) or subject.cost + theme.cost > UNKNOWN:
                continue
            if trigger.form not in ("prenominal", "postnominal") or binds(trigger, subject, theme):
                yield Proposal(trigger, frame, subject, theme, relation)

    def _carried(self, trigger: Trigger, before: list[Argument], after: list[Argument]) -> bool:
        """`A-containing exosomes`, `A is enriched in exosomes`, where the noun carries; not `exosome-delivered A`."""
        apart = trigger.form == "prenominal" or bool(trigger.entry.preps)
        contains = apart and trigger.entry.group.relation is Relation.CONTAINS
        factors = all(argument.mention.type is MentionType.FACTOR for argument in before)
        return contains and factors and all(a.mention.type is not MentionType.FACTOR for a in after)
