"""Follow the recipe: `python -m training.train`.

Each stage leaves its result in the work folder and is not done again while that is there; `--fresh` starts over. The
finished model is written to `--out`, and nothing of it is replaced before all stages are done.
"""

import argparse
import random
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import spacy
import thinc
from spacy.about import __version__ as spacy_version
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example
from thinc.api import NumpyOps, fix_random_seed, set_current_ops

from pipeline.errors import ModelError
from pipeline.language.loading import SHIPPED
from training import assembly, constructions, learning, texts, treebank
from training.convert import Converter
from training.corpora import Recipe, RecipeError
from training.gold import GoldError, records
from training.pretraining import Pretraining, pretrain
from training.tokenizer import split_at_signs

HERE = Path(__file__).parent
ROOT = HERE.parent


def say(line: str) -> None:
    print(time.strftime("%H:%M:%S"), line, flush=True)  # noqa: T201 - a command


class Training:
    """The stages, each a method that returns the path of its result."""

    def __init__(self, recipe: Recipe, work: Path) -> None:
        self.recipe = recipe
        self.work = work
        work.mkdir(parents=True, exist_ok=True)

    def pretrained(self) -> Path:
        """The weights of a tok2vec layer that has read all texts."""
        return self._once("tok2vec.bin", self._pretrain)

    def treebanks(self, split: str) -> Path:
        """A folder with `craft.spacy` and `genia.spacy`: the sentences of one published split."""
        return self._once(f"treebank_{split}", lambda out: self._convert(split, out))

    def parser(self) -> Path:
        """The pipeline with tagger and parser."""
        return self._once("parser", self._train_parser)

    def assemble(self, out: Path) -> None:
        """Put the parts together and write them to `out`."""
        nlp = spacy.load(self.parser())
        assembly.add_parts_of_speech(nlp)
        assembly.add_lemmas(nlp, self.recipe.corpus("lemmas"))
        assembly.round_weights(nlp, self.recipe.table["mantissa_bits"])
        meta = {
            "name": self.recipe.table["name"],
            "version": self.recipe.table["version"],
            "spacy_version": ">=3.8.0,<3.9.0",
            "description": "Biomedical English: tagger, parser with CLEAR labels, rule lemmatizer",
            "author": "secretome-evidence",
            "license": "CC BY 3.0 (weights); MIT (lemma tables, from spacy-lookups-data)",
            "made_with": f"spaCy {spacy_version}, thinc {thinc.__version__}, Python {sys.version.split()[0]}",
        }
        assembly.write(nlp, out, meta, (HERE / "model_readme.md").read_text(encoding="utf-8"))

    def _once(self, name: str, make: Callable[[Path], None]) -> Path:
        """The result called `name`, made now if it is not there. A stage that breaks off leaves no result."""
        path, unfinished = self.work / name, self.work / f"{name}.unfinished"
        if not path.exists():
            if unfinished.is_dir():
                shutil.rmtree(unfinished)
            say(f"{name}: begin")
            start, worked = time.perf_counter(), time.process_time()
            fix_random_seed(self.recipe.seed)
            make(unfinished)
            unfinished.rename(path)
            took, worked = time.perf_counter() - start, time.process_time() - worked
            say(f"{name}: done in {took:.0f} s, {worked:.0f} s of them on a processor")
        return path

    def _pretrain(self, out: Path) -> None:
        stage = self.recipe.stage("pretraining")
        nlp = learning.pipeline(HERE / "pretraining.cfg")
        barred = [record.text for record in records(self.recipe.corpus("gold_dev").checked())]
        own = texts.words(texts.lines(map(self.recipe.corpus, stage["domain"]), barred), nlp)
        rest = texts.words(texts.lines(map(self.recipe.corpus, stage["general"]), barred), nlp)
        say(f"{sum(map(len, own))} words of the domain, {sum(map(len, rest))} others")
        nlp.initialize()
        tok2vec = nlp.get_pipe("tok2vec").model  # type: ignore[attr-defined]
        how = Pretraining(
            stage["epochs"],
            stage["batch_words"],
            stage["share"],
            stage["vocabulary"],
            stage["learn_rate"],
            self.recipe.seed,
        )
        told = lambda epoch, seen, right: say(f"epoch {epoch}: {seen} words, {right:.1%} of the hidden ones guessed")  # noqa: E731
        pretrain(tok2vec, own * stage["domain_times"] + rest, nlp.vocab, how, told)
        out.write_bytes(tok2vec.to_bytes())

    def _convert(self, split: str, out: Path) -> None:
        nlp = spacy.blank("en")
        split_at_signs(nlp)
        craft = self.recipe.corpus("craft").members()
        genia = self.recipe.corpus("genia").members()
        rng = random.Random(self.recipe.seed)  # noqa: S311 - shuffling, nothing secret
        converter = self._converter(craft)
        abstracts = treebank.genia_sentences(genia, treebank.genia_ids(genia, split), converter, nlp).values()
        paragraphs = [
            own for article in treebank.craft_ids(craft, split) for own in treebank.craft_paragraphs(craft, article)
        ]
        out.mkdir()
        for name, units in (("craft", paragraphs), ("genia", list(abstracts))):
            cut = [part for unit in units for part in treebank.passages(unit, rng)] if split == "train" else units
            DocBin(docs=[treebank.document(part, nlp) for part in cut]).to_disk(out / f"{name}.spacy")

    def _converter(self, craft: dict[str, bytes]) -> Converter:
        stage = self.recipe.stage("conversion")
        articles = sorted(treebank.craft_ids(craft, "train"))
        random.Random(self.recipe.seed + 1).shuffle(articles)  # noqa: S311 - shuffling, nothing secret
        pairs = [pair for article in articles[: stage["articles"]] for pair in treebank.craft_pairs(craft, article)]
        long_enough = [pair for pair in pairs if len(pair[0].words) > 3]
        return Converter(long_enough[: stage["sentences"]], self.recipe.seed)

    def _train_parser(self, out: Path) -> None:
        stage, finish = self.recipe.stage("parser"), self.recipe.stage("parser_finish")
        nlp = learning.pipeline(HERE / "parser.cfg")
        folder = self.treebanks("train")
        own = [
            (learning.examples(_docs(folder / f"{name}.spacy", nlp), nlp), times)
            for name, times in stage["times"].items()
        ]
        self._teach_to_parse(nlp, own, stage)
        rng = random.Random(self.recipe.seed)  # noqa: S311 - a choice of words, nothing secret
        made_up = [treebank.document([one], nlp) for one in constructions.sentences(finish["sentences"], rng)]
        sets = [*((sentences, 1) for sentences, _ in own), (learning.examples(made_up, nlp), finish["times"])]
        learning.train(nlp, sets, _schedule(finish, self.recipe.seed), _report)
        nlp.to_disk(out)

    def _teach_to_parse(self, nlp: Language, own: list[tuple[list[Example], int]], stage: dict[str, Any]) -> None:
        nlp.initialize(lambda: [example for sentences, _ in own for example in sentences])
        learning.start_from(nlp.get_pipe("tok2vec").model, self._tok2vec(self.pretrained()))  # type: ignore[attr-defined]
        learning.train(nlp, own, _schedule(stage, self.recipe.seed), _report)

    def _tok2vec(self, weights: Path) -> Any:
        nlp = learning.pipeline(HERE / "pretraining.cfg")
        nlp.initialize()
        return nlp.get_pipe("tok2vec").model.from_bytes(weights.read_bytes())  # type: ignore[attr-defined]


