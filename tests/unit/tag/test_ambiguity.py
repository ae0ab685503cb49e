"""Short forms by their context, coordinated names, composed products, and grounding of names as they are written."""

from collections.abc import Callable

import pytest

from pipeline.records import Article, Document, Mention, MentionType, Sentence, Vehicle
from pipeline.tag import Tagger

Tag = Callable[..., tuple[Mention, ...]]


def found(mentions: tuple[Mention, ...], words: str) -> list[tuple[str, str | None]]:
    return [(one.type.value, one.id) for one in mentions if one.text == words]


@pytest.mark.parametrize(
    ("text", "defined", "short", "readings"),
    [
        ("Nitric oxide (NO) fell and NO rose.", ("NO", "Nitric oxide"), "NO", [("FACTOR", "CHEBI:16480")] * 2),
        ("There was NO change.", None, "NO", []),
        ("Umbilical cord (UC) was cut.", ("UC", "Umbilical cord"), "UC", [("TISSUE", "UBERON:0002331")]),
        ("Ulcerative colitis (UC) recurs.", ("UC", "Ulcerative colitis"), "UC", [("DISEASE", "MONDO:0005101")]),
        ("AF-MSCs were grown.", None, "AF-MSCs", [("CELL", None)]),
        ("Atrial fibrillation (AF) recurs.", ("AF", "Atrial fibrillation"), "AF", [("DISEASE", "MONDO:0004981")]),
        ("Conditioned medium (CM) helped.", ("CM", "Conditioned medium"), "CM", [("SECRETOME", "SECRETOME:CM")]),
        ("Cardiomyocytes (CMs) died.", ("CMs", "Cardiomyocytes"), "CMs", [("CELL", "CL:0000746")]),
        ("Central memory (CM) T cells fell.", ("CM", "Central memory"), "CM", []),
        ("EV helped.", None, "EV", [("SECRETOME", "SECRETOME:EV")]),
        ("The empty vector (EV) did nothing.", ("EV", "empty vector"), "EV", []),
        ("Parkinson's disease (PD) is slow.", ("PD", "Parkinson's disease"), "PD", [("DISEASE", "MONDO:0005180")]),
        ("Pharmacodynamic (PD) data were read.", ("PD", "Pharmacodynamic"), "PD", []),
        ("Synovial tissue (ST) was cut.", ("ST", "Synovial tissue"), "ST", [("TISSUE", "UBERON:0007616")]),
        ("The ST segment was raised.", None, "ST", []),
        ("Multiple sclerosis (MS) relapses.", ("MS", "Multiple sclerosis"), "MS", [("DISEASE", "MONDO:0005301")]),
        ("Peptides were read by MS.", None, "MS", []),
        ("Catalase (CAT) rose.", ("CAT", "Catalase"), "CAT", [("FACTOR", "HGNC:1516")]),
        ("The CAT scan was clear.", None, "CAT", []),
        ("THE IMPACT OF IT.", None, "IMPACT", []),
        ("IT WAS SEEN IN MICE.", None, "MICE", []),
    ],
)
def test_a_short_form_is_read_by_its_context(
    tag: Tag, text: str, defined: tuple[str, str] | None, short: str, readings: list[tuple[str, str | None]]
) -> None:
    assert found(tag(text, *([defined] if defined else [])), short) == readings


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("There were M1 and M2 macrophages.", {"M1": "CL:0000863", "M2 macrophages": "CL:0000890"}),
        ("There were CD4+ and CD8+ T cells.", {"CD4+": "CL:0000624", "CD8+ T cells": "CL:0000625"}),
        ("There were Th1/Th17 cells.", {"Th1": "CL:0000545", "Th17 cells": "CL:0000899"}),
        ("They measured IL-1α/β.", {"IL-1α": "HGNC:5991", "β": "HGNC:5992"}),
        ("They measured miR-146a/b.", {"miR-146a": "miRBase:miR-146a", "b": "miRBase:miR-146b"}),
    ],
)
def test_coordinated_names_are_one_mention_each(tag: Tag, text: str, names: dict[str, str]) -> None:
    assert {one.text: one.id for one in tag(text)} == names


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (
            "exosomes derived from hypoxia-preconditioned human adipose MSCs",
            (Vehicle.EXOSOME, "CL:0002570", "adipose", "hypoxia"),
        ),
        ("hUC-MSC-sEVs", (Vehicle.EV, "CL:0002569", "umbilical_cord", "")),
        ("conditioned medium of BM-MSCs", (Vehicle.CONDITIONED_MEDIUM, "CL:0002540", "bone_marrow", "")),
        ("MSC-sourced secretome", (Vehicle.SECRETOME, "CL:0000134", "", "")),
        ("IFN-γ-primed MSC-derived exosomes", (Vehicle.EXOSOME, "CL:0000134", "", "IFNG")),
        (
            "periodontal ligament stem cell-derived exosomes",
            (Vehicle.EXOSOME, "CL:0000134", "periodontal_ligament", ""),
        ),
    ],
)
def test_a_composed_product_tells_its_parts(tag: Tag, words: str, parts: tuple[Vehicle, str | None, str, str]) -> None:
    (one,) = [one for one in tag(f"They gave {words} daily.") if one.type is MentionType.SECRETOME]
    assert one.text == words
    assert (one.vehicle, one.producer, one.producer_source, one.priming) == parts


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Adipose-derived stem cells grew. MSC-EVs helped.", "adipose"),
        ("MSCs were isolated from the umbilical cord. MSC-EVs helped.", "umbilical_cord"),
        ("MSC-EVs helped. They came from placental MSCs.", "placenta"),
        ("MSCs were isolated from rats with bone marrow damage. MSC-EVs helped.", ""),
        ("BM-MSCs and UC-MSCs grew. MSC-EVs helped.", ""),
        ("MSCs grew. MSC-EVs helped.", ""),
    ],
)
def test_a_product_of_stem_cells_has_the_only_tissue_of_its_record(tag: Tag, text: str, source: str) -> None:
    (one,) = [one for one in tag(text) if one.type is MentionType.SECRETOME]
    assert (one.text, one.producer, one.producer_source) == ("MSC-EVs", "CL:0000134", source)


