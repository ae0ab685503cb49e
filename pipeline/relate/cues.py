"""The cue table: words that deny, hedge or set an aim, that tell the role of a sentence, or the model system."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ConfigError

COLUMNS = ("kind", "cue", "scope", "note")
GRAMMATICAL = {"negation", "hedge", "aim", "unknown", "unknown-when-denied"}
ROLES = {"role:background", "role:aim", "role:method", "role:result", "role:conclusion"}
SYSTEMS = {"system:in_vitro", "system:ex_vivo", "system:in_vivo", "system:clinical", "system:review"}
KINDS = GRAMMATICAL | ROLES | SYSTEMS
# on: a dependent of the trigger or of a word that governs it. over: a word that governs the trigger.
# preposition: stands before the trigger's phrase. argument: stands on an argument. text: words of the sentence or label.
SCOPES = {"on", "over", "preposition", "argument", "text", "label"}


@dataclass(frozen=True, slots=True)
class Cues:
    """`words[kind, scope]` holds lemmas; `phrases` are (kind, lower-case words) to be looked for in a text."""

    words: dict[tuple[str, str], frozenset[str]]
    texts: tuple[tuple[str, str], ...]
    labels: tuple[tuple[str, str], ...]

    def lemmas(self, kind: str, scope: str) -> frozenset[str]:
        return self.words.get((kind, scope), frozenset())

    def in_text(self, text: str, prefix: str) -> Iterator[tuple[str, int, int]]:
        """(kind, start, end) of each phrase of the kinds that begin with `prefix`, offsets into `text`."""
        low = text.lower()
        for kind, phrase in self.texts:
            if kind.startswith(prefix):
                at = low.find(phrase)
                end = at + len(phrase)
                if at >= 0 and not low[at - 1 : at].isalnum() and not low[end : end + 1].isalnum():
                    yield kind, at, end


def load_cues(path: Path) -> Cues:
    """Read and check the cue table.

    Raises:
        ConfigError: the file is missing or has faults; all of them are listed.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ConfigError(path, [f"{error.strerror}. Restore the file."]) from error
    except UnicodeDecodeError as error:
        raise ConfigError(path, [f"not UTF-8: {error.reason} at byte {error.start}"]) from error
    if not lines or tuple(lines[0].split("\t")) != COLUMNS:
        raise ConfigError(path, [f"line 1: the columns must be {', '.join(COLUMNS)}, with tabs between"])
    rows = [(number, line.split("\t")) for number, line in enumerate(lines[1:], start=2)]
    faults = [f"line {number}: {fault}" for number, fields in rows for fault in _faults(fields)]
    first: dict[tuple[str, ...], int] = {}
    for number, fields in rows:
        if first.setdefault(tuple(fields[:3]), number) != number:
            faults.append(f"line {number}: the same as line {first[tuple(fields[:3])]}; remove one")
    if faults:
        raise ConfigError(path, faults)
    words: dict[tuple[str, str], set[str]] = {}
    for _, (kind, cue, scope, *_) in rows:
        words.setdefault((kind, scope), set()).add(cue)
    return Cues(
        words={key: frozenset(cues) for key, cues in words.items()},
        texts=tuple((fields[0], fields[1]) for _, fields in rows if fields[2] == "text"),
        labels=tuple((fields[0], fields[1]) for _, fields in rows if fields[2] == "label"),
    )


def _faults(fields: list[str]) -> list[str]:
    if len(fields) != len(COLUMNS):
        return [f"{len(fields)} columns where {len(COLUMNS)} are wanted (tabs between, the note may be empty)"]
    kind, cue, scope, _ = fields
    found: list[str] = []
    if kind not in KINDS:
        found.append(f"kind {kind!r} is none of {', '.join(sorted(KINDS))}")
    elif scope not in SCOPES or (kind in GRAMMATICAL) == (scope in ("text", "label")):
        found.append(f"scope {scope!r} does not go with kind {kind!r}")
    if not cue or cue != cue.lower().strip():
        found.append(f"the cue {cue!r} must be in lower case, without spaces at its ends")
    return found
