"""Mends over trees: what hangs where afterwards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Mention, MentionType, Role, Sentence, Token
from pipeline.relate.claims import attempts
from pipeline.relate.mends import mended
from pipeline.relate.tree import Tree


def trees_of(read, marked):
    found = read(marked)
    return [Tree(s, [m for m in found.mentions if m.sentence == s.index]) for s in found.document.sentences]


def test_members_of_a_slashed_pathway_are_coordinated(read):
    found = read("[IL-4|FACTOR] activated the [TLR4|FACTOR]/[MyD88|FACTOR]/[NF-κB|FACTOR] pathway.")
    assert {row.object.text for row in found.rows} == {"TLR4", "MyD88", "NF-κB"}


def test_a_bracketed_list_stands_for_the_word_before_it(read):
    found = read("[MSC-EVs|SECRETOME] reduced cytokines ([IL-6|FACTOR], [TNF-α|FACTOR] and [IL-1β|FACTOR]).")
    assert {row.object.text for row in found.rows} == {"IL-6", "TNF-α", "IL-1β"}


def test_a_bracketed_short_form_is_no_list(read, rules):
    (tree,) = trees_of(read, "[Dendritic cells|CELL] ([DCs|CELL]) rose.")
    assert mended(tree, rules).listed == {}


def test_a_participle_read_as_the_verb_of_the_last_member_is_none(read):
    """Two verbs, nothing between them, and the second without a subject."""
    found = read(
        "Attenuated [proliferation|PROCESS] of [B cells|CELL], lower capacity for [phagocytosis|PROCESS] of "
        "[macrophages|CELL], and inhibited [maturation|PROCESS] of [dendritic cells|CELL] and [mast cells|CELL] were "
        "noticed in [MSC-Exo|SECRETOME]- and [MSC-CM|SECRETOME]-treated mice."
    )
    objects = ["B cells", "macrophages", "dendritic cells", "mast cells"]
    assert {(row.subject.text, row.relation.value, row.object.text) for row in found.rows} == {
        (subject, "decreases", cell) for subject in ("MSC-Exo", "MSC-CM") for cell in objects
    }


def test_names_with_a_comma_between_are_a_list(read):
    found = read(
        "[MSC-EVs|SECRETOME] increased the expansion of [M2 macrophages|CELL], [CD25+ T|CELL], and [NK cells|CELL]."
    )
    assert {row.object.text for row in found.rows} == {"M2 macrophages", "CD25+ T", "NK cells"}


@pytest.mark.parametrize(
    ("marked", "claims"),
    [
        (
            "[MSC-EVs|SECRETOME] entered [macrophages|CELL] in the spleen, leading to [apoptosis|PROCESS].",
            ["MSC-EVs | increases | apoptosis"],
        ),
        ("[MSC-EVs|SECRETOME] Alleviate [Colitis|DISEASE]", ["MSC-EVs | decreases | Colitis"]),
        ("Knock-down of [miR-21|FACTOR] enhanced [fibrosis|PROCESS].", ["miR-21 | decreases | fibrosis"]),
        (
            "[MSC-EVs|SECRETOME] acted by inhibiting [IL-6|FACTOR] and activating [IL-10|FACTOR].",
            ["MSC-EVs | decreases | IL-6", "MSC-EVs | increases | IL-10"],
        ),
    ],
)
def test_a_clause_is_put_right(read, marked, claims):
    assert sorted(read(marked).claims) == sorted(claims)


def hand_made(rows, *mentions):
    """A tree as a parser might give it: `word tag pos role[:preposition] head`, one a line; mentions by their words."""
    words = [row.split() for row in rows.strip().splitlines()]
    text = " ".join(row[0] for row in words)
    tokens, at = [], 0
    for word, tag, pos, role, head in words:
        name, _, prep = role.partition(":")
        tokens.append(Token(at, at + len(word), word, word.lower(), tag, pos, int(head), Role(name), prep))
        at += len(word) + 1
    marked = [
        Mention(text.index(words), text.index(words) + len(words), words, MentionType(kind), 0)
        for words, kind in mentions
    ]
    return Tree(Sentence(0, 0, len(text), text, tokens=tuple(tokens)), marked)


def claims_of(tree, rules):
    return [
        f"{p.subject.mention.text} | {p.relation} | {p.object.mention.text}"
        + (f" | {p.object.process.text}" if p.object.process else "")
        for attempt in attempts(mended(tree, rules), rules)
        for p in attempt.proposals
    ]


@pytest.mark.parametrize("head", [1, 2])
def test_where_a_process_takes_place_may_hang_on_the_verb_or_on_the_process(rules, head):
    tree = hand_made(
        f"""
        Lactoferrin NN NOUN subject 1
        increased VBD VERB root 1
        migration NN NOUN object 1
        in IN ADP preposition 4
        keratinocytes NNS NOUN oblique:in {head}
        """,
        ("Lactoferrin", "FACTOR"),
        ("migration", "PROCESS"),
        ("keratinocytes", "CELL"),
    )
    assert claims_of(tree, rules) == ["Lactoferrin | increases | keratinocytes | migration"]


def test_the_verb_of_a_sentence_without_one_is_a_participle_between_nouns(rules):
    tree = hand_made(
        """
        Treatment NN NOUN root 0
        with IN ADP preposition 4
        lactoferrin NN NOUN compound 3
        suppressed VBN VERB modifier 4
        migration NN NOUN oblique:with 0
        """,
        ("lactoferrin", "FACTOR"),
        ("migration", "PROCESS"),
    )
    assert claims_of(tree, rules) == ["lactoferrin | decreases | migration"]


def test_a_participle_stays_one_where_the_sentence_has_a_verb(rules):
    tree = hand_made(
        """
        Lactoferrin NN NOUN subject 1
        showed VBD VERB root 1
        mice NNS NOUN compound 4
        suppressed VBN VERB modifier 4
        migration NN NOUN object 1
        """,
        ("Lactoferrin", "FACTOR"),
        ("migration", "PROCESS"),
    )
    assert mended(tree, rules).role[3] is Role.MODIFIER


def test_a_preposition_before_a_mention_governs_all_of_it(rules):
    """The parser cut the name in two, and made the second half a subject."""
    tree = hand_made(
        """
        Implantation NN NOUN subject 4
        with IN ADP preposition 2
        CD9 NN NOUN oblique:with 0
        macrophages NNS NOUN subject 4
        promoted VBD VERB root 4
        fibrosis NN NOUN object 4
        """,
        ("CD9 macrophages", "CELL"),
        ("fibrosis", "PROCESS"),
    )
    at = tree.place[next(mention for mention in tree.place if mention.text == "CD9 macrophages")]
    assert (tree.role[at], tree.prep[at], tree.head[at]) == (Role.OBLIQUE, "with", 0)


def test_the_object_of_an_effect_may_hang_beside_it_or_above_it(rules):
    beside = hand_made(
        """
        Effect NN NOUN root 0
        of IN ADP preposition 2
        lactoferrin NN NOUN oblique:of 0
        in IN ADP preposition 4
        macrophages NNS NOUN oblique:in 0
        on IN ADP preposition 6
        fibrosis NN NOUN oblique:on 4
        """,
        ("lactoferrin", "FACTOR"),
        ("macrophages", "CELL"),
        ("fibrosis", "PROCESS"),
    )
    above = hand_made(
        """
        Mechanism NN NOUN root 0
        of IN ADP preposition 2
        action NN NOUN oblique:of 0
        of IN ADP preposition 4
        lactoferrin NN NOUN oblique:of 2
        in IN ADP preposition 6
        fibrosis NN NOUN oblique:in 0
        """,
        ("lactoferrin", "FACTOR"),
        ("fibrosis", "PROCESS"),
    )
    assert claims_of(beside, rules) == claims_of(above, rules) == ["lactoferrin | affects | fibrosis"]


@st.composite
def sentences(draw):
    """Sentences with any tree and any mentions, however badly read."""
    words = draw(
        st.lists(
            st.sampled_from(["A", "reduced", "and", ",", "-", "/", "(", ")", "B", "treated", "of"]),
            min_size=1,
            max_size=14,
        )
    )
    roles = st.sampled_from(list(Role))
    tokens, at = [], 0
    for k, word in enumerate(words):
        head = k if k == 0 else draw(st.integers(0, k - 1))
        tag = draw(st.sampled_from(["NN", "VBD", "VBN", "VBG", "JJ", "IN"]))
        pos = {"NN": "NOUN", "JJ": "ADJ", "IN": "ADP"}.get(tag, "VERB")
        tokens.append(
            Token(at, at + len(word), word, word.lower(), tag, pos, head, Role.ROOT if k == 0 else draw(roles), "of")
        )
        at += len(word) + draw(st.integers(0, 1))
    text = "".join(
        t.text.ljust((tokens[k + 1].start if k + 1 < len(tokens) else t.end) - t.start) for k, t in enumerate(tokens)
    )
    mentions = []
    for k in draw(st.sets(st.integers(0, len(tokens) - 1), max_size=6)):
        token = tokens[k]
        kind = draw(st.sampled_from([MentionType.FACTOR, MentionType.CELL, MentionType.PROCESS]))
        mentions.append(Mention(token.start, token.end, token.text, kind, 0))
    return Sentence(0, 0, len(text), text, tokens=tuple(tokens)), mentions


@given(made=sentences())
def test_a_mended_tree_is_a_tree(rules, made):
    """No circle, nothing lost: every node's way up ends at a root, and every node is under one root."""
    sentence, mentions = made
    tree = mended(Tree(sentence, mentions), rules)
    roots = [at for at in tree.nodes if tree.head[at] == at]
    assert roots
    assert sorted(k for root in roots for k in tree.below(root)) == tree.nodes
    assert all(tree.place[mention] in tree.nodes for mention in tree.place)
