"""The store keeps what was mined, once, and says clearly when it cannot."""

import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

from pipeline.errors import StoreError
from pipeline.records import ArticleStatus, Certainty, Mention, MentionType, Mined, Run, RunStatus, Section
from pipeline.store import SaveCounts, Store

Make = Callable[..., Mined]
TABLES = ("meta", "article", "section", "sentence", "mention", "evidence")


def contents(store: Store) -> dict[str, list[tuple[object, ...]]]:
    connection = store._connection
    return {name: connection.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in TABLES}


def test_saving_twice_changes_nothing(store: Store, make: Make) -> None:
    mined = [
        make("pubmed:1", "MSC-EVs increased IL-10."),
        make("pubmed:2", "MSC-EVs decreased TNF-α.", "decreased", obj="TNF-α"),
    ]
    assert store.save(mined, "x1", "run-1") == SaveCounts(articles=2, rewritten=2, added=2)
    before = contents(store)
    store.start_run(Run("run-2", "2026-01-06T10:00:00Z"))
    assert store.save(mined, "x1", "run-2") == SaveCounts(articles=2)
    assert contents(store) == before


def test_a_changed_row_keeps_its_first_run(store: Store, make: Make) -> None:
    mined = make("pubmed:1", "MSC-EVs increased IL-10.")
    store.save([mined], "x1", "run-1")
    store.start_run(Run("run-2", "2026-01-06T10:00:00Z"))
    surer = replace(mined, evidence=(replace(mined.evidence[0], confidence=0.9),))
    assert store.save([surer], "x2", "run-2") == SaveCounts(articles=1, rewritten=1, changed=1)
    runs = store._connection.execute("SELECT first_seen_run, last_changed_run, confidence FROM evidence").fetchall()
    assert runs == [("run-1", "run-2", 0.9)]


def test_an_article_is_replaced_whole(store: Store, make: Make) -> None:
    store.save([make("pubmed:1", "MSC-EVs increased IL-10 in macrophages.")], "x1", "run-1")
    other = make("pubmed:1", "MSC-EVs decreased TNF-α.", "decreased", obj="TNF-α")
    assert store.save([other], "x1", "run-1") == SaveCounts(articles=1, rewritten=1, added=1, removed=1)
    assert [row["object_text"] for row in store.evidence()] == ["TNF-α"]
    assert store.counts()["sentences"] == 2


def test_evidence_that_is_no_longer_found_leaves(store: Store, make: Make) -> None:
    mined = make("pubmed:1", "MSC-EVs increased IL-10.")
    store.save([mined], "x1", "run-1")
    assert store.save([replace(mined, evidence=())], "x2", "run-1").removed == 1
    assert store.evidence() == []
    assert store.counts()["articles"] == 1


def test_of_an_article_given_twice_the_last_counts(store: Store, make: Make) -> None:
    first, last = (
        make("pubmed:1", "MSC-EVs increased IL-10."),
        make("pubmed:1", "MSC-EVs increased TNF-α.", obj="TNF-α"),
    )
    assert store.save([first, last], "x1", "run-1").articles == 1
    assert [row["object_text"] for row in store.evidence()] == ["TNF-α"]


def test_of_evidence_found_twice_the_more_confident_is_kept(store: Store, make: Make) -> None:
    mined = make("pubmed:1", "MSC-EVs increased IL-10.")
    claim = mined.evidence[0]
    twice = replace(mined, evidence=(claim, replace(claim, rule="nominal.of", confidence=0.95)))
    assert store.save([twice], "x1", "run-1").added == 1
    assert [row["rule"] for row in store.evidence()] == ["nominal.of"]


def test_article_versions_name_the_last_extractor(store: Store, make: Make) -> None:
    mined = make("pubmed:1", "MSC-EVs increased IL-10.", pmid_version=2, revised="2022-02-02")
    store.save([mined], "x1", "run-1")
    assert store.save([mined], "x2", "run-1") == SaveCounts(articles=1)
    assert store.article_versions() == {"pubmed:1": (2, "2022-02-02", mined.article.content_hash, "x2", "", "file")}


def test_an_empty_batch_is_nothing(store: Store) -> None:
    assert store.save([], "x1", "run-1") == SaveCounts()


def test_an_article_with_nothing_in_it_is_stored(store: Store, make: Make) -> None:
    mined = make("pubmed:1", "MSC-EVs increased IL-10.")
    bare = replace(mined.article, title="", sections=())
    empty = Mined(replace(mined.document, article=bare, sentences=()), (), ())
    assert store.save([empty], "x1", "run-1").rewritten == 1
    assert store.counts()["articles"] == 1


