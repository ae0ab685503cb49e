"""The language model's entities add to the lexicons, and never overrule them."""

from dataclasses import replace

import pytest

from pipeline.language import Parser
from pipeline.records import Article, Document, Entity, MentionType, Via
from pipeline.settings import Settings
from pipeline.tag import Tagger
from pipeline.tag.lexicon import Entry, Lexicon, Match
from pipeline.tag.model import with_entities
from pipeline.tag.text import key_of

TEXT = "MSC-EVs suppressed zyxomumab release."
LABELS = {"FACTOR": MentionType.FACTOR}


@pytest.fixture
def document(parser: Parser) -> Document:
    (document,) = parser.documents([Article("local:1", 1, TEXT)])
    return replace(document, entities=())


def entity(words: str, label: str = "FACTOR") -> Entity:
    return Entity(TEXT.index(words), TEXT.index(words) + len(words), label)


def test_an_entity_that_no_lexicon_has_is_added_without_an_id(document: Document, settings: Settings) -> None:
    tagger = Tagger(settings)
    assert "zyxomumab" not in [mention.text for mention in tagger.mentions(document)]
    (added,) = [m for m in tagger.mentions(replace(document, entities=(entity("zyxomumab"),))) if m.via is Via.MODEL]
    assert (added.text, added.type, added.id) == ("zyxomumab", MentionType.FACTOR, None)
    assert 0 < added.score < 1


def test_a_lexicons_mention_stands(document: Document, settings: Settings) -> None:
    tagger = Tagger(settings)
    before = tagger.mentions(document)
    assert tagger.mentions(replace(document, entities=(entity("EVs suppressed"), entity("MSC-EVs")))) == before


def test_unknown_labels_and_entities_across_sentences_are_left_out(document: Document) -> None:
    for left_out in (entity("zyxomumab", "ORG"), Entity(30, len(TEXT) + 5, "FACTOR")):
        assert with_entities((), replace(document, entities=(left_out,)), LABELS, Lexicon([])) == ()


def test_what_does_not_end_in_a_noun_is_no_name(document: Document) -> None:
    for words, count in (("suppressed", 0), ("release", 1)):
        added = with_entities((), replace(document, entities=(entity(words),)), LABELS, Lexicon([]))
        assert len(added) == count


def test_a_row_that_asks_for_context_gives_its_id_to_an_entity(document: Document, settings: Settings) -> None:
    """A lexicon alone would not take a common word for a name; that the recogniser did is the context it asks for."""
    rows = [
        Entry("HGNC:1", "ZYX", "zyxomumab", Match.DEFINED, "test", MentionType.FACTOR, key_of("zyxomumab")),
        Entry("CL:1", "zyx cell", "zyxomumab", Match.ANY, "test", MentionType.CELL, key_of("zyxomumab")),
    ]
    (added,) = with_entities((), replace(document, entities=(entity("zyxomumab"),)), LABELS, Lexicon(rows))
    assert (added.id, added.label, added.via) == ("HGNC:1", "ZYX", Via.MODEL)
