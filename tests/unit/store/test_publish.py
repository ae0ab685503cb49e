"""The published files: whole, in one order, the same bytes each time."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from pipeline.errors import StoreError, UsageError
from pipeline.records import ArticleStatus, Mined, Run
from pipeline.store import Store

Make = Callable[..., Mined]
AWKWARD = '=1+1, "quoted"\r\nand\ta tab; +/- MSC-EVs increased IL-10 by −3\u2028 — é 中 \x1b\x00'


def test_publishing_twice_gives_the_same_bytes(store: Store, make: Make, tmp_path: Path) -> None:
    batch = [make(f"pubmed:{n}", f"MSC-EVs increased IL-10 in {n} wells.") for n in range(1, 60)]
    store.save(batch, "x1", "run-1")
    first = {path.name: path.read_bytes() for path in store.publish(tmp_path / "a", ["parquet", "csv"])}
    with Store.open(tmp_path / "second.duckdb") as other:  # neither the order of arrival nor the run leaves a trace
        other.start_run(Run("run-7", "2026-07-07T10:00:00Z"))
        for mined in reversed(batch):
            other.save([mined], "x1", "run-7")
        second = {path.name: path.read_bytes() for path in other.publish(tmp_path / "b", ["parquet", "csv"])}
    assert first == second
    assert sorted(first) == ["claims.csv", "claims.parquet", "evidence.csv", "evidence.parquet"]


def test_both_formats_hold_the_same_rows(store: Store, make: Make, tmp_path: Path) -> None:
    store.save([make("pubmed:1", AWKWARD), make("local:x", "MSC-EVs increased IL-10.", published="")], "x1", "run-1")
    parquet, table, *_ = store.publish(tmp_path, ["parquet", "csv"])
    expected = sorted(store.evidence(), key=lambda row: str(row["evidence_id"]))
    cursor = duckdb.connect().execute("SELECT * FROM read_parquet(?) ORDER BY evidence_id", [str(parquet)])
    names = [column[0] for column in cursor.description]
    assert [dict(zip(names, row, strict=True)) for row in cursor.fetchall()] == expected
    with table.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["evidence_id"])
    assert [row["sentence"] for row in rows] == [row["sentence"] for row in expected]
    assert [row["year"] for row in rows] == ["" if row["year"] is None else str(row["year"]) for row in expected]
    assert set(rows[0]) == set(expected[0])


def test_what_is_not_published(store: Store, make: Make, tmp_path: Path) -> None:
    store.save(
        [
            make("pubmed:1", "MSC-EVs increased IL-10.", evidence={"confidence": 0.4}),
            make("pubmed:2", "MSC-EVs increased IL-10.", evidence={"confidence": 0.5}),
            make("pubmed:3", "MSC-EVs increased IL-10.", status=ArticleStatus.RETRACTED),
            make("pubmed:4", "MSC-EVs increased IL-10.", status=ArticleStatus.NOTICE),
        ],
        "x1",
        "run-1",
    )
    store.close()
    with Store.open(store.path, read_only=True, min_confidence=0.5) as strict:
        table, claims = strict.publish(tmp_path, ["csv"])
        with table.open(encoding="utf-8", newline="") as file:
            assert [row["pmid"] for row in csv.DictReader(file)] == ["2"]
        with claims.open(encoding="utf-8", newline="") as file:
            assert [(row["n_for"], row["belief"]) for row in csv.DictReader(file)] == [("1", "0.5")]
        assert [row["n_evidence"] for row in strict.claims()] == [1]
        assert (strict.counts()["evidence"], strict.counts()["published"]) == (4, 1)
    with Store.open(store.path, read_only=True, min_confidence=0.9) as stricter:
        _, claims = stricter.publish(tmp_path, ["csv"])
        assert (
            claims.read_text(encoding="utf-8").count("\n") == 1
        )  # a claim without published evidence is not published
    with Store.open(store.path, read_only=True) as lax:
        assert [row["n_for"] for row in lax.claims()] == [2]


def test_an_empty_table_has_its_header(store: Store, tmp_path: Path) -> None:
    table, _ = store.publish(tmp_path, ["csv"])
    assert re.fullmatch(r"evidence_id,claim_id,[a-z_,]+,extractor\n", table.read_text())


def test_a_folder_with_a_quote_in_its_name(store: Store, tmp_path: Path) -> None:
    assert store.publish(tmp_path / "o'brien's", ["csv"])[0].exists()


def test_an_unknown_format_is_a_usage_error(store: Store, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"unknown format xlsx\. Known: parquet, csv"):
        store.publish(tmp_path, ["csv", "xlsx"])
    assert list(tmp_path.glob("*.csv")) == []


def test_a_folder_that_cannot_be_made(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="a part of its path is a file") as caught:
        store.publish(tmp_path / "file" / "export", ["csv"])
    assert "\n" not in str(caught.value)
