"""The encoder's networks: whole or refused in one line, and the same numbers however many threads share the work."""

import shutil

import numpy as np
import pytest

from pipeline.errors import ModelError
from pipeline.network import PARTS, Network, encoder_version
from pipeline.settings import SHIPPED_ENCODER as SHIPPED


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(SHIPPED, tmp_path / "encoder")


def test_the_shipped_encoder_is_the_one_that_was_locked() -> None:
    assert encoder_version(SHIPPED).startswith("secretome_minilm-")


def test_it_is_small() -> None:
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < 45e6


def test_a_changed_part_is_refused(folder) -> None:
    with (folder / "names.onnx").open("ab") as file:
        file.write(b"x")
    with pytest.raises(ModelError, match="the encoder was changed; reinstall"):
        encoder_version(folder)


@pytest.mark.parametrize("part", [*PARTS, "meta.json", "sha256"])
def test_a_missing_part_is_refused(folder, part) -> None:
    (folder / part).unlink()
    with pytest.raises(ModelError, match="the encoder is incomplete"):
        encoder_version(folder)


def test_a_damaged_network_is_one_line(folder) -> None:
    (folder / "trunk.onnx").write_bytes(b"no network")
    with pytest.raises(ModelError) as caught:
        Network(folder / "trunk.onnx")
    assert "\n" not in str(caught.value)
    assert "trunk.onnx" in str(caught.value)


def test_threads_change_no_number() -> None:
    pieces = np.arange(1_000, 1_150)[np.newaxis]
    first, second = (Network(SHIPPED / "trunk.onnx", threads)(pieces=pieces)[0] for threads in (1, 2))
    assert np.array_equal(first, second)
