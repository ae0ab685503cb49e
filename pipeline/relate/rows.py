"""Proposals as evidence: polarity, role, context and confidence read."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from pipeline.records import Certainty, ClaimRole, Cue, Evidence, Mention, Relation
from pipeline.relate.claims import Attempt, Proposal
from pipeline.relate.confidence import Scorer, features_of_claim
from pipeline.relate.context import Surroundings
from pipeline.relate.cues import Cues
from pipeline.relate.features import features_of
from pipeline.relate.polarity import is_unknown, polarity
from pipeline.relate.tree import Tree

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

    def counting(self, counts: Mapping[str, float]) -> "Row":
        """The row with more numbers."""
        return self._replace(features={**self.features, **counts})

    def scored(self, scorer: Scorer) -> "Row":
        return self._replace(evidence=replace(self.evidence, confidence=scorer.confidence(self.features)))


def rows(article: str, tree: Tree, attempt: Attempt, cues: Cues, around: Surroundings) -> Iterator[Row]:
    """The claims of one attempt, their confidence not yet read."""
    if attempt.trigger.form == "effect" and is_unknown(tree, cues, attempt.trigger.at):
        return
    for proposal in attempt.proposals:
        evidence = _evidence(article, tree, proposal, cues, around)
        if evidence.negated and _is_granted(tree, proposal):
            continue
        if evidence.certainty is not Certainty.ASSERTED or not proposal.trigger.entry.group.hedged_only:
            features = features_of(tree, attempt, proposal) | features_of_claim(evidence)
            pair = _span(tree, evidence.subject), _span(tree, evidence.object)
            process = _span(tree, evidence.process) if evidence.process is not None else None
            yield Row(evidence, pair, process, proposal.arithmetic, features)


def _span(tree: Tree, mention: Mention) -> Span:
    name = tree.long_forms.get(mention, mention)
    return name.start, name.end


def _is_granted(tree: Tree, proposal: Proposal) -> bool:
    """`did not change the secretion of Y by X`, which takes it that X secretes Y; not so `no secretion of Y by X`."""
    own = any(tree.word[k] == "no" for k in tree.kids[proposal.trigger.at])
    return proposal.trigger.form == "noun" and proposal.relation is Relation.CONTAINS and not own


def _evidence(article: str, tree: Tree, proposal: Proposal, cues: Cues, around: Surroundings) -> Evidence:
    subject, theme, at = proposal.subject.mention, proposal.object, proposal.trigger.at
    # What a participle before its noun says is taken as known: `the X-induced rise of A but not B` denies no inducing.
    known = proposal.trigger.form in ("prenominal", "postnominal", "prefix") and theme.process is not None
    about = (subject, None if known else theme.mention, theme.process)
    ends = {tree.place[end] for end in about if end is not None and end in tree.place}
    read = polarity(tree, cues, at, ends)
    relation, negated = proposal.relation, read.negated
    unchanged = relation is Relation.INCREASES and theme.unsigned  # `did not induce any change in Y`
    if negated and (unchanged or relation in (Relation.AFFECTS, Relation.NO_EFFECT)):
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
        object=theme.mention,
        process=theme.process,
        rule=proposal.rule,
        trigger=trigger_cue(tree, at),
        negated=negated,
        certainty=certainty,
        role=role,
        via=proposal.via,
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
