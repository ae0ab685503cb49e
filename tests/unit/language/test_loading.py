"""A model that cannot be used says why in one line."""

import json
import shutil
from pathlib import Path

import pytest
import spacy

from pipeline.errors import ModelError
from pipeline.language import Parser, loading
from pipeline.records import Article
from pipeline.settings import LanguageSettings


def test_shipped_model_is_the_one_that_was_shipped() -> None:
    loading.check_shipped()


def test_a_changed_file_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = shutil.copytree(loading.SHIPPED, tmp_path / "model")
    monkeypatch.setattr(loading, "SHIPPED", copy)
    loading.check_shipped()
    (copy / "parser" / "cfg").write_bytes(b"changed")
    for look in (loading.check_shipped, lambda: loading.load_model("")):
        with pytest.raises(ModelError, match="was changed or is incomplete; reinstall"):
            look()


def test_missing_model_is_named() -> None:
    with pytest.raises(ModelError, match="'no_such_model' is neither an installed package nor a folder"):
        Parser(LanguageSettings(model="no_such_model"))


def test_missing_shipped_model_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "SHIPPED", tmp_path)
    with pytest.raises(ModelError, match="the shipped model is missing; reinstall"):
        loading.load_model("")


def test_damaged_model_is_named(tmp_path: Path) -> None:
    copy = shutil.copytree(loading.SHIPPED, tmp_path / "model")
    (copy / "parser" / "model").write_bytes(b"\0" * 10)
    with pytest.raises(ModelError, match="cannot be loaded by spaCy"):
        loading.load_model(str(copy))


def test_model_made_for_another_spacy(tmp_path: Path) -> None:
    copy = shutil.copytree(loading.SHIPPED, tmp_path / "model")
    meta = copy / "meta.json"
    meta.write_text(json.dumps({**json.loads(meta.read_text()), "spacy_version": ">=3.7.4,<3.8.0"}))
    with pytest.raises(ModelError, match=r"made for spaCy >=3\.7\.4,<3\.8\.0, and spaCy 3\.8"):
        loading.load_model(str(copy))


def test_folder_that_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no readable meta\.json"):
        loading.model_version(str(tmp_path))


def test_model_without_parser(tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path / "blank")
    with pytest.raises(ModelError, match="the model has no parser"):
        loading.load_model(str(tmp_path / "blank"))


def test_a_users_model_folder_works(tmp_path: Path) -> None:
    copy = shutil.copytree(loading.SHIPPED, tmp_path / "model")
    (copy / "sha256").unlink()
    parser = Parser(LanguageSettings(model=str(copy)))
    meta = json.loads((copy / "meta.json").read_text())
    assert parser.version.startswith(f"en_{meta['name']}-{meta['version']} ")


def test_a_bracket_is_no_emoticon(parser: Parser) -> None:
    (document,) = parser.documents([Article("local:1", "1", "Cytokines (IL-6, IL-8): a review")])
    words = [token.text for token in document.sentences[0].tokens]
    assert words == ["Cytokines", "(", "IL", "-", "6", ",", "IL", "-", "8", ")", ":", "a", "review"]


@pytest.mark.parametrize("word", ["up-regulating", "Down-regulation", "up‑regulated", "down–modulates"])
def test_a_hyphen_after_up_or_down_leaves_one_word(word: str) -> None:
    nlp = loading.load_model("")
    (token,) = nlp.make_doc(word)
    plain = nlp.vocab[word.replace(word.strip("abcdefghijklmnopqrstuvwxyzUD"), "")]
    assert (token.norm_, token.shape_) == (plain.norm_, plain.shape_)
