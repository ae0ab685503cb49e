"""The commands on real files, from the outside."""

import csv
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from support import Command, pubmed_record, pubmed_set

from pipeline import __version__
from pipeline.settings import Settings


def rows(path: Path = Path("data/evidence.duckdb")) -> dict[str, list[tuple[object, ...]]]:
    """Every table but the runs, in a fixed order."""
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()
        return {
            name: connection.execute(f'SELECT * FROM "{name}" ORDER BY ALL').fetchall()
            for (name,) in tables
            if name != "run"
        }


def test_version_and_help(secretome: Command) -> None:
    assert secretome("--version").out == f"secretome {__version__}\n"
    assert secretome("--help").code == 0
    assert secretome("no-such-command").code == 2
    assert secretome("claims", "--relation", "eats").code == 2


def test_help_does_not_load_the_language_model() -> None:
    script = "import sys, pipeline.cli; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_extract_then_read_the_rows(secretome: Command, records: Path) -> None:
    result = secretome("extract", "--input", records)
    assert result.code == 0
    assert "12 records" in result.err
    shown = secretome("claims", "IL-10", "--relation", "decreases", "--format", "json")
    (claim,) = [json.loads(line) for line in shown.out.splitlines()]
    assert (claim["relation"], claim["n_articles"]) == ("decreases", 1)
    sentences = secretome("claims", "IL-10", "--relation", "decreases", "--sentences", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(sentences.out))
    assert row["article_id"] == "pubmed:10"
    assert row["sentence"] == "MSC-EVs suppressed IL-10 secretion by macrophages."
    assert (row["subject_text"], row["relation"], row["object_text"]) == ("MSC-EVs", "decreases", "IL-10")
    assert secretome("claims", "unobtainium").out == ""
    status = json.loads(secretome("status", "--format", "json").out)
    assert status["counts"]["articles"] == 12
    assert status["runs"][0]["status"] == "ok"


def test_running_twice_adds_nothing(secretome: Command, records: Path) -> None:
    assert secretome("extract", "--input", records).code == 0
    before = rows()
    assert any(before["evidence"])
    result = secretome("extract", "--input", records, records)
    assert result.code == 0
    assert "12 unchanged, 12 duplicates" in result.err
    assert rows() == before


def test_publishing_twice_gives_the_same_bytes(secretome: Command, records: Path) -> None:
    secretome("extract", "--input", records)
    names = (
        "export/evidence.parquet",
        "export/evidence.csv",
        "report.html",
        "export/claims.parquet",
        "export/claims.csv",
    )
    written = [Path("data") / name for name in names]
    assert secretome("publish").code == 0
    before = [path.read_bytes() for path in written]
    assert secretome("publish").code == 0
    assert [path.read_bytes() for path in written] == before
    assert b"IL-10" in before[2]


def test_a_changed_record_replaces_its_rows(secretome: Command) -> None:
    for verb, relation in (("suppressed", "decreases"), ("enhanced", "increases")):
        Path("one.xml").write_text(pubmed_set(pubmed_record("5", abstract=f"MSC-EVs {verb} T cell proliferation.")))
        assert secretome("extract", "--input", "one.xml").code == 0
        shown = secretome("claims", "--sentences", "--format", "json").out.splitlines()
        assert [json.loads(row)["relation"] for row in shown] == [relation]


def test_the_newer_version_of_an_article_wins_in_any_order(secretome: Command) -> None:
    old = pubmed_record("5", abstract="MSC-EVs suppressed T cell proliferation.")
    new = pubmed_record("5", abstract="MSC-EVs enhanced T cell proliferation.").replace('Version="1"', 'Version="2"')
    Path("both.xml").write_text(pubmed_set(old, new, old))
    for _ in range(2):
        assert secretome("extract", "--input", "both.xml").code == 0
        shown = secretome("claims", "--sentences", "--format", "json").out.splitlines()
        assert [json.loads(row)["relation"] for row in shown] == ["increases"]


def test_annotate_keeps_ids_and_order(secretome: Command) -> None:
    given = [
        {"id": n if n % 2 else str(n), "title": f"T{n} ", "abstract": f" MSC-EVs inhibit IL-{n}. "}
        for n in range(1, 140)
    ]
    Path("in.jsonl").write_text("".join(json.dumps(record) + "\n" for record in given))
    assert secretome("annotate", "in.jsonl", "-o", "out/out.jsonl").code == 0
    found = [json.loads(line) for line in Path("out/out.jsonl").read_text().splitlines()]
    assert [record["id"] for record in found] == [record["id"] for record in given]
    assert [record["text"] for record in found] == [f"{r['title']}\n{r['abstract']}" for r in given]
    for record in found:
        assert list(record) == ["id", "text", "mentions", "claims"]
        names = [mention["id"] for mention in record["mentions"]]
        assert len(set(names)) == len(names)
        for mention in record["mentions"]:
            assert list(mention) == ["id", "start", "end", "text", "type", "norm", "label"]
            assert record["text"][mention["start"] : mention["end"]] == mention["text"]
        for claim in record["claims"]:
            assert list(claim) == [
                *("subject", "relation", "object", "process", "negated", "hedged", "rule", "confidence"),
            ]
            assert {claim["subject"], claim["object"]} <= set(names)
    assert sum(len(record["claims"]) for record in found) >= 139


