"""The rule files: trigger classes, frames and argument words, read and checked before anything runs."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from pydantic import Field, ValidationError, field_validator

from pipeline.errors import ConfigError
from pipeline.records import MentionType, Relation, Role
from pipeline.settings import Section, toml_values

Form = Literal[
    "active",
    "passive",
    "postnominal",
    "prenominal",
    "predicative",
    "noun",
    "effect",
    "agent_noun",
    "adjective",
    "state",
    "change",
    "prefix",
]
WordKind = Literal["verb", "noun", "effect", "agent_noun", "adjective", "state", "change", "sign", "prefix", "bound"]
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
    "organ",
    "cure",
    "conversion",
]
FORMS: tuple[Form, ...] = get_args(Form)
KINDS: tuple[WordKind, ...] = get_args(WordKind)
USES: tuple[Use, ...] = get_args(Use)
# Places that no grammatical role names: who the grammar makes responsible (`doer`), what a noun names (`named`), whose
# effect it is (`holder`), when or in whom (`setting`, `observed`, `diseased`), the noun that the trigger stands before or after
# (`head`), the object that the trigger's own entry asks for (`complement`), whoever undergoes a passive (`undergoer`).
NAMED_PLACES = frozenset(
    {"doer", "named", "holder", "setting", "observed", "diseased", "head", "complement", "undergoer"}
)


class Example(Section):
    """A sentence with its mentions marked `[words|TYPE]`, and the claims that it holds.

    A claim is `subject | relation | object | process`, the last left out when there is none; `not ` before the
    relation marks a negated one, `maybe ` a hedged one.
    """

    text: str
    claims: tuple[str, ...] = Field(min_length=1)


class TriggerClass(Section):
    """Words that state one relation. A word may name the prepositions of its object: `lead to`, `enrich in|with`.

    `light` words take the sign of the event below them: `plays a role in the suppression of Y` decreases Y.
    `keeps_state` words speak of the object without its adjective: `restored reduced Y` increases Y.
    `inverted` words name the object first: `A was found in B`. `on_harm` is the relation when the object is a disease
    or a damage: `improved colitis`. `hedged_only` words hold a claim only when it is hedged: that X is in use as a
    therapy says nothing of its effect. `objects` limits the types of the object, `forms` the forms of the trigger.
    """

    name: str
    relation: Relation
    light: bool = False
    keeps_state: bool = False
    inverted: bool = False
    hedged_only: bool = False
    on_harm: Relation | None = None
    objects: tuple[MentionType, ...] = ()
    forms: tuple[Form, ...] = ()
    verb: tuple[str, ...] = ()
    noun: tuple[str, ...] = ()
    effect: tuple[str, ...] = ()
    agent_noun: tuple[str, ...] = ()
    adjective: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    change: tuple[str, ...] = ()
    sign: tuple[str, ...] = ()
    prefix: tuple[str, ...] = ()
    bound: tuple[str, ...] = ()
    examples: tuple[Example, ...] = Field(min_length=1)
    counterexamples: tuple[str, ...] = ()


class Place(NamedTuple):
    """Where an argument stands: a role (with prepositions, when it is an oblique), or a named place."""

    name: str
    preps: frozenset[str]


def place_of(text: str) -> Place:
    """`oblique:by|via` as a place.

    Raises:
        ValueError: the name is neither a grammatical role nor a named place.
    """
    name, _, preps = text.partition(":")
    if name not in NAMED_PLACES and name not in {role.value for role in Role}:
        raise ValueError(f"unknown place {name!r}; use a grammatical role or one of {', '.join(sorted(NAMED_PLACES))}")
    return Place(name, frozenset(preps.split("|")) if preps else frozenset())


class Frame(Section):
    """One construction: for triggers of a form, where the subject and the object stand; the first place that fits."""

    name: str
    form: Form
    relations: tuple[Relation, ...] = ()
    subject: tuple[str, ...] = Field(min_length=1)
    object: tuple[str, ...] = Field(min_length=1)
    confidence: float = Field(ge=0.0, le=1.0)
    examples: tuple[Example, ...] = Field(min_length=1)
    counterexamples: tuple[str, ...] = ()

    @field_validator("subject", "object")
    @classmethod
    def _known_places(cls, places: tuple[str, ...]) -> tuple[str, ...]:
        for place in places:
            place_of(place)
        return places

    @cached_property
    def subject_places(self) -> tuple[Place, ...]:
        return tuple(place_of(place) for place in self.subject)

    @cached_property
    def object_places(self) -> tuple[Place, ...]:
        return tuple(place_of(place) for place in self.object)


class ArgumentWords(Section):
    """Words inside an argument that are not its mention, and what they are used for (see docs/relations.md)."""

    name: str
    use: Use
    words: tuple[str, ...] = Field(min_length=1)
    examples: tuple[Example, ...] = Field(min_length=1)
    counterexamples: tuple[str, ...] = ()


class RuleFile(Section):
    """What one file of `config/relations` holds."""

    triggers: tuple[TriggerClass, ...] = ()
    frames: tuple[Frame, ...] = ()
    words: tuple[ArgumentWords, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One trigger word: its class, and the prepositions of its object (none: a plain object)."""

    group: TriggerClass
    word: str
    preps: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """All rule files together.

    `entries[kind][word]` are the entries of a word, `frames_of[form]` the frames of a form, `words[use]` the words of a use.
    """

    entries: dict[WordKind, dict[str, tuple[Entry, ...]]]
    frames_of: dict[Form, tuple[Frame, ...]]
    words: dict[Use, frozenset[str]]
    files: tuple[RuleFile, ...]


