"""The command as a person calls it: in a folder of its own, with what it prints and the code it leaves with."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from support import Command, Result, pubmed_record, pubmed_set

from pipeline import cli
from pipeline.evaluate import evaluation
from pipeline.mine import Miner
from pipeline.refresh import annotation, extraction, run
from pipeline.settings import Settings, file_hash


@pytest.fixture(scope="session")
def loaded() -> Callable[[Settings], Miner]:
    """Load the model and the lexicons once for each configuration: they keep no state, and loading takes seconds."""
    miners: dict[str, Miner] = {}

    def miner(settings: Settings) -> Miner:
        files = file_hash(*settings.lexicon_paths, *settings.rule_paths, settings.cue_path)
        configuration = f"{files} {settings.language!r} {settings.tag!r} {settings.relate!r}"
        if configuration not in miners:
            miners[configuration] = Miner(settings)
        return miners[configuration]

    return miner


@pytest.fixture
def secretome(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    loaded: Callable[[Settings], Miner],
) -> Command:
    """Call the command in `tmp_path`, in this process (its main function, as the console script calls it)."""
    monkeypatch.chdir(tmp_path)
    for module in (annotation, extraction, run):
        monkeypatch.setattr(module, "Miner", loaded)
    monkeypatch.setattr(evaluation, "Miner", loaded)

    def call(*arguments: object) -> Result:
        monkeypatch.setattr("sys.argv", ["secretome", *map(str, arguments)])
        capfd.readouterr()
        try:
            cli.main()
            code: object = 0
        except SystemExit as stop:
            code = stop.code or 0
        captured = capfd.readouterr()
        assert isinstance(code, int)
        return Result(code, captured.out, captured.err)

    return call


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """Twelve records that differ, as a gzipped PubMed file."""
    path = tmp_path / "records.xml.gz"
    text = pubmed_set(
        *(
            pubmed_record(str(n), f"Vesicles, part {n}.", f"MSC-EVs suppressed IL-{n} secretion by macrophages.")
            for n in range(1, 13)
        )
    )
    path.write_bytes(gzip.compress(text.encode()))
    return path
