"""The published formats, on small files written for the test; they give what the cut-down tables give."""

from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.tag import releases
from pipeline.tag.releases import Gene, Term

OBO = """format-version: 1.2
data-version: test/releases/2026-01-01
default-namespace: cell

[Term]
id: CL:0000134
name: mesenchymal stem cell
namespace: cell
def: "A cell. \\"name: not this\\"" []
synonym: "mesenchymal stromal cell" EXACT []
synonym: "MSC" RELATED OMO:0003000 []
synonym: "cell \\"of\\" stroma" EXACT [PMID:1]
is_a: CL:0000048 ! multi fate stem cell

[Term]
id: CL:0000001
name: gone cell
is_obsolete: true

[Term]
id: UBERON:0002371
name: bone marrow

[Typedef]
id: part_of
name: part of
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "cl.obo").write_text(OBO, encoding="utf-8")
    return tmp_path


def test_an_ontology_gives_its_own_terms_with_exact_synonyms(folder: Path) -> None:
    assert list(releases.cell_terms(folder)) == [
        Term("CL:0000134", "mesenchymal stem cell", ("mesenchymal stromal cell", 'cell "of" stroma'))
    ]


def test_of_the_gene_ontology_only_processes_are_taken(tmp_path: Path) -> None:
    stanza = "[Term]\nid: GO:000000{0}\nname: name {0}\nnamespace: {1}\n\n"
    text = stanza.format(1, "biological_process") + stanza.format(2, "molecular_function")
    (tmp_path / "go-basic.obo").write_text(text, encoding="utf-8")
    assert [term.id for term in releases.process_terms(tmp_path)] == ["GO:0000001"]


def test_of_chebi_only_mediators_are_taken(tmp_path: Path) -> None:
    text = "[Term]\nid: CHEBI:15551\nname: prostaglandin E2\n\n[Term]\nid: CHEBI:15377\nname: water\n"
    (tmp_path / "chebi.obo").write_text(text, encoding="utf-8")
    assert [term.name for term in releases.mediator_terms(tmp_path)] == ["prostaglandin E2"]


def test_genes_are_the_same_in_either_format(tmp_path: Path) -> None:
    kind = "gene with protein product"
    published = "hgnc_id\tsymbol\tname\tlocus_group\tlocus_type\tstatus\talias_symbol\tprev_symbol\tuniprot_ids\n"
    published += f'HGNC:5962\tIL10\tinterleukin 10\tx\t{kind}\tApproved\t"CSIF|IL-10"\t"OLD1|OLD2"\t"P22301|Q1"\n'
    published += f"HGNC:1\tGONE\tgone\tx\t{kind}\tEntry Withdrawn\t\t\t\n"
    cut = "HGNC ID\tApproved symbol\tApproved name\tStatus\tAlias symbols\tPrevious symbols\tUniProt ID(supplied by UniProt)\tLocus type\n"
    cut += f"HGNC:5962\tIL10\tinterleukin 10\tApproved\tCSIF, IL-10\tOLD1, OLD2\tP22301, Q1\t{kind}\n"
    gene = Gene("HGNC:5962", "IL10", "interleukin 10", kind, ("CSIF", "IL-10"), ("OLD1", "OLD2"), ("P22301", "Q1"))
    (tmp_path / "hgnc_complete_set.txt").write_text(published, encoding="utf-8")
    assert list(releases.genes(tmp_path)) == [gene]
    (tmp_path / "hgnc_entries.tsv").write_text(cut, encoding="utf-8")
    assert list(releases.genes(tmp_path)) == [gene]


def test_micro_rnas_are_the_same_in_either_format(tmp_path: Path) -> None:
    fasta = ">hsa-mir-9901 MI0000000 Homo sapiens miR-9901 stem-loop\nUGGCAC\nGGUA\n>hsa-let-9 MI0000001 Homo sapiens let-9\nUG\n"
    (tmp_path / "hairpin.fa").write_text(fasta, encoding="utf-8")
    assert list(releases.micro_rnas(tmp_path)) == ["hsa-mir-9901", "hsa-let-9"]
    table = "mirbase_id\tmirbase_name\tdatabase\nMI0000000\thsa-mir-9901\tHGNC\nMI0000001\thsa-let-9\tHGNC\n"
    (tmp_path / "mirbase.tsv").write_text(table, encoding="utf-8")
    assert list(releases.micro_rnas(tmp_path)) == ["hsa-mir-9901", "hsa-let-9"]


def test_families_are_those_that_the_list_names(tmp_path: Path) -> None:
    (tmp_path / "famplex").mkdir()
    (tmp_path / "famplex" / "entities.csv").write_text("ERK\n", encoding="utf-8")
    rows = '"p42/44",FPLX,ERK,,\n"p42, p44",FPLX,ERK\nx,UP,P1\ny,FPLX,GONE\n'
    (tmp_path / "famplex" / "grounding_map.csv").write_text(rows, encoding="utf-8")
    assert list(releases.families(tmp_path)) == [("p42/44", "ERK"), ("p42, p44", "ERK")]


def test_names_of_genes_are_those_with_an_accession_or_a_symbol(tmp_path: Path) -> None:
    (tmp_path / "famplex").mkdir()
    rows = "p50,UP,P19838,,\nALIX,HGNC,PDCD6IP\nERK,FPLX,ERK\nGSH,PUBCHEM,124886,CHEBI,CHEBI:16856\nAbeta,PUBCHEM,1,UP,P05067\n"
    (tmp_path / "famplex" / "grounding_map.csv").write_text(rows, encoding="utf-8")
    assert list(releases.gene_names(tmp_path)) == [("p50", "P19838"), ("ALIX", "PDCD6IP"), ("Abeta", "P05067")]


@pytest.mark.parametrize("content", [b"", b"<html></html>", b"\xff\xfe", OBO.replace("CL:", "XX:").encode()])
def test_a_file_that_holds_no_term_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "cl.obo").write_bytes(content)
    with pytest.raises(InputError, match=r"cl\.obo: .*download it again"):
        list(releases.cell_terms(tmp_path))
