"""A source -> raw batches with a manifest. The only stage that touches the network."""

from pipeline.fetch.fetching import fetch
from pipeline.fetch.pubmed import known_missing
from pipeline.fetch.raw import Batch, Progress, Pull, checked, pulls
from pipeline.fetch.releases import download, read_releases

__all__ = ["Batch", "Progress", "Pull", "checked", "download", "fetch", "known_missing", "pulls", "read_releases"]
