"""A reader over files that a test writes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from unit.read.samples import Reading, xml_record, xml_set

from pipeline.settings import ReadSettings

Read = Callable[..., Reading]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """`read(content, name="in.xml", **settings)`: write the file and read it."""

    def reading(content: bytes | str, name: str = "in.xml", **settings: int) -> Reading:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return Reading([path], ReadSettings(**settings))

    return reading


@pytest.fixture
def read_record(read: Read) -> Callable[..., Reading]:
    """`read_record(**parts)`: read one XML record with these parts (see `xml_record`)."""
    return lambda **parts: read(xml_set(xml_record(**parts)))
