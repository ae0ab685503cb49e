"""A corpus is a file: what a wrong one says, and what the shipped ones find."""

import json
import tomllib
from pathlib import Path

import pytest
from unit.free_text import meets

from pipeline.corpus import corpora, load_corpus, query_hash
from pipeline.errors import ConfigError, UsageError

QUERY = '[pubmed]\nquery = "vesicles[tiab]"\n'


def written(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "corpus.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_definition_is_read(tmp_path: Path) -> None:
    text = (
        'title = "T"\nknown = ["12"]\n[pubmed]\nquery = """\na[tiab]\n OR (b[tiab])"""\n[bulk]\nfiles = "pubmed26*"\n'
    )
    corpus = load_corpus(written(tmp_path / "mine", text))
    assert corpus.name == "mine"
    assert corpus.raw == tmp_path / "mine" / "raw"
    assert corpus.sources == {"pubmed": "a[tiab] OR (b[tiab])", "bulk": "pubmed26*"}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('title = "T"\n', "no source"),
        (QUERY, "title: Field required"),
        (f'title = "T"\ntitel = "x"\n{QUERY}', "titel: unknown key"),
        (f'title = "T"\nfolder = "x"\n{QUERY}', "folder: unknown key"),
        (f'title = "T"\nknown = ["PMC12"]\n{QUERY}', "known.0"),
        ('title = "T"\n[pubmed]\nquery = " "\n', "pubmed.query: Value error, the query is empty"),
        ('title = "T"\n[pubmed]\nquery = "(a[ti]"\n', "pubmed.query: Value error, a ( or a quotation mark is not"),
        ('title = "T"\n[pubmed]\nquery = "a)( b"\n', "pubmed.query: Value error, a ) has no ( before it"),
        ('title = "T"\n[pubmed]\nquery = \'a "b\'\n', "a ( or a quotation mark is not closed"),
        ('title = "T"\n[medline]\nquery = "a"\n', "medline: unknown key"),
        ("title =", "not valid TOML"),
    ],
)
def test_a_fault_is_named_with_file_and_key(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_corpus(written(tmp_path, text))
    assert str(caught.value).startswith(f"{tmp_path / 'corpus.toml'}: ")
    assert fault in str(caught.value)


def test_a_folder_without_a_definition(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"No such file .*corpora/README.md"):
        load_corpus(tmp_path / "none")
    with pytest.raises(UsageError, match="no corpus is defined here"):
        corpora(tmp_path)


def test_parentheses_within_a_phrase_do_not_count(tmp_path: Path) -> None:
    load_corpus(written(tmp_path, 'title = "T"\n[pubmed]\nquery = \'"a (b"[tiab]\'\n'))


def test_the_hash_follows_source_and_query() -> None:
    assert len({query_hash(*pair) for pair in (("pubmed", "a"), ("pubmed", "b"), ("europepmc", "a"))}) == 3


def test_the_shipped_corpora_are_sound(root: Path) -> None:
    shipped = {corpus.name: corpus for corpus in corpora(root / "corpora")}
    assert {"msc-secretome", "macrophage-secretome"} <= set(shipped)
    assert len(set(shipped["msc-secretome"].known)) == 30
    for corpus in shipped.values():
        assert "europepmc" in corpus.sources
        assert "SRC:PPR" in corpus.sources["europepmc"]  # preprints


@pytest.mark.shared
def test_the_free_text_of_the_query_meets_every_known_paper(root: Path, shared: Path) -> None:
    """PubMed itself is asked by `secretome check --live`; here, the words of its free text are compared."""
    lines = (shared / "data" / "msc" / "abstracts.jsonl").read_text(encoding="utf-8").splitlines()
    texts = {record["pmid"]: record for record in map(json.loads, lines)}
    corpus = load_corpus(root / "corpora" / "msc-secretome")
    query = corpus.sources["pubmed"]
    missed = [pmid for pmid in corpus.known if not meets(query, texts[pmid]["title"], texts[pmid]["abstract"])]
    assert missed == []


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("MSC-derived exosomes calm macrophages.", True),
        ("Secretome of adipose-derived stem cells and T-cell proliferation.", True),
        ("Exosomes calm macrophages.", False),
        ("Mesenchymal stem cells calm macrophages.", False),
        ("MSC exosomes and bone.", False),
    ],
)
def test_all_three_blocks_are_needed(root: Path, text: str, met: bool) -> None:
    values = tomllib.loads((root / "corpora" / "msc-secretome" / "corpus.toml").read_text(encoding="utf-8"))
    assert meets(values["pubmed"]["query"], text, "") is met
