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
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import spacy
import thinc
from spacy.about import __version__ as spacy_version
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example
from spacy.util import load_config
from thinc.api import NumpyOps, fix_random_seed, set_current_ops

import pipeline.language.name_types  # noqa: F401 - spaCy finds the component by its name
from pipeline.errors import ModelError
from pipeline.language.abbreviations import AbbreviationFinder
from pipeline.language.loading import SHIPPED
from pipeline.settings import file_hash, load_settings
from pipeline.tag import Tagger
from training import assembly, constructions, entities, learning, texts, treebank
from training.convert import Converter
from training.corpora import Recipe, RecipeError
from training.gold import GoldError, Record, records
from training.multitask import Task, iob_documents, multitask
from training.pretraining import Pretraining, pretrain
from training.tokenizer import split_at_signs

HERE = Path(__file__).parent
ROOT = HERE.parent
BRANCHES = ("parser", "ner")  # stages that need nothing of each other


def say(line: str) -> None:
    print(time.strftime("%H:%M:%S"), line, flush=True)  # noqa: T201 - a command


def gold_split(recipe: Recipe) -> tuple[list[Record], list[Record]]:
    """The records to learn from and those held out for tuning, in a seeded order."""
    own = records(recipe.corpus("gold").checked())
    random.Random(recipe.seed).shuffle(own)  # noqa: S311 - shuffling, nothing secret
    held = recipe.stage("gold")["held_out"]
    return own[held:], own[:held]


