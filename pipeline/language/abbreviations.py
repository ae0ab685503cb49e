"""Abbreviations that a record defines, found by scispaCy's detector (Schwartz & Hearst, 2003)."""

import warnings
from collections.abc import Iterator

import spacy
from scispacy.abbreviation import AbbreviationDetector
from scispacy.custom_tokenizer import combined_rule_tokenizer

from pipeline.records import Abbreviation


class AbbreviationFinder:
    """The detector counts tokens, so it reads a tokenization of its own, which keeps `MSC-EVs` whole."""

    def __init__(self) -> None:
        self._nlp = spacy.blank("en")
        with warnings.catch_warnings():
            # About a character set in one of scispaCy's own expressions; Python reads it as they meant it.
            warnings.filterwarnings("ignore", message="Possible (nested set|set )", category=FutureWarning)
            self._nlp.tokenizer = combined_rule_tokenizer(self._nlp)
        self._detector = AbbreviationDetector(self._nlp)

    def abbreviations(self, text: str, shift: int = 0) -> Iterator[Abbreviation]:
        """Those defined in `text`; `shift` is added to the offsets. Only the place of definition is given."""
        if "(" not in text:
            return
        with warnings.catch_warnings():
            # The detector runs a matcher without patterns when a text has brackets but no abbreviation.
            warnings.filterwarnings("ignore", message=r"\[W036\]")
            doc = self._detector(self._nlp(text))
        seen: set[tuple[str, str]] = set()
        for short in sorted(doc._.abbreviations, key=lambda span: span.start_char):
            long = short._.long_form
            opened = text[: short.start_char].rstrip().endswith("(")
            if not opened or (short.text, long.text) in seen:
                continue
            seen.add((short.text, long.text))
            yield Abbreviation(
                short=short.text,
                long=long.text,
                start=shift + short.start_char,
                end=shift + short.end_char,
                long_start=shift + long.start_char,
                long_end=shift + long.end_char,
            )
