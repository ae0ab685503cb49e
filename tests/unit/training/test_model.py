"""What the shipped model does, whoever trained it: tokens, sentences, labels, offsets. Its figures are in docs/model.md."""

import pytest

from pipeline.language.loading import SHIPPED, check_shipped
from training.evaluate import size
from training.train import loaded


@pytest.fixture(scope="module")
def nlp():
    return loaded(SHIPPED)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("MSC-EVs", ["MSC", "-", "EVs"]),
        ("IL-1β", ["IL", "-", "1β"]),
        ("TGF-β1", ["TGF", "-", "β1"]),
        ("CD4+CD25+", ["CD4", "+", "CD25", "+"]),
        ("M1/M2", ["M1", "/", "M2"]),
        ("miR-146a-5p", ["miR", "-", "146a", "-", "5p"]),
        ("hUC-MSC-derived", ["hUC", "-", "MSC", "-", "derived"]),
        ("(DCs)", ["(", "DCs", ")"]),
        ("1,000", ["1,000"]),
        ("(i.v.)", ["(", "i.v.", ")"]),
        ("NF-κB.", ["NF", "-", "κB", "."]),
        ("HLA-G.", ["HLA", "-", "G", "."]),
        ("24 h.", ["24", "h", "."]),
        ("et al.,", ["et", "al.", ","]),
    ],
)
def test_tokens(nlp, text, tokens):
    assert [token.text for token in nlp.tokenizer(text)] == tokens


@pytest.mark.parametrize(
    "text",
    [
        "Vesicles were prepared as described by Hamada et al. and stored in the cold.",
        "Mice received 200 μg of vesicles i.v. once a week.",
        "The vesicles carried less RNA (Fig. 1 and Table 2) than the cells.",
        "The titre of E. coli was 2.5 times higher in the treated mice.",
    ],
)
def test_sentences_survive_abbreviations(nlp, text):
    assert [sentence.text for sentence in nlp(text).sents] == [text]


def test_sentences_end(nlp):
    doc = nlp("MSC-EVs suppressed T cells. The effect was lost without PD-L1.")
    assert len(list(doc.sents)) == 2


def test_a_plain_finding_is_read(nlp):
    doc = nlp("MSC exosomes suppressed the proliferation of T cells.")
    (root,) = [token for token in doc if token.dep_ == "ROOT"]
    assert (root.text, root.lemma_, root.pos_) == ("suppressed", "suppress", "VERB")
    assert {token.dep_: token.text for token in root.children if token.dep_ in ("nsubj", "dobj")} == {
        "nsubj": "exosomes",
        "dobj": "proliferation",
    }


def test_nothing_comes_of_nothing(nlp):
    assert len(nlp("")) == 0
    assert len(list(nlp("   ").sents)) <= 1


def test_the_folder_is_whole_and_small():
    check_shipped()
    assert size(SHIPPED) <= 13
