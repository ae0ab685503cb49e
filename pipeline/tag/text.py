"""Words of a text and the one key under which all spellings of a term meet.

`TGF-β1`, `TGF-beta 1`, `TGFβ-1` all have the key `tgfbeta1`: a word is a run of letters and digits, Greek letters are
spelled out, case and plural endings are folded, and hyphens and spaces between words leave no trace. Spans of matches
begin and end at word borders, so `IL-6` is never found in `IL-6R`.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# A digit in brackets belongs to its word: `LTB(4)`, `PGE(2)`.
# `⍺` is a symbol to Unicode, and written for α.
WORD = re.compile(r"(?:[^\W_]|⍺)+(?:\(\d{1,2}\)(?![^\W_]))?")
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"
# What may stand between two words of one term.
SOFT_GAPS = frozenset({"", " ", "\u00a0", "/", "'", "\u2019", "\u2032", "+", "+ ", "(+)", "(+) ", *DASHES})
_GREEK = {
    chr(code): unicodedata.name(chr(code)).split("LETTER ")[1].split(" WITH")[0].lower()
    for code in (*range(0x391, 0x3A2), *range(0x3A3, 0x3AA), *range(0x3B1, 0x3CA))
} | {"ς": "sigma", "ϕ": "phi", "⍺": "alpha", "µ": "mu", "ß": "beta", "ɣ": "gamma"}
_GREEK_LETTER = re.compile("|".join(map(re.escape, _GREEK)))
_SHORT_PLURAL = 3


class Word(NamedTuple):
    """A word of a text with its place, its key and whether it may join the word before it in one term.

    A tuple, because a text has hundreds of them, and a tuple is made in half the time.
    """

    start: int
    end: int
    key: str
    joined: bool


@lru_cache(maxsize=200_000)
def folded(word: str) -> str:
    """The key of one word: Greek spelled out, brackets gone, lower case, singular."""
    stem = _singular(word)
    if not stem.isascii():
        plain = unicodedata.normalize("NFKC", stem).lower()
        return "".join(filter(str.isalnum, _GREEK_LETTER.sub(lambda letter: _GREEK[letter[0]], plain)))
    return stem.replace("(", "").replace(")", "").lower()


def key_of(term: str) -> str:
    """The key of a term; empty when it has no letter or digit."""
    return "".join(folded(word) for word in WORD.findall(term))


@lru_cache(maxsize=100_000)
def letters_of(term: str) -> str:
    """The term's letters and digits in their own case, singular: what the policy `case` compares."""
    return "".join(_singular(word) for word in WORD.findall(term))


def words_of(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words of `text[start:end]`, with offsets into `text`."""
    words: list[Word] = []
    last = -1
    for found in WORD.finditer(text, start, len(text) if end is None else end):
        first, after = found.span()
        joined = last >= 0 and _joins(text, last, first)
        words.append(Word(first, after, folded(found[0]), joined))
        last = after
    return words


def _joins(text: str, end: int, start: int) -> bool:
    gap = text[end:start]
    if gap in SOFT_GAPS:
        return True
    if gap == "- ":  # `TNF- α`, where a source lost its markup
        return text[start] in _GREEK
    return gap in (".", ",") and text[end - 1].isdigit() and text[start].isdigit()


def _singular(word: str) -> str:
    if len(word) < _SHORT_PLURAL or word[-1] != "s":
        return word
    if len(word) > 5 and word.endswith("ies"):
        return word[:-3] + "y"
    before = word[-2]
    if before.isupper() or before.isdigit() or not before.isascii():
        return word[:-1]
    return word if len(word) == _SHORT_PLURAL or before in "sui" else word[:-1]
