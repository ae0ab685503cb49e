"""Documents in, mentions out."""

from collections.abc import Iterator

from pipeline.records import Document, Mention, MentionType, Sentence
from pipeline.settings import Settings, file_hash
from pipeline.tag.cells import with_cells, with_diseases
from pipeline.tag.definitions import definitions
from pipeline.tag.items import Item, items_of
from pipeline.tag.lexicon import Match, read_lexicons
from pipeline.tag.matcher import Local, Matcher
from pipeline.tag.products import product_of, with_products

_SCORES = {True: 1.0, False: 0.8}


class Tagger:
    """Finds and grounds the mentions of a document. Made once, used for many documents.

    Raises:
        ConfigError: a lexicon is missing or has faults; lists all faults of all files.
    """

    def __init__(self, settings: Settings) -> None:
        self._lexicon = read_lexicons(settings.lexicon_paths)
        self._matcher = Matcher(self._lexicon)
        self.version = file_hash(*settings.lexicon_paths)

    def mentions(self, document: Document) -> tuple[Mention, ...]:
        """The mentions in order of start. They never overlap, and none crosses a sentence."""
        text = document.article.text
        mentions = tuple(self._found(text, document.sentences, {}))
        local = definitions(text, mentions, document.abbreviations, self._lexicon)
        return tuple(self._found(text, document.sentences, local)) if local else mentions

    def _found(self, text: str, sentences: tuple[Sentence, ...], local: Local) -> Iterator[Mention]:
        for sentence in sentences:
            hits = list(self._matcher.hits(text, sentence.start, sentence.end, local))
            items = items_of(text, sentence.start, sentence.end, hits)
            items = with_cells(text, items, self._lexicon)
            items = with_diseases(text, items, self._lexicon)
            items = with_products(text, items)
            for item, after in zip(items, [*items[1:], None], strict=True):
                mention = _mention(item, after, sentence.index)
                if mention:
                    yield mention


def _mention(item: Item, after: Item | None, sentence: int) -> Mention | None:
    hit = item.hit
    if hit is None or hit.type is None or (hit.match is Match.PART and not item.parts):
        return None
    if hit.match is Match.ADJECTIVE and not (after and after.code == "P"):
        return None
    place = (item.start, item.end, item.text, hit.type, sentence)
    if hit.type is MentionType.SECRETOME:
        made = product_of(item)
        return Mention(
            *place,
            id=made.id,
            label=made.label or hit.label,
            via=hit.via,
            score=_SCORES[made.id is not None],
            vehicle=made.vehicle,
            producer=made.producer,
            producer_source=made.producer_source,
            priming=made.priming,
        )
    return Mention(*place, id=hit.id, label=hit.label, via=hit.via, score=_SCORES[hit.id is not None])
