"""The language stage: an article in, its parsed sentences and resolved abbreviations out."""

from pipeline.language.parser import Parser

__all__ = ["Parser"]
