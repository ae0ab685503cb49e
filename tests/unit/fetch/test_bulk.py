"""PubMed's files: whole, checked, in order, and never twice."""

import gzip
import hashlib
from datetime import timedelta

import pytest
from services import NOON, Paper, Services, fetched, papers_xml, received

from pipeline.corpus import Corpus
from pipeline.errors import FetchError
from pipeline.fetch import Pull


def listed(*names: str, size: int = 3) -> dict[str, bytes]:
    """Files by path, each with its md5; `size` records a file."""
    files: dict[str, bytes] = {}
    for number, name in enumerate(names):
        body = gzip.compress(papers_xml(Paper(100 * number + i + 1) for i in range(size)), mtime=0)
        files[name] = body
        base = name.rpartition("/")[2]
        files[f"{name}.md5"] = f"MD5({base})= {hashlib.md5(body).hexdigest()}\n".encode()
    return files


BASELINE = ("baseline/pubmed26n0001.xml.gz", "baseline/pubmed26n0002.xml.gz")
UPDATES = ("updatefiles/pubmed26n0003.xml.gz", "updatefiles/pubmed26n0010.xml.gz")


def names(pull: Pull) -> list[str]:
    return [batch.file for batch in pull.batches]


def test_baseline_then_updates_in_the_order_of_their_numbers(corpus: Corpus) -> None:
    with Services(files=listed(*reversed(UPDATES), *reversed(BASELINE))) as services:
        pull = fetched(corpus, services.settings(), source="bulk")
    assert names(pull) == [path.rpartition("/")[2] for path in (*BASELINE, *UPDATES)]
    assert (pull.mode, pull.received) == ("bulk", 12)
    assert len(received(pull)) == 12


def test_only_what_is_new_comes_later(corpus: Corpus) -> None:
    with Services(files=listed(*BASELINE, UPDATES[0])) as services:
        fetched(corpus, services.settings(), source="bulk")
        services.files.update(listed(UPDATES[1]))
        pull = fetched(corpus, services.settings(), NOON + timedelta(days=1), source="bulk")
        assert names(pull) == ["pubmed26n0010.xml.gz"]
        nothing_new = fetched(corpus, services.settings(), NOON + timedelta(days=2), source="bulk")
    assert (nothing_new.batches, nothing_new.finished is None) == ((), False)


def test_a_new_year_begins_with_its_baseline(corpus: Corpus) -> None:
    with Services(files=listed("baseline/pubmed27n0001.xml.gz", *UPDATES)) as services:
        pull = fetched(corpus, services.settings(), source="bulk")
    assert names(pull) == ["pubmed27n0001.xml.gz"]  # the old year's updates are in it


def test_a_broken_download_goes_on_in_the_middle_of_the_file(corpus: Corpus) -> None:
    with Services(files=listed(*BASELINE, size=200)) as services:
        services.script.extend(["", "", "", "cut"])  # two listings, an md5, half a file
        pull = fetched(corpus, services.settings(), source="bulk")
        ranges = [asked.headers["Range"] for asked in services.requests("n0001.xml.gz") if "Range" in asked.headers]
    whole = len(services.files[BASELINE[0]])
    assert ranges == [f"bytes={whole // 2}-"]
    assert pull.paths[0].read_bytes() == services.files[BASELINE[0]]


def test_a_killed_download_goes_on_in_the_middle_of_the_file(corpus: Corpus) -> None:
    with Services(files=listed(*BASELINE, size=200)) as services:
        services.script.extend(["", "", "", "cut"])
        with pytest.raises(FetchError, match="cut short"):
            fetched(corpus, services.settings(retries=0), source="bulk")
        before = len(services.asked)
        pull = fetched(corpus, services.settings(), source="bulk")
        (again,) = [asked for asked in services.asked[before:] if asked.path.endswith("n0001.xml.gz")]
    assert again.headers["Range"].startswith("bytes=")
    assert pull.paths[0].read_bytes() == services.files[BASELINE[0]]
    assert not list(pull.folder.glob("*.part"))


def test_a_file_with_another_md5_is_fetched_anew(corpus: Corpus) -> None:
    with Services(files=listed(*BASELINE)) as services:
        services.script.extend(["", "", "", "garbage"])
        pull = fetched(corpus, services.settings(), source="bulk")
        assert pull.paths[0].read_bytes() == services.files[BASELINE[0]]
        services.files |= {"updatefiles/pubmed26n0011.xml.gz": b"x", "updatefiles/pubmed26n0011.xml.gz.md5": b"0" * 32}
        with pytest.raises(FetchError, match=r"pubmed26n0011.xml.gz: its md5 is not the one in"):
            fetched(corpus, services.settings(retries=1), source="bulk")


def test_a_folder_without_files_is_a_failure(corpus: Corpus) -> None:
    with Services() as services, pytest.raises(FetchError, match="lists no PubMed file"):
        fetched(corpus, services.settings(), source="bulk")
