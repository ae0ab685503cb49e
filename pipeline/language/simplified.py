"""A sentence made easier to parse: names as plain words, lists as their last member, brackets left out.

Long names, lists and brackets are what a parser of biomedical text stumbles over most. Simplifying sentences before parsing
was shown to help relation extraction by Jonnalagadda and Gonzalez (2010, BioSimplify) and Peng et al. (2012, iSimp).
The tree that comes back is over the sentence's own tokens: what was left out hangs where its place in the text puts it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.records import Mention, MentionType, Role, Sentence, Token

# What stands for a name that does not end in a word of plain English: frequent in the treebanks, and read as a noun there.
WORDS = {
    MentionType.FACTOR: "IL",
    MentionType.CELL: "cells",
    MentionType.SECRETOME: "exosomes",
    MentionType.DISEASE: "disease",
}
SHORTEST = 4  # letters of a plain word
SEPARATORS = frozenset({",", "/"})
LAST_SEPARATORS = frozenset({"and", "or", ", and", ", or", "as well as", ", as well as", "and / or"})


@dataclass(slots=True)
class _Unit:
    """A mention, or a token outside mentions: tokens `first` to `last`; the last one stands for all.

    `head` and `role` are set where the unit is left out of what is parsed; `members` are those of the list that the unit stands for.
    """

    first: int
    last: int
    mention: Mention | None
    text: str
    head: "_Unit | None" = None
    role: Role = Role.OTHER
    members: list["_Unit"] = field(default_factory=list)

    @property
    def is_kept(self) -> bool:
        return self.head is None

    def leave_out(self, head: "_Unit", role: Role) -> None:
        self.head, self.role = head, role


class Simplified:
    """One sentence in its simple form. `is_simpler` is false where there was nothing to simplify."""

    def __init__(self, sentence: Sentence, mentions: Sequence[Mention]) -> None:
        self._sentence = sentence
        self._units = list(_units(sentence.tokens, mentions))
        self._leave_out_brackets()
        self._fold_lists()
        self._kept = [unit for unit in self._units if unit.is_kept]
        self._words = [_word(unit, sentence.tokens) for unit in self._kept]
        self.is_simpler = self._words != [token.text for token in sentence.tokens]

    def doc(self, nlp: Language) -> Doc:
        """What is to be parsed; it is one sentence."""
        tokens = self._sentence.tokens
        starts = [min([unit, *unit.members], key=lambda one: one.first).first for unit in self._kept]
        ends = [unit.last for unit in self._kept]
        spaces = [tokens[end].end < tokens[start].start for end, start in zip(ends, starts[1:], strict=False)]
        doc = Doc(nlp.vocab, words=self._words, spaces=[*spaces, False])
        for token in doc:
            token.is_sent_start = token.i == 0
        return doc

    def sentence(self, parsed: Sequence[Token]) -> Sentence:
        """The sentence with the tree that its simple form was given; `parsed` are the tokens of `doc` in roles."""
        tokens = list(self._sentence.tokens)
        for unit in self._units:
            for at in range(unit.first, unit.last):
                role = Role.COMPOUND if tokens[at].text.isalnum() else Role.PUNCTUATION
                tokens[at] = replace(tokens[at], head=unit.last, role=role, prep="")
            if unit.head is not None:
                tokens[unit.last] = replace(tokens[unit.last], head=unit.head.last, role=unit.role, prep="")
        for unit, found in zip(self._kept, parsed, strict=True):
            own = tokens[unit.last]
            tokens[unit.last] = replace(
                own,
                lemma=found.lemma if found.text == own.text else own.lemma,
                tag=found.tag,
                pos=found.pos,
                head=self._kept[found.head].last,
                role=found.role,
                prep=found.prep,
            )
        for unit in self._kept:
            if unit.members:
                _unfold(tokens, unit)
        return replace(self._sentence, tokens=tuple(tokens))

    def _leave_out_brackets(self) -> None:
        """Brackets without a mention, and those that hold one and nothing else: another name of what stands before."""
        opened = 0
        for at, unit in enumerate(self._units):
            if unit.text == "(":
                opened = at
            elif unit.text == ")" and 0 < opened < at:
                self._leave_out_bracket(opened, at)
                opened = 0

    def _leave_out_bracket(self, opened: int, closed: int) -> None:
        before, first, *inside = self._units[opened - 1 : closed]
        after = self._units[closed + 1].text if closed + 1 < len(self._units) else ""
        tied = self._is_tied(opened) and self._is_tied(closed + 1) and after not in ".,;:)"
        named = [unit for unit in inside if unit.mention is not None]
        if tied or not before.is_kept or (named and len(inside) > 1):
            return
        top, role = (inside[0], Role.PUNCTUATION) if named else (before, Role.PARATAXIS)
        for unit in (first, *inside, self._units[closed]):
            if unit is not top:
                unit.leave_out(top, Role.PUNCTUATION if unit.text in "()" else role)
        if named:
            top.leave_out(before, Role.APPOSITION)

    def _is_tied(self, at: int) -> bool:
        """Whether no space stands before the unit."""
        tokens = self._sentence.tokens
        return 0 < at < len(self._units) and tokens[self._units[at].first].start == tokens[self._units[at - 1].last].end

    def _fold_lists(self) -> None:
        """`A, B and C` of one type stands as C."""
        kept = [unit for unit in self._units if unit.is_kept]
        places = [at for at, unit in enumerate(kept) if unit.mention is not None]
        at = 0
        while at < len(places):
            end = _list_end(kept, places, at)
            if end > at:
                inner = kept[places[at] : places[end]]
                members = [kept[place] for place in places[at : end + 1]]
                members[-1].members = members
                for unit in inner:
                    following = next(one for one in members if one.first > unit.first)
                    role = Role.COORDINATOR if unit.text.isalpha() else Role.PUNCTUATION
                    unit.leave_out(following, role)
            at = end + 1


def _units(tokens: Sequence[Token], mentions: Sequence[Mention]) -> Iterator[_Unit]:
    """The sentence's units. A mention that begins or ends within a token is none."""
    starts = {tokens[at].start: at for at in range(len(tokens))}
    ends = {token.end: at for at, token in enumerate(tokens)}
    whole = {
        starts[one.start]: (ends[one.end], one)
        for one in mentions
        if one.start in starts and one.end in ends and not one.type.is_context
    }
    at = 0
    while at < len(tokens):
        last, mention = whole.get(at, (at, None))
        yield _Unit(at, last, mention, tokens[at].text if mention is None else mention.text)
        at = last + 1


