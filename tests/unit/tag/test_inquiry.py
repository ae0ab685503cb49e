"""What a term maps to, and why a span is what it is."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language import Parser
from pipeline.records import Article, Section
from pipeline.settings import Settings
from pipeline.tag import Tagger
from pipeline.tag.inquiry import Inquiry, Reason, lexicon_faults
from pipeline.tag.lexicon import COLUMNS

HEADER = "\t".join(COLUMNS)
Reasons = Callable[[str], dict[str, Reason]]


@pytest.fixture(scope="module")
def inquiry(settings: Settings, tagger: Tagger) -> Inquiry:
    return Inquiry(settings, tagger.lexicon)


@pytest.fixture(scope="module")
def reasons(inquiry: Inquiry, tagger: Tagger, parser: Parser) -> Reasons:
    def told(text: str) -> dict[str, Reason]:
        article = Article(id="local:1", source_id="1", title="", sections=(Section(text),))
        (document,) = parser.documents([article])
        document = replace(document, entities=())  # what the model reads changes with each training
        return {reason.text: reason for reason in inquiry.reasons(document, tagger)}

    return told


@pytest.mark.parametrize("spelling", ["TGF-β1", "TGF beta 1", "tgfβ-1", "TGF‑beta1"])
def test_any_spelling_of_a_term_finds_its_rows(inquiry: Inquiry, spelling: str) -> None:
    assert inquiry.rows(spelling)[0].id == "HGNC:11766"


def test_an_id_finds_its_terms(inquiry: Inquiry) -> None:
    terms = {row.term for row in inquiry.rows("CL:0000134")}
    assert {"MSC", "mesenchymal stem cell", "mesenchymal stromal cell"} <= terms


def test_a_row_is_where_it_says(inquiry: Inquiry, settings: Settings) -> None:
    for row in inquiry.rows("CM"):
        lines = (settings.folder / "lexicons" / row.file).read_text(encoding="utf-8").splitlines()
        assert lines[row.line - 1].split("\t") == [row.id, row.name, row.term, row.match, row.source]


def test_a_form_of_several_concepts_finds_them_all(inquiry: Inquiry) -> None:
    assert {row.id for row in inquiry.rows("UC")} >= {"UBERON:0002331", "MONDO:0005101"}


def test_a_name_that_a_pattern_reads_has_no_row(inquiry: Inquiry) -> None:
    (row,) = inquiry.rows("hsa-miR-21-5p")
    assert (row.id, row.source, row.line) == ("miRBase:miR-21-5p", "pattern", 0)


@pytest.mark.parametrize("nothing", ["frobnicase", "", "+", "CL:9999999"])
def test_what_no_row_has_finds_nothing(inquiry: Inquiry, nothing: str) -> None:
    assert inquiry.rows(nothing) == []


@pytest.mark.parametrize(
    ("text", "words", "stage", "why"),
    [
        ("IL-10 was measured.", "IL-10", "lexicon", "factors.tsv:"),
        ("Exosomes of adipose MSCs were given.", "Exosomes of adipose MSCs", "product", "of CL:0002570"),
        ("CM cells of miR-21-5p were seen.", "miR-21-5p", "lexicon", "a pattern reads it"),
        ("The frobnicase was measured.", "frobnicase", "none", "no row"),
        ("A one-way ANOVA was made.", "ANOVA", "stop row", "stop.tsv:"),
        ("Secretion by T cells was seen.", "T", "longer match", "within 'T cells'"),
        ("The nrsf was low.", "nrsf", "case", "'NRSF'"),
        ("The BMs were kept.", "BMs", "policy", "only within a composed name"),
        ("The AF was kept cold.", "AF", "ambiguous", "only where the record says"),
    ],
)
def test_a_span_tells_why(reasons: Reasons, text: str, words: str, stage: str, why: str) -> None:
    told = reasons(text)
    assert words in told, list(told)
    assert told[words].stage == stage, told[words]
    assert why in told[words].why


def test_a_short_form_tells_what_it_stands_for(reasons: Reasons) -> None:
    told = reasons("Umbilical cord (UC) was cut, and UC was kept.")
    assert told["UC"].id == "UBERON:0002331"
    assert "'Umbilical cord'" in told["UC"].why


def test_a_name_without_an_id_says_so(reasons: Reasons) -> None:
    told = reasons("Synovial tissue of knees made frobnicated tolerogenic DCs.")
    reason = told["tolerogenic DCs"]
    assert reason.id is None
    assert "no id:" in reason.why


@hypothesis.settings(deadline=None, max_examples=40)
@given(
    text=st.lists(
        st.sampled_from(["MSC-EVs", "no", "NO", "UC", "(CM)", "MET", "T cells", "of", "IL-6,", "."]), min_size=1
    ).map(" ".join)
)
def test_every_span_lies_in_the_text_and_is_told_once(
    text: str, inquiry: Inquiry, tagger: Tagger, parser: Parser
) -> None:
    article = Article(id="local:1", source_id="1", title="", sections=(Section(text),))
    (document,) = parser.documents([article])
    found = inquiry.reasons(document, tagger)
    assert all(document.article.text[one.start : one.end] == one.text for one in found)
    assert len({(one.start, one.end) for one in found}) == len(found)
    assert all(one.why and one.stage for one in found)
    mentions = [one.text for one in found if one.type]
    assert mentions == [one.text for one in tagger.mentions(document)]


def test_rows_out_of_order_are_told_when_nothing_else_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "cells.tsv"
    rows = ["CL:0000236\tB cell\tB cell\tany\tcurated", "CL:0000084\tT cell\tT cell\tany\tcurated"]
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    assert lexicon_faults([path]) == [
        f"{path}: line 3: 'T cell' is not in its place: rows are sorted by id, term and match"
    ]
    path.write_text("\n".join([HEADER, *rows, "FOO:1\tx\tx\tany\tx"]) + "\n", encoding="utf-8")
    assert len(lexicon_faults([path])) == 1
    assert "no known prefix" in lexicon_faults([path])[0]


def test_the_shipped_lexicons_have_no_fault(settings: Settings) -> None:
    assert lexicon_faults(settings.lexicon_paths) == []
