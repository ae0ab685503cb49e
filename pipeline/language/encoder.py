"""The encoder's trunk: an article's sentences in, a vector for each word piece out. The readers of tag and relate share them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from pipeline.errors import ModelError
from pipeline.language.passages import Pieces
from pipeline.network import MEND, Network
from pipeline.records import Passage, Sentence


class Encoder:
    """Made once, used for many articles. See docs/encoder.md.

    Raises:
        ModelError: a part of the encoder is missing or cannot be run.
    """

    def __init__(self, folder: Path) -> None:
        self._pieces = pieces_of(folder)
        self._trunk = Network(folder / "trunk.onnx")

    def passages(self, sentences: Sequence[Sentence]) -> tuple[Passage, ...]:
        """The sentences as passages with their vectors, in order."""
        return tuple(
            replace(one, vectors=self._trunk(pieces=one.pieces[np.newaxis])[0][0])
            for one in self._pieces.passages(sentences)
        )


def pieces_of(folder: Path) -> Pieces:
    """The cutting into pieces that the encoder in `folder` learnt with.

    Raises:
        ModelError: its tokenizer cannot be read.
    """
    try:
        return Pieces(Tokenizer.from_file(str(folder / "tokenizer.json")))
    except Exception as error:  # the library raises Exception itself
        raise ModelError(f"{folder}: the encoder's tokenizer cannot be read ({error}); {MEND}") from error
