import pytest

from pipeline.read.identifiers import title_id
from pipeline.records import Section

RECORD = """TY  - JOUR
TI  - Vesicles calm macrophages
AB  - RESULTS: TNF
fell. CONCLUSION: They
TNF - lower it.
DO  - https://doi.org/10.1000/AbC.1
AN  - 501
DB  - PubMed
C2  - PMC77
JO  - Journal of tests
PY  - 2021/03/05/
LA  - eng
M3  - Review
AU  - A, B
ER  -
"""


def ris(*lines: str) -> str:
    return "\n".join(["TY  - JOUR", "TI  - Vesicles calm macrophages", *lines, "ER  - ", ""])


def test_the_fields_of_a_record(read):
    reading = read(f"Provider: a database\n\n{RECORD}", "in.ris")
    article = reading.article
    assert (article.id, article.source_id, article.doi, article.pmcid) == (
        "pubmed:501",
        "501",
        "10.1000/abc.1",
        "PMC77",
    )
    assert article.sections == (Section("TNF fell.", "RESULTS"), Section("They TNF - lower it.", "CONCLUSION"))
    assert (article.journal, article.published, article.language) == ("Journal of tests", "2021-03-05", "eng")
    assert article.is_review
    assert reading.unknown == {}
    assert reading.ignored == {"line outside records": 1, "RIS AU": 1}


def test_a_text_file_that_begins_like_ris_is_ris(read):
    assert read(RECORD, "in.txt").article.pmid == "501"


@pytest.mark.parametrize(
    ("lines", "article_id"),
    [
        (["AN  - 501", "DB  - Ovid MEDLINE"], "pubmed:501"),
        (["AN  - 501"], "local:501"),
        (["AN  - WOS:000501", "DO  - 10.1000/x"], "doi:10.1000/x"),
        (["C2  - 12345678"], "pubmed:12345678"),
        (["C2  - 17"], f"local:{title_id('Vesicles calm macrophages')}"),
        (["C5  - 12345678"], "pubmed:12345678"),
        (["UR  - https://pubmed.ncbi.nlm.nih.gov/501/"], "pubmed:501"),
        (["UR  - https://www.ncbi.nlm.nih.gov/pubmed/501"], "pubmed:501"),
        (["N1  - PMID: 501"], "pubmed:501"),
        (["UR  - https://doi.org/10.1000/X"], "doi:10.1000/x"),
    ],
)
def test_where_programs_put_the_ids(read, lines, article_id):
    assert read(ris(*lines), "in.ris").article.id == article_id


@pytest.mark.parametrize(
    ("date", "published"),
    [
        ("PY  - 2021", "2021"),
        ("PY  - 2021//", "2021"),
        ("Y1  - 2021/03//", "2021-03"),
        ("DA  - 2021-03-05", "2021-03-05"),
        ("DA  - 2020 Dec 7", "2020-12-07"),
        ("DA  - spring", ""),
    ],
)
def test_dates(read, date, published):
    assert read(ris(date), "in.ris").article.published == published


def test_a_record_without_its_end_is_set_aside_and_the_next_is_read(read):
    reading = read("TY  - JOUR\nTI  - Lost end\n" + RECORD, "in.ris")
    assert reading.article.pmid == "501"
    assert (reading.fault.position, reading.fault.whole_file) == ("record at line 1", False)
    assert "no end (`ER  -`)" in reading.fault.reason


def test_a_cut_is_a_fault_after_the_records_before_it(read):
    reading = read(RECORD + RECORD[:60], "in.ris")
    assert reading.article.pmid == "501"
    assert reading.fault.whole_file
    assert "cut short. 1 record before it was read." in reading.fault.reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "no RIS record"),
        ("@article{x}", "no RIS record"),
        ("TY  - JOUR\nAB  - a\nER  - ", "nothing names the record"),
    ],
)
def test_what_holds_no_record(read, content, reason):
    assert reason in read(content, "in.ris").fault.reason
