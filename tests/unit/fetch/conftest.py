"""A corpus with a query a source."""

from pathlib import Path

import pytest
from services import defined

from pipeline.corpus import Corpus


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return defined(tmp_path / "corpora" / "test")
