"""The documents name what there is: every command, option, key and make target, and no dead link."""

import re
from pathlib import Path

import pytest
import typer
from pydantic import BaseModel
from typer.core import TyperCommand, TyperGroup, TyperOption

from pipeline.cli import app
from pipeline.settings import Settings

ROOT = Path(__file__).parents[2]
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def command_group() -> TyperGroup:
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    return group


def commands(group: TyperGroup, prefix: str = "") -> dict[str, TyperCommand]:
    """Every command by its full name, those of a group of commands too: `lexicon find`."""
    found: dict[str, TyperCommand] = {}
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            found |= commands(command, f"{prefix}{name} ")
        else:
            assert isinstance(command, TyperCommand)
            found[prefix + name] = command
    return found


def section(name: str) -> str:
    match = re.search(rf"^## {re.escape(name)}\n(.*?)(?=^## |\Z)", COMMANDS, re.MULTILINE | re.DOTALL)
    return match.group(1) if match else ""


def options(command: TyperCommand | TyperGroup) -> set[str]:
    return {
        flag
        for parameter in command.params
        if isinstance(parameter, TyperOption)
        for flag in (*parameter.opts, *parameter.secondary_opts)
    }


def documented(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w-])(--?[a-z][a-z-]*)", text))


@pytest.mark.parametrize("name", sorted(commands(command_group())))
def test_every_option_of_a_command_is_documented_and_no_other(name: str) -> None:
    text = section(name)
    assert text, f"docs/commands.md has no section '## {name}'"
    described = documented("\n".join(line for line in text.splitlines() if line.startswith("- ")))
    assert described == options(commands(command_group())[name]) - {"--help", "-h"}


def test_options_of_the_command_itself_are_documented() -> None:
    head = COMMANDS.split("\n## ")[0]
    assert options(command_group()) <= documented(head)


def test_no_command_is_documented_that_is_not_there() -> None:
    assert set(re.findall(r"^## ([\w ]+)$", COMMANDS, re.MULTILINE)) == set(commands(command_group()))


def keys(model: type[BaseModel], prefix: str = "") -> set[str]:
    found: set[str] = set()
    for name, field in model.model_fields.items():
        if field.exclude:
            continue
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            found |= keys(inner, f"{prefix}{name}.")
        else:
            found.add(prefix + name)
    return found


def test_every_configuration_key_is_documented_and_no_other() -> None:
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z_.]+)` \|", text, re.MULTILINE)) == keys(Settings)


def test_every_make_target_has_its_line_of_help() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    assert set(phony.group(1).split()) == set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))


@pytest.mark.parametrize(
    "path",
    sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("corpora/**/*.md")]),
    ids=lambda path: path.name,
)
def test_links_between_documents_resolve(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        if not re.match(r"[a-z]+:", target):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"
