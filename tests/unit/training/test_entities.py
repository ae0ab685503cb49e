import pytest
import spacy
from spacy.tokens import Doc, Span

from pipeline.language.abbreviations import AbbreviationFinder
from pipeline.settings import load_settings
from pipeline.tag import Tagger
from training.entities import agreed, completed, documents, scores
from training.gold import Annotation, Record
from training.tokenizer import split_at_signs

TEXT = "Vesicles calm T cells\nMSC-EVs lowered IL-6 in T cells."


@pytest.fixture
def nlp():
    blank = spacy.blank("en")
    split_at_signs(blank)
    return blank


def test_each_line_is_a_document_with_its_own_offsets(nlp):
    mentions = (Annotation(14, 21, "CELL"), Annotation(22, 29, "SECRETOME"), Annotation(38, 42, "FACTOR"))
    title, abstract = documents([Record("1", TEXT, mentions)], nlp)
    assert [(span.text, span.label_) for span in title.ents] == [("T cells", "CELL")]
    assert [(span.text, span.label_) for span in abstract.ents] == [("MSC-EVs", "SECRETOME"), ("IL-6", "FACTOR")]


def test_a_mention_inside_a_token_is_widened(nlp):
    (doc,) = documents([Record("1", "antiTNF works", (Annotation(4, 7, "FACTOR"),))], nlp)
    assert [span.text for span in doc.ents] == ["antiTNF"]


def reading(words, *spans):
    doc = Doc(spacy.blank("en").vocab, words=words)
    doc.ents = [Span(doc, start, end, label) for start, end, label in spans]
    return doc


def test_only_what_enough_readers_share_is_kept():
    words = ["T", "cells", "make", "IL-6"]
    readings = [
        reading(words, (0, 2, "CELL"), (3, 4, "FACTOR")),
        reading(words, (0, 2, "CELL"), (3, 4, "CELL")),
        reading(words, (1, 2, "CELL"), (3, 4, "FACTOR")),
    ]
    assert [(span.text, span.label_) for span in agreed(readings, 2).ents] == [("T cells", "CELL"), ("IL-6", "FACTOR")]
    assert agreed(readings, 3).ents == ()


def test_of_overlapping_spans_the_one_with_more_votes_stays():
    words = ["human", "T", "cells"]
    readings = [reading(words, (0, 3, "CELL")), reading(words, (1, 3, "CELL")), reading(words, (1, 3, "CELL"))]
    assert [span.text for span in agreed(readings, 1).ents] == ["T cells"]


def test_lexicons_come_before_what_was_read_and_leave_the_rest(nlp):
    doc = nlp.make_doc("MSC-EVs raised IL-10 and glowin.")
    words = [token.text for token in doc]
    ten, unknown = words.index("10"), words.index("glowin")
    doc.ents = [Span(doc, ten, ten + 1, "CELL"), Span(doc, unknown, unknown + 1, "FACTOR")]
    found = completed(doc, Tagger(load_settings(None)), AbbreviationFinder()).ents
    assert [(span.text, span.label_) for span in found] == [
        ("MSC-EVs", "SECRETOME"),
        ("IL-10", "FACTOR"),
        ("glowin", "FACTOR"),
    ]


def test_scores_count_exact_spans_by_type(nlp):
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "CELL", "pattern": "T cells"}, {"label": "CELL", "pattern": "IL-6"}])
    mentions = (Annotation(14, 21, "CELL"), Annotation(38, 42, "FACTOR"), Annotation(46, 53, "CELL"))
    found = scores(nlp, [Record("1", TEXT, mentions)])
    assert (found["CELL"].precision, found["CELL"].recall, found["CELL"].support) == (pytest.approx(2 / 3), 1.0, 2)
    assert found["FACTOR"].f1 == 0.0
    assert found["all"].f1 == pytest.approx(2 / 3)
