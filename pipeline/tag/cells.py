"""Composed names of cells and diseases: `CD4+ T cells`, `bone marrow-derived MSCs`, `A549 cells`, `chronic lung disease`.

The id is that of the composed name where the lexicon has it, in the author's words or in those of the ontology
(`mesenchymal stem cell of adipose tissue`). Else the head's id stands, but not where the words before it
make another cell: the name of a line, a likeness, a malignancy (`ground.is_kept`).
"""

import re
from collections.abc import Callable

from pipeline.records import MentionType, Via
from pipeline.tag.ground import is_kept, marked_cell
from pipeline.tag.items import Item, codes_of, is_glued, merged
from pipeline.tag.lexicon import Lexicon, Match
from pipeline.tag.matcher import Hit
from pipeline.tag.text import key_of

_MARKER = r"(?:[FN]\+/?)+"
_CELL = re.compile(
    rf"{_MARKER}[mTtaD]*(?:Cc?|c)l?|[mTtDaC]+\([CNDaw]\)[mTa]*cl?"
    r"|(?:[Tt]d?|D(?=d?c|C)d?|m|a|[CN]d(?=[mTt]*C)|[Nw](?=C))*Cc?l?|(?:[TtmaD]d?|[CN]d)+cl?|N+cl?"
)
_MARKED = re.compile(rf"{_MARKER}(?=[&/,]+C)")
_ANOTHER_MARKED = re.compile(r"[\s,/]*(?:and|or)?\s*[A-Z][\w.]*\d[\w.]*(?:\+|\(\+\)|-positive)")
_ALONE = re.compile(rf"{_MARKER}(?![wNcCSDP(])")
_LETTERED = re.compile(r"[wNt](?=[&/,]+C)")
_DISEASE = re.compile(r"(?:[Tq]+&)?(?:[TtqmD]+(?:\([TDNw]\)h|h|D)|(?<=&)D)")
_PROCESS = re.compile(r"T+[bP]")
_OF_ORGANS = frozenset({"regeneration", "repair", "remodeling", "remodelling", "protection", "homeostasis"})
_SHORT = 2
# A disease named by its heading takes the adjective in: `chronic lung diseases`, but not `chronic` `colitis`.
_GENERIC = re.compile(r"(disease|disorder|injury|injurie|damage|infection|syndrome|tumou?r)s?$", re.IGNORECASE)


def with_cells(text: str, items: list[Item], lexicon: Lexicon) -> list[Item]:
    """The items with composed cell names in one piece."""
    items = _composed(text, items, _CELL, lambda parts: _cell(text, parts, lexicon))
    items = _composed(text, items, _MARKED, lambda parts: _named(text, parts, lexicon, " T cell"))
    items = _composed(text, items, _ALONE, lambda parts: _population(text, parts))
    return _composed(text, items, _LETTERED, lambda parts: _named(text, parts, lexicon, " cell"))


def with_diseases(text: str, items: list[Item], lexicon: Lexicon) -> list[Item]:
    """The items with composed disease names in one piece."""
    return _composed(text, items, _DISEASE, lambda parts: _disease(text, parts, lexicon))


def with_processes(text: str, items: list[Item]) -> list[Item]:
    """The items with the function of an organ (`cardiac function`, `cartilage repair`) in one piece."""
    return _composed(text, items, _PROCESS, lambda parts: _process(text, parts))


Compose = Callable[[list[Item]], Hit | None]


def _composed(text: str, items: list[Item], rule: re.Pattern[str], compose: Compose) -> list[Item]:
    result: list[Item] = []
    codes = codes_of(items)
    done = at = 0
    while found := rule.search(codes, at):
        parts = _within(text, items[found.start() : found.end()])
        at = found.end() - len(parts)
        if at > found.start():
            continue  # from here on the name may reach further to the right
        at = found.end()
        hit = compose(parts)
        if hit is None:
            continue
        parts = [part for part in parts if part.start >= hit.start]
        result += items[done : at - len(parts)]
        result.append(merged(text, parts, hit) if len(parts) > 1 or parts[0].code not in "CD" else parts[0])
        done = at
    return result + items[done:]


