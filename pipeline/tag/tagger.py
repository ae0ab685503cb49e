"""Documents in, mentions out."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from pipeline.records import Document, Mention, MentionType, Sentence, Via, content_hash
from pipeline.settings import Settings, file_hash
from pipeline.tag.cells import with_cells, with_diseases, with_processes
from pipeline.tag.definitions import definitions
from pipeline.tag.factors import lengthened, siblings, with_factors
from pipeline.tag.ground import concept_of, turned, without_brackets
from pipeline.tag.items import Item, codes_of, items_of
from pipeline.tag.lexicon import Match, read_lexicons
from pipeline.tag.matcher import Hit, Local, Matcher
from pipeline.tag.model import with_entities
from pipeline.tag.names import left, settled, widened
from pipeline.tag.products import product_of, with_producers, with_products
from pipeline.tag.recogniser import Name, Recogniser

_SCORES = {True: 1.0, False: 0.8}


class Tagger:
    """Finds and grounds the mentions of a document. Made once, used for many documents.

    Raises:
        ConfigError: a lexicon is missing or has faults; lists all faults of all files.
    """

    def __init__(self, settings: Settings) -> None:
        self.lexicon = read_lexicons(settings.lexicon_paths)
        self._matcher = Matcher(self.lexicon)
        self._labels = settings.tag.labels
        folder = settings.language.encoder_folder
        self._recogniser = Recogniser(folder) if folder is not None else None
        self.version = content_hash(file_hash(*settings.lexicon_paths), sorted(self._labels.items()))

    def mentions(self, document: Document) -> tuple[Mention, ...]:
        """The mentions in order of start. They never overlap, and none crosses a sentence."""
        found, local = self.by_lexicon(document)
        text = document.article.text

        def concept(start: int, end: int, kind: MentionType) -> tuple[str | None, str]:
            return self._concept(text[start:end], kind, local)

        def is_stopped(sentence: Sentence, start: int, end: int) -> bool:
            hits = self._matcher.hits(text, sentence.start, sentence.end, local)
            return any(hit.type is None and hit.start <= start and end <= hit.end for hit in hits)

        found = with_entities(found, document, self._labels, concept, is_stopped)
        if self._recogniser is not None and document.passages:
            chances = self._recogniser.chances(document, found)
            names = settled(list(chances.names()), chances.of, text, document.abbreviations)
            names = widened(names, found)
            names += left(names, found, chances.of)
            found = tuple(self._judged(document, found, names, local))
        return with_producers(text, tuple(sorted(found, key=lambda one: one.start)))

    def _judged(
        self, document: Document, found: Sequence[Mention], names: Sequence[Name], local: Local
    ) -> Iterator[Mention]:
        """The names as mentions, with what the lexicons know of them; what they found and the reader did not is left out."""
        known = {(one.start, one.end, one.type): one for one in found}
        for name in names:
            sentence = next((s for s in document.sentences if s.start <= name.start and name.end <= s.end), None)
            if sentence is None:
                continue
            same = known.get((name.start, name.end, name.type))
            if same is None:
                same = self._named(document.article.text, name, sentence.index, found, local)
            yield replace(same, score=round(name.score, 3))
        taken = {at for name in names for at in range(name.start, name.end)}
        for one in found:
            if one.type.is_context and taken.isdisjoint(range(one.start, one.end)):
                yield one

    def _named(self, text: str, name: Name, sentence: int, found: Sequence[Mention], local: Local) -> Mention:
        """A name whose span is not the lexicons', read by itself."""
        words = text[name.start : name.end]
        alone = [one for one in self._mentions(text, name.start, name.end, sentence, local) if one.type is name.type]
        if alone and (alone[-1].start, alone[-1].end) == (name.start, name.end):
            return alone[-1]
        if alone and name.type is MentionType.SECRETOME:  # what it is and who made it do not hang on the words around
            return replace(alone[-1], start=name.start, end=name.end, text=words)
        id_, label = self._concept(words, name.type, local)
        touched = any(one.type is name.type and one.start < name.end and name.start < one.end for one in found)
        return Mention(
            name.start, name.end, words, name.type, sentence, id_, label, Via.LEXICON if touched else Via.MODEL
        )

    def concepts(self, document: Document, spans: Sequence[tuple[int, int, MentionType]]) -> list[str | None]:
        """The id of each span, given that it is a name of that type: grounding alone, without finding."""
        _, local = self.by_lexicon(document)
        text = document.article.text
        return [self._concept(text[start:end], kind, local)[0] for start, end, kind in spans]

    def _concept(self, form: str, kind: MentionType, local: Local) -> tuple[str | None, str]:
        def read(name: str) -> list[Mention]:
            return [one for one in self._mentions(name, 0, len(name), 0, local) if one.type is kind]

        placed = turned(form, kind)
        for one in read(placed):
            if one.id and one.text == placed:
                return one.id, one.label
        for name in dict.fromkeys((without_brackets(form), form)):
            id_, label = concept_of(name, kind, read(name), self.lexicon)
            if id_:
                return id_, label
        return None, form

    def by_lexicon(self, document: Document) -> tuple[tuple[Mention, ...], Local]:
        text = document.article.text
        sentences = document.sentences
        found = [list(self._mentions(text, one.start, one.end, one.index, {})) for one in sentences]

        def tag(start: int, end: int) -> list[Mention]:
            return list(self._mentions(text, start, end, 0, {})) or list(read(start, end))

        def read(start: int, end: int) -> Iterator[Mention]:
            """What the language model reads in words that no lexicon knows."""
            for one in document.entities:
                if start <= one.start and one.end == end and one.label in self._labels:
                    words = text[one.start : end]
                    yield Mention(one.start, end, words, self._labels[one.label], 0, None, words, Via.MODEL)

        mentions = tuple(chain.from_iterable(found))
        local = definitions(text, mentions, document.abbreviations, self.lexicon, tag)
        if not local:
            return mentions, local
        shorts = [entry.term.rstrip("s") for entry in local.values()]
        for at, one in enumerate(sentences):
            if any(short in one.text for short in shorts):
                found[at] = list(self._mentions(text, one.start, one.end, one.index, local))
        return tuple(chain.from_iterable(found)), local

    def _mentions(self, text: str, start: int, end: int, sentence: int, local: Local) -> Iterator[Mention]:
        hits: list[Hit] = []
        for hit in self._matcher.hits(text, start, end, local):
            if not hits or hit.start >= hits[-1].end:
                whole = lengthened(text, hit)
                hits += [whole, *siblings(text, whole, self.lexicon)]
        items = items_of(text, start, end, hits)
        items = with_factors(text, items, self.lexicon)
        items = with_cells(text, items, self.lexicon)
        items = with_diseases(text, items, self.lexicon)
        items = with_processes(text, items)
        items = with_products(text, items)
        for at, item in enumerate(items):
            if item.hit is not None and item.hit.type is not None and _counts(items, at):
                yield _mention(item, item.hit, item.hit.type, sentence)


