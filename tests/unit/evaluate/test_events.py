"""Pairs of an event corpus in its flattened form: signs, directions, aliases, and what cannot be judged."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.evaluate.events import event_figures, event_records
from pipeline.evaluate.gold import Annotated, Span, Stated
from pipeline.records import MentionType

TEXT = "Alpha (Al) did not raise beta in HeLa cells.\nSilencing gamma raised beta."
NEW = Span(55, 60)  # gamma


def row(subject: str, obj: str, **changes: object) -> dict[str, object]:
    ends = {"subject": (TEXT.index(subject), subject), "object": (TEXT.index(obj, 30 if obj == "HeLa" else 0), obj)}
    spans = {
        key: value
        for end, (start, words) in ends.items()
        for key, value in ((f"{end}_start", start), (f"{end}_end", start + len(words)), (f"{end}_text", words))
    }
    return {
        "doc": "1",
        "kind": "regulation",
        "same_sentence": True,
        "net_direction": "increases",
        "negated": False,
        "subject_type": "Gene_or_gene_product",
        "object_type": "Gene_or_gene_product",
        "subject_equiv": [],
        "object_equiv": [],
        **spans,
    } | changes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [
        row("Alpha", "beta", negated=True, subject_equiv=[[7, 9, "Al"]]),
        row("gamma", "beta", net_direction="decreases", object_start=68, object_end=72),
        row("Alpha", "HeLa", kind="modification", object_type="Cell"),
        row("gamma", "Alpha", same_sentence=False),
    ]
    (tmp_path / "c_train.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    texts = [{"doc": "1", "text": TEXT}, {"doc": "2", "text": "No event here."}]
    (tmp_path / "c_train_text.jsonl").write_text("\n".join(map(json.dumps, texts)), encoding="utf-8")
    return tmp_path


def test_regulations_within_a_sentence_are_the_pairs_and_all_entities_are_given(folder: Path) -> None:
    record, empty = event_records(folder, "c")
    assert [(TEXT[slice(*c.subject)], c.relation, c.negated) for c in record.gold.claims] == [
        ("Alpha", "increases", True),
        ("gamma", "decreases", False),
    ]
    typed = {TEXT[slice(*mention.span)]: mention.type for mention in record.gold.mentions}
    assert typed["HeLa"] == MentionType.CELL
    assert typed["Al"] == MentionType.FACTOR
    assert not empty.gold.claims


def test_an_alias_counts_and_a_word_that_is_no_entity_is_not_judged(folder: Path) -> None:
    records = event_records(folder, "c")
    first, second = records[0].gold.claims
    found = (
        replace(first, subject=Span(7, 9)),  # by its short form
        replace(second, relation="increases"),  # the wrong sign
        Stated(NEW, Span(0, 3), None, "increases", negated=False, hedged=False),  # no entity
        replace(first, relation="contains"),  # nothing that events speak of
    )
    read = [replace(records[0].gold, claims=found), Annotated("2", "No event here.", (), ())]
    figures = {figure.what: figure for figure in event_figures("c", records, read)}
    assert (figures["pair"].right, figures["pair"].predicted, figures["pair"].gold) == (2, 2, 2)
    assert figures["signed"].right == 1
    assert (figures["polarity on right pairs"].right, figures["polarity on right pairs"].predicted) == (1, 2)


def test_direction_is_told_apart_from_the_pair(folder: Path) -> None:
    records = event_records(folder, "c")
    first = records[0].gold.claims[0]
    turned = replace(records[0].gold, claims=(replace(first, subject=first.object, object=first.subject),))
    figures = {figure.what: figure for figure in event_figures("c", records, [turned, records[1].gold])}
    assert figures["pair, either way"].right == 1
    assert figures["pair"].right == 0
    assert figures["direction on right pairs"].precision == 0.0


def test_a_pair_without_its_text_is_refused_with_its_line(folder: Path) -> None:
    (folder / "c_train.jsonl").write_text(json.dumps(row("Alpha", "beta", doc="9")), encoding="utf-8")
    with pytest.raises(InputError, match="line 1: no text has the doc '9'"):
        event_records(folder, "c")
