"""The tokenizer: spaCy's English rules, and a split at every hyphen, slash, bracket and comparison sign.

So `MSC` in `MSC-derived` and `IL` in `IL-10` are tokens, and a mention always starts and ends at a token's edge; whoever
wants `IL-10` whole takes the span. This is also how CRAFT and the IOB corpora cut words. The rules are regular
expressions, so they are saved with the model and need no code when it is loaded. Abbreviations that texts of this kind
are full of keep their full stop, which then ends no sentence.
"""

import re

from spacy.language import Language
from spacy.symbols import ORTH  # type: ignore[import-not-found]
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

_SIGNS = r"\-‐‑–—−/+=<>≤≥±~×·"
_INFIXES = [
    rf"[{_SIGNS}()\[\]{{}}]",
    r"(?<=[^0-9])[:;,]",  # between digits they stay: 1,000 and 1:10 are one token
    r"[:;,](?=[^0-9])",
]
_EDGES = [r"[\-‐‑−/=<>≤≥±~×·+]"]

# spaCy leaves the stop in `κB.`, and in `HLA-G.`, where it takes it for an initial's.
_STOPS = [r"(?<=[0-9A-Za-zα-ωΑ-Ω]{2})\.", r"(?<=[-‐–/0-9α-ω][A-Z])\."]
_ABBREVIATIONS = [
    "al.",
    "Fig.",
    "Figs.",
    "vs.",
    "cf.",
    "ca.",
    "approx.",
    "i.v.",
    "i.p.",
    "s.c.",
    "i.m.",
    "i.n.",
    "p.o.",
    "spp.",
]


def split_at_signs(nlp: Language) -> None:
    """Give `nlp` the tokenizer described above."""
    defaults = nlp.Defaults
    tokenizer = nlp.tokenizer
    if not isinstance(tokenizer, Tokenizer):
        raise TypeError(type(tokenizer).__name__)
    tokenizer.infix_finditer = compile_infix_regex([*(defaults.infixes or ()), *_INFIXES]).finditer
    tokenizer.prefix_search = compile_prefix_regex([*(defaults.prefixes or ()), *_EDGES]).search
    tokenizer.suffix_search = compile_suffix_regex([*(defaults.suffixes or ()), *_EDGES, *_STOPS]).search
    # spaCy keeps `h.` and other letters whole; here they are units at the end of a sentence
    tokenizer.rules = {word: parts for word, parts in tokenizer.rules.items() if not re.fullmatch(r"[a-z]\.", word)}
    for word in _ABBREVIATIONS:
        tokenizer.add_special_case(word, [{ORTH: word}])
