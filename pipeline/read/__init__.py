"""Raw bytes -> Article, in every format that docs/inputs.md names, packed or not."""

from pipeline.read.inputs import input_files
from pipeline.read.reader import Reader

__all__ = ["Reader", "input_files"]
