"""Bad input: one clear line, the right exit code, and nothing that is stored is lost."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest
from support import Command, pubmed_record, pubmed_set

from pipeline.store import Store

GOOD = pubmed_record("1")


def stored(path: Path = Path("data/evidence.duckdb")) -> list[str]:
    with Store.open(path, read_only=True) as store:
        return sorted(store.article_versions())


@pytest.fixture
def one_stored(secretome: Command, tmp_path: Path) -> None:
    (tmp_path / "first.xml").write_text(pubmed_set(pubmed_record("77")))
    assert secretome("extract", "--input", "first.xml").code == 0
    assert stored() == ["pubmed:77"]


def test_missing_file(secretome: Command) -> None:
    result = secretome("extract", "--input", "nowhere.xml")
    assert result.code == 2
    assert "nowhere.xml" in result.error
    assert not Path("data").exists()


def test_nothing_named(secretome: Command) -> None:
    result = secretome("extract")
    assert (result.code, "--input" in result.error) == (2, True)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.xml", b""),
        ("text.xml", b"This is no XML at all, only words."),
        ("cut.xml.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab"),
        ("other.xml", b"<!DOCTYPE zoo SYSTEM 'zoo.dtd'><zoo><animal>mouse</animal></zoo>"),
        ("open.xml", pubmed_set(pubmed_record("77")).encode()[:-25]),
        ("broken.tar.gz", b"not an archive"),
    ],
)
def test_a_file_that_cannot_be_read_to_its_end(secretome: Command, one_stored: None, name: str, content: bytes) -> None:
    Path(name).write_bytes(content)
    result = secretome("extract", "--input", name)
    assert result.code == 1
    lines = [line for line in result.err.splitlines() if line.startswith("not read to its end: ")]
    assert len(lines) == 1
    assert name in lines[0]
    assert "pubmed:77" in stored()


def test_the_other_files_are_read_all_the_same(secretome: Command, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.xml").write_text("no XML")
    (folder / "b.xml").write_text(pubmed_set(GOOD))
    assert secretome("extract", "--input", folder).code == 1
    assert stored() == ["pubmed:1"]


def test_a_record_that_cannot_be_used_is_set_aside(secretome: Command) -> None:
    long = pubmed_record("2", abstract="word " * 8_001)
    nameless = pubmed_record("")
    empty = pubmed_record("4", title="", abstract="")
    Path("mixed.xml").write_text(pubmed_set(long, nameless, empty, GOOD))
    result = secretome("extract", "--input", "mixed.xml")
    assert result.code == 0
    assert stored() == ["pubmed:1"]
    (quarantine,) = Path("data/quarantine").glob("*.jsonl")
    rejected = [json.loads(line) for line in quarantine.read_text().splitlines()]
    assert len(rejected) == 3
    assert "40,0" in rejected[0]["reason"]
    assert "PMID" in rejected[1]["reason"]
    assert all(item["reason"] and item["raw"] and item["source"] == "mixed.xml" for item in rejected)
    assert "3 set aside" in result.err
    assert str(quarantine) in result.err


def test_lines_that_are_not_records(secretome: Command) -> None:
    lines = ["not JSON", '["a list"]', '{"id": "x"}', '{"id": 7, "title": "MSC-EVs reduce IL-6.", "abstract": ""}']
    Path("lines.jsonl").write_text("\n".join(lines) + "\n")
    result = secretome("annotate", "lines.jsonl")
    assert result.code == 0
    assert [json.loads(line)["id"] for line in result.out.splitlines()] == [7]
    for number in (1, 2, 3):
        assert f"line {number}" in result.err
    assert "1 records annotated, 3 set aside" in result.err


def test_nothing_usable_is_a_failure(secretome: Command) -> None:
    Path("lines.jsonl").write_text("not JSON\n[]\n")
    for command in (("annotate", "lines.jsonl"), ("extract", "--input", "lines.jsonl")):
        result = secretome(*command)
        assert result.code == 1
        assert "line 2" in result.err


def test_two_records_of_one_name(secretome: Command) -> None:
    lines = [
        {"id": "a", "title": "MSC-EVs reduce IL-6."},
        {"id": "a", "title": "Another."},
        {"id": "b", "title": "A third."},
    ]
    Path("lines.jsonl").write_text("".join(json.dumps(line) + "\n" for line in [*lines, lines[0]]))
    for _ in range(2):
        result = secretome("extract", "--input", "lines.jsonl")
        assert result.code == 0
        assert "another record has the id local:a" in result.err
        assert "1 set aside" in result.err
        assert stored() == ["local:a", "local:b"]


@pytest.mark.parametrize(
    "abstract",
    [
        "",
        "Ψ 間葉系幹細胞 мезенхимальные خلايا 👩‍🔬",
        "a\x00b\x01c\x7f\u200b\u2028d\u0085e",
        "x" * 39_000,
        "(" * 500,
        "\r\n\t ",
    ],
)
def test_hard_text_is_only_text(secretome: Command, abstract: str) -> None:
    record = {"id": "x", "title": "MSC-EVs suppressed T cell proliferation.", "abstract": abstract}
    Path("hard.jsonl").write_text(json.dumps(record) + "\n")
    result = secretome("annotate", "hard.jsonl")
    assert result.code == 0, result.err
    # Not splitlines: a line separator of Unicode inside a record does not end it.
    (line, rest) = result.out.split("\n")
    annotated = json.loads(line)
    assert rest == ""
    assert annotated["text"] == record["title"] + "\n" + abstract
    for mention in annotated["mentions"]:
        assert annotated["text"][mention["start"] : mention["end"]] == mention["text"]
    assert secretome("extract", "--input", "hard.jsonl").code == 0
    assert stored() == ["local:x"]
    assert secretome("publish").code == 0


def test_an_external_entity_is_neither_fetched_nor_shown(secretome: Command, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("the secret words")
    head = f'<?xml version="1.0"?>\n<!DOCTYPE PubmedArticleSet [<!ENTITY x SYSTEM "file://{tmp_path}/secret.txt">]>\n'
    Path("entity.xml").write_text(pubmed_set(GOOD, pubmed_record("2", abstract="See &x; there."), head=head))
    result = secretome("extract", "--input", "entity.xml")
    assert result.code in (0, 1)
    for path in Path("data").rglob("*"):
        assert path.is_dir() or b"the secret words" not in path.read_bytes()


def test_entities_are_not_expanded_without_bound(secretome: Command) -> None:
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<?xml version="1.0"?>\n<!DOCTYPE PubmedArticleSet [{entities}]>\n'
    Path("laughs.xml").write_text(pubmed_set(GOOD, pubmed_record("2", abstract="&a11;"), head=head))
    result = secretome("extract", "--input", "laughs.xml")
    assert result.code in (0, 1)
    assert len(result.err) < 5_000
    assert "pubmed:2" not in stored()


@pytest.fixture
def config(root: Path, tmp_path: Path) -> Path:
    return shutil.copytree(root / "config", tmp_path / "config")


def test_unknown_key(secretome: Command, config: Path) -> None:
    path = config / "pipeline.toml"
    path.write_text(path.read_text().replace("[read]", "[read]\nmax_charcters = 1"))
    result = secretome("status")
    assert result.code == 2
    assert "read.max_charcters: unknown key" in result.error


@pytest.mark.parametrize(
    "row",
    [
        "NOPREFIX\tname\tsome new term\tany\tcurated",
        "FOO:1\tname\tsome new term\tany\tcurated",
        "HGNC:IL2\tIL2\tsome new term\tany\tcurated",
        "HGNC:6001\tIL2\tsome new term any\tcurated",
        "HGNC:6001\tIL2\tsome new term\tmaybe\tcurated",
        "HGNC:6001\tIL2\tsome new term\tany\tcurated\nHGNC:6002\tIL2R\tSome-new term\tany\tcurated",
        "HGNC:6001\tIL2\tIL2\tany\tcurated\nHGNC:6001\tIL2\tIL2\tany\tcurated",
    ],
)
def test_bad_lexicon_row(secretome: Command, config: Path, one_stored: None, row: str) -> None:
    path = config / "lexicons" / "factors.tsv"
    path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
    last = len(path.read_text(encoding="utf-8").splitlines())
    result = secretome("extract", "--input", "first.xml")
    assert result.code == 2
    assert f"factors.tsv: line {last}" in result.err
    assert stored() == ["pubmed:77"]
    assert secretome("check").code == 2
    checked = secretome("lexicon", "check", "--format", "csv")
    assert checked.code == 2
    assert f"factors.tsv: line {last}" in checked.out


def test_a_store_made_by_a_newer_version(secretome: Command, one_stored: None) -> None:
    with duckdb.connect("data/evidence.duckdb") as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema_version'")
    before = Path("data/evidence.duckdb").read_bytes()
    for call in (("extract", "--input", "first.xml"), ("status",), ("publish",)):
        result = secretome(*call)
        assert result.code == 1
        assert "newer version" in result.error
    assert Path("data/evidence.duckdb").read_bytes() == before


def test_no_store_yet(secretome: Command) -> None:
    for call in ("status", "claims", "publish"):
        result = secretome(call)
        assert result.code == 1
        assert "secretome extract" in result.error
    assert not Path("data").exists()


def test_a_place_that_cannot_be_written(secretome: Command, records: Path) -> None:
    Path("data").write_text("a file where the folder should be")
    result = secretome("extract", "--input", records)
    assert result.code == 1
    assert "data" in result.error


def test_an_output_that_cannot_be_written(secretome: Command, records: Path) -> None:
    Path("taken").write_text("")
    result = secretome("annotate", records, "-o", "taken/out.jsonl")
    assert result.code == 1
    assert "taken" in result.error
