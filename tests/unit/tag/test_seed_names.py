"""Every name and abbreviation of the document that the project starts from gets the right type and id.

Its misprints are in the table as they stand there (BNDF, VEFG, `Hepatic growth factor`, …).
"""

from collections.abc import Callable

import pytest

from pipeline.records import Mention, Vehicle

SENTENCE = "We found that {} was important here."

# words, type, id
NAMES = [
    # Abbreviations and their long forms, in the order of the document.
    ("Amniotic fluid", "TISSUE", "UBERON:0000173"),
    ("Ang-1", "FACTOR", "HGNC:484"),
    ("Angiopoietin-1", "FACTOR", "HGNC:484"),
    ("Adipose tissue", "TISSUE", "UBERON:0001013"),
    ("CTLs", "CELL", "CL:0000910"),
    ("Cytotoxic T-lymphocytes", "CELL", "CL:0000910"),
    ("bFGF", "FACTOR", "HGNC:3676"),
    ("Basic fibroblast growth factor", "FACTOR", "HGNC:3676"),
    ("BNDF", "FACTOR", "HGNC:1033"),
    ("BDNF", "FACTOR", "HGNC:1033"),
    ("Brain derived neurotrophic factor", "FACTOR", "HGNC:1033"),
    ("DCs", "CELL", "CL:0000451"),
    ("Dendritic cells", "CELL", "CL:0000451"),
    ("Dental pulp", "TISSUE", "UBERON:0001754"),
    ("ESCs", "CELL", "CL:0002322"),
    ("Embryonic stem cells", "CELL", "CL:0002322"),
    ("EVs", "SECRETOME", "SECRETOME:EV"),
    ("Extracellular vesicles", "SECRETOME", "SECRETOME:EV"),
    ("Exos", "SECRETOME", "SECRETOME:EXOSOME"),
    ("Exosomes", "SECRETOME", "SECRETOME:EXOSOME"),
    ("Exo-d-MAPPS", "SECRETOME", "SECRETOME:EXO-D-MAPPS"),
    ("Exosome-derived Multiple Allogeneic Protein Paracrine Signaling", "SECRETOME", "SECRETOME:EXO-D-MAPPS"),
    ("FasL", "FACTOR", "HGNC:11936"),
    ("First apoptosis signal ligand", "FACTOR", "HGNC:11936"),
    ("HGF", "FACTOR", "HGNC:4893"),
    ("Hepatic growth factor", "FACTOR", "HGNC:4893"),
    ("Hepatocyte growth factor", "FACTOR", "HGNC:4893"),
    ("HO-1", "FACTOR", "HGNC:5013"),
    ("Hemeoxygenase-1", "FACTOR", "HGNC:5013"),
    ("IDO", "FACTOR", "HGNC:6059"),
    ("Indolamine 2,3-dioxygenase", "FACTOR", "HGNC:6059"),
    ("IL", "FACTOR", None),
    ("Interleukin", "FACTOR", None),
    ("IL-R", "FACTOR", "HGNC:5993"),
    ("IL-1 receptor", "FACTOR", "HGNC:5993"),
    ("IL-Ra", "FACTOR", "HGNC:6000"),
    ("IL-1 receptor antagonist", "FACTOR", "HGNC:6000"),
    ("LECs", "CELL", "CL:0000082"),
    ("Lung epithelial cells", "CELL", "CL:0000082"),
    ("LPS", "FACTOR", "CHEBI:16412"),
    ("Lipopolysaccharides", "FACTOR", "CHEBI:16412"),
    ("MHC", "FACTOR", None),
    ("Major histocompatibility complex", "FACTOR", None),
    ("MicroRNAs", "FACTOR", None),
    ("miRNAs", "FACTOR", None),
    ("MIF", "FACTOR", "HGNC:7097"),
    ("Migration inhibitory factor", "FACTOR", "HGNC:7097"),
    ("M-CSF", "FACTOR", "HGNC:2432"),
    ("Monocyte colony-stimulating factor", "FACTOR", "HGNC:2432"),
    ("MSCs", "CELL", "CL:0000134"),
    ("Mesenchymal stem cells", "CELL", "CL:0000134"),
    ("MSC-CM", "SECRETOME", "SECRETOME:MSC-CM"),
    ("MSC-derived conditioned medium", "SECRETOME", "SECRETOME:MSC-CM"),
    ("MSC-Exos", "SECRETOME", "SECRETOME:MSC-EXOSOME"),
    ("MSC-derived exosomes", "SECRETOME", "SECRETOME:MSC-EXOSOME"),
    ("MSC-EVs", "SECRETOME", "SECRETOME:MSC-EV"),
    ("MSC-derived extracellular vesicles", "SECRETOME", "SECRETOME:MSC-EV"),
    ("NK", "CELL", "CL:0000623"),
    ("Natural killer", "CELL", "CL:0000623"),
    ("NKT", "CELL", "CL:0000814"),
    ("Natural killer T-cells", "CELL", "CL:0000814"),
    ("Nitric oxide", "FACTOR", "CHEBI:16480"),
    ("OPN", "FACTOR", "HGNC:11255"),
    ("Osteopontin", "FACTOR", "HGNC:11255"),
    ("PAX5", "FACTOR", "HGNC:8619"),
    ("Paired box 5", "FACTOR", "HGNC:8619"),
    ("PGF", "FACTOR", "HGNC:8893"),
    ("Placental growth factor", "FACTOR", "HGNC:8893"),
    ("Synovial tissue", "TISSUE", "UBERON:0007616"),
    ("TGF-β", "FACTOR", "FPLX:TGFB"),
    ("Transforming growth factor-β", "FACTOR", "FPLX:TGFB"),
    ("Umbilical cord", "TISSUE", "UBERON:0002331"),
    ("PEDF", "FACTOR", "HGNC:8824"),
    ("Pigment epithelium-derived factor", "FACTOR", "HGNC:8824"),
    ("PGE2", "FACTOR", "CHEBI:15551"),
    ("Prostaglandin E2", "FACTOR", "CHEBI:15551"),
    ("PTECs", "CELL", "CL:0002306"),
    ("Proximal tubular epithelial cells", "CELL", "CL:0002306"),
    ("TSG-6", "FACTOR", "HGNC:11898"),
    ("TNF-α stimulated gene/protein 6", "FACTOR", "HGNC:11898"),
    ("VEFG", "FACTOR", "FPLX:VEGF"),
    ("VEGF", "FACTOR", "FPLX:VEGF"),
    ("Vascular endothelial growth factor", "FACTOR", "FPLX:VEGF"),
    ("TIMP1", "FACTOR", "HGNC:11820"),
    ("Tissue inhibitor of metalloproteinase-1", "FACTOR", "HGNC:11820"),
    ("TRAIL", "FACTOR", "HGNC:11925"),
    ("TNF-related apoptosis-inducing ligand", "FACTOR", "HGNC:11925"),
    # What the abstract names beside them.
    ("M1 macrophages", "CELL", "CL:0000863"),
    ("M2 macrophages", "CELL", "CL:0000890"),
    ("T lymphocytes", "CELL", "CL:0000084"),
    ("natural killer T (NKT) cells", "CELL", "CL:0000814"),
    ("NKT cells", "CELL", "CL:0000814"),
    ("FoxP3-expressing T", "CELL", "CL:0000815"),
    ("immune cells", "CELL", "CL:0000738"),
    ("tolerogenic DCs", "CELL", None),
    ("immunosuppressive cells", "CELL", "CL:0000738"),
    ("Mesenchymal Stem Cell-Derived Secretome", "SECRETOME", "SECRETOME:MSC-SECRETOME"),
    ("MSC-sourced secretome", "SECRETOME", "SECRETOME:MSC-SECRETOME"),
    ("MSC-derived factors", "SECRETOME", "SECRETOME:MSC-SECRETOME"),
    ("MSC-sourced bioactive products", "SECRETOME", "SECRETOME:MSC-SECRETOME"),
    ("MSC-conditioned medium", "SECRETOME", "SECRETOME:MSC-CM"),
    ("antigen presentation", "PROCESS", "GO:0019882"),
    ("differentiation", "PROCESS", "GO:0030154"),
    ("activation", "PROCESS", "GO:0001775"),
    ("expansion", "PROCESS", None),
    ("generation", "PROCESS", None),
    ("conversion", "PROCESS", None),
    ("inflammation", "PROCESS", "GO:0006954"),
    ("immunosuppression", "PROCESS", None),
    ("tissue repair", "PROCESS", "GO:0042246"),
    ("regeneration", "PROCESS", "GO:0031099"),
    ("autoimmune and inflammatory diseases", "DISEASE", None),
]

