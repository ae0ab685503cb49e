"""Every name and abbreviation of the document that the project starts from gets the right type and id.

Its misprints are in the table as they stand there (BNDF, VEFG, `Hepatic growth factor`, …).
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.records import Mention, Vehicle

SENTENCE = "We found that {} was important here."

# Abbreviations and their long forms, in the order of the document, then what its abstract names beside them. `-` for
# a name that has no id, and so no label of its own.
TABLE = Path(__file__).parents[2] / "data" / "seed_names.tsv"
NAMES = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]]

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


@pytest.mark.parametrize(("words", "kind", "id_", "label"), NAMES, ids=[name[0] for name in NAMES])
def test_a_name_of_the_seed_is_grounded(
    only: Callable[..., Mention], words: str, kind: str, id_: str, label: str
) -> None:
    mention = only(SENTENCE.format(words), words)
    assert (mention.type, mention.id or "-") == (kind, id_)
    assert label in ("-", mention.label)


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
