"""Abstracts with HTML in them, and with their headings in the running text -> plain sections."""

import html
import re

from pipeline.records import Section

_ATTRIBUTES = r"""(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?"""
# Only what is known is markup: in `a <b and c> d` and `p <0.05` the brackets are text.
_INLINE = "i|b|u|em|strong|italic|bold|underline|sup|sub|span|a|sc|small|tt|font|inline-formula"
_BLOCK = "p|br|div|ul|ol|li|sec|title|list|list-item|h[1-6]|disp-formula"
_TAG = re.compile(
    rf"<(?P<close>/?)(?:jats:)?(?P<name>{_INLINE}|{_BLOCK}|mml:\w+|math)(?:{_ATTRIBUTES})>", re.IGNORECASE
)
_BREAKS = re.compile(rf"(?:{_BLOCK})", re.IGNORECASE)
_HEADING = re.compile(rf"<(?:jats:)?(h[1-6]|title)(?:{_ATTRIBUTES})>(.*?)</(?:jats:)?\1\s*>", re.IGNORECASE | re.DOTALL)
_NOT_TEXT = re.compile(r"<!--.*?-->|<(mml:annotation(?:-xml)?)\b.*?</\1\s*>", re.DOTALL)

_WORDS = (
    "BACKGROUND|INTRODUCTION|CONTEXT|RATIONALE|IMPORTANCE|OBJECTIVES?|AIMS?|PURPOSES?|GOALS?|HYPOTHES[IE]S|QUESTIONS?"
    "|METHODS?|METHODOLOGY|MATERIALS?|DESIGN|SETTINGS?|PATIENTS?|PARTICIPANTS|SUBJECTS|INTERVENTIONS?|MEASURES?"
    "|MEASUREMENTS?|OUTCOMES?|APPROACH|EXPERIMENTAL|RESULTS?|FINDINGS?|CONCLUSIONS?|DISCUSSION|INTERPRETATION"
    "|SIGNIFICANCE|IMPLICATIONS?|LIMITATIONS?|SUMMARY"
)
# Capitals, of which one word names a part of a paper: `IL-10: …` and `TNF: …` are no headings.
_LABEL = re.compile(
    rf"(?:^|(?<=[.?!)\]%])\s+)(?P<label>(?=[^:]*\b(?:{_WORDS})\b)[A-Z](?:[A-Z&/,()' -]{{1,78}})[A-Z)]):\s+(?=\S)"
)


def plain(text: str) -> str:
    """`text` without markup: inline elements joined without spaces, blocks apart, white space of any length as one."""
    text = _TAG.sub(lambda tag: " " if _BREAKS.fullmatch(tag["name"]) else "", _NOT_TEXT.sub("", text))
    return " ".join(html.unescape(text).split())


def marked_sections(text: str) -> tuple[Section, ...]:
    """The parts that headings (`<h4>`) divide an abstract into; without any, its headings in capitals do.

    What stands before the first heading has no label.
    """
    first, *rest = _HEADING.split(text)
    if not rest:
        return labelled_sections(plain(text))
    # Each heading gives three pieces: its element's name, its words, and what follows.
    parts = [("", first), *zip(rest[1::3], rest[2::3], strict=True)]
    return tuple(Section(body, label=plain(label).rstrip(":")) for label, raw in parts if (body := plain(raw)))


def labelled_sections(text: str) -> tuple[Section, ...]:
    """The parts of an abstract whose headings stand in its text (`BACKGROUND: … RESULTS: …`), as in MEDLINE's format.

    Only an abstract that begins with a heading is divided.
    """
    found = list(_LABEL.finditer(text))
    if not found or found[0].start() > 0:
        return (Section(text),) if text else ()
    ends = [*(match.start() for match in found[1:]), len(text)]
    parts = ((match["label"], text[match.end() : end].strip()) for match, end in zip(found, ends, strict=True))
    return tuple(Section(body, label=label) for label, body in parts if body)
