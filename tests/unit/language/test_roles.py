"""Every label scheme is brought to one shape: content words are heads."""

import pytest
import spacy
from spacy.tokens import Doc

from pipeline.errors import ModelError
from pipeline.language.roles import CLEAR, SCHEMES, UD_V1, scheme_of, tokens_in_roles
from pipeline.records import Role, Token

CLEAR_SCHEME, UD_SCHEME = SCHEMES


def doc(words: str, heads: list[int], labels: str, tags: str = "") -> Doc:
    tokens = words.split()
    return Doc(
        spacy.blank("en").vocab,
        words=tokens,
        heads=heads,
        deps=labels.split(),
        tags=tags.split() or None,
        lemmas=[{"was": "be", "were": "be"}.get(word, word) for word in tokens],
    )


def shape(tokens: tuple[Token, ...]) -> dict[str, tuple[str, str, str]]:
    return {token.text: (token.role.value, token.prep, tokens[token.head].text) for token in tokens}


def test_clear_and_ud_meet_in_one_shape() -> None:
    words = "growth was reduced by EVs in mice"
    clear = doc(words, [2, 2, 2, 2, 3, 2, 5], "nsubjpass auxpass ROOT agent pobj prep pobj")
    ud = doc(words, [2, 2, 2, 4, 2, 6, 2], "nsubjpass auxpass ROOT case nmod case nmod")
    expected = {
        "growth": ("passive_subject", "", "reduced"),
        "was": ("auxiliary", "", "reduced"),
        "reduced": ("root", "", "reduced"),
        "by": ("preposition", "", "EVs"),
        "EVs": ("agent", "by", "reduced"),
        "in": ("preposition", "", "mice"),
        "mice": ("oblique", "in", "reduced"),
    }
    assert shape(tokens_in_roles(list(clear), CLEAR_SCHEME)) == expected
    assert shape(tokens_in_roles(list(ud), UD_SCHEME)) == expected


def test_copula_hangs_under_its_predicate() -> None:
    words = "EVs were able to inhibit growth"
    clear = doc(words, [1, 1, 1, 4, 2, 4], "nsubj ROOT acomp aux xcomp dobj")
    ud = doc(words, [2, 2, 2, 4, 2, 4], "nsubj cop ROOT mark xcomp dobj")
    for parsed, scheme in ((clear, CLEAR_SCHEME), (ud, UD_SCHEME)):
        tokens = shape(tokens_in_roles(list(parsed), scheme))
        assert tokens["EVs"] == ("subject", "", "able")
        assert tokens["were"] == ("copula", "", "able")
        assert tokens["able"] == ("root", "", "able")
        assert tokens["inhibit"] == ("open_complement", "", "able")


def test_nested_prepositions_are_joined() -> None:
    parsed = doc(
        "loss due to EVs occurred",
        [4, 0, 1, 2, 4],
        "nsubj prep pcomp pobj ROOT",
        "NN IN IN NNS VBD",
    )
    tokens = shape(tokens_in_roles(list(parsed), CLEAR_SCHEME))
    assert tokens["EVs"] == ("oblique", "due to", "loss")
    assert tokens["due"][0] == tokens["to"][0] == "preposition"


def test_gerund_after_preposition_keeps_its_preposition() -> None:
    parsed = doc("EVs act by blocking growth", [1, 1, 1, 2, 3], "nsubj ROOT prep pcomp dobj", "NNS VBP IN VBG NN")
    tokens = shape(tokens_in_roles(list(parsed), CLEAR_SCHEME))
    assert tokens["blocking"] == ("open_complement", "by", "act")


def test_shift_moves_offsets() -> None:
    parsed = doc("EVs act", [1, 1], "nsubj ROOT")
    assert [(t.start, t.end) for t in tokens_in_roles(list(parsed), CLEAR_SCHEME, shift=100)] == [
        (100, 103),
        (104, 107),
    ]


def test_unknown_label_becomes_other() -> None:
    parsed = doc("EVs act", [1, 1], "invented ROOT")
    assert tokens_in_roles(list(parsed), CLEAR_SCHEME)[0].role is Role.OTHER


def test_schemes_are_told_apart() -> None:
    assert scheme_of(frozenset(CLEAR)) is CLEAR_SCHEME
    assert scheme_of(frozenset(UD_V1)) is UD_SCHEME
    with pytest.raises(ModelError, match="label scheme is not known"):
        scheme_of(frozenset({"SBJ", "NMOD"}))
