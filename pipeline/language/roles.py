"""One label scheme in, one set of grammatical roles out.

Parsers speak different label schemes: CLEAR (spaCy's English models and ours) hangs a noun under its preposition and a
predicate under `be`; Universal Dependencies v1 (scispaCy's models) does the reverse. Rules must not care, so every parse
is brought to one shape, with content words as heads, and every label to a `Role`.
"""

from dataclasses import dataclass, replace

from spacy.tokens import Token as Parsed

from pipeline.errors import ModelError
from pipeline.records import Role, Token

# Choi & Palmer (2012), "Guidelines for the CLEAR Style Constituent to Dependency Conversion", Appendix A.
CLEAR = {
    "ROOT": Role.ROOT,
    "acl": Role.PARTICIPLE,
    "acomp": Role.PREDICATE,
    "advcl": Role.ADVERBIAL_CLAUSE,
    "advmod": Role.ADVERB,
    "agent": Role.PREPOSITION,
    "amod": Role.MODIFIER,
    "appos": Role.APPOSITION,
    "attr": Role.PREDICATE,
    "aux": Role.AUXILIARY,
    "auxpass": Role.AUXILIARY,
    "case": Role.PREPOSITION,
    "cc": Role.COORDINATOR,
    "ccomp": Role.COMPLEMENT,
    "compound": Role.COMPOUND,
    "conj": Role.CONJUNCT,
    "csubj": Role.SUBJECT,
    "csubjpass": Role.PASSIVE_SUBJECT,
    "dative": Role.OBLIQUE,
    "det": Role.DETERMINER,
    "dobj": Role.OBJECT,
    "mark": Role.MARKER,
    "neg": Role.NEGATION,
    "nmod": Role.COMPOUND,
    "npadvmod": Role.COMPOUND,
    "nsubj": Role.SUBJECT,
    "nsubjpass": Role.PASSIVE_SUBJECT,
    "nummod": Role.NUMBER,
    "oprd": Role.PREDICATE,
    "parataxis": Role.PARATAXIS,
    "pcomp": Role.OPEN_COMPLEMENT,
    "pobj": Role.OBLIQUE,
    "poss": Role.POSSESSIVE,
    "preconj": Role.COORDINATOR,
    "predet": Role.DETERMINER,
    "prep": Role.PREPOSITION,
    "punct": Role.PUNCTUATION,
    "quantmod": Role.ADVERB,
    "relcl": Role.RELATIVE,
    "xcomp": Role.OPEN_COMPLEMENT,
}

# Universal Dependencies v1 as scispaCy's models write it (GENIA and OntoNotes converted by the Stanford tools).
UD_V1 = {
    "ROOT": Role.ROOT,
    "acl": Role.PARTICIPLE,
    "acl:relcl": Role.RELATIVE,
    "advcl": Role.ADVERBIAL_CLAUSE,
    "advmod": Role.ADVERB,
    "amod": Role.MODIFIER,
    "appos": Role.APPOSITION,
    "aux": Role.AUXILIARY,
    "auxpass": Role.AUXILIARY,
    "case": Role.PREPOSITION,
    "cc": Role.COORDINATOR,
    "cc:preconj": Role.COORDINATOR,
    "ccomp": Role.COMPLEMENT,
    "compound": Role.COMPOUND,
    "conj": Role.CONJUNCT,
    "cop": Role.COPULA,
    "csubj": Role.SUBJECT,
    "csubjpass": Role.PASSIVE_SUBJECT,
    "det": Role.DETERMINER,
    "det:predet": Role.DETERMINER,
    "dobj": Role.OBJECT,
    "iobj": Role.OBJECT,
    "mark": Role.MARKER,
    "mwe": Role.PREPOSITION,
    "neg": Role.NEGATION,
    "nmod": Role.OBLIQUE,
    "nmod:npmod": Role.COMPOUND,
    "nmod:poss": Role.POSSESSIVE,
    "nmod:tmod": Role.COMPOUND,
    "nsubj": Role.SUBJECT,
    "nsubjpass": Role.PASSIVE_SUBJECT,
    "nummod": Role.NUMBER,
    "parataxis": Role.PARATAXIS,
    "punct": Role.PUNCTUATION,
    "xcomp": Role.OPEN_COMPLEMENT,
}


@dataclass(frozen=True, slots=True)
class Scheme:
    name: str
    roles: dict[str, Role]
    prepositions_are_heads: bool


SCHEMES = (Scheme("CLEAR", CLEAR, True), Scheme("UD v1", UD_V1, False))


