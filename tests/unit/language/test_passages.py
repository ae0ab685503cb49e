"""Sentences are cut into words and pieces whose offsets are true, and gathered into passages of bounded length."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.encoder import pieces_of
from pipeline.language.passages import LONGEST, MOST, Pieces
from pipeline.records import Mention, MentionType, Passage, Sentence
from pipeline.settings import SHIPPED_ENCODER as SHIPPED


@pytest.fixture(scope="module")
def pieces() -> Pieces:
    return pieces_of(SHIPPED)


def sentences(*texts: str) -> list[Sentence]:
    found, at = [], 0
    for number, text in enumerate(texts):
        found.append(Sentence(number, at, at + len(text), text))
        at += len(text) + 1
    return found


def words(passages: list[Passage], text: str) -> list[str]:
    return [text[a:b] for one in passages for a, b in zip(one.starts, one.ends, strict=True)]


def test_words_end_at_spaces_and_marks(pieces: Pieces) -> None:
    text = "hUC-MSC-derived EVs (n=3) raised TNF-α."
    found = list(pieces.passages(sentences(text)))
    expected = ["hUC", "-", "MSC", "-", "derived", "EVs", "(", "n", "=", "3", ")", "raised", "TNF", "-", "α", "."]
    assert words(found, text) == expected


def test_a_passage_holds_whole_sentences_up_to_its_length(pieces: Pieces) -> None:
    own = sentences(*["Exosomes lowered inflammation in mice."] * 100)
    found = list(pieces.passages(own))
    assert all(len(one.pieces) <= LONGEST + 2 for one in found)
    assert all(any(one.holds(sentence) for one in found) for sentence in own)
    assert len(found) > 1


def test_a_sentence_that_is_too_long_is_cut_at_a_word(pieces: Pieces) -> None:
    text = " ".join(["exosomes"] * 2_000)
    found = list(pieces.passages(sentences(text)))
    assert all(len(one.pieces) <= MOST + 2 for one in found)
    assert words(found, text) == text.split()


def test_a_span_is_told_in_pieces(pieces: Pieces) -> None:
    text = "We saw MSC-EVs there."
    (found,) = pieces.passages(sentences(text))
    first, last = found.span(7, 14)
    assert found.heads[2] == first
    assert found.heads[5] - 1 == last
    tags = found.tags([Mention(7, 14, "MSC-EVs", MentionType.SECRETOME, 0)])
    assert tags.tolist() == [0, 0, 1, 2, 2, 0, 0]
    assert found.by_piece(tags)[first] == 1
    assert len(found.by_piece(tags)) == len(found.pieces)


def test_text_without_a_word_has_no_passage(pieces: Pieces) -> None:
    assert list(pieces.passages([])) == []
    assert list(pieces.passages(sentences("\u200b"))) == []


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60), max_size=6))
def test_offsets_are_in_order_and_in_the_text(pieces: Pieces, texts: list[str]) -> None:
    own = sentences(*texts)
    text = " ".join(texts)
    for one in pieces.passages(own):
        spans = list(zip(one.starts.tolist(), one.ends.tolist(), strict=True))
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert all(before[1] <= after[0] for before, after in pairwise(spans))
        assert one.heads[0] == 1
        assert one.heads[-1] == len(one.pieces) - 1
