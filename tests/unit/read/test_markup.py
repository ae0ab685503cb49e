import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.markup import labelled_sections, marked_sections, plain
from pipeline.records import Section


@pytest.mark.parametrize(
    ("marked", "text"),
    [
        ("PGE<sub>2</sub> and CD4<sup>+</sup> <i>T</i> cells", "PGE2 and CD4+ T cells"),
        ("<p>One.</p><p>Two.</p>", "One. Two."),
        ("p &lt; 0.05 &amp; n&gt;3, 5&#x2009;%", "p < 0.05 & n>3, 5 %"),
        ("p <0.05 and a<b and c>d, x<y", "p <0.05 and a<b and c>d, x<y"),
        ('<span class="x">IL</span>-<jats:italic>10</jats:italic>', "IL-10"),
        ('<mml:math alttext="k"><mml:mi>k</mml:mi><mml:annotation>\\TeX</mml:annotation></mml:math>', "k"),
        ("a<!-- no text -->b", "ab"),
        ("&lt;i&gt;", "<i>"),
    ],
)
def test_markup_goes_and_text_stays(marked, text):
    assert plain(marked) == text


@given(st.text(alphabet="ab <>&;/ip=\"'", max_size=40))
def test_any_text_is_one_line_without_outer_spaces(text):
    assert plain(text) == " ".join(plain(text).split())


def test_headings_divide_an_abstract():
    assert marked_sections(
        "Before.<h4>Methods</h4>We <i>looked</i>.<h4>Results:</h4><p>TNF fell.</p><h4>Note</h4>"
    ) == (
        Section("Before."),
        Section("We looked.", "Methods"),
        Section("TNF fell.", "Results"),
    )


def test_headings_in_capitals_do_where_there_is_no_markup():
    assert marked_sections("AIM: To see. RESULTS: TNF fell.") == (
        Section("To see.", "AIM"),
        Section("TNF fell.", "RESULTS"),
    )


@pytest.mark.parametrize(
    "text", ["TNF: it fell. RESULTS: more.", "We saw. RESULTS: TNF fell.", "Results: TNF fell.", "IL-10: A METHOD", ""]
)
def test_what_does_not_begin_with_a_heading_stays_whole(text):
    assert labelled_sections(text) == ((Section(text),) if text else ())


@pytest.mark.parametrize(
    "label", ["BACKGROUND/AIMS", "DESIGN, SETTING, AND PARTICIPANTS", "WHAT IS NEW & METHODS", "STUDY DESIGN (S)"]
)
def test_headings_of_several_words(label):
    assert labelled_sections(f"{label}: We looked. IL-6: no heading.") == (
        Section("We looked. IL-6: no heading.", label),
    )
