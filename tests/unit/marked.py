"""Text with its mentions marked in it: `[IL-6|FACTOR] rose`."""

import re

from pipeline.records import MentionType

MARK = re.compile(r"\[([^\[\]|]+)\|([A-Z]+)\]")


def unmarked(marked: str) -> tuple[str, list[tuple[int, int, MentionType]]]:
    """The plain text and the spans of its mentions."""
    text, spans, last = "", [], 0
    for mark in MARK.finditer(marked):
        text += marked[last : mark.start()]
        spans.append((len(text), len(text) + len(mark[1]), MentionType(mark[2])))
        text += mark[1]
        last = mark.end()
    return text + marked[last:], spans
