import random

import spacy
from hypothesis import given
from hypothesis import strategies as st

from training.constructions import sentences
from training.treebank import document

NLP = spacy.blank("en")


@given(st.integers())
def test_every_sentence_is_one_tree(seed):
    for sentence in sentences(4, random.Random(seed)):
        doc = document([sentence], NLP)
        assert [token.dep_ for token in doc if token.head == token] == ["ROOT"]
        assert doc[-1].text == "."
        assert doc[0].text[0].isupper()


def test_states_are_modifiers_and_verbs_are_verbs():
    seen, _, showed, verbs = (document([own], NLP) for own in sentences(4, random.Random(0)))
    for doc in (seen, showed):
        assert {token.dep_ for token in doc if token.tag_ == "VBN" and token.head != token} == {"amod"}
    assert {token.dep_ for token in verbs if token.tag_ == "VBD"} == {"ROOT", "conj"}


def test_members_of_a_list_hang_on_one_another():
    (seen,) = sentences(1, random.Random(1))
    doc = document([seen], NLP)
    (subject,) = [token for token in doc if token.dep_ == "nsubjpass"]
    assert any(child.dep_ == "conj" for child in subject.children)
