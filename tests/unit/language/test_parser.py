"""Sentences, offsets and abbreviations, with the parser that ships."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.language import Parser
from pipeline.records import Article, Role, Section

# Python's own repertoire of hard text: controls, combining marks, other scripts; surrogates are refused by the readers.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


def article(title: str, *sections: str) -> Article:
    return Article("local:1", 1, title, tuple(Section(text, label=f"S{n}") for n, text in enumerate(sections)))


@given(title=texts, sections=st.lists(texts, max_size=3))
@settings(max_examples=100, deadline=None)
def test_every_span_holds_its_words(parser: Parser, title: str, sections: list[str]) -> None:
    given_article = article(title, *sections)
    (document,) = parser.documents([given_article])
    text = given_article.text
    last = 0
    for number, sentence in enumerate(document.sentences):
        assert sentence.index == number
        assert text[sentence.start : sentence.end] == sentence.text
        assert sentence.start >= last
        last = sentence.end
        assert all(text[token.start : token.end] == token.text for token in sentence.tokens)
        assert all(0 <= token.head < len(sentence.tokens) for token in sentence.tokens)


def test_sections_and_title_end_sentences(parser: Parser) -> None:
    (document,) = parser.documents([article("A title without a stop", "First part", "Second part.\nA new line")])
    assert [(s.section, s.text) for s in document.sentences] == [
        ("title", "A title without a stop"),
        ("S0", "First part"),
        ("S1", "Second part."),
        ("S1", "A new line"),
    ]


def test_a_stop_after_a_unit_or_a_name_ends_a_sentence(parser: Parser) -> None:
    text = "Cells rested for 24 h. Vesicles reduced NF-κB. Growth depended on HLA-G. IFN-γ rose."
    (document,) = parser.documents([article("A title", text)])
    assert [s.text for s in document.sentences[1:]] == [
        "Cells rested for 24 h.",
        "Vesicles reduced NF-κB.",
        "Growth depended on HLA-G.",
        "IFN-γ rose.",
    ]


@pytest.mark.parametrize(
    "title",
    [
        "Grape Seed Extract Attenuates Chronic Skin Inflammation To Suppress Scar Formation",
        "Grape Seed Extract Demonstrate Improved Bone Healing in Rats",
    ],
)
def test_no_sentence_begins_behind_a_word(parser: Parser, title: str) -> None:
    (document,) = parser.documents([article(title)])
    assert [sentence.text for sentence in document.sentences] == [title]


def test_batches_keep_the_order(parser: Parser) -> None:
    articles = [Article(f"local:{n}", n, f"Title number {n}.") for n in range(70)]
    assert [document.article for document in parser.documents(articles)] == articles


def test_no_text_gives_no_sentence(parser: Parser) -> None:
    (document,) = parser.documents([article("", "   \n\t ")])
    assert document.sentences == ()


def test_passive_and_agent(parser: Parser) -> None:
    (document,) = parser.documents([article("T cell proliferation was suppressed by exosomes.")])
    roles = {token.text: token.role for token in document.sentences[0].tokens}
    assert roles["proliferation"] is Role.PASSIVE_SUBJECT
    assert roles["exosomes"] is Role.AGENT


def test_hyphenated_names_split_at_the_hyphen(parser: Parser) -> None:
    (document,) = parser.documents([article("MSC-derived vesicles carry miR-21.")])
    assert [t.text for t in document.sentences[0].tokens][:3] == ["MSC", "-", "derived"]


def test_abbreviations_defined_in_the_record(parser: Parser) -> None:
    text = (
        "Mesenchymal stem cell-derived extracellular vesicles (MSC-EVs) calm dendritic cells (DCs). DCs (n = 3) stay."
    )
    (document,) = parser.documents([article("Vesicles", text)])
    found = {a.short: a.long for a in document.abbreviations}
    assert found == {"MSC-EVs": "Mesenchymal stem cell-derived extracellular vesicles", "DCs": "dendritic cells"}
    whole = document.article.text
    for abbreviation in document.abbreviations:
        assert whole[abbreviation.start : abbreviation.end] == abbreviation.short
        assert whole[abbreviation.long_start : abbreviation.long_end] == abbreviation.long
