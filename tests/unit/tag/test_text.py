from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.tag.text import folded, key_of, letters_of, words_of


@pytest.mark.parametrize(
    "spellings",
    [
        ["TGF-β1", "TGF-beta 1", "TGFβ-1", "TGF beta1", "TGF–β1", "tgf‑β1", "TGFβ1", "TGF- β1"],
        ["NF-κB", "NF-kappaB", "NF kappa B", "NFκB"],
        ["LTB4", "LTB(4)", "LTB-4"],
        ["MSC-EVs", "MSC-EV", "MSC EVs", "MSCs-EVs"],
        ["T cells", "T-cell", "T cell"],
        ["apoptotic bodies", "apoptotic body"],
        ["CD4+ T cells", "CD4(+) T cell", "CD4 T cells"],
        ["indoleamine 2,3-dioxygenase", "indoleamine-2,3-dioxygenase"],
        ["Mφ", "Mϕ", "Mφs"],
    ],
)
def test_spellings_of_one_term_meet(spellings: list[str]) -> None:
    assert len({key_of(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(("one", "other"), [("IL-1", "IL-10"), ("ROS", "RO"), ("virus", "viru"), ("IFN-α", "IFN-β")])
def test_different_terms_do_not_meet(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


def test_letters_keep_their_case() -> None:
    assert letters_of("MSC-EVs") == "MSCEV"
    assert letters_of("Fas") == "Fas"


def test_words_know_whether_they_may_join() -> None:
    assert [word.joined for word in words_of("IL-6 and TNF, then (IL-10) 2,3")] == [
        *(False, True, True, True, False, False, True, False, True)
    ]


@given(st.text())
def test_words_lie_in_order_inside_the_text(text: str) -> None:
    words = words_of(text)
    for word in words:
        assert 0 <= word.start < word.end <= len(text)
        assert word.key == folded(text[word.start : word.end])
    for left, right in pairwise(words):
        assert left.end <= right.start


@given(st.text(min_size=1))
def test_a_key_holds_letters_and_digits_only(text: str) -> None:
    key = key_of(text)
    assert not key or key.isalnum()
