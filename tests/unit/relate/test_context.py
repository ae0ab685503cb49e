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


def test_a_label_in_the_text_holds_until_the_next(read):
    rows = read(f"BACKGROUND: {CLAIM}. [T cells|CELL] released [IL-10|FACTOR]. RESULTS: {CLAIM}.", title="A title").rows
    assert [row.role for row in rows] == [ClaimRole.BACKGROUND, ClaimRole.BACKGROUND, ClaimRole.RESULT]
    assert ("role", "RESULTS") in {(cue.kind, cue.text) for cue in rows[-1].cues}


@pytest.mark.parametrize("kind", ["Clinical Trial, Phase II", "Randomized Controlled Trial"])
def test_a_trial_is_clinical_unless_the_sentence_says_otherwise(read, kind):
    assert read(f"{CLAIM}.", types=(kind,)).row.context.model_system is ModelSystem.CLINICAL
    assert read(f"{CLAIM} in vitro.", types=(kind,)).row.context.model_system is ModelSystem.IN_VITRO


def test_the_words_of_a_title_are_kept_as_cues(read):
    found = read(f"{CLAIM}.", title="Effects in a mouse model")
    cue = next(cue for cue in found.row.cues if cue.kind == "model_system")
    assert found.row.context.model_system is ModelSystem.IN_VIVO
    assert found.document.article.text[cue.start : cue.end] == cue.text
