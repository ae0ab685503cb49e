import pytest

from pipeline.errors import ConfigError
from pipeline.relate.cues import load_cues

HEAD = "kind\tcue\tscope\tnote\n"


@pytest.fixture
def cue_file(tmp_path):
    def write(text):
        path = tmp_path / "cues.tsv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("hedge\tmay\ton", "line 2: 3 columns where 4 are wanted"),
        ("doubt\tmay\ton\t", "line 2: kind 'doubt' is none of"),
        ("hedge\tmay\ttext\t", "line 2: scope 'text' does not go with kind 'hedge'"),
        ("hedge\tMay\ton\t", "line 2: the cue 'May' must be in lower case"),
        ("hedge\tmay\ton\t\nhedge\tmay\ton\tagain", "line 3: the same as line 2"),
    ],
)
def test_a_fault_names_its_line(cue_file, line, message):
    with pytest.raises(ConfigError, match=message):
        load_cues(cue_file(HEAD + line + "\n"))


def test_the_columns_are_checked(cue_file):
    with pytest.raises(ConfigError, match="line 1: the columns must be kind, cue, scope, note"):
        load_cues(cue_file("cue\tkind\n"))


def test_a_missing_table_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"cues.tsv: No such file or directory"):
        load_cues(tmp_path / "cues.tsv")


def test_a_phrase_is_found_as_whole_words(cue_file):
    cues = load_cues(cue_file(HEAD + "system:in_vivo\trats\ttext\t\n"))
    assert [*cues.in_text("In Rats, too", "system:")] == [("system:in_vivo", 3, 7)]
    assert [*cues.in_text("brats and ratsbane", "system:")] == []
