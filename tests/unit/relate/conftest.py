from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from unit.marked import unmarked

from pipeline.language import Parser
from pipeline.records import Article, Certainty, Document, Evidence, Mention, Section
from pipeline.relate import Relater
from pipeline.relate.rules import Rules, load_rules
from pipeline.settings import LanguageSettings, Settings, load_settings

ROOT = Path(__file__).parents[3]


class Read(NamedTuple):
    """What the stage makes of marked text: claims as `subject | relation | object | process`, and the rows."""

    claims: list[str]
    rows: tuple[Evidence, ...]
    document: Document
    mentions: tuple[Mention, ...]

    @property
    def row(self) -> Evidence:
        assert len(self.rows) == 1, self.claims
        return self.rows[0]


Reader = Callable[..., Read]


def claim_text(row: Evidence) -> str:
    relation = (
        f"{'not ' if row.negated else ''}{'maybe ' if row.certainty is not Certainty.ASSERTED else ''}{row.relation}"
    )
    return " | ".join([row.subject.text, relation, row.object.text, *([row.process.text] if row.process else [])])


@pytest.fixture(scope="session")
def settings() -> Settings:
    """The shipped configuration without the encoder: what is tested here are the rules."""
    shipped = load_settings(ROOT / "config" / "pipeline.toml")
    return shipped.model_copy(update={"language": LanguageSettings(encoder="")})


@pytest.fixture(scope="session")
def relater(settings: Settings) -> Relater:
    return Relater(settings)


@pytest.fixture(scope="session")
def rules(settings: Settings) -> Rules:
    return load_rules(settings.rule_paths)


@pytest.fixture(scope="session")
def parser() -> Parser:
    return Parser(LanguageSettings(encoder=""))


@pytest.fixture(scope="session")
def read(parser: Parser, relater: Relater) -> Reader:
    """Marked text through the shipped parser and the shipped rules. With `title`, the text is the abstract below it."""

    def reading(marked: str, *, title: str = "", label: str = "", types: tuple[str, ...] = ()) -> Read:
        title_text, spans = unmarked(title)
        body, inner = unmarked(marked)
        shift = len(title_text) + 1 if title else 0
        spans += [(shift + start, shift + end, kind) for start, end, kind in inner]
        sections = (Section(body, label=label),) if title else ()
        article = Article(
            id="local:example", source_id="example", title=title_text or body, sections=sections, types=types
        )
        document = next(iter(parser.documents([article])))
        mentions = tuple(
            Mention(start, end, article.text[start:end], kind, sentence.index)
            for start, end, kind in spans
            for sentence in document.sentences
            if sentence.start <= start < sentence.end
        )
        document = parser.simplified(document, mentions)
        rows = relater.evidence(document, mentions)
        return Read([claim_text(row) for row in rows], rows, document, mentions)

    return reading
