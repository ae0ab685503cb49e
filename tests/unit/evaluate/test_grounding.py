"""Concept ids are right when the curator's choice or an equal one was given, on the span that the gold names."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.evaluate.gold import Annotated, Span, Typed
from pipeline.evaluate.grounding import cell_figures, cell_texts, grounded_forms, grounding_figures, spans_of
from pipeline.records import Mention, MentionType, Vehicle

TEXT = "T cells and AF cells gave MSC-EVs with miR-21."
T_CELLS = Mention(0, 7, "T cells", MentionType.CELL, 0, "CL:0000084")
AF_CELLS = Mention(12, 20, "AF cells", MentionType.CELL, 0, "CL:0000001")
VESICLES = Mention(26, 33, "MSC-EVs", MentionType.SECRETOME, 0, None, vehicle=Vehicle.EV, producer="CL:0000134")
MICRO_RNA = Mention(39, 45, "miR-21", MentionType.FACTOR, 0, None)
MENTIONS = (T_CELLS, AF_CELLS, VESICLES, MICRO_RNA)
GOLD = Annotated("r", TEXT, tuple(Typed(Span(m.start, m.end), m.type.value) for m in MENTIONS), ())
ROWS = [
    {"type": "CELL", "text": "T cells", "id": "CL:0000542", "alt": ["CL:0000084"], "record": "r"},
    {"type": "CELL", "text": "AF cells", "id": None, "record": "r"},
    {"type": "CELL", "text": "AF cells", "id": "CL:0000001", "record": "r", "unsure": True},
    {
        "type": "SECRETOME",
        "text": "MSC-EVs",
        "id": None,
        "vehicle": "ev",
        "producer": "CL:0002540",
        "producer_basis": "text",
        "record": "r",
    },
    {"type": "FACTOR", "text": "miR-21", "id": "miR-21", "record": "r"},
]


def figures(tmp_path: Path, *mentions: Mention, given: str | None = None) -> dict[str, tuple[int | None, int, int]]:
    path = tmp_path / "grounding.jsonl"
    path.write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")
    forms = grounded_forms(path)
    assert [len(spans_of(form, GOLD)) for form in forms] == [1, 1, 1, 1, 1]
    found = grounding_figures(forms, [[given]] * len(forms), {"r": mentions})
    return {figure.what: (figure.right, figure.predicted, figure.gold) for figure in found}


def test_equal_ids_are_right_and_an_id_where_there_is_none_is_wrong(tmp_path: Path) -> None:
    found = figures(tmp_path, T_CELLS, AF_CELLS, VESICLES, given="CL:0000084")
    assert found["CELL given its span"] == (1, 1, 0)
    assert found["CELL span and id"] == (1, 1, 1)
    assert found["CELL without a concept, left without an id given its span"] == (0, 1, 0)
    assert found["CELL without a concept, left without an id end to end"] == (0, 1, 0)
    assert found["SECRETOME vehicle"] == (1, 1, 0)
    assert found["SECRETOME producer"] == (0, 1, 0)
    assert found["SECRETOME producer, told by its own words"] == (0, 1, 0)


def test_a_form_that_was_not_tagged_is_missed_only_in_span_and_id(tmp_path: Path) -> None:
    found = figures(tmp_path, replace(T_CELLS, text="T cell", end=6), given="CL:0000542")
    assert found["CELL given its span"] == (1, 1, 0)
    assert found["CELL span and id"] == (0, 0, 1)
    assert found["CELL without a concept, left without an id end to end"] == (1, 1, 0)


def test_the_gold_names_a_micro_rna_without_a_prefix(tmp_path: Path) -> None:
    found = figures(tmp_path, given="miRBase:miR-21")
    assert found["FACTOR given its span"] == (1, 1, 0)


def test_a_line_that_is_no_grounding_row_is_named(tmp_path: Path) -> None:
    path = tmp_path / "grounding.jsonl"
    path.write_text('{"type": "CELL", "text": "x"}\n', encoding="utf-8")
    with pytest.raises(InputError, match="line 1: no grounding row"):
        grounded_forms(path)


def test_cells_of_a_corpus_are_scored_on_their_spans(tmp_path: Path) -> None:
    span = {"doc": "d", "start": 0, "end": 7, "cl_ids": ["CL:0000084", "CL:0000542"]}
    missed = {"doc": "d", "start": 12, "end": 20, "cl_ids": ["CL:0000001"]}
    (tmp_path / "c.jsonl").write_text(f"{json.dumps(span)}\n{json.dumps(missed)}\n", encoding="utf-8")
    (tmp_path / "c_text.jsonl").write_text(json.dumps({"doc": "d", "text": TEXT}), encoding="utf-8")
    (text,) = cell_texts(tmp_path, "c")
    assert text.article.text[1:8] == "T cells"
    moved = [replace(m, start=m.start + 1, end=m.end + 1) for m in (T_CELLS, VESICLES)]
    on_span, both = cell_figures("c", [text], [["CL:0000542", None]], [moved])
    assert (on_span.right, on_span.predicted) == (1, 2)
    assert (both.right, both.predicted, both.gold) == (1, 1, 2)
