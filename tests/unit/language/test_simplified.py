"""The simple form of a sentence: what is parsed, and where what was left out hangs afterwards."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.marked import unmarked

from pipeline.language import Parser
from pipeline.language.simplified import Simplified
from pipeline.records import Article, Document, Mention

Marked = tuple[Document, list[Mention]]


def marked(parser: Parser, text: str) -> Marked:
    """`[IL-6|FACTOR] rose` as a parsed document and its mentions."""
    plain, spans = unmarked(text)
    (document,) = parser.documents([Article("local:1", "1", plain)])
    return document, [Mention(start, end, plain[start:end], kind, 0) for start, end, kind in spans]


@pytest.fixture
def form(parser: Parser):
    """The words that are parsed in place of marked text."""

    def of(text: str) -> str:
        document, mentions = marked(parser, text)
        return Simplified(document.sentences[0], mentions).doc(parser._nlp).text

    return of


@pytest.fixture
def links(parser: Parser):
    """Each word of the tree that the simple form gives, with its role and its head's word."""

    def of(text: str) -> dict[str, tuple[str, str]]:
        document, mentions = marked(parser, text)
        (sentence,) = parser.simplified(document, mentions).simplified
        return {t.text: (t.role.value, sentence.tokens[t.head].text) for t in sentence.tokens}

    return of


@pytest.mark.parametrize(
    ("text", "simple"),
    [
        ("[hUC-MSC-Exos|SECRETOME] reduced [IL-1β|FACTOR].", "exosomes reduced IL."),
        ("[MSC-derived exosomes|SECRETOME] rescued [T cells|CELL].", "exosomes rescued cells."),
        ("[MSC-CM|SECRETOME]-treated cells made [IL-6|FACTOR].", "exosomes-treated cells made IL."),
        ("Loss of [neuronal|CELL] cells in [mice|SPECIES] follows.", "Loss of neuronal cells in mice follows."),
        ("It lowered [IL-6|FACTOR], [IL-8|FACTOR], and [TNF-α|FACTOR].", "It lowered IL."),
        ("It lowered [T cell|CELL] and [B cell|CELL] counts.", "It lowered cell counts."),
        ("The [TLR4|FACTOR]/[MyD88|FACTOR] axis rests.", "The IL axis rests."),
        ("[MSCs|CELL] and [exosomes|SECRETOME] act.", "cells and exosomes act."),
        ("It lowered [IL-6|FACTOR], [IL-8|FACTOR] rose.", "It lowered IL, IL rose."),
        ("[Dendritic cells|CELL] ([DCs|CELL]) rested (p < 0.05).", "cells rested ."),
        ("It lowered factors ([IL-6|FACTOR], [IL-8|FACTOR]).", "It lowered factors (IL, IL)."),
        ("[CD4(+) T cells|CELL] and CD8(+) lymphocytes rest.", "cells and CD8 lymphocytes rest."),
    ],
)
def test_names_are_words_lists_their_last_member_and_brackets_are_left_out(form, text: str, simple: str) -> None:
    assert form(text) == simple


def test_members_of_a_list_are_conjuncts_of_the_first_which_has_the_place_of_all(links) -> None:
    tree = links("[MSC-EVs|SECRETOME] reduced [IL6|FACTOR], [IL8|FACTOR], and [IL10|FACTOR] in mice.")
    assert tree["IL6"] == ("object", "reduced")
    assert tree["IL8"] == ("conjunct", "IL6")
    assert tree["IL10"] == ("conjunct", "IL8")
    assert tree["and"] == ("coordinator", "IL10")


def test_what_stood_in_a_bracket_hangs_on_the_word_before_it(links) -> None:
    tree = links("[Microvesicles|SECRETOME] ([MVs|SECRETOME]) lowered levels (p < 0.05) of [IL6|FACTOR].")
    assert tree["MVs"] == ("apposition", "Microvesicles")
    assert tree["p"] == ("parataxis", "levels")
    assert tree["IL6"] == ("oblique", "levels")


def test_sentences_that_hold_no_claim_or_nothing_to_simplify_are_left_out(parser: Parser) -> None:
    document, mentions = marked(parser, "It was cold. Nobody saw [IL-6|FACTOR].")
    mentions = [Mention(m.start, m.end, m.text, m.type, 1) for m in mentions]
    assert parser.simplified(document, mentions).simplified == ()
    document, mentions = marked(parser, "[Neurons|CELL] need [lactate|FACTOR].")
    assert [s.index for s in parser.simplified(document, mentions).simplified] == [0]
    document, mentions = marked(parser, "[neurons|CELL] need [lactate|FACTOR].")
    assert parser.simplified(document, mentions).simplified == ()


PIECES = st.sampled_from(
    ["[IL-6|FACTOR]", "[T cells|CELL]", "[A(1)|FACTOR]", "(", ")", ",", "and", "/", "reduced", "of"]
)


@given(pieces=st.lists(PIECES, min_size=2, max_size=14), space=st.sampled_from([" ", ""]))
@settings(max_examples=150, deadline=None)
def test_any_form_gives_a_tree_over_the_sentences_own_words(parser: Parser, pieces: list[str], space: str) -> None:
    document, mentions = marked(parser, space.join(["[MSC-EVs|SECRETOME]", *pieces]))
    bounds = [(s.start, s.end, s.index) for s in document.sentences]
    placed = [
        Mention(m.start, m.end, m.text, m.type, next(i for start, end, i in bounds if start <= m.start < end))
        for m in mentions
    ]
    for simple in parser.simplified(document, placed).simplified:
        written = document.sentences[simple.index]
        assert simple.text == written.text
        assert [(t.start, t.end, t.text) for t in simple.tokens] == [(t.start, t.end, t.text) for t in written.tokens]
        for at in range(len(simple.tokens)):
            way = [at]
            while (head := simple.tokens[way[-1]].head) != way[-1]:
                assert head not in way, "the tree is a circle"
                way.append(head)
