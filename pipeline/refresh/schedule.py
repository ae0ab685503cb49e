"""Running `secretome refresh` by itself: a systemd timer of the user's own or, where there is none, a crontab line."""

import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import PipelineError
from pipeline.settings import Settings

SERVICE = """[Unit]
Description=secretome-evidence: refresh of the corpus {corpus}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory={folder}
ExecStart={command}
Nice=10
"""
TIMER = """[Unit]
Description=secretome-evidence: refresh of the corpus {corpus}, {often}

[Timer]
OnCalendar={often}
RandomizedDelaySec=1h
Persistent=true

[Install]
WantedBy=timers.target
"""


@dataclass(frozen=True, slots=True)
class Timer:
    """A systemd service and its timer, in the user's own units."""

    name: str
    units: dict[Path, str]

    @property
    def lines(self) -> list[str]:
        return [line for path, text in self.units.items() for line in (f"{path}:", *text.splitlines())]

    def install(self) -> str:
        for path, text in self.units.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        _run("systemctl", "--user", "daemon-reload")
        _run("systemctl", "--user", "enable", "--now", f"{self.name}.timer")
        return (
            f"installed: systemctl --user list-timers {self.name}.timer shows the next run. It runs while you are logged in;"
            " `loginctl enable-linger` lets it run always"
        )

    def remove(self) -> str:
        if not any(path.exists() for path in self.units):
            return f"nothing to remove: no timer {self.name} is installed"
        _run("systemctl", "--user", "disable", "--now", f"{self.name}.timer")
        for path in self.units:
            path.unlink(missing_ok=True)
        _run("systemctl", "--user", "daemon-reload")
        return f"removed the timer {self.name}"


@dataclass(frozen=True, slots=True)
class Crontab:
    """A line in the user's crontab, told from others by the mark at its end."""

    mark: str
    line: str

    @property
    def lines(self) -> list[str]:
        return ["crontab:", self.line]

    def install(self) -> str:
        _run("crontab", "-", given="\n".join([*self._others(), self.line, ""]))
        return "installed: crontab -l shows it"

    def remove(self) -> str:
        if len(others := self._others()) == len(_crontab()):
            return f"nothing to remove: no line of the crontab ends in {self.mark}"
        _run("crontab", "-", given="\n".join([*others, ""]))
        return "removed the line from the crontab"

    def _others(self) -> list[str]:
        return [line for line in _crontab() if not line.endswith(self.mark)]


def plan(settings: Settings, config: Path | None) -> Timer | Crontab:
    """What is to be installed for the corpus of `settings`, to be run in the current folder with the file `config`.

    Raises:
        PipelineError: this machine has neither systemd nor cron.
    """
    corpus, often, folder = settings.refresh.corpus, settings.refresh.schedule, Path.cwd()
    chosen = ["--config", str(config.absolute())] if config else []
    call = [sys.executable, "-m", "pipeline", *chosen, "refresh", "--quiet", "--corpus", corpus]
    name = f"secretome-refresh-{corpus}"
    if _has_systemd():
        units = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd/user"
        # systemd expands % and $ by itself, also within quotation marks.
        command = " ".join(f'"{_systemd(part)}"' for part in call)
        values = {"corpus": corpus, "often": often, "folder": str(folder).replace("%", "%%"), "command": command}
        return Timer(
            name,
            {units / f"{name}.service": SERVICE.format(**values), units / f"{name}.timer": TIMER.format(**values)},
        )
    if shutil.which("crontab"):
        mark = f"# {name}"
        # cron takes a bare % for the end of the line.
        command = f"cd {shlex.quote(str(folder))} && {shlex.join(call)}".replace("%", r"\%")
        return Crontab(mark, f"@{often} {command} {mark}")
    raise PipelineError(
        "this machine has neither systemd for users nor crontab: let your own scheduler run"
        f" `{shlex.join(call)}` in {folder}"
    )


def _has_systemd() -> bool:
    if not shutil.which("systemctl"):
        return False
    asked = ["systemctl", "--user", "show-environment"]
    return subprocess.run(asked, check=False, capture_output=True).returncode == 0  # noqa: S603 - fixed words


def _systemd(part: str) -> str:
    return part.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")


def _crontab() -> list[str]:
    result = subprocess.run(["crontab", "-l"], check=False, capture_output=True, text=True)  # noqa: S607 - the user's own
    return result.stdout.splitlines() if result.returncode == 0 else []


def _run(*command: str, given: str | None = None) -> None:
    result = subprocess.run(command, input=given, check=False, capture_output=True, text=True)  # noqa: S603 - fixed words
    if result.returncode:
        said = " ".join(result.stderr.split())[:300]
        raise PipelineError(f"`{' '.join(command)}` failed: {said}")
