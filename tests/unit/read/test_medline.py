import codecs
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.read.inputs import Document
from pipeline.read.medline import medline_records
from pipeline.read.tally import Tally
from pipeline.records import Article, ArticleStatus, Origin, Rejected, Section

RECORD = """PMID- 501
OWN - NLM
STAT- MEDLINE
LR  - 20220109
CI  - Copyright (c) 2021 Owner.
TI  - Vesicles calm
      macrophages.
LID - 10.1000/pii [pii]
LID - 10.1000/AbC.1 [doi]
AB  - BACKGROUND: Vesicles were tried on IL-10: it is no heading. MATERIALS AND METHODS: We
      looked. RESULTS: TNF fell.
OAB - Otro resumen.
LA  - eng
LA  - fre
TT  - Vesicules.
PT  - Journal Article
PT  - Review
DEP - 20201230
TA  - J Tests
JT  - Journal of tests
MH  - *Mice/blood
MH  - Cytokines/*metabolism
PMC - PMC77
EDAT- 2021/03/07 06:00
PHST- 2021/03/05 00:00 [received]
PHST- 2021/03/06 00:00 [pubmed]
DP  - 2021 Mar 5
SO  - J Tests. 2021.
"""


def record(*lines: str, pmid: str = "501") -> str:
    return "\n".join([f"PMID- {pmid}", "TI  - Vesicles calm macrophages.", *lines, ""])


def test_the_fields_of_a_record(read):
    reading = read(RECORD, "in.nbib")
    article = reading.article
    assert (article.id, article.source_id, article.origin) == ("pubmed:501", "501", Origin.PUBMED)
    assert article.title == "Vesicles calm macrophages."
    assert article.sections == (
        Section("Vesicles were tried on IL-10: it is no heading.", "BACKGROUND"),
        Section("We looked.", "MATERIALS AND METHODS"),
        Section("TNF fell.", "RESULTS"),
    )
    assert (article.doi, article.pmcid) == ("10.1000/abc.1", "PMC77")
    assert (article.published, article.entered, article.revised) == ("2021-03-05", "2021-03-06", "2022-01-09")
    assert (article.journal, article.language, article.vernacular_title) == (
        "Journal of tests",
        "eng fre",
        "Vesicules.",
    )
    assert (article.types, article.mesh) == (("Journal Article", "Review"), ("Mice", "Cytokines"))
    assert reading.unknown == {}
    assert {"MEDLINE OAB", "MEDLINE CI"} <= reading.ignored.keys()


def test_the_same_record_in_a_file_that_pubmed_saves_as_text(read):
    assert read(codecs.BOM_UTF8 + b"\r\n" + RECORD.replace("\n", "\r\n").encode(), "set.txt").article.pmid == "501"


@pytest.mark.parametrize(
    ("lines", "published"),
    [
        (["DP  - 1998 Dec-1999 Jan"], "1998-12"),
        (["DP  - 2000 Spring"], "2000"),
        (["DEP - 20201230"], "2020-12-30"),
        ([], ""),
    ],
)
def test_dates_that_are_no_day(read, lines, published):
    assert read(record(*lines), "in.nbib").article.published == published


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("RIN - J Tests. 2022;1(1):1. PMID: 999", ArticleStatus.RETRACTED),
        ("PT  - Retracted Publication", ArticleStatus.RETRACTED),
        ("ROF - J Tests. 2022;1(1):1. PMID: 999", ArticleStatus.NOTICE),
        ("ECI - J Tests. 2022;1(1):1. PMID: 999", ArticleStatus.CONCERN),
        ("EFR - J Tests. 2022;1(1):1. PMID: 999", ArticleStatus.ERRATUM),
        ("EIN - J Tests. 2022;1(1):1. PMID: 999", ArticleStatus.OK),
        ("RPI - J Tests. 2022;1(1):1. PMID: 999", ArticleStatus.OK),
    ],
)
def test_how_a_paper_stands(read, line, status):
    assert read(record(line), "in.nbib").article.status is status


def test_a_versioned_pmid_and_a_preprint_that_became_a_paper(read):
    article = read(record("PT  - Preprint", "UIN - J Tests. 2022;1:1. PMID: 999", pmid="501.2"), "in.nbib").article
    assert (article.id, article.pmid_version, article.published_as) == ("pubmed:501", 2, "pubmed:999")


def test_a_book_is_read_by_its_title(read):
    article = read("PMID- 5\nBTI - A book on vesicles.\nAB  - They carry TNF.\n", "in.nbib").article
    assert (article.title, article.journal) == ("A book on vesicles.", "A book on vesicles.")


def test_an_unknown_tag_is_counted(read):
    assert read(record("QQQ - what"), "in.nbib").unknown == {"MEDLINE QQQ": 1}


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("PMID- 7\nTI - Broken.\n", "line 5 is neither a field"),
        ("PMID- 7\nTI  - Broken.\nwords without a tag\n", "neither a field"),
        ("PMID-\nTI  - No number.\n", "no PMID"),
        ("PMID- 7\nDP  - 2021\n", "neither title nor abstract"),
        ("PMID- 7\nTI  - \udce4\n", "is not UTF-8"),
    ],
)
def test_a_bad_record_is_set_aside_and_the_next_is_read(read, broken, reason):
    content = "\n".join((record(pmid="1"), broken, record(pmid="2"))).encode("utf-8", "surrogateescape")
    reading = read(content, "in.nbib")
    assert [article.pmid for article in reading.articles] == ["1", "2"]
    assert reading.fault.position == "record at line 4"
    assert reason in reading.fault.reason
    assert not reading.fault.whole_file


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no MEDLINE record"),
        (b"<html>Sign in</html>", "no MEDLINE record"),
        (RECORD.encode("utf-16"), "UTF-16"),
    ],
)
def test_a_file_without_a_record_is_one_fault(read, content, reason):
    reading = read(content, "in.nbib")
    assert reading.fault.whole_file
    assert reason in reading.fault.reason


@given(st.binary(max_size=12), st.integers(0, len(RECORD)), st.integers(0, 12))
def test_damage_anywhere_gives_records_and_faults_and_never_a_crash(junk, place, removed):
    content = (RECORD * 2).encode()
    damaged = content[:place] + junk + content[place + removed :]
    records = []
    with contextlib.suppress(InputError):
        records += medline_records(Document("t.nbib", ".nbib", iter([damaged])), Tally(1_000))
    assert all(isinstance(found, Article | Rejected) for found in records)
