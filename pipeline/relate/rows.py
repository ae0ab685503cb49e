"""Proposals as evidence: polarity, role, context and confidence read."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from pipeline.records import Certainty, ClaimRole, Cue, Evidence, Mention, Relation
from pipeline.relate.claims import Attempt, Proposal
from pipeline.relate.confidence import Scorer
from pipeline.relate.context import Surroundings
from pipeline.relate.cues import Cues
from pipeline.relate.features import features_of
from pipeline.relate.polarity import is_unknown, polarity
from pipeline.relate.tree import Tree
from pipeline.relate.triggers import Trigger

Span = tuple[int, int]


class Row(NamedTuple):
    """A claim with how it was read.

    `pair` are the spans of subject and object, `process` that of the process, a bracketed short form's its long form's. Then the
    arithmetic of the signs, the numbers that the confidence is read from, and in which form of the sentence it was read.
    """

    evidence: Evidence
    pair: tuple[Span, Span]
    process: Span | None
    arithmetic: str
    features: Mapping[str, float]
    simplified: bool = False

    def weighed(self, numbers: Mapping[str, float]) -> "Row":
        """The row with more numbers."""
        return self._replace(features={**self.features, **numbers})

    def scored(self, scorer: Scorer) -> "Row":
        return self._replace(evidence=replace(self.evidence, confidence=scorer.confidence(self.features)))


def counted(counts: Mapping[str, float]) -> dict[str, float]:
    """Counts as they enter the confidence: a count n as log2(1 + n), so that a yes is 1."""
    return {name: math.log2(1 + count) for name, count in counts.items()}


def rows(article: str, tree: Tree, attempt: Attempt, cues: Cues, around: Surroundings) -> Iterator[Row]:
    """The claims of one attempt, their confidence not yet read."""
    if attempt.trigger.form == "effect" and is_unknown(tree, cues, attempt.trigger.at):
        return
    for proposal in attempt.proposals:
        evidence = _evidence(article, tree, proposal, cues, around)
        if evidence.negated and _is_granted(tree, proposal):
            continue
        if evidence.certainty is not Certainty.ASSERTED or not proposal.trigger.entry.group.hedged_only:
            features = counted(features_of(tree, attempt, proposal))
            pair = span_of(tree, evidence.subject), span_of(tree, evidence.object)
            process = span_of(tree, evidence.process) if evidence.process is not None else None
            yield Row(evidence, pair, process, proposal.arithmetic, features)


def span_of(tree: Tree, mention: Mention) -> Span:
    name = tree.long_forms.get(mention, mention)
    return name.start, name.end


def _is_granted(tree: Tree, proposal: Proposal) -> bool:
    """`did not change the secretion of Y by X`, which takes it that X secretes Y; not so `no secretion of Y by X`."""
    own = any(tree.word[k] == "no" for k in tree.kids[proposal.trigger.at])
    return proposal.trigger.form == "noun" and proposal.relation is Relation.CONTAINS and not own


class Statement(NamedTuple):
    """What is said, before it is known how: who does what to whom, by which word and rule."""

    trigger: Trigger
    subject: Mention
    relation: Relation
    object: Mention
    process: Mention | None
    rule: str


def _evidence(article: str, tree: Tree, proposal: Proposal, cues: Cues, around: Surroundings) -> Evidence:
    theme = proposal.object
    said = Statement(
        proposal.trigger, proposal.subject.mention, proposal.relation, theme.mention, theme.process, proposal.rule
    )
    found = evidence_of(article, tree, said, cues, around)
    if found.negated and proposal.relation is Relation.INCREASES and theme.unsigned:
        # `did not induce any change in Y`
        found = replace(found, relation=Relation.NO_EFFECT, negated=False)
    return replace(found, via=proposal.via)


def evidence_of(article: str, tree: Tree, said: Statement, cues: Cues, around: Surroundings) -> Evidence:
    """A claim with its polarity and context read."""
    trigger, subject, relation, theme, process, rule = said
    at = trigger.at
    # What a participle before its noun says is taken as known: `the X-induced rise of A but not B` denies no inducing.
    known = trigger.form in ("prenominal", "postnominal", "prefix") and process is not None
    about = (subject, None if known else theme, process)
    ends = {tree.place[end] for end in about if end is not None and end in tree.place}
    read = polarity(tree, cues, at, ends)
    negated = read.negated
    if negated and relation in (Relation.AFFECTS, Relation.NO_EFFECT):
        relation, negated = Relation.NO_EFFECT, False
    role, certainty = around.role, read.certainty
    if certainty is Certainty.AIM and role is ClaimRole.TITLE:
        certainty = Certainty.ASSERTED  # a title tells its subject: `Evaluation of the effect of X on Y`
    elif certainty is Certainty.AIM:
        role = ClaimRole.AIM
    return Evidence(
        article_id=article,
        sentence=tree.sentence,
        subject=subject,
        relation=relation,
        object=theme,
        process=process,
        rule=rule,
        trigger=trigger_cue(tree, at),
        negated=negated,
        certainty=certainty,
        role=role,
        cross_sentence=subject.sentence != tree.sentence.index,
        context=replace(around.context, producer_source=subject.producer_source, priming=subject.priming),
        cues=tuple(sorted({*read.cues, *around.cues, *_made_of(subject)}, key=lambda c: (c.start, c.end, c.kind))),
    )


def _made_of(subject: Mention) -> Iterator[Cue]:
    """The words that the producer's source and its priming were read from: those of the product."""
    for kind, value in (("producer_source", subject.producer_source), ("priming", subject.priming)):
        if value:
            yield Cue(kind, subject.start, subject.end, subject.text)


def trigger_cue(tree: Tree, at: int) -> Cue:
    token = tree.tokens[at]
    return Cue("trigger", token.start, token.end, token.text)
