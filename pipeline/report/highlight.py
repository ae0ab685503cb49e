"""A sentence cut into pieces, each marked with the part that it plays in the claim."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

# Where spans overlap, the first of these wins.
PARTS = ("subject", "object", "via", "process", "trigger")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a sentence; `part` is "" for words that play no part, `kind` a mention type or TRIGGER."""

    text: str
    part: str = ""
    kind: str = ""
    about: str = ""


def pieces(row: Mapping[str, object]) -> list[Piece]:
    """The sentence of a published row as pieces that join to it again. What lies in another sentence marks nothing."""
    sentence, offset = str(row["sentence"]), int(str(row["sentence_start"]))
    owner = [""] * len(sentence)
    for part in reversed(PARTS):
        start, end = row[f"{part}_start"], row[f"{part}_end"]
        if start is None or end is None:
            continue
        first, last = int(str(start)) - offset, int(str(end)) - offset
        if 0 <= first < last <= len(sentence):
            owner[first:last] = [part] * (last - first)
    cuts = [i for i in range(len(sentence) + 1) if i in (0, len(sentence)) or owner[i] != owner[i - 1]]
    return [
        Piece(sentence[start:end], owner[start], *_meaning(row, owner[start]))
        for start, end in itertools.pairwise(cuts)
    ]


def _meaning(row: Mapping[str, object], part: str) -> tuple[str, str]:
    if not part:
        return "", ""
    if part == "trigger":
        return "TRIGGER", f"read as: {row['relation']}"
    name, concept = row[f"{part}_label"], row[f"{part}_id"]
    return str(row[f"{part}_type"]), " ".join(str(word) for word in (name, concept and f"({concept})") if word)