def scheme_of(labels: frozenset[str]) -> Scheme:
    """The scheme that a parser's labels belong to.

    Raises:
        ModelError: the labels belong to no scheme that is known here.
    """
    if "pobj" in labels and "dobj" in labels:
        return SCHEMES[0]
    if "case" in labels and "nsubjpass" in labels:
        return SCHEMES[1]
    shown = " ".join(sorted(labels)[:8])
    raise ModelError(f"the parser's label scheme is not known (labels: {shown} …): use one with CLEAR or UD v1 labels")


def tokens_in_roles(parsed: list[Parsed], scheme: Scheme, shift: int = 0) -> tuple[Token, ...]:
    """A sentence's tokens with roles in place of labels; `shift` is added to the character offsets.

    `parsed` may leave out tokens of the parse (white space); what hung on one of those becomes a root.
    """
    places = {token.i: place for place, token in enumerate(parsed)}
    tokens = [
        Token(
            start=shift + token.idx,
            end=shift + token.idx + len(token.text),
            text=token.text,
            lemma=token.lemma_.lower(),
            tag=token.tag_,
            pos=token.pos_,
            head=places.get(token.head.i, place),
            role=scheme.roles.get(token.dep_, Role.OTHER),
        )
        for place, token in enumerate(parsed)
    ]
    if scheme.prepositions_are_heads:
        _lower_prepositions(tokens, [token.dep_ for token in parsed])
        _lower_copulas(tokens)
    else:
        _name_prepositions(tokens)
    _name_agents(tokens)
    return tuple(tokens)


def _lower_prepositions(tokens: list[Token], labels: list[str]) -> None:
    """CLEAR: make a preposition the child of its object, which takes the preposition's place in the tree.

    Right to left, so that in `due to X`, where `to` hangs under `due`, the inner one is done first.
    """
    objects = (Role.OBLIQUE, Role.AGENT, Role.OPEN_COMPLEMENT)
    for at in range(len(tokens) - 1, -1, -1):
        token = tokens[at]
        within = labels[at] == "pcomp" and token.tag in ("IN", "TO")
        if token.head == at or not (within or token.role is Role.PREPOSITION):
            continue
        inner = [k for k, other in enumerate(tokens) if other.head == at and k > at and other.role in objects]
        for k in inner:
            role = Role.AGENT if labels[at] == "agent" and tokens[k].role is Role.OBLIQUE else tokens[k].role
            prep = f"{token.lemma} {tokens[k].prep}".strip()
            tokens[k] = replace(tokens[k], head=token.head, role=role, prep=prep)
        if inner:
            tokens[at] = replace(token, head=inner[0], role=Role.PREPOSITION)


def _lower_copulas(tokens: list[Token]) -> None:
    """CLEAR: in `X is able`, make `able` the head, with `X` as its subject and `is` as its copula."""
    for at, token in enumerate(tokens):
        if token.lemma != "be" or token.role is Role.AUXILIARY:
            continue
        predicates = [k for k, other in enumerate(tokens) if other.head == at and other.role is Role.PREDICATE]
        if not predicates:
            continue
        top = predicates[0]
        is_root = token.head == at
        tokens[top] = replace(tokens[top], head=top if is_root else token.head, role=token.role, prep=token.prep)
        tokens[at] = replace(token, head=top, role=Role.COPULA, prep="")
        for k, other in enumerate(tokens):
            if other.head == at and k not in (at, top):
                tokens[k] = replace(other, head=top)


def _name_prepositions(tokens: list[Token]) -> None:
    """UD v1: write each oblique's preposition into `prep`."""
    for at, token in enumerate(tokens):
        cases = [other for other in tokens if other.head == at and other.role is Role.PREPOSITION]
        if token.role is Role.OBLIQUE and cases:
            tokens[at] = replace(token, prep=" ".join(case.lemma for case in cases))
        elif token.role is Role.OBLIQUE:
            tokens[at] = replace(token, role=Role.COMPOUND)
        elif token.role in (Role.ADVERBIAL_CLAUSE, Role.PARTICIPLE):
            marks = [k.lemma for k in tokens if k.head == at and k.role is Role.MARKER and k.tag == "IN"]
            if marks and token.tag == "VBG":  # `by inhibiting X`
                tokens[at] = replace(token, role=Role.OPEN_COMPLEMENT, prep=" ".join(marks))


def _name_agents(tokens: list[Token]) -> None:
    """Tell the agent of a passive from other obliques with `by`: UD v1 does not, and a CLEAR parser may miss it."""
    passives = {token.head for token in tokens if token.role is Role.PASSIVE_SUBJECT}
    for at, token in enumerate(tokens):
        if token.role is Role.OBLIQUE and token.prep == "by" and token.head in passives:
            tokens[at] = replace(token, role=Role.AGENT)
