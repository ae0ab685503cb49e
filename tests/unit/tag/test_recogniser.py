"""The likeliest labels are whole names, and the encoder's spans carry what the lexicons know."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pipeline.mine import Miner
from pipeline.records import Article, MentionType, Section, Vehicle
from pipeline.settings import load_settings
from pipeline.tag.inquiry import Inquiry
from pipeline.tag.recogniser import LABELS, best_path


@pytest.fixture(scope="module")
def miner() -> Miner:
    """The pipeline as it ships, with the encoder."""
    return Miner(load_settings(Path(__file__).parents[3] / "config"))


def mentions(miner: Miner, text: str):
    (document,) = miner.parser.documents([Article("local:1", 1, text)])
    return miner.tagger.mentions(document)


@given(arrays(np.float64, st.tuples(st.integers(1, 12), st.just(LABELS)), elements=st.floats(-9, 0)))
def test_no_name_begins_with_a_later_word(scores):
    path = best_path(scores).tolist()
    for before, label in zip([0, *path], path, strict=False):
        assert label == 0 or label % 2 == 1 or before in (label - 1, label)


def test_the_path_is_the_best_of_all():
    scores = np.full((2, LABELS), -5.0)
    scores[0, 0], scores[0, 1], scores[1, 2], scores[1, 0] = -0.1, -1.0, -0.2, -3.0
    assert best_path(scores).tolist() == [1, 2]


def test_a_product_is_read_with_its_vehicle_and_producer(miner):
    text = "Exosomes derived from human umbilical cord MSCs suppressed the proliferation of T cells."
    found = {one.text: one for one in mentions(miner, text)}
    product = next(one for one in found.values() if one.type is MentionType.SECRETOME)
    assert product.vehicle is Vehicle.EXOSOME
    assert product.producer == "CL:0002569"  # mesenchymal stem cell of umbilical cord
    assert product.producer_source == "umbilical_cord"
    assert found["T cells"].id == "CL:0000084"


def test_mentions_never_overlap_and_none_crosses_a_sentence(miner):
    text = "MSC-EVs lowered IL-6. TNF-α rose in macrophages, while IL-10 (interleukin-10) fell."
    (document,) = miner.parser.documents([Article("local:1", 1, text)])
    found = miner.tagger.mentions(document)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for one in found:
        sentence = document.sentences[one.sentence]
        assert sentence.start <= one.start < one.end <= sentence.end
        assert 0 < one.score <= 1


def test_a_title_without_a_full_stop_does_not_run_into_the_abstract(miner):
    for number in range(1, 20):
        article = Article("local:1", 1, f"T{number} ", (Section(f" MSC-EVs inhibit IL-{number}. "),))
        (document,) = miner.parser.documents([article])
        assert "MSC-EVs" in [one.text for one in miner.tagger.mentions(document)]


def test_a_name_of_the_lexicons_that_is_none_here_is_told(miner):
    """What the lexicons know and the encoder denies is named with the row, as `lexicon why` prints it."""
    text = "Patients were asked to NO avail. MSC-EVs lowered IL-6 in the transport of goods by rail."
    (document,) = miner.parser.documents([Article("local:1", 1, text)])
    listed = {(one.start, one.end) for one in miner.tagger.by_lexicon(document)[0]}
    kept = {(one.start, one.end) for one in miner.tagger.mentions(document)}
    told = Inquiry(load_settings(Path(__file__).parents[3] / "config")).reasons(document, miner.tagger)
    denied = {(one.start, one.end) for one in told if one.stage == "encoder"}
    assert denied
    assert denied <= listed - kept
