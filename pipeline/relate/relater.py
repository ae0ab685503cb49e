"""The relate stage: a parsed document and its mentions in, evidence out."""

from collections.abc import Iterator, Sequence

from pipeline.records import Document, Evidence, Explained, Fired, Mention, MentionType, NearMiss, Role
from pipeline.relate.arguments import Arguments
from pipeline.relate.claims import Attempt, attempts
from pipeline.relate.company import company_of
from pipeline.relate.confidence import load_scorer
from pipeline.relate.context import surroundings
from pipeline.relate.cues import load_cues
from pipeline.relate.mends import mended
from pipeline.relate.readings import compared, distinct
from pipeline.relate.rows import Row, rows, trigger_cue
from pipeline.relate.rules import load_rules
from pipeline.relate.tree import Tree
from pipeline.settings import Settings, file_hash

MOST = 3  # so many may be the topic together
TOPICS = (MentionType.SECRETOME, MentionType.FACTOR, MentionType.CELL)


class Relater:
    """Finds the claims of a document. Made once, used for many documents.

    Raises:
        ConfigError: a rule file, the cue table or the numbers of the confidence are wrong; the message lists the faults.
    """

    def __init__(self, settings: Settings) -> None:
        self._rules = load_rules(settings.rule_paths)
        self._cues = load_cues(settings.cue_path)
        self._scorer = load_scorer(settings.confidence_path)
        self.version = file_hash(*settings.rule_paths, settings.cue_path, settings.confidence_path)

    def evidence(self, document: Document, mentions: Sequence[Mention]) -> tuple[Evidence, ...]:
        """The claims, by sentence and offsets; no two with the same subject, relation, object and process spans."""
        found: list[Evidence] = []
        for trees in self._trees(document, mentions):
            found.extend(row.evidence for row in distinct(self._rows(document, trees, mentions)))
        return tuple(found)

    def proposals(self, document: Document, mentions: Sequence[Mention]) -> Iterator[Row]:
        """All that the rules propose, doubles included, with what their confidence is read from."""
        for trees in self._trees(document, mentions):
            yield from self._rows(document, trees, mentions)

    def explanation(self, document: Document, mentions: Sequence[Mention]) -> tuple[Explained, ...]:
        """One for each sentence, in order; a sentence that cannot hold a claim has nothing fired and nothing near."""
        read = {trees[0].sentence.index: trees for trees in self._trees(document, mentions)}
        found: list[Explained] = []
        for sentence in document.sentences:
            own = tuple(mention for mention in mentions if mention.sentence == sentence.index)
            trees = read.get(sentence.index, ())
            kept = distinct(self._rows(document, trees, mentions))
            fired = tuple(
                Fired(row.evidence, row.arithmetic, self._scorer.terms(row.features), row.simplified) for row in kept
            )
            simple = trees[1].sentence if any(one.simplified for one in fired) else None
            found.append(Explained(sentence, own, fired, self._near(trees), simple))
        return tuple(found)

    def _rows(self, document: Document, trees: Sequence[Tree], mentions: Sequence[Mention]) -> list[Row]:
        """What is read from the trees of one sentence."""
        found = [list(self._proposed(document, tree, mentions)) for tree in trees]
        if len(found) > 1:
            found = list(compared(*found))
        return [row.scored(self._scorer) for own in found for row in own]

    def _proposed(self, document: Document, tree: Tree, mentions: Sequence[Mention]) -> Iterator[Row]:
        hits = [attempt for attempt in attempts(tree, self._rules) if attempt.proposals]
        if hits:
            around = surroundings(document, tree.sentence, mentions, self._cues)
            found = [r for attempt in hits for r in rows(document.article.id, tree, attempt, self._cues, around)]
            for row, counts in zip(found, company_of([row.evidence for row in found]), strict=True):
                yield row.counting(counts)

    def _near(self, trees: Sequence[Tree]) -> tuple[NearMiss, ...]:
        """For each trigger without a claim, the attempt that filled most slots."""
        best: dict[int, Attempt] = {}
        for attempt in (one for tree in trees for one in attempts(tree, self._rules)):
            other = best.get(attempt.trigger.at)
            if other is None or (bool(attempt.proposals), attempt.filled) > (bool(other.proposals), other.filled):
                best[attempt.trigger.at] = attempt
        return tuple(
            NearMiss(trigger_cue(trees[0], at), f"{a.trigger.entry.group.name}/{a.frame.name}", a.lacks)
            for at, a in best.items()
            if not a.proposals
        )

    def _trees(self, document: Document, mentions: Sequence[Mention]) -> Iterator[tuple[Tree, ...]]:
        """The trees of each sentence that can hold a claim: with two mentions that can be arguments, or one and a topic.

        The first is that of the sentence as it is written; where it was parsed in a simpler form too, that tree follows.
        """
        by_sentence: dict[int, list[Mention]] = {}
        for mention in mentions:
            if not mention.type.is_context:
                by_sentence.setdefault(mention.sentence, []).append(mention)
        simplified = {sentence.index: sentence for sentence in document.simplified}
        topics: tuple[Mention, ...] = ()
        for sentence in document.sentences:
            own = by_sentence.get(sentence.index, [])
            enough = sentence.tokens and (len(own) > 1 or (own and topics))
            forms = [sentence, simplified.get(sentence.index)] if enough else []
            trees = tuple(mended(Tree(form, own, topics), self._rules) for form in forms if form is not None)
            topics = self._topics(trees[0]) if trees and sentence.section != "title" else ()
            if trees:
                yield trees

    def _topics(self, tree: Tree) -> tuple[Mention, ...]:
        """What a sentence is about: whoever is or acts as its main subject, for the pronoun of the next to take up."""
        below = (Role.RELATIVE, Role.ADVERBIAL_CLAUSE)
        for at in tree.nodes:
            if tree.role[at] in (Role.SUBJECT, Role.PASSIVE_SUBJECT) and all(
                tree.role[k] not in below for k in tree.above(at)
            ):
                arguments = Arguments(tree, self._rules)
                own = tree.mention[at]
                acting = dict.fromkeys(a.mention for a in arguments.agents(at) if a.sign > 0)
                found = arguments.taken_up(at) or tuple(acting) or ((own,) if own is not None else ())
                if not found:
                    continue  # `we found that A …` is about A
                return found if len(found) <= MOST and all(mention.type in TOPICS for mention in found) else ()
        return ()