def test_a_retraction_takes_rows_out_of_the_tables_and_not_out_of_the_store(store: Store, make: Make) -> None:
    mined = make("pubmed:1", "MSC-EVs increased IL-10.")
    store.save([mined], "x1", "run-1")
    retracted = make("pubmed:1", "MSC-EVs increased IL-10.", status=ArticleStatus.RETRACTED)
    store.save([retracted], "x1", "run-1")
    counts = store.counts()
    assert (counts["retracted"], counts["evidence"], counts["published"], counts["claims"]) == (1, 1, 0, 0)
    assert store.evidence() == []
    assert store.claims() == []


@pytest.mark.parametrize("status", [ArticleStatus.CONCERN, ArticleStatus.ERRATUM])
def test_an_erratum_and_a_concern_are_no_retraction(store: Store, make: Make, status: ArticleStatus) -> None:
    store.save([make("pubmed:1", "MSC-EVs increased IL-10.", status=status)], "x1", "run-1")
    assert [row["status"] for row in store.evidence()] == [status.value]


def test_runs_come_back_as_they_were(store: Store) -> None:
    finished = Run("run-2", "2026-02-01T00:00:00Z", "2026-02-01T00:01:00Z", RunStatus.HELD, {"code": "1"}, {"read": 3})
    store.start_run(replace(finished, finished="", status=RunStatus.STARTED, counts={}))
    store.finish_run(finished)
    assert store.runs()[0] == finished
    assert [run.id for run in store.runs(1)] == ["run-2"]
    assert [run.id for run in store.runs()] == ["run-2", "run-1"]


def test_a_run_can_finish_while_evidence_points_at_it(store: Store, make: Make, run: Run) -> None:
    store.save([make("pubmed:1", "MSC-EVs increased IL-10.")], "x1", run.id)
    store.finish_run(replace(run, status=RunStatus.OK, finished="2026-01-05T11:00:00Z"))
    assert store.runs()[0].status is RunStatus.OK


def test_run_ids_are_checked(store: Store, run: Run, make: Make) -> None:
    with pytest.raises(StoreError, match="run run-1 is stored already"):
        store.start_run(run)
    with pytest.raises(StoreError, match="run run-9 was never started"):
        store.finish_run(Run("run-9", "2026-01-01"))
    with pytest.raises(StoreError, match="foreign key"):
        store.save([make("pubmed:1", "MSC-EVs increased IL-10.")], "x1", "run-9")
    assert store.counts()["articles"] == 0


def test_a_batch_that_does_not_fit_is_not_stored_at_all(store: Store, make: Make) -> None:
    good, bad = make("pubmed:1", "MSC-EVs increased IL-10."), make("pubmed:2", "MSC-EVs increased IL-10.")
    sure = replace(bad, evidence=(replace(bad.evidence[0], confidence=1.5),))
    with pytest.raises(StoreError, match="What was stored before stands") as caught:
        store.save([good, sure], "x1", "run-1")
    assert "\n" not in str(caught.value)
    assert store.counts()["articles"] == 0
    assert store.save([good], "x1", "run-1").added == 1  # the store still works


def test_spans_must_name_a_sentence_of_their_article(store: Store, make: Make) -> None:
    mined = make("pubmed:1", "MSC-EVs increased IL-10.")
    astray = replace(mined.evidence[0], sentence=replace(mined.evidence[0].sentence, index=7))
    with pytest.raises(StoreError, match="names sentence 7 of pubmed:1"):
        store.save([replace(mined, evidence=(astray,))], "x1", "run-1")
    with pytest.raises(StoreError, match="names sentence 9"):
        store.save([replace(mined, mentions=(replace(mined.mentions[0], sentence=9),))], "x1", "run-1")


def test_the_filters_of_evidence(store: Store, make: Make) -> None:
    store.save(
        [
            make("pubmed:1", "MSC-EVs increased IL-10."),
            make("pubmed:2", "MSC-CM decreased TNF-α.", "decreased", subject="MSC-CM", obj="TNF-α", evidence={"confidence": 0.3}),
            make("pubmed:3", "MSC-EVs were not seen to have increased IL-10.", evidence={"negated": True, "confidence": 0.6}),
        ],
        "x1",
        "run-1",
    )  # fmt: skip

    def found(**filters: object) -> list[object]:
        return [row["pmid"] for row in store.evidence(**filters)]  # type: ignore[arg-type]

    assert found() == ["1", "3", "2"]
    assert found(limit=1) == ["1"]
    assert found(term="il-10") == ["1", "3"]
    assert found(subject="conditioned") == ["2"]
    assert found(object="hgnc:11892") == ["2"]
    assert found(object="HGNC:118") == []
    assert found(relation="increases", negated=False) == ["1"]
    assert found(negated=True) == ["3"]
    assert found(min_confidence=0.6) == ["1", "3"]
    assert found(claim_ids=[]) == []
    assert found(claim_ids=[str(store.evidence(term="TNF-α")[0]["claim_id"])]) == ["2"]
    assert found(term="50% _'; DROP TABLE evidence; --") == []


