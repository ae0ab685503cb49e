"""`fetch` and `check --live` from the outside, against a server on this machine."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from services import Paper, Services
from support import Command

from pipeline.fetch import pulls


@pytest.fixture
def services() -> Iterator[Services]:
    with Services([Paper(pmid) for pmid in range(1, 31)]) as running:
        yield running


@pytest.fixture
def configured(tmp_path: Path, root: Path, services: Services) -> Path:
    """A folder with a configuration that asks the local server, and two corpora."""
    config = tmp_path / "config"
    shutil.copytree(root / "config", config)
    text = (config / "pipeline.toml").read_text(encoding="utf-8")
    for key, url in (("eutils.ncbi.nlm.nih.gov/entrez", "/eutils/"), ("www.ebi.ac.uk", "/europepmc/")):
        (line,) = [line for line in text.splitlines() if key in line]
        text = text.replace(line, f'url = "{services.url}{url}"')
    text = text.replace('contact = ""', 'contact = "tests@example.org"').replace("backoff = 1.0", "backoff = 0.0")
    (config / "pipeline.toml").write_text(text, encoding="utf-8")
    for name, known in (("msc-secretome", '"1", "30"'), ("other", "")):
        folder = tmp_path / "corpora" / name
        folder.mkdir(parents=True)
        sources = '[pubmed]\nquery = "vesicles[tiab]"\n[europepmc]\nquery = "vesicles"\n'
        (folder / "corpus.toml").write_text(f'title = "T"\nknown = [{known}]\n{sources}', encoding="utf-8")
    return tmp_path


def test_all_sources_of_the_corpus(secretome: Command, configured: Path) -> None:
    result = secretome("fetch")
    assert (result.code, result.out) == (0, "")
    assert "pubmed (all): 30 records in 1 batches, corpora/msc-secretome/raw/pubmed/" in result.err
    assert "europepmc (all): 30 records" in result.err
    assert "pubmed (since 20" in secretome("fetch").err
    assert len(pulls(Path("corpora/msc-secretome/raw"))) == 4


def test_one_source_of_another_corpus(secretome: Command, configured: Path) -> None:
    result = secretome("fetch", "--corpus", "other", "--source", "europepmc", "--quiet")
    assert (result.code, result.out, result.err) == (0, "", "")
    assert [pull.source for pull in pulls(Path("corpora/other/raw"))] == ["europepmc"]


def test_what_is_not_there_is_named(secretome: Command, configured: Path) -> None:
    assert "medline: no source of the corpus msc-secretome" in secretome("fetch", "--source", "medline").error
    assert "none/corpus.toml: No such file" in secretome("fetch", "--corpus", "none").error
    assert secretome("fetch", "--source", "medline").code == 2


def test_a_source_that_fails_does_not_stop_the_others(secretome: Command, configured: Path, services: Services) -> None:
    services.papers = [Paper(7, source="PPR")]  # nothing for PubMed
    result = secretome("fetch")
    assert result.code == 1
    assert "failed: pubmed: PubMed finds nothing at all" in result.err
    assert "europepmc (all): 1 records" in result.err


def test_no_contact_is_a_matter_of_the_configuration(secretome: Command, configured: Path) -> None:
    path = configured / "config" / "pipeline.toml"
    path.write_text(path.read_text().replace("tests@example.org", ""))
    result = secretome("fetch")
    assert (result.code, "fetch.contact" in result.error) == (2, True)


def test_the_known_papers_are_asked_for(secretome: Command, configured: Path, services: Services) -> None:
    found = secretome("check", "--live")
    assert found.code == 0
    assert "ok     known papers   msc-secretome: all 2 found" in found.out
    services.papers = services.papers[:-1]
    missed = secretome("check", "--live")
    assert missed.code == 2
    assert "wrong  known papers   msc-secretome: PubMed does not find 30. Widen the query" in missed.out
    assert "known papers" not in secretome("check").out
