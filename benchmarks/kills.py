"""SIGKILL at random moments of a refresh: whatever is killed, what is published in the end is the same, byte for byte.

usage: kills.py [KILLS [SEED]]

A corpus of made-up records, from one source or from two, is served on this machine and refreshed three times: all is new; records are new, revised and
retracted; records are deleted and come back. Each refresh runs in a child process that is killed after a random time
and started again; after a few kills it is left to finish. The records are mined before the children start, so that
kills fall on fetching, reading, writing and publishing rather than on parsing.
"""

import hashlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from services import Paper, Services  # noqa: E402
from support import raw_pull  # noqa: E402

from pipeline import refresh as runs  # noqa: E402
from pipeline.corpus import load_corpus  # noqa: E402
from pipeline.errors import PipelineError  # noqa: E402
from pipeline.mine import Miner  # noqa: E402
from pipeline.records import Article, Mined, Rejected  # noqa: E402
from pipeline.refresh import run as refreshing  # noqa: E402
from pipeline.settings import Settings, load_settings  # noqa: E402
from pipeline.store import Store  # noqa: E402

IN_A_ROW = 6  # kills before a refresh is left to finish
PAPERS = 120
TABLES = ("evidence.parquet", "evidence.csv", "claims.parquet", "claims.csv")
MOMENTS = [datetime(2026, 3, day, 12, tzinfo=UTC) for day in (2, 9, 16)]
# One source is read batch by batch; the records of two are joined.
SOURCES = (
    '[pubmed]\nquery = "vesicles[tiab]"\n',
    '[pubmed]\nquery = "vesicles[tiab]"\n[europepmc]\nquery = "vesicles"\n',
)
VERBS = ("suppressed", "enhanced", "did not change")
CELLS = ("T cells", "macrophages", "dendritic cells", "B cells")


class Retracted(Paper):
    @property
    def xml(self) -> str:
        kind = '<PublicationType UI="D016441">Retracted Publication</PublicationType>'
        return super().xml.replace("</PublicationTypeList>", f"{kind}</PublicationTypeList>")


class Known:
    """The miner, with what it found before: the children spend their time where a kill can hurt."""

    def __init__(self, miner: Miner) -> None:
        self.miner, self.versions, self.extractor = miner, miner.versions, miner.extractor
        self._found: dict[str, Mined | Rejected] = {}

    def mined(self, articles: Iterable[Article]) -> Iterator[Mined | Rejected]:
        for article in articles:
            if article.content_hash not in self._found:
                self._found[article.content_hash] = next(iter(self.miner.mined([article])))
            found = self._found[article.content_hash]
            if isinstance(found, Mined):
                found = replace(found, document=replace(found.document, article=article))
            yield found


def papers(stage: int) -> list[Paper]:
    """What the service has at each stage."""
    made = []
    for number in range(1, PAPERS + 1):
        entered, verb = date(2026, 1, 1 + number % 28), VERBS[number % 3]
        text = f"MSC-EVs {verb} IL-{number % 38 + 1} secretion by {CELLS[number % 4]} in group {number}."
        made.append(Paper(number, entered, text=text))
    if stage:
        day = MOMENTS[1].date()
        for number in range(10, 20):
            made[number] = replace(made[number], modified=day, text=made[number].text.replace("MSC-EVs", "MSC-CM"))
        for number in range(20, 24):
            made[number] = Retracted(made[number].pmid, made[number].entered, day, text=made[number].text)
        made += [Paper(1_000 + n, day, text=f"MSC-EVs enhanced TGF-β secretion by cells {n}.") for n in range(20)]
    return [*made, Paper(5_000, date(2026, 1, 5), source="PPR", text="MSC-EVs suppressed IL-6 secretion by neurons.")]


def deletions(raw: Path) -> None:
    """A pull of an update file, as the bulk source leaves it: three citations go, one of them comes back."""
    bodies = [
        "".join(f'<DeleteCitation><PMID Version="1">{n}</PMID></DeleteCitation>' for n in (31, 32, 33)),
        papers(0)[31].xml,
    ]
    raw_pull(
        raw, "bulk", "20260315T000000Z-000000", [f"<PubmedArticleSet>{body}</PubmedArticleSet>" for body in bodies]
    )