def _cell(text: str, parts: list[Item], lexicon: Lexicon) -> Hit | None:
    head = parts[-1]
    if len(parts) == 1:
        return head.hit
    start, end = parts[0].start, head.end
    known = _known(text[start:end], MentionType.CELL, lexicon)
    if known is None and head.hit is not None:
        known = _in_ontology_words(parts, head.hit, lexicon)
    if known:
        return Hit(start, end, MentionType.CELL, *known)
    is_line = (
        any(part.code == "C" and part.hit and part.hit.id is None for part in parts[:-1]) and codes_of(parts)[-2] != "d"
    )
    plain = head.hit is not None and not is_line and is_kept(text[start : head.start], MentionType.CELL)
    if not plain or head.hit is None:
        return Hit(start, end, MentionType.CELL, None, text[start:end])
    known = marked_cell(text[start : head.start], head.text, lexicon) or (head.hit.id, head.hit.label)
    return Hit(start, end, MentionType.CELL, *known)


def _within(text: str, parts: list[Item]) -> list[Item]:
    """Without what only looks like a modifier: a short tissue name that a space parts from its cell."""
    for at in range(len(parts) - 2, -1, -1):
        part, after = parts[at], parts[at + 1]
        if part.code in "()" or after.code in "()":
            continue
        short = (part.code == "t" and len(part.text) <= _SHORT) or part.code in "Nw"
        if (short and after.code not in "cd+" and not is_glued(text, part, after)) or text[
            part.end : after.start
        ] not in _JOINTS:
            return parts[at + 1 :]
    return parts


_JOINTS = frozenset({"", " ", "-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "+", "+ ", "(+) ", "(-) "})


def _known(form: str, kind: MentionType, lexicon: Lexicon) -> tuple[str | None, str] | None:
    for entry in lexicon.entries(key_of(form)):
        if entry.type is kind and entry.match is not Match.DEFINED:
            return entry.id, entry.name
    return None


def _in_ontology_words(parts: list[Item], head: Hit, lexicon: Lexicon) -> tuple[str | None, str] | None:
    for part in parts[:-1]:
        if part.hit is None or part.hit.type is not MentionType.TISSUE:
            continue
        tissue = part.hit.label
        for name in (f"{head.label} of {tissue}", f"{head.label} of the {tissue}", f"{tissue} {head.label}"):
            known = _known(name, MentionType.CELL, lexicon)
            if known:
                return known
    return None


def _population(text: str, parts: list[Item]) -> Hit | None:
    """Cells that are named by their markers alone: `CD4+CD25+`."""
    start, end = parts[0].start, parts[-1].end
    return Hit(start, end, MentionType.CELL, None, text[start:end]) if text[start:end].startswith("CD") else None


def _named(text: str, parts: list[Item], lexicon: Lexicon, head: str) -> Hit | None:
    """The first of two coordinated names, whose head stands only after the second."""
    start, end = parts[0].start, parts[-1].end
    if len(parts) > 1 and not _ANOTHER_MARKED.match(text, end):
        return None
    known = _known(text[start:end] + head, MentionType.CELL, lexicon)
    return Hit(start, end, MentionType.CELL, *known) if known else None


def _disease(text: str, parts: list[Item], lexicon: Lexicon) -> Hit | None:
    head = parts[-1]
    if head.code == "D" and any(part.code not in "Tt" for part in parts[:-1]) and not _GENERIC.search(head.text):
        return head.hit
    if len(parts) == 3 and parts[1].code == "&" and " " not in head.text:  # `cardiac and tumor`
        return head.hit
    start, end = parts[0].start, head.end
    known = _known(text[start:end], MentionType.DISEASE, lexicon)
    return Hit(start, end, MentionType.DISEASE, *(known or (None, text[start:end])), via=Via.LEXICON)


def _process(text: str, parts: list[Item]) -> Hit | None:
    if parts[-1].code == "P" and parts[-1].text.lower() not in _OF_ORGANS:
        return None
    start, end = parts[0].start, parts[-1].end
    return Hit(start, end, MentionType.PROCESS, None, text[start:end])
