import json
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.records import Article, Document, Mention, MentionType, Role, Section, Sentence, Token
from pipeline.relate import Relater

ROOT = Path(__file__).parents[3]
SEED = ROOT.parent / "shared" / "gold" / "seed.jsonl"


def test_rows_are_in_order_and_no_two_have_the_same_ends(read):
    rows = read(
        "[MSC-EVs|SECRETOME] and [IL-10|FACTOR] reduced [IL-6|FACTOR], [TNF-α|FACTOR] and [T cell|CELL] "
        "[proliferation|PROCESS]. [MSC-EVs|SECRETOME] inhibited [fibrosis|PROCESS]."
    ).rows
    keys = [(r.sentence.index, r.subject.start, r.object.start, r.process.start if r.process else -1) for r in rows]
    assert len(rows) == 7
    assert all(left < right for left, right in pairwise(keys))


def test_two_runs_give_the_same_rows(read, settings):
    found = read("[MSC-EVs|SECRETOME] reduced [IL-6|FACTOR] and [TNF-α|FACTOR] in [mice|SPECIES].")
    assert Relater(settings).evidence(found.document, found.mentions) == found.rows


def test_a_row_takes_its_producer_and_priming_from_its_subject(read, relater):
    found = read("[MSC-EVs|SECRETOME] reduced [IL-6|FACTOR].")
    subject = found.mentions[0]
    rich = Mention(
        subject.start, subject.end, subject.text, subject.type, 0, producer_source="bone_marrow", priming="hypoxia"
    )
    (row,) = relater.evidence(found.document, (rich, found.mentions[1]))
    assert (row.context.producer_source, row.context.priming) == ("bone_marrow", "hypoxia")


def test_confidence_falls_with_words_that_no_list_knows(read):
    plain = read("[MSC-EVs|SECRETOME] reduced [IL-6|FACTOR].").row
    odd = read("[Heparin|FACTOR] preparations reduced [IL-6|FACTOR].").row
    assert 0 < odd.confidence < plain.confidence <= 1


def test_an_explanation_shows_what_fired_and_why(read, relater):
    found = read("Silencing of [miR-21|FACTOR] increased [apoptosis|PROCESS].")
    (explained,) = relater.explanation(found.document, found.mentions)
    (fired,) = explained.fired
    assert fired.evidence == found.row
    assert fired.arithmetic.endswith("subject -1 × increases × object +1 = decreases")
    assert dict(fired.terms)["construction active"] != 0


def test_an_explanation_names_what_the_nearest_frame_lacked(read, relater):
    found = read("[IL-6|FACTOR] and [TNF-α|FACTOR] were reduced.")
    (explained,) = relater.explanation(found.document, found.mentions)
    assert explained.fired == ()
    assert [(miss.trigger.text, miss.lacks) for miss in explained.nearest] == [("reduced", "a subject")]


def test_a_sentence_with_one_mention_is_not_read(read, relater):
    found = read("[IL-6|FACTOR] was reduced.")
    (explained,) = relater.explanation(found.document, found.mentions)
    assert (explained.fired, explained.nearest) == ((), ())


def test_a_list_of_two_thousand_names_is_read(relater):
    """One long chain of coordination, as in a mistyped record, must not exhaust the stack."""
    names = ["exosomes", "reduced", *(f"IL-{k}" for k in range(2000))]
    tokens, at = [], 0
    for k, name in enumerate(names):
        role = {0: Role.SUBJECT, 1: Role.ROOT, 2: Role.OBJECT}.get(k, Role.CONJUNCT)
        tag, pos = ("VBD", "VERB") if k == 1 else ("NN", "NOUN")
        lemma = "reduce" if k == 1 else name.lower()
        tokens.append(Token(at, at + len(name), name, lemma, tag, pos, 1 if k < 3 else k - 1, role))
        at += len(name) + 1
    text = " ".join(names)
    sentence = Sentence(0, 0, len(text), text, tokens=tuple(tokens))
    mentions = [
        Mention(t.start, t.end, t.text, MentionType.FACTOR if k else MentionType.SECRETOME, 0)
        for k, t in enumerate(tokens)
        if k != 1
    ]
    document = Document(Article("local:x", "x", text), (sentence,))
    assert len(relater.evidence(document, mentions)) == 2000


@pytest.mark.skipif(not SEED.exists(), reason=f"the reference data is not here: {SEED}")
def test_every_claim_of_the_seed_record_is_found(parser, relater):
    """And no others but those of the cells whose expansion `led to` repair: whose expansion it is, the parser decides."""
    record = json.loads(SEED.read_text(encoding="utf-8"))
    title, _, abstract = record["text"].partition("\n")
    article = Article("local:seed", "seed", title, (Section(abstract),))
    (document,) = parser.documents([article])
    mentions = {
        m["id"]: Mention(m["start"], m["end"], m["text"], MentionType(m["type"]), sentence.index)
        for m in record["mentions"]
        for sentence in document.sentences
        if sentence.start <= m["start"] < sentence.end
    }
    wanted = {
        (
            mentions[c["subject"]],
            c["relation"],
            mentions[c["object"]],
            mentions.get(c["process"]),
            c["negated"],
            c["hedged"],
        )
        for c in record["claims"]
    }
    rows = relater.evidence(document, tuple(mentions.values()))
    found = {(r.subject, r.relation, r.object, r.process, r.negated, r.certainty != "asserted") for r in rows}
    assert wanted <= found
    assert {(subject.type, relation) for subject, relation, *_ in found - wanted} <= {(MentionType.CELL, "increases")}


def crossing(found):
    return {(row.subject.text, row.relation.value, row.object.text) for row in found.rows if row.cross_sentence}


def test_two_that_acted_together_are_taken_up_together(read):
    found = read(
        "[MSC-EVs|SECRETOME] and [MSC-CM|SECRETOME] reduced [IL-6|FACTOR]. Both treatments increased [IL-10|FACTOR].",
        title="A title",
    )
    assert crossing(found) == {("MSC-EVs", "increases", "IL-10"), ("MSC-CM", "increases", "IL-10")}


def test_a_sentence_that_reports_is_about_what_it_reports(read):
    found = read(
        "We found that [MSC-EVs|SECRETOME] reduced [IL-6|FACTOR]. Moreover, they increased [IL-10|FACTOR].",
        title="A title",
    )
    assert crossing(found) == {("MSC-EVs", "increases", "IL-10")}


def test_a_pronoun_after_what_cannot_act_takes_up_the_topic(read):
    found = read(
        "[MSC-EVs|SECRETOME] reduced [IL-6|FACTOR]. Assays of [apoptosis|PROCESS] confirmed their inhibitory effect on "
        "[IL-8|FACTOR].",
        title="A title",
    )
    assert crossing(found) == {("MSC-EVs", "decreases", "IL-8")}
