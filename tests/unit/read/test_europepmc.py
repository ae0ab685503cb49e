import gzip
import json

import pytest

from pipeline.records import ArticleStatus, Origin, Section

RECORD = {
    "id": "501",
    "source": "MED",
    "pmid": "501",
    "pmcid": "PMC77",
    "doi": "10.1000/AbC.1",
    "title": "Vesicles lower PGE<sub>2</sub> in CD4<sup>+</sup> cells.",
    "abstractText": "<h4>Background</h4>They were <i>tried</i>.<h4>Results</h4>TNF fell (p &lt; 0.05).",
    "authorString": "A B.",
    "journalInfo": {
        "journal": {"title": "Journal of tests", "isoabbreviation": "J Tests"},
        "dateOfPublication": "2021 Mar 5",
        "yearOfPublication": 2021,
    },
    "pubYear": "2021",
    "language": "eng",
    "pubTypeList": {"pubType": ["review-article", "Review", "Journal Article"]},
    "meshHeadingList": {"meshHeading": [{"majorTopic_YN": "N", "descriptorName": "Mice"}]},
    "firstPublicationDate": "2021-02-01",
    "dateOfCreation": "2021-03-06",
    "dateOfRevision": "2022-01-09",
    "isOpenAccess": "Y",
}
PREPRINT = {
    "id": "PPR9",
    "source": "PPR",
    "doi": "10.1101/2020.01",
    "title": "Vesicles lower PGE2",
    "abstractText": "TNF fell.",
    "pubYear": "2020",
    "firstPublicationDate": "2020-11-02",
    "pubTypeList": {"pubType": ["Preprint"]},
    "versionNumber": 2,
}


def page(*records: object) -> dict:
    return {"version": "6.9", "hitCount": len(records), "nextCursorMark": "x", "resultList": {"result": list(records)}}


def links(*kinds: tuple[str, str, str]) -> dict:
    each = [{"id": number, "source": source, "type": kind} for kind, source, number in kinds]
    return {"commentCorrectionList": {"commentCorrection": each}}


@pytest.fixture
def read_record(read):
    return lambda record: read(json.dumps(page(record)), "in.json")


def test_the_fields_of_a_record(read_record):
    reading = read_record(RECORD)
    article = reading.article
    assert (article.id, article.source_id, article.origin) == ("pubmed:501", "501", Origin.EUROPEPMC)
    assert (article.doi, article.pmcid) == ("10.1000/abc.1", "PMC77")
    assert article.title == "Vesicles lower PGE2 in CD4+ cells."
    assert article.sections == (Section("They were tried.", "Background"), Section("TNF fell (p < 0.05).", "Results"))
    assert (article.published, article.entered, article.revised) == ("2021-03-05", "2021-03-06", "2022-01-09")
    assert (article.journal, article.language, article.mesh) == ("Journal of tests", "eng", ("Mice",))
    assert article.is_review
    assert not article.is_preprint
    assert reading.unknown == {}
    assert reading.ignored == {"authorString": 1, "isOpenAccess": 1}


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(page(RECORD, PREPRINT)),
        json.dumps(page(RECORD, PREPRINT), indent=1),
        json.dumps([page(RECORD), page(PREPRINT)]),
        json.dumps([RECORD, PREPRINT], indent=1),
        json.dumps(RECORD) + "\n" + json.dumps(PREPRINT) + "\n",
        json.dumps(page(RECORD)) + "\n\n" + json.dumps(page(PREPRINT)),
    ],
)
@pytest.mark.parametrize("name", ["in.json", "in.json.gz"])
def test_one_page_an_array_or_lines(read, content, name):
    data = content.encode()
    reading = read(gzip.compress(data) if name.endswith(".gz") else data, name)
    assert [article.id for article in reading.articles] == ["pubmed:501", "doi:10.1101/2020.01"]
    assert reading.rejected == []


def test_lines_named_so_may_hold_pages_and_records(read):
    reading = read(f"{json.dumps(page(RECORD))}\n{json.dumps(PREPRINT)}\n", "in.jsonl")
    assert [article.id for article in reading.articles] == ["pubmed:501", "doi:10.1101/2020.01"]


def test_a_page_without_results_holds_nothing_and_is_no_fault(read):
    assert read(json.dumps(page()), "in.json").records == []


def test_a_preprint(read_record):
    article = read_record(PREPRINT).article
    assert (article.id, article.source_id) == ("doi:10.1101/2020.01", "PPR9")
    assert (article.published, article.pmid_version) == ("2020-11-02", 2)
    assert article.is_preprint


def test_a_preprint_is_one_by_its_source_too(read_record):
    assert read_record(PREPRINT | {"pubTypeList": None}).article.is_preprint


