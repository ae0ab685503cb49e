"""Names of the training gold by taggers that did not learn from the record: `python -m training.folds`.

The shipped tagger of names learnt from the training gold, and so tags it better than any other text. Here each record is
tagged by a teacher of the recipe that learnt from four fifths of the gold, the record not among them, and what the rules
make of these names is what they would make of a new text (`python -m training.confidence` reads them). One object a
line: the record's id, the SHA-1 of its text, and start, end and label of each name, in characters of that text.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from thinc.api import NumpyOps, set_current_ops

from pipeline.errors import InputError
from pipeline.evaluate.gold import json_lines
from pipeline.records import Entity
from training import entities, learning
from training.corpora import Recipe, RecipeError
from training.gold import GoldError, digest
from training.train import HERE, ROOT, Training, gold_split, say

FOLDS = 5
NAMES = "cross_names.jsonl"  # in the work folder
MEND = "make it with python -m training.folds"


class Folds(Training):
    """The stage of the recipe that tags its own gold, over the pretrained layer."""

    def cross_names(self) -> Path:
        """The file of the names."""
        return self._once(NAMES, self._tag)

    def _tag(self, out: Path) -> None:
        stage, layer = self.recipe.stage("ner"), self.pretrained()
        blank = learning.pipeline(HERE / "ner.cfg")
        own, held = gold_split(self.recipe)
        gold = [*own, *held]
        lines: list[str] = []
        for fold in range(FOLDS):
            rest = [record for number, record in enumerate(gold) if number % FOLDS != fold]
            nlp = self._tagger([(list(entities.documents(rest, blank)), 1)], stage["teacher"], layer, 0)
            unseen = gold[fold::FOLDS]
            say(f"part {fold + 1} of {FOLDS}: names F1 {entities.scores(nlp, unseen)['all'].f1:.3f}")
            for record in unseen:
                names = [[name.start, name.end, name.label] for name in entities.found(nlp, record.text)]
                lines.append(json.dumps({"id": record.id, "sha1": digest(record.text), "names": names}) + "\n")
        out.write_text("".join(lines), encoding="utf-8")


def names_of(texts: Iterable[str], path: Path) -> dict[str, list[Entity]]:
    """The names in each text, from the file at `path`.

    Raises:
        InputError: the file is not there, a line is no list of names, or a text is not in it; says how to make it.
    """
    if not path.is_file():
        raise InputError(f"{path}: the names that no tagger learnt from are missing; {MEND}")
    found = {}
    for number, row in json_lines(path):
        try:
            found[row["sha1"]] = [Entity(int(start), int(end), str(label)) for start, end, label in row["names"]]
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"{path}: line {number}: no list of names ({error!r}); {MEND} --fresh") from error
    hashes = {text: digest(text) for text in texts}
    missing = [text for text, key in hashes.items() if key not in found]
    if missing:
        raise InputError(f"{path}: {len(missing)} of {len(hashes)} texts are not in it; {MEND} --fresh")
    return {text: found[key] for text, key in hashes.items()}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m training.folds", description=(__doc__ or "").split("\n", maxsplit=1)[0]
    )
    parser.add_argument("--recipe", type=Path, default=HERE / "recipe.toml")
    parser.add_argument("--corpora", type=Path, default=ROOT.parent / "shared", help="the folder of the corpora")
    parser.add_argument("--work", type=Path, default=ROOT / "data" / "training", help="the recipe's work folder")
    parser.add_argument("--fresh", action="store_true", help="tag again though the names are there")
    given = parser.parse_args(arguments)
    if given.fresh:
        (given.work / NAMES).unlink(missing_ok=True)
    set_current_ops(NumpyOps(use_blis=False))
    try:
        print(Folds(Recipe(given.recipe, given.corpora), given.work).cross_names())  # noqa: T201 - a command
    except (RecipeError, GoldError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
