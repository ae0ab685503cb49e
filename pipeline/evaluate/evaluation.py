"""Everything that is scored, on one screen: the only module here that mines."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.evaluate.claims import claim_figures, rule_figures
from pipeline.evaluate.events import CORPORA, event_figures, event_records
from pipeline.evaluate.faults import Fault, faults
from pipeline.evaluate.figures import Figure
from pipeline.evaluate.gold import Annotated, given_mentions, predicted
from pipeline.evaluate.grounding import cell_figures, cell_texts, grounded_forms, grounding_figures, spans_of
from pipeline.evaluate.mentions import mention_figures
from pipeline.mine import Miner
from pipeline.records import Document, Evidence, Mention, MentionType
from pipeline.settings import Settings

CELLS = "craft_devel"
END_TO_END, GIVEN = "claims", "claims, mentions given"


@dataclass(frozen=True, slots=True)
class Read:
    """A gold record with the pipeline's reading of it; `own` from its own mentions, `given` from the gold's."""

    gold: Annotated
    document: Document
    mentions: tuple[Mention, ...]
    own: tuple[Evidence, ...]
    given: tuple[Evidence, ...]


class Evaluation:
    """Scores one configuration. Loading it takes a few seconds; a gold file of 50 abstracts about as many.

    Raises:
        UsageError: the configuration, a lexicon, a rule or the model is wrong.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def _miner(self) -> Miner:
        return Miner(self._settings)

    def read(self, gold: Sequence[Annotated]) -> list[Read]:
        """Each record mined twice: end to end, and with the gold's mentions."""
        miner = self._miner
        found = []
        documents = miner.parser.documents(record.article for record in gold)
        for record, document in zip(gold, documents, strict=True):
            mentions = miner.tagger.mentions(document)
            given = given_mentions(document, record.mentions)
            own_rows, given_rows = (
                miner.relater.evidence(miner.parser.simplified(document, each), each) for each in (mentions, given)
            )
            found.append(Read(record, document, mentions, own_rows, given_rows))
        return found

    def claims(self, read: Sequence[Read]) -> list[Figure]:
        """Mentions, claims end to end and with mentions given, by construction and by trigger; what is published."""
        gold = [one.gold for one in read]
        own = [predicted(one.gold, one.mentions, self.published(one.own)) for one in read]
        given = [predicted(one.gold, (), self.published(one.given)) for one in read]
        return [
            *mention_figures(gold, own),
            *claim_figures(END_TO_END, gold, own),
            *claim_figures(GIVEN, gold, given),
            *rule_figures(END_TO_END, gold, own),
        ]

    def faults(self, read: Sequence[Read]) -> list[Fault]:
        """What is missed and what is wrong end to end."""
        published = [predicted(one.gold, one.mentions, self.published(one.own)) for one in read]
        whole = [predicted(one.gold, one.mentions, one.own) for one in read]
        return list(faults([one.gold for one in read], published, whole))

    def published(self, evidence: Sequence[Evidence]) -> list[Evidence]:
        """The rows at or above the publishing threshold."""
        return [row for row in evidence if row.confidence >= self._settings.publish.min_confidence]

    def grounding(self, path: Path, read: Sequence[Read]) -> list[Figure]:
        """Ids of the surface forms in `path`, whose records must be among `read`.

        Raises:
            InputError: the file is no grounding file.
            UsageError: none of its records was read.
        """
        records = {one.gold.id: one for one in read}
        forms = [form for form in grounded_forms(path) if form.record in records]
        if not forms:
            raise UsageError(f"{path}: none of its records is in the gold file; name the gold that it belongs to")
        given = [
            self._miner.tagger.concepts(
                records[form.record].document,
                [(*span, form.type) for span in spans_of(form, records[form.record].gold)],
            )
            for form in forms
        ]
        return grounding_figures(forms, given, {name: one.mentions for name, one in records.items()})

    def cells(self, folder: Path) -> list[Figure]:
        """Cell Ontology ids on the corpus in `folder`."""
        texts = list(cell_texts(folder, CELLS))
        tagger = self._miner.tagger
        documents = list(self._miner.parser.documents(text.article for text in texts))
        given = [
            tagger.concepts(document, [(*span, MentionType.CELL) for span in text.ids])
            for document, text in zip(documents, texts, strict=True)
        ]
        return cell_figures(CELLS, texts, given, [tagger.mentions(document) for document in documents])

    def events(self, folder: Path, corpus: str) -> list[Figure]:
        """Signed pairs of one event corpus in `folder`, its entities given, and our PROCESS mentions beside them."""
        records = event_records(folder, corpus)
        documents = self._miner.parser.documents(record.gold.article for record in records)
        found = []
        for record, document in zip(records, documents, strict=True):
            entities = given_mentions(document, record.gold.mentions)
            mentions = _with_processes(entities, self._miner.tagger.mentions(document))
            read = self._miner.parser.simplified(document, mentions)
            rows = self.published(self._miner.relater.evidence(read, mentions))
            found.append(predicted(record.gold, mentions, rows))
        return event_figures(corpus, records, found)

    def corpora(self, folder: Path) -> list[Figure]:
        """The public corpora below `folder` (`relations/`, `cell_ontology/`), those that are there.

        Raises:
            UsageError: none is.
        """
        relations, cells = folder / "relations", folder / "cell_ontology"
        names = [name for name in CORPORA if (relations / f"{name}_train.jsonl").exists()]
        figures = [figure for name in names for figure in self.events(relations, name)]
        if (cells / f"{CELLS}.jsonl").exists():
            figures += self.cells(cells)
        if not figures:
            raise UsageError(
                f"{folder}: no corpus here; it should hold relations/ or cell_ontology/ (docs/evaluation.md)"
            )
        return figures


def _with_processes(entities: Sequence[Mention], own: Sequence[Mention]) -> tuple[Mention, ...]:
    """The entities, and our own PROCESS mentions outside them: the corpora mark events by words, not as entities."""
    taken = [(one.start, one.end) for one in entities]
    more = [
        one
        for one in own
        if one.type is MentionType.PROCESS and not any(one.start < end and start < one.end for start, end in taken)
    ]
    return tuple(sorted((*entities, *more), key=lambda mention: mention.start))
