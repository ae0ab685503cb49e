import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.names import consistent
from pipeline.records import Abbreviation, Entity


def names(text, *found):
    """Entities from (form, which of its places from 0, label)."""
    spans = []
    for form, which, label in found:
        start = [match.start() for match in re.finditer(re.escape(form), text)][which]
        spans.append(Entity(start, start + len(form), label))
    return sorted(spans, key=lambda span: span.start)


def read(text, found):
    return [(text[name.start : name.end], name.label) for name in found]


def test_a_form_has_the_commonest_of_its_types():
    text = "MM grows. MM spreads. MM returns."
    found = names(text, ("MM", 0, "DISEASE"), ("MM", 1, "FACTOR"), ("MM", 2, "DISEASE"))
    assert read(text, consistent(found, text, [])) == [("MM", "DISEASE")] * 3


def test_forms_of_which_no_type_is_commonest_stay_as_they_are():
    text = "MM grows. MM spreads."
    found = names(text, ("MM", 0, "DISEASE"), ("MM", 1, "FACTOR"))
    assert consistent(found, text, []) == found


def test_an_abbreviation_has_the_type_of_its_long_form():
    text = "Oligodendrocyte precursor cells (OPCs) grew. OPCs spread. OPCs died."
    found = names(
        text,
        ("Oligodendrocyte precursor cells", 0, "CELL"),
        ("OPCs", 0, "FACTOR"),
        ("OPCs", 1, "FACTOR"),
        ("OPCs", 2, "FACTOR"),
    )
    short = Abbreviation("OPCs", "Oligodendrocyte precursor cells", 33, 37, 0, 31)
    assert {label for _, label in read(text, consistent(found, text, [short]))} == {"CELL"}


def test_a_long_form_that_is_no_name_says_nothing():
    text = "Optical coherence (OC) was used. OC fell."
    found = names(text, ("OC", 0, "FACTOR"), ("OC", 1, "FACTOR"))
    short = Abbreviation("OC", "Optical coherence", 19, 21, 0, 17)
    assert consistent(found, text, [short]) == found


def test_a_form_that_is_mostly_tagged_is_tagged_everywhere():
    text = "IL-6 rose, IL-6 fell, IL-6 stayed, IL-6 left."
    found = names(text, *(("IL-6", which, "FACTOR") for which in range(3)))
    assert read(text, consistent(found, text, [])) == [("IL-6", "FACTOR")] * 4


def test_a_form_that_is_seldom_tagged_is_left_alone():
    text = "release of X, release of Y, release of Z"
    found = names(text, ("release", 0, "PROCESS"))
    assert consistent(found, text, []) == found


def test_parts_of_words_and_of_other_names_are_no_places_of_a_form():
    text = "MSCs and MSCs-like and xMSCs; MSCs secretome"
    found = names(text, ("MSCs", 0, "CELL"), ("MSCs", 1, "CELL"), ("MSCs secretome", 0, "SECRETOME"))
    assert consistent(found, text, []) == found


WORDS = st.lists(st.sampled_from(["MSC", "EVs", "calm", "IL-6", "cells"]), min_size=1, max_size=12)


@given(WORDS, st.data())
def test_names_never_overlap_and_none_is_lost(words, data):
    text = " ".join(words)
    starts = [sum(len(word) + 1 for word in words[:k]) for k in range(len(words))]
    picked = data.draw(st.lists(st.booleans(), min_size=len(words), max_size=len(words)))
    found = [
        Entity(start, start + len(word), data.draw(st.sampled_from(["CELL", "FACTOR"])))
        for start, word, chosen in zip(starts, words, picked, strict=True)
        if chosen
    ]
    made = consistent(found, text, [])
    assert {(name.start, name.end) for name in found} <= {(name.start, name.end) for name in made}
    assert all(first.end <= second.start for first, second in pairwise(made))
