"""Claims that the encoder's reader of pairs proposes, each with a trigger word of the rules' lists."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.records import Mention, MentionType, Relation
from pipeline.relate.context import Surroundings
from pipeline.relate.cues import Cues
from pipeline.relate.features import beside, path, rivals, way
from pipeline.relate.pair_scorer import PairScore, Scores
from pipeline.relate.reading import SIGNS, Argument, Reading
from pipeline.relate.rows import Row, Statement, counted, evidence_of, span_of
from pipeline.relate.signs import BY_SIGN
from pipeline.relate.tree import Tree
from pipeline.relate.triggers import Trigger, triggers_of

RULE = "encoder"
LEAST = 0.15  # probability below which a pair is not proposed
FARTHEST = 12  # steps of the tree from a trigger to both ends together
SMALLEST = 0.002  # probabilities nearer to 0 or 1 count as this
FIT = 3.0  # steps that a trigger may be farther than another when it states the relation that the encoder reads


def encoder_rows(article: str, reading: Reading, scores: Scores, cues: Cues, around: Surroundings) -> Iterator[Row]:
    """A row for each likely pair that has a trigger, and a second one where the encoder reads another relation there."""
    tree = reading.tree
    likely = [
        (subject, theme, score)
        for (subject, theme), score in scores.items()
        if score.related >= LEAST and subject in tree.place and theme in tree.place and not _same(tree, subject, theme)
    ]
    triggers = triggers_of(tree, reading.rules) if likely else []
    for subject, theme, score in likely:
        trigger = _trigger(tree, triggers, subject, theme, score.relation)
        if trigger is None:
            continue
        process = score.process if score.process not in (subject, theme) else None
        read = _relation(reading, trigger, subject, Argument(theme, process))
        counts = counted(_counts(tree, trigger, subject, theme, read is score.relation))
        pair = span_of(tree, subject), span_of(tree, theme)
        through = span_of(tree, process) if process is not None else None
        arithmetic = f"{trigger.entry.word}: {read}; the encoder reads {score.relation}"
        for relation in dict.fromkeys((read, score.relation)):
            said = Statement(trigger, subject, relation, theme, process, RULE)
            yield Row(evidence_of(article, tree, said, cues, around), pair, through, arithmetic, counts)


def beside_rules(found: Iterable[Row], of_rules: Sequence[Row]) -> Iterator[Row]:
    """The encoder's rows that say what no rule says, each with whether the rules are silent on the pair."""
    pairs = {row.pair for row in of_rules}
    stated = {(row.pair, row.evidence.relation, row.evidence.negated) for row in of_rules}
    for row in found:
        if (row.pair, row.evidence.relation, row.evidence.negated) not in stated:
            yield row.weighed({"rules silent": float(row.pair not in pairs)})


def _same(tree: Tree, one: Mention, other: Mention) -> bool:
    return span_of(tree, one) == span_of(tree, other)


def _trigger(
    tree: Tree, triggers: Sequence[Trigger], subject: Mention, theme: Mention, relation: Relation
) -> Trigger | None:
    """The trigger nearest to both ends in the tree, one that states the relation before others."""
    ends = tree.place[subject], tree.place[theme]
    best: tuple[float, int, Trigger] | None = None
    seen: dict[int, int] = {}
    for trigger in triggers:
        if trigger.at in ends and tree.type_of(trigger.at) is not MentionType.PROCESS:
            continue
        if trigger.at not in seen:
            seen[trigger.at] = sum(len(path(tree, trigger.at, end)) - 1 for end in ends)
        far = seen[trigger.at]
        cost = far - (FIT if trigger.entry.group.relation is relation else 0)
        if far <= FARTHEST and (best is None or (cost, trigger.at) < best[:2]):
            best = cost, trigger.at, trigger
    return best[2] if best else None


def _relation(reading: Reading, trigger: Trigger, subject: Mention, theme: Argument) -> Relation:
    """The trigger's relation, turned round by each word of loss between it and the ends."""
    group, tree = trigger.entry.group, reading.tree
    relation = group.relation
    if group.on_harm is not None and reading.harmful(theme):
        relation = group.on_harm
    if relation not in SIGNS:
        return relation
    sign = SIGNS[relation]
    for end in (subject, theme.mention):
        for at in path(tree, trigger.at, tree.place[end])[1:]:
            if reading.is_("inverse", at) or (tree.mention[at] is None and reading.trigger_sign(at) < 0):
                sign = -sign
    return BY_SIGN[sign]


def _counts(tree: Tree, trigger: Trigger, subject: Mention, theme: Mention, agrees: bool) -> Mapping[str, float]:
    places = tree.place[subject], tree.place[theme]
    found: dict[str, float] = {
        "encoder alone": 1,
        "encoder agrees": agrees,
        f"trigger {trigger.entry.word} ({trigger.entry.group.name})": 1,
        "tokens": len(tree.tokens),
    }
    for name, at in zip(("subject", "object"), places, strict=True):
        found |= way(tree, trigger.at, at, name) | beside(tree, at, name) | rivals(tree, trigger.at, at, name)
    return found


def judged(row: Row, scores: Scores) -> dict[str, float]:
    """What the encoder says of a claim, in log odds; that it says nothing where the pair was not scored."""
    claim = row.evidence
    score = scores.get((claim.subject, claim.object))
    if score is None:
        return {"encoder silent": 1.0}
    said = score.relations[claim.relation]
    found = {
        "encoder pair": _odds(score.related),
        "encoder relation": _odds(said),
        "encoder negation": _odds(score.negated if claim.negated else 1 - score.negated),
        "encoder hedge": _odds(score.hedged if claim.certainty.is_hedged else 1 - score.hedged),
        "encoder process": _odds(score.processes.get(claim.process, 0.0)),
        "encoder first": float(said == max(score.relations.values())),
    }
    for name, mention in (("subject", claim.subject), ("object", claim.object), ("process", claim.process)):
        if mention is not None:
            found[f"{name} name"] = _odds(mention.score)
    return found


def told(score: PairScore | None) -> str:
    """A score in words: `a claim 0.98: decreases 0.93, affects 0.05; negated 0.01, hedged 0.02`."""
    if score is None:
        return ""
    kinds = sorted(score.relations.items(), key=lambda item: -item[1])[:2]
    relations = ", ".join(f"{kind} {chance:.2f}" for kind, chance in kinds)
    return f"a claim {score.related:.2f}: {relations}; negated {score.negated:.2f}, hedged {score.hedged:.2f}"


def _odds(chance: float) -> float:
    return math.log(max(chance, SMALLEST) / max(1 - chance, SMALLEST))
