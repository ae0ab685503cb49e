"""Raw bytes -> Article: PubMed XML, JSON lines and plain text, packed or not."""

from pipeline.read.inputs import input_files
from pipeline.read.reader import Reader

__all__ = ["Reader", "input_files"]
