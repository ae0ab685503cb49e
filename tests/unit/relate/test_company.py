"""What the other claims of a sentence say of one of them."""

from dataclasses import replace

import pytest

from pipeline.relate.company import company_of


@pytest.fixture
def proposed(relater, read):
    """What the rules propose on marked text as it is written."""

    def of(marked):
        result = read(marked)
        document = replace(result.document, simplified=())
        return [row.evidence for row in relater.proposals(document, result.mentions)]

    return of


@pytest.fixture
def company(proposed):
    """The counts of each claim that is proposed in marked text, by the texts of its ends."""

    def of(marked):
        found = proposed(marked)
        pairs = [(row.subject.text, row.object.text) for row in found]
        return dict(zip(pairs, company_of(found), strict=True))

    return of


def test_a_claim_that_stands_alone_has_no_company(company):
    (own,) = company("[MSC-EVs|SECRETOME] suppressed [IL-6|FACTOR].").values()
    assert (own.pop("claims"), own.pop("trigger_claims")) == (1, 1)
    assert set(own.values()) == {0}


def test_members_of_a_list_are_counted_on_their_own_side(company):
    found = company("[MSC-EVs|SECRETOME] suppressed [IL-6|FACTOR] and [IL-8|FACTOR].")
    own = found["MSC-EVs", "IL-6"]
    assert (own["other_objects"], own["other_subjects"], own["acts"], own["suffers"]) == (1, 0, 1, 0)


def test_an_end_that_plays_both_parts_is_told(company):
    chain = company("[IL-4|FACTOR] increased [IL-10|FACTOR] that suppressed [TNF-α|FACTOR].")
    assert chain["IL-4", "IL-10"]["object_acts"] == 1
    assert chain["IL-10", "TNF-α"]["subject_suffers"] == 1


def test_counts_do_not_depend_on_the_order_of_the_claims(proposed):
    found = proposed("[MSC-EVs|SECRETOME] suppressed [IL-6|FACTOR], [IL-8|FACTOR] and [TNF-α|FACTOR].")
    assert len(found) == 3
    assert company_of(found[::-1]) == company_of(found)[::-1]
    assert company_of([]) == []
