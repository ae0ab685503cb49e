import pytest

from training.universal import abstracts, converted, pairs, published

XML = """<Annotation><AbstractText><sentence id="S1"><cons cat="S"><cons cat="NP"><tok cat="NNS">MSCs</tok></cons>
<cons cat="VP"><tok cat="VBP">calm</tok> <cons cat="NP"><tok cat="JJ">old</tok> <tok cat="NN">cell</tok> <tok cat="NNS">lines</tok></cons></cons><tok cat="PERIOD">.</tok>
</cons></sentence></AbstractText></Annotation>"""


def conllu(subject):
    rows = [
        (subject, "NNS", 2, "nsubj"),
        ("calm", "VBP", 0, "root"),
        ("old", "JJ", 4, "amod"),
        ("cell", "NN", 5, "compound"),
        ("lines", "NNS", 2, "dobj"),
        (".", ".", 2, "punct"),
    ]
    return "".join(
        f"{k}\t{word}\t_\t{tag}\t{tag}\t_\t{head}\t{label}\t_\t_\n"
        for k, (word, tag, head, label) in enumerate(rows, start=1)
    )


@pytest.fixture
def files():
    """Three abstracts: 1 and 2 with published dependencies, 3 without, of one and the same sentence, but for a word of 2's."""
    made = {
        "genia/dev.conllu": conllu("MSCs") + "\n" + conllu("EVs") + "\n",
        "genia/future_use.conllu": conllu("MSCs") + "\n",
        "genia/dev_per_sentence.pmids": "1\n2\n",
        "genia/test_per_sentence.pmids": "",
        "genia/mclosky/dev.pmids": "01\n02\n",
        "genia/mclosky/future_use.pmids": "01\n",
    }
    made |= {f"genia/original_data/GENIA_treebank_v1/{number}.xml": XML for number in (1, 2, 3)}
    return {name: text.encode() for name, text in made.items()}


def test_published_sentences_have_heads_and_tags(files):
    first, second = published(files, "dev")
    assert (first.words, first.heads, first.labels) == (
        ["MSCs", "calm", "old", "cell", "lines", "."],
        [1, 1, 3, 4, 1, 1],
        ["nsubj", "root", "amod", "compound", "dobj", "punct"],
    )
    assert second.words[0] == "EVs"


def test_a_pair_is_a_sentence_with_a_tree_of_the_same_words(files):
    ((tree, arcs),) = pairs(files, "dev")
    assert [word.word for word in tree.words] == ["MSCs", "calm", "old", "cell", "lines", "."]
    assert arcs.labels == ["nsubj", "root", "amod", "compound", "dobj", "punct"]


def test_sentences_come_abstract_by_abstract(files):
    assert [len(own) for own in abstracts(files, "dev")] == [1, 1]


def test_the_rest_gets_what_the_converter_learnt(files):
    ((sentence,),) = converted(files, 0)
    assert (sentence.heads, sentence.labels) == (
        [1, 1, 3, 4, 1, 1],
        ["nsubj", "root", "amod", "compound", "dobj", "punct"],
    )
    assert sentence.tags == ["NNS", "VBP", "JJ", "NN", "NNS", "."]
