"""The published files, replaced together: tables, page, changes and feed."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline import disk
from pipeline.errors import PipelineError, StoreError
from pipeline.records import Run
from pipeline.refresh.guards import Figures
from pipeline.refresh.lock import only_one
from pipeline.refresh.work import lock_path, now, stamped
from pipeline.report import ENTRIES, Changed, changed_claims, changes_page, feed, summary, write_page
from pipeline.settings import Settings
from pipeline.store import Store

# What is being written, and what is whole and on its way to its place: the one becomes the other in a single step.
UNFINISHED, WHOLE = ".unfinished", ".whole"
ABOUT, FEED, PAGE = "publication.json", "changes.atom", "report.html"


@dataclass(frozen=True, slots=True)
class Publication:
    """What was published: the files, and how the claims differ from those published before."""

    paths: tuple[Path, ...]
    changed: Changed

    @property
    def summary(self) -> str:
        return summary(self.changed)


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands published: the run that published it, and the figures that the guards compare the next one with."""

    run: str
    figures: Figures


def publish(settings: Settings, store_path: Path) -> Publication:
    """Write the published tables, the report page and what changed, from the store, whatever the guards say.

    Raises:
        UsageError: a refresh is under way.
        StoreError: there is no store, or it cannot be read, or a table could not be written; what was published stands.
        PipelineError: another file could not be written; what was published stands.
    """
    least, lock = settings.publish.min_confidence, lock_path(store_path)
    with Store.open(store_path, read_only=True, min_confidence=least) as store, only_one(lock, stamped(now())):
        runs = store.runs(1)
        if not runs:
            raise StoreError(f"{store_path}: the store is empty. Run `secretome extract` first")
        return published(settings, store, runs[0], store_figures(store))


def published(
    settings: Settings, store: Store, run: Run, figures: Figures, accepted: Sequence[str] = ()
) -> Publication:
    """As `publish`, by one who holds the lock. `run` is the last one, `accepted` names the guards that were overruled.

    All files are written aside first and take their places when the last of them is on the disk: a kill leaves the old
    ones, or whole new ones that the next publication puts in place (see `settled`).
    """
    folder, day = settled(settings), run.finished or run.started
    unfinished, corpus = folder / UNFINISHED, settings.refresh.corpus
    difference = store.changes(folder)
    changed = changed_claims(difference.claims, difference.gained, difference.lost)
    # The next publication is compared with the Parquet files.
    store.publish(unfinished, list(dict.fromkeys(["parquet", *settings.publish.formats])))
    write_page(unfinished / PAGE, store.claims(), store.evidence(), store.counts(), run)
    about = {"corpus": corpus, "run": run.id, "published": day}
    with _writing(folder):
        disk.write(unfinished / ABOUT, _json({**about, "accepted": list(accepted), "figures": asdict(figures)}))
        if any(changed.values()):
            name = _free_name(folder, f"changes-{run.id}")
            disk.write(unfinished / f"{name}.json", _json({**about, **changed}))
            disk.write(unfinished / f"{name}.md", changes_page(changed, run.id, day).encode())
        disk.write(unfinished / FEED, feed(corpus, day, _added(unfinished, folder)))
        disk.settle(unfinished, folder / WHOLE)
        paths = [_place(settings, path.name) for path in sorted((folder / WHOLE).iterdir())]
    settled(settings)
    return Publication(tuple(paths), changed)


def standing(settings: Settings) -> Standing | None:
    """What stands published; None when nothing was published yet.

    Raises:
        PipelineError: the file that says so cannot be read.
    """
    path = settled(settings) / ABOUT
    if not path.exists():
        return None
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        return Standing(str(values["run"]), Figures(**values["figures"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PipelineError(f"{path}: cannot be read: {error}. Remove it to publish without a comparison") from error


def settled(settings: Settings) -> Path:
    """The folder of the published files, after a publication that was killed half way was brought to its end."""
    folder = Path(settings.paths.export)
    with _writing(folder):
        shutil.rmtree(folder / UNFINISHED, ignore_errors=True)
        if (folder / WHOLE).exists():
            for path in sorted((folder / WHOLE).iterdir()):
                place = _place(settings, path.name)
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(path, place)
            (folder / WHOLE).rmdir()
    return folder


def store_figures(store: Store) -> Figures:
    """What the store holds that would be published."""
    counts = store.counts()
    return Figures(counts["articles"] - counts["withdrawn"], counts["claims"], store.source_counts())


def _place(settings: Settings, name: str) -> Path:
    return Path(settings.paths.report) if name == PAGE else Path(settings.paths.export) / name


def _added(*folders: Path) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    """The claims that were added, with run and time, the latest publication first."""
    files = [path for folder in folders for path in folder.glob("changes-*.json")]
    told = 0
    for path in sorted(files, key=lambda path: path.name, reverse=True):
        if told >= ENTRIES:
            return
        values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        for claim in values["added"]:
            told += 1
            yield values["run"], values["published"], claim


def _free_name(folder: Path, name: str) -> str:
    """One run can be published twice, with other settings."""
    taken = len(list(folder.glob(f"{name}*.json")))
    return f"{name}.{taken + 1}" if taken else name


def _json(values: object) -> bytes:
    return (json.dumps(values, indent=1, ensure_ascii=False, default=str) + "\n").encode()


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise PipelineError(
            f"{error.filename or folder}: cannot be written: {error.strerror}. Make room or name another place with"
            " [paths]. What was published before stands"
        ) from error
