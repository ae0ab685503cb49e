"""Where a claim stands in its paper, and in whom and where the effect was seen; each with the words it was read from."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.records import (
    ClaimRole,
    Context,
    Cue,
    Document,
    Mention,
    MentionType,
    ModelSystem,
    Sentence,
)
from pipeline.relate.cues import Cues

CATEGORIES = {
    "BACKGROUND": ClaimRole.BACKGROUND,
    "OBJECTIVE": ClaimRole.AIM,
    "METHODS": ClaimRole.METHOD,
    "RESULTS": ClaimRole.RESULT,
    "CONCLUSIONS": ClaimRole.CONCLUSION,
}

# A label that the author wrote into the text: `RESULTS: …`, `Materials and methods: …`.
LABEL = re.compile(r"([A-Z][A-Za-z]+(?:(?: and | of |[ /&]+)[A-Za-z/]+){0,3}):\s")
# Publication types of PubMed that make a paper a clinical one.
TRIALS = ("clinical trial", "randomized controlled trial", "controlled clinical trial", "pragmatic clinical trial")


class Surroundings(NamedTuple):
    """What a sentence says of itself: its role and its context, for all the claims in it."""

    role: ClaimRole
    context: Context
    cues: tuple[Cue, ...]


def surroundings(document: Document, sentence: Sentence, mentions: Sequence[Mention], cues: Cues) -> Surroundings:
    """Role, species, disease and model system: from the sentence's own words, else from the title's or the record's."""
    role, role_cues = _role(document, sentence, cues)
    system, system_cues = _model_system(document, sentence, cues)
    species = _named(MentionType.SPECIES, sentence, mentions)
    disease = _named(MentionType.DISEASE, sentence, mentions)
    words = [Cue(m.type.value.lower(), m.start, m.end, m.text) for m in (species, disease) if m is not None]
    context = Context(
        species=species.id if species else None,
        disease=disease.id if disease else None,
        model_system=system,
    )
    return Surroundings(role, context, (*role_cues, *system_cues, *words))


def _labelled(label: str, cues: Cues) -> ClaimRole | None:
    low = label.lower()
    return next((ClaimRole(kind.removeprefix("role:")) for kind, word in cues.labels if word in low), None)


def _role(document: Document, sentence: Sentence, cues: Cues) -> tuple[ClaimRole, list[Cue]]:
    if sentence.section == "title":
        return ClaimRole.TITLE, []
    if sentence.category in CATEGORIES:
        return CATEGORIES[sentence.category], []
    if role := _labelled(sentence.section, cues):
        return role, []
    for before in reversed(document.sentences[: sentence.index + 1]):  # `RESULTS: We saw …` holds until the next label
        match = LABEL.match(before.text)
        if match and before.section == sentence.section and (role := _labelled(match[1], cues)):
            return role, [_cue("role", before.start, *match.span(1), before.text)]
    found = sorted((start, end, kind) for kind, start, end in cues.in_text(sentence.text, "role:"))
    if not found:
        return ClaimRole.UNCLEAR, []
    start, end, kind = found[0]
    return ClaimRole(kind.removeprefix("role:")), [_cue("role", sentence.start, start, end, sentence.text)]


def _model_system(document: Document, sentence: Sentence, cues: Cues) -> tuple[ModelSystem, list[Cue]]:
    if document.article.is_review:
        return ModelSystem.REVIEW, []
    own = _systems(sentence.text, cues)
    if len({kind for kind, _, _ in own}) == 1:
        kind, start, end = own[0]
        return ModelSystem(kind), [_cue("model_system", sentence.start, start, end, sentence.text)]
    if own:
        return ModelSystem.UNCLEAR, []
    article = document.article
    if any(kind.lower().startswith(TRIALS) for kind in article.types):  # read from no words of the text: no cue
        return ModelSystem.CLINICAL, []
    titled = _systems(article.title, cues)
    if len({kind for kind, _, _ in titled}) != 1:
        return ModelSystem.UNCLEAR, []
    kind, start, end = titled[0]
    return ModelSystem(kind), [_cue("model_system", 0, start, end, article.title)]


def _systems(text: str, cues: Cues) -> list[tuple[str, int, int]]:
    return [(kind.removeprefix("system:"), start, end) for kind, start, end in cues.in_text(text, "system:")]


def _named(kind: MentionType, sentence: Sentence, mentions: Sequence[Mention]) -> Mention | None:
    """The first mention of its kind in the sentence, else in the title; of a species, else the only one anywhere."""
    of_kind = [m for m in mentions if m.type is kind]
    for index in (sentence.index, 0):
        here = [m for m in of_kind if m.sentence == index]
        if here:
            return here[0]
    if kind is MentionType.SPECIES and len({m.key for m in of_kind}) == 1:
        return of_kind[0]
    return None


def _cue(kind: str, shift: int, start: int, end: int, text: str) -> Cue:
    return Cue(kind, shift + start, shift + end, text[start:end])