def follow(recipe: Recipe, work: Path, out: Path) -> None:
    """All stages."""
    Training(recipe, work).assemble(out)


def loaded(folder: Path) -> Language:
    """The whole pipeline in `folder`.

    Raises:
        ModelError: spaCy cannot load it.
    """
    try:
        return spacy.load(folder)
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"{folder}: cannot be loaded by spaCy {spacy_version}: {error}") from error


def _docs(path: Path, nlp: Language) -> list[Doc]:
    """The documents in `path` that are no mere headings."""
    return [doc for doc in DocBin().from_disk(path).get_docs(nlp.vocab) if len(doc) > 2]


def _schedule(stage: dict[str, Any], seed: int) -> learning.Schedule:
    return learning.Schedule(stage["words"], stage["batch_words"], stage["learn_rate"], stage["dropout"], seed)


def _report(step: int, seen: int, losses: dict[str, float]) -> None:
    say(f"step {step}, {seen} words, loss " + ", ".join(f"{name} {loss:.0f}" for name, loss in losses.items()))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m training.train", description=(__doc__ or "").split("\n", maxsplit=1)[0]
    )
    parser.add_argument("--recipe", type=Path, default=HERE / "recipe.toml")
    parser.add_argument(
        "--corpora", type=Path, default=ROOT.parent / "shared", help="the folder that holds the corpora"
    )
    parser.add_argument(
        "--work", type=Path, default=ROOT / "data" / "training", help="where the stages leave their results"
    )
    parser.add_argument("--out", type=Path, default=SHIPPED, help="the folder of the finished model")
    parser.add_argument("--fresh", action="store_true", help="do all stages again")
    given = parser.parse_args(arguments)
    if given.fresh:
        shutil.rmtree(given.work, ignore_errors=True)
    set_current_ops(NumpyOps(use_blis=False))
    recipe = Recipe(given.recipe, given.corpora)
    try:
        for name in recipe.table["corpora"]:
            recipe.corpus(name).checked()
        follow(recipe, given.work, given.out)
    except (RecipeError, GoldError, ModelError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
