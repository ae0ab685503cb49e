"""The shipped model's figures: `python -m training.evaluate`.

Parser: attachment without punctuation, as spaCy scores it, on the published splits of CRAFT and of GENIA (the latter in
CLEAR labels that our converter made, so it measures agreement with the converter). The test splits are scored only with
`--test`: look at them once, at the end. Names and claims: `secretome evaluate`.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from spacy.language import Language
from spacy.tokens import DocBin
from thinc.api import NumpyOps, set_current_ops

from pipeline.errors import ModelError
from pipeline.language.loading import SHIPPED
from training import learning
from training.corpora import Recipe, RecipeError
from training.gold import GoldError
from training.train import HERE, ROOT, Training, loaded

SHOWN = (
    "nsubj",
    "nsubjpass",
    "dobj",
    "agent",
    "pobj",
    "prep",
    "conj",
    "acl",
    "relcl",
    "xcomp",
    "advcl",
    "appos",
    "compound",
    "amod",
    "neg",
)


def parser_lines(nlp: Language, folder: Path, split: str, *, raw: bool) -> Iterator[str]:
    """Two lines for each treebank: scores on given words, or on `raw` text cut by our own tokenizer; and F1 by label."""
    for name in ("craft", "genia"):
        docs = [doc for doc in DocBin().from_disk(folder / f"{name}.spacy").get_docs(nlp.vocab) if len(doc) > 3]
        own = learning.examples(docs, nlp)
        if raw:
            for example in own:
                example.predicted = nlp.make_doc(example.reference.text)
        start = time.perf_counter()
        score = nlp.evaluate(own)
        speed = sum(map(len, docs)) / (time.perf_counter() - start)
        yield (
            f"{name} {split} {'raw text' if raw else 'given words'}: tags {score['tag_acc']:.2%} UAS {score['dep_uas']:.2%} "
            f"LAS {score['dep_las']:.2%} sentences {score['sents_f']:.2%} ({speed:.0f} tokens/s)"
        )
        by_label = score["dep_las_per_type"]
        yield "  F1 by label: " + " ".join(
            f"{label} {by_label[label]['f']:.1%}" for label in SHOWN if label in by_label
        )


def size(folder: Path) -> float:
    """Megabytes (10^6 bytes) on disk."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m training.evaluate", description=(__doc__ or "").split("\n", maxsplit=1)[0]
    )
    parser.add_argument("--model", type=Path, default=SHIPPED)
    parser.add_argument("--recipe", type=Path, default=HERE / "recipe.toml")
    parser.add_argument(
        "--corpora", type=Path, default=ROOT.parent / "shared", help="the folder that holds the corpora"
    )
    parser.add_argument(
        "--work", type=Path, default=ROOT / "data" / "training", help="where converted treebanks are kept"
    )
    parser.add_argument("--test", action="store_true", help="score the test splits too")
    given = parser.parse_args(arguments)
    set_current_ops(NumpyOps(use_blis=False))
    recipe = Recipe(given.recipe, given.corpora)
    try:
        start = time.perf_counter()
        nlp = loaded(given.model)
        print(f"{given.model}: {size(given.model):.1f} MB, loaded in {time.perf_counter() - start:.2f} s")  # noqa: T201 - a command
        for split in ("dev", "test") if given.test else ("dev",):
            folder = Training(recipe, given.work).treebanks(split)
            for raw in (False, True):
                for line in parser_lines(nlp, folder, split, raw=raw):
                    print(line, flush=True)  # noqa: T201 - a command
    except (RecipeError, GoldError, ModelError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
