import random

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc
from spacy.util import fix_random_seed

from training.learning import Schedule, examples, pipeline, start_from, train
from training.pretraining import MASK, Pretraining, common_words, hidden, pretrain
from training.train import HERE

CONFIG = HERE / "pretraining.cfg"
LINE = ["MSC", "exosomes", "suppress", "T", "cells", "and", "T", "cells", "suppress", "MSC", "exosomes"]


def tok2vec(config=CONFIG):
    nlp = pipeline(config)
    nlp.initialize()
    return nlp, nlp.get_pipe("tok2vec").model


def test_hidden_words_are_those_to_be_guessed():
    words = common_words([LINE], 5)
    batch = hidden([LINE, LINE], words, 1.0, spacy.blank("en").vocab, random.Random(0))
    flat = [word.lower() for word in LINE * 2]
    assert [list(words)[row] for row in batch.rows] == [flat[at] for at in batch.positions]
    assert MASK in [token.text for doc in batch.docs for token in doc]


def test_nothing_is_hidden_at_share_zero():
    batch = hidden([LINE], common_words([LINE], 5), 0.0, spacy.blank("en").vocab, random.Random(0))
    assert [token.text for token in batch.docs[0]] == LINE
    assert len(batch.rows) == 0


def test_pretraining_learns_to_guess():
    fix_random_seed(0)
    nlp, layer = tok2vec()
    shares = []
    how = Pretraining(epochs=12, batch_words=100, share=0.3, vocabulary=50, learn_rate=0.005, seed=0)
    pretrain(layer, [LINE] * 60, nlp.vocab, how, lambda epoch, seen, right: shares.append(right))
    assert shares[-1] > shares[0] + 0.2


def test_a_copied_layer_gives_the_same_vectors():
    nlp, source = tok2vec()
    _, target = tok2vec()
    doc = Doc(nlp.vocab, words=LINE)
    start_from(target, source)
    assert np.array_equal(target.predict([doc])[0], source.predict([doc])[0])


@pytest.fixture
def tagged():
    fix_random_seed(0)
    nlp = pipeline(HERE / "parser.cfg")
    nlp.remove_pipe("parser")  # it wants more than one sentence
    doc = Doc(nlp.vocab, words=["Vesicles", "calm", "cells"], tags=["NNS", "VBP", "NNS"])
    own = examples([doc], nlp)
    nlp.initialize(lambda: own)
    return nlp, own


def test_the_loop_learns_what_it_is_shown(tagged):
    nlp, own = tagged
    train(nlp, [(own, 20)], Schedule(3000, 50, 0.005, 0.0, 0, 1), lambda step, seen, losses: None)
    assert [token.tag_ for token in nlp("Vesicles calm cells")] == ["NNS", "VBP", "NNS"]


def test_examples_hide_what_is_known(tagged):
    _, own = tagged
    assert {token.tag_ for token in own[0].predicted} == {""}
    assert [token.tag_ for token in own[0].reference] == ["NNS", "VBP", "NNS"]
