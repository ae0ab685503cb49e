import pytest

from pipeline.read.identifiers import article_id, doi, pmcid, pmid


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("123", "123"),
        ("00123.2", "123"),
        ("123.", ""),
        (" 00123 ", "123"),
        ("PMID123", ""),
        ("0", ""),
        ("12a", ""),
        ("١٢", ""),
        ("NA", ""),
        ("", ""),
    ],
)
def test_pmid(value, expected):
    assert pmid(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "10.1000/ABC.1",
        "doi:10.1000/abc.1",
        "DOI 10.1000/abc.1",
        "https://doi.org/10.1000/abc.1",
        "http://dx.doi.org/10.1000/Abc.1",
    ],
)
def test_every_spelling_of_a_doi_is_one_doi(value):
    assert doi(value) == "10.1000/abc.1"


@pytest.mark.parametrize("value", ["NA", "", "10.1000", "10.1000/a b", "11.1000/a"])
def test_what_is_no_doi(value):
    assert doi(value) == ""


@pytest.mark.parametrize(
    ("value", "expected"), [("PMC12", "PMC12"), ("12", "PMC12"), ("pmc12", "PMC12"), ("NIHMS12", "")]
)
def test_pmcid(value, expected):
    assert pmcid(value) == expected


def test_a_pmid_names_an_article_before_a_doi_and_a_doi_before_a_local_id():
    assert article_id("1", "10.1000/a", "x") == "pubmed:1"
    assert article_id("", "10.1000/a", "x") == "doi:10.1000/a"
    assert article_id("", "", 5) == "local:5"
