"""The language model's entities complete the lexicons' mentions and widen them; they never change a type."""

from dataclasses import replace

import pytest

from pipeline.language import Parser
from pipeline.records import Abbreviation, Article, Document, Entity, Mention, MentionType, Sentence, Via
from pipeline.tag import Tagger
from pipeline.tag.model import with_entities

LABELS = {"FACTOR": MentionType.FACTOR, "CELL": MentionType.CELL, "DISEASE": MentionType.DISEASE}


@pytest.fixture
def read(parser: Parser, tagger: Tagger) -> "Read":
    return Read(parser, tagger)


class Read:
    """Mentions of a text with the entities that a recogniser would have found in it."""

    def __init__(self, parser: Parser, tagger: Tagger) -> None:
        self.parser = parser
        self.tagger = tagger

    def document(self, text: str, *entities: tuple[str, str]) -> Document:
        (document,) = self.parser.documents([Article("local:1", 1, text)])
        found = [Entity(text.index(words), text.index(words) + len(words), label) for words, label in entities]
        return replace(document, entities=tuple(found))

    def __call__(self, text: str, *entities: tuple[str, str]) -> list[tuple[str, str, str | None]]:
        return [(one.text, one.type, one.id) for one in self.tagger.mentions(self.document(text, *entities))]


def nothing(start: int, end: int, kind: MentionType) -> tuple[None, str]:
    return None, ""


def never(sentence: Sentence, start: int, end: int) -> bool:
    return False


def test_an_entity_that_no_lexicon_has_is_added_without_an_id(read: Read) -> None:
    text = "MSC-EVs suppressed zyxomumab release."
    assert "zyxomumab" not in [words for words, *_ in read(text)]
    document = read.document(text, ("zyxomumab", "FACTOR"))
    (added,) = [one for one in read.tagger.mentions(document) if one.via is Via.MODEL]
    assert (added.text, added.type, added.id) == ("zyxomumab", MentionType.FACTOR, None)
    assert 0 < added.score < 1


@pytest.mark.parametrize(
    ("text", "entity", "wide"),
    [
        ("They studied clonogenic macrophages.", ("clonogenic macrophages", "CELL"), "clonogenic macrophages"),
        ("They studied bulbar-onset colitis.", ("bulbar-onset colitis", "DISEASE"), "bulbar-onset colitis"),
        ("They studied the human monocytes.", ("human monocytes", "CELL"), "monocytes"),
        ("They saw macrophages and monocytes.", ("macrophages and monocytes", "CELL"), "macrophages"),
        ("They saw CD4+ T cells.", ("T cells", "CELL"), "CD4+ T cells"),
        ("They saw macrophage exosomes.", ("macrophage exosomes", "CELL"), "macrophage exosomes"),
    ],
)
def test_the_longer_of_two_names_of_a_type_stands(read: Read, text: str, entity: tuple[str, str], wide: str) -> None:
    found = read(text, entity)
    assert wide in [words for words, *_ in found]
    assert all(kind != "CELL" for words, kind, _ in found if words == "macrophage exosomes")


def test_a_type_that_a_lexicon_gave_stands(read: Read) -> None:
    text = "MSC-EVs suppressed zyxomumab release."
    assert read(text, ("EVs suppressed", "FACTOR"), ("MSC-EVs", "FACTOR")) == read(text)


def test_unknown_labels_products_and_entities_across_sentences_are_left_out(read: Read) -> None:
    text = "They took zyxomumab daily."
    document = read.document(text)
    for left_out in (Entity(10, 19, "ORG"), Entity(10, 19, "SECRETOME"), Entity(10, len(text) + 5, "FACTOR")):
        labels = {**LABELS, "SECRETOME": MentionType.SECRETOME}
        assert with_entities((), replace(document, entities=(left_out,)), labels, nothing, never) == ()


@pytest.mark.parametrize("words", ["suppressed", "1-2", "R124C", "exon 4"])
def test_what_looks_like_no_name_is_none(read: Read, words: str) -> None:
    assert words not in [found for found, *_ in read(f"They suppressed {words} of it.", (words, "FACTOR"))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("They saw wobblosis growth there.", "wobblosis"),
        ("They saw the wobblosis there.", "wobblosis"),
    ],
)
def test_a_disease_that_no_lexicon_has_stands_by_itself(read: Read, text: str, words: str) -> None:
    assert (words, "DISEASE", None) in read(text.replace(" growth", "").replace("the ", ""), (words, "DISEASE"))
    assert words not in [found for found, *_ in read(text, (words, "DISEASE"))]


@pytest.mark.parametrize(
    ("text", "entities", "expected"),
    [
        ("They stopped migration and transport.", ["migration"], ["migration"]),
        ("They stopped migration and transport.", ["migration", "transport"], ["migration", "transport"]),
        ("Transport and migration fell, as did transport.", ["migration"], ["Transport", "migration", "transport"]),
        ("They stopped migration and transport.", [], ["migration", "transport"]),
        ("They stopped migration and zyxing.", ["migration", "zyxing"], ["migration"]),
        ("They stopped migration and wobble zyxing.", ["migration", "wobble zyxing"], ["migration", "wobble zyxing"]),
        ("They stopped migration during wobble zyxing.", ["migration", "wobble zyxing"], ["migration"]),
    ],
)
def test_a_process_named_once_needs_two_witnesses_where_the_recogniser_reads_processes(
    read: Read, text: str, entities: list[str], expected: list[str]
) -> None:
    found = read(text, *((words, "PROCESS") for words in entities))
    assert [words for words, kind, _ in found if kind == "PROCESS"] == expected


def test_what_the_stop_list_holds_is_no_name(read: Read) -> None:
    text = "They changed the tumor microenvironment slowly."
    assert not read(text, ("tumor", "DISEASE"))


def test_a_short_form_takes_the_type_that_the_recogniser_read_in_its_long_form(read: Read) -> None:
    text = "Wobblin zyxate (WZ) was given. Then WZ fell."
    long, short = text.index("Wobblin"), text.index("(WZ") + 1
    document = replace(
        read.document(text, ("Wobblin zyxate", "FACTOR")),
        abbreviations=(Abbreviation("WZ", "Wobblin zyxate", short, short + 2, long, long + 14),),
    )
    mentions: tuple[Mention, ...] = read.tagger.mentions(document)
    assert [one.text for one in mentions if one.type is MentionType.FACTOR] == ["Wobblin zyxate", "WZ", "WZ"]


def test_a_row_that_asks_for_context_gives_its_id_to_an_entity(read: Read) -> None:
    """A lexicon alone would not take `NO` for a name; that the recogniser did is the context that the row asks for."""
    text = "They measured NO daily."
    assert not read(text)
    assert read(text, ("NO", "FACTOR")) == [("NO", "FACTOR", "CHEBI:16480")]
    document = read.document(text)
    assert read.tagger.concepts(document, [(14, 16, MentionType.FACTOR), (14, 16, MentionType.CELL)]) == [
        "CHEBI:16480",
        None,
    ]
