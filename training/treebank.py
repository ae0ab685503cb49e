"""The two treebanks as spaCy documents with tags, heads and CLEAR labels."""

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.language import Language
from spacy.tokens import Doc

from training.convert import Converter, Dependencies
from training.trees import Tree, genia_trees, penn_tree

CRAFT = "craft/structural-annotation"
GENIA = "genia"
PARTICIPLES = ("VBN", "VBG", "VBD")
_SIGNS_ONLY = re.compile(r"[^A-Za-z0-9α-ωΑ-Ω]+")
_NUMBER = re.compile(r"[0-9.,]+")
_SMALL = re.compile(r"[IVX]+|alpha|beta|gamma|delta|kappa|epsilon|zeta|omega|[A-Za-z]|[α-ω]")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A sentence as five columns; a root is its own head."""

    words: list[str]
    spaces: list[bool]
    tags: list[str]
    heads: list[int]
    labels: list[str]


def document(sentences: Iterable[Parsed], nlp: Language) -> Doc:
    """One document of some sentences, white space between them."""
    words: list[str] = []
    spaces: list[bool] = []
    tags: list[str] = []
    heads: list[int] = []
    labels: list[str] = []
    for sentence in sentences:
        heads += [len(words) + head for head in sentence.heads]
        words += sentence.words
        spaces += [*sentence.spaces[:-1], True]
        tags += sentence.tags
        labels += ["ROOT" if label == "root" else label for label in sentence.labels]
    return Doc(nlp.vocab, words=words, spaces=spaces, tags=tags, heads=heads, deps=labels)


def passages(sentences: Sequence[Parsed], rng: random.Random) -> Iterator[Sequence[Parsed]]:
    """The sentences in groups of one to four, so that the parser learns where sentences end but not how long texts are."""
    at = 0
    while at < len(sentences):
        size = rng.randint(1, 4)
        yield sentences[at : at + size]
        at += size


# --- CRAFT ---


def craft_ids(files: Mapping[str, bytes], split: str) -> list[str]:
    """The articles of CRAFT's published split: train, dev or test."""
    return files[f"craft/articles/ids/craft-ids-{split}.txt"].decode().split()


def craft_paragraphs(files: Mapping[str, bytes], article: str) -> list[list[Parsed]]:
    """The paragraphs of one article, as lists of sentences."""
    paragraphs: list[list[Parsed]] = []
    rows: list[list[str]] = []
    for line in files[f"{CRAFT}/dependency/conllu/{article}.conllu"].decode().split("\n"):
        if line.startswith("# newpar") or not paragraphs:
            paragraphs.append([])
        if not line.strip() and rows:
            paragraphs[-1].append(conllu_sentence(rows))
            rows = []
        elif line and not line.startswith("#"):
            rows.append(line.split("\t"))
    return [paragraph for paragraph in paragraphs if paragraph]


def craft_pairs(files: Mapping[str, bytes], article: str) -> list[tuple[Tree, Dependencies]]:
    """Sentences of one article that have both a tree and dependencies over the same words."""
    name = next((name for name in files if name.startswith(f"{CRAFT}/treebank/penn/{article}")), None)
    if name is None:
        return []
    trees = [penn_tree(line) for line in files[name].decode().split("\n") if line.strip()]
    by_tags = {_key([word.label for word in tree.words], tree.words[0].word): tree for tree in trees if tree}
    sentences = [sentence for paragraph in craft_paragraphs(files, article) for sentence in paragraph]
    pairs = []
    for k, sentence in enumerate(sentences):
        tree = trees[k] if k < len(trees) else None
        if tree is None or len(tree.words) != len(sentence.words):
            tree = by_tags.get(_key(sentence.tags, sentence.words[0]))
        if tree is not None and len(tree.words) == len(sentence.words):
            pairs.append((tree, Dependencies(sentence.heads, sentence.labels)))
    return pairs


def _key(tags: list[str], first: str) -> tuple[str, str]:
    return " ".join(tags), first


def conllu_sentence(rows: list[list[str]]) -> Parsed:
    """A sentence from its rows in CoNLL-U: https://universaldependencies.org/format.html."""
    heads = [int(row[6]) - 1 if row[6] != "0" else k for k, row in enumerate(rows)]
    spaces = ["SpaceAfter=No" not in row[9] for row in rows]
    return Parsed([row[1] for row in rows], spaces, [row[4] for row in rows], heads, [row[7] for row in rows])


# --- GENIA ---


