from itertools import permutations

import pytest

from training.convert import Converter, Dependencies
from training.trees import penn_tree

NOUNS = ["cells", "mice", "vesicles", "factors", "genes"]
VERBS = ["died", "fell", "grew", "rose"]


def a_pair(noun, verb):
    tree = penn_tree(f"( (S (NP-SBJ (DT the) (NNS {noun})) (VP (VBD {verb}) (PP (IN in) (NP (NN culture)))) (. .)) )")
    assert tree is not None
    return tree, Dependencies([1, 2, 2, 2, 3, 2], ["det", "nsubj", "root", "prep", "pobj", "punct"])


def a_list(*nouns):
    first, second, third = nouns
    tree = penn_tree(f"( (NP (NNS {first}) (, ,) (NNS {second}) (CC and) (NNS {third})) )")
    assert tree is not None
    return tree, Dependencies([0, 0, 0, 2, 2], ["root", "punct", "conj", "cc", "conj"])


@pytest.fixture(scope="module")
def converter():
    sentences = [a_pair(noun, verb) for noun in NOUNS for verb in VERBS]
    return Converter(sentences + [a_list(*nouns) for nouns in permutations(NOUNS, 3)], seed=0)


def test_it_converts_what_it_has_seen_the_like_of(converter):
    tree, gold = a_pair("exosomes", "vanished")
    assert converter.dependencies([tree]) == [gold]


def test_the_members_of_a_list_hang_on_one_another(converter):
    tree, gold = a_list("exosomes", "cells", "mice")
    assert converter.dependencies([tree]) == [gold]


def test_every_sentence_has_one_root_and_no_circle(converter):
    odd = penn_tree(
        "( (S (NP (NN a) (, ,) (NN b) (CC and) (NN c)) (VP (VBD d) (NP (NN e)) (SBAR (IN f) (S (NP (NN g)) (VP (VBD h)))))) )"
    )
    assert odd is not None
    (found,) = converter.dependencies([odd])
    assert [k for k, head in enumerate(found.heads) if head == k] == [
        k for k, label in enumerate(found.labels) if label == "root"
    ]
    for start in range(len(found.heads)):
        at = start
        for _ in found.heads:
            at = found.heads[at]
        assert found.heads[at] == at


def test_a_sentence_of_one_word(converter):
    tree = penn_tree("( (NP (NN Abstract)) )")
    assert tree is not None
    assert converter.dependencies([tree]) == [Dependencies([0], ["root"])]


def test_nothing_in_nothing_out(converter):
    assert converter.dependencies([]) == []
