"""How the tables to publish differ from those that were published last."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipeline.store.publish import TABLES
from pipeline.store.queries import selected
from pipeline.store.rows import Row

# What a person needs to know of a claim and of a row of evidence.
_CLAIM = "claim_id, subject_id, subject_label, relation, object_id, object_label, process_id, process_label"
_EVIDENCE = (
    "evidence_id, claim_id, article_id, pmid, doi, year, title, sentence, negated, certainty, confidence, source"
)
_COUNTS = ("belief", "n_for", "n_against", "n_articles", "contradiction")


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new, changed or gone, claim by claim.

    `claims` are rows with the claim's names and its counts now and before (`belief`, `belief_before`, …; None on the
    side where there is no such claim). `gained` and `lost` are rows of evidence; a lost one has its `reason`:
    retracted, deleted, merged, notice, unsure (below the least confidence), revised (the record changed), reread (the code, lexicons,
    rules or model changed), gone (no longer stored).
    """

    claims: tuple[Row, ...]
    gained: tuple[Row, ...]
    lost: tuple[Row, ...]


def changes(connection: duckdb.DuckDBPyConnection, published: Path) -> Changes:
    """The difference between the store and the Parquet files in the folder `published`.

    Raises:
        duckdb.Error: a published file cannot be read.
    """
    before = {table: _before(connection, published / f"{table}.parquet", query) for table, query in TABLES.items()}
    counted = ", ".join(f"n.{name}, b.{name} AS {name}_before" for name in _COUNTS)
    differs = " OR ".join(f"n.{name} IS DISTINCT FROM b.{name}" for name in _COUNTS)
    named = ", ".join(f"coalesce(n.{name}, b.{name}) AS {name}" for name in _CLAIM.split(", "))
    claims = f"""
        SELECT {named}, {counted}
        FROM ({TABLES["claims"]}) n FULL JOIN ({before["claims"]}) b ON n.claim_id = b.claim_id
        WHERE {differs}
        ORDER BY greatest(coalesce(n.belief, 0), coalesce(b.belief, 0)) DESC, claim_id
    """  # noqa: S608 - names of our own
    gained = f"""
        SELECT {_EVIDENCE} FROM ({TABLES["evidence"]}) WHERE evidence_id NOT IN (SELECT evidence_id FROM ({before["evidence"]}))
        ORDER BY evidence_id
    """  # noqa: S608 - names of our own
    lost = f"""
        SELECT {", ".join(f"b.{name}" for name in _EVIDENCE.split(", "))},
            CASE
                WHEN w.reason IS NOT NULL THEN w.reason
                WHEN a.id IS NULL THEN 'gone'
                WHEN e.id IS NOT NULL THEN 'unsure'
                WHEN a.extractor <> b.extractor THEN 'reread'
                ELSE 'revised'
            END AS reason
        FROM ({before["evidence"]}) b
        LEFT JOIN article a ON a.id = b.article_id
        LEFT JOIN withdrawal w ON w.article_id = b.article_id
        LEFT JOIN evidence e ON e.id = b.evidence_id
        WHERE b.evidence_id NOT IN (SELECT evidence_id FROM ({TABLES["evidence"]}))
        ORDER BY evidence_id
    """  # noqa: S608 - names of our own
    return Changes(*(tuple(selected(connection, query, [])) for query in (claims, gained, lost)))


def _before(connection: duckdb.DuckDBPyConnection, path: Path, query: str) -> str:
    """A query for the rows of a published file, with the columns of `query`; none when there is no such file."""
    if not path.exists():
        return f"FROM ({query}) LIMIT 0"
    name = str(path).replace("'", "''")
    there = f"read_parquet('{name}')"
    now, then = (
        [str(row[0]) for row in connection.execute(f"DESCRIBE {described}").fetchall()]
        for described in (query, f"SELECT * FROM {there}")  # noqa: S608 - a path of our own
    )
    # A table that an older version published may lack a column.
    columns = ", ".join(name if name in then else f"NULL AS {name}" for name in now)
    return f"SELECT {columns} FROM {there}"  # noqa: S608 - a path of our own
