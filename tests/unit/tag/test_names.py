import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Abbreviation, Mention, MentionType
from pipeline.tag.names import consistent, left, settled, trimmed, widened
from pipeline.tag.recogniser import Name


def names(text, *found):
    """Names from (form, which of its places from 0, type, and a score where it is not 0.5)."""
    spans = []
    for form, which, kind, *score in found:
        start = [match.start() for match in re.finditer(re.escape(form), text)][which]
        spans.append(Name(start, start + len(form), MentionType(kind), *(score or [0.5])))
    return sorted(spans)


def read(text, found):
    return [(text[name.start : name.end], name.type) for name in found]


def test_a_form_has_the_type_that_its_places_speak_for_most():
    text = "MM grows. MM spreads. MM returns."
    found = names(text, ("MM", 0, "DISEASE"), ("MM", 1, "FACTOR"), ("MM", 2, "DISEASE"))
    assert read(text, consistent(found, text, [])) == [("MM", "DISEASE")] * 3


def test_one_sure_place_outweighs_two_unsure_ones():
    text = "MM grows. MM spreads. MM returns."
    found = names(text, ("MM", 0, "DISEASE", 0.9), ("MM", 1, "FACTOR", 0.4), ("MM", 2, "FACTOR", 0.4))
    assert read(text, consistent(found, text, [])) == [("MM", "DISEASE")] * 3


def chance_of(text, **chances):
    """A probability for each form, or for each of its places in turn."""

    def chance(start, end, kind):
        form = text[start:end]
        given = chances.get(form, 0.0)
        return given[text[:start].count(form)] if isinstance(given, list) else given

    return chance


@pytest.mark.parametrize(
    ("form", "whole"),
    [
        ("conditioned medium of", "conditioned medium"),
        ("hepatocyte growth factor (HGF", "hepatocyte growth factor"),
        ("Heat-", "Heat"),
        ("the T cells", "T cells"),
        ("CD4(+) T cells", "CD4(+) T cells"),
        ("NF-κB", "NF-κB"),
        ("factor for", "factor"),
        ("- (", ""),
    ],
)
def test_a_name_ends_where_its_words_do(form, whole):
    text = f"x {form} y"
    found = trimmed(Name(2, 2 + len(form), MentionType.FACTOR, 1.0), text)
    assert text[found.start : found.end] == whole


def test_places_of_a_form_share_their_score():
    text = "MSX rose, MSX fell."
    found = names(text, ("MSX", 0, "FACTOR"), ("MSX", 1, "FACTOR"))
    first, second = settled(found, chance_of(text, MSX=[1.0, 0.6]), text, [])
    assert (round(first.score, 3), round(second.score, 3)) == (0.86, 0.74)


def test_a_form_that_most_places_deny_is_no_name():
    text = "release of A, release of B, release of C"
    found = names(text, ("release", 0, "PROCESS"))
    assert settled(found, chance_of(text, release=[0.8, 0.1, 0.1]), text, []) == []
    assert len(settled(found, chance_of(text, release=[0.8, 0.7, 0.7]), text, [])) == 1


def test_places_inside_longer_names_have_no_say():
    text = "MSX rose with the MSX receptor"
    found = names(text, ("MSX", 0, "FACTOR"), ("MSX receptor", 0, "FACTOR"))
    chance = chance_of(text, **{"MSX": [0.9, 0.0], "MSX receptor": 0.9})
    assert [round(one.score, 3) for one in settled(found, chance, text, [])] == [0.9, 0.9]


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
    assert {kind for _, kind in read(text, consistent(found, text, [short]))} == {"CELL"}


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


def test_a_name_is_as_long_as_the_lexicons_make_it():
    text = "The secretome of dental pulp MSCs and T cells"
    found = names(text, ("secretome", 0, "SECRETOME"), ("MSCs", 0, "CELL"), ("T cells", 0, "CELL"))
    whole = Mention(4, 33, text[4:33], MentionType.SECRETOME, 0)
    assert read(text, widened(found, [whole])) == [("secretome of dental pulp MSCs", "SECRETOME"), ("T cells", "CELL")]
    other = Mention(4, 33, text[4:33], MentionType.FACTOR, 0)
    assert widened(found, [other]) == found
    crossing = Mention(17, 45, text[17:45], MentionType.CELL, 0)
    assert read(text, widened(found, [crossing]))[1:] == [("dental pulp MSCs and T cells", "CELL")]
    assert widened(found, [Mention(9, 33, text[9:33], MentionType.CELL, 0)]) == found


def test_what_the_lexicons_find_stands_where_the_reader_is_not_sure():
    text = "factors and MM and IL-6 and transport"
    listed = [
        Mention(0, 7, "factors", MentionType.SECRETOME, 0),
        Mention(12, 14, "MM", MentionType.DISEASE, 0),
        Mention(19, 23, "IL-6", MentionType.FACTOR, 0),
        Mention(28, 37, "transport", MentionType.PROCESS, 0),
    ]
    found = left(names(text, ("IL-6", 0, "FACTOR")), listed, chance_of(text, MM=0.05, transport=0.4))
    assert read(text, found) == [("factors", "SECRETOME")]
    found = left([], listed, chance_of(text, MM=0.2, transport=0.4))
    assert read(text, found) == [("factors", "SECRETOME"), ("MM", "DISEASE")]


WORDS = st.lists(st.sampled_from(["MSC", "EVs", "calm", "IL-6", "cells"]), min_size=1, max_size=12)


@given(WORDS, st.data())
def test_names_never_overlap_and_none_is_lost(words, data):
    text = " ".join(words)
    starts = [sum(len(word) + 1 for word in words[:k]) for k in range(len(words))]
    picked = data.draw(st.lists(st.booleans(), min_size=len(words), max_size=len(words)))
    found = [
        Name(start, start + len(word), data.draw(st.sampled_from([MentionType.CELL, MentionType.FACTOR])), 0.5)
        for start, word, chosen in zip(starts, words, picked, strict=True)
        if chosen
    ]
    made = consistent(found, text, [])
    assert {(name.start, name.end) for name in found} <= {(name.start, name.end) for name in made}
    assert all(first.end <= second.start for first, second in pairwise(made))
