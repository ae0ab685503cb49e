"""The gold as what the encoder learns from: passages of word pieces with names, pairs and what is said of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.evaluate.gold import Annotated, Span, Stated
from pipeline.language.passages import Pieces
from pipeline.mine import Miner
from pipeline.records import ARGUMENTS, Array, Document, Mention, MentionType, Passage, Relation
from pipeline.relate.hints import hints
from pipeline.tag.recogniser import shapes

RELATIONS = ("none", *(relation.value for relation in Relation))
IGNORED = -100  # torch's mark for what no loss is counted of


@dataclass(frozen=True, slots=True)
class Name:
    """A mention by its words, the last included, and the number of its type."""

    first: int
    last: int
    type: int

    def overlaps(self, other: "Name") -> bool:
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True, slots=True)
class Said:
    """A claim by numbers of mentions."""

    subject: int
    object: int
    relation: int
    negated: bool
    hedged: bool
    process: int | None


@dataclass(frozen=True, slots=True)
class Example:
    """One passage. `sentences` are ranges of words; `aliases` gives for a mention the number of its long form."""

    record: str
    pieces: Array
    heads: Array
    tags: Array
    shapes: Array
    triggers: Array
    names: tuple[Name, ...]
    listed: tuple[Name, ...]  # by the lexicons
    aliases: tuple[int, ...]
    sentences: tuple[tuple[int, int], ...]
    claims: tuple[Said, ...]


def examples(miner: Miner, pieces: Pieces, gold: Sequence[Annotated]) -> Iterator[list[Example]]:
    """For each record its passages."""
    documents = miner.parser.documents(record.article for record in gold)
    for record, document in zip(gold, documents, strict=True):
        listed, _ = miner.tagger.by_lexicon(document)
        yield [_example(miner, record, document, listed, passage) for passage in pieces.passages(document.sentences)]


def _example(
    miner: Miner, record: Annotated, document: Document, listed: Sequence[Mention], passage: Passage
) -> Example:
    text = document.article.text
    start, end = int(passage.starts[0]), int(passage.ends[-1])
    own = sorted({(m.span, m.type) for m in record.mentions if start <= m.span.start and m.span.end <= end})
    names = tuple(_name(passage, span, ARGUMENTS.index(MentionType(kind))) for span, kind in own)
    numbers = {span: at for at, (span, _) in enumerate(own)}
    known = [m for m in listed if start <= m.start and m.end <= end]
    sentences = [passage.words(s.start, s.end) for s in document.sentences if start <= s.start and s.end <= end]
    return Example(
        record=record.id,
        pieces=passage.pieces,
        heads=passage.heads,
        tags=passage.by_piece(passage.tags(known)),
        shapes=passage.by_piece(shapes(passage, text)),
        triggers=passage.by_piece(hints(passage, document.sentences, miner.relater.rules)),
        names=names,
        listed=tuple(
            _name(passage, Span(m.start, m.end), ARGUMENTS.index(m.type)) for m in known if not m.type.is_context
        ),
        aliases=_aliases(text, own),
        sentences=tuple(sentences),
        claims=tuple(_claims(record.claims, numbers)),
    )


def _name(passage: Passage, span: Span, kind: int) -> Name:
    first, after = passage.words(*span)
    return Name(first, max(first, after - 1), kind)


def _aliases(text: str, own: Sequence[tuple[Span, str]]) -> tuple[int, ...]:
    """`long form (SHORT)`, as the scorer of the gold sees it."""
    found = list(range(len(own)))
    for at, ((before, kind), (after, other)) in enumerate(pairwise(own)):
        if kind == other and text[before.end : after.start].strip() == "(" and text[after.end : after.end + 1] in "),;":
            found[at + 1] = found[at]
    return tuple(found)


def _claims(claims: Sequence[Stated], numbers: dict[Span, int]) -> Iterator[Said]:
    for one in claims:
        if one.subject in numbers and one.object in numbers:
            process = numbers.get(one.process) if one.process is not None else None
            relation = RELATIONS.index(one.relation)
            yield Said(numbers[one.subject], numbers[one.object], relation, one.negated, one.hedged, process)
