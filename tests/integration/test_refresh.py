"""The refresh as a person sees it: against services on this machine, run after run."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from lxml import etree
from services import Paper, Services
from support import Command, pubmed_record, pubmed_set, raw_pull

from pipeline.records import Run
from pipeline.refresh import only_one
from pipeline.store import Store

TODAY = datetime.now(UTC).date()
STORE = Path("data/made-up/evidence.duckdb")
EXPORT = Path("data/made-up/export")
ATOM = "{http://www.w3.org/2005/Atom}"


class Retracted(Paper):
    @property
    def xml(self) -> str:
        kind = '<PublicationType UI="D016441">Retracted Publication</PublicationType>'
        return super().xml.replace("</PublicationTypeList>", f"{kind}</PublicationTypeList>")


def papers(count: int = 36) -> list[Paper]:
    return [Paper(n, text=f"MSC-EVs suppressed IL-{n % 36 + 1} secretion by macrophages.") for n in range(1, count + 1)]


BOTH = '[pubmed]\nquery = "vesicles[tiab]"\n[europepmc]\nquery = "vesicles"\n'


@pytest.fixture
def services() -> Iterator[Services]:
    with Services(papers=papers()) as running:
        yield running


@pytest.fixture
def configured(tmp_path: Path, root: Path, services: Services) -> Callable[[str], Path]:
    """A configuration that asks the services here, with more lines at its end; and a corpus, `made-up`."""
    home = tmp_path / "corpora" / "made-up"
    home.mkdir(parents=True)
    (home / "corpus.toml").write_text('title = "Made up"\n[pubmed]\nquery = "vesicles[tiab]"\n')

    def written(more: str = "") -> Path:
        folder = tmp_path / "config"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(root / "config", folder)
        path = folder / "pipeline.toml"
        text = re.sub(r"(?ms)^\[fetch.*?(?=^\[(?!fetch)|\Z)", "", path.read_text())
        fetch = services.settings(batch=15)
        text += f'[fetch]\ncontact = "tests@example.org"\nbackoff = 0.0\nretries = 1\n[fetch.pubmed]\nurl = "{fetch.pubmed.url}"\n'
        path.write_text(
            text
            + "rate = 10000.0\nbatch = 15\n"
            + f'[fetch.europepmc]\nurl = "{fetch.europepmc.url}"\nrate = 10000.0\n'
            + more
        )
        return folder

    return written


@pytest.fixture
def refresh(secretome: Command, configured: Callable[[str], Path]) -> Command:
    configured("")
    return lambda *more: secretome("--config", "config", "refresh", "--corpus", "made-up", *more)


def changes() -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in sorted(EXPORT.glob("changes-*.json"))]


def tables() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in [*EXPORT.glob("evidence.*"), *EXPORT.glob("claims.*")]}


def status() -> dict[str, Any]:
    return dict(json.loads(Path("data/made-up/status.json").read_text()))


def published_pmids() -> set[int]:
    query = f"SELECT DISTINCT pmid FROM read_parquet('{EXPORT}/evidence.parquet') WHERE pmid IS NOT NULL"
    return {int(row[0]) for row in duckdb.connect().execute(query).fetchall()}


def test_new_then_nothing_then_revised_retracted_and_deleted(refresh: Command, services: Services) -> None:
    first = refresh()
    assert first.code == 0, first.err
    assert "pubmed (all): 36 records in 3 batches" in first.err
    assert published_pmids() == set(range(1, 37))
    (told,) = changes()
    assert len(told["added"]) == len({claim["claim_id"] for claim in told["added"]}) > 30
    assert not told["withdrawn"]
    before = tables()

    asked = len(services.requests("efetch.fcgi"))
    second = refresh()
    assert second.code == 0
    assert "no claim changed" in second.err
    assert len(services.requests("efetch.fcgi")) == asked  # nothing was entered or modified
    assert (tables(), len(changes())) == (before, 1)

    services.papers[1] = Retracted(2, modified=TODAY, text=services.papers[1].text)
    services.papers[2] = replace(services.papers[2], modified=TODAY, text="Macrophages were given vesicles.")
    services.papers.append(Paper(99, entered=TODAY, text="MSC-EVs enhanced TGF-β secretion by T cells."))
    later = f"{TODAY + timedelta(days=1):%Y%m%d}T000000Z-000000"
    gone = '<PubmedArticleSet><DeleteCitation><PMID Version="1">4</PMID></DeleteCitation></PubmedArticleSet>'
    raw_pull(Path("corpora/made-up/raw"), "bulk", later, [gone])
    third = refresh()
    assert third.code == 0, third.err
    assert published_pmids() == {1, *range(5, 37), 99}
    *_, told = changes()
    assert any("TGF" in str(claim["object_label"]) for claim in told["added"])
    reasons = {(row["pmid"], row["reason"]) for claim in told["withdrawn"] for row in claim["went"]}
    assert reasons == {("2", "retracted"), ("3", "revised"), ("4", "deleted")}
    page = max(EXPORT.glob("changes-*.md")).read_text()
    for said in ("the paper was retracted", "the record was revised", "its source deleted the record", "PMID 99"):
        assert said in page
    with duckdb.connect(str(STORE), read_only=True) as store:  # withdrawn is not forgotten
        assert store.execute(
            "SELECT count(*) FROM evidence WHERE article_id IN ('pubmed:2', 'pubmed:4')"
        ).fetchone() != (0,)
        assert store.execute("SELECT article_id, reason FROM withdrawal ORDER BY 1").fetchall() == [
            ("pubmed:2", "retracted"),
            ("pubmed:4", "deleted"),
        ]
    feed = etree.parse(EXPORT / "changes.atom").getroot()
    check_atom(feed)
    assert "TGF" in str(feed.findtext(f"{ATOM}entry/{ATOM}title"))  # the newest comes first


def check_atom(feed: Any) -> None:
    """What RFC 4287 demands of a feed and of each entry."""
    assert feed.tag == f"{ATOM}feed"
    ids = []
    for element in (feed, *feed.iterfind(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
        assert datetime.fromisoformat(element.findtext(f"{ATOM}updated")).tzinfo
        ids.append(element.findtext(f"{ATOM}id"))
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", ids[-1])
    assert len(set(ids)) == len(ids) > 1
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    for entry in feed.iterfind(f"{ATOM}entry"):
        assert entry.find(f"{ATOM}content").get("type") == "text"


def test_a_changed_lexicon_mines_again_without_a_download(refresh: Command, services: Services, tmp_path: Path) -> None:
    assert refresh().code == 0
    asked = len(services.asked)
    lexicon = tmp_path / "config" / "lexicons" / "stop.tsv"
    lines = lexicon.read_text(encoding="utf-8").splitlines()
    lexicon.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    result = refresh("--no-fetch")
    assert result.code == 0, result.err
    assert "36 mined" in result.err
    assert len(services.asked) == asked


def test_a_guard_holds_until_it_is_overruled(
    refresh: Command, services: Services, configured: Callable[[str], Path]
) -> None:
    marker = Path("alarm").absolute()
    configured("")
    config = Path("config/pipeline.toml")
    config.write_text(
        config.read_text().replace('on_failure = ""', f"on_failure = 'echo $SECRETOME_STATUS >> {marker}'")
    )
    assert refresh().code == 0
    before = tables()
    services.papers[:10] = [Retracted(p.pmid, modified=TODAY, text=p.text) for p in services.papers[:10]]
    for _ in range(2):  # held until something is done about it
        held = refresh()
        assert held.code == 3
        assert "max_article_drop: articles that stand fell from 36 to 26 (-27.8%); the limit is -10.0%" in held.err
        assert "--accept" in held.err
        assert tables() == before
        assert status()["status"] == "held"
    assert marker.read_text() == "held\nheld\n"
    assert "held by: max_article_drop" in Path("data/made-up/refresh.log").read_text()
    accepted = refresh("--accept")
    assert accepted.code == 0
    assert published_pmids() == set(range(11, 37))
    assert status()["status"] == "ok"
    assert refresh().code == 0


def test_records_that_cannot_be_used_hold_the_publication(refresh: Command) -> None:
    raw = Path("corpora/made-up/raw")
    good = [pubmed_record(str(n), abstract="MSC-EVs suppressed IL-6 secretion.") for n in range(1, 10)]
    empty = pubmed_record("77", title="", abstract="")
    raw_pull(raw, "pubmed", "20260101T000000Z-000000", [pubmed_set(*good, empty)])
    for _ in range(2):  # also when the second run reads nothing new
        result = refresh("--no-fetch")
        assert result.code == 3
        assert "max_set_aside: 1 of 10 records were set aside (10.0%); the limit is 5.0%" in result.err
    assert not tables()


def test_a_source_that_does_not_answer_stops_only_itself(refresh: Command, services: Services) -> None:
    assert refresh().code == 0
    raw_pull(Path("corpora/made-up/raw"), "pubmed", "20990101T000000Z-000000", [pubmed_set(pubmed_record("500"))])
    services.faults = {"503": 1.0}
    result = refresh()
    assert result.code == 1
    assert result.err.count("failed: pubmed: ") == 1
    assert 500 in published_pmids()
    assert (status()["status"], len(status()["faults"])) == ("failed", 1)
    services.faults = {}
    assert refresh().code == 0


def test_a_batch_that_was_changed_on_disk(refresh: Command) -> None:
    assert refresh().code == 0
    before = tables()
    folder = raw_pull(
        Path("corpora/made-up/raw"), "pubmed", "20260101T000000Z-000000", [pubmed_set(pubmed_record("500"))]
    )
    batch = folder / "00001.xml.gz"
    batch.write_bytes(batch.read_bytes()[:-9] + b"Z" * 9)
    result = refresh("--no-fetch")
    assert result.code == 1
    assert f"{batch}: changed on disk since it was fetched" in result.err
    assert tables() == before


def test_two_refreshes_at_once(refresh: Command) -> None:
    with only_one(STORE.with_name("evidence.duckdb.lock"), "2026-01-01T00:00:00+00:00"):
        result = refresh()
    assert result.code == 2
    assert re.fullmatch(r"another refresh is under way: process \d+ on \S+, started 2026-01-01T.*Wait.*", result.error)
    assert refresh().code == 0


def test_a_lock_that_a_killed_run_left_is_no_obstacle(refresh: Command) -> None:
    STORE.parent.mkdir(parents=True)
    STORE.with_name("evidence.duckdb.lock").write_text('{"process": 1, "host": "h", "started": "2026-01-01"}')
    assert refresh().code == 0
    log = Path("data/made-up/refresh.log").read_text()
    assert "an earlier refresh was killed (process 1 on h, started 2026-01-01)" in log


def test_a_clock_in_the_past(refresh: Command) -> None:
    with Store.open(STORE) as store:
        store.start_run(Run("29990101T000000Z-000000", "2999-01-01T00:00:00+00:00"))
    result = refresh()
    assert result.code == 1
    assert "the last run started at 2999-01-01" in result.error
    assert status()["status"] == "failed"
    assert status()["started"] <= status()["finished"]


def test_bad_names(secretome: Command, refresh: Command) -> None:
    unknown = secretome("refresh", "--corpus", "nowhere")
    assert unknown.code == 2
    assert "corpora/nowhere/corpus.toml" in unknown.error
    assert secretome("refresh", "--corpus", "../up").code == 2
    assert "nothing was fetched yet" in refresh("--no-fetch").error
    Path("data/made-up/export").parent.mkdir(parents=True, exist_ok=True)
    Path("data/made-up/export").write_text("in the way")
    assert "data/made-up/export" in refresh().error


def test_status_tells_sources_and_what_is_new(secretome: Command, refresh: Command) -> None:
    assert refresh().code == 0
    shown = json.loads(secretome("--config", "config", "status", "--corpus", "made-up", "--format", "json").out)
    (source,) = shown["sources"]
    assert (source["source"], source["articles"], source["up to"]) == ("pubmed", 36, TODAY.isoformat())
    assert shown["runs"][0]["status"] == "ok"
    since = secretome("--config", "config", "status", "--corpus", "made-up", "--since", TODAY.isoformat(), "-f", "json")
    assert since.out.count("\n") == len(changes()[0]["added"])
    later = (TODAY + timedelta(days=2)).isoformat()
    assert not secretome("--config", "config", "status", "--corpus", "made-up", "--since", later).out


def test_records_of_two_sources_are_one_article_in_whatever_order_they_come(
    secretome: Command, refresh: Command, services: Services
) -> None:
    """The preprint stays apart; what both sources have is there once, as PubMed gives it."""
    services.papers = [*papers(8), replace(papers(9)[8], source="PPR")]
    corpus = Path("corpora/made-up/corpus.toml")
    corpus.write_text(f'title = "T"\n{BOTH}')
    assert refresh().code == 0
    at_once = {name: content for name, content in tables().items() if name.endswith(".csv")}
    assert published_pmids() == set(range(1, 9))
    assert at_once["evidence.csv"].count(b"\n") == 1 + 9 * 2
    assert at_once["evidence.csv"].count(b",europepmc/") == 2  # the preprint's

    other = corpus.parent.parent / "one-by-one"
    other.mkdir()
    for sources in ('[europepmc]\nquery = "vesicles"\n', BOTH):
        (other / "corpus.toml").write_text(f'title = "T"\n{sources}')
        result = secretome("--config", "config", "refresh", "--corpus", "one-by-one")
        assert result.code == 0, result.err
    again = {path.name: path.read_bytes() for path in Path("data/one-by-one/export").glob("*.csv")}
    pulls = re.compile(rb"/[0-9TZ]+-[0-9a-f]{6}/")
    assert {name: pulls.sub(b"/", text) for name, text in again.items()} == {
        name: pulls.sub(b"/", text) for name, text in at_once.items()
    }


def test_what_pubmed_takes_back_of_joined_papers_goes_until_pubmed_gives_it_again(
    refresh: Command, services: Services
) -> None:
    """Europe PMC goes on giving what PubMed retracted or deleted; it is PubMed's word that counts."""
    Path("corpora/made-up/corpus.toml").write_text(f'title = "T"\n{BOTH}')
    assert refresh().code == 0
    assert published_pmids() == set(range(1, 37))

    raw, later = Path("corpora/made-up/raw"), f"{TODAY + timedelta(days=1):%Y%m%d}"
    services.papers[1] = Retracted(2, modified=TODAY, text=services.papers[1].text)
    services.papers[3] = replace(services.papers[3], modified=TODAY, text=f"{services.papers[3].text} It was seen.")
    deleted = '<DeleteCitation><PMID Version="1">4</PMID></DeleteCitation>'
    raw_pull(raw, "bulk", f"{later}T000000Z-000000", [pubmed_set(deleted)])
    result = refresh()
    assert result.code == 0, result.err
    assert published_pmids() == {1, 3, *range(5, 37)}
    reasons = {(row["pmid"], row["reason"]) for claim in changes()[-1]["withdrawn"] for row in claim["went"]}
    assert reasons == {("2", "retracted"), ("4", "deleted")}

    europepmc = sorted((raw / "europepmc").iterdir())[-1]
    shutil.copytree(europepmc, raw / "europepmc" / f"{later}T000001Z-000000")
    assert refresh("--no-fetch").code == 0
    assert 4 not in published_pmids()
    second_version = services.papers[3].xml.replace('Version="1"', 'Version="2"')
    # The deletion of the first version says nothing of the second.
    for second, (source, body) in enumerate([("pubmed", second_version), ("bulk", deleted)], 2):
        raw_pull(raw, source, f"{later}T00000{second}Z-000000", [pubmed_set(body)])
        assert refresh("--no-fetch").code == 0
        assert published_pmids() == {1, *range(3, 37)}


