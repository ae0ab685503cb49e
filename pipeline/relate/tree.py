"""A sentence as a tree of nodes: one node a mention, one a word outside mentions."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.records import Mention, MentionType, Role, Sentence, Token

# Prefixes that the tokenizer cuts off and that belong to the word: `down-regulated`, `anti-inflammatory`.
PREFIXES = frozenset(
    {"up", "down", "knock", "over", "anti", "pro", "re", "co", "under", "dys", "pre", "non", "im", "immuno"}
)
HYPHENS = ("-", "‐", "–")
_HYPHENATED = re.compile(r"^(up|down)\W")  # one token: see `pipeline.language.loading`
RELATIVE_PRONOUNS = ("WDT", "WP", "WP$")


class Tree:
    """Mutable while it is mended (see `pipeline.relate.mends`), read-only afterwards.

    `tokens`, `head`, `role`, `prep`, `kids`, `mention`, `inner` and `word` are indexed by token. A token inside a
    mention that is not its head is `inner` and no node: it has no kids, and nothing hangs on it. `word` is the lemma
    with a cut-off prefix given back (`down-regulate` is `downregulate`). `long_forms` holds the name that a bracketed mention
    right behind it names again (`dendritic cells (DCs)`). `listed` holds the mentions that a bracket
    after a node lists (`cytokines (A, B)`). `moved` are the nodes that a mend hung elsewhere. `topics` are what the last
    sentence was about, for a pronoun.
    """

    __slots__ = (
        "head",
        "inner",
        "kids",
        "listed",
        "long_forms",
        "mention",
        "moved",
        "nodes",
        "place",
        "prep",
        "role",
        "sentence",
        "tokens",
        "topics",
        "word",
    )

    def __init__(
        self,
        sentence: Sentence,
        mentions: Sequence[Mention],
        topics: tuple[Mention, ...] = (),
    ) -> None:
        tokens = list(sentence.tokens)
        self.sentence = sentence
        self.tokens = tokens
        self.topics = topics
        self.head = [token.head for token in tokens]
        self.role = [token.role for token in tokens]
        self.prep = [token.prep for token in tokens]
        self.word = [_word(tokens, at) for at in range(len(tokens))]
        self.mention: list[Mention | None] = [None] * len(tokens)
        self.place: dict[Mention, int] = {}
        self.inner = [False] * len(tokens)
        for mention in mentions:
            self._place_mention(mention)
        self.kids = self._children()
        self.long_forms = dict(_long_forms(sentence, mentions))
        self.listed: dict[int, tuple[int, ...]] = {}
        self.moved: frozenset[int] = frozenset()
        self.nodes = [at for at in range(len(tokens)) if not self.inner[at]]

    def _place_mention(self, mention: Mention) -> None:
        within = [k for k, t in enumerate(self.tokens) if t.start < mention.end and mention.start < t.end]
        within = [k for k in within if self.mention[k] is None]
        if not within:
            return
        # The token nearest the root: no other token of the mention lies on its way up, so no cycle can arise.
        top = min(reversed(within), key=lambda k: (self.depth(k), self.role[k] is Role.PUNCTUATION))
        top = self._governed(within, top)
        for k in within:
            self.mention[k] = mention
            self.inner[k] = k != top
        span = set(within)
        for k in range(len(self.tokens)):
            if k not in span and self.head[k] in span:
                self.head[k] = top
        for k in within:
            if k != top:
                self.head[k] = top
        if self.role[top] in (Role.NUMBER, Role.DETERMINER):  # a name that ends in a figure: `IL-10-mediated`
            self.role[top] = Role.COMPOUND
        self.place[mention] = top

    def _governed(self, within: list[int], top: int) -> int:
        """The token of a mention that the preposition before the mention hangs on: what it governs is the whole; else `top`."""
        before = within[0] - 1
        while before > 0 and self.role[before] is Role.DETERMINER:
            before -= 1
        if before < 0 or self.role[before] is not Role.PREPOSITION:
            return top
        at = self.head[before]
        return at if at in within and not set(within) & set(self.above(at)) else top

    def _children(self) -> list[list[int]]:
        kids: list[list[int]] = [[] for _ in self.tokens]
        for k, head in enumerate(self.head):
            if head != k and not self.inner[k]:
                kids[head].append(k)
        return kids

    def refresh(self) -> None:
        """Read the kids anew from the heads, after a mend."""
        self.kids = self._children()

    def move(self, at: int, head: int, role: Role, prep: str = "") -> None:
        """Hang `at` under `head`, unless that would close a circle."""
        if head != at and at not in self.above(head):
            self.head[at], self.role[at], self.prep[at] = head, role, prep

    def depth(self, at: int) -> int:
        return sum(1 for _ in self.above(at))

    def above(self, at: int) -> Iterator[int]:
        """The nodes over `at`, from its head to the root."""
        for _ in range(len(self.tokens)):
            head = self.head[at]
            if head == at:
                return
            at = head
            yield at

    def below(self, at: int) -> Iterator[int]:
        """`at` and all nodes under it. Not recursive: a list of a thousand names is one long chain."""
        waiting = [at]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(self.kids[node]))

    def start(self, at: int) -> int:
        """The first token of the phrase that `at` heads, inner ones of its mentions counted."""
        first = min(self.below(at))
        while first > 0 and self.inner[first - 1] and self.mention[first - 1] is self.mention[first]:
            first -= 1
        return first

    def children(self, at: int, *roles: Role) -> list[int]:
        return [kid for kid in self.kids[at] if self.role[kid] in roles]

    def is_verb(self, at: int) -> bool:
        return self.tokens[at].tag.startswith("VB") and self.role[at] is not Role.MODIFIER

    def is_clause(self, at: int) -> bool:
        """A finite verb, an adjective, or a noun with `be`: what has a subject to pass down."""
        if self.tokens[at].pos in ("VERB", "AUX"):
            return self.role[at] is not Role.MODIFIER
        return any(self.role[kid] is Role.COPULA for kid in self.kids[at])

    def type_of(self, at: int) -> MentionType | None:
        mention = self.mention[at]
        return mention.type if mention else None

    def members(self, at: int) -> list[int]:
        """`at` and everything coordinated under it, in text order."""
        found = [at]
        for node in found:
            found.extend(kid for kid in self.kids[node] if self.role[kid] is Role.CONJUNCT)
        return sorted(found)

    def node(self, at: int) -> int:
        """The node that the token `at` is part of."""
        mention = self.mention[at] if self.inner[at] else None
        return self.place[mention] if mention is not None else at

    def prefixed(self, at: int) -> int | None:
        """The process that `anti-` or `pro-` at `at` stands before."""
        near = at + 2 < len(self.tokens) and self.tokens[at + 1].text in HYPHENS
        mention = self.mention[at + 2] if near and self.tokens[at].text.lower() in ("anti", "pro") else None
        return self.place[mention] if mention is not None and mention.type is MentionType.PROCESS else None

    def first_conjunct(self, at: int) -> int:
        """The head of the coordination that `at` is a member of."""
        while self.role[at] is Role.CONJUNCT and self.head[at] != at:
            at = self.head[at]
        return at


def _long_forms(sentence: Sentence, mentions: Sequence[Mention]) -> Iterator[tuple[Mention, Mention]]:
    for name, other in pairwise(sorted(mentions, key=lambda mention: mention.start)):
        text = sentence.text[name.end - sentence.start : other.end - sentence.start + 1]
        if name.type is other.type and text.removesuffix(other.text + ")").strip() == "(":
            yield other, name


def _word(tokens: Sequence[Token], at: int) -> str:
    token = tokens[at]
    lemma = token.lemma
    if at > 1 and tokens[at - 1].text in HYPHENS and tokens[at - 1].end == token.start:
        prefix = tokens[at - 2].text.lower()
        if prefix in PREFIXES and tokens[at - 2].end == tokens[at - 1].start:
            return prefix + lemma
    if at > 0 and tokens[at - 1].text.lower() in ("up", "down") and lemma.startswith("regulat"):
        return tokens[at - 1].text.lower() + lemma  # a source lost the hyphen
    return _HYPHENATED.sub(r"\1", lemma)
