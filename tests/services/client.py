"""What tests of a client share: a corpus, a time, and what lies in the raw folder."""

import gzip
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from pipeline.corpus import Corpus, load_corpus
from pipeline.fetch import Pull, fetch
from pipeline.fetch.eutils import record_ids
from pipeline.settings import FetchSettings

DEFINITION = """
title = "A test"
[pubmed]
query = "vesicles[tiab]"
[europepmc]
query = "vesicles"
[bulk]
"""
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def nothing(_: Counter[str]) -> None:
    """No progress is shown."""


def defined(folder: Path, text: str = DEFINITION) -> Corpus:
    """A corpus in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "corpus.toml").write_text(text, encoding="utf-8")
    return load_corpus(folder)


def fetched(corpus: Corpus, settings: FetchSettings, now: datetime = NOON, source: str = "pubmed") -> Pull:
    return fetch(corpus, source, settings, corpus.raw, now, nothing)


def received(pull: Pull) -> list[int]:
    """The PMIDs of all records in a PubMed pull's batches, in order, twice where one came twice."""
    return [int(pmid) for path in pull.paths for pmid in record_ids(gzip.decompress(path.read_bytes()))]
