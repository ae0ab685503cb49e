"""The relate stage: a parsed document and its mentions in, evidence out."""

from collections.abc import Iterable, Iterator, Sequence

from pipeline.records import Document, Evidence, Explained, Fired, Mention, MentionType, NearMiss, Role
from pipeline.relate.arguments import Arguments
from pipeline.relate.claims import Attempt, attempts
from pipeline.relate.company import company_of
from pipeline.relate.confidence import load_scorer
from pipeline.relate.context import surroundings
from pipeline.relate.cues import load_cues
from pipeline.relate.mends import mended
from pipeline.relate.rows import Row, distinct, rows, trigger_cue
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
        for tree in self._trees(document, mentions):
            tried = attempts(tree, self._rules)
            found.extend(distinct(row.evidence for row in self._rows(document, tree, tried, mentions)))
        return tuple(found)

    def proposals(self, document: Document, mentions: Sequence[Mention]) -> Iterator[Row]:
        """All that the rules propose, doubles included, with what their confidence is read from."""
        for tree in self._trees(document, mentions):
            yield from self._rows(document, tree, attempts(tree, self._rules), mentions)

    def explanation(self, document: Document, mentions: Sequence[Mention]) -> tuple[Explained, ...]:
        """One for each sentence, in order; a sentence that cannot hold a claim has nothing fired and nothing near."""
        trees = {tree.sentence.index: tree for tree in self._trees(document, mentions)}
        found: list[Explained] = []
        for sentence in document.sentences:
            own = tuple(mention for mention in mentions if mention.sentence == sentence.index)
            tree = trees.get(sentence.index)
            if tree is None:
                found.append(Explained(sentence, own))
                continue
            tried = attempts(tree, self._rules)
            by_id = {id(row.evidence): row for row in self._rows(document, tree, tried, mentions)}
            kept = [by_id[id(evidence)] for evidence in distinct(row.evidence for row in by_id.values())]
            fired = tuple(Fired(row.evidence, row.arithmetic, self._scorer.terms(row.features)) for row in kept)
            found.append(Explained(sentence, own, fired, _near(tree, tried)))
        return tuple(found)

    def _rows(
        self, document: Document, tree: Tree, tried: Iterable[Attempt], mentions: Sequence[Mention]
    ) -> Iterator[Row]:
        hits = [attempt for attempt in tried if attempt.proposals]
        if hits:
            around = surroundings(document, tree.sentence, mentions, self._cues)
            found = [r for attempt in hits for r in rows(document.article.id, tree, attempt, self._cues, around)]
            for row, counts in zip(found, company_of([row.evidence for row in found]), strict=True):
                yield row._replace(features={**row.features, **counts}).scored(self._scorer)

    def _trees(self, document: Document, mentions: Sequence[Mention]) -> Iterator[Tree]:
        """The sentences that can hold a claim: with two mentions that can be arguments, or one and a topic."""
        by_sentence: dict[int, list[Mention]] = {}
        for mention in mentions:
            if not mention.type.is_context:
                by_sentence.setdefault(mention.sentence, []).append(mention)
        topics: tuple[Mention, ...] = ()
        for sentence in document.sentences:
            own = by_sentence.get(sentence.index, [])
            enough = len(own) > 1 or (own and topics)
            tree = mended(Tree(sentence, own, topics), self._rules) if enough and sentence.tokens else None
            topics = self._topics(tree) if tree is not None and sentence.section != "title" else ()
            if tree is not None:
                yield tree

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


def _near(tree: Tree, tried: Iterable[Attempt]) -> tuple[NearMiss, ...]:
    """For each trigger without a claim, the attempt that filled most slots."""
    best: dict[int, Attempt] = {}
    for attempt in tried:
        other = best.get(attempt.trigger.at)
        if other is None or (bool(attempt.proposals), attempt.filled) > (bool(other.proposals), other.filled):
            best[attempt.trigger.at] = attempt
    return tuple(
        NearMiss(trigger_cue(tree, at), f"{a.trigger.entry.group.name}/{a.frame.name}", a.lacks)
        for at, a in best.items()
        if not a.proposals
    )
