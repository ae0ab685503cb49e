"""A source -> raw batches with a manifest. The only stage that touches the network."""

from pipeline.fetch.fetching import Progress, fetch
from pipeline.fetch.raw import Batch, Pull, checked, pulls

__all__ = ["Batch", "Progress", "Pull", "checked", "fetch", "pulls"]
