"""One sentence for each way of saying it; the rules must not care which."""

import pytest

SENTENCES = [
    # active, passive, coordination
    (
        "[MSC-EVs|SECRETOME] and [IL-10|FACTOR] suppressed the [proliferation|PROCESS] of [T cells|CELL] and [NK cells|CELL].",
        {
            "MSC-EVs | decreases | T cells | proliferation",
            "MSC-EVs | decreases | NK cells | proliferation",
            "IL-10 | decreases | T cells | proliferation",
            "IL-10 | decreases | NK cells | proliferation",
        },
    ),
    (
        "[MSC-CM|SECRETOME] reduced [IL-6|FACTOR] and increased [IL-10|FACTOR].",
        {"MSC-CM | decreases | IL-6", "MSC-CM | increases | IL-10"},
    ),
    (
        "[TNF-α|FACTOR] [secretion|PROCESS] was decreased in the [MSC-EV|SECRETOME] group.",
        {"MSC-EV | decreases | TNF-α | secretion"},
    ),
    (
        "[Fibrosis|PROCESS] was attenuated after treatment with [exosomes|SECRETOME].",
        {"exosomes | decreases | Fibrosis"},
    ),
    (
        "[T cell|CELL] [proliferation|PROCESS] and [activation|PROCESS] were inhibited by [MSC-EVs|SECRETOME].",
        {"MSC-EVs | decreases | T cell | proliferation", "MSC-EVs | decreases | T cell | activation"},
    ),
    ("Exposure to [TNF-α|FACTOR] increased [IL-6|FACTOR].", {"TNF-α | increases | IL-6"}),
    (
        "The crosstalk between [MSCs|CELL] and [macrophages|CELL] reduced [inflammation|PROCESS].",
        {"MSCs | decreases | inflammation", "macrophages | decreases | inflammation"},
    ),
    ("Defects in the [VEGF|FACTOR] pathway reduced [angiogenesis|PROCESS].", {"VEGF | decreases | angiogenesis"}),
    ("Addition of [MSC-EVs|SECRETOME] to [T cells|CELL] suppressed [IL-2|FACTOR].", {"MSC-EVs | decreases | IL-2"}),
    # what was seen in the treated
    (
        "[Macrophages|CELL] treated with [MSC-EVs|SECRETOME] expressed higher levels of [CD206|FACTOR].",
        {"MSC-EVs | increases | CD206"},
    ),
    (
        "There was a significant reduction in [IL-6|FACTOR] in [MSC-EV|SECRETOME]-treated animals.",
        {"MSC-EV | decreases | IL-6"},
    ),
    (
        "We observed reduced [fibrosis|PROCESS] in mice treated with [MSC-EVs|SECRETOME].",
        {"MSC-EVs | decreases | fibrosis"},
    ),
    (
        "[MSC-EVs|SECRETOME] showed therapeutic effects in a mouse model of [colitis|DISEASE].",
        {"MSC-EVs | decreases | colitis"},
    ),
    ("Mice lacking [IL-10|FACTOR] developed more severe [colitis|DISEASE].", {"IL-10 | decreases | colitis"}),
    ("[miR-21|FACTOR] is enriched in [MSC-EVs|SECRETOME].", {"MSC-EVs | contains | miR-21"}),
    # what is granted is not denied
    (
        "[MSC-EVs|SECRETOME] did not change the [secretion|PROCESS] of [IL-6|FACTOR] by [macrophages|CELL].",
        {"MSC-EVs | no_effect | IL-6 | secretion"},
    ),
    # nouns
    ("Suppression of [NK cells|CELL] by [PGE2|FACTOR] was strong.", {"PGE2 | decreases | NK cells"}),
    ("[Exosome|SECRETOME]-mediated transfer of [miR-21|FACTOR] was seen.", {"Exosome | contains | miR-21"}),
    (
        "Effects of [MSC-EVs|SECRETOME] on [macrophage|CELL] [polarization|PROCESS]",
        {"MSC-EVs | affects | macrophage | polarization"},
    ),
    # complements and light verbs
    (
        "[MSC-EVs|SECRETOME] were able to inhibit [B cell|CELL] [maturation|PROCESS].",
        {"MSC-EVs | decreases | B cell | maturation"},
    ),
    ("[MSC-EVs|SECRETOME] led to a reduction of [IL-6|FACTOR].", {"MSC-EVs | decreases | IL-6"}),
    ("[IL-10|FACTOR] plays a role in the suppression of [inflammation|PROCESS].", {"IL-10 | decreases | inflammation"}),
    (
        "[MSC-EVs|SECRETOME] attenuated [fibrosis|PROCESS] by inhibiting [TGF-β1|FACTOR].",
        {"MSC-EVs | decreases | fibrosis", "MSC-EVs | decreases | TGF-β1", "TGF-β1 | increases | fibrosis"},
    ),
    (
        "[MSC-EVs|SECRETOME] promoted [angiogenesis|PROCESS] via [VEGF|FACTOR].",
        {"MSC-EVs | increases | angiogenesis", "VEGF | increases | angiogenesis"},
    ),
    (
        "[MSC-EVs|SECRETOME] reduced [fibrosis|PROCESS] and promoted [angiogenesis|PROCESS] via [miR-21|FACTOR].",
        {
            "MSC-EVs | decreases | fibrosis",
            "MSC-EVs | increases | angiogenesis",
            "miR-21 | decreases | fibrosis",
            "miR-21 | increases | angiogenesis",
        },
    ),
    (
        "[MSC-EVs|SECRETOME] promoted [angiogenesis|PROCESS] and reduced [fibrosis|PROCESS] by inhibiting [TGF-β1|FACTOR].",
        {
            "MSC-EVs | decreases | fibrosis",
            "MSC-EVs | increases | angiogenesis",
            "MSC-EVs | decreases | TGF-β1",
            "TGF-β1 | increases | fibrosis",
        },
    ),
    (
        "[MSCs|CELL] reduced [fibrosis|PROCESS] by secreting [HGF|FACTOR].",
        {"MSCs | decreases | fibrosis", "MSCs | contains | HGF", "HGF | decreases | fibrosis"},
    ),
    (
        "[MSC-EVs|SECRETOME] exert an inhibitory effect on [fibrosis|PROCESS] through [HGF|FACTOR].",
        {"MSC-EVs | decreases | fibrosis", "HGF | decreases | fibrosis"},
    ),
    (
        "[MSC-EVs|SECRETOME] improved [colitis|DISEASE] by regulating [NF-κB|FACTOR].",
        {"MSC-EVs | decreases | colitis", "MSC-EVs | affects | NF-κB"},
    ),
    # pairs and contrasts
    (
        "[IL-10|FACTOR] and [IL-17|FACTOR] increased [Tregs|CELL] and [Th17 cells|CELL], respectively.",
        {"IL-10 | increases | Tregs", "IL-17 | increases | Th17 cells"},
    ),
    (
        "[Fibrosis|PROCESS] was reduced by [MSC-EVs|SECRETOME] but not by [MSC-CM|SECRETOME].",
        {"MSC-EVs | decreases | Fibrosis", "MSC-CM | not decreases | Fibrosis"},
    ),
    (
        "[MSCs|CELL] reduced [IL-6|FACTOR] rather than [IL-10|FACTOR].",
        {"MSCs | decreases | IL-6", "MSCs | not decreases | IL-10"},
    ),
    (
        "Instead of promoting [apoptosis|PROCESS], [MSC-EVs|SECRETOME] reduced [fibrosis|PROCESS].",
        {"MSC-EVs | not increases | apoptosis", "MSC-EVs | decreases | fibrosis"},
    ),
    (
        "[HAS3|FACTOR] Null Mice Exhibit Reduced [Fibrosis|PROCESS].",
        {"HAS3 | increases | Fibrosis"},
    ),
    (
        "[MSC-EVs|SECRETOME] ameliorated [colitis|DISEASE] [development|PROCESS].",
        {"MSC-EVs | decreases | colitis | development"},
    ),
    # what colours an effect
    ("[IL-17|FACTOR] plays a pathogenic role in [colitis|DISEASE].", {"IL-17 | increases | colitis"}),
    ("[IL-17|FACTOR] plays pathogenic and protective roles in [colitis|DISEASE].", {"IL-17 | affects | colitis"}),
    # relative clauses
    ("[Exosomes|SECRETOME] that inhibit [NF-κB|FACTOR] were used.", {"Exosomes | decreases | NF-κB"}),
    ("We used [exosomes|SECRETOME] containing [miR-146a|FACTOR].", {"exosomes | contains | miR-146a"}),
    # signs that turn each other
    (
        "[IL-10|FACTOR] blockade abolished the inhibitory effect of [MSC-EVs|SECRETOME] on [T cell|CELL] [proliferation|PROCESS].",
        {"IL-10 | decreases | T cell | proliferation", "MSC-EVs | decreases | T cell | proliferation"},
    ),
    (
        "[MSC-EVs|SECRETOME] reversed the [LPS|FACTOR]-induced increase in [IL-6|FACTOR].",
        {"MSC-EVs | decreases | IL-6", "LPS | increases | IL-6"},
    ),
    ("Silencing of [miR-21|FACTOR] increased [apoptosis|PROCESS].", {"miR-21 | decreases | apoptosis"}),
    # conversion
    (
        "[MSC-EVs|SECRETOME] induced the [polarization|PROCESS] of macrophages from [M1|CELL] to [M2|CELL].",
        {"MSC-EVs | decreases | M1 | polarization", "MSC-EVs | increases | M2 | polarization"},
    ),
    # names that are no claims
    ("[LPS|FACTOR]-stimulated [macrophages|CELL] were kept for a day.", set()),
    ("[Colitis|DISEASE] was treated with [MSC-EVs|SECRETOME].", set()),
    ("[IL-6|FACTOR] and [TNF-α|FACTOR] were measured by ELISA.", set()),
]