# Short forms that stand for several things: only their definition tells.
DEFINED = [
    ("AF", "amniotic fluid", "TISSUE", "UBERON:0000173"),
    ("AT", "adipose tissue", "TISSUE", "UBERON:0001013"),
    ("DP", "dental pulp", "TISSUE", "UBERON:0001754"),
    ("ST", "synovial tissue", "TISSUE", "UBERON:0007616"),
    ("UC", "umbilical cord", "TISSUE", "UBERON:0002331"),
    ("UC", "ulcerative colitis", "DISEASE", "MONDO:0005101"),
    ("NO", "nitric oxide", "FACTOR", "CHEBI:16480"),
    ("CM", "conditioned medium", "SECRETOME", "SECRETOME:CM"),
    ("CM", "cardiomyocyte", "CELL", "CL:0000746"),
    ("PD", "Parkinson's disease", "DISEASE", "MONDO:0005180"),
    ("MS", "multiple sclerosis", "DISEASE", "MONDO:0005301"),
]


@pytest.mark.parametrize(("words", "kind", "id_"), NAMES, ids=[name[0] for name in NAMES])
def test_a_name_of_the_seed_is_grounded(only: Callable[..., Mention], words: str, kind: str, id_: str | None) -> None:
    mention = only(SENTENCE.format(words), words)
    assert (mention.type, mention.id) == (kind, id_)


