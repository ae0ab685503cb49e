import pytest
import spacy
from spacy.util import fix_random_seed

from pipeline.language.name_types import NAMES
from training.learning import Schedule, examples, pipeline, train
from training.train import HERE

LINES = [
    ("stem cell exosomes calm mice", 0, 18, "SECRETOME"),
    ("stem cell lines calm mice", 0, 15, "CELL"),
]


@pytest.fixture(scope="module")
def nlp():
    fix_random_seed(0)
    nlp = pipeline(HERE / "ner.cfg")
    docs = []
    for text, start, end, label in LINES:
        doc = nlp.make_doc(text)
        doc.ents = [doc.char_span(start, end, label)]
        docs.append(doc)
    own = examples(docs, nlp)
    nlp.initialize(lambda: own)
    train(nlp, [(own, 20)], Schedule(6000, 50, 0.005, 0.0, 0, 1), lambda step, seen, losses: None)
    return nlp


def with_names(nlp, text, *spans):
    """What the component makes of names that something else has found."""
    doc = nlp.get_pipe("names_tok2vec")(nlp.make_doc(text))
    doc.ents = [doc.char_span(start, end, label) for start, end, label in spans]
    return nlp.get_pipe("name_types")(doc)


@pytest.mark.parametrize(("text", "start", "end", "label"), LINES)
def test_the_type_is_that_of_the_whole_name(nlp, text, start, end, label):
    doc = with_names(nlp, text, (start, end, "FACTOR"))
    assert [(span.start_char, span.end_char, span.label_) for span in doc.ents] == [(start, end, label)]


def test_a_text_without_names_stays_without(nlp):
    assert with_names(nlp, "mice calm mice").ents == ()


def test_nothing_of_its_work_is_left_on_the_document(nlp):
    assert NAMES not in with_names(nlp, "stem cell lines", (0, 15, "CELL")).spans


def test_saved_and_loaded_it_gives_the_same_types(nlp, tmp_path):
    nlp.to_disk(tmp_path / "model")
    again = spacy.load(tmp_path / "model")
    for text, *_ in LINES:
        assert [(span.text, span.label_) for span in again(text).ents] == [
            (span.text, span.label_) for span in nlp(text).ents
        ]
