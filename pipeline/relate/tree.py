"""A sentence as a tree of nodes: one node a mention, one a word outside mentions; coordination that was misread, mended."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.records import Mention, MentionType, Role, Sentence, Token

# Prefixes that the tokenizer cuts off and that belong to the word: `down-regulated`, `anti-inflammatory`.
PREFIXES = frozenset({"up", "down", "over", "anti", "pro", "re", "co", "under", "dys", "pre", "non", "im", "immuno"})
HYPHENS = ("-", "‐", "–")
LINKS = (Role.OBJECT, Role.OBLIQUE, Role.SUBJECT, Role.PASSIVE_SUBJECT, Role.AGENT)
RELATIVE_PRONOUNS = ("WDT", "WP", "WP$")


class Tree:
    """Mutable while it is built, read-only afterwards.

    `head`, `role`, `prep`, `kids`, `mention` and `word` are indexed by token; `listed` holds the mentions that a bracket
    after a node lists (`cytokines (A, B)`). A token inside a mention that is not its
    head is no node: it has no kids, and nothing hangs on it. `word` is the lower-case lemma with a cut-off prefix
    given back (`down-regulate` is `downregulate`).
    """

    __slots__ = (
        "_inner",
        "head",
        "kids",
        "light",
        "listed",
        "mention",
        "nodes",
        "place",
        "prep",
        "role",
        "sentence",
        "tokens",
        "topic",
        "word",
    )

    def __init__(
        self,
        sentence: Sentence,
        mentions: Sequence[Mention],
        light: frozenset[str] = frozenset(),
        topic: Mention | None = None,
    ) -> None:
        tokens = list(sentence.tokens)
        self.sentence = sentence
        self.tokens = tokens
        self.light = light
        self.topic = topic
        self.head = [token.head for token in tokens]
        self.role = [token.role for token in tokens]
        self.prep = [token.prep for token in tokens]
        self.word = [_word(tokens, at) for at in range(len(tokens))]
        self.mention: list[Mention | None] = [None] * len(tokens)
        self.place: dict[Mention, int] = {}
        self._inner = [False] * len(tokens)
        for mention in mentions:
            self._place_mention(mention)
        self.kids = self._children()
        for mend in (
            _stolen_objects,
            _verbs_in_objects,
            _chains,
            _participles_in_lists,
            _second_objects,
            _shared_hyphens,
            _misplaced_conjuncts,
        ):
            if mend(self):
                self.kids = self._children()
        self.listed = _bracketed(self)
        self.nodes = [at for at in range(len(tokens)) if not self._inner[at]]

    def _place_mention(self, mention: Mention) -> None:
        within = [k for k, t in enumerate(self.tokens) if t.start < mention.end and mention.start < t.end]
        within = [k for k in within if self.mention[k] is None]
        if not within:
            return
        # The token nearest the root: no other token of the mention lies on its way up, so no cycle can arise.
        top = min(reversed(within), key=self.depth)
        for k in within:
            self.mention[k] = mention
            self._inner[k] = k != top
        span = set(within)
        for k in range(len(self.tokens)):
            if k not in span and self.head[k] in span:
                self.head[k] = top
        for k in within:
            if k != top:
                self.head[k] = top
        self.place[mention] = top

    def _children(self) -> list[list[int]]:
        kids: list[list[int]] = [[] for _ in self.tokens]
        for k, head in enumerate(self.head):
            if head != k and not self._inner[k]:
                kids[head].append(k)
        return kids

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
        """`at` and all nodes under it."""
        yield at
        for kid in self.kids[at]:
            yield from self.below(kid)

    def children(self, at: int, *roles: Role) -> list[int]:
        return [kid for kid in self.kids[at] if self.role[kid] in roles]

    def is_verb(self, at: int) -> bool:
        return self.tokens[at].tag.startswith("VB") and self.role[at] is not Role.MODIFIER

    def is_participle(self, at: int) -> bool:
        return self.tokens[at].tag == "VBN"

    def type_of(self, at: int) -> MentionType | None:
        mention = self.mention[at]
        return mention.type if mention else None

    def members(self, at: int) -> list[int]:
        """`at` and everything coordinated under it, in text order; brackets that rename it left out."""
        found = [at]
        for kid in self.kids[at]:
            if self.role[kid] is Role.CONJUNCT:
                found.extend(self.members(kid))
        return sorted(found)

    def first_conjunct(self, at: int) -> int:
        """The head of the coordination that `at` is a member of."""
        while self.role[at] is Role.CONJUNCT and self.head[at] != at:
            at = self.head[at]
        return at

    def coordinator_before(self, at: int) -> bool:
        """Whether `and`, `or` or a comma stands before the phrase that `at` heads."""
        start = min(self.below(at))
        return start > 0 and (self.role[start - 1] is Role.COORDINATOR or self.tokens[start - 1].text in (",", ";"))


def _word(tokens: Sequence[Token], at: int) -> str:
    token = tokens[at]
    lemma = token.lemma
    if at > 1 and tokens[at - 1].text in HYPHENS and tokens[at - 1].end == token.start:
        prefix = tokens[at - 2].text.lower()
        if prefix in PREFIXES and tokens[at - 2].end == tokens[at - 1].start:
            return prefix + lemma
    return lemma


def _move(tree: Tree, at: int, head: int, role: Role, prep: str = "") -> None:
    if head == at or at in tree.above(head):
        return
    tree.head[at], tree.role[at], tree.prep[at] = head, role, prep


def _participles_in_lists(tree: Tree) -> bool:
    """`reduced A, B, and attenuated C were seen`: the parser reads `attenuated` as a verb with the object C."""
    changed = False
    for at in range(len(tree.tokens)):
        listed = tree.role[at] in (Role.PARTICIPLE, Role.CONJUNCT) and not tree._inner[at]
        if not listed or tree.tokens[at].tag not in ("VBD", "VBN") or tree.head[at] == at:
            continue
        objects = tree.children(at, Role.OBJECT)
        nounal = not tree.tokens[tree.head[at]].tag.startswith("VB")
        others = [k for k in tree.kids[at] if tree.role[k] not in (Role.OBJECT, Role.PUNCTUATION, Role.COORDINATOR)]
        if nounal and len(objects) == 1 and objects[0] == at + 1 and not others and tree.coordinator_before(at):
            noun = objects[0]
            _move(tree, noun, tree.head[at], Role.CONJUNCT)
            _move(tree, at, noun, Role.MODIFIER)
            changed = True
    return changed


def _second_objects(tree: Tree) -> bool:
    """A verb's second object after `and` is coordinated with the first."""
    changed = False
    for at in range(len(tree.tokens)):
        objects = tree.children(at, Role.OBJECT)
        for first, second in pairwise(objects):
            between = any(tree.role[k] is Role.COORDINATOR for k in range(first + 1, second))
            if between and first < second:
                _move(tree, second, first, Role.CONJUNCT)
                changed = True
    return changed


