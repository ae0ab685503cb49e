import json
from pathlib import Path

import pytest

from training.gold import GoldError, digest, joined, main, records, standoff

TEXT = "Vesicles calm T cells\nMSC-EVs lowered IL-6 secretion by T cells."


def a_record(**changes):
    row = {
        "pmid": "1",
        "doi": "10.1/A",
        "text": TEXT,
        "mentions": [
            {"id": "T2", "start": 22, "end": 29, "text": "MSC-EVs", "type": "SECRETOME"},
            {"id": "T1", "start": 14, "end": 21, "text": "T cells", "type": "CELL"},
            {"id": "T3", "start": 38, "end": 42, "text": "IL-6", "type": "FACTOR"},
        ],
        "claims": [
            {
                "subject": "T2",
                "relation": "decreases",
                "object": "T3",
                "process": None,
                "negated": False,
                "hedged": True,
                "cross_sentence": False,
            }
        ],
    }
    return row | changes


def written(path: Path, rows) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def words_in(value) -> str:
    return json.dumps(value, ensure_ascii=False)


def test_standoff_holds_no_word_of_the_text():
    kept = words_in(standoff(a_record()))
    assert not any(word in kept for word in ("Vesicles", "MSC-EVs", "T cells", "IL-6", "secretion"))


@pytest.mark.parametrize(
    "text",
    [
        {"pmid": "1", "text": TEXT},
        dict(zip(("pmid", "title", "abstract"), ("1", *TEXT.split("\n")), strict=True)),
        {"doi": "10.1/a", "text": TEXT},
    ],
    ids=["text", "title and abstract", "DOI in another case"],
)
def test_join_gives_back_the_record(text):
    left_out: list[str] = []
    assert list(joined([standoff(a_record())], [text], left_out)) == [a_record()]
    assert left_out == []


def test_join_takes_the_text_that_was_annotated_when_there_are_two():
    texts = [{"pmid": "1", "text": "Another version."}, {"pmid": "1", "text": TEXT}]
    assert [row["text"] for row in joined([standoff(a_record())], texts, [])] == [TEXT]


def test_join_names_what_it_leaves_out():
    rows = [standoff(a_record()), standoff(a_record(pmid="2", doi=None)), standoff(a_record(pmid=None, doi="10.1/c"))]
    left_out: list[str] = []
    assert list(joined(rows, [{"pmid": "1", "text": TEXT + " "}], left_out)) == []
    assert left_out == [
        "PMID 1: its text is not the one that was annotated",
        "PMID 2: no text given",
        "DOI 10.1/c: no text given",
    ]


def test_records_without_an_identifier_do_not_match_each_other():
    left_out: list[str] = []
    rows = [standoff(a_record(pmid="5", doi=None))]
    assert list(joined(rows, [{"title": "No ids", "abstract": "at all"}], left_out)) == []
    assert left_out == ["PMID 5: no text given"]


def test_records_come_with_their_mentions_in_order(tmp_path):
    (record,) = records(written(tmp_path / "gold.jsonl", [a_record()]))
    assert [record.text[m.start : m.end] for m in record.mentions] == ["T cells", "MSC-EVs", "IL-6"]


@pytest.mark.parametrize(
    ("line", "reason"), [("{", "line 2: no JSON"), ('{"pmid": "1"}', "line 2: no annotated record")]
)
def test_a_bad_line_is_named(tmp_path, line, reason):
    path = written(tmp_path / "gold.jsonl", [a_record()])
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    with pytest.raises(GoldError, match=reason):
        records(path)


def test_the_commands_lead_there_and_back(tmp_path, capsys):
    whole = written(tmp_path / "whole.jsonl", [a_record()])
    assert main(["standoff", str(whole), str(tmp_path / "bare.jsonl")]) == 0
    assert main(["join", str(tmp_path / "bare.jsonl"), str(whole), str(tmp_path / "again.jsonl")]) == 0
    assert json.loads((tmp_path / "again.jsonl").read_text(encoding="utf-8")) == a_record()
    assert "1 records joined, 0 left out" in capsys.readouterr().out


def test_a_missing_file_is_one_line_and_code_2(tmp_path, capsys):
    assert main(["standoff", str(tmp_path / "none.jsonl"), str(tmp_path / "out.jsonl")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_shipped_standoff_is_whole():
    root = Path(__file__).parents[3] / "corpora" / "gold"
    for name, count in (("train.jsonl", 750), ("dev.jsonl", 50)):
        rows = [json.loads(line) for line in (root / name).read_text(encoding="utf-8").splitlines()]
        assert len(rows) == count
        for row in rows:
            own = {mention[0] for mention in row["mentions"]}
            assert all(start < end for _, start, end, _ in row["mentions"])
            assert all({claim[0], claim[2]} <= own and (claim[3] is None or claim[3] in own) for claim in row["claims"])
            assert len(row["sha1"]) == len(digest(""))