@pytest.mark.parametrize(
    ("marked", "claims"), SENTENCES, ids=[marked.split("]")[0][1:] + f"-{n}" for n, (marked, _) in enumerate(SENTENCES)]
)
def test_a_sentence_gives_exactly_its_claims(read, marked, claims):
    assert set(read(marked).claims) == claims


def test_a_long_list_of_states_seen_in_two_kinds_of_treated_animals(read):
    found = read(
        "Reduced [proliferation|PROCESS] of [Th17 cells|CELL], impaired ability for [migration|PROCESS] of "
        "[neutrophils|CELL], and decreased [activation|PROCESS] of [B cells|CELL] and [mast cells|CELL] were seen in "
        "[MSC-Exo|SECRETOME] and [MSC-CM|SECRETOME]-treated mice."
    )
    objects = [
        "Th17 cells | proliferation",
        "neutrophils | migration",
        "B cells | activation",
        "mast cells | activation",
    ]
    assert set(found.claims) == {f"{s} | decreases | {o}" for s in ("MSC-Exo", "MSC-CM") for o in objects}


def test_the_mediator_is_named_in_the_row(read):
    rows = read("[MSC-EVs|SECRETOME] promoted [angiogenesis|PROCESS] via [VEGF|FACTOR].").rows
    assert {row.subject.text: row.via and row.via.text for row in rows} == {"MSC-EVs": None, "VEGF": "VEGF"}


