import numpy as np
import pytest
import spacy
from spacy.util import fix_random_seed, load_config

from training.learning import Schedule, examples, pipeline
from training.multitask import Task, iob_document, iob_documents, multitask
from training.tokenizer import split_at_signs
from training.train import HERE


@pytest.fixture
def nlp():
    blank = spacy.blank("en")
    split_at_signs(blank)
    return blank


def spans(doc):
    return [(span.text, span.label_) for span in doc.ents]


def test_a_tag_holds_for_all_parts_of_its_word(nlp):
    doc = iob_document(["IL-2", "receptor", "falls"], ["B-protein", "I-protein", "O"], nlp)
    assert [token.text for token in doc] == ["IL", "-", "2", "receptor", "falls"]
    assert spans(doc) == [("IL-2 receptor", "protein")]


def test_names_side_by_side_stay_apart(nlp):
    doc = iob_document(["IL-2", "IL-4", "Tregs"], ["B-protein", "B-protein", "I-cell"], nlp)
    assert spans(doc) == [("IL-2", "protein"), ("IL-4", "protein"), ("Tregs", "cell")]


def test_sentences_of_a_file(tmp_path, nlp):
    path = tmp_path / "a.tsv"
    path.write_text("-DOCSTART-\tO\n\nTregs\tB-cell\nrest\tO\n\nThen\tO", encoding="utf-8")
    assert [(doc.text, spans(doc)) for doc in iob_documents(path, nlp)] == [
        ("Tregs rest ", [("Tregs", "cell")]),
        ("Then ", []),
    ]


def test_all_tasks_teach_the_layer_and_none_is_kept():
    fix_random_seed(0)
    nlp = pipeline(HERE / "pretraining.cfg")
    nlp.initialize()
    before = nlp.get_pipe("tok2vec").model.predict([nlp.make_doc("Tregs rest")])[0].copy()
    tasks = {
        name: Task(examples([iob_document(["Tregs", "calm", "colitis"], tags, nlp)], nlp), 1.0)
        for name, tags in {"cells": ["B-cell", "O", "O"], "diseases": ["O", "O", "B-disease"]}.items()
    }
    losses = {}

    def report(step, seen, own):
        losses.update(own)

    multitask(nlp, load_config(HERE / "multitask.cfg"), tasks, Schedule(1300, 6, 0.005, 0.0, 0, 1), report)
    assert nlp.pipe_names == ["tok2vec"]
    assert set(losses) >= {"cells", "diseases"}
    assert not np.allclose(before, nlp.get_pipe("tok2vec").model.predict([nlp.make_doc("Tregs rest")])[0])
