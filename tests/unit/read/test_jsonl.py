import codecs
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.inputs import Document
from pipeline.read.jsonl import jsonl_records
from pipeline.read.tally import DocumentError, Tally
from pipeline.records import Article, ArticleStatus, Rejected

GOOD = {"id": "r1", "title": "Vesicles calm macrophages.", "abstract": "TNF fell."}


def lines(*values: object) -> str:
    return "".join(f"{value if isinstance(value, str) else json.dumps(value)}\n" for value in values)


@pytest.fixture
def read_lines(read):
    return lambda *values, **settings: read(lines(*values), "in.jsonl", **settings)


def test_a_line_is_an_article(read_lines):
    article = read_lines(GOOD).article
    assert (article.id, article.source_id, article.source) == ("local:r1", "r1", "in.jsonl")
    assert article.text == "Vesicles calm macrophages.\nTNF fell."


@pytest.mark.parametrize("source_id", ["007", 7, 0, -1, "ü/ 1", "12345678"])
def test_the_id_comes_through_unchanged_and_is_never_taken_for_a_pmid(read_lines, source_id):
    article = read_lines(GOOD | {"id": source_id}).article
    assert article.source_id == source_id
    assert type(article.source_id) is type(source_id)
    assert article.id == f"local:{source_id}"


@given(st.text(), st.text())
def test_title_and_abstract_come_through_exactly(title, abstract):
    """The text is title + newline + abstract to the character, or the record is set aside."""
    line = json.dumps({"id": 1, "title": title, "abstract": abstract}).encode()
    (record,) = jsonl_records(Document("t", ".jsonl", iter([line])), Tally(1_000))
    if isinstance(record, Article):
        assert record.text == f"{title}\n{abstract}"
    else:
        assert not (title + abstract).strip()


@pytest.mark.parametrize(
    "text", [" two  spaces ", "a\u00a0b", "nul\x00 and \x0c", "a\r\nb", "a\u2028b", "间充质 الخلايا 😀"]
)
def test_odd_characters_stay_as_they_are(read_lines, text):
    assert read_lines(GOOD | {"title": text, "abstract": text}).article.text == f"{text}\n{text}"
    assert read_lines(json.dumps(GOOD | {"title": text}, ensure_ascii=False)).article.title == text


def test_the_other_keys(read_lines):
    more = {
        "pmid": 12,
        "doi": "https://doi.org/10.1000/X",
        "journal": "J",
        "year": 2009,
        "types": ["Retracted Publication"],
    }
    article = read_lines(GOOD | more).article
    assert (article.id, article.pmid, article.doi) == ("pubmed:12", "12", "10.1000/x")
    assert (article.journal, article.published, article.year) == ("J", "2009", 2009)
    assert article.status is ArticleStatus.RETRACTED


def test_values_that_are_not_what_their_key_says_are_left_out_and_counted(read_lines):
    reading = read_lines(GOOD | {"pmid": "NA", "doi": "NA", "year": "n.d.", "pmcid": None, "journal": ""})
    assert reading.article.id == "local:r1"
    assert reading.ignored == {"pmid (not a pmid)": 1, "doi (not a doi)": 1, "year (not a year)": 1}


