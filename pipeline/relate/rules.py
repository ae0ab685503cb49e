"""The rule files: trigger classes, frames and argument words, read and checked before anything runs."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from pydantic import Field, ValidationError, field_validator, model_validator

from pipeline.errors import ConfigError
from pipeline.records import MentionType, Relation, Role
from pipeline.settings import Section

Form = Literal[
    "active",
    "passive",
    "postnominal",
    "prenominal",
    "noun",
    "effect",
    "agent_noun",
    "adjective",
    "state",
    "change",
    "prefix",
]
WordKind = Literal["verb", "noun", "effect", "agent_noun", "adjective", "state", "change", "sign", "prefix", "bound"]
KINDS: tuple[WordKind, ...] = get_args(WordKind)
# Places that no grammatical role names: who the grammar makes responsible (`doer`), when or in whom (`setting`), the
# noun that the trigger stands before or after (`head`), the object that the trigger's own entry asks for
# (`complement`), and whoever undergoes a passive (`undergoer`).
NAMED_PLACES = frozenset({"doer", "diseased", "named", "holder", "setting", "head", "complement", "undergoer"})
Use = Literal[
    "measure",
    "proxy",
    "group",
    "treated",
    "inverse",
    "forward",
    "support",
    "ability",
    "harm",
    "cure",
    "conversion",
    "lost",
]
USES: tuple[Use, ...] = get_args(Use)


class Example(Section):
    """A sentence with its mentions marked `[words|TYPE]`, and the claims that it holds.

    A claim is `subject | relation | object | process`, the last left out when there is none; `not ` before the
    relation marks a negated one, `maybe ` a hedged one.
    """

    text: str
    claims: list[str] = Field(min_length=1)


class TriggerClass(Section):
    """Words that state one relation. A word may name the prepositions of its object: `lead to`, `enrich in|with`.

    `light` words take the sign of the event below them: `plays a role in the suppression of Y` decreases Y.
    `keeps_state` words speak of the object without its adjective: `restored reduced Y` increases Y.
    `inverted` words name the object first: `A was found in B`. `on_harm` is the relation when the object is a disease
    or a damage: `improved colitis`. `hedged_only` words hold a claim only when it is hedged: that X is in use as a
    therapy says nothing of its effect. `objects` limits the types of the object, `forms` the forms of the
    trigger.
    """

    name: str
    relation: Relation
    light: bool = False
    keeps_state: bool = False
    inverted: bool = False
    hedged_only: bool = False
    on_harm: Relation | None = None
    objects: list[MentionType] = []
    forms: list[Form] = []
    verb: list[str] = []
    noun: list[str] = []
    effect: list[str] = []
    agent_noun: list[str] = []
    adjective: list[str] = []
    state: list[str] = []
    change: list[str] = []
    sign: list[str] = []
    prefix: list[str] = []
    bound: list[str] = []
    examples: list[Example] = Field(min_length=1)
    counterexamples: list[str] = []


class Place(NamedTuple):
    """Where an argument stands: a role (with prepositions, when it is an oblique), or a named place."""

    name: str
    preps: frozenset[str]


def place_of(text: str) -> Place:
    name, _, preps = text.partition(":")
    if name not in NAMED_PLACES and name not in Role.__members__.values():
        raise ValueError(f"unknown place {name!r}; use a grammatical role or one of {', '.join(sorted(NAMED_PLACES))}")
    return Place(name, frozenset(preps.split("|")) if preps else frozenset())


class Frame(Section):
    """One construction: for triggers of a form, where the subject and the object stand, first place that fits."""

    name: str
    form: Form
    relations: list[Relation] = []
    subject: list[str] = Field(min_length=1)
    object: list[str] = Field(min_length=1)
    confidence: float = Field(ge=0.0, le=1.0)
    examples: list[Example] = Field(min_length=1)
    counterexamples: list[str] = []

    @field_validator("subject", "object")
    @classmethod
    def _known_places(cls, places: list[str]) -> list[str]:
        for place in places:
            place_of(place)
        return places

    @property
    def subject_places(self) -> tuple[Place, ...]:
        return tuple(place_of(place) for place in self.subject)

    @property
    def object_places(self) -> tuple[Place, ...]:
        return tuple(place_of(place) for place in self.object)


class ArgumentWords(Section):
    """Words inside an argument that are not its mention: what they are used for, and where the mention stands."""

    name: str
    use: Use
    words: list[str] = Field(min_length=1)
    examples: list[Example] = []
    counterexamples: list[str] = []


class RuleFile(Section):
    triggers: list[TriggerClass] = []
    frames: list[Frame] = []
    words: list[ArgumentWords] = []

    @model_validator(mode="after")
    def _not_empty(self) -> "RuleFile":
        if not (self.triggers or self.frames or self.words):
            raise ValueError("holds no [[triggers]], [[frames]] or [[words]]")
        return self


@dataclass(frozen=True, slots=True)
class Entry:
    """One trigger word: its class, and the prepositions of its object (none: a plain object)."""

    group: TriggerClass
    word: str
    preps: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rules:
    """All rule files together. `entries[kind][word]` lists the entries of a word; `words[use]` the argument words."""

    entries: dict[WordKind, dict[str, tuple[Entry, ...]]]
    frames: tuple[Frame, ...]
    words: dict[Use, frozenset[str]]
    groups: tuple[TriggerClass, ...]
    argument_words: tuple[ArgumentWords, ...]


def load_rules(paths: Iterable[Path]) -> Rules:
    """Read and check the rule files.

    Raises:
        ConfigError: a file is missing, is not TOML, or has faults; all the faults of the first bad file are listed.
    """
    files = [_rule_file(path) for path in paths]
    groups = tuple(group for file in files for group in file.triggers)
    entries: dict[WordKind, dict[str, tuple[Entry, ...]]] = {kind: {} for kind in KINDS}
    for group in groups:
        for kind in KINDS:
            for text in getattr(group, kind):
                word, _, preps = text.partition(" ")
                entry = Entry(group, word, frozenset(preps.split("|")) if preps else frozenset())
                entries[kind][word] = (*entries[kind].get(word, ()), entry)
    argument_words = tuple(words for file in files for words in file.words)
    by_use = {use: frozenset(w for words in argument_words if words.use == use for w in words.words) for use in USES}
    return Rules(entries, tuple(f for file in files for f in file.frames), by_use, groups, argument_words)


def _rule_file(path: Path) -> RuleFile:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(path, [f"{error.strerror}. Restore it, or take it out of relate.rules."]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(path, [f"not valid TOML: {error}"]) from error
    try:
        # Strict mode takes no string for an enum; JSON mode does, and the files hold nothing but text and numbers.
        return RuleFile.model_validate(values, strict=False)
    except ValidationError as error:
        raise ConfigError(
            path, [_fault(values, item["loc"], item["type"], item["msg"]) for item in error.errors()]
        ) from error


def _fault(values: dict[str, Any], location: tuple[int | str, ...], kind: str, message: str) -> str:
    """`frames "active": subject: unknown place …`: the rule by its name, not by its number."""
    where = ""
    keys = list(location)
    if len(keys) > 1 and isinstance(keys[1], int):
        rule = values[str(keys[0])][keys[1]]
        name = rule.get("name", f"number {keys[1] + 1}") if isinstance(rule, dict) else f"number {keys[1] + 1}"
        where = f"{keys[0]} {name!r}: "
        keys = keys[2:]
    key = ".".join(str(part) for part in keys)
    if kind == "extra_forbidden":
        return f"{where}{key}: unknown key; remove it or correct its spelling"
    return f"{where}{key}: {message}" if key else f"{where}{message}"
