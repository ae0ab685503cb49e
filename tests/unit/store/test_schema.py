"""The schema says the same as the records do, and derives claims by the documented formula."""

import re
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

import pytest

from pipeline.records import (
    ArticleStatus,
    Certainty,
    ClaimRole,
    MentionType,
    Mined,
    ModelSystem,
    Origin,
    Relation,
    RunStatus,
    Vehicle,
    Via,
)
from pipeline.store import Store
from pipeline.store.database import SCHEMA

ROOT = Path(__file__).parents[3]
Make = Callable[..., Mined]
ENUMS: dict[str, type[StrEnum]] = {
    "run.status": RunStatus,
    "article.status": ArticleStatus,
    "article.origin": Origin,
    "mention.type": MentionType,
    "mention.via": Via,
    "mention.vehicle": Vehicle,
    "evidence.subject_type": MentionType,
    "evidence.subject_vehicle": Vehicle,
    "evidence.relation": Relation,
    "evidence.object_type": MentionType,
    "evidence.process_type": MentionType,
    "evidence.via_type": MentionType,
    "evidence.certainty": Certainty,
    "evidence.role": ClaimRole,
    "evidence.model_system": ModelSystem,
}


def checked_values() -> dict[str, set[str]]:
    found = {}
    for table, body in re.findall(r"CREATE TABLE (\w+) \((.*?)\n\);", SCHEMA.read_text(), re.DOTALL):
        for column, values in re.findall(r"CHECK \((\w+) IN\s*\((.*?)\)\)", body, re.DOTALL):
            found[f"{table}.{column}"] = set(re.findall(r"'(\w+)'", values))
    return found


def test_every_enum_has_its_values_in_the_schema() -> None:
    own = {"deletion.reason": {"deleted", "merged"}}  # of the store alone
    assert checked_values() == own | {column: {item.value for item in enum} for column, enum in ENUMS.items()}


def test_the_opposition_covers_every_relation(store: Store) -> None:
    rows = store._connection.execute("SELECT relation, against, negated FROM opposition").fetchall()
    assert {row[0] for row in rows} == {item.value for item in Relation}
    assert all((relation, relation, True) in rows for relation in {row[0] for row in rows})
    # Two claims that are both stated either contradict each other or do not, whichever comes first.
    stated = {(relation, against) for relation, against, negated in rows if not negated}
    assert stated == {(against, relation) for relation, against in stated}


def test_every_published_column_is_documented_in_order(store: Store) -> None:
    columns = [row[0] for row in store._connection.execute("DESCRIBE published").fetchall()]
    documented = re.findall(
        r"^\| `(\w+)` \|", (ROOT / "docs/evidence-table.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    claim_columns = [row[0] for row in store._connection.execute("DESCRIBE claim").fetchall()]
    assert documented == columns + claim_columns


def test_primary_studies_add_up_and_reviews_do_not(store: Store, make: Make) -> None:
    def article(number: int, confidence: float, **more: object) -> Mined:
        evidence = {"confidence": confidence, **more.pop("evidence", {})}  # type: ignore[dict-item]
        return make(
            f"pubmed:{number}", "MSC-EVs increased IL-10.", evidence=evidence, published=f"{2010 + number}", **more
        )

    store.save([article(1, 0.5), article(2, 0.6)], "x1", "run-1")
    (claim,) = store.claims()
    assert claim["belief"] == pytest.approx(1 - 0.5 * 0.4)
    store.save(
        [article(3, 0.7, types=("Systematic Review",)), article(4, 0.7, evidence={"role": ClaimRole.BACKGROUND})],
        "x1",
        "run-1",
    )
    (claim,) = store.claims()
    assert claim["belief"] == pytest.approx(0.8)
    assert (claim["n_articles"], claim["n_primary"], claim["n_for"], claim["n_against"]) == (4, 2, 4, 0)
    assert (claim["first_year"], claim["last_year"]) == (2011, 2014)
    store.save([article(5, 0.9, types=("Review",))], "x1", "run-1")
    assert store.claims()[0]["belief"] == pytest.approx(0.9)  # the greater of the two


def test_one_article_counts_once(store: Store, make: Make) -> None:
    mined = make("pubmed:1", "MSC-EVs increased IL-10, and again MSC-EVs increased IL-10.")
    claim = mined.evidence[0]
    text = mined.article.text
    start = text.rindex("IL-10")
    again = replace(claim, object=replace(claim.object, start=start, end=start + 5), confidence=0.6)
    store.save([replace(mined, evidence=(claim, again))], "x1", "run-1")
    (row,) = store.claims()
    assert (row["n_evidence"], row["n_articles"], row["n_for"], row["belief"]) == (2, 1, 1, 0.8)


@pytest.mark.parametrize(
    ("sentence", "trigger", "evidence", "contradicted"),
    [
        ("MSC-EVs decreased IL-10.", "decreased", {}, True),
        ("MSC-EVs did not change IL-10.", "did not change", {}, True),
        ("MSC-EVs were never seen to have increased IL-10.", "increased", {"negated": True}, True),
        ("MSC-EVs were not what decreased IL-10.", "decreased", {"negated": True}, False),
        ("We asked whether MSC-EVs decreased IL-10.", "decreased", {"certainty": Certainty.AIM}, False),
    ],
)
def test_what_contradicts_an_increase(
    store: Store, make: Make, *, sentence: str, trigger: str, evidence: dict[str, object], contradicted: bool
) -> None:
    store.save(
        [make("pubmed:1", "MSC-EVs increased IL-10."), make("pubmed:2", sentence, trigger, evidence=evidence)],
        "x1",
        "run-1",
    )
    increase = store.claims(relation="increases")[0]
    assert increase["contradiction"] is contradicted
    assert increase["n_against"] == int(contradicted)
    assert increase["n_for"] == 1
    assert store.counts()["contradictions"] == (2 if contradicted and not evidence else int(contradicted))


def test_another_process_is_another_matter(store: Store, make: Make) -> None:
    whole = make("pubmed:1", "MSC-EVs increased IL-10 and proliferation.")
    part = make("pubmed:2", "MSC-EVs decreased IL-10 and proliferation.", "decreased", process="proliferation")
    store.save([whole, part], "x1", "run-1")
    assert [row["contradiction"] for row in store.claims()] == [False, False]


def test_a_retracted_opponent_does_not_count(store: Store, make: Make) -> None:
    store.save(
        [
            make("pubmed:1", "MSC-EVs increased IL-10."),
            make("pubmed:2", "MSC-EVs decreased IL-10.", "decreased", status=ArticleStatus.RETRACTED),
        ],
        "x1",
        "run-1",
    )
    (claim,) = store.claims()
    assert (claim["relation"], claim["n_against"], claim["contradiction"]) == ("increases", 0, False)
