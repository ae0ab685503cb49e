"""The cue table: words that deny, hedge or set an aim, that tell the role of a sentence, or the model system."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
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


@dataclass(frozen=True)
class Cues:
    """`words[kind, scope]` holds lemmas; `phrases` are (kind, lower-case words) to be looked for in a text."""

    words: dict[tuple[str, str], frozenset[str]]
    texts: tuple[tuple[str, str], ...]
    labels: tuple[tuple[str, str], ...]

    def lemmas(self, kind: str, scope: str) -> frozenset[str]:
        return self.words.get((kind, scope), frozenset())

    @cached_property
    def kinds(self) -> frozenset[str]:
        return frozenset(kind for kind, _ in self.words) | {kind for kind, _ in self.texts}

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
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(path, [f"{error}. Restore the file."]) from error
    faults: list[str] = []
    words: dict[tuple[str, str], set[str]] = {}
    texts: list[tuple[str, str]] = []
    labels: list[tuple[str, str]] = []
    seen: set[tuple[str, str, str]] = set()
    if not lines or tuple(lines[0].split("\t")) != COLUMNS:
        raise ConfigError(path, [f"line 1: the columns must be {', '.join(COLUMNS)}, with tabs between"])
    for number, line in enumerate(lines[1:], start=2):
        fields = line.split("\t")
        if len(fields) not in (3, 4):
            faults.append(f"line {number}: {len(fields)} columns where 4 are wanted")
            continue
        kind, cue, scope = fields[:3]
        if kind not in KINDS:
            faults.append(f"line {number}: kind {kind!r} is none of {', '.join(sorted(KINDS))}")
        if scope not in SCOPES or (kind in GRAMMATICAL) == (scope in ("text", "label")):
            faults.append(f"line {number}: scope {scope!r} does not go with kind {kind!r}")
        if not cue or cue != cue.lower().strip():
            faults.append(f"line {number}: the cue {cue!r} must be in lower case, without spaces at its ends")
        if (kind, cue, scope) in seen:
            faults.append(f"line {number}: {kind} {cue!r} stands twice")
        seen.add((kind, cue, scope))
        if scope == "text":
            texts.append((kind, cue))
        elif scope == "label":
            labels.append((kind, cue))
        else:
            words.setdefault((kind, scope), set()).add(cue)
    if faults:
        raise ConfigError(path, faults)
    return Cues({key: frozenset(value) for key, value in words.items()}, tuple(texts), tuple(labels))
