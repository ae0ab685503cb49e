from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.read.identifiers import article_id
from pipeline.read.merge import merged
from pipeline.records import Article, ArticleStatus, Origin, Section

TITLE = "Vesicles of mesenchymal stem cells calm macrophages"
PREPRINT = ("Preprint",)


def made(**fields: object) -> Article:
    """An article under the id that its fields give it; a source_id of its own unless one is given."""
    given = {"source_id": "x", "title": "", "sections": (Section("TNF fell."),)} | fields
    article = Article(id="", **given)
    return replace(article, id=article_id(article.pmid, article.doi, article.source_id))


def pubmed(pmid: str = "1", **fields: object) -> Article:
    return made(**{"source_id": pmid, "pmid": pmid, "origin": Origin.PUBMED} | fields)


def europepmc(**fields: object) -> Article:
    return made(**{"origin": Origin.EUROPEPMC} | fields)


def ids(articles: Sequence[Article]) -> list[str]:
    return [article.id for article in merged(articles)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"pmid": "1"}, {"pmid": "1", "doi": "10.1/y"}),
        ({"pmid": "1", "doi": "10.1/x"}, {"doi": "10.1/x"}),
        ({"pmid": "1", "pmcid": "PMC7"}, {"pmcid": "PMC7", "doi": "10.1/x"}),
        ({"pmid": "1", "title": TITLE, "published": "2021-03"}, {"title": f"[{TITLE.upper()}].", "published": "2021"}),
        ({"source_id": "PPR1", "doi": "10.1/x"}, {"source_id": "PPR1", "doi": "10.1/y"}),
        ({"doi": "10.21203/rs.3.rs-1/v1"}, {"doi": "10.21203/rs.3.rs-1/v2"}),
        (
            {"title": f"{TITLE}: TGF-β and IL-1α", "published": "2021"},
            {"title": f"{TITLE}: tgf beta and il1 alpha", "published": "2021"},
        ),
    ],
)
def test_the_same_paper_is_one_article(one, other):
    assert len(merged([made(**{"source_id": "a"} | one), made(**{"source_id": "b"} | other)])) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"pmid": "1", "doi": "10.1/x"}, {"pmid": "2", "doi": "10.1/x"}),
        ({"pmid": "1", "title": TITLE}, {"pmid": "2", "title": TITLE}),
        ({"doi": "10.1/x", "title": TITLE}, {"doi": "10.1/y", "title": TITLE}),
        ({"title": TITLE, "published": "2021"}, {"title": TITLE, "published": "2022"}),
        ({"title": TITLE, "types": PREPRINT}, {"title": TITLE}),
        ({"title": "Editorial"}, {"title": "Editorial"}),
        ({"title": "Mesenchymal stem cells"}, {"title": "Mesenchymal stem cells"}),
    ],
)
def test_what_may_be_two_papers_stays_two(one, other):
    assert len(merged([made(**{"source_id": "a"} | one), made(**{"source_id": "b"} | other)])) == 2


def test_a_record_that_could_be_either_of_two_papers_stays_apart():
    records = [pubmed("1", doi="10.1/x"), pubmed("2", doi="10.1/x"), europepmc(doi="10.1/x")]
    assert ids(records) == ["pubmed:1", "pubmed:2", "doi:10.1/x"]


def test_records_are_joined_through_a_third():
    records = [
        made(source_id="a", pmcid="PMC7"),
        made(source_id="b", doi="10.1/x"),
        pubmed("1", doi="10.1/x", pmcid="PMC7"),
    ]
    assert ids(records) == ["pubmed:1"]


def test_pubmed_is_believed_before_europe_pmc_and_both_before_files():
    best = pubmed(title="P", mesh=("Mice",), types=("Review",), language="eng")
    next_best = europepmc(pmid="1", doi="10.1/x", title="E", mesh=("Rats",), journal="J")
    least = made(pmid="1", doi="10.1/y", pmcid="PMC7", title="F", journal="K", sections=(Section("File."),))
    (article,) = merged([least, next_best, best])
    assert (article.title, article.mesh, article.types, article.sections) == (
        "P",
        ("Mice",),
        ("Review",),
        best.sections,
    )
    assert (article.doi, article.journal, article.pmcid) == ("10.1/x", "J", "PMC7")
    assert (article.origin, article.source_id) == (Origin.PUBMED, "1")


