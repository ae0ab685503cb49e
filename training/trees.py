"""Constituency trees from the two treebanks: CRAFT's Penn brackets and GENIA's XML."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}"}
GENIA_TAGS = {
    "PERIOD": ".", "COMMA": ",", "COLON": ":", "LRB": "-LRB-", "RRB": "-RRB-", "LQT": "``", "RQT": "''",
    "PRPP": "PRP$", "WPP": "WP$",
}  # fmt: skip
ROLES = ("SBJ", "PRD", "LGS")  # function tags that a dependency label can be read from


@dataclass(eq=False)
class Node:
    """A constituent, or a word when `word` is set. `start` and `end` count words of the sentence."""

    label: str
    word: str = ""
    role: str = ""
    kids: list["Node"] = field(default_factory=list)
    start: int = 0
    end: int = 0
    space: bool = True  # white space follows the word

    @property
    def is_word(self) -> bool:
        return bool(self.word)


@dataclass(frozen=True, slots=True)
class Tree:
    """A sentence: its top constituent and its words in order."""

    root: Node
    words: list[Node]


def penn_tree(line: str) -> Tree | None:
    """The tree of one line in Penn brackets without traces; None where nothing is left.

    A label's function tag is kept as the role when it is one of `ROLES`.
    """
    stack: list[Node] = []
    root = Node("")
    pieces = re.findall(r"\(|\)|[^\s()]+", line)
    for at, piece in enumerate(pieces):
        if piece == "(":
            stack.append(Node(""))
        elif piece == ")":
            node = stack.pop()
            if not stack:
                root = node
            elif node.word or node.kids:
                stack[-1].kids.append(node)
        elif pieces[at - 1] == "(":
            stack[-1].label = piece
        else:
            stack[-1].word = BRACKETS.get(piece, piece)
    kept = _without_traces(root)
    return _finished(kept) if kept else None


def genia_trees(xml: bytes) -> Iterator[Tree]:
    """The sentences of one GENIA treebank file."""
    for sentence in ElementTree.fromstring(xml).iter("sentence"):  # noqa: S314 - a corpus file with a known checksum
        words: list[Node] = []
        root = _genia_node(sentence, words)
        if root is not None:
            root.label = "S1"
            yield _finished(root)


def _without_traces(node: Node) -> Node | None:
    if node.is_word:
        return None if node.label == "-NONE-" else node
    if node.label and not node.label.startswith("-"):
        label, *tags = re.split(r"[-=]", node.label)
        node.label, node.role = label, next((tag for tag in tags if tag in ROLES), "")
    node.kids = [kept for kid in node.kids if (kept := _without_traces(kid)) is not None]
    return node if node.kids else None


def _genia_node(element: ElementTree.Element, words: list[Node]) -> Node | None:
    """`words` collects the leaves; white space is found in the texts between the elements."""
    label = element.get("cat") or element.tag
    if element.tag == "tok":
        text = "".join(element.itertext())
        if not text.strip():
            return None
        words.append(Node(GENIA_TAGS.get(label, label), word=text.strip(), space=text != text.rstrip()))
        return words[-1]
    node = Node(label, role=element.get("role") or "")
    if words and element.text and not element.text.strip():
        words[-1].space = True
    for child in element:
        kid = _genia_node(child, words)
        if kid is not None:
            node.kids.append(kid)
        if words and child.tail and not child.tail.strip():
            words[-1].space = True
    return node if node.kids else None


def _finished(root: Node) -> Tree:
    """Chains of single constituents joined, spans counted."""
    root.label = root.label or "S1"
    _collapse(root)
    words: list[Node] = []
    _number(root, words)
    return Tree(root, words)


def _collapse(node: Node) -> None:
    for kid in node.kids:
        _collapse(kid)
    while len(node.kids) == 1 and not node.kids[0].is_word:
        only = node.kids[0]
        node.label = only.label if node.label == "S1" else node.label
        node.kids = only.kids


def _number(node: Node, words: list[Node]) -> None:
    node.start = len(words)
    if node.is_word:
        words.append(node)
    for kid in node.kids:
        _number(kid, words)
    node.end = len(words)