class Training:
    """The stages, each a method that returns the path of its result."""

    def __init__(self, recipe: Recipe, work: Path) -> None:
        self.recipe = recipe
        self.work = work
        work.mkdir(parents=True, exist_ok=True)

    def pretrained(self) -> Path:
        """The weights of a tok2vec layer that has read all texts."""
        return self._once("tok2vec.bin", self._pretrain)

    def taught(self) -> Path:
        """The pretrained layer after the corpora of names."""
        return self._once("tok2vec_names.bin", self._teach)

    def treebanks(self, split: str) -> Path:
        """A folder with `craft.spacy` and `genia.spacy`: the sentences of one published split."""
        return self._once(f"treebank_{split}", lambda out: self._convert(split, out))

    def parser(self) -> Path:
        """The pipeline with tagger and parser."""
        return self._once("parser", self._train_parser)

    def ner(self) -> Path:
        """The pipeline that tags names."""
        return self._once("ner", self._train_ner)

    def assemble(self, out: Path) -> None:
        """Put the parts together and write them to `out`."""
        nlp = spacy.load(self.parser())
        assembly.add_parts_of_speech(nlp)
        assembly.add_lemmas(nlp, self.recipe.corpus("lemmas"))
        names = spacy.load(self.ner())
        for pipe in names.pipe_names:
            nlp.add_pipe(pipe, source=names)
        assembly.round_weights(nlp, self.recipe.table["mantissa_bits"])
        meta = {
            "name": self.recipe.table["name"],
            "version": self.recipe.table["version"],
            "spacy_version": ">=3.8.0,<3.9.0",
            "description": "Biomedical English: tagger, parser with CLEAR labels, rule lemmatizer, names of the MSC secretome",
            "author": "secretome-evidence",
            "license": "CC BY 3.0 (weights); MIT (lemma tables, from spacy-lookups-data)",
            "made_with": f"spaCy {spacy_version}, thinc {thinc.__version__}, Python {sys.version.split()[0]}",
            "lexicons": file_hash(*load_settings(ROOT / "config").lexicon_paths),  # the tagger of names learnt them
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
        _, held = gold_split(self.recipe)
        barred = [record.text for record in (*held, *records(self.recipe.corpus("gold_dev").checked()))]
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

    def _teach(self, out: Path) -> None:
        stage = self.recipe.stage("multitask")
        nlp = learning.pipeline(HERE / "pretraining.cfg")
        nlp.initialize()
        tok2vec = nlp.get_pipe("tok2vec").model  # type: ignore[attr-defined]
        tok2vec.from_bytes(self.pretrained().read_bytes())
        own, _ = gold_split(self.recipe)
        tasks = {"gold": Task(learning.examples(entities.documents(own, nlp), nlp), stage["gold_share"])}
        for name, entry in stage["tasks"].items():
            docs = [
                doc for corpus in entry["corpora"] for doc in iob_documents(self.recipe.corpus(corpus).checked(), nlp)
            ]
            tasks[name] = Task(learning.examples(docs, nlp), entry["share"])
        head = load_config(HERE / "multitask.cfg")
        multitask(nlp, head, tasks, _schedule(stage, self.recipe.seed), _report)
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

    def _train_ner(self, out: Path) -> None:
        """Teachers learn from the gold; the tagger from the gold and from what lexicons and most teachers see in texts without."""
        stage = self.recipe.stage("ner")
        blank = learning.pipeline(HERE / "ner.cfg")
        own, held = gold_split(self.recipe)
        gold = [(list(entities.documents(own, blank)), 1)]
        teachers = [self._tagger(gold, stage["teacher"], self.pretrained(), k) for k in range(stage["teachers"])]
        everything = [*own, *held]
        silver = self._silver(teachers, stage["votes"], [record.text for record in everything])
        say(
            f"{len(silver)} lines without gold, {sum(len(doc.ents) for doc in silver)} names of the lexicons and of {stage['votes']} teachers"
        )
        ours = [record for record in everything if any(word in record.text for word in stage["our_words"])]
        sets = [
            (list(entities.documents(everything, blank)), stage["gold_times"]),
            (list(entities.documents(ours, blank)), stage["our_times"]),
            (silver, 1),
        ]
        self._tagger(sets, stage["student"], self.taught(), 0).to_disk(out)

    def _tagger(self, sets: list[tuple[list[Doc], int]], stage: dict[str, Any], layer: Path, order: int) -> Language:
        """A tagger of names over the layer in `layer`; `order` changes the order of what it is shown, nothing else."""
        fix_random_seed(self.recipe.seed)
        nlp = learning.pipeline(HERE / "ner.cfg")
        own = [(learning.examples(DocBin(docs=docs).get_docs(nlp.vocab), nlp), times) for docs, times in sets]
        nlp.initialize(lambda: own[0][0])
        learning.start_from(nlp.get_pipe("names_tok2vec").model, self._tok2vec(layer))  # type: ignore[attr-defined]
        fix_random_seed(self.recipe.seed + order)
        learning.train(nlp, own, _schedule(stage, self.recipe.seed + order), _report)
        return nlp

    def _silver(self, teachers: list[Language], votes: int, known: list[str]) -> list[Doc]:
        barred = [*known, *(record.text for record in records(self.recipe.corpus("gold_dev").checked()))]
        own = texts.lines(map(self.recipe.corpus, self.recipe.stage("pretraining")["domain"]), barred)
        readings = zip(*(nlp.pipe(own, batch_size=64) for nlp in teachers), strict=True)
        tagger, finder = Tagger(load_settings(ROOT / "config")), AbbreviationFinder()
        return [entities.completed(entities.agreed(docs, votes), tagger, finder) for docs in readings]

    def _tok2vec(self, weights: Path) -> Any:
        nlp = learning.pipeline(HERE / "pretraining.cfg")
        nlp.initialize()
        return nlp.get_pipe("tok2vec").model.from_bytes(weights.read_bytes())  # type: ignore[attr-defined]


def follow(recipe: Recipe, work: Path, out: Path) -> None:
    """All stages. After pretraining, the parser is trained in one process and the tagger of names in another."""
    Training(recipe, work).pretrained()
    with ProcessPoolExecutor(len(BRANCHES), get_context("spawn")) as pool:
        for branch in [pool.submit(_branch, recipe, work, stage) for stage in BRANCHES]:
            branch.result()
    Training(recipe, work).assemble(out)


def _branch(recipe: Recipe, work: Path, stage: str) -> None:
    set_current_ops(NumpyOps(use_blis=False))
    getattr(Training(recipe, work), stage)()


def loaded(folder: Path) -> Language:
    """The whole pipeline in `folder`, the tagger of names too.

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
