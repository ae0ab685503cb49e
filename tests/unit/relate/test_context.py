import pytest

from pipeline.records import ClaimRole, ModelSystem

CLAIM = "[MSC-EVs|SECRETOME] reduced [IL-6|FACTOR]"


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("BACKGROUND", ClaimRole.BACKGROUND),
        ("MATERIALS AND METHODS", ClaimRole.METHOD),
        ("Results", ClaimRole.RESULT),
        ("CONCLUSIONS", ClaimRole.CONCLUSION),
        ("", ClaimRole.UNCLEAR),
    ],
)
def test_the_label_tells_the_role(read, label, role):
    assert read(f"{CLAIM}.", title="A title", label=label).row.role is role


def test_without_a_label_the_wording_tells_the_role_and_is_kept(read):
    row = read(f"In conclusion, {CLAIM}.", title="A title").row
    assert row.role is ClaimRole.CONCLUSION
    assert "In conclusion" in {cue.text for cue in row.cues}


@pytest.mark.parametrize(
    ("tail", "system"),
    [
        ("in vitro", ModelSystem.IN_VITRO),
        ("in a mouse model", ModelSystem.IN_VIVO),
        ("in patients", ModelSystem.CLINICAL),
        ("in cartilage explants", ModelSystem.EX_VIVO),
        ("in vitro and in vivo", ModelSystem.UNCLEAR),
        ("overnight", ModelSystem.UNCLEAR),
    ],
)
def test_the_sentence_tells_the_model_system(read, tail, system):
    assert read(f"{CLAIM} {tail}.").row.context.model_system is system


def test_a_review_is_a_review_whatever_its_words(read):
    assert read(f"{CLAIM} in mice.", types=("Review",)).row.context.model_system is ModelSystem.REVIEW


def test_species_words_are_kept_as_cues(read):
    row = read(f"{CLAIM} in [mice|SPECIES].").row
    assert ("species", "mice") in {(cue.kind, cue.text) for cue in row.cues}
