"""The configuration says which key is wrong."""

from pathlib import Path

import pytest

from pipeline.errors import ConfigError, UsageError
from pipeline.settings import bundled, config_path, file_hash, load_settings

MINIMAL = '[tag]\nlexicons = ["cells"]\n[relate]\nrules = ["effects"]\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "pipeline.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_paths_lie_beside_the_file(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, MINIMAL))
    assert settings.lexicon_paths == [tmp_path / "lexicons" / "cells.tsv"]
    assert settings.rule_paths == [tmp_path / "relations" / "effects.toml"]
    assert settings.cue_path == tmp_path / "cues.tsv"


def test_a_folder_stands_for_the_file_in_it(tmp_path: Path) -> None:
    written(tmp_path, MINIMAL)
    assert load_settings(tmp_path).folder == tmp_path


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (MINIMAL + "[language]\nmodle = 'x'\n", "language.modle: unknown key"),
        (MINIMAL + "folder = 'x'\n", "relate.folder: unknown key"),
        ("folder = 'x'\n" + MINIMAL, "folder: unknown key"),
        (MINIMAL + "[read]\nmax_characters = 'many'\n", "read.max_characters"),
        (MINIMAL + "[read]\nmax_characters = 0\n", "read.max_characters"),
        (MINIMAL + "[publish]\nformats = ['xml']\n", "publish.formats.0"),
        ("[tag]\nlexicons = []\n[relate]\nrules = ['a']", "tag.lexicons"),
        ("[tag\n", "not valid TOML"),
    ],
)
def test_a_fault_is_named_with_file_and_key(tmp_path: Path, text: str, fault: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load_settings(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert fault in str(caught.value)
    assert caught.value.exit_code == 2


def test_all_faults_are_listed(tmp_path: Path) -> None:
    path = written(tmp_path, "[tag]\nlexicons = ['a']\nx = 1\n[relate]\nrules = ['a']\ny = 2\n")
    with pytest.raises(ConfigError) as caught:
        load_settings(path)
    assert len(str(caught.value).splitlines()) == 2


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Name a configuration with --config"):
        load_settings(tmp_path / "none.toml")


def test_not_text(tmp_path: Path) -> None:
    path = tmp_path / "pipeline.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="not valid TOML"):
        load_settings(path)


def test_the_configuration_here_wins_over_the_bundled_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert config_path() == bundled("config") / "pipeline.toml"
    (tmp_path / "config").mkdir()
    written(tmp_path / "config", MINIMAL)
    assert config_path() == Path("config/pipeline.toml")


def test_hash_follows_the_bytes(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("a")
    two.write_text("b")
    before = file_hash(one, two)
    assert before == file_hash(one, two) != file_hash(two, one)
    two.write_text("c")
    assert file_hash(one, two) != before
    with pytest.raises(UsageError, match="Restore the file"):
        file_hash(tmp_path / "none")
