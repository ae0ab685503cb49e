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


def test_the_words_beside_an_end_and_the_links_on_its_way_are_named(features):
    (own,) = features("Levels of [IL-6|FACTOR] were reduced by [MSC-EVs|SECRETOME].").values()
    assert own["order OTS"] == 1
    assert (own["object after of"], own["object before VBD"], own["subject after by"]) == (1, 1, 1)
    assert own["object through level"] == 1
    assert own["object down oblique:of"] == 1
    assert sum(name.startswith("subject down ") for name in own) == own["subject_path"] == 1
    assert own["trigger tag VBN"] == 1


def test_a_mention_next_to_an_end_is_named_by_its_type(features):
    (own,) = features("[MSC-EVs|SECRETOME] suppressed [T cell|CELL] [proliferation|PROCESS].").values()
    assert own["object before PROCESS"] == 1


def test_rivals_are_nearer_mentions_of_the_same_type(features):
    found = features("[MSC-EVs|SECRETOME] suppressed [IL-6|FACTOR] and [IL-8|FACTOR].")
    assert found["MSC-EVs", "IL-6"]["object_nearer"] == 0
    far = found["MSC-EVs", "IL-8"]
    assert (far["object_nearer"], far["object_between"], far["object_alike"], far["object_joined"]) == (1, 1, 1, 1)
