"""Whole runs: files or fetched batches in, the store and the published tables out. The only part that reads the clock."""

from pipeline.refresh.annotation import annotated, standoff
from pipeline.refresh.extraction import extract
from pipeline.refresh.lock import only_one
from pipeline.refresh.publication import Publication, publish
from pipeline.refresh.run import Refreshed, refresh
from pipeline.refresh.work import Extraction, Progress, lock_path, now

__all__ = [
    "Extraction",
    "Progress",
    "Publication",
    "Refreshed",
    "annotated",
    "extract",
    "lock_path",
    "now",
    "only_one",
    "publish",
    "refresh",
    "standoff",
]