@pytest.mark.parametrize("more", ["", '[pubmed]\nquery = "vesicles[tiab]"\n'], ids=["one source", "joined"])
def test_two_records_of_ones_own_files_under_one_name(refresh: Command, more: str) -> None:
    """Of files that lie side by side the later record is set aside; in a file that was changed it is a newer form."""
    home = Path("corpora/made-up")
    (home / "corpus.toml").write_text(f'title = "T"\n{more}[files]\npaths = ["own/*.jsonl"]\n')
    (home / "own").mkdir()

    def written(name: str, *effects: str) -> None:
        records = [
            {"id": f"r{n}", "title": "", "abstract": f"MSC-EVs {effect} secretion by macrophages."}
            for n, effect in enumerate(effects)
        ]
        (home / "own" / name).write_text("".join(json.dumps(record) + "\n" for record in records))

    def sentences() -> str:
        query = f"SELECT sentence FROM read_parquet('{EXPORT}/evidence.parquet') WHERE pmid IS NULL"
        rows = duckdb.connect().execute(query).fetchall()
        return " ".join(row[0] for row in rows)

    written("a.jsonl", "suppressed IL-6", *["enhanced IL-10"] * 30)
    written("b.jsonl", "enhanced TNF-α")
    result = refresh()
    assert result.code == 0, result.err
    assert "another record has the id local:r0" in result.err
    assert "IL-6" in sentences()
    assert "TNF-α" not in sentences()

    written("a.jsonl", "suppressed IL-8", *["enhanced IL-10"] * 30)
    for _ in range(2):  # and stays so
        result = refresh()
        assert result.code == 0, result.err
        assert "another record" not in result.err
        assert "IL-8" in sentences()
        assert "IL-6" not in sentences()
        assert "TNF-α" not in sentences()
