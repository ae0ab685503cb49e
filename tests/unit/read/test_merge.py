from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.read.identifiers import article_id
from pipeline.read.merge import Identities, keys, merged
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


def ids(articles: Sequence[Article], known: Identities | None = None) -> list[str]:
    return [article.id for article in merged(articles, known).articles]


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
    assert (
        len(
            merged(
                [
                    made(source_id="a") | {} if False else made(**{"source_id": "a"} | one),
                    made(**{"source_id": "b"} | other),
                ]
            ).articles
        )
        == 1
    )


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
    assert len(merged([made(**{"source_id": "a"} | one), made(**{"source_id": "b"} | other)]).articles) == 2


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
    (article,) = merged([least, next_best, best]).articles
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
        (article,) = merged(records).articles
        assert (article.pmid_version, article.text, article.journal) == (2, "New\n", "")


def test_the_later_revision_wins_and_of_the_same_day_the_one_met_last():
    first, second = pubmed(revised="2021-02"), pubmed(revised="2021-02-03", title="Second")
    assert merged([second, first]).articles[0].title == "Second"
    third = pubmed(revised="2021-02-03", title="Third")
    assert merged([second, first, third]).articles[0].title == "Third"


def test_a_retraction_that_one_source_knows_of_counts():
    records = [pubmed(), europepmc(pmid="1", status=ArticleStatus.RETRACTED)]
    assert merged(records).articles[0].status is ArticleStatus.RETRACTED
    lifted = [pubmed(revised="2021", status=ArticleStatus.CONCERN), pubmed(revised="2022")]
    assert merged(lifted).articles[0].status is ArticleStatus.OK


def test_a_preprint_and_its_paper_stay_two_and_name_each_other():
    preprint = europepmc(source_id="PPR1", doi="10.1101/x", title=TITLE, types=PREPRINT, published="2020")
    paper = pubmed("5", title=TITLE, published="2020")
    expected = [("pubmed:5", ""), ("", "doi:10.1101/x")]
    for first, second in (
        (replace(preprint, published_as="pubmed:5"), paper),
        (preprint, replace(paper, preprinted_as="ppr:PPR1")),
        (replace(preprint, published_as="pubmed:5"), replace(paper, preprinted_as="ppr:PPR1")),
    ):
        articles = merged([first, second]).articles
        assert [(article.published_as, article.preprinted_as) for article in articles] == expected


def test_a_link_to_what_was_not_met_stays_as_it_is():
    (article,) = merged([pubmed(preprinted_as="ppr:PPR9")]).articles
    assert article.preprinted_as == "ppr:PPR9"


def test_a_link_leads_to_a_known_article_under_the_id_that_it_has():
    known = Identities({"doi:10.1/x": ["doi:10.1/x", "pubmed:5"]})
    preprint = europepmc(source_id="PPR1", doi="10.1101/x", types=PREPRINT, published_as="pubmed:5")
    assert merged([preprint, pubmed("5")], known).articles[0].published_as == "doi:10.1/x"


@pytest.mark.parametrize(
    "record",
    [
        pubmed("1", doi="10.1/x"),
        made(pmcid="PMC7"),
        made(title=TITLE, published="2021-05"),
        europepmc(source_id="PPR1", doi="10.1/other"),
    ],
)
def test_a_known_paper_keeps_its_id(record):
    stored = europepmc(source_id="PPR1", doi="10.1/x", pmcid="PMC7", title=TITLE, published="2021")
    assert ids([record], Identities({stored.id: keys(stored)})) == ["doi:10.1/x"]


def test_what_is_known_is_not_given_again():
    known = Identities({"pubmed:1": ["pubmed:1"], "pubmed:2": ["pubmed:2"]})
    assert ids([pubmed("2")], known) == ["pubmed:2"]


def test_two_known_articles_that_turn_out_to_be_one_paper():
    known = Identities({"pubmed:1": ["pubmed:1"], "doi:10.1/x": ["doi:10.1/x"]})
    merging = merged([pubmed("1", doi="10.1/x")], known)
    assert [article.id for article in merging.articles] == ["pubmed:1"]
    assert merging.absorbed == {"doi:10.1/x": "pubmed:1"}


def test_identities_answer_for_ids_that_pubmed_deletes():
    known = Identities({"doi:10.1/x": ["pubmed:1"]})
    known.add("doi:10.1/x", ["doi:10.1/x"])
    assert (known.ids("pubmed:1"), known.ids("pubmed:2")) == ({"doi:10.1/x"}, frozenset())
    assert known.keys("doi:10.1/x") == {"pubmed:1", "doi:10.1/x"}


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
    assert set(merged(shuffled).articles) == set(merged(articles).articles)


@settings(max_examples=60)
@given(records())
def test_merging_again_changes_nothing(articles):
    once = merged(articles)
    again = merged(once.articles, Identities(once.keys))
    assert (again.articles, again.keys) == (once.articles, once.keys)


@settings(max_examples=60)
@given(st.data(), records())
def test_what_is_known_keeps_its_id_whatever_comes_again(data, articles):
    """Also when the records come in another order and some do not come."""
    once = merged(articles)
    known = Identities(once.keys)
    again = merged(articles, known)
    assert {article.id for article in again.articles} == {article.id for article in once.articles}
    assert again.absorbed == {}
    some = data.draw(st.permutations(articles))[: len(articles) // 2]
    assert {article.id for article in merged(some, known).articles} <= {article.id for article in once.articles}


@settings(max_examples=60)
@given(records())
def test_no_paper_is_lost_and_none_is_made_up(articles):
    found = merged(articles).articles
    assert bool(found) is bool(articles)
    assert {article.title for article in found} <= {article.title for article in articles}
    assert {article.pmid for article in found if article.pmid} == {article.pmid for article in articles if article.pmid}
