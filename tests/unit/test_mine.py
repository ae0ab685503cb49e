"""An article is mined again when the code that mines it has changed."""

import shutil
from pathlib import Path

from pipeline import __version__
from pipeline.mine import STAGES, code_version
from pipeline.settings import PACKAGE


def test_the_codes_version_follows_its_bytes(tmp_path: Path) -> None:
    for stage in STAGES:
        shutil.copytree(
            PACKAGE / stage, tmp_path / stage, ignore=shutil.ignore_patterns("model", "encoder", "__pycache__")
        )
    before = code_version(tmp_path)
    assert before == code_version(PACKAGE)
    assert before.startswith(f"{__version__} ")
    for stage in STAGES:
        with (tmp_path / stage / "__init__.py").open("a") as file:
            file.write("# changed\n")
        after = code_version(tmp_path)
        assert after != before
        before = after
