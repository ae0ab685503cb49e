"""The relate stage: mentions in a parsed document in, evidence out."""

from pipeline.relate.relater import Explained, Relater

__all__ = ["Explained", "Relater"]