_BEARERS = frozenset("CFSDa")
_EFFECTS = frozenset(["effect", "effects", "action", "actions", "activity", "properties", "property", "potential"])
_DETERMINERS = frozenset(["the", "these", "both", "its", "their", "human"])


def _counts(items: list[Item], at: int) -> bool:
    """Whether the neighbours are those that the policy of a name asks for."""
    item = items[at]
    if item.parts or item.hit is None:
        return True
    before = items[at - 1].code if at else ""
    after = items[at + 1 : at + 4]
    if item.hit.match is Match.PART:
        return False
    if item.hit.match is Match.ADJECTIVE:
        return (bool(after) and (after[0].code in "Pb" or after[0].text.lower() in _EFFECTS)) or _is_listed(items, at)
    if item.hit.match is Match.BEARER:
        rest = [one.code for one in after[1:] if one.text.lower() not in _DETERMINERS]
        return before in _BEARERS or (bool(after) and after[0].text == "of" and rest[:1] != [] and rest[0] in _BEARERS)
    return True


def _is_listed(items: list[Item], at: int) -> bool:
    """Whether a molecule stands in a list of molecules (`iNOS/NO`) or after its process (`production of NO`)."""
    codes = codes_of(items[max(0, at - 2) : at + 3])
    place = min(at, 2)
    left, right = codes[:place], codes[place + 1 :]
    beside = left in ("F/", "F,", "F&") or right in ("/F", ",F", "&F")
    after_process = left == "Pf" and items[at - 1].text == "of"
    hit = items[at].hit
    return hit is not None and hit.type is MentionType.FACTOR and (beside or after_process)


def _mention(item: Item, hit: Hit, kind: MentionType, sentence: int) -> Mention:
    place = (item.start, item.end, item.text, kind, sentence)
    if kind is MentionType.SECRETOME:
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