def genia_ids(files: Mapping[str, bytes], split: str) -> list[str]:
    """The abstracts of GENIA's published split; `train` is all that is in neither dev nor test."""
    held = {name: set(files[f"{GENIA}/{name}_per_sentence.pmids"].decode().split()) for name in ("dev", "test")}
    if split in held:
        return sorted(held[split])
    names = (re.fullmatch(r".*/GENIA_treebank_v1/(\d+)\.xml", name) for name in files)
    return sorted({match[1] for match in names if match} - held["dev"] - held["test"])


def genia_sentences(
    files: Mapping[str, bytes], ids: Sequence[str], converter: Converter, nlp: Language
) -> dict[str, list[Parsed]]:
    """The sentences of some abstracts by id, in CLEAR labels and cut as our tokenizer cuts.

    An abstract that the archive lacks is left out.
    """
    trees: list[Tree] = []
    owners: list[str] = []
    for number in ids:
        xml = files.get(f"{GENIA}/original_data/GENIA_treebank_v1/{number}.xml")
        for tree in genia_trees(xml) if xml else ():
            trees.append(tree)
            owners.append(number)
    found: dict[str, list[Parsed]] = {}
    for number, tree, dependencies in zip(owners, trees, converter.dependencies(trees), strict=True):
        words = tree.words
        whole = Parsed(
            [word.word for word in words],
            [word.space for word in words],
            [word.label for word in words],
            dependencies.heads,
            dependencies.labels,
        )
        found.setdefault(number, []).append(without_false_possessives(cut(whole, nlp)))
    return found


def cut(sentence: Parsed, nlp: Language) -> Parsed:
    """`sentence` with its words cut as the tokenizer of `nlp` cuts them, the parts hung on the part that heads the word.

    GENIA keeps `NF-kappaB-dependent` whole. Its last part heads it, as in CRAFT; but `IL` heads `IL-2`, and `TNF` `TNF-alpha`.
    """
    parts = [_parts(word, nlp) for word in sentence.words]
    inner = [_inner_head(own, tag) for own, tag in zip(parts, sentence.tags, strict=True)]
    first = [sum(map(len, parts[:k])) for k in range(len(parts))]
    cut_up = Parsed([], [], [], [], [])
    for k, own in enumerate(parts):
        tag, top = sentence.tags[k], first[k] + inner[k]
        for at, part in enumerate(own):
            cut_up.words.append(part)
            cut_up.spaces.append(sentence.spaces[k] and at == len(own) - 1)
            if at == inner[k]:
                above = sentence.heads[k]
                cut_up.tags.append(tag)
                cut_up.heads.append(top if above == k else first[above] + inner[above])
                cut_up.labels.append(sentence.labels[k])
            else:
                part_tag, label = _part(part, at < inner[k], tag)
                cut_up.tags.append(part_tag)
                cut_up.heads.append(top)
                cut_up.labels.append(label)
    return cut_up


def without_false_possessives(sentence: Parsed) -> Parsed:
    """`poss` only where there is a possessive pronoun or an 's: the converter takes other nouns for possessives at times."""
    labels = list(sentence.labels)
    for k, label in enumerate(labels):
        own = {sentence.tags[j] for j, head in enumerate(sentence.heads) if head == k}
        after = sentence.tags[k + 1 : k + 2]
        if label == "poss" and sentence.tags[k] not in ("PRP$", "WP$") and "POS" not in own and after != ["POS"]:
            labels[k] = "compound"
    return replace(sentence, labels=labels)


def _parts(word: str, nlp: Language) -> list[str]:
    parts = [token.text for token in nlp.make_doc(word)]
    return parts if "".join(parts) == word else [word]


def _inner_head(parts: list[str], tag: str) -> int:
    content = [k for k, part in enumerate(parts) if not _SIGNS_ONLY.fullmatch(part)]
    if not content:
        return 0
    named = [k for k in content if not _NUMBER.fullmatch(parts[k])] or content
    first, last = named[0], named[-1]
    if tag in (*PARTICIPLES, "JJ", "RB"):
        return last
    small_last = _SMALL.fullmatch(parts[last]) and not _SMALL.fullmatch(parts[first])
    return first if small_last else last


def _part(part: str, before: bool, tag: str) -> tuple[str, str]:
    """Tag and label of a part that does not head its word."""
    if _SIGNS_ONLY.fullmatch(part):
        signs = {"-–/‐−": "HYPH", "([": "-LRB-", ")]": "-RRB-", "+<>=±": "SYM", ":;": ":"}
        return next((name for group, name in signs.items() if part in group), ","), "punct"
    if _NUMBER.fullmatch(part):
        return "CD", "nummod"
    if not before:
        return "NN", "nmod"
    return "NN", "npadvmod" if tag in (*PARTICIPLES, "JJ") else "compound"