def test_a_preprint_and_its_paper_name_each_other(read_record):
    preprint = read_record(PREPRINT | links(("Comment in", "MED", "3"), ("Preprint of", "MED", "501"))).article
    paper = read_record(RECORD | links(("Preprint in", "PPR", "PPR9"))).article
    assert (preprint.published_as, preprint.preprinted_as) == ("pubmed:501", "")
    assert (paper.published_as, paper.preprinted_as) == ("", "ppr:PPR9")


@pytest.mark.parametrize(
    ("more", "status"),
    [
        (links(("Retraction in", "MED", "9")), ArticleStatus.RETRACTED),
        ({"pubTypeList": {"pubType": ["Retracted Publication"]}}, ArticleStatus.RETRACTED),
        ({"pubTypeList": {"pubType": "retraction of publication"}}, ArticleStatus.NOTICE),
        (links(("Expression of concern in", "MED", "9")), ArticleStatus.CONCERN),
        (links(("Erratum for", "MED", "9")), ArticleStatus.ERRATUM),
        (links(("Erratum in", "MED", "9"), ("Comment in", "MED", "8")), ArticleStatus.OK),
    ],
)
def test_how_a_paper_stands(read_record, more, status):
    assert read_record(RECORD | more).article.status is status


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"pmid": None}, "pubmed:501"),
        ({"source": "PMC", "id": "PMC77", "pmid": None, "pmcid": None, "doi": None}, "local:PMC77"),
        ({"source": "AGR", "id": "IND7", "pmid": None}, "doi:10.1000/abc.1"),
        ({"source": "AGR", "id": "501", "pmid": None, "doi": "none"}, "local:501"),
    ],
)
def test_ids_by_the_source_of_the_record(read_record, change, expected):
    article = read_record(RECORD | change).article
    assert article.id == expected
    assert article.pmcid in ("PMC77", "")


def test_a_book_names_what_it_stands_in(read_record):
    book = {"journalInfo": None, "bookOrReportDetails": {"comprisingTitle": "The Book", "yearOfPublication": 2019}}
    article = read_record(RECORD | book | {"firstPublicationDate": None, "pubYear": "2019"}).article
    assert (article.journal, article.published) == ("The Book", "2019")


def test_an_unknown_key_is_counted(read_record):
    assert read_record(RECORD | {"colour": 1}).unknown == {"colour": 1}


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (RECORD | {"id": None}, "no `id`"),
        (RECORD | {"title": ["a"]}, "`title` must be a string, not a list"),
        (RECORD | {"pubTypeList": "Review"}, "`pubTypeList` must be an object"),
        (RECORD | {"meshHeadingList": {"meshHeading": "Mice"}}, "`meshHeading` must be a list of objects"),
        (RECORD | {"title": "", "abstractText": "<p> </p>"}, "neither title nor abstract"),
        (
            {"id": "7", "source": "MED", "title": "T", "authorString": "A", "pubYear": "2021", "pubType": "review"},
            "ask Europe PMC for resultType=core",
        ),
    ],
)
def test_a_bad_record_is_set_aside_and_the_next_is_read(read, record, reason):
    reading = read(json.dumps(page(PREPRINT, record, RECORD)), "in.json")
    assert [article.source_id for article in reading.articles] == ["PPR9", "501"]
    assert reading.fault.position == "record 2"
    assert reason in reading.fault.reason
    assert not reading.fault.whole_file


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"<html>Sign in</html>", "not JSON: Expecting value: line 1 column 1 (char 0). A web page was saved"),
        (json.dumps(page(RECORD)).encode()[:-30], "not JSON"),
        (json.dumps(page(RECORD)).encode("utf-16"), "UTF-16"),
        (b'{"title": "\xe4"}', "not UTF-8 at byte 12"),
        (b'{"errCode": 404, "errMsg": "Bad cursor"}', "Europe PMC answered without results: Bad cursor"),
        (b'{"version": "6.9", "hitCount": 5}', "Europe PMC answered without results"),
        (b'{"resultList": {"result": 5}}', "`result` must be a list of objects"),
        (b"17", "a number, not an object"),
    ],
)
def test_a_file_that_holds_no_records_is_one_fault(read, content, reason):
    reading = read(content, "in.json")
    assert reading.articles == []
    assert reading.fault.whole_file
    assert reason in reading.fault.reason
    assert "\n" not in reading.fault.reason


def test_other_json_is_named_for_what_it_lacks(read):
    assert "neither Europe PMC's (`resultList`) nor BioC" in read('{"files": []}', "in.json").fault.reason


def test_our_own_records_may_come_as_json_too(read):
    records = [{"id": 1, "title": "T", "abstract": "a"}, {"id": 2, "title": "U"}]
    assert [article.source_id for article in read(json.dumps(records, indent=1), "in.json").articles] == [1, 2]


def test_a_bad_line_among_pages_is_set_aside(read):
    reading = read(json.dumps(page(RECORD)) + "\nnot JSON\n" + json.dumps(page(PREPRINT, PREPRINT)), "in.json")
    assert [article.source_id for article in reading.articles] == ["501", "PPR9", "PPR9"]
    assert reading.fault.position == "line 2"
