"""What the confidence is read from."""

import pytest

from pipeline.relate.claims import attempts
from pipeline.relate.features import features_of
from pipeline.relate.mends import mended
from pipeline.relate.tree import Tree


@pytest.fixture
def features(read, rules):
    def of(marked):
        result = read(marked)
        tree = mended(Tree(result.document.sentences[0], result.mentions), rules)
        return {
            (p.subject.mention.text, p.object.mention.text): features_of(tree, a, p)
            for a in attempts(tree, rules)
            for p in a.proposals
        }

    return of


def test_a_plain_claim_is_near_and_direct(features):
    (own,) = features("[MSC-EVs|SECRETOME] suppressed [IL-6|FACTOR].").values()
    assert (own["subject_path"], own["object_path"], own["subject_depth"], own["cost"]) == (1, 1, 0, 0)
    assert own["subject_before"] == 1
    assert own["object_before"] == 0


def test_a_later_member_of_a_list_is_deeper_and_farther(features):
    found = features("[MSC-EVs|SECRETOME] suppressed [IL-6|FACTOR], [IL-8|FACTOR] and [TNF-α|FACTOR].")
    first, last = found["MSC-EVs", "IL-6"], found["MSC-EVs", "TNF-α"]
    assert last["object_depth"] > first["object_depth"] == 0
    assert last["object_distance"] > first["object_distance"]
    assert first["objects"] == last["objects"] == 3


def test_what_turns_the_sign_and_what_acts_for_another_is_told(features):
    (own,) = features("Knockdown of [miR-21|FACTOR] reduced [fibrosis|PROCESS].").values()
    assert own["subject_turned"] == 1
    (own,) = features("Treatment with [MSC-EVs|SECRETOME] reduced [fibrosis|PROCESS].").values()
    assert own["proxied"] == 1