def _shared_hyphens(tree: Tree) -> bool:
    """`in A and B-treated mice`: A is coordinated with B, not with the mice."""
    changed = False
    for at in range(len(tree.tokens)):
        if tree.role[at] is not Role.CONJUNCT or tree.mention[at] is not None:
            continue
        first = tree.head[at]
        if (
            tree.mention[first] is None
            or tree.role[first] not in LINKS
            or any(k < first and tree.role[k] not in (Role.PREPOSITION, Role.DETERMINER) for k in tree.kids[first])
        ):
            continue
        for modifier in tree.children(at, Role.MODIFIER):
            inner = [k for k in tree.children(modifier, Role.COMPOUND) if tree.type_of(k) is tree.type_of(first)]
            if inner and tree.tokens[inner[0]].end + 1 == tree.tokens[modifier].start:
                head, role, prep = tree.head[first], tree.role[first], tree.prep[first]
                tree.head[at], tree.role[at], tree.prep[at] = head, role, prep
                tree.head[first], tree.role[first], tree.prep[first] = inner[0], Role.CONJUNCT, ""
                changed = True
                break
    return changed


def _misplaced_conjuncts(tree: Tree) -> bool:
    """`expansion of A, B and C`: a conjunct belongs to the nearest mention of its own type, not to `expansion`."""
    changed = False
    for at in range(len(tree.tokens)):
        if tree.role[at] is not Role.CONJUNCT or tree._inner[at] or tree.mention[at] is None:
            continue
        head = tree.head[at]
        kind = tree.type_of(at)
        if tree.type_of(head) is kind or tree.is_verb(head):
            continue
        same = [
            k for k in tree.below(head) if head < k < at and k not in set(tree.below(at)) and tree.type_of(k) is kind
        ]
        same = [k for k in same if tree.role[k] in (Role.OBLIQUE, Role.CONJUNCT, Role.OBJECT)]
        if same:
            _move(tree, at, same[-1], Role.CONJUNCT)
            changed = True
    return changed