def test_annotate_leaves_no_store(secretome: Command, records: Path) -> None:
    assert secretome("annotate", records).code == 0
    assert not Path("data").exists()


def test_explain_shows_tree_mentions_rule_and_cues(secretome: Command) -> None:
    result = secretome("explain", "MSC-EVs did not suppress T cell proliferation.")
    assert result.code == 0
    for shown in ("suppress  root", "SECRETOME MSC-EVs", "CELL      T cell", "decreases", "not"):
        assert shown in result.out, shown
    assert secretome("explain", "  ").code == 2


def test_check_names_every_part(secretome: Command) -> None:
    result = secretome("check")
    assert result.code == 0
    lines = result.out.splitlines()
    assert [line.split()[1] for line in lines] == [
        "configuration",
        "lexicons",
        "rules",
        "model",
        "encoder",
        "corpora",
        "store",
    ]
    assert all(line.startswith("ok ") for line in lines)


def test_demo(secretome: Command) -> None:
    result = secretome("demo", "--limit", "3")
    assert result.code == 0, result.err
    assert "decreases" in result.out or "increases" in result.out
    for name in ("evidence.duckdb", "export/evidence.parquet", "export/evidence.csv", "report.html"):
        assert (Path("data/demo") / name).stat().st_size > 1_000
    before = rows(Path("data/demo/evidence.duckdb"))
    assert secretome("demo").code == 0
    assert rows(Path("data/demo/evidence.duckdb")) == before


def test_demo_leaves_a_real_store_alone(secretome: Command, records: Path) -> None:
    secretome("extract", "--input", records)
    before = rows()
    assert secretome("demo").code == 0
    result = secretome("demo", "--store", "data/evidence.duckdb")
    assert result.code == 2
    assert "--store" in result.error
    assert rows() == before


def test_a_killed_run_is_finished_by_the_next(secretome: Command, tmp_path: Path) -> None:
    """SIGKILL while batches are being stored; what the next run makes is what an undisturbed run makes."""
    lines = [
        json.dumps({"id": n, "title": f"Part {n}", "abstract": f"MSC-EVs suppressed IL-{n} secretion. " * 8}) + "\n"
        for n in range(400)
    ]
    Path("many.jsonl").write_text("".join(lines))
    assert secretome("extract", "--input", "many.jsonl", "--store", "whole.duckdb").code == 0
    call = [sys.executable, "-m", "pipeline", "extract", "--input", "many.jsonl"]
    store, wal = Path("data/evidence.duckdb"), Path("data/evidence.duckdb.wal")
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    process = subprocess.Popen(call, env=environment, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        # The write-ahead log grows when a batch is being committed.
        if wal.exists() and wal.stat().st_size > 50_000:
            break
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL, "the run was over before it could be killed"
    assert store.exists()
    assert secretome("extract", "--input", "many.jsonl").code == 0
    whole, again = rows(Path("whole.duckdb")), rows()
    assert without_runs(again) == without_runs(whole)


def without_runs(tables: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    """Rows without the ids of the runs that wrote them (`20260101T000000Z-abc123`)."""
    return {
        name: [
            tuple(cell for cell in row if not (isinstance(cell, str) and cell[8:9] == "T" and "Z-" in cell))
            for row in table
        ]
        for name, table in tables.items()
    }


# All 17 are read. Two, of a conversion into M2 cells, the encoder does not see, and their confidence is below the threshold. Of
# the others that are published four are of "immunomodulatory factors", which the seed's annotators left untagged.
SEED_CLAIMS, SEED_PUBLISHED, SEED_PREDICTED_AT_MOST = 17, 15, 24


@pytest.mark.shared
def test_the_seed_record(secretome: Command, shared: Path, settings: Settings) -> None:
    """The record that the project starts from: all of its 17 claims are read, and most of them published."""
    seed = json.loads((shared / "gold" / "seed.jsonl").read_text(encoding="utf-8"))
    title, _, abstract = seed["text"].partition("\n")
    Path("seed.jsonl").write_text(json.dumps({"id": seed["id"], "title": title, "abstract": abstract}) + "\n")
    shutil.copytree(settings.folder, "everything")
    config = Path("everything/pipeline.toml")
    config.write_text(re.sub(r"min_confidence = [\d.]+", "min_confidence = 0.0", config.read_text()))
    for least, *options in ((SEED_CLAIMS, "--config", str(config)), (SEED_PUBLISHED,)):
        assert secretome(*options, "annotate", "seed.jsonl", "-o", "found.jsonl").code == 0
        scorer = [
            *(sys.executable, shared / "gold" / "score_claims.py"),
            *(shared / "gold" / "seed.jsonl", "found.jsonl", "--json"),
        ]
        scores = json.loads(subprocess.run(scorer, check=True, capture_output=True, text=True).stdout)
        claims = scores["claim.signed"]
        found = round(claims["r"] * claims["gold"])
        print(f"seed: {found} of {claims['gold']} claims found, {claims['pred']} predicted")
        assert claims["gold"] == SEED_CLAIMS
        assert found >= least
    assert claims["pred"] <= SEED_PREDICTED_AT_MOST