def test_the_newest_version_wins_and_an_older_one_fills_nothing():
    old = pubmed(pmid_version=1, revised="2022-01-01", title="Old", journal="J", sections=(Section("Withdrawn."),))
    new = pubmed(pmid_version=2, revised="2021-01-01", title="New", sections=())
    for records in ([old, new], [new, old]):
        (article,) = merged(records)
        assert (article.pmid_version, article.text, article.journal) == (2, "New\n", "")


def test_the_later_revision_wins_and_of_the_same_day_the_one_met_last():
    first, second = pubmed(revised="2021-02"), pubmed(revised="2021-02-03", title="Second")
    assert merged([second, first])[0].title == "Second"
    third = pubmed(revised="2021-02-03", title="Third")
    assert merged([second, first, third])[0].title == "Third"


def test_a_retraction_that_one_source_knows_of_counts():
    records = [pubmed(), europepmc(pmid="1", status=ArticleStatus.RETRACTED)]
    assert merged(records)[0].status is ArticleStatus.RETRACTED
    lifted = [pubmed(revised="2021", status=ArticleStatus.CONCERN), pubmed(revised="2022")]
    assert merged(lifted)[0].status is ArticleStatus.OK


def test_a_preprint_and_its_paper_stay_two_and_name_each_other():
    preprint = europepmc(source_id="PPR1", doi="10.1101/x", title=TITLE, types=PREPRINT, published="2020")
    paper = pubmed("5", title=TITLE, published="2020")
    expected = [("pubmed:5", ""), ("", "doi:10.1101/x")]
    for first, second in (
        (replace(preprint, published_as="pubmed:5"), paper),
        (preprint, replace(paper, preprinted_as="ppr:PPR1")),
        (replace(preprint, published_as="pubmed:5"), replace(paper, preprinted_as="ppr:PPR1")),
    ):
        articles = merged([first, second])
        assert [(article.published_as, article.preprinted_as) for article in articles] == expected


def test_a_link_to_what_was_not_met_stays_as_it_is():
    (article,) = merged([pubmed(preprinted_as="ppr:PPR9")])
    assert article.preprinted_as == "ppr:PPR9"


@st.composite
def records(draw: st.DrawFn) -> list[Article]:
    """Records whose ids, titles and years agree and clash in every way, each with a revision date of its own."""
    number = st.sampled_from(["", "1", "2"])
    drawn = []
    for day in draw(st.lists(st.integers(1, 28), max_size=6, unique=True)):
        pmid, doi, pmc = draw(number), draw(number), draw(number)
        types = draw(st.sampled_from([(), PREPRINT]))
        origin = draw(st.sampled_from(list(Origin) if pmid else [Origin.EUROPEPMC, Origin.FILE]))
        ppr = draw(number) if types and not pmid and origin is Origin.EUROPEPMC else ""
        record = made(
            source_id=f"PPR{ppr}" if ppr else f"s{day}",
            pmid=pmid,
            doi=doi and f"10.1/{doi}",
            pmcid=pmc and f"PMC{pmc}",
            title=draw(st.sampled_from(["", "Short", TITLE, f"{TITLE} again"])),
            types=types,
            origin=origin,
            published=draw(st.sampled_from(["", "2021", "2022-03"])),
            revised=f"2021-01-{day:02}",
            sections=draw(st.sampled_from([(), (Section("TNF fell."),)])),
            published_as=draw(st.sampled_from(["", "pubmed:1"])) if types else "",
            preprinted_as="" if types else draw(st.sampled_from(["", "ppr:PPR1"])),
        )
        drawn.append(record)
    return drawn


@settings(max_examples=60)
@given(st.data(), records())
def test_the_order_of_the_records_does_not_matter(data, articles):
    shuffled = data.draw(st.permutations(articles))
    assert set(merged(shuffled)) == set(merged(articles))


@settings(max_examples=60)
@given(records())
def test_no_two_articles_share_an_id_and_each_is_that_of_a_record(articles):
    found = ids(articles)
    assert len(set(found)) == len(found)
    assert set(found) <= {article.id for article in articles}


@settings(max_examples=60)
@given(records())
def test_no_paper_is_lost_and_none_is_made_up(articles):
    found = merged(articles)
    assert bool(found) is bool(articles)
    assert {article.title for article in found} <= {article.title for article in articles}
    assert {article.pmid for article in found if article.pmid} == {article.pmid for article in articles if article.pmid}