def test_a_definite_noun_takes_up_the_subject_of_the_last_sentence(read):
    found = read(
        "Administration of [MSC-EVs|SECRETOME] reduced [IL-6|FACTOR]. These vesicles also inhibited [fibrosis|PROCESS].",
        title="A title",
    )
    assert found.claims == ["MSC-EVs | decreases | IL-6", "MSC-EVs | decreases | fibrosis"]
    found = read("[IL-10|FACTOR] reduced [IL-6|FACTOR]. These cells inhibited [fibrosis|PROCESS].", title="A title")
    assert found.claims == ["IL-10 | decreases | IL-6"]


def test_a_pathway_acts_by_the_molecule_that_it_is_named_after(read):
    found = read("The [Wnt|FACTOR] [signaling|PROCESS] pathway promoted [fibrosis|PROCESS].")
    assert found.claims == ["Wnt | increases | fibrosis"]


def test_what_a_finding_is_evidenced_by_is_no_effect_of_it(read):
    found = read("[MSC-EVs|SECRETOME] induced [autophagy|PROCESS] evidenced by the upregulation of [LC3|FACTOR].")
    assert "autophagy | increases | LC3" not in found.claims


def test_a_pronoun_takes_up_the_subject_of_the_last_sentence(read):
    found = read("[MSC-EVs|SECRETOME] reduced [IL-6|FACTOR]. They also inhibited [fibrosis|PROCESS].", title="A title")
    assert found.claims == ["MSC-EVs | decreases | IL-6", "MSC-EVs | decreases | fibrosis"]
    assert [row.cross_sentence for row in found.rows] == [False, True]


def test_context_mentions_are_never_arguments(read):
    found = read("[MSC-EVs|SECRETOME] reduced [IL-6|FACTOR] in [mice|SPECIES] with [liver|TISSUE] [fibrosis|PROCESS].")
    assert {row.object.text for row in found.rows} == {"IL-6"}
