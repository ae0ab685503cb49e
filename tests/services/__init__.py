"""The services that are fetched from, on this machine: real HTTP, their own rules, and faults on demand."""

from services.client import NOON, defined, fetched, nothing, received
from services.papers import Paper, papers_xml
from services.server import Asked, Services

__all__ = ["NOON", "Asked", "Paper", "Services", "defined", "fetched", "nothing", "papers_xml", "received"]
