"""Files of one's own: copied once, as they are."""

from datetime import timedelta
from pathlib import Path

import pytest
from services import NOON, Services, defined, fetched

from pipeline.corpus import Corpus
from pipeline.errors import FetchError
from pipeline.fetch import Pull, checked, pulls
from pipeline.settings import FetchSettings

SETTINGS = FetchSettings()  # nobody is asked, so nobody needs a contact


@pytest.fixture
def own(tmp_path: Path) -> Corpus:
    folder = tmp_path / "corpora" / "own"
    (folder / "exports").mkdir(parents=True)
    (folder / "exports" / "b.nbib").write_text("PMID- 2\n")
    (folder / "exports" / "a.nbib").write_text("PMID- 1\n")
    (tmp_path / "far.xml").write_text("<PubmedArticleSet/>")
    return defined(folder, f'title = "Own"\n[files]\npaths = ["exports/*.nbib", "{tmp_path}/far.xml"]\n')


def names(pull: Pull) -> list[str]:
    return [batch.file for batch in pull.batches]


def test_each_content_comes_once(own: Corpus) -> None:
    first = fetched(own, SETTINGS, source="files")
    assert names(first) == ["00001-a.nbib", "00002-b.nbib", "00003-far.xml"]
    assert [path.read_text() for path in checked(first)] == ["PMID- 1\n", "PMID- 2\n", "<PubmedArticleSet/>"]
    assert (first.mode, first.count, first.since) == ("files", 3, None)
    (own.folder / "exports" / "b.nbib").write_text("PMID- 3\n")
    (own.folder / "exports" / "copy.nbib").write_text("PMID- 1\n")
    second = fetched(own, SETTINGS, NOON + timedelta(days=1), source="files")
    assert names(second) == ["00001-b.nbib"]
    assert pulls(own.raw) == [first, second]


def test_a_pattern_that_names_nothing_is_told(own: Corpus) -> None:
    (own.folder / "exports").rename(own.folder / "elsewhere")
    with pytest.raises(FetchError, match=r"exports/\*\.nbib: no such file\. Correct `paths` under \[files\]"):
        fetched(own, SETTINGS, source="files")


def test_files_and_services_side_by_side(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("A title.")
    corpus = defined(
        tmp_path / "c" / "n", 'title = "T"\n[pubmed]\nquery = "a[tiab]"\n[files]\npaths = ["../../one.txt"]\n'
    )
    assert list(corpus.sources) == ["pubmed", "files"]
    with Services() as services:
        assert names(fetched(corpus, services.settings(), source="files")) == ["00001-one.txt"]