def _list_end(kept: Sequence[_Unit], places: Sequence[int], at: int) -> int:
    """Where in `places` the list that begins with the one at `at` ends; `at` itself where none begins."""
    end = at
    while end + 1 < len(places) and _type(kept[places[end + 1]]) is _type(kept[places[at]]):
        between = " ".join(unit.text.lower() for unit in kept[places[end] + 1 : places[end + 1]])
        if between in LAST_SEPARATORS:
            return end + 1
        if between not in SEPARATORS:
            break
        end += 1
    slashes = all(kept[place - 1].text == "/" for place in places[at + 1 : end + 1])
    return end if slashes else at  # `A, B` without a last `and` may be anything


def _type(unit: _Unit) -> MentionType | None:
    return unit.mention.type if unit.mention is not None else None


def _word(unit: _Unit, tokens: Sequence[Token]) -> str:
    """What stands for a unit in the simple form."""
    own = tokens[unit.last].text
    is_plain = own.isalpha() and own.islower() and len(own) >= SHORTEST
    if unit.mention is None or is_plain:
        return own
    return WORDS.get(unit.mention.type, own)


def _unfold(tokens: list[Token], unit: _Unit) -> None:
    """Give the first member of a list the place of the last, which was parsed, and hang the others on it in a chain."""
    top, first = tokens[unit.last], unit.members[0]
    for at in range(first.first):
        if tokens[at].head == unit.last:
            tokens[at] = replace(tokens[at], head=first.last)
    head = first.last if top.head == unit.last else top.head
    tokens[first.last] = replace(tokens[first.last], head=head, role=top.role, prep=top.prep, tag=top.tag, pos=top.pos)
    for before, member in pairwise(unit.members):
        tokens[member.last] = replace(
            tokens[member.last], head=before.last, role=Role.CONJUNCT, prep="", tag=top.tag, pos=top.pos
        )
