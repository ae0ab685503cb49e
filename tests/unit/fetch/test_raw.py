"""What lies in the raw folder: batches that do not change, and manifests that tell the truth after every end."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from services import Paper, Services, fetched, received

from pipeline.corpus import Corpus
from pipeline.errors import FetchError
from pipeline.fetch import Pull, checked, pulls

ROOT = Path(__file__).parents[3]
CHILD = f"""
import resource, sys
sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / "tests")!r}]
from pathlib import Path
from pipeline.corpus import load_corpus
from pipeline.errors import FetchError
from pipeline.settings import FetchSettings
from services import fetched
corpus = load_corpus(Path(sys.argv[1]))
settings = FetchSettings.model_validate_json(sys.argv[2])
if int(sys.argv[3]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
print("begun", flush=True)
try:
    fetched(corpus, settings)
except FetchError as error:
    sys.exit(str(error))
"""


def child(corpus: Corpus, services: Services, batch: int, limit: int = 0) -> "subprocess.Popen[str]":
    settings = services.settings(batch=batch).model_dump_json()
    command = [sys.executable, "-c", CHILD, str(corpus.folder), settings, str(limit)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


NO_DAY = '{"batches": [], "missing": [], "warnings": [], "until": "soon"}'


@pytest.fixture
def pull(corpus: Corpus) -> Pull:
    with Services([Paper(pmid) for pmid in range(1, 31)]) as services:
        return fetched(corpus, services.settings(batch=10))


def test_a_manifest_says_it_all(pull: Pull, corpus: Corpus) -> None:
    values = json.loads((pull.folder / "manifest.json").read_text())
    assert values["query"] == "vesicles[tiab]"
    assert pull.folder.relative_to(corpus.raw).parts == ("pubmed", f"20261123T120000Z-{values['query_hash'][:6]}")
    assert [batch["file"] for batch in values["batches"]] == ["00001.xml.gz", "00002.xml.gz", "00003.xml.gz"]
    assert [batch["bytes"] for batch in values["batches"]] == [path.stat().st_size for path in pull.paths]
    assert (values["count"], values["received"], values["format"]) == (30, 30, "pubmed-xml")
    assert pulls(corpus.raw) == [pull]


def test_batches_are_handed_out_in_order(pull: Pull) -> None:
    assert list(checked(pull)) == pull.paths


def test_a_batch_that_was_changed_is_one_line(pull: Pull) -> None:
    path = pull.paths[1]
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    handed = checked(pull)
    assert next(handed) == pull.paths[0]
    with pytest.raises(FetchError, match=r"00002.xml.gz: changed on disk") as caught:
        next(handed)
    assert str(pull.folder) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_batch_that_is_gone_is_one_line(pull: Pull) -> None:
    pull.paths[0].unlink()
    with pytest.raises(FetchError, match=r"00001.xml.gz: No such file"):
        list(checked(pull))


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"batches": [], "missing": [], "warnings": [], "more": 1}', NO_DAY])
def test_a_manifest_that_was_changed_is_one_line(pull: Pull, corpus: Corpus, text: str) -> None:
    (pull.folder / "manifest.json").write_text(text)
    with pytest.raises(FetchError, match=r"manifest.json: not a manifest .*Remove the folder"):
        pulls(corpus.raw)


def test_a_folder_without_a_manifest_was_never_a_pull(corpus: Corpus) -> None:
    (corpus.raw / "pubmed" / "20200101T000000Z-abcdef").mkdir(parents=True)
    assert pulls(corpus.raw) == []
    assert pulls(corpus.raw / "none") == []


@pytest.mark.parametrize("seed", range(2))
def test_a_kill_costs_nothing(corpus: Corpus, seed: int) -> None:
    with Services([Paper(pmid) for pmid in range(1, 101)]) as services:
        for kill in range(3):
            killed = child(corpus, services, batch=5)
            assert killed.stdout
            assert killed.stdout.readline() == "begun\n"
            time.sleep(random.Random(10 * seed + kill).uniform(0.0, 0.5))
            killed.send_signal(signal.SIGKILL)
            killed.communicate()
        last = fetched(corpus, services.settings(batch=5))
        assert last.finished
    (first, *others) = pulls(corpus.raw)
    assert list(checked(first)) == first.paths
    assert received(first) == list(range(1, 101))
    assert all(other.received == 0 for other in others)


def test_a_folder_that_a_killed_run_had_just_made_is_taken_over(corpus: Corpus) -> None:
    with Services([Paper(1)]) as services:
        name = fetched(corpus, services.settings()).id
        shutil.rmtree(corpus.raw)
        (corpus.raw / "pubmed" / name).mkdir(parents=True)
        assert fetched(corpus, services.settings()).id == name
    assert len(pulls(corpus.raw)) == 1


def test_a_full_disk_is_one_line_and_loses_nothing(corpus: Corpus) -> None:
    """RLIMIT_FSIZE makes writes fail for real, as a full disk does, whoever runs the test."""
    with Services([Paper(pmid, text=str(random.Random(pmid).random())) for pmid in range(1, 301)]) as services:
        full = child(corpus, services, batch=20, limit=2_500)
        _, err = full.communicate(timeout=60)
        assert full.returncode == 1
        (line,) = err.splitlines()
        assert "cannot be written: File too large. Free some space and run again" in line
        (begun,) = pulls(corpus.raw)
        assert list(checked(begun)) == begun.paths
        assert 0 < begun.received < 300
        pull = fetched(corpus, services.settings(batch=20))
    assert received(pull) == list(range(1, 301))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_one_line(corpus: Corpus) -> None:
    corpus.folder.chmod(0o500)
    with Services([Paper(1)]) as services, pytest.raises(FetchError, match="cannot be written: Permission denied"):
        fetched(corpus, services.settings())
