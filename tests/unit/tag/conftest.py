"""One tagger with the shipped lexicons, and documents made without a parser."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.language import Parser
from pipeline.records import Abbreviation, Article, Document, Mention, Sentence
from pipeline.settings import LanguageSettings, Settings, load_settings
from pipeline.tag import Tagger

ROOT = Path(__file__).parents[3]
Tag = Callable[..., tuple[Mention, ...]]


@pytest.fixture(scope="session")
def settings() -> Settings:
    """The shipped configuration without the encoder: what is tested here are the lexicons and what is made of them."""
    shipped = load_settings(ROOT / "config")
    return shipped.model_copy(update={"language": LanguageSettings(encoder="")})


@pytest.fixture(scope="session")
def parser() -> Parser:
    return Parser(LanguageSettings(encoder=""))


@pytest.fixture(scope="session")
def tagger(settings: Settings) -> Tagger:
    return Tagger(settings)


def document(text: str, *defined: tuple[str, str]) -> Document:
    """A title alone, as one sentence. `defined` are short and long forms that stand in it."""
    article = Article(id="local:1", source_id="1", title=text)
    abbreviations = []
    for short, long in defined:
        start, long_start = text.index(f"({short})") + 1, text.index(long)
        abbreviations.append(Abbreviation(short, long, start, start + len(short), long_start, long_start + len(long)))
    return Document(article, (Sentence(0, 0, len(text), text, "title"),), tuple(abbreviations))


@pytest.fixture(scope="session")
def tag(tagger: Tagger) -> Tag:
    """The mentions of a text."""

    def mentions(text: str, *defined: tuple[str, str]) -> tuple[Mention, ...]:
        return tagger.mentions(document(text, *defined))

    return mentions


@pytest.fixture(scope="session")
def only(tag: Tag) -> Callable[..., Mention]:
    """The mention whose words are given."""

    def mention(text: str, words: str, *defined: tuple[str, str]) -> Mention:
        found = [one for one in tag(text, *defined) if one.text == words]
        assert found, [f"{one.text}/{one.type}" for one in tag(text, *defined)]
        return found[-1]

    return mention
