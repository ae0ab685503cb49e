"""What a refresh tells those who do not watch it: the log, a file for a monitor, a command when it fails."""

import json
import logging
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path

from pipeline.disk import whole
from pipeline.records import Run, RunStatus
from pipeline.refresh.lock import only_one
from pipeline.refresh.work import lock_path, now, stamped
from pipeline.settings import Settings

LOG_BYTES, LOGS_KEPT = 1_000_000, 5
PATIENCE = 300  # seconds that the command of `on_failure` may take
log = logging.getLogger("pipeline.refresh")


class Monitor:
    """Knows the run's state and writes it down each time it changes."""

    def __init__(self, settings: Settings, started: str) -> None:
        self._path = Path(settings.paths.status)
        self._command = settings.refresh.on_failure
        self._state: dict[str, object] = {
            "corpus": settings.refresh.corpus,
            "status": "started",
            "started": started,
            "finished": None,
            "run": None,
            "process": os.getpid(),
            "message": "",
            "held_by": [],
            "faults": [],
            "counts": {},
        }

    def tell(self, **state: object) -> None:
        """Bring the status file up to date, whole or not at all; that it cannot be written stops no run."""
        self._state |= state
        try:
            with whole(self._path) as part:
                part.write_text(json.dumps(self._state, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        except OSError as error:
            log.warning("%s: cannot be written: %s", self._path, error.strerror)

    def close(self, run: Run, faults: Sequence[str], guards: Sequence[str], changed: str) -> None:
        """The run is over: log how, and sound the alarm when it is not well."""
        held = run.status is RunStatus.HELD
        message = "held: the tables published before stand" if held else "; ".join([*faults, changed])
        for fault in faults:
            log.error("%s", fault)
        for guard in guards:
            log.log(logging.ERROR if held else logging.WARNING, "%s: %s", "held by" if held else "accepted", guard)
        counts = ", ".join(f"{number} {name}" for name, number in run.counts.items() if number)
        log.info("run %s %s: %s; %s", run.id, run.status.value, message, counts)
        self.tell(
            status=run.status.value,
            finished=run.finished,
            run=run.id,
            message=message,
            held_by=list(guards),
            faults=list(faults),
            counts=run.counts,
        )
        if run.status is not RunStatus.OK:
            self.alarm()

    def alarm(self) -> None:
        """Run the command of `on_failure`, with the state in its environment; that it fails is only logged."""
        if not self._command:
            return
        told = {f"SECRETOME_{key.upper()}": _plain(value) for key, value in self._state.items()}
        try:
            result = subprocess.run(  # noqa: S602 - the user's own command, from the user's own configuration
                self._command,
                shell=True,
                env={**os.environ, **told},
                timeout=PATIENCE,
                check=False,
                capture_output=True,
            )
        except subprocess.TimeoutExpired:
            log.warning("on_failure: stopped after %s seconds", PATIENCE)
            return
        if result.returncode:
            last = result.stderr.decode(errors="replace").strip().splitlines()[-1:]
            log.warning("on_failure: exit code %s: %s", result.returncode, "".join(last))


@contextmanager
def watched(settings: Settings, store_path: Path, started: str) -> Iterator[Monitor]:
    """Hold the lock, write the log, and tell the monitor when the run fails by an error.

    Raises:
        UsageError: another refresh is under way.
    """
    with _logged(Path(settings.paths.log)), only_one(lock_path(store_path), started) as left:
        if left:
            log.warning("an earlier refresh was killed (%s); this one goes on with its work", left)
        monitor = Monitor(settings, started)
        monitor.tell()
        try:
            yield monitor
        except BaseException as error:
            message = str(error) or type(error).__name__
            log.error("failed: %s", message)  # noqa: TRY400 - one line in the log; the trace is for the terminal
            monitor.tell(status=RunStatus.FAILED.value, finished=stamped(now()), message=message)
            monitor.alarm()
            raise


@contextmanager
def _logged(path: Path) -> Iterator[None]:
    """Write the log to `path` too, a few files of LOG_BYTES at most; where that fails, the run goes on without."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=LOGS_KEPT, encoding="utf-8")
    except OSError as error:
        log.warning("%s: cannot be written: %s", path, error.strerror)
        yield
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S%z"))
    level = log.level
    log.setLevel(logging.INFO)
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
        handler.close()


def _plain(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return json.dumps(value) if isinstance(value, Mapping) else str(value if value is not None else "")
