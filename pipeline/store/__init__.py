"""The evidence store: what was mined, claim by claim, with every run that touched it."""

from pipeline.store.changes import Changes
from pipeline.store.database import Store
from pipeline.store.queries import EvidenceFilters
from pipeline.store.rows import Batch, Row, Version
from pipeline.store.writing import SaveCounts

__all__ = ["Batch", "Changes", "EvidenceFilters", "Row", "SaveCounts", "Store", "Version"]
