"""A wrong rule file is refused with the file, the rule and the key."""

import pytest

from pipeline.errors import ConfigError
from pipeline.relate import Relater
from pipeline.relate.rules import load_rules, place_of

GOOD = """
[[triggers]]
name = "lower"
relation = "decreases"
verb = ["lower", "lead to|into"]
examples = [{ text = "[A|FACTOR] lowered [B|FACTOR].", claims = ["A | decreases | B"] }]

[[frames]]
name = "active"
form = "active"
subject = ["doer"]
object = ["complement"]
confidence = 0.5
examples = [{ text = "[A|FACTOR] lowered [B|FACTOR].", claims = ["A | decreases | B"] }]
"""


@pytest.fixture
def rule_file(tmp_path):
    def write(text):
        path = tmp_path / "mine.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_word_may_name_the_prepositions_of_its_object(rule_file):
    entries = load_rules([rule_file(GOOD)]).entries["verb"]
    assert [(e.word, e.preps) for e in entries["lead"]] == [("lead", {"to", "into"})]
    assert [(e.word, e.preps) for e in entries["lower"]] == [("lower", frozenset())]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('verb = ["lower"', 'verbs = ["lower"', r"triggers 'lower': verbs: unknown key"),
        ('"decreases"\nverb', '"lowers"\nverb', r"triggers 'lower': relation: Input should be"),
        ('subject = ["doer"]', 'subject = ["nsubj"]', r"frames 'active': subject: .*unknown place 'nsubj'"),
        ('form = "active"', 'form = "aktiv"', r"frames 'active': form: Input should be"),
        ("confidence = 0.5", "confidence = 2.0", r"frames 'active': confidence: "),
        ('claims = ["A | decreases | B"] }]\n\n', "claims = [] }]\n\n", r"triggers 'lower': examples\.0\.claims: "),
        ('name = "active"\n', "", r"frames number 1: name: Field required"),
        ("[[frames]]", "[[frame]]", r"frame: unknown key"),
        ("[[frames]]", "[frames", r"not valid TOML"),
    ],
)
def test_a_fault_names_the_rule_and_the_key(rule_file, old, new, message):
    assert old in GOOD
    with pytest.raises(ConfigError, match=message):
        load_rules([rule_file(GOOD.replace(old, new))])


def test_all_faults_are_listed(rule_file):
    with pytest.raises(ConfigError) as caught:
        load_rules([rule_file(GOOD.replace("verb =", "verbs =").replace('"doer"', '"nobody"'))])
    assert len(caught.value.faults) == 2


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"none\.toml: No such file"):
        load_rules([tmp_path / "none.toml"])


def test_two_rules_of_one_name_are_refused(rule_file):
    path = rule_file(GOOD)
    with pytest.raises(ConfigError, match="'lower': the name is taken"):
        load_rules([path, path])


def test_a_place_is_a_role_or_a_named_place():
    assert place_of("oblique:by|via").preps == {"by", "via"}
    assert place_of("doer").preps == frozenset()
    with pytest.raises(ValueError, match="pobj"):
        place_of("pobj")


def test_the_version_changes_with_the_rules(settings, tmp_path):
    folder = tmp_path / "config"
    (folder / "relations").mkdir(parents=True)
    for path in settings.rule_paths:
        (folder / "relations" / path.name).write_bytes(path.read_bytes())
    for path in (settings.cue_path, settings.confidence_path):
        (folder / path.name).write_bytes(path.read_bytes())
    copy = settings.model_copy(update={"folder": folder})
    before = Relater(copy).version
    assert before == Relater(settings).version
    first = copy.rule_paths[0]
    first.write_text(first.read_text(encoding="utf-8") + "\n# a note\n", encoding="utf-8")
    assert Relater(copy).version != before
