"""What changed is told in the right words, and survives whatever a record's text holds."""

from typing import Any

import pytest
from lxml import etree

from pipeline.report import ENTRIES, changed_claims, changes_page, feed, summary

COUNTS = ("belief", "n_for", "n_against", "n_articles", "contradiction")
NAMES = {
    "subject_id": "S:1",
    "subject_label": "MSC exosome",
    "relation": "no_effect",
    "object_id": None,
    "object_label": "*odd* <b>",
    "process_id": None,
    "process_label": None,
}
ATOM = "{http://www.w3.org/2005/Atom}"


def claim(name: str, now: tuple[Any, ...] | None, before: tuple[Any, ...] | None) -> dict[str, object]:
    sides = {"": now or (None,) * 5, "_before": before or (None,) * 5}
    counts = {
        f"{key}{side}": value for side, values in sides.items() for key, value in zip(COUNTS, values, strict=True)
    }
    return {"claim_id": name, **NAMES, **counts}


def evidence(claim_id: str, **more: object) -> dict[str, object]:
    paper = {"article_id": "pubmed:1", "pmid": "1", "doi": None, "year": 2021, "title": "T"}
    return {"evidence_id": "e", "claim_id": claim_id, **paper, "sentence": "It\x0bwas `so`.", **more}


@pytest.mark.parametrize(
    ("now", "before", "kinds"),
    [
        ((0.8, 1, 0, 1, False), None, ["added"]),
        (None, (0.8, 1, 0, 1, False), ["withdrawn"]),
        ((0.9, 2, 0, 2, False), (0.8, 1, 0, 1, False), ["strengthened"]),
        ((0.8, 2, 0, 2, False), (0.8, 1, 0, 1, False), ["strengthened"]),
        ((0.7, 2, 0, 2, False), (0.8, 1, 0, 1, False), ["weakened"]),
        ((0.8, 1, 1, 1, True), (0.8, 1, 0, 1, False), ["contradicted"]),
        ((0.9, 2, 1, 2, True), (0.8, 1, 0, 1, False), ["contradicted", "strengthened"]),
        ((0.8, 1, 1, 1, True), (0.8, 1, 2, 1, True), []),
    ],
)
def test_kinds_of_change(now: tuple[Any, ...] | None, before: tuple[Any, ...] | None, kinds: list[str]) -> None:
    changed = changed_claims([claim("c", now, before)], [evidence("c")], [])
    assert sorted(kind for kind in changed if changed[kind]) == kinds
    assert summary(changed) == (
        f"claims: {', '.join(f'1 {k}' for k in changed if changed[k])}" if kinds else "no claim changed"
    )


def test_the_page_names_the_paper_and_the_reason() -> None:
    lost = evidence("c", reason="retracted")
    page = changes_page(changed_claims([claim("c", None, (0.8, 1, 0, 1, False))], [], [lost]), "run-1", "2026-01-05")
    assert "## Withdrawn (1)" in page
    assert r"**MSC exosome has no effect on \*odd\* \<b\>**: belief 0.80, 1 for, 0 against" in page
    assert r"withdrawn, the paper was retracted: PMID 1, 2021: It was \`so\`." in page


def test_the_feed_takes_the_newest_and_is_xml() -> None:
    changed = changed_claims([claim("c", (0.8, 1, 0, 1, False), None)], [evidence("c")], [])["added"]
    many = [(f"run-{n}", "2026-01-05T10:00:00+00:00", changed[0]) for n in range(ENTRIES + 5)]
    root = etree.fromstring(feed("made-up", "2026-01-05T10:00:00+00:00", many))
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == ENTRIES
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == ENTRIES
    assert entries[0].findtext(f"{ATOM}content") == "It\ufffdwas `so`. (PMID 1, 2021)"
    link = entries[0].find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == "https://pubmed.ncbi.nlm.nih.gov/1/"


def test_an_empty_feed_is_a_feed() -> None:
    root = etree.fromstring(feed("made-up", "2026-01-05T10:00:00+00:00", []))
    assert root.findtext(f"{ATOM}author/{ATOM}name")
