"""Writing a batch of mined articles: what is unchanged is left alone, what changed is replaced whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import duckdb
import pandas as pd

from pipeline.errors import StoreError
from pipeline.records import Mined
from pipeline.store.rows import Row, article_row, evidence_rows, mention_rows, section_rows, sentence_rows

PANDAS_TYPES = {"VARCHAR": "str", "INTEGER": "Int64", "DOUBLE": "Float64", "BOOLEAN": "boolean"}


@dataclass(frozen=True, slots=True)
class SaveCounts:
    """What a save did: `articles` were given, `rewritten` of them were new or differed; the rest counts evidence."""

    articles: int = 0
    rewritten: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0

    def __add__(self, other: "SaveCounts") -> "SaveCounts":
        return SaveCounts(
            self.articles + other.articles,
            self.rewritten + other.rewritten,
            self.added + other.added,
            self.changed + other.changed,
            self.removed + other.removed,
        )


class _Before(NamedTuple):
    """What is remembered of a row of evidence while its article is replaced."""

    row_hash: str
    first_seen_run: str
    last_changed_run: str


def save_batch(
    connection: duckdb.DuckDBPyConnection, mined: Sequence[Mined], extractor: str, run_id: str
) -> SaveCounts:
    """Store `mined` within the transaction that is open; of an article given twice the last counts.

    Raises:
        StoreError: a mention or a piece of evidence names a sentence that its article does not have.
        duckdb.Error: the batch breaks the schema, or cannot be written.
    """
    batch = {item.article.id: item for item in mined}
    for item in batch.values():
        _check_sentences(item)
    stored = {
        row[0]: (row[1], row[2])
        for row in connection.execute(
            "SELECT id, mined_hash, extractor FROM article WHERE id IN (SELECT unnest(?::VARCHAR[]))", [list(batch)]
        ).fetchall()
    }
    rows = {article_id: article_row(item, extractor) for article_id, item in batch.items()}
    # Mined anew with the same outcome, an article needs nothing but the name of who mined it last.
    touched = [key for key, row in rows.items() if stored.get(key) != (row["mined_hash"], extractor)]
    rewritten = [key for key in touched if key not in stored or stored[key][0] != rows[key]["mined_hash"]]
    insert_rows(connection, "article", [rows[key] for key in touched], replace=True)
    before = _taken_out(connection, [key for key in rewritten if key in stored])
    after = [row for key in rewritten for row in evidence_rows(batch[key])]
    _put_in(connection, [batch[key] for key in rewritten], _dated(after, before, run_id))
    ids = {row["id"] for row in after}
    return SaveCounts(
        articles=len(batch),
        rewritten=len(rewritten),
        added=len(ids - before.keys()),
        changed=sum(row["id"] in before and before[str(row["id"])].row_hash != row["row_hash"] for row in after),
        removed=len(before.keys() - ids),
    )


def insert_rows(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row], replace: bool = False) -> None:
    """Insert by way of a data frame: row by row a column store is a thousand times slower."""
    if not rows:
        return
    columns = connection.execute(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index", [table]
    ).fetchall()
    frame = pd.DataFrame(
        {name: pd.Series([row[name] for row in rows], dtype=PANDAS_TYPES[kind]) for name, kind in columns}
    )
    verb = "INSERT OR REPLACE" if replace else "INSERT"
    connection.register("incoming", frame)
    connection.execute(f"{verb} INTO {table} BY NAME SELECT * FROM incoming")  # noqa: S608 - names of our own
    connection.unregister("incoming")


def _taken_out(connection: duckdb.DuckDBPyConnection, articles: Sequence[str]) -> dict[str, _Before]:
    """Delete all that hangs on `articles`; what there was of evidence, by its id."""
    within = "WHERE article_id IN (SELECT unnest(?::VARCHAR[]))"
    columns = ", ".join(("id", *_Before._fields))
    old = connection.execute(f"SELECT {columns} FROM evidence {within}", [list(articles)]).fetchall()  # noqa: S608 - names of our own
    if articles:
        for table in ("evidence", "mention", "sentence", "section"):
            connection.execute(f"DELETE FROM {table} {within}", [list(articles)])  # noqa: S608 - names of our own
    return {row[0]: _Before(*row[1:]) for row in old}


def _put_in(connection: duckdb.DuckDBPyConnection, mined: Sequence[Mined], evidence: Sequence[Row]) -> None:
    insert_rows(connection, "section", [row for item in mined for row in section_rows(item.article)])
    insert_rows(connection, "sentence", [row for item in mined for row in sentence_rows(item)])
    insert_rows(connection, "mention", [row for item in mined for row in mention_rows(item)])
    insert_rows(connection, "evidence", evidence)


def _dated(rows: Sequence[Row], before: dict[str, _Before], run_id: str) -> list[Row]:
    """The rows with their runs: evidence that was there keeps its first run, and its last one unless it changed."""
    dated = []
    for row in rows:
        old = before.get(str(row["id"]), _Before("", run_id, run_id))
        last = old.last_changed_run if old.row_hash == row["row_hash"] else run_id
        dated.append({**row, "first_seen_run": old.first_seen_run, "last_changed_run": last})
    return dated


def _check_sentences(mined: Mined) -> None:
    """What no foreign key can hold here (see schema.sql): mentions and evidence name a sentence of their article."""
    article = mined.article.id
    sentences = {sentence.index for sentence in mined.document.sentences}
    for evidence in mined.evidence:
        if evidence.article_id != article or evidence.sentence.index not in sentences:
            named = f"sentence {evidence.sentence.index} of {evidence.article_id}"
            raise StoreError(
                f"{article}: evidence {evidence.id} (rule {evidence.rule}) names {named}, not of this article"
            )
    for mention in mined.mentions:
        if mention.sentence not in sentences:
            raise StoreError(
                f"{article}: mention {mention.text!r} names sentence {mention.sentence}, which is not there"
            )
