import codecs
import contextlib
import gzip
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.read.samples import HEAD, Reading, xml_record, xml_set

from pipeline.errors import InputError
from pipeline.read.inputs import Document
from pipeline.read.pubmed_xml import pubmed_records
from pipeline.read.tally import Tally
from pipeline.records import Article, Deleted, Rejected

TWO = xml_set(xml_record("1"), xml_record("2"))


def pmids(reading: Reading) -> list[str]:
    return [article.pmid for article in reading.articles]


def test_records_come_in_order(read):
    assert pmids(read(xml_set(*(xml_record(str(number)) for number in range(1, 300))))) == [
        str(n) for n in range(1, 300)
    ]


UTF_16 = TWO.decode().replace("UTF-8", "UTF-16").encode("utf-16")


@pytest.mark.parametrize("content", [xml_record("1").encode(), codecs.BOM_UTF8 + TWO, UTF_16])
def test_a_lone_record_a_byte_order_mark_and_utf_16_are_read(read, content):
    reading = read(content)
    assert pmids(reading)[0] == "1"
    assert reading.rejected == []


def test_a_declared_encoding_is_used(read):
    content = xml_set(xml_record(title="Vésicules")).decode().replace("UTF-8", "ISO-8859-1").encode("latin-1")
    assert read(content).article.title == "Vésicules"


def test_other_scripts_are_kept(read_record):
    assert read_record(title="间充质干细胞 الخلايا 😀").article.title == "间充质干细胞 الخلايا 😀"


def test_deleted_citations_come_out_in_their_place_with_their_version(read):
    deleted = '<DeleteCitation><PMID Version="1">7</PMID><PMID Version="2">8</PMID></DeleteCitation>'
    reading = read(xml_set(xml_record("1"), deleted))
    assert reading.records[1:] == [Deleted("7", 1, "in.xml", "record 2"), Deleted("8", 2, "in.xml", "record 2")]
    assert [gone.id for gone in reading.deleted] == ["pubmed:7", "pubmed:8"]
    assert (reading.ignored, reading.unknown) == ({}, {})


def test_a_deleted_citation_that_is_no_pmid_is_set_aside(read):
    reading = read(xml_set("<DeleteCitation><PMID>x7</PMID><PMID>8</PMID></DeleteCitation>", xml_record("1")))
    assert ("'x7', which is no PMID" in reading.fault.reason, reading.fault.whole_file) == (True, False)
    assert (pmids(reading), [gone.pmid for gone in reading.deleted]) == (["1"], ["8"])


def test_an_empty_set_holds_nothing_and_is_no_fault(read):
    assert read(xml_set()).records == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"Just some words.", "not well-formed XML: Start tag expected"),
        (bytes(range(256)) * 40, "not well-formed XML"),
        (gzip.compress(TWO), "gzip data, not XML"),
        (b"<html><body>Sign in to this network</body></html>", "not PubMed XML: its root element is <html>"),
        (b"<!DOCTYPE x SYSTEM 'http://127.0.0.1:1/x.dtd'><x><PubmedArticle/></x>", "its root element is <x>"),
        (b"<!--" + b"c" * 3000 + b"--><x/>", "its root element is <x>"),
        (b"<eFetchResult><ERROR>Empty id list</ERROR></eFetchResult>", "its root element is <eFetchResult>"),
    ],
)
def test_a_file_that_is_no_pubmed_xml_is_one_fault(read, content, reason):
    reading = read(content)
    assert reading.articles == []
    assert reading.fault.whole_file
    assert reason in reading.fault.reason
    assert reading.fault.reason.endswith("No record was read.")
    assert "\n" not in reading.fault.reason


@pytest.mark.parametrize(
    "broken",
    [
        b"<PubmedArticle><MedlineCitation></PubmedArticle>",
        xml_record("2", title="an\x01other").encode(),
        xml_record("2", title="an&#0;other").encode(),
        xml_record("2", title="an&undeclared;other").encode(),
        xml_record("2").encode().replace(b"calm", b"c\xe4lm"),
        b"<i>" * 400,
    ],
)
@pytest.mark.parametrize("before", [1, 40])
def test_a_fault_in_the_middle_lets_what_stands_before_through(read, broken, before):
    head = xml_set(*(xml_record(str(n)) for n in range(1, before + 1)), head="").removesuffix(b"</PubmedArticleSet>")
    reading = read(head + broken + xml_record("999").encode() + b"</PubmedArticleSet>")
    assert len(reading.articles) == before
    assert reading.fault.whole_file
    assert "not well-formed XML: " in reading.fault.reason
    assert "line " in reading.fault.reason
    assert reading.fault.reason.endswith(
        "1 record before it was read." if before == 1 else f"{before} records before it were read."
    )


def test_a_cut_is_a_fault_after_the_records_before_it(read):
    reading = read(TWO[:-100])
    assert pmids(reading) == ["1"]
    assert reading.fault.whole_file
    assert "ends too early" in reading.fault.reason