@pytest.mark.parametrize(
    ("text", "producers"),
    [
        ("They gave BM-MSC exosomes, and exosomes helped.", ["CL:0002540", "CL:0002540"]),
        ("Exosomes vary, so they gave BM-MSC exosomes.", [None, "CL:0002540"]),
        ("MSC exosomes and BM-MSC exosomes met exosomes.", ["CL:0000134", "CL:0002540", "CL:0002540"]),
        ("MSC exosomes and macrophage exosomes met exosomes.", ["CL:0000134", "CL:0000235", None]),
    ],
)
def test_a_bare_vehicle_takes_the_only_producer_named_before(tag: Tag, text: str, producers: list[str | None]) -> None:
    assert [one.producer for one in tag(text) if one.type is MentionType.SECRETOME] == producers


@pytest.mark.parametrize(
    ("words", "kind", "id_"),
    [
        ("severe acute pancreatitis", MentionType.DISEASE, "MONDO:0006515"),
        ("LPS-stimulated macrophages", MentionType.CELL, "CL:0000235"),
        ("cardiac unicorn macrophages", MentionType.CELL, "CL:0000235"),
        ("CX3CR1high Ly6C(+) macrophages", MentionType.CELL, "CL:0000235"),
        ("KX-9 macrophages", MentionType.CELL, None),
        ("Jurkat T cells", MentionType.CELL, None),
        ("iPSC-derived astrocytes", MentionType.CELL, "CL:0000127"),
        ("unicorn-like macrophages", MentionType.CELL, None),
        ("malignant plasma cells", MentionType.CELL, None),
        ("macrophages of the lung", MentionType.CELL, "CL:1001603"),
        ("MSCs isolated from adipose tissue", MentionType.CELL, "CL:0002570"),
        ("MSCs isolated from unicorn horns", MentionType.CELL, "CL:0000134"),
        ("osteoclasts from bone marrow macrophages", MentionType.CELL, "CL:0000092"),
        ("monocyte subsets", MentionType.CELL, "CL:0000576"),
        ("eosinophil precursors", MentionType.CELL, "CL:0000611"),
        ("Th17 lymphocytes", MentionType.CELL, "CL:0000899"),
        ("metastatic cancer stem cells", MentionType.CELL, None),
        ("tumor-infiltrating T cells", MentionType.CELL, "CL:0000084"),
        ("chondrocytic", MentionType.CELL, "CL:0000138"),
        ("sCD25", MentionType.FACTOR, "HGNC:6008"),
        ("rhBMP-2", MentionType.FACTOR, "HGNC:1069"),
        ("pro-IL-1β", MentionType.FACTOR, "HGNC:5992"),
        ("mRNA", MentionType.FACTOR, None),
        ("type II alveolar epithelial cells (AECs", MentionType.CELL, "CL:0002063"),
        ("interleukin (IL) 4", MentionType.FACTOR, "HGNC:6014"),
        ("apolipoprotein A-I", MentionType.FACTOR, "HGNC:600"),
        ("migrated", MentionType.PROCESS, "GO:0016477"),
        ("phagocytic ability", MentionType.PROCESS, "GO:0006909"),
        ("glycosylated", MentionType.PROCESS, "GO:0070085"),
        ("phosphorylated STAT3", MentionType.FACTOR, "HGNC:11364"),
        ("STAT3 inhibitor", MentionType.FACTOR, None),
        ("cell proliferation", MentionType.PROCESS, "GO:0008283"),
        ("RAW264.7 cells", MentionType.CELL, None),
        ("H9c2 cells", MentionType.CELL, None),
        ("Tgfb1", MentionType.FACTOR, "HGNC:11766"),
        ("Foxp3", MentionType.FACTOR, "HGNC:6106"),
    ],
)
def test_a_name_is_grounded_alone(tagger: Tagger, words: str, kind: MentionType, id_: str | None) -> None:
    alone = Document(Article("local:1", 1, words), (Sentence(0, 0, len(words), words),))
    assert tagger.concepts(alone, [(0, len(words), kind)]) == [id_]


@pytest.mark.parametrize(
    ("text", "short"),
    [("IL-10 (interleukin-10) rose.", "IL-10"), ("TGF-β (transforming growth factor-β) rose.", "TGF-β")],
)
def test_a_definition_in_the_reverse_order(tag: Tag, text: str, short: str) -> None:
    first, second = tag(text)
    assert first.text == short
    assert first.id == second.id is not None
