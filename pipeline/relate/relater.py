"""The relate stage: a parsed document and its mentions in, evidence out."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.records import (
    Document,
    Evidence,
    Explained,
    Fired,
    Mention,
    MentionType,
    NearMiss,
    Role,
    arguments_by_sentence,
    content_hash,
)
from pipeline.relate.arguments import Arguments
from pipeline.relate.claims import Attempt, attempts
from pipeline.relate.company import company_of
from pipeline.relate.confidence import features_of_claim, load_scorer
from pipeline.relate.context import Surroundings, surroundings
from pipeline.relate.cues import load_cues
from pipeline.relate.encoder_claims import RULE, beside_rules, encoder_rows, judged, told
from pipeline.relate.mends import mended
from pipeline.relate.pair_scorer import PairScorer, Scores
from pipeline.relate.reading import Reading
from pipeline.relate.readings import compared, distinct
from pipeline.relate.rows import Row, counted, rows, trigger_cue
from pipeline.relate.rules import load_rules
from pipeline.relate.tree import Tree
from pipeline.settings import Settings, file_hash

MOST = 3  # so many may be the topic together
TOPICS = (MentionType.SECRETOME, MentionType.FACTOR, MentionType.CELL)


class Form(NamedTuple):
    """A sentence in one of its forms: its mended tree, and every frame tried on it."""

    tree: Tree
    tried: list[Attempt]


class Relater:
    """Finds the claims of a document. Made once, used for many documents.

    Raises:
        ConfigError: a rule file, the cue table or the numbers of the confidence are wrong; the message lists the faults.
    """

    def __init__(self, settings: Settings) -> None:
        self.rules = load_rules(settings.rule_paths)
        self._cues = load_cues(settings.cue_path)
        self._scorer = load_scorer(settings.confidence_path)
        self._encoder_confidence = settings.relate.encoder_confidence
        folder = settings.language.encoder_folder
        self._pairs = PairScorer(folder, self.rules) if folder is not None else None
        files = file_hash(*settings.rule_paths, settings.cue_path, settings.confidence_path)
        self.version = content_hash(files, self._encoder_confidence)

    def evidence(self, document: Document, mentions: Sequence[Mention]) -> tuple[Evidence, ...]:
        """The claims, by sentence and offsets; no two with the same subject, relation, object and process spans."""
        found: list[Evidence] = []
        for forms, scores in self._forms(document, mentions):
            found.extend(row.evidence for row in self._kept(self._rows(document, forms, mentions, scores)))
        return tuple(found)

    def proposals(self, document: Document, mentions: Sequence[Mention]) -> Iterator[Row]:
        """All that the rules propose, doubles included, with what their confidence is read from."""
        for forms, scores in self._forms(document, mentions):
            yield from self._rows(document, forms, mentions, scores)

    def explanation(self, document: Document, mentions: Sequence[Mention]) -> tuple[Explained, ...]:
        """One for each sentence, in order; a sentence that cannot hold a claim has nothing fired and nothing near."""
        read = {forms[0].tree.sentence.index: (forms, scores) for forms, scores in self._forms(document, mentions)}
        found: list[Explained] = []
        for sentence in document.sentences:
            own = tuple(mention for mention in mentions if mention.sentence == sentence.index)
            forms, scores = read.get(sentence.index, ((), {}))
            kept = self._kept(self._rows(document, forms, mentions, scores))
            fired = tuple(
                Fired(
                    row.evidence,
                    row.arithmetic,
                    self._scorer.terms(row.features),
                    row.simplified,
                    told(scores.get((row.evidence.subject, row.evidence.object))),
                )
                for row in kept
            )
            simple = forms[1].tree.sentence if any(one.simplified for one in fired) else None
            found.append(Explained(sentence, own, fired, _near(forms), simple))
        return tuple(found)

    def _kept(self, found: Sequence[Row]) -> list[Row]:
        """One row for each claim; what the encoder alone reads only where it is sure."""
        return distinct(
            row for row in found if row.evidence.rule != RULE or row.evidence.confidence >= self._encoder_confidence
        )

    def _rows(
        self, document: Document, forms: Sequence[Form], mentions: Sequence[Mention], scores: Scores
    ) -> list[Row]:
        """What is read from the forms of one sentence."""
        if not forms or not (scores or any(attempt.proposals for form in forms for attempt in form.tried)):
            return []
        article = document.article.id
        around = surroundings(document, forms[0].tree.sentence, mentions, self._cues)
        found = [self._proposed(article, form, around) for form in forms]
        if len(found) > 1:
            found = list(compared(*found))
        if scores:
            own = encoder_rows(article, Reading(forms[0].tree, self.rules), scores, self._cues, around)
            found.append(list(beside_rules(own, [row for rows in found for row in rows])))
        return [self._weighed(row, scores) for own in found for row in own]

    def _weighed(self, row: Row, scores: Scores) -> Row:
        row = row.weighed(features_of_claim(row.evidence))
        return (row.weighed(judged(row, scores)) if self._pairs is not None else row).scored(self._scorer)

    def _proposed(self, article: str, form: Form, around: Surroundings) -> list[Row]:
        found = [row for attempt in form.tried for row in rows(article, form.tree, attempt, self._cues, around)]
        company = company_of([row.evidence for row in found])
        return [row.weighed(counted(counts)) for row, counts in zip(found, company, strict=True)]

    def _forms(self, document: Document, mentions: Sequence[Mention]) -> Iterator[tuple[tuple[Form, ...], Scores]]:
        """The forms of each sentence that can hold a claim: with two mentions that can be arguments, or one and a topic.

        The first is the sentence as it is written; where it was parsed in a simpler form too, that one follows. With them
        the encoder's scores of the sentence's pairs.
        """
        scores = self._pairs.scores(document, mentions) if self._pairs is not None else {}
        by_sentence = arguments_by_sentence(mentions)
        simplified = {sentence.index: sentence for sentence in document.simplified}
        topics: tuple[Mention, ...] = ()
        for sentence in document.sentences:
            own = by_sentence.get(sentence.index, [])
            enough = sentence.tokens and (len(own) > 1 or (own and topics))
            parsed = [sentence, simplified.get(sentence.index)] if enough else []
            trees = [mended(Tree(one, own, topics), self.rules) for one in parsed if one is not None]
            topics = self._topics(trees[0]) if trees and sentence.section != "title" else ()
            if trees:
                yield tuple(Form(tree, attempts(tree, self.rules)) for tree in trees), scores.get(sentence.index, {})

    def _topics(self, tree: Tree) -> tuple[Mention, ...]:
        """What a sentence is about: whoever is or acts as its main subject, for the pronoun of the next to take up."""
        below = (Role.RELATIVE, Role.ADVERBIAL_CLAUSE)
        for at in tree.nodes:
            if tree.role[at] in (Role.SUBJECT, Role.PASSIVE_SUBJECT) and all(
                tree.role[k] not in below for k in tree.above(at)
            ):
                arguments = Arguments(tree, self.rules)
                own = tree.mention[at]
                acting = dict.fromkeys(a.mention for a in arguments.agents(at) if a.sign > 0)
                found = arguments.taken_up(at) or tuple(acting) or ((own,) if own is not None else ())
                if not found:
                    continue  # `we found that A …` is about A
                return found if len(found) <= MOST and all(mention.type in TOPICS for mention in found) else ()
        return ()


def _near(forms: Sequence[Form]) -> tuple[NearMiss, ...]:
    """For each trigger without a claim, the attempt that filled most slots."""
    best: dict[int, Attempt] = {}
    for attempt in (one for form in forms for one in form.tried):
        other = best.get(attempt.trigger.at)
        if other is None or (bool(attempt.proposals), attempt.filled) > (bool(other.proposals), other.filled):
            best[attempt.trigger.at] = attempt
    return tuple(
        NearMiss(trigger_cue(forms[0].tree, at), f"{a.trigger.entry.group.name}/{a.frame.name}", a.lacks)
        for at, a in best.items()
        if not a.proposals
    )