def test_no_cut_is_overlooked(read):
    """Wherever the file is cut, whole records come out, and a fault says that something is missing."""
    start = len(HEAD)
    for cut in range(start, len(TWO), 37):
        reading = read(TWO[:cut])
        assert reading.fault.whole_file
        assert pmids(reading) == ["1", "2"][: TWO[:cut].count(b"</PubmedArticle>")]


def test_an_external_entity_is_never_fetched(read, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("TOPSECRET")
    head = f'<!DOCTYPE PubmedArticleSet [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    reading = read(xml_set(xml_record("1", title="a &x; b"), xml_record("2"), head=head))
    assert pmids(reading) == ["2"]
    assert reading.fault.key == "1"
    assert not reading.fault.whole_file
    assert "refers to the entity &x;" in reading.fault.reason
    assert "TOPSECRET" not in repr(reading.records)


def test_an_external_dtd_is_never_fetched(read, tmp_path):
    dtd = tmp_path / "own.dtd"
    dtd.write_text('<!ENTITY x "TOPSECRET">')
    head = f'<!DOCTYPE PubmedArticleSet SYSTEM "{dtd.as_uri()}">'
    reading = read(xml_set(xml_record("1", title="a &x; b"), xml_record("2"), head=head))
    assert pmids(reading) == ["2"]
    assert "refers to the entity &x;" in reading.fault.reason
    assert "TOPSECRET" not in repr(reading.records)


def test_no_dtd_is_even_opened(read, tmp_path):
    """This one would end the reading: it is no DTD."""
    dtd = tmp_path / "own.dtd"
    dtd.write_text("<!BROKEN")
    reading = read(
        xml_set(xml_record("1"), xml_record("2"), head=f'<!DOCTYPE PubmedArticleSet SYSTEM "{dtd.as_uri()}">')
    )
    assert pmids(reading) == ["1", "2"]
    assert reading.rejected == []


@pytest.mark.parametrize("place", ["<Year>&l9;</Year>", '<Year a="&l9;">2000</Year>'])
def test_entities_that_multiply_do_not_grow(read, place):
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE PubmedArticleSet [<!ENTITY l0 "{"lol" * 10}">{levels}]>'
    content = xml_set(xml_record(date=place), head=head)
    tracemalloc.start()
    reading = read(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert reading.articles == []
    assert len(reading.rejected) == 1
    assert peak < 20_000_000


def test_one_long_record_is_set_aside_with_its_length(read):
    reading = read(xml_set(xml_record("1", title="a" * 500), xml_record("2")), max_characters=100)
    assert pmids(reading) == ["2"]
    assert "522 characters; the limit is 100" in reading.fault.reason
    assert not reading.fault.whole_file


def test_what_is_kept_of_a_bad_record_is_bounded(read):
    assert len(read(xml_set(xml_record("", title="a" * 5_000))).fault.raw) == 2_000


PEAK = """
import re, sys
from pathlib import Path
from pipeline.read import Reader
from pipeline.settings import ReadSettings

def peak():
    return int(re.search(r"VmHWM:\\s*([0-9]+) kB", Path("/proc/self/status").read_text())[1]) * 1024

before = peak()
count = sum(1 for _ in Reader(ReadSettings()).records([Path(sys.argv[1])]))
print(count, peak() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from Linux's /proc")
def test_memory_does_not_grow_with_the_file(tmp_path, root):
    """A file of 20 MB is read in far less. Its own process: libxml2's memory is not traced by Python."""
    path = tmp_path / "large.xml"
    filler = f"<AbstractText>{'TNF fell. ' * 1_000}</AbstractText>"
    path.write_bytes(xml_set(*(xml_record(str(n), abstract=filler) for n in range(1, 2_001))))
    assert path.stat().st_size > 20_000_000
    done = subprocess.run([sys.executable, "-c", PEAK, path], capture_output=True, check=True, cwd=root)
    count, growth = map(int, done.stdout.split())
    assert count == 2_000
    assert growth < 6_000_000


def test_a_record_without_end_does_not_fill_the_memory():
    def endless():
        yield b"<PubmedArticleSet>" + xml_record("1").encode() + b"<PubmedArticle>"
        while True:
            yield b"<Foo>" + b"a" * 60_000 + b"</Foo>"

    records = pubmed_records(Document("t.xml", ".xml", endless()), Tally(1_000))
    assert isinstance(next(records), Article)
    with pytest.raises(InputError, match="this is not PubMed XML"):
        next(records)


@given(st.binary(max_size=12), st.integers(min_value=len(HEAD), max_value=len(TWO)), st.integers(0, 12))
def test_damage_anywhere_gives_records_and_faults_and_never_a_crash(junk, place, removed):
    content = TWO[:place] + junk + TWO[place + removed :]
    records = []
    with contextlib.suppress(InputError):
        records += pubmed_records(Document("t.xml", ".xml", iter([content])), Tally(1_000))
    for record in records:
        assert isinstance(record, Article | Rejected)
        repr(record).encode()
