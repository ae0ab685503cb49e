"""Annotated records as spaCy documents, and scores of what a model finds in them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from pipeline.language.abbreviations import AbbreviationFinder
from pipeline.language.names import consistent
from pipeline.records import Article, Document, Entity, Sentence
from pipeline.tag import Tagger
from training.gold import Record


def documents(records: Iterable[Record], nlp: Language) -> Iterator[Doc]:
    """One document for each line that holds anything, since the pipeline reads line by line.

    A mention that starts or ends inside a token is widened to the token (3 in 1,000).
    """
    for record in records:
        start = 0
        for line in record.text.split("\n"):
            if line.strip():
                doc = nlp.make_doc(line)
                spans = [
                    doc.char_span(m.start - start, m.end - start, label=m.type, alignment_mode="expand")
                    for m in record.mentions
                    if m.start >= start and m.end <= start + len(line)
                ]
                doc.ents = filter_spans([span for span in spans if span is not None])
                yield doc
            start += len(line) + 1


def agreed(docs: Sequence[Doc], votes: int) -> Doc:
    """The first of several readings of one text, with the entities that at least `votes` of them share."""
    counts = Counter((span.start, span.end, span.label_) for doc in docs for span in doc.ents)
    kept = [key for key, count in counts.most_common() if count >= votes]
    spans = [Span(docs[0], start, end, label) for start, end, label in kept]
    docs[0].ents = _without_overlaps(spans)
    return docs[0]


def completed(doc: Doc, tagger: Tagger, finder: AbbreviationFinder) -> Doc:
    """`doc`, one line of text, with the names that the lexicons know; of those that it had, the ones that touch none of these stay."""
    text = doc.text
    read = tuple(Entity(span.start_char, span.end_char, span.label_) for span in doc.ents)
    line = Sentence(0, 0, len(text), text)
    document = Document(Article("line", "line", text), (line,), tuple(finder.abbreviations(text)), read)
    known = [
        doc.char_span(mention.start, mention.end, label=mention.type, alignment_mode="expand")
        for mention in tagger.mentions(document)
        if not mention.type.is_context
    ]
    doc.ents = _without_overlaps([*(span for span in known if span is not None), *doc.ents])
    return doc


def _without_overlaps(spans: Iterable[Span]) -> list[Span]:
    """Earlier spans win: those with more votes."""
    taken: set[int] = set()
    kept = []
    for span in spans:
        if taken.isdisjoint(range(span.start, span.end)):
            taken.update(range(span.start, span.end))
            kept.append(span)
    return kept


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 of exact spans and types, 0 to 1."""

    precision: float
    recall: float
    f1: float
    support: int


def scores(nlp: Language, records: Sequence[Record]) -> dict[str, Score]:
    """Exact scores by type, and under `all` for all of them together, counted in characters, not tokens.

    What is scored is what the language stage makes of the model's entities: they agree with each other within a record.
    """
    finder = AbbreviationFinder()
    right: Counter[str] = Counter()
    guessed: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for record in records:
        gold = {(m.start, m.end, m.type) for m in record.mentions}
        names = consistent(list(found(nlp, record.text)), record.text, finder.abbreviations(record.text))
        tagged = {(name.start, name.end, name.label) for name in names}
        for counter, spans in ((right, gold & tagged), (guessed, tagged), (wanted, gold)):
            for _, _, kind in spans:
                counter[kind] += 1
                counter["all"] += 1
    return {kind: _score(right[kind], guessed[kind], wanted[kind]) for kind in sorted(wanted)}


def found(nlp: Language, text: str) -> Iterator[Entity]:
    """The names that the tagger finds, line by line, before they are made to agree."""
    start = 0
    for line in text.split("\n"):
        if line.strip():
            for span in nlp(line).ents:
                yield Entity(start + span.start_char, start + span.end_char, span.label_)
        start += len(line) + 1


def _score(right: int, guessed: int, wanted: int) -> Score:
    precision = right / guessed if guessed else 0.0
    recall = right / wanted if wanted else 0.0
    f1 = 2 * right / (guessed + wanted) if guessed + wanted else 0.0
    return Score(precision, recall, f1, wanted)
