"""The tag stage: a document in, typed and grounded mentions out."""

from pipeline.tag.tagger import Tagger

__all__ = ["Tagger"]
