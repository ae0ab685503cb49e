"""The relate stage: a parsed document and its mentions in, evidence out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.records import (
    Certainty,
    ClaimRole,
    Context,
    Cue,
    Document,
    Evidence,
    Mention,
    MentionType,
    Relation,
    Role,
    Sentence,
)
from pipeline.relate.claims import Attempt, Proposal, Sentences
from pipeline.relate.context import Surroundings, surroundings
from pipeline.relate.cues import load_cues
from pipeline.relate.polarity import is_unknown, polarity
from pipeline.relate.rules import load_rules
from pipeline.relate.tree import Tree
from pipeline.settings import Settings, file_hash

TOPICS = (MentionType.SECRETOME, MentionType.FACTOR, MentionType.CELL)
Key = tuple[tuple[int, int], tuple[int, int], tuple[int, int] | None]


@dataclass(frozen=True, slots=True)
class Explained:
    """How one sentence was read: the frames that fired, with their arithmetic, and the nearest ones that did not."""

    sentence: Sentence
    mentions: tuple[Mention, ...]
    fired: tuple[tuple[Evidence, str], ...]
    nearest: tuple[tuple[Cue, str, str], ...]  # trigger, rule, what it lacked


class Relater:
    """Finds the claims of a document. Made once, used for many documents.

    Raises:
        ConfigError: a rule file or the cue table is wrong; the message lists the faults.
    """

    def __init__(self, settings: Settings) -> None:
        self._rules = load_rules(settings.rule_paths)
        self._cues = load_cues(settings.cue_path)
        self._sentences = Sentences(self._rules)
        self.version = file_hash(*settings.rule_paths, settings.cue_path)

    def evidence(self, document: Document, mentions: Sequence[Mention]) -> tuple[Evidence, ...]:
        """The claims, by sentence and offsets; no two with the same subject, relation, object and process spans."""
        found: list[Evidence] = []
        for sentence, tree, own in self._trees(document, mentions):
            around = surroundings(document, sentence, mentions, self._cues)
            attempts = self._sentences.attempts(tree)
            found.extend(_distinct(e for a in attempts for e, _ in self._rows(document, sentence, tree, a, around)))
            del own
        return tuple(found)

    def explanation(self, document: Document, mentions: Sequence[Mention]) -> tuple[Explained, ...]:
        """One for each sentence, in order; sentences that were not read have neither fired nor nearest frames."""
        trees = {sentence.index: tree for sentence, tree, _ in self._trees(document, mentions)}
        return tuple(
            self._explained(document, sentence, trees.get(sentence.index), mentions) for sentence in document.sentences
        )

    def _explained(
        self, document: Document, sentence: Sentence, tree: Tree | None, mentions: Sequence[Mention]
    ) -> Explained:
        own = tuple(m for m in mentions if m.sentence == sentence.index)
        if tree is None:
            return Explained(sentence, own, (), ())
        around = surroundings(document, sentence, mentions, self._cues)
        attempts = self._sentences.attempts(tree)
        rows = [row for attempt in attempts for row in self._rows(document, sentence, tree, attempt, around)]
        kept = _distinct(e for e, _ in rows)
        fired = tuple((e, next(words for other, words in rows if other is e)) for e in kept)
        met = {attempt.trigger.at for attempt in attempts if attempt.proposals}
        nearest: dict[int, Attempt] = {}
        for attempt in attempts:
            at = attempt.trigger.at
            filled = bool(attempt.subjects) + bool(attempt.objects)
            best = nearest.get(at)
            if at not in met and (best is None or filled > bool(best.subjects) + bool(best.objects)):
                nearest[at] = attempt
        misses = tuple(
            (_trigger_cue(tree, at), f"{a.trigger.entry.group.name}/{a.frame.name}", a.lacks)
            for at, a in nearest.items()
        )
        return Explained(sentence, own, fired, misses)

    def _trees(self, document: Document, mentions: Sequence[Mention]) -> Iterator[tuple[Sentence, Tree, list[Mention]]]:
        """The sentences that can hold a claim, as trees: those with two mentions that can be arguments."""
        by_sentence: dict[int, list[Mention]] = {}
        for mention in mentions:
            if not mention.type.is_context:
                by_sentence.setdefault(mention.sentence, []).append(mention)
        topic: Mention | None = None
        for sentence in document.sentences:
            own = by_sentence.get(sentence.index, [])
            needed = 1 if topic is not None else 2
            if len(own) < needed or not sentence.tokens:
                topic = None
                continue
            tree = Tree(sentence, own, self._rules.words["support"], topic)
            yield sentence, tree, own
            topic = _topic(tree) if sentence.section != "title" else None

    def _rows(
        self, document: Document, sentence: Sentence, tree: Tree, attempt: Attempt, around: Surroundings
    ) -> Iterator[tuple[Evidence, str]]:
        if attempt.trigger.form == "effect" and is_unknown(tree, self._cues, attempt.trigger.at):
            return
        for proposal in attempt.proposals:
            row = self._row(document, sentence, tree, proposal, around)
            if row.certainty is not Certainty.ASSERTED or not proposal.trigger.entry.group.hedged_only:
                yield row, proposal.arithmetic

    def _row(
        self, document: Document, sentence: Sentence, tree: Tree, proposal: Proposal, around: Surroundings
    ) -> Evidence:
        subject, theme = proposal.subject.mention, proposal.object.mention
        at = proposal.trigger.at
        ends = (tree.place.get(subject, at), tree.place.get(proposal.object.process or theme, at))
        read = polarity(tree, self._cues, at, *ends)
        relation, negated = proposal.relation, read.negated
        unchanged = relation is Relation.INCREASES and proposal.object.unsigned  # `did not induce any change in Y`
        if negated and (unchanged or relation is Relation.AFFECTS):
            relation, negated = Relation.NO_EFFECT, False
        role = ClaimRole.AIM if read.certainty is Certainty.AIM and around.role is not ClaimRole.TITLE else around.role
        certainty = (
            Certainty.ASSERTED if role is ClaimRole.TITLE and read.certainty is Certainty.AIM else read.certainty
        )
        return Evidence(
            article_id=document.article.id,
            sentence=sentence,
            subject=subject,
            relation=relation,
            object=theme,
            process=proposal.object.process,
            rule=proposal.rule,
            trigger=_trigger_cue(tree, at),
            negated=negated,
            certainty=certainty,
            role=role,
            via=proposal.via,
            cross_sentence=subject.sentence != sentence.index,
            context=Context(
                species=around.context.species,
                disease=around.context.disease,
                model_system=around.context.model_system,
                producer_source=subject.producer_source,
                priming=subject.priming,
            ),
            cues=tuple(sorted({*read.cues, *around.cues}, key=lambda cue: (cue.start, cue.end, cue.kind))),
            confidence=_confidence(proposal, tree),
        )


def _topic(tree: Tree) -> Mention | None:
    """What a sentence is about: the mention that is its main subject, for the pronoun of the next one to take up."""
    for at in tree.nodes:
        if tree.role[at] in (Role.SUBJECT, Role.PASSIVE_SUBJECT) and not any(
            tree.role[k] in (Role.RELATIVE, Role.ADVERBIAL_CLAUSE) for k in tree.above(at)
        ):
            mention = tree.mention[at]
            return mention if mention is not None and mention.type in TOPICS else None
    return None


def _confidence(proposal: Proposal, tree: Tree) -> float:
    """A first scorer: the frame's own figure, less for unlisted words on the way, long distances and mediation."""
    score = proposal.frame.confidence
    score *= 0.8 ** (proposal.subject.cost + proposal.object.cost)
    gap = abs(tree.place.get(proposal.subject.mention, 0) - tree.place.get(proposal.object.mention, 0))
    score *= 0.9 if gap > 25 else 1.0
    score *= 0.9 if proposal.via is not None else 1.0
    return round(score, 3)


def _trigger_cue(tree: Tree, at: int) -> Cue:
    token = tree.tokens[at]
    return Cue("trigger", token.start, token.end, token.text)


def _span(mention: Mention | None) -> tuple[int, int] | None:
    return (mention.start, mention.end) if mention else None


def _distinct(rows: Iterator[Evidence]) -> list[Evidence]:
    """One row for each subject, object and process: the one most trusted; in text order."""
    best: dict[object, Evidence] = {}
    for row in rows:
        key = (_span(row.subject), _span(row.object), _span(row.process))
        other = best.get(key)
        if other is None or row.confidence > other.confidence:
            best[key] = row
    with_process = {(_span(r.subject), _span(r.object)) for r in best.values() if r.process is not None}
    kept = [
        r for r in best.values() if r.process is not None or (_span(r.subject), _span(r.object)) not in with_process
    ]
    return sorted(
        kept, key=lambda r: (r.subject.start, r.object.start, r.process.start if r.process else -1, r.relation)
    )
