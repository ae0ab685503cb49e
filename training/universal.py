"""The parser with Universal Dependencies labels, as scispaCy's have: `python -m training.universal`.

Not shipped: it is there to compare. GENIA's dependencies in the first version of Universal Dependencies
(https://github.com/allenai/genia-dependency-trees) lack their training part here, so a converter learns from the published
`dev` and `future_use` sentences, which have both, and gives their kind of trees to the rest. Development and test parts are the
published ones, whole.
"""

import argparse
import random
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

from spacy.language import Language
from thinc.api import NumpyOps, set_current_ops

from pipeline.errors import ModelError
from training import learning, treebank
from training.convert import Converter, Dependencies
from training.corpora import Recipe, RecipeError
from training.gold import GoldError
from training.train import HERE, ROOT, Training, loaded
from training.treebank import GENIA, Parsed
from training.trees import BRACKETS, Tree, genia_trees

PARALLEL = ("future_use", "dev")


def published(files: Mapping[str, bytes], split: str) -> list[Parsed]:
    """The sentences of a published part: dev, test or future_use."""
    blocks = files[f"{GENIA}/{split}.conllu"].decode().strip().split("\n\n")
    return [treebank.conllu_sentence([line.split("\t") for line in block.split("\n")]) for block in blocks]


def pairs(files: Mapping[str, bytes], split: str) -> Iterator[tuple[Tree, Dependencies]]:
    """The sentences of a published part that the treebank's own files hold with the same words."""
    ids = files[f"{GENIA}/mclosky/{split}.pmids"].decode().split()
    trees = {_key(word.word for word in tree.words): tree for number in ids for tree in _trees(files, number)}
    for sentence in published(files, split):
        tree = trees.get(_key(sentence.words))
        if tree is not None and len(tree.words) == len(sentence.words):
            yield tree, Dependencies(sentence.heads, sentence.labels)


def abstracts(files: Mapping[str, bytes], split: str) -> list[list[Parsed]]:
    """The sentences of a published part, abstract by abstract."""
    numbers = files[f"{GENIA}/{split}_per_sentence.pmids"].decode().split()
    numbered = zip(numbers, published(files, split), strict=True)
    return [[sentence for _, sentence in own] for _, own in groupby(numbered, key=lambda pair: pair[0])]


def converted(files: Mapping[str, bytes], seed: int) -> list[list[Parsed]]:
    """All abstracts outside the development and test parts, in labels that the converter gives."""
    converter = Converter([pair for split in PARALLEL for pair in pairs(files, split)], seed)
    owned = [(number, tree) for number in treebank.genia_ids(files, "train") for tree in _trees(files, number)]
    found = converter.dependencies([tree for _, tree in owned])
    by_abstract: dict[str, list[Parsed]] = {}
    for (number, tree), arcs in zip(owned, found, strict=True):
        words = tree.words
        by_abstract.setdefault(number, []).append(
            Parsed([w.word for w in words], [w.space for w in words], [w.label for w in words], arcs.heads, arcs.labels)
        )
    return list(by_abstract.values())


class UniversalTraining(Training):
    """The stages of this parser, over the pretrained layer of the shipped one."""

    def universal_parser(self) -> Path:
        """The pipeline with tagger and parser."""
        return self._once("parser_ud", self._train_universal)

    def _train_universal(self, out: Path) -> None:
        stage = self.recipe.stage("parser_ud")
        nlp = learning.pipeline(HERE / "parser.cfg", {"components.parser.model.extra_state_tokens": True})
        rng = random.Random(self.recipe.seed)  # noqa: S311 - shuffling, nothing secret
        whole = converted(self.recipe.corpus("genia").members(), self.recipe.seed)
        docs = [treebank.document(part, nlp) for own in whole for part in treebank.passages(own, rng)]
        self._teach_to_parse(nlp, [(learning.examples(docs, nlp), 1)], stage)
        nlp.to_disk(out)


def score_line(nlp: Language, files: Mapping[str, bytes], split: str) -> str:
    """Tags and attachment on given words, without punctuation."""
    docs = [treebank.document(own, nlp) for own in abstracts(files, split)]
    score = nlp.evaluate(learning.examples(docs, nlp))
    return f"GENIA {split}: tags {score['tag_acc']:.2%} UAS {score['dep_uas']:.2%} LAS {score['dep_las']:.2%}"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m training.universal", description=(__doc__ or "").split("\n", maxsplit=1)[0]
    )
    parser.add_argument("--recipe", type=Path, default=HERE / "recipe.toml")
    parser.add_argument("--corpora", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--work", type=Path, default=ROOT / "data" / "training")
    parser.add_argument("--test", action="store_true", help="score the test part too")
    given = parser.parse_args(arguments)
    set_current_ops(NumpyOps(use_blis=False))
    recipe = Recipe(given.recipe, given.corpora)
    try:
        files = recipe.corpus("genia").members()
        nlp = loaded(UniversalTraining(recipe, given.work).universal_parser())
        for split in ("dev", "test") if given.test else ("dev",):
            print(score_line(nlp, files, split), flush=True)  # noqa: T201 - a command
    except (RecipeError, GoldError, ModelError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command
        return 2
    return 0


def _trees(files: Mapping[str, bytes], number: str) -> Iterator[Tree]:
    xml = files.get(f"{GENIA}/original_data/GENIA_treebank_v1/{number.lstrip('0')}.xml")
    if xml:
        yield from genia_trees(xml)


def _key(words: Iterable[str]) -> str:
    return "".join(BRACKETS.get(word, word) for word in words).replace(" ", "")


if __name__ == "__main__":
    sys.exit(main())