def test_the_filters_of_claims(store: Store, make: Make) -> None:
    ev = make("pubmed:1", "MSC-EVs increased IL-10.")
    cm = make(
        "pubmed:2", "MSC-CM decreased TNF-α.", "decreased", subject="MSC-CM", obj="TNF-α", evidence={"confidence": 0.9}
    )
    store.save([ev, cm], "x1", "run-1")
    assert [row["relation"] for row in store.claims()] == ["decreases", "increases"]
    assert [row["object_label"] for row in store.claims("IL-10")] == ["interleukin 10"]
    assert [row["object_label"] for row in store.claims("interleukin")] == ["interleukin 10"]
    assert [row["relation"] for row in store.claims(relation="decreases")] == ["decreases"]
    assert len(store.claims(limit=1)) == 1
    assert store.claims("nothing of the kind") == []


def test_an_aim_is_no_assertion(store: Store, make: Make) -> None:
    store.save([make("pubmed:1", "MSC-EVs increased IL-10.", evidence={"certainty": Certainty.AIM})], "x1", "run-1")
    (claim,) = store.claims()
    assert (claim["n_evidence"], claim["n_for"], claim["n_primary"], claim["belief"]) == (1, 0, 0, 0.0)


def test_a_hundred_thousand_mentions_are_written_in_seconds(store: Store, make: Make) -> None:
    """Row by row this takes minutes; the bound is loose because machines differ."""
    base = make("local:0", "MSC-EVs increased IL-10.")
    words = ["word"] * 200
    text = " ".join(words)
    starts = [0, *(5 * i for i in range(1, 200))]
    assert all(b - a == 5 for a, b in pairwise(starts))
    batch = []
    for number in range(500):
        article = replace(base.article, id=f"local:{number}", title="T", sections=(Section(text),))
        sentence = replace(base.document.sentences[1], start=2, end=2 + len(text), text=text)
        mentions = tuple(Mention(2 + s, 6 + s, "word", MentionType.FACTOR, 1, "X:1", "word") for s in starts)
        batch.append(Mined(replace(base.document, article=article, sentences=(sentence,)), mentions, ()))
    began = time.perf_counter()
    store.save(batch, "x1", "run-1")
    assert time.perf_counter() - began < 30
    assert store.counts()["mentions"] == 100_000


def test_a_read_only_store_reads_and_refuses_to_write(tmp_path: Path, run: Run, make: Make) -> None:
    path = tmp_path / "deep" / "evidence.duckdb"
    with Store.open(path) as store:
        store.start_run(run)
        store.save([make("pubmed:1", "MSC-EVs increased IL-10.")], "x1", run.id)
    with Store.open(path, read_only=True) as store:
        assert len(store.evidence()) == 1
        assert store.publish(tmp_path / "out", ["csv"])[0].exists()
        with pytest.raises(StoreError, match="read-only"):
            store.start_run(Run("run-2", "2026-01-06"))


def test_no_store_is_not_an_empty_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"no store here yet\. Run `secretome extract` first"):
        Store.open(tmp_path / "evidence.duckdb", read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_a_file_without_tables_becomes_a_store(tmp_path: Path) -> None:
    """What a kill in the very first moment leaves behind."""
    path = tmp_path / "evidence.duckdb"
    duckdb.connect(path).close()
    with pytest.raises(StoreError, match="the store is empty"):
        Store.open(path, read_only=True)
    with Store.open(path) as store:
        assert store.counts()["articles"] == 0


def test_files_that_are_no_store(tmp_path: Path) -> None:
    text = tmp_path / "notes.duckdb"
    text.write_text("not a database, only a longer line of words " * 200)
    other = tmp_path / "other.duckdb"
    with duckdb.connect(other) as connection:
        connection.execute("CREATE TABLE birds (name VARCHAR)")
    for path, words in ((text, "is not an evidence store"), (other, "not an evidence store"), (tmp_path, "folder")):
        with pytest.raises(StoreError, match=words) as caught:
            Store.open(path)
        assert str(path) in str(caught.value)
        assert "\n" not in str(caught.value)
    assert text.read_text().startswith("not a database")


def test_a_store_from_the_future_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "evidence.duckdb"
    Store.open(path).close()
    with duckdb.connect(path) as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema_version'")
    for read_only in (True, False):
        with pytest.raises(StoreError, match=r"made by a newer version \(schema 99"):
            Store.open(path, read_only)


def test_a_place_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="a part of its path is a file"):
        Store.open(tmp_path / "file" / "data" / "evidence.duckdb")
