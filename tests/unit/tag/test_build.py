"""The builder, on ontology tables made for the test."""

import json
import shutil
from pathlib import Path

import pytest

from pipeline.errors import HeldError, InputError
from pipeline.settings import Settings
from pipeline.tag.build import build
from pipeline.tag.lexicon import COLUMNS, read_lexicons

GENES = "HGNC ID\tApproved symbol\tApproved name\tStatus\tAlias symbols\tPrevious symbols\tUniProt ID(supplied by UniProt)\tLocus type"
TERMS = "id\tname\tsynonyms\tis_a"


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    folder = tmp_path / "tables"
    (folder / "famplex").mkdir(parents=True)
    cells = [
        {"norm_concept_id": "CL:0000235", "norm_preferred_label": "macrophage", "synonyms": ["histiocyte", "MAC"]},
        {"norm_concept_id": "CL:0000576", "norm_preferred_label": "monocyte", "synonyms": ["big cell"]},
        {"norm_concept_id": "CL:0000094", "norm_preferred_label": "granulocyte", "synonyms": ["big cell"]},
    ]
    (folder / "cell_ontology_2025-12-17.jsonl").write_text("\n".join(map(json.dumps, cells)), encoding="utf-8")
    genes = [
        "HGNC:1\tSET\tset protein\tApproved\tIGAAD, FLJ12345\tPHAP9\t\tgene with protein product",
        "HGNC:2\tSTAT9\tsignal transducer 9\tApproved\tDUO1, DUO2, SEG7\t\tP90001\tgene with protein product",
        "HGNC:3\tTWIN9\ttwin nine\tApproved\tDUO1, DUO2\tSEG7\t\tgene with protein product",
        "HGNC:4\tOLD1\tan old one\tEntry Withdrawn\t\t\t\tgene with protein product",
        "HGNC:5\tPSEU1\ta pseudogene\tApproved\t\t\t\tpseudogene",
        "HGNC:6\tBACH9\ta factor\tApproved\tbA12D24.1, RP11-19J3.3\t\t\tgene with protein product",
        "HGNC:8\tIL9R1\tinterleukin 9 receptor subunit beta\tApproved\t\t\t\tgene with protein product",
        "HGNC:9\tMMP99\tmatrix metallopeptidase 99\tApproved\t\t\t\tgene with protein product",
        "HGNC:7\tMIRLET9A1\tmicroRNA let-9a-1\tApproved\t\t\t\tRNA, micro",
    ]
    (folder / "hgnc_entries.tsv").write_text("\n".join([GENES, *genes]), encoding="utf-8")
    hairpins = ">hsa-mir-9901b-2 MI0000000 Homo sapiens miR-9901b-2 stem-loop\nUGGC\n"
    (folder / "hairpin.fa").write_text(hairpins, encoding="utf-8")
    (folder / "famplex" / "entities.csv").write_text("AKT\nERK\n", encoding="utf-8")
    (folder / "famplex" / "grounding_map.csv").write_text(
        "p42/44,FPLX,ERK\nXX,UP,P1\np90,UP,P90001\nDUO2,HGNC,TWIN9\nrSET1,HGNC,TWIN9\nIgaad,HGNC,SET\n",
        encoding="utf-8",
    )
    (folder / "chebi_mediators.tsv").write_text(f"{TERMS}\nCHEBI:15551\tprostaglandin E2\t\t\n", encoding="utf-8")
    diseases = ["MONDO:0005292\tcolitis\tcolon inflammation\t", "MONDO:0000001\tdisease\tcondition\t"]
    (folder / "mondo.tsv").write_text("\n".join([TERMS, *diseases]), encoding="utf-8")
    processes = [
        "GO:0006914\tautophagy\t\t",
        "GO:1\tmacrophage autophagy\t\t",
        "GO:0000001\tregulation of autophagy\t\t",
    ]
    (folder / "go_biological_process.tsv").write_text("\n".join([TERMS, *processes]), encoding="utf-8")
    return folder


