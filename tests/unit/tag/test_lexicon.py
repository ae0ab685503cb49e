import csv
import json
from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.settings import Settings
from pipeline.tag import Tagger
from pipeline.tag.lexicon import COLUMNS, Match, read_lexicons, row_fault

HEADER = "\t".join(COLUMNS)
GOOD = ("HGNC:6018", "IL6", "IL-6", "any", "curated")


def lexicon(folder: Path, *rows: tuple[str, ...], name: str = "factors") -> Path:
    path = folder / f"{name}.tsv"
    path.write_text("\n".join([HEADER, *("\t".join(row) for row in rows)]) + "\n", encoding="utf-8")
    return path


def faults(*paths: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        read_lexicons(paths)
    return str(caught.value)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (("HGNC:6018", "IL6", "IL-6", "any"), "4 columns, not 5; is a tab missing?"),
        (("HGNC:6018", "IL6", "", "any", "curated"), "column term is empty"),
        (("HGNC:6018", "IL6", "IL-6 ", "any", "curated"), "column term is padded with spaces"),
        (("HGNC:IL6", "IL6", "IL-6", "any", "curated"), "'IL6' is no accession of HGNC"),
        (("FOO:1", "IL6", "IL-6", "any", "curated"), "id 'FOO:1' has no known prefix"),
        (("6018", "IL6", "IL-6", "any", "curated"), "id '6018' has no known prefix"),
        (("HGNC:6018", "IL6", "IL-6", "maybe", "curated"), "match 'maybe' is not one of any, case"),
        (("HGNC:6018", "IL6", "+-", "any", "curated"), "no letter or digit"),
    ],
)
def test_a_faulty_row_is_named_with_its_line(tmp_path: Path, row: tuple[str, ...], fault: str) -> None:
    message = faults(lexicon(tmp_path, GOOD, row))
    assert "factors.tsv: line 3: " in message
    assert fault in message


def test_a_good_row_and_a_row_without_id_have_no_fault() -> None:
    assert row_fault(list(GOOD)) == ""
    assert row_fault(["-", "expansion", "expansion", "any", "curated"]) == ""


def test_a_term_given_twice_is_a_fault(tmp_path: Path) -> None:
    assert "line 3: term 'IL-6' is already on line 2" in faults(lexicon(tmp_path, GOOD, GOOD))


def test_a_term_of_two_ids_needs_a_policy(tmp_path: Path) -> None:
    other = ("HGNC:6019", "IL6R", "il6", "any", "curated")
    assert "line 3: 'il6' means HGNC:6019 here and HGNC:6018 on line 2" in faults(lexicon(tmp_path, GOOD, other))
    told_apart = lexicon(
        tmp_path,
        ("CL:0000746", "cardiac muscle cell", "CM", "defined", "curated"),
        ("CL:0000134", "mesenchymal stem cell", "CM", "part", "curated"),
        ("HGNC:1", "A", "MIP", "case", "curated"),
        ("HGNC:2", "B", "Mip", "case", "curated"),
    )
    assert len(read_lexicons([told_apart])) == 4


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    cells = lexicon(tmp_path, ("CL:1", "cell", "cell", "any", "x"), ("CL:0000000", "", "c", "any", "x"), name="cells")
    message = faults(lexicon(tmp_path, ("FOO:1", "a", "a", "any", "x")), cells, tmp_path / "species.tsv")
    lines = message.splitlines()
    assert [line.rsplit("/", 1)[1].split(" ")[0] for line in lines] == [
        "factors.tsv:",
        "cells.tsv:",
        "cells.tsv:",
        "species.tsv:",
    ]


@pytest.mark.parametrize("content", ["", "id\tname\n", "a,b,c,d,e\n"])
def test_a_wrong_header_is_a_fault(tmp_path: Path, content: str) -> None:
    path = tmp_path / "cells.tsv"
    path.write_text(content, encoding="utf-8")
    assert "line 1: the header must be id name term match source" in faults(path)


def test_a_file_that_is_not_utf8_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "cells.tsv"
    path.write_bytes(HEADER.encode() + b"\nCL:0000000\tcell\t\xff\tany\tx\n")
    assert "not UTF-8" in faults(path)


def test_a_lexicon_of_no_known_type_is_a_fault(tmp_path: Path) -> None:
    assert "no such lexicon" in faults(lexicon(tmp_path, GOOD, name="foods"))


def test_a_curated_row_goes_before_a_built_one(tmp_path: Path) -> None:
    built = lexicon(tmp_path, ("HGNC:7", "MSC", "MSC", "any", "HGNC"))
    curated = lexicon(tmp_path, ("CL:0000134", "mesenchymal stem cell", "MSC", "any", "curated"), name="cells")
    assert [entry.id for entry in read_lexicons([built, curated]).entries("msc")] == ["CL:0000134", "HGNC:7"]


def test_the_shipped_lexicons_are_sound_and_sorted(settings: Settings) -> None:
    assert len(read_lexicons(settings.lexicon_paths)) > 10_000
    for path in settings.lexicon_paths:
        rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
        keys = [(row[0], row[2], row[3]) for row in rows]
        assert keys == sorted(keys), path.name


def test_the_version_changes_with_a_lexicon(settings: Settings, tmp_path: Path, tagger: Tagger) -> None:
    (tmp_path / "lexicons").mkdir()
    for path in settings.lexicon_paths:
        (tmp_path / "lexicons" / path.name).write_bytes(path.read_bytes())
    with (tmp_path / "lexicons" / "species.tsv").open("a", encoding="utf-8") as file:
        file.write("-\tdodo\tdodo\tany\tcurated\n")
    other = Tagger(settings.model_copy(update={"folder": tmp_path}))
    assert other.version != tagger.version


@pytest.mark.shared
def test_every_curated_id_is_in_its_ontology_under_its_name(settings: Settings, shared: Path) -> None:
    tables = shared / "data" / "ontologies"
    known: dict[str, str] = {}
    for line in (tables / "cell_ontology_2025-12-17.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        known[record["norm_concept_id"]] = record["norm_preferred_label"]
    for name, id_column, label in [
        ("hgnc_entries", "HGNC ID", "Approved symbol"),
        ("go_biological_process", "id", "name"),
        ("mondo", "id", "name"),
        ("chebi_mediators", "id", "name"),
    ]:
        with (tables / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                known[row[id_column]] = row[label]
    for family in (tables / "famplex" / "entities.csv").read_text(encoding="utf-8").split():
        known[f"FPLX:{family}"] = family
    checked = 0
    for path in settings.lexicon_paths:
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            id_, name, *_ = line.split("\t")
            if id_.split(":")[0] in ("CL", "HGNC", "GO", "MONDO", "CHEBI", "FPLX"):
                assert known.get(id_) == name, line
                checked += 1
    assert checked > 10_000


def test_every_policy_is_in_use(settings: Settings) -> None:
    used = {
        line.split("\t")[3] for path in settings.lexicon_paths for line in path.read_text(encoding="utf-8").splitlines()
    }
    assert set(Match) <= used
