"""Whatever the text: spans hold their words, arguments are mentions, no claim is said twice."""

from hypothesis import given, settings
from hypothesis import strategies as st
from support import spans_fit

from pipeline.mine import Miner
from pipeline.records import Article, Mined, Section

# Words that the lexicons and rules react to, next to words and signs that they do not expect.
words = st.sampled_from(
    [
        *(
            "MSC-EVs",
            "exosomes derived from human adipose MSCs",
            "MSC-CM",
            "IL-10",
            "TGF-β1",
            "PGE2",
            "miR-21-5p",
            "NO",
            "no",
        ),
        *(
            "T cells",
            "CD4+CD25+ Tregs",
            "M1 and M2 macrophages",
            "DCs",
            "dendritic cells (DCs)",
            "proliferation",
            "secretion of",
        ),
        *(
            "suppressed",
            "was increased by",
            "did not affect",
            "may",
            "inhibition of",
            "via",
            "treated with",
            "and",
            ",",
            ";",
            "(",
        ),
        *(
            ")",
            "in mice",
            "colitis",
            "-",
            "/",
            "α",
            "\u200b",
            "é",
            "👩‍🔬",
            "\u00a0",
            "\x00",
            "they",
            "to investigate whether",
        ),
    ]
)
texts = st.lists(words, max_size=25).map(" ".join)


@given(title=texts, abstract=st.lists(texts, max_size=3).map(". ".join))
@settings(max_examples=150, deadline=None)
def test_what_leaves_the_pipeline_fits_the_text(miner: Miner, title: str, abstract: str) -> None:
    article = Article("local:1", 1, title, (Section(abstract),))
    (mined,) = miner.mined([article])
    assert isinstance(mined, Mined), mined
    assert spans_fit(article.text, mined.mentions)
    spans = [(mention.start, mention.end) for mention in mined.mentions]
    assert spans == sorted(set(spans))
    for mention in mined.mentions:
        sentence = mined.document.sentences[mention.sentence]
        assert sentence.start <= mention.start < mention.end <= sentence.end
    for evidence in mined.evidence:
        arguments = [evidence.subject, evidence.object, *([evidence.process] if evidence.process else [])]
        assert all(argument in mined.mentions for argument in arguments)
        assert not any(argument.type.is_context for argument in arguments)
        assert evidence.trigger.text == article.text[evidence.trigger.start : evidence.trigger.end]
        assert all(article.text[cue.start : cue.end] == cue.text for cue in evidence.cues)
        assert 0 <= evidence.confidence <= 1
    assert len({evidence.id for evidence in mined.evidence}) == len(mined.evidence)


def test_the_same_text_gives_the_same_rows(miner: Miner) -> None:
    article = Article(
        "local:1", 1, "MSC-EVs suppress IL-6.", (Section("They also increased IL-10 secretion by Tregs."),)
    )
    (one,), (two,) = miner.mined([article]), miner.mined([article])
    assert one == two