@pytest.mark.parametrize(("short", "long", "kind", "id_"), DEFINED, ids=[f"{row[0]}={row[1]}" for row in DEFINED])
def test_a_short_form_means_what_its_record_says(
    only: Callable[..., Mention], short: str, long: str, kind: str, id_: str
) -> None:
    text = f"Little is known of {long} ({short}), so that {short} was studied."
    mention = only(text, short, (short, long))
    assert (mention.type, mention.id) == (kind, id_)


@pytest.mark.parametrize("short", ["AF", "AT", "DP", "ST", "UC", "NO", "CM", "PD", "MS", "CAT"])
def test_an_ambiguous_short_form_alone_means_nothing(tag: Callable[..., tuple[Mention, ...]], short: str) -> None:
    assert not [mention for mention in tag(f"There was {short} in both groups.") if mention.text == short]


@pytest.mark.parametrize(
    ("words", "vehicle"),
    [
        ("MSC-EVs", Vehicle.EV),
        ("MSC-Exos", Vehicle.EXOSOME),
        ("MSC-CM", Vehicle.CONDITIONED_MEDIUM),
        ("MSC-derived factors", Vehicle.SECRETOME),
        ("MSC-sourced secretome", Vehicle.SECRETOME),
    ],
)
def test_a_product_of_the_seed_names_its_vehicle_and_producer(
    only: Callable[..., Mention], words: str, vehicle: Vehicle
) -> None:
    mention = only(SENTENCE.format(words), words)
    assert (mention.vehicle, mention.producer) == (vehicle, "CL:0000134")