def test_other_keys_are_counted(read_lines):
    reading = read_lines(GOOD | {"mentions": [], "claims": [], "text": "x", "colour": 1}, GOOD | {"colour": 2})
    assert reading.ignored == {"mentions": 1, "claims": 1, "text": 1}
    assert reading.unknown == {"colour": 2}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{'id': 1}", "not JSON"),
        ('{"id": 1, "title"', "not JSON"),
        ("[1, 2]", "a list, not an object"),
        ("null", "null, not an object"),
        ("17", "a number, not an object"),
        ("[" * 100_000, "not JSON"),
        ('{"id": ' + "9" * 5_000 + "}", "not JSON"),
        ({"title": "t", "abstract": "a"}, "`id` must be a string or a whole number, not null"),
        (GOOD | {"id": ""}, "`id` must be a string or a whole number, not an empty string"),
        (GOOD | {"id": True}, "`id` must be"),
        (GOOD | {"id": 1.5}, "`id` must be"),
        (GOOD | {"id": ["a"]}, "`id` must be"),
        ({"id": 1, "text": "a\nb"}, "no `title` and no `abstract`; `text` alone is not read"),
        ({"id": 1}, "no `title` and no `abstract`"),
        (GOOD | {"title": 5}, "`title` must be a string, not a number"),
        (GOOD | {"abstract": ["a"]}, "`abstract` must be a string, not a list"),
        (GOOD | {"pmid": 1.5}, "`pmid` must be a string or a whole number"),
        (GOOD | {"types": {"a": 1}}, "`types` must be a list of strings"),
        (GOOD | {"title": "", "abstract": " "}, "neither title nor abstract"),
        (GOOD | {"title": None, "abstract": None}, "neither title nor abstract"),
        (GOOD | {"title": "half \ud83d pair"}, "surrogate"),
        (GOOD | {"id": "\ud83d"}, "surrogate"),
        (GOOD | {"abstract": "a" * 60_000}, "60,027 characters; the limit is 40,000"),
    ],
)
def test_a_bad_line_is_set_aside_by_its_number_and_the_next_is_read(read_lines, line, reason):
    reading = read_lines(GOOD, "", line, GOOD | {"id": "r2"})
    assert [article.source_id for article in reading.articles] == ["r1", "r2"]
    assert reading.fault.position == "line 3"
    assert reason in reading.fault.reason
    assert not reading.fault.whole_file
    assert "\n" not in reading.fault.reason
    assert len(reading.fault.raw) <= 2_000
    repr(reading.fault).encode()


def test_bytes_that_are_not_utf_8(read):
    content = lines(GOOD).encode() + b'{"id": 2, "title": "\xe4"}\n' + lines(GOOD | {"id": 3}).encode()
    reading = read(content, "in.jsonl")
    assert [article.source_id for article in reading.articles] == ["r1", 3]
    assert "line 2: not UTF-8 at byte 21" in f"{reading.fault.position}: {reading.fault.reason}"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"\n \n", "the file is empty"),
        (lines(GOOD).encode("utf-16"), "UTF-16"),
        (b"\x7fELF\x02\x00\x00\x01", "binary data"),
    ],
)
def test_a_file_that_holds_no_lines_is_one_fault(read, content, reason):
    reading = read(content, "in.jsonl")
    assert reading.fault.whole_file
    assert reason in reading.fault.reason


def test_a_byte_order_mark_windows_line_ends_and_a_missing_last_newline(read):
    content = codecs.BOM_UTF8 + lines(GOOD, GOOD | {"id": 2}).replace("\n", "\r\n").encode().rstrip()
    assert [article.source_id for article in read(content, "in.jsonl").articles] == ["r1", 2]


@given(st.lists(st.integers(min_value=1, max_value=60), min_size=1))
def test_lines_do_not_depend_on_how_the_bytes_arrive(cuts):
    content = lines(GOOD, {"id": 2}, GOOD | {"id": "ä", "title": "间"}).encode()
    chunks, start = [], 0
    for size in cuts:
        chunks.append(content[start : start + size])
        start += size
    arriving = (chunk for chunk in (*chunks, content[start:]) if chunk)
    records = list(jsonl_records(Document("t", ".jsonl", arriving), Tally(1_000)))
    assert [type(record) for record in records] == [Article, Rejected, Article]


def test_a_line_without_end_does_not_fill_the_memory():
    endless = (b"a" * 1_000_000 for _ in range(1_000_000))
    with pytest.raises(DocumentError, match="these are not JSON lines"):
        list(jsonl_records(Document("t", ".jsonl", endless), Tally(1_000)))
