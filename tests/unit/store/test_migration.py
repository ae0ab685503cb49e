"""A store that version 1 made is brought up to date, and nothing in it is lost."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from pipeline.errors import StoreError
from pipeline.store import Store
from pipeline.store.database import CONFIG, SCHEMA_VERSION

SCHEMA_V1 = Path(__file__).with_name("schema_v1.sql")  # as version 1 had it, to the letter
EVIDENCE = {
    "id": "'e1'",
    "claim_id": "'c1'",
    "article_id": "'pubmed:1'",
    "sentence": "1",
    "subject_key": "'SEC:0001'",
    "subject_text": "'MSC-EVs'",
    "subject_start": "8",
    "subject_end": "15",
    "subject_type": "'SECRETOME'",
    "relation": "'increases'",
    "object_key": "'HGNC:5962'",
    "object_text": "'IL-10'",
    "object_start": "26",
    "object_end": "31",
    "object_type": "'FACTOR'",
    "negated": "false",
    "certainty": "'asserted'",
    "role": "'result'",
    "trigger": "'increased'",
    "trigger_start": "16",
    "trigger_end": "25",
    "rule": "'r'",
    "cross_sentence": "false",
    "model_system": "'unclear'",
    "cues": "'[]'",
    "confidence": "0.8",
    "row_hash": "'h'",
    "first_seen_run": "'run-1'",
    "last_changed_run": "'run-1'",
}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "evidence.duckdb"
    with duckdb.connect(path, config=CONFIG) as store:
        store.execute(SCHEMA_V1.read_text(encoding="utf-8"))
        store.execute("INSERT INTO meta VALUES ('schema_version', '1')")
        store.execute("INSERT INTO run VALUES ('run-1', '2026-01-05T10:00:00Z', NULL, 'ok', '{}', '{\"records\":1}')")
        store.execute(
            "INSERT INTO article BY NAME SELECT 'pubmed:1' AS id, '1' AS source_id, 'a.xml' AS source, '1' AS pmid,"
            " 1 AS pmid_version, 'A study' AS title, '[]' AS types, '[]' AS mesh, 'ok' AS status, false AS is_review,"
            " false AS is_preprint, 'c' AS content_hash, 'm' AS mined_hash, 'x1' AS extractor"
        )
        store.execute("INSERT INTO section VALUES ('pubmed:1', 0, NULL, NULL, 'MSC-EVs increased IL-10.')")
        store.execute("INSERT INTO sentence VALUES ('pubmed:1', 1, 8, 32, 'MSC-EVs increased IL-10.', NULL, NULL)")
        store.execute(
            "INSERT INTO mention BY NAME SELECT 'pubmed:1' AS article_id, 0 AS position, 1 AS sentence, 8 AS span_start,"
            " 15 AS span_end, 'MSC-EVs' AS text, 'SECRETOME' AS type, 'lexicon' AS via, 1.0 AS score"
        )
        store.execute(f"INSERT INTO evidence ({', '.join(EVIDENCE)}) VALUES ({', '.join(EVIDENCE.values())})")
    return path


def columns(path: Path) -> list[tuple[object, ...]]:
    with duckdb.connect(path, read_only=True) as store:
        query = "SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns() ORDER BY ALL"
        return store.execute(query).fetchall()


@pytest.mark.parametrize("read_only", [True, False])
def test_every_row_is_there_afterwards(old: Path, tmp_path: Path, read_only: bool) -> None:
    with Store.open(old, read_only) as store:
        (row,) = store.evidence()
        assert (row["evidence_id"], row["sentence"], row["source"]) == ("e1", "MSC-EVs increased IL-10.", "a.xml")
        assert store.counts()["mentions"] == store.counts()["sentences"] == 1
        assert [run.id for run in store.runs()] == ["run-1"]
        assert store.batches() == {}
        assert store.article_versions()["pubmed:1"].origin == "file"
    Store.open(tmp_path / "fresh.duckdb").close()
    assert columns(old) == columns(tmp_path / "fresh.duckdb")
    assert sorted(path.name for path in tmp_path.glob("*evidence*")) == ["evidence.duckdb", "evidence.duckdb.v1"]
    with duckdb.connect(old.with_name("evidence.duckdb.v1"), read_only=True) as before:
        assert before.execute("SELECT value FROM meta").fetchall() == [("1",)]
        assert before.execute("SELECT count(*) FROM evidence").fetchone() == (1,)


def test_rows_that_wait_in_the_log_are_taken_along(old: Path) -> None:
    """As after a kill: what was committed last stands in the write-ahead log beside the file."""
    script = f"""
import duckdb, os
store = duckdb.connect({str(old)!r})
store.execute("SET checkpoint_threshold = '1TB'")
store.execute("INSERT INTO run VALUES ('run-2', '2026-01-06', NULL, 'started', '{{}}', '{{}}')")
os._exit(9)
"""

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 9
    assert old.with_name("evidence.duckdb.wal").exists()
    with Store.open(old) as store:
        assert [run.id for run in store.runs()] == ["run-2", "run-1"]


def test_a_migration_that_fails_leaves_the_old_store(old: Path) -> None:
    with duckdb.connect(old) as store:  # a value that today's schema refuses
        store.execute("CREATE OR REPLACE TABLE section AS SELECT 'nobody' AS article_id, 0 AS position, NULL AS text")
    with pytest.raises(StoreError, match="What was stored before stands"):
        Store.open(old)
    with duckdb.connect(old, read_only=True) as store:
        assert store.execute("SELECT value FROM meta").fetchall() == [("1",)]
    assert [path.name for path in old.parent.iterdir() if "part" in path.name] == []


def test_the_version_is_the_one_that_the_schema_names(tmp_path: Path) -> None:
    with Store.open(tmp_path / "new.duckdb") as store:
        assert store._rows("SELECT value FROM meta") == [(str(SCHEMA_VERSION),)]
