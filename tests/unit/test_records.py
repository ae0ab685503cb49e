"""Ids are content hashes; the text is what every offset points into."""

from dataclasses import replace

from support import spans_fit

from pipeline.records import (
    Article,
    Certainty,
    Cue,
    Evidence,
    Mention,
    MentionType,
    Relation,
    Section,
    Sentence,
    claim_id,
    content_hash,
)

ARTICLE = Article("pubmed:1", "1", "A title.", (Section("One."), Section("Two.", label="RESULTS")))
EVS = Mention(0, 7, "MSC-EVs", MentionType.SECRETOME, 0, id="SECRETOME:MSC-EV")
CELLS = Mention(15, 22, "T cells", MentionType.CELL, 0)
SENTENCE = Sentence(0, 0, 23, "MSC-EVs inhibit T cells.")
EVIDENCE = Evidence(
    "pubmed:1", SENTENCE, EVS, Relation.DECREASES, CELLS, None, rule="verb", trigger=Cue("trigger", 8, 15, "inhibit")
)


def test_text_is_title_newline_sections() -> None:
    assert ARTICLE.text == "A title.\nOne.\nTwo."
    assert Article("x", "x", "Only a title").text == "Only a title\n"


def test_content_hash_sees_what_the_pipeline_reads() -> None:
    assert replace(ARTICLE, types=("Review",)).content_hash != ARTICLE.content_hash
    assert replace(ARTICLE, source="another file").content_hash == ARTICLE.content_hash
    assert content_hash("ab", "c") != content_hash("a", "bc")


def test_review_preprint_and_year() -> None:
    assert replace(ARTICLE, types=("Systematic Review",)).is_review
    assert replace(ARTICLE, types=("Preprint",)).is_preprint
    assert not ARTICLE.is_review
    assert replace(ARTICLE, published="2021-03").year == 2021
    assert ARTICLE.year is None


def test_evidence_id_names_the_claim_in_its_place() -> None:
    assert replace(EVIDENCE, rule="another", confidence=0.9).id == EVIDENCE.id
    assert replace(EVIDENCE, relation=Relation.INCREASES).id != EVIDENCE.id
    assert replace(EVIDENCE, article_id="pubmed:2").id != EVIDENCE.id


def test_claim_id_is_shared_across_articles_and_wordings() -> None:
    other = replace(EVIDENCE, article_id="pubmed:2", object=replace(CELLS, text="T  Cells"))
    assert other.claim_id == EVIDENCE.claim_id == claim_id("SECRETOME:MSC-EV", Relation.DECREASES, "text:t cells", None)


def test_hedged_covers_aims() -> None:
    assert [c for c in Certainty if c.is_hedged] == [Certainty.HEDGED, Certainty.AIM]


def test_spans_fit() -> None:
    assert spans_fit(SENTENCE.text, [EVS, replace(CELLS, start=16, end=23)])
    assert not spans_fit(SENTENCE.text, [CELLS])
