"""Gold files are read as annotated, or refused with the line that is wrong."""

import json
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.evaluate.gold import given_mentions, gold_records, predicted
from pipeline.mine import Miner
from pipeline.records import Relation

ROW = {
    "id": 7,
    "text": "A title\nMSC-EVs suppressed IL-6.",
    "mentions": [
        {"id": "T1", "start": 8, "end": 15, "type": "SECRETOME"},
        {"id": "T2", "start": 27, "end": 31, "type": "FACTOR"},
    ],
    "claims": [{"subject": "T1", "object": {"start": 27, "end": 31}, "relation": "decreases", "process": None}],
}


def write(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_record_is_read_and_mined_with_its_own_mentions(tmp_path: Path, miner: Miner) -> None:
    (record,) = gold_records(write(tmp_path / "gold.jsonl", ROW))
    (document,) = miner.parser.documents([record.article])
    mentions = given_mentions(document, record.mentions)
    assert [mention.text for mention in mentions] == ["MSC-EVs", "IL-6"]
    found = predicted(record, mentions, miner.relater.evidence(document, mentions))
    assert [(c.subject, c.relation, c.object) for c in found.claims] == [
        (c.subject, Relation.DECREASES, c.object) for c in record.claims
    ]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([ROW, {"id": 8}], "line 2: no annotated record"),
        ([ROW, ROW], "line 2: the id 7 is there already"),
        ([ROW, [1]], "line 2: not a JSON object"),
        ([ROW | {"claims": [{"subject": "T9", "object": "T2", "relation": "affects"}]}], "line 1: no annotated record"),
        ([], "no record in it"),
    ],
)
def test_what_is_no_gold_is_refused_with_its_line(tmp_path: Path, rows: list[object], reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        gold_records(write(tmp_path / "gold.jsonl", *rows))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.jsonl: No such file"):
        gold_records(tmp_path / "gone.jsonl")