def in_a_child(work: Callable[[], None]) -> int:
    """The process id of a child that does `work`; it leaves with 0 when that ends well."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        work()
        code = 0
    except PipelineError as error:
        print(f"failed: {error}", file=sys.stderr)
    finally:
        os._exit(code)


def ended(child: int) -> bool:
    """Wait for a child; False when it was killed. Any other end than a good one ends the benchmark."""
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return False
    if status:
        sys.exit("a refresh failed of itself")
    return True


class Trial:
    """One sequence of refreshes in a folder of its own."""

    def __init__(self, folder: Path, services: Services, settings: Settings, sources: str) -> None:
        self.folder, self.services = folder, services
        own = {key: str(folder / path) for key, path in settings.paths.model_dump().items()}
        paths = settings.paths.model_copy(update=own)
        fetch = services.settings(batch=25, timeout=300.0)  # the machine may be busy
        self.settings = settings.model_copy(update={"paths": paths, "fetch": fetch})
        home = folder / "corpora" / "made-up"
        home.mkdir(parents=True)
        (home / "corpus.toml").write_text(f'title = "Made up"\n{sources}')
        self.corpus = load_corpus(home)

    def refresh(self, stage: int) -> None:
        store = Path(self.settings.paths.store)
        done = runs.refresh(
            self.settings, self.corpus, store, lambda _: None, accept=True, clock=lambda: MOMENTS[stage]
        )
        if done.faults:
            print(done.faults, file=sys.stderr)
            raise PipelineError("a source failed")

    def run(self, pause: Callable[[int], float | None]) -> tuple[int, list[float], dict[str, str]]:
        """Refresh through all stages; `pause` says after how long the next kill comes, if at all.

        Returns the number of kills, the seconds of each stage's last refresh, and hashes of all that was made.
        """
        kills, spent = 0, []
        for stage in range(len(MOMENTS)):
            self.services.papers = papers(min(stage, 1))
            if stage == 2:
                deletions(self.corpus.raw)
            while True:
                begun = time.monotonic()
                child = in_a_child(lambda stage=stage: self.refresh(stage))
                wait = pause(stage)
                if wait is not None:
                    time.sleep(wait)
                    os.kill(child, signal.SIGKILL)
                if ended(child):
                    spent.append(time.monotonic() - begun)
                    break
                kills += 1
        return kills, spent, self.digests()

    def digests(self) -> dict[str, str]:
        """The published tables, byte for byte; and the store's rows, without the runs that wrote them."""
        export = Path(self.settings.paths.export)
        found = {name: hashlib.sha256((export / name).read_bytes()).hexdigest() for name in TABLES}
        assert sorted(path.name for path in export.iterdir() if path.name.startswith(".")) == []
        told = self.folder / "rows"

        def rows() -> None:
            with Store.open(Path(self.settings.paths.store), read_only=True) as store:
                told.write_text(json.dumps(store_digests(store)))

        if not ended(in_a_child(rows)):
            sys.exit("the store could not be read")
        return found | json.loads(told.read_text())


def store_digests(store: Store) -> dict[str, str]:
    """The batches are left out: a refresh that is started again asks again for the last days."""
    found = {}
    for table in ("article", "section", "sentence", "mention", "evidence", "deletion"):
        left_out = "EXCLUDE (first_seen_run, last_changed_run)" if table == "evidence" else ""
        rows = store._rows(f"SELECT * {left_out} FROM {table} ORDER BY ALL")
        found[table] = hashlib.sha256(repr(rows).encode()).hexdigest()
    return found


def main(kills: int, seed: int) -> None:
    rng = random.Random(seed)
    settings = load_settings(ROOT / "config")
    known = Known(Miner(settings))
    refreshing.Miner = lambda _: known  # type: ignore[assignment]
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as place, Services() as services:
        folder = Path(place)
        undisturbed = []
        for number, sources in enumerate(SOURCES):
            warm = Trial(folder / f"warm-{number}", services, settings, sources)
            for stage in range(len(MOMENTS)):  # in this process: what the children find mined
                services.papers = papers(min(stage, 1))
                if stage == 2:
                    deletions(warm.corpus.raw)
                warm.refresh(stage)
            trial = Trial(folder / f"undisturbed-{number}", services, settings, sources)
            undisturbed.append(trial.run(lambda _: None)[1:])
        done = trials = different = 0
        while done < kills:
            seconds, expected = undisturbed[trials % len(SOURCES)]
            left = {stage: min(IN_A_ROW, kills - done) for stage in range(len(MOMENTS))}

            def pause(stage: int, left: dict[int, int] = left, seconds: list[float] = seconds) -> float | None:
                if not left[stage]:
                    return None
                left[stage] -= 1
                return rng.uniform(0, 1.1 * seconds[stage])

            trial = Trial(folder / str(trials), services, settings, SOURCES[trials % len(SOURCES)])
            killed, _, found = trial.run(pause)
            done, trials = done + killed, trials + 1
            if found != expected:
                different += 1
                differing = [name for name in expected if found[name] != expected[name]]
                print(f"differs in {', '.join(differing)}: {trial.folder}", file=sys.stderr)
            else:
                shutil.rmtree(trial.folder)
    result = {
        "kills": done,
        "sequences of three refreshes": trials,
        "that ended differently": different,
        "seconds of the undisturbed refreshes": [[round(value, 2) for value in seconds] for seconds, _ in undisturbed],
        "minutes in all": round((time.monotonic() - begun) / 60, 1),
    }
    print(json.dumps(result, indent=1))
    sys.exit(bool(different))


if __name__ == "__main__":
    given = [int(value) for value in sys.argv[1:]]
    main(*given, *(200, 1)[len(given) :])
