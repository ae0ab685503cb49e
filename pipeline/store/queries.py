"""Questions to the store: the published rows, the claims and the counts."""

from collections.abc import Sequence
from typing import TypedDict

import duckdb

from pipeline.store.rows import Row

# A total order, so that the same rows always come out the same way.
EVIDENCE_ORDER = "article_id, sentence_start, subject_start, object_start, relation, evidence_id"
ARGUMENTS = ("subject", "object", "process")
CLAIM_ORDER = "belief DESC, n_for DESC, n_articles DESC, subject_label, relation, object_label, process_label, claim_id"

Test = tuple[str, list[object]]  # a condition in SQL and the values for its question marks


class EvidenceFilters(TypedDict, total=False):
    """What to look for. Names are met by a part of them, in any case, or by a whole id."""

    term: str | None  # in the subject, the object or the process
    subject: str | None
    object: str | None
    relation: str | None
    negated: bool | None
    min_confidence: float
    claim_ids: Sequence[str]
    limit: int | None


def evidence_rows(connection: duckdb.DuckDBPyConnection, filters: EvidenceFilters) -> list[Row]:
    """Rows of `published` that pass all `filters`, the most confident first."""
    tests: list[Test] = [("confidence >= ?", [filters.get("min_confidence", 0.0)])]
    for words, parts in (
        (filters.get("term"), ARGUMENTS),
        (filters.get("subject"), ("subject",)),
        (filters.get("object"), ("object",)),
    ):
        if words is not None:
            tests.append(_named(words, parts))
    for column, value in (("relation", filters.get("relation")), ("negated", filters.get("negated"))):
        if value is not None:
            tests.append((f"{column} = ?", [value]))
    if "claim_ids" in filters:
        tests.append(("list_contains(?, claim_id)", [list(filters["claim_ids"])]))
    return _rows_of(connection, "published", tests, f"confidence DESC, {EVIDENCE_ORDER}", filters.get("limit"))


def claim_rows(
    connection: duckdb.DuckDBPyConnection, term: str | None, relation: str | None, limit: int | None
) -> list[Row]:
    """Rows of `claim` that pass every filter given, the strongest first; `term` also meets the words of the papers."""
    tests: list[Test] = []
    if term is not None:
        test, values = _named(term, ARGUMENTS)
        tests.append((f"claim_id IN (SELECT claim_id FROM published WHERE {test})", values))  # noqa: S608 - values are bound
    if relation is not None:
        tests.append(("relation = ?", [relation]))
    return _rows_of(connection, "claim", tests, CLAIM_ORDER, limit)


def new_claims(connection: duckdb.DuckDBPyConnection, since: str) -> list[Row]:
    """Rows of `claim` whose first evidence came with a run that started at `since` or later, newest first."""
    query = f"""
        WITH first_seen AS (
            SELECT e.claim_id, min(r.started) AS first_seen
            FROM evidence e JOIN run r ON r.id = e.first_seen_run GROUP BY 1
        )
        SELECT c.*, f.first_seen FROM claim c JOIN first_seen f USING (claim_id)
        WHERE f.first_seen >= ? ORDER BY f.first_seen DESC, {CLAIM_ORDER}
    """  # noqa: S608 - an order of our own
    return selected(connection, query, [since])


def counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Rows by kind. `published` is the evidence of papers that stand; `contradictions` are claims."""
    query = """
        SELECT
            (SELECT count(*) FROM article) AS articles,
            (SELECT count(*) FROM article WHERE status = 'retracted') AS retracted,
            (SELECT count(*) FROM withdrawal) AS withdrawn,
            (SELECT count(*) FROM article WHERE is_review) AS reviews,
            (SELECT count(*) FROM sentence) AS sentences,
            (SELECT count(*) FROM mention) AS mentions,
            (SELECT count(*) FROM evidence) AS evidence,
            (SELECT count(*) FROM published) AS published,
            (SELECT count(DISTINCT article_id) FROM published) AS articles_with_evidence,
            (SELECT count(*) FROM claim) AS claims,
            (SELECT count(*) FROM claim WHERE contradiction) AS contradictions
    """
    return {name: int(str(value)) for name, value in selected(connection, query, [])[0].items()}


def _rows_of(
    connection: duckdb.DuckDBPyConnection, view: str, tests: Sequence[Test], order: str, limit: int | None
) -> list[Row]:
    where = " AND ".join(test for test, _ in tests) or "true"
    values = [value for _, given in tests for value in given]
    query = f"SELECT * FROM {view} WHERE {where} ORDER BY {order} LIMIT ?"  # noqa: S608 - values are bound
    return selected(connection, query, [*values, limit])


def _named(words: str, parts: Sequence[str]) -> Test:
    """A test that one of `parts` has `words` in its text or label, or is the concept of that id."""
    tests = [
        test
        for part in parts
        for test in (
            f"contains(lower({part}_text), lower(?))",
            f"contains(lower(coalesce({part}_label, '')), lower(?))",
            f"lower(coalesce({part}_id, '')) = lower(?)",
        )
    ]
    return f"({' OR '.join(tests)})", [words] * len(tests)


def selected(connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[object]) -> list[Row]:
    """The rows that `query` gives, keyed by column."""
    cursor = connection.execute(query, list(values))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
