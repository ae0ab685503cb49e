import pytest

from pipeline.records import Certainty, ClaimRole, Relation


@pytest.mark.parametrize(
    ("marked", "claim"),
    [
        ("[MSC-EVs|SECRETOME] did not suppress [IL-6|FACTOR].", "MSC-EVs | not decreases | IL-6"),
        ("[MSC-EVs|SECRETOME] failed to inhibit [IL-6|FACTOR].", "MSC-EVs | not decreases | IL-6"),
        ("[MSC-EVs|SECRETOME] had no effect on [IL-6|FACTOR].", "MSC-EVs | no_effect | IL-6"),
        ("[MSC-EVs|SECRETOME] did not affect [IL-6|FACTOR].", "MSC-EVs | no_effect | IL-6"),
        ("[IL-10|FACTOR] was not changed by [MSC-EVs|SECRETOME].", "MSC-EVs | no_effect | IL-10"),
        ("[MSC-EVs|SECRETOME] not only reduced [IL-6|FACTOR].", "MSC-EVs | decreases | IL-6"),
        ("[MSC-EVs|SECRETOME] may suppress [IL-6|FACTOR].", "MSC-EVs | maybe decreases | IL-6"),
        ("These results suggest that [MSC-EVs|SECRETOME] suppress [IL-6|FACTOR].", "MSC-EVs | maybe decreases | IL-6"),
        ("We found that [MSC-EVs|SECRETOME] suppress [IL-6|FACTOR].", "MSC-EVs | decreases | IL-6"),
        ("[MSC-EVs|SECRETOME] can suppress [IL-6|FACTOR].", "MSC-EVs | decreases | IL-6"),
    ],
)
def test_cues_reach_the_claims_that_they_stand_over(read, marked, claim):
    assert read(marked).claims == [claim]


def test_a_denial_reaches_one_claim_and_not_its_neighbour(read):
    found = read("[MSC-EVs|SECRETOME] suppressed [IL-6|FACTOR] but did not increase [IL-10|FACTOR].")
    assert set(found.claims) == {"MSC-EVs | decreases | IL-6", "MSC-EVs | not increases | IL-10"}


def test_what_a_participle_presupposes_is_not_hedged(read):
    found = read("[Exosomes|SECRETOME] containing [miR-21|FACTOR] may reduce [fibrosis|PROCESS].")
    assert "Exosomes | contains | miR-21" in found.claims
    assert "Exosomes | maybe decreases | fibrosis" in found.claims


def test_an_aim_is_an_aim_and_its_words_are_kept(read):
    row = read("We aimed to investigate the effect of [MSC-EVs|SECRETOME] on [fibrosis|PROCESS].", title="A title").row
    assert (row.certainty, row.relation, row.role) == (Certainty.AIM, Relation.AFFECTS, ClaimRole.AIM)
    assert "investigate" in {cue.text for cue in row.cues if cue.kind == "aim"}


def test_a_title_asserts_its_subject(read):
    row = read("Evaluation of the effect of [MSC-EVs|SECRETOME] on [fibrosis|PROCESS]").row
    assert (row.certainty, row.role) == (Certainty.ASSERTED, ClaimRole.TITLE)


@pytest.mark.parametrize("tail", ["remains unknown", "has not been reported", "is unclear"])
def test_an_unknown_effect_is_no_claim(read, tail):
    assert read(f"The effect of [MSC-EVs|SECRETOME] on [fibrosis|PROCESS] {tail}.").claims == []


def test_what_comes_after_but_not_is_denied_also_under_a_process(read):
    claims = read("[MSC-EVs|SECRETOME] reduced the [secretion|PROCESS] of [IL-6|FACTOR] but not [IL-8|FACTOR].").claims
    assert claims == ["MSC-EVs | decreases | IL-6 | secretion", "MSC-EVs | not decreases | IL-8 | secretion"]