def _chains(tree: Tree) -> bool:
    """`the TLR4/MyD88/NF-κB pathway`: mentions of one type joined by a slash or a hyphen are coordinated."""
    changed = False
    placed = sorted(tree.place.items(), key=lambda item: item[0].start)
    text, shift = tree.sentence.text, tree.sentence.start
    for (left, at), (right, other) in pairwise(placed):
        gap = text[left.end - shift : right.start - shift].strip()
        if left.type is not right.type or gap not in ("/", *HYPHENS):
            continue
        # Whichever is nearer the root keeps its place; the other becomes its conjunct.
        up, down = (at, other) if tree.depth(at) < tree.depth(other) else (other, at)
        if up in tree.above(down) or tree.head[up] == tree.head[down]:
            _move(tree, down, up, Role.CONJUNCT)
            changed = True
    return changed


def _bracketed(tree: Tree) -> dict[int, tuple[int, ...]]:
    """Two or more mentions of one type in a bracket, with nothing but commas and `and` between, by the node before it."""
    found: dict[int, tuple[int, ...]] = {}
    opened = [k for k, token in enumerate(tree.tokens) if token.text == "(" and k > 0]
    placed = sorted(tree.place.items(), key=lambda item: item[0].start)
    for k in opened:
        before = tree.mention[k - 1]
        head = tree.place[before] if before is not None else k - 1
        at = tree.tokens[k].end
        inside: list[int] = []
        for mention, node in placed:
            if mention.start < at:
                continue
            gap = tree.sentence.text[at - tree.sentence.start : mention.start - tree.sentence.start]
            if gap.strip(" ,/;").lower() not in ("", "and", "or", "such as", "e.g.", "including", "i.e."):
                break
            if inside and tree.type_of(inside[0]) is not mention.type:
                break
            inside.append(node)
            at = mention.end
        if len(inside) > 1 and head not in inside:
            found[head] = tuple(inside)
    return found


def _stolen_objects(tree: Tree) -> bool:
    """`A that target B were reduced`: two subjects of one verb, where the second is the relative clause's object."""
    changed = False
    for at in range(len(tree.tokens)):
        subjects = tree.children(at, Role.SUBJECT, Role.PASSIVE_SUBJECT)
        for first, second in pairwise(subjects):
            clauses = [k for k in tree.children(first, Role.RELATIVE, Role.PARTICIPLE) if first < k < second]
            if clauses and not tree.children(clauses[-1], Role.OBJECT, Role.OBLIQUE):
                _move(tree, second, clauses[-1], Role.OBJECT)
                changed = True
    return changed


def _verbs_in_objects(tree: Tree) -> bool:
    """`X reduced A and increased B`: the parser reads `increased` as an adjective of B, the second object.

    It is a verb when the first one has its form and is more than a support (`showed reduced A and increased B` is a
    list of states), and the first object has no such adjective.
    """
    changed = False
    for at in range(len(tree.tokens)):
        if tree.role[at] is not Role.CONJUNCT or tree._inner[at] or tree.is_verb(at):
            continue
        first = tree.first_conjunct(at)
        top = first
        while tree.role[top] is Role.OBLIQUE and not tree.is_verb(tree.head[top]):
            top = tree.head[top]  # `reduced A in B and increased C`, with C beside B
        verb = tree.head[top]
        placed = tree.role[top] is Role.OBJECT and top > verb
        if not placed or not tree.is_verb(verb) or tree.word[verb] in tree.light:
            continue
        start = min(tree.below(at))
        lead = tree.tokens[start]
        if start == at or tree.role[start] is not Role.MODIFIER or tree.head[start] != at or start == 0:
            continue
        after = tree.role[start - 1] is Role.COORDINATOR or tree.tokens[start - 1].text == ","
        form = _same_form(tree.tokens[verb], lead)
        if (
            not after
            or not form
            or any(_same_form(tree.tokens[verb], tree.tokens[k]) for k in tree.children(first, Role.MODIFIER))
        ):
            continue
        tree.tokens[start] = replace(lead, tag=form, pos="VERB")
        if lead.pos == "ADJ":  # the lemma of `induced` as an adjective is `induced`
            tree.word[start] = lead.text.lower()[:-1] if form == "VBD" else lead.text.lower()[:-3]
        _move(tree, start, verb, Role.CONJUNCT)
        _move(tree, at, start, Role.OBJECT)
        tree.kids = tree._children()
        changed = True
    return changed


def _same_form(verb: Token, word: Token) -> str:
    """The tag of a verb that `word` would be beside `verb`: VBD, VBG or, when their forms differ, ""."""
    text = word.text.lower()
    if verb.tag in ("VBD", "VBN") and text.endswith("ed") and word.tag in ("VBN", "VBD", "JJ"):
        return "VBD"
    return "VBG" if verb.tag == "VBG" and text.endswith("ing") and word.tag in ("VBG", "JJ", "NN") else ""
