"""A source -> raw batches with a manifest. The only stage that touches the network."""

from pipeline.fetch.fetching import fetch
from pipeline.fetch.pubmed import known_missing
from pipeline.fetch.raw import Batch, Progress, Pull, checked, pulls

__all__ = ["Batch", "Progress", "Pull", "checked", "fetch", "known_missing", "pulls"]