def load_rules(paths: Iterable[Path]) -> Rules:
    """Read and check the rule files.

    Raises:
        ConfigError: a file is missing, is not TOML, or has faults; all the faults of the first bad file are listed.
    """
    files: list[RuleFile] = []
    for path in paths:
        files.append(_rule_file(path))
        names = Counter(f"{kind} {rule.name!r}" for file in files for kind in _KEYS for rule in getattr(file, kind))
        if twice := [f"{name}: the name is taken; choose another" for name, count in names.items() if count > 1]:
            raise ConfigError(path, twice)
    frames = [frame for file in files for frame in file.frames]
    words = [group for file in files for group in file.words]
    return Rules(
        entries=_entries([group for file in files for group in file.triggers]),
        frames_of={form: tuple(f for f in frames if f.form == form) for form in FORMS},
        words={use: frozenset(w for group in words if group.use == use for w in group.words) for use in USES},
        files=tuple(files),
    )


_KEYS = ("triggers", "frames", "words")


def _entries(groups: list[TriggerClass]) -> dict[WordKind, dict[str, tuple[Entry, ...]]]:
    found: dict[WordKind, dict[str, tuple[Entry, ...]]] = {kind: {} for kind in KINDS}
    for group in groups:
        for kind in KINDS:
            for text in getattr(group, kind):
                word, _, preps = text.partition(" ")
                entry = Entry(group, word, frozenset(preps.split("|")) if preps else frozenset())
                found[kind][word] = (*found[kind].get(word, ()), entry)
    return found


def _rule_file(path: Path) -> RuleFile:
    values = toml_values(path, "Restore it, or take it out of relate.rules.")
    try:
        # TOML has neither enums nor tuples, so the strict mode of the settings would refuse every file.
        return RuleFile.model_validate(values, strict=False)
    except ValidationError as error:
        raise ConfigError(
            path, [_fault(values, item["loc"], item["type"], item["msg"]) for item in error.errors()]
        ) from error


def _fault(values: dict[str, Any], location: tuple[int | str, ...], kind: str, message: str) -> str:
    """`frames 'active': subject: unknown place …`: the rule by its name, not by its number."""
    where, keys = "", list(location)
    if len(keys) > 1 and isinstance(keys[1], int):
        rule = values[str(keys[0])][keys[1]]
        name = rule.get("name") if isinstance(rule, dict) else None
        where = f"{keys[0]} {name!r}: " if name else f"{keys[0]} number {keys[1] + 1}: "
        keys = keys[2:]
    key = ".".join(str(part) for part in keys)
    if kind == "extra_forbidden":
        return f"{where}{key}: unknown key; remove it or correct its spelling"
    return f"{where}{key}: {message}" if key else f"{where}{message}"
