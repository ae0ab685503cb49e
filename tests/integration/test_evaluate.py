"""`secretome evaluate` from the outside."""

import json
from pathlib import Path

import pytest
from support import Command

GOLD = {
    "id": "1",
    "text": "MSC-EVs and T cells\nMSC-EVs suppressed IL-6 in macrophages. MSC-EVs may bind CD44.",
    "mentions": [
        {"id": "T1", "start": 0, "end": 7, "type": "SECRETOME"},
        {"id": "T2", "start": 20, "end": 27, "type": "SECRETOME"},
        {"id": "T3", "start": 39, "end": 43, "type": "FACTOR"},
        {"id": "T4", "start": 47, "end": 58, "type": "CELL"},
        {"id": "T5", "start": 12, "end": 19, "type": "CELL"},
    ],
    "claims": [
        {"subject": "T2", "relation": "decreases", "object": "T3", "process": None},
        {"subject": "T2", "relation": "increases", "object": "T4", "process": None},
    ],
}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(GOLD) + "\n", encoding="utf-8")
    return path


def test_figures_and_errors_are_written(secretome: Command, gold: Path, tmp_path: Path) -> None:
    result = secretome("evaluate", "--gold", gold, "--errors", tmp_path / "errors.tsv", "--format", "json")
    assert result.code == 0, result.err
    rows = [json.loads(line) for line in result.out.splitlines()]
    figures = {(row["part"], row["what"]): row for row in rows}
    assert figures["claims", "signed"]["right"] == 1
    assert figures["claims", "signed"]["gold"] == 2
    assert figures["claims, mentions given", "signed"]["right"] == 1
    errors = [line.split("\t") for line in (tmp_path / "errors.tsv").read_text(encoding="utf-8").splitlines()]
    assert ["missed", "1", "MSC-EVs | increases | macrophages"] in [[line[0], line[2], line[3]] for line in errors]


def test_without_anything_to_score_the_call_is_wrong(secretome: Command, gold: Path, tmp_path: Path) -> None:
    assert "--gold" in secretome("evaluate").error
    assert "--gold" in secretome("evaluate", "--corpora", tmp_path, "--errors", tmp_path / "e").error
    empty = secretome("evaluate", "--gold", gold, "--corpora", tmp_path)
    assert empty.code == 2
    assert "no corpus here" in empty.error
