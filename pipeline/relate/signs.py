"""The relation that a claim states: the trigger's, turned round by every sign on the way to its arguments, once."""

from pipeline.records import MentionType, Relation
from pipeline.relate.arguments import Arguments
from pipeline.relate.reading import SIGNS, Argument
from pipeline.relate.triggers import Trigger

CARGO = (MentionType.FACTOR, MentionType.SECRETOME)
CARRIERS = (MentionType.SECRETOME, MentionType.CELL, MentionType.FACTOR)
VERBAL = ("active", "passive")
BY_SIGN = {1: Relation.INCREASES, -1: Relation.DECREASES}


def relation_of(arguments: Arguments, trigger: Trigger, subject: Argument, theme: Argument) -> Relation | None:
    """What the trigger says between the two, or None when it says nothing of such an object."""
    group = trigger.entry.group
    if group.objects and theme.mention.type not in group.objects:
        return None
    relation, sign = group.relation, subject.sign * theme.sign
    if group.on_harm is not None and arguments.harmful(theme):
        relation = group.on_harm
    cures = not arguments.rules.words["cure"].isdisjoint(theme.steps)
    if relation in SIGNS:
        if group.hedged_only and theme.event:
            relation = Relation.INCREASES  # `a strategy for inhibiting Y`
        if relation is Relation.DECREASES and theme.unsigned:
            return Relation.AFFECTS  # `reversed the influence on Y`
        # `enhanced the treatment of D`: more treatment, less disease.
        turned = cures and relation is Relation.INCREASES
        return BY_SIGN[SIGNS[relation] * (-sign if turned else sign)]
    colour = None
    if trigger.form == "effect" or (trigger.form in VERBAL and relation is Relation.AFFECTS):
        colour = arguments.effect_relation(trigger.at, theme)  # `an inhibitory effect`, `negatively regulated`
    if colour is not None and cures:
        return None  # `beneficial effects in the treatment of D` tells a use, not an effect
    if colour is not None and not theme.event:
        return BY_SIGN[SIGNS[colour] * sign]
    return _light_relation(arguments, trigger, theme, sign) or relation


def _light_relation(arguments: Arguments, trigger: Trigger, theme: Argument, sign: int) -> Relation | None:
    """A light word takes its sign from what stands below it: `involved in the suppression of Y` decreases Y."""
    group = trigger.entry.group
    if group.relation is not Relation.AFFECTS or not (group.light or trigger.form == "effect"):
        return None
    if theme.carried and theme.mention.type in CARGO and trigger.form == "prenominal":
        return Relation.CONTAINS  # `exosome-mediated transfer of Y`
    if theme.event:
        return BY_SIGN[sign]
    if trigger.entry.word != "mediate":
        return None
    # `A-mediated activation of B`, `A-mediated injury`, `A-mediated cardioprotection`: what A mediates comes about by it.
    protects = "protect" in (theme.process or theme.mention).text.lower()
    named = trigger.form == "prenominal" and arguments.harmful(theme)
    return BY_SIGN[sign * (theme.lean or 1)] if theme.lean or named or protects else None


def fits(relation: Relation, subject: Argument, theme: Argument) -> bool:
    """Whether the mentions can be the two ends of the relation."""
    first, second = subject.mention, theme.mention
    overlap = first.start < second.end and second.start < first.end
    same = first.text.lower() == second.text.lower() and first.type is second.type
    if overlap or same or theme.process is first:
        return False
    if relation is Relation.CONTAINS:  # what treated cells release is no part of the treatment
        return second.type in CARGO and first.type in CARRIERS and not subject.proxied
    return True


def binds(trigger: Trigger, subject: Argument, theme: Argument) -> bool:
    """`LPS-induced IL-6` is a claim; `injury-induced`, `LPS-stimulated cells` and `X-mediated signaling` are names."""
    relation, bare = trigger.entry.group.relation, theme.process is None
    if relation in SIGNS and bare and theme.mention.type is MentionType.CELL:
        return False  # `cells induced by X` were treated with it
    if trigger.form == "postnominal":
        return True
    if relation is Relation.AFFECTS and not trigger.entry.group.light:
        return False  # `X-modified Y`, `X-targeted Y`
    signals = trigger.entry.group.light and bare and theme.mention.text.lower().startswith("signal")
    return subject.mention.type is not MentionType.DISEASE and not signals