@pytest.fixture
def lexicons(tmp_path: Path) -> Path:
    folder = tmp_path / "lexicons"
    folder.mkdir()
    row = ("CL:0000134", "mesenchymal stem cell", "histiocyte", "any", "curated by hand")
    lines = ["\t".join(COLUMNS), "\t".join(row), "CL:0000000\tcell\tstale\tany\tCL of last year"]
    (folder / "cells.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def rows(path: Path) -> dict[str, tuple[str, str, str]]:
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    return {line[2]: (line[0], line[3], line[4]) for line in lines}


def test_curated_rows_survive_and_win(tables: Path, lexicons: Path) -> None:
    assert build(tables, lexicons, 1)["cells"] == (1, 3)
    cells = rows(lexicons / "cells.tsv")
    assert cells["histiocyte"] == ("CL:0000134", "any", "curated by hand")
    assert cells["macrophage"][0] == "CL:0000235"
    assert "stale" not in cells


def test_a_form_that_two_concepts_claim_equally_is_left_out(tables: Path, lexicons: Path) -> None:
    build(tables, lexicons, 1)
    assert "big cell" not in rows(lexicons / "cells.tsv")
    assert "DUO1" not in rows(lexicons / "factors.tsv")


def test_a_name_in_use_goes_before_the_aliases_that_two_genes_claim(tables: Path, lexicons: Path) -> None:
    build(tables, lexicons, 1)
    factors = rows(lexicons / "factors.tsv")
    assert factors["p90"] == ("HGNC:2", "case", "FamPlex")
    assert factors["DUO2"] == ("HGNC:3", "any", "FamPlex")
    assert not {"rSET1", "XX"} & set(factors)  # the rat's, and a protein of no human gene
    assert {factors[form] for form in ("IGAAD", "Igaad")} == {
        ("HGNC:1", "symbol", "HGNC"),
        ("HGNC:1", "symbol", "FamPlex"),
    }


@pytest.mark.parametrize(
    ("written", "id_"),
    [
        ("IL 9 receptor beta", "HGNC:8"),
        ("interleukin 9 receptor beta", "HGNC:8"),
        ("matrix metalloproteinase 99", "HGNC:9"),
    ],
)
def test_a_gene_has_its_approved_name_as_authors_write_it(tables: Path, lexicons: Path, written: str, id_: str) -> None:
    build(tables, lexicons, 1)
    assert rows(lexicons / "factors.tsv")[written][0] == id_


def test_a_gene_keeps_its_former_symbols_but_for_those_that_another_one_goes_by(tables: Path, lexicons: Path) -> None:
    build(tables, lexicons, 1)
    factors = rows(lexicons / "factors.tsv")
    assert factors["PHAP9"][0] == "HGNC:1"
    assert factors["SEG7"][0] == "HGNC:2"


def test_names_of_clones_are_left_out_but_not_symbols_that_begin_like_one(tables: Path, lexicons: Path) -> None:
    build(tables, lexicons, 1)
    assert [term for term, row in rows(lexicons / "factors.tsv").items() if row[0] == "HGNC:6"] == ["BACH9", "a factor"]


def test_the_numbers_of_micro_rnas_have_rows_with_and_without_their_letter(tables: Path, lexicons: Path) -> None:
    build(tables, lexicons, 1)
    found = {term: row for term, row in rows(lexicons / "factors.tsv").items() if row[0].startswith("miRBase")}
    assert found == {
        "miR-9901": ("miRBase:miR-9901", "defined", "miRBase"),
        "miR-9901b": ("miRBase:miR-9901b", "defined", "miRBase"),
        "let-9": ("miRBase:let-9", "defined", "HGNC"),
        "let-9a": ("miRBase:let-9a", "defined", "HGNC"),
    }


def test_unsafe_forms_get_a_narrow_policy_or_are_left_out(tables: Path, lexicons: Path) -> None:
    build(tables, lexicons, 1)
    factors = rows(lexicons / "factors.tsv")
    assert factors["SET"][1] == "case"
    assert factors["STAT9"][1] == "any"
    assert "MAC" not in rows(lexicons / "cells.tsv")
    assert not {"FLJ12345", "OLD1", "PSEU1", "XX"} & set(factors)
    assert "condition" not in rows(lexicons / "diseases.tsv")
    assert set(rows(lexicons / "processes.tsv")) == {"autophagy"}


def test_a_rebuild_changes_nothing_and_is_sound(tables: Path, lexicons: Path) -> None:
    build(tables, lexicons, 1)
    before = {path.name: path.read_bytes() for path in lexicons.iterdir()}
    build(tables, lexicons, 1)
    assert {path.name: path.read_bytes() for path in lexicons.iterdir()} == before
    assert len(read_lexicons(sorted(lexicons.iterdir()))) > 5


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_source_that_lost_its_rows_changes_nothing(tables: Path, lexicons: Path) -> None:
    build(tables, lexicons, 1)
    before = contents(lexicons)
    (tables / "mondo.tsv").write_text(f"{TERMS}\nMONDO:0005300\tchronic kidney failure\t\t\n", encoding="utf-8")
    with pytest.raises(HeldError, match="diseases: MONDO would have 1 rows, not 2"):
        build(tables, lexicons, 0.1)
    assert contents(lexicons) == before
    build(tables, lexicons, 0.5)
    assert contents(lexicons) != before


@pytest.mark.parametrize(
    ("table", "content"),
    [
        ("mondo.tsv", "<html>404</html>"),
        ("hgnc_entries.tsv", ""),
        ("chebi_mediators.tsv", TERMS),
        ("cell_ontology_2025-12-17.jsonl", '{"norm_concept_id": "CL:0000235"'),
        ("famplex/grounding_map.csv", "p42/44,FPLX,NONE"),
        ("go_biological_process.tsv", None),
    ],
)
def test_a_broken_table_changes_nothing(tables: Path, lexicons: Path, table: str, content: str | None) -> None:
    build(tables, lexicons, 1)
    before = contents(lexicons)
    (tables / table).unlink()
    if content is not None:
        (tables / table).write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="download it"):
        build(tables, lexicons, 1)
    assert contents(lexicons) == before
    assert [path.name for path in lexicons.parent.iterdir() if path.name.startswith(".")] == []


@pytest.mark.shared
def test_the_shipped_lexicons_are_what_their_tables_give(shared: Path, settings: Settings, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(settings.folder / "lexicons", tmp_path / "lexicons"))
    build(shared / "data" / "ontologies", copy, 0)
    assert contents(copy) == contents(settings.folder / "lexicons")
