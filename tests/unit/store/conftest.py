"""Mined articles made by hand: a text, and spans found in it by their words."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.records import (
    Article,
    Context,
    Cue,
    Document,
    Evidence,
    Mention,
    MentionType,
    Mined,
    Relation,
    Run,
    Section,
    Sentence,
    Vehicle,
)
from pipeline.store import Store

CONCEPTS = {
    "MSC-EVs": (MentionType.SECRETOME, "SEC:0001", "MSC extracellular vesicles"),
    "MSC-CM": (MentionType.SECRETOME, "SEC:0002", "MSC conditioned medium"),
    "IL-10": (MentionType.FACTOR, "HGNC:5962", "interleukin 10"),
    "TNF-α": (MentionType.FACTOR, "HGNC:11892", "tumor necrosis factor"),
    "macrophages": (MentionType.CELL, "CL:0000235", "macrophage"),
    "Treg cells": (MentionType.CELL, None, ""),
    "proliferation": (MentionType.PROCESS, "GO:0008283", "cell population proliferation"),
}
RELATIONS = {
    "increase": Relation.INCREASES,
    "increased": Relation.INCREASES,
    "decreased": Relation.DECREASES,
    "did not change": Relation.NO_EFFECT,
}


def mined_article(
    article_id: str,
    sentence: str,
    trigger: str = "increased",
    *,
    subject: str = "MSC-EVs",
    obj: str = "IL-10",
    process: str | None = None,
    evidence: dict[str, object] | None = None,
    **article: object,
) -> Mined:
    """One article whose second sentence holds one claim: `subject` `trigger` `obj`, each found by its words."""
    record = Article(
        id=article_id,
        source_id=article_id.rsplit(":", maxsplit=1)[-1],
        pmid=article_id.removeprefix("pubmed:") if article_id.startswith("pubmed:") else "",
        sections=(Section(sentence, "RESULTS", "RESULTS"),),
        **{"title": "A small study", "published": "2021-03", "journal": "Journal of Examples", **article},  # type: ignore[arg-type]
    )
    title = Sentence(0, 0, len(record.title), record.title, "title")
    body = Sentence(1, len(record.title) + 1, len(record.text), sentence, "RESULTS", "RESULTS")

    def mention(words: str) -> Mention:
        kind, concept, label = CONCEPTS[words]
        start = record.text.index(words)
        vehicle = Vehicle.EV if kind is MentionType.SECRETOME else None
        return Mention(start, start + len(words), words, kind, 1, concept, label, vehicle=vehicle)

    start = record.text.index(trigger)
    claim = Evidence(
        article_id=article_id,
        sentence=body,
        subject=mention(subject),
        relation=RELATIONS[trigger],
        object=mention(obj),
        process=mention(process) if process else None,
        rule="effects.active",
        trigger=Cue("trigger", start, start + len(trigger), trigger),
        context=Context(species="NCBITaxon:10090"),
        confidence=0.8,
    )
    claim = replace(claim, **(evidence or {}))
    mentions = tuple(m for m in (claim.subject, claim.object, claim.process) if m)
    return Mined(Document(record, (title, body)), mentions, (claim,))


RUN = Run("run-1", "2026-01-05T10:00:00Z", versions={"code": "0.1"})


@pytest.fixture
def store(tmp_path: Path):
    with Store.open(tmp_path / "evidence.duckdb") as opened:
        opened.start_run(RUN)
        yield opened


@pytest.fixture
def make() -> Callable[..., Mined]:
    return mined_article


@pytest.fixture
def run() -> Run:
    return RUN
