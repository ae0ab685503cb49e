"""The relate stage: mentions in a parsed document in, evidence out."""

from pipeline.relate.relater import Relater

__all__ = ["Relater"]
