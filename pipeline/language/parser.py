"""Articles in, documents out: sentences in grammatical roles, abbreviations resolved."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from spacy.tokens import Doc, Span

from pipeline.language.abbreviations import AbbreviationFinder
from pipeline.language.encoder import Encoder
from pipeline.language.loading import load_model, model_version
from pipeline.language.roles import scheme_of, tokens_in_roles
from pipeline.language.simplified import Simplified
from pipeline.records import Article, Document, Entity, Mention, Sentence, arguments_by_sentence
from pipeline.settings import LanguageSettings

NAMING = ("ner",)  # the parts of a pipeline that only find names


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of an article's text. A sentence never runs past one: titles and sections end sentences."""

    article: int
    start: int
    text: str
    section: str
    category: str


class Parser:
    """The language stage. Made once, used for many articles.

    Raises:
        ModelError: the model of the settings cannot be used.
    """

    def __init__(self, settings: LanguageSettings) -> None:
        self._nlp = load_model(settings.model)
        self._scheme = scheme_of(frozenset(self._nlp.get_pipe("parser").labels))  # type: ignore[attr-defined]
        self._naming = [name for name in NAMING if name in self._nlp.pipe_names]
        self._abbreviations = AbbreviationFinder()
        folder = settings.encoder_folder
        self._encoder = Encoder(folder) if folder is not None else None
        self._batch_size = settings.batch_size
        self.version = model_version(settings.model)

    def documents(self, articles: Iterable[Article]) -> Iterator[Document]:
        """One document for each article, in their order."""
        stream = iter(articles)
        while batch := list(islice(stream, self._batch_size)):
            yield from self._parsed(batch)

    def simplified(self, document: Document, mentions: Iterable[Mention]) -> Document:
        """The document with the sentences parsed anew that become simpler when their names are known.

        A sentence is left as it is that can hold no claim: one without a mention, or with one and none in the sentence before.
        """
        own = arguments_by_sentence(mentions)
        simple = [
            Simplified(sentence, own[sentence.index])
            for sentence in document.sentences
            if len(own.get(sentence.index, ())) > 1 or (sentence.index in own and sentence.index - 1 in own)
        ]
        simple = [one for one in simple if one.is_simpler]
        docs = self._nlp.pipe([one.doc(self._nlp) for one in simple], disable=self._naming)
        parsed = [one.sentence(tokens_in_roles(list(doc), self._scheme)) for one, doc in zip(simple, docs, strict=True)]
        return replace(document, simplified=tuple(parsed))

    def _parsed(self, articles: list[Article]) -> Iterator[Document]:
        lines = [line for number, article in enumerate(articles) for line in _lines(number, article)]
        docs = self._nlp.pipe([self._unparsed(line.text) for line in lines], batch_size=64)
        sentences: list[list[Sentence]] = [[] for _ in articles]
        entities: list[list[Entity]] = [[] for _ in articles]
        for line, doc in zip(lines, docs, strict=True):
            found = sentences[line.article]
            entities[line.article].extend(
                Entity(line.start + entity.start_char, line.start + entity.end_char, entity.label_)
                for entity in doc.ents
            )
            first = len(found)
            found.extend([self._sentence(line, span, first + k) for k, span in enumerate(_spans(doc))])
        for article, own, spans in zip(articles, sentences, entities, strict=True):
            abbreviations = tuple(self._abbreviations.abbreviations(article.text))
            passages = self._encoder.passages(own) if self._encoder is not None else ()
            yield Document(article, tuple(own), abbreviations, tuple(spans), passages=passages)

    def _unparsed(self, text: str) -> Doc:
        """The tokens of a line; a sentence may not begin behind a word or a comma, whatever the parser makes of it."""
        doc = self._nlp.make_doc(text)
        for before, token in pairwise(token for token in doc if not token.is_space):
            if before.text[-1].isalnum() or before.text[-1] in ",-/(":
                token.is_sent_start = False
        return doc

    def _sentence(self, line: _Line, span: Span, index: int) -> Sentence:
        tokens = tokens_in_roles([token for token in span if not token.is_space], self._scheme, line.start)
        start, end = tokens[0].start, tokens[-1].end
        text = line.text[start - line.start : end - line.start]
        return Sentence(index, start, end, text, line.section, line.category, tokens)


def _spans(doc: Doc) -> list[Span]:
    return [span for span in doc.sents if not all(token.is_space for token in span)]


def _lines(number: int, article: Article) -> Iterator[_Line]:
    """The lines of `article.text` that hold anything, with the section that each belongs to."""
    start = 0
    parts = [("title", "", article.title)]
    parts += [(section.label, section.category, section.text) for section in article.sections]
    for label, category, text in parts:
        for line in text.split("\n"):
            if line.strip():
                yield _Line(number, start, line, label, category)
            start += len(line) + 1
