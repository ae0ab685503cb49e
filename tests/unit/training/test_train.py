import pytest

from pipeline.errors import ModelError
from training.corpora import Recipe, RecipeError
from training.evaluate import main as evaluate
from training.evaluate import size
from training.train import HERE, Training, follow, loaded, main
from training.universal import main as universal


@pytest.fixture
def training(tmp_path):
    return Training(Recipe(HERE / "recipe.toml", tmp_path), tmp_path / "work")


def test_a_stage_is_done_once(training):
    made = []

    def make(path):
        made.append(path)
        path.write_text("done")

    assert training._once("stage", make) == training._once("stage", make)
    assert len(made) == 1


def test_a_stage_that_breaks_off_is_done_again(training):
    def breaks(path):
        path.mkdir()
        raise RecipeError("half way")

    with pytest.raises(RecipeError):
        training._once("stage", breaks)
    assert training._once("stage", lambda path: path.mkdir()).is_dir()


@pytest.mark.parametrize("command", [main, evaluate, universal], ids=["train", "evaluate", "universal"])
def test_a_missing_corpus_is_one_line_and_code_2(tmp_path, capsys, command):
    assert command(["--corpora", str(tmp_path), "--work", str(tmp_path / "work")]) == 2
    error = capsys.readouterr().err
    assert "is missing; get it from" in error
    assert error.count("\n") == 1


def test_what_stops_a_branch_stops_the_whole(training, tmp_path):
    (training.work / "tok2vec.bin").write_bytes(b"")
    with pytest.raises(RecipeError, match="is missing; get it from"):
        follow(training.recipe, training.work, tmp_path / "model")
    assert not (tmp_path / "model").exists()


def test_a_folder_without_a_model_is_named(tmp_path):
    with pytest.raises(ModelError, match="cannot be loaded by spaCy"):
        loaded(tmp_path)


def test_size_counts_all_files(tmp_path):
    (tmp_path / "a").write_bytes(b"x" * 1000)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c").write_bytes(b"x" * 500)
    assert size(tmp_path) == pytest.approx(0.0015)
