"""The free text of a PubMed query, read by hand: whether a title and abstract meet its terms.

A MeSH heading counts as not met, since the text alone does not tell: what meets the rest is found in any case.
"""

import re
from collections.abc import Iterator

TOKEN = re.compile(r'\(|\)|\bAND\b|\bOR\b|\bNOT\b|(?:"[^"]+"|[^\s()"\[]+)\[[a-z]+\]')


def meets(query: str, title: str, abstract: str) -> bool:
    tokens = iter([*TOKEN.findall(query), ")"])
    met = _group(tokens, words(title), words(f"{title} {abstract}"))
    assert next(tokens, None) is None, "the query's parentheses do not fit"
    return met


def words(text: str) -> str:
    return " " + " ".join(re.findall(r"[\w']+", text.lower())) + " "


def _group(tokens: Iterator[str], title: str, text: str) -> bool:
    """Operators bind from left to right, as PubMed reads them."""
    value, operator = False, "OR"
    for token in tokens:
        if token == ")":
            break
        if token in ("AND", "OR", "NOT"):
            operator = token
            continue
        term = _group(tokens, title, text) if token == "(" else _term(token, title, text)
        value = {"AND": value and term, "OR": value or term, "NOT": value and not term}[operator]
    return value


def _term(token: str, title: str, text: str) -> bool:
    phrase, _, field = token.removesuffix("]").rpartition("[")
    if field not in ("ti", "tiab"):
        return False
    pattern = words(phrase.strip('"').removesuffix("*")).rstrip()
    return (pattern if phrase.strip('"').endswith("*") else f"{pattern} ") in (title if field == "ti" else text)
