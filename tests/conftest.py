"""What all tests share: the checkout, the reference data beside it, and one loaded pipeline."""

from pathlib import Path

import pytest

from pipeline.language import Parser
from pipeline.mine import Miner
from pipeline.settings import LanguageSettings, Settings, load_settings

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`@pytest.mark.shared` tests read the reference data beside the checkout, and are skipped, visibly, without it."""
    for item in items:
        if item.get_closest_marker("shared") and not SHARED.exists():
            item.add_marker(pytest.mark.skip(reason="the reference data (../shared) is not here"))


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    return SHARED


@pytest.fixture(scope="session")
def settings() -> Settings:
    return load_settings(ROOT / "config")


@pytest.fixture(scope="session")
def parser() -> Parser:
    return Parser(LanguageSettings())


@pytest.fixture(scope="session")
def miner(settings: Settings) -> Miner:
    return Miner(settings)
