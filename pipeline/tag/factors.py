"""Composed names of molecules: `interleukin (IL)-1β`, `HAND2-AS1`, `MMP2/9`, `Ca2+`, `GLP-1 receptor`.

The id is the lexicon's for the whole name. Without one the name has no id: a receptor or an antisense RNA is not the
gene or the ligand that it is named after.
"""

import re
from dataclasses import replace

from pipeline.records import MentionType
from pipeline.tag.items import Item, codes_of, is_glued, merged
from pipeline.tag.lexicon import Entry, Lexicon, Match
from pipeline.tag.matcher import Hit
from pipeline.tag.text import key_of

_FACTOR = re.compile(r"F\([FNw]\)[wN]{0,2}|F(?:[NwF](?![+d]))+|F\+")
_BRACKETED = re.compile(r"\s?\([^)]*\)")
_SUFFIX = re.compile(r"[A-Z0-9α-ωΔ⍺][A-Za-z0-9α-ωΔ⍺]{0,4}|alpha|beta|gamma|delta|kappa|[abgk]")
_KIN = frozenset({"receptor", "receptors", "analogue", "analogues", "analog"})
_MORE = re.compile(r"(?<=\d)(?:/\d{1,2})+(?![\w-])")
_LETTER = re.compile(r"/([a-zα-ω⍺])(?![\w-])")
_LETTERED = re.compile(r"[a-zα-ω⍺]")
_CHARGE = re.compile(r"\+(?!\w)")
_PHOSPHO = re.compile(r"\b(?:p|phospho)-$")
_ION = re.compile(r"(?:Ca|Mg|Zn|Fe|Cu)\d?|K|Na|MPP")


def with_factors(text: str, items: list[Item], lexicon: Lexicon) -> list[Item]:
    """The items with composed names of molecules in one piece."""
    result: list[Item] = []
    at = 0
    for found in _FACTOR.finditer(codes_of(items)):
        parts = _joined(text, items[found.start() : found.end()], lexicon)
        if len(parts) > 1:
            result += items[at : found.start()]
            result.append(_merged(text, parts, lexicon))
            at = found.start() + len(parts)
    return result + items[at:]


def lengthened(text: str, hit: Hit) -> Hit:
    """A molecule's name with the sign of its charge or of its phosphorylation, or with the numbers of its siblings (`MMP2/9`)."""
    if hit.type is not MentionType.FACTOR:
        return hit
    phospho = _PHOSPHO.search(text, max(0, hit.start - 8), hit.start)
    if phospho:
        hit = replace(hit, start=phospho.start())
    is_ion = _ION.fullmatch(text, hit.start, hit.end)
    more = (_CHARGE if is_ion else _MORE).match(text, hit.end)
    if more is None:
        return hit
    label = text[hit.start : more.end()]
    return Hit(hit.start, more.end(), hit.type, hit.id if is_ion else None, label, hit.match, hit.via)


def siblings(text: str, hit: Hit, lexicon: Lexicon) -> list[Hit]:
    """The second of two molecules that only a letter tells apart: `β` in `IL-1α/β`, `b` in `miR-146a/b`."""
    more = _LETTER.match(text, hit.end)
    if hit.type is not MentionType.FACTOR or more is None or not _LETTERED.match(text[hit.end - 1]):
        return []
    written = hit.label if hit.label.startswith(("miR-", "let-")) else text[hit.start : hit.end]
    name = written[:-1] + more[1]
    start, end = more.span(1)
    known = next((row for row in lexicon.entries(key_of(name)) if row.type is hit.type and row.id), None)
    return [Hit(start, end, hit.type, known.id, known.name)] if known else []


def _joined(text: str, parts: list[Item], lexicon: Lexicon) -> list[Item]:
    """As many of the items as make one name."""
    if parts[1].code == "(":
        return _bracketed(text, parts, lexicon)
    end = 1
    for part in parts[1:]:
        last = parts[end - 1]
        is_suffix = part.code in "Nw" and last.end < part.start and is_glued(text, last, part)
        is_kin = part.text.lower() in _KIN and text[last.end : part.start] == " "
        if not (is_kin or (is_suffix and _SUFFIX.fullmatch(part.text))):
            break
        end += 1
    return parts[:end]


def _bracketed(text: str, parts: list[Item], lexicon: Lexicon) -> list[Item]:
    """A name whose last part stands behind its short form: `interleukin (IL)-1β`, `phosphodiesterase (PDE) 4`."""
    end = 4
    for part in parts[4:]:
        last = parts[end - 1]
        is_number = end == 4 and _known(text[parts[2].start : part.end], lexicon) is not None
        if not ((is_number or is_glued(text, last, part)) and _SUFFIX.fullmatch(part.text)):
            break
        end += 1
    return parts[:end] if end > 4 else parts[:1]


def _merged(text: str, parts: list[Item], lexicon: Lexicon) -> Item:
    start, end = parts[0].start, parts[-1].end
    form = text[start:end]
    forms = [form, _BRACKETED.sub("", form)]
    if parts[1].code == "(":
        forms.append(text[parts[2].start : end])
    for name in forms:
        entry = _known(name, lexicon)
        if entry:
            return merged(text, parts, Hit(start, end, MentionType.FACTOR, entry.id, entry.name))
    return merged(text, parts, Hit(start, end, MentionType.FACTOR, None, form))


def _known(name: str, lexicon: Lexicon) -> Entry | None:
    entries = lexicon.entries(key_of(name))
    return next((one for one in entries if one.type is MentionType.FACTOR and one.match is not Match.DEFINED), None)
