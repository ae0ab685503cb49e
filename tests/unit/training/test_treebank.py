import random

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from training.tokenizer import split_at_signs
from training.treebank import (
    Parsed,
    craft_ids,
    craft_pairs,
    craft_paragraphs,
    cut,
    document,
    genia_ids,
    passages,
    without_false_possessives,
)


@pytest.fixture(scope="module")
def nlp():
    blank = spacy.blank("en")
    split_at_signs(blank)
    return blank


CONLLU = """# newdoc id = 1
# newpar id = 1-p0
1\tCells\tcell\tNOUN\tNNS\t_\t2\tnsubj\t_\t_
2\tdied\tdie\tVERB\tVBD\t_\t0\troot\t_\tSpaceAfter=No
3\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_

# newpar id = 1-p1
1\tMice\tmouse\tNOUN\tNNS\t_\t0\troot\t_\t_

"""
FILES = {
    "craft/articles/ids/craft-ids-train.txt": b"1\n",
    "craft/structural-annotation/dependency/conllu/1.conllu": CONLLU.encode(),
    "craft/structural-annotation/treebank/penn/1.tree": b"( (S (NP (NNS Cells)) (VP (VBD died)) (. .)) )\n( (NP (NNS Mice)) )\n",
}


def test_craft_paragraphs_keep_heads_labels_and_white_space():
    (article,) = craft_ids(FILES, "train")
    first, second = craft_paragraphs(FILES, article)
    assert first == [
        Parsed(["Cells", "died", "."], [True, False, True], ["NNS", "VBD", "."], [1, 1, 1], ["nsubj", "root", "punct"])
    ]
    assert second[0].words == ["Mice"]


def test_craft_pairs_join_tree_and_dependencies():
    pairs = craft_pairs(FILES, "1")
    assert [([word.word for word in tree.words], gold.heads) for tree, gold in pairs] == [
        (["Cells", "died", "."], [1, 1, 1]),
        (["Mice"], [0]),
    ]


def test_genia_train_is_what_no_other_split_holds():
    files = {"genia/dev_per_sentence.pmids": b"2\n2\n", "genia/test_per_sentence.pmids": b"3\n"}
    files |= {f"genia/original_data/GENIA_treebank_v1/{k}.xml": b"" for k in (1, 2, 3)}
    assert [genia_ids(files, split) for split in ("train", "dev", "test")] == [["1"], ["2"], ["3"]]


def test_a_cut_word_hangs_on_its_last_part(nlp):
    whole = Parsed(["NF-kB-dependent", "genes"], [True, True], ["JJ", "NNS"], [1, 1], ["amod", "root"])
    found = cut(whole, nlp)
    assert found.words == ["NF", "-", "kB", "-", "dependent", "genes"]
    assert found.heads == [4, 4, 4, 4, 5, 5]
    assert found.labels == ["npadvmod", "punct", "npadvmod", "punct", "amod", "root"]
    assert found.spaces == [False, False, False, False, True, True]


def test_a_number_does_not_head_its_name(nlp):
    found = cut(Parsed(["IL-2", "falls"], [True, True], ["NN", "VBZ"], [1, 1], ["nsubj", "root"]), nlp)
    assert (found.words, found.heads, found.labels) == (
        ["IL", "-", "2", "falls"],
        [3, 0, 0, 3],
        ["nsubj", "punct", "nummod", "root"],
    )


def test_a_document_of_cut_sentences_is_a_tree(nlp):
    whole = Parsed(["IL-2", "falls"], [True, True], ["NN", "VBZ"], [1, 1], ["nsubj", "root"])
    doc = document([cut(whole, nlp)] * 2, nlp)
    assert [sentence.text for sentence in doc.sents] == ["IL-2 falls", "IL-2 falls"]
    assert [token.dep_ for token in doc if token.head == token] == ["ROOT", "ROOT"]


def test_only_possessives_are_possessives():
    words = Parsed(["rat", "serum"], [True, True], ["NN", "NN"], [1, 1], ["poss", "root"])
    assert without_false_possessives(words).labels == ["compound", "root"]
    theirs = Parsed(["their", "serum"], [True, True], ["PRP$", "NN"], [1, 1], ["poss", "root"])
    assert without_false_possessives(theirs).labels == ["poss", "root"]
    of_mice = Parsed(
        ["mouse", "'s", "serum"], [False, True, True], ["NN", "POS", "NN"], [2, 0, 2], ["poss", "case", "root"]
    )
    assert without_false_possessives(of_mice).labels == ["poss", "case", "root"]


@given(st.integers(min_value=0, max_value=40), st.integers())
def test_passages_are_short_and_lose_nothing(count, seed):
    sentence = Parsed(["x"], [True], ["NN"], [0], ["root"])
    sentences = [sentence] * count
    parts = list(passages(sentences, random.Random(seed)))
    assert [x for part in parts for x in part] == sentences
    assert all(1 <= len(part) <= 4 for part in parts)
