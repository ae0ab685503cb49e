"""Names that no tagger learnt from: each record in one fold, a file that is checked, one line where it is missing."""

import json
from pathlib import Path

import pytest
import spacy

from pipeline.errors import InputError
from pipeline.records import Entity
from training import confidence, folds
from training.corpora import Recipe
from training.folds import FOLDS, NAMES, Folds, names_of
from training.gold import Annotation, Record, digest

TEXT = "MSC-EVs lowered IL-6."


def records(count: int) -> list[Record]:
    return [
        Record(str(k), f"Factor{k} calms cells.", (Annotation(0, len(f"Factor{k}"), "FACTOR"),)) for k in range(count)
    ]


@pytest.fixture
def tagging(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folds:
    """The stage over twelve records, with taggers that know the names that they were shown and no others."""

    class Rote(Folds):
        def pretrained(self) -> Path:
            return tmp_path

        def _tagger(self, sets, stage, layer, order):
            nlp = spacy.blank("en")
            shown = {span.text: span.label_ for docs, _ in sets for doc in docs for span in doc.ents}
            patterns = [{"label": label, "pattern": text} for text, label in shown.items()]
            nlp.add_pipe("entity_ruler").add_patterns(patterns)
            return nlp

    monkeypatch.setattr(folds, "gold_split", lambda recipe: (records(12)[2:], records(12)[:2]))
    return Rote(Recipe(folds.HERE / "recipe.toml", tmp_path), tmp_path / "work")


def test_every_record_is_tagged_once_by_a_tagger_that_was_not_shown_it(tagging: Folds) -> None:
    path = tagging.cross_names()
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert path.name == NAMES
    assert sorted(row["id"] for row in rows) == sorted(record.id for record in records(12))
    assert all(row["names"] == [] for row in rows)
    assert "calms" not in path.read_text(encoding="utf-8")
    assert 1 < FOLDS < 12


def written(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_names_are_found_by_the_hash_of_the_text(tmp_path: Path) -> None:
    path = written(tmp_path / NAMES, {"id": "1", "sha1": digest(TEXT), "names": [[0, 7, "SECRETOME"]]})
    assert names_of([TEXT], path) == {TEXT: [Entity(0, 7, "SECRETOME")]}


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        (None, "are missing; make it with python -m training.folds"),
        ([{"sha1": "0", "names": []}], "1 of 1 texts are not in it"),
        ([{"sha1": "0", "names": [[1]]}], "line 1: no list of names"),
        ([{"names": []}], "line 1: no list of names"),
    ],
)
def test_a_file_that_does_not_serve_says_how_to_make_it(tmp_path: Path, rows: list[object] | None, fault: str) -> None:
    path = tmp_path / NAMES
    if rows is not None:
        written(path, *rows)
    with pytest.raises(InputError, match=fault) as caught:
        names_of([TEXT], path)
    assert "python -m training.folds" in str(caught.value)


def test_the_fit_stops_with_one_line_where_names_or_corpora_are_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {"id": "1", "text": TEXT, "mentions": [], "claims": []}
    gold = str(written(tmp_path / "gold.jsonl", row))
    same = ["--gold", gold, "--check", gold, "--whole", gold]
    assert confidence.main([*same, "--names", str(tmp_path / NAMES)]) == 1
    assert "make it with python -m training.folds" in capsys.readouterr().err
    assert confidence.main(["--gold", str(tmp_path / "gone.jsonl")]) == 1
    assert "gone.jsonl" in capsys.readouterr().err
    assert folds.main(["--corpora", str(tmp_path), "--work", str(tmp_path / "work")]) == 2
    assert "is missing; get it from" in capsys.readouterr().err
