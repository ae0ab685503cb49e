import hashlib
import io
import tarfile

import pytest

from training.corpora import Corpus, Recipe, RecipeError
from training.train import HERE


def corpus(path, content=b"x"):
    return Corpus("toy", path, hashlib.sha256(content).hexdigest(), "https://example.org/toy", "CC0")


def test_a_missing_corpus_is_named_with_its_source(tmp_path):
    with pytest.raises(
        RecipeError, match=r"nowhere\.gz: the corpus 'toy' is missing; get it from https://example\.org/toy"
    ):
        corpus(tmp_path / "nowhere.gz").checked()


def test_another_file_of_that_name_is_refused(tmp_path):
    path = tmp_path / "toy.txt"
    path.write_bytes(b"y")
    with pytest.raises(RecipeError, match="is another one: its sha256 is"):
        corpus(path).checked()


def test_the_right_file_passes(tmp_path):
    path = tmp_path / "toy.txt"
    path.write_bytes(b"x")
    assert corpus(path).checked() == path


def test_members_of_an_archive(tmp_path):
    path = tmp_path / "toy.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        folder = tarfile.TarInfo("toy")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
        info = tarfile.TarInfo("toy/a.txt")
        info.size = 3
        archive.addfile(info, io.BytesIO(b"abc"))
    assert corpus(path, path.read_bytes()).members() == {"toy/a.txt": b"abc"}


def test_a_recipe_names_what_it_lacks(tmp_path):
    path = tmp_path / "recipe.toml"
    path.write_text("seed = 1\n[corpora]\n[stages]\n", encoding="utf-8")
    recipe = Recipe(path, tmp_path)
    with pytest.raises(RecipeError, match="no corpus 'gold'"):
        recipe.corpus("gold")
    with pytest.raises(RecipeError, match=r"no \[stages\.parser\]"):
        recipe.stage("parser")


def test_a_broken_recipe_is_one_line(tmp_path):
    path = tmp_path / "recipe.toml"
    path.write_text("seed = ", encoding="utf-8")
    with pytest.raises(RecipeError, match="no readable recipe"):
        _ = Recipe(path, tmp_path).seed


def test_the_shipped_recipe_names_only_corpora_that_it_has():
    recipe = Recipe(HERE / "recipe.toml", HERE)
    stage = recipe.stage("pretraining")
    for name in (*stage["domain"], *stage["general"], "craft", "genia", "gold", "gold_dev", "lemmas"):
        entry = recipe.corpus(name)
        assert len(entry.sha256) == 64
        assert entry.licence
        assert entry.url
