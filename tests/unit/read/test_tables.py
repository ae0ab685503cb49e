import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.read.inputs import Document
from pipeline.read.tables import table_records
from pipeline.read.tally import Tally
from pipeline.records import Article, ArticleStatus, Rejected

HEADER = "PMID,DOI,Title,Abstract,Publication Year,Journal/Book,Notes\n"


@pytest.mark.parametrize("packed", ["\n", "\r\n"])
def test_columns_are_found_by_their_names(read, packed):
    content = HEADER + '501,10.1000/X,"Vesicles, calm","TNF ""fell"".",2021,J Tests,mine\n'
    reading = read(content.replace("\n", packed), "in.csv")
    article = reading.article
    assert (article.id, article.doi, article.journal, article.published) == (
        "pubmed:501",
        "10.1000/x",
        "J Tests",
        "2021",
    )
    assert article.text == 'Vesicles, calm\nTNF "fell".'
    assert reading.unknown == {"notes": 1}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("in.tsv", "title\tabstract\nT, x\ta; b\n"),
        ("in.csv", "title;abstract\nT, x;'a; b'\n".replace("'", '"')),
        ("in.csv", "sep=;\r\ntitle;abstract\r\nT, x;'a; b'\r\n".replace("'", '"')),
        ("in.csv", "title\tabstract\nT, x\ta; b\n"),
    ],
)
def test_the_delimiter_is_seen_in_the_first_row(read, name, content):
    assert read(content, name).article.text == "T, x\na; b"


def test_a_cell_may_hold_lines(read):
    assert (
        read('title,abstract\nT,"one\n\ntwo, ""three"""\nU,v\n', "in.csv").articles[0].text == 'T\none\n\ntwo, "three"'
    )


def test_the_same_title_has_the_same_id_in_every_file_and_another_title_another(read):
    rows = "title,abstract\nVesicles calm macrophages.,x\nvesicles calm Macrophages,y\nOther,z\n"
    first, again, other = (article.id for article in read(rows, "in.csv").articles)
    assert first == again != other
    assert first.startswith("local:title-")


def test_types_say_how_a_paper_stands(read):
    row = "title,abstract,type,date\nT,a,Review; Retracted Publication,2020 Mar 5\n"
    article = read(row, "in.csv").article
    assert (article.types, article.status) == (("Review", "Retracted Publication"), ArticleStatus.RETRACTED)
    assert article.published == "2020-03-05"


def test_values_that_are_not_what_their_column_says_are_counted(read):
    assert read("id,pmid,year,title,abstract\nx,NA,n.d.,T,a\n", "in.csv").ignored == {
        "pmid (not a pmid)": 1,
        "year (not a year)": 1,
    }


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2", "1 cells, where the first row names 3 columns"),
        ("2,T,a,more", "4 cells"),
        ('2,"T"x,a', "not a row"),
        ('2,"T,a', "a quote is opened and never closed"),
        ("2,\udce4,a", "not UTF-8"),
        ("2,,", "neither title nor abstract"),
        (",,a", "nothing names the record"),
    ],
)
def test_a_bad_row_is_set_aside_by_its_line_and_the_next_is_read(read, row, reason):
    content = f"id,title,abstract\n1,T,a\n{row}\n3,T,a\n".encode("utf-8", "surrogateescape")
    reading = read(content, "in.csv")
    assert [article.source_id for article in reading.articles] == ["1", "3"]
    assert reading.fault.position == "row at line 3"
    assert reason in reading.fault.reason
    assert not reading.fault.whole_file


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"\n \n", "the file is empty"),
        (b"PMID,Title,Journal/Book\n1,T,J\n", "names no column `abstract`; it names: pmid, title, journal/book"),
        (b"a,b\n1,2\n", "names no column `title` and no column `abstract`"),
        ("title,abstract\nT,a\n".encode("utf-16"), "UTF-16"),
        (b'title,"abstract\n', "first row cannot be read"),
    ],
)
def test_a_file_that_is_no_table_of_records_is_one_fault(read, content, reason):
    reading = read(content, "in.csv")
    assert reading.fault.whole_file
    assert reason in reading.fault.reason
    assert "\n" not in reading.fault.reason


@given(st.text(alphabet='ab,;"\n\r\té', max_size=60))
def test_any_table_gives_records_and_faults_and_never_a_crash(rows):
    records = []
    with contextlib.suppress(InputError):
        records += table_records(Document("t.csv", ".csv", iter([f"title,abstract\n{rows}".encode()])), Tally(1_000))
    assert all(isinstance(found, Article | Rejected) for found in records)
