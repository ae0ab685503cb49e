"""Files are published together: a publication that was interrupted is brought to its end, or leaves no trace."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from pipeline.records import Run, RunStatus
from pipeline.refresh.publication import UNFINISHED, WHOLE, publish, settled, standing
from pipeline.settings import Settings
from pipeline.store import Store


@pytest.fixture
def placed(settings: Settings, tmp_path: Path) -> Settings:
    own = {key: str(tmp_path / path) for key, path in settings.paths.model_dump().items()}
    return settings.model_copy(update={"paths": settings.paths.model_copy(update=own)})


@pytest.fixture
def store(placed: Settings) -> Path:
    path = Path(placed.paths.store)
    with Store.open(path) as store:
        store.start_run(Run("20260105T100000Z-000000", "2026-01-05T10:00:00+00:00", status=RunStatus.OK))
    return path


def test_what_was_whole_is_put_in_place(placed: Settings) -> None:
    export = Path(placed.paths.export)
    (export / WHOLE).mkdir(parents=True)
    (export / "evidence.csv").write_text("old")
    (export / WHOLE / "evidence.csv").write_text("new")
    (export / WHOLE / "report.html").write_text("page")
    (export / UNFINISHED).mkdir()
    (export / UNFINISHED / "evidence.csv").write_text("hal")
    settled(placed)
    assert (export / "evidence.csv").read_text() == "new"
    assert Path(placed.paths.report).read_text() == "page"
    assert [path.name for path in export.iterdir()] == ["evidence.csv"]


def test_the_publication_says_which_run_it_is_of(placed: Settings, store: Path) -> None:
    assert standing(placed) is None
    publication = publish(placed, store)
    assert all(path.exists() for path in publication.paths)
    assert {path.name for path in publication.paths} >= {
        "evidence.parquet",
        "claims.csv",
        "report.html",
        "changes.atom",
    }
    found = standing(placed)
    assert found is not None
    assert (found.run, found.figures.claims) == ("20260105T100000Z-000000", 0)
    assert publication.summary == "no claim changed"


def test_parquet_is_always_published(placed: Settings, store: Path) -> None:
    only = placed.model_copy(update={"publish": placed.publish.model_copy(update={"formats": ["csv"]})})
    assert "claims.parquet" in {path.name for path in publish(only, store).paths}


FULL = """
import resource, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from pipeline.errors import PipelineError
from pipeline.refresh.publication import publish
from pipeline.settings import load_settings
resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, resource.RLIM_INFINITY))
try:
    publish(load_settings(Path(sys.argv[1]) / "config"), Path("data/evidence.duckdb"))
except PipelineError as error:
    print(error)
"""


def test_a_full_disk_leaves_what_was_published(placed: Settings, store: Path, root: Path) -> None:
    """RLIMIT_FSIZE makes writes fail for real, as a full disk does: here that of the report page."""
    export = Path(placed.paths.export)
    publish(placed, store)
    before = {path.name: path.read_bytes() for path in export.iterdir()}
    command = [sys.executable, "-c", FULL, str(root)]
    result = subprocess.run(command, check=True, capture_output=True, text=True, cwd=store.parent.parent)
    assert "cannot be written" in result.stdout
    assert {path.name: path.read_bytes() for path in export.iterdir() if path.is_file()} == before
    assert publish(placed, store).summary == "no claim changed"
    assert not (export / UNFINISHED).exists()


def test_a_publication_that_cannot_be_read(placed: Settings, store: Path) -> None:
    publish(placed, store)
    about = Path(placed.paths.export) / "publication.json"
    about.write_text(json.dumps({"run": "x"}))
    with pytest.raises(PipelineError, match=r"publication\.json: cannot be read: .*Remove it"):
        standing(placed)
