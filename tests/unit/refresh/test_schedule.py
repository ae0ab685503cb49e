"""What is installed, with stand-ins for systemctl and crontab that keep what they are told."""

import sys
from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from pipeline.refresh.schedule import Crontab, Timer, plan
from pipeline.settings import Settings

SYSTEMCTL = '#!/bin/sh\necho "$@" >> "{folder}/calls"\n'
CRONTAB = '#!/bin/sh\nif [ "$1" = -l ]; then cat "{folder}/tab" 2>/dev/null; else cat > "{folder}/tab"; fi\n'


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "cat").symlink_to("/bin/cat")
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    here = tmp_path / "a 100% 'odd' place"
    here.mkdir()
    monkeypatch.chdir(here)
    return folder


def tool(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text.format(folder=folder))
    (folder / name).chmod(0o755)


def test_a_timer_where_there_is_systemd(tools: Path, settings: Settings) -> None:
    tool(tools, "systemctl", SYSTEMCTL)
    tool(tools, "crontab", CRONTAB)
    planned = plan(settings, Path("my.toml"))
    assert isinstance(planned, Timer)
    service, timer = planned.units
    assert planned.install().startswith("installed")
    unit = service.read_text()
    assert f'ExecStart="{sys.executable}" "-m" "pipeline" "--config"' in unit
    assert '"refresh" "--quiet" "--corpus" "msc-secretome"' in unit
    assert f"WorkingDirectory={Path.cwd()}".replace("%", "%%") in unit
    assert "OnCalendar=weekly" in timer.read_text()
    assert "--user enable --now secretome-refresh-msc-secretome.timer" in (tools / "calls").read_text()
    assert planned.remove() == "removed the timer secretome-refresh-msc-secretome"
    assert not service.exists()
    assert not timer.exists()
    assert planned.remove().startswith("nothing to remove")


def test_a_crontab_line_where_there_is_none(tools: Path, settings: Settings) -> None:
    tool(tools, "systemctl", "#!/bin/sh\nexit 1\n")  # no bus for the user
    tool(tools, "crontab", CRONTAB)
    (tools / "tab").write_text("@daily something else\n")
    planned = plan(settings, None)
    assert isinstance(planned, Crontab)
    for _ in range(2):  # installing twice makes no second line
        planned.install()
        other, line = (tools / "tab").read_text().splitlines()
        assert other == "@daily something else"
    assert line.startswith("@weekly cd '")
    assert r"100\%" in line
    assert line.endswith("refresh --quiet --corpus msc-secretome # secretome-refresh-msc-secretome")
    assert planned.remove() == "removed the line from the crontab"
    assert (tools / "tab").read_text() == "@daily something else\n"
    assert planned.remove().startswith("nothing to remove")


def test_neither(tools: Path, settings: Settings) -> None:
    with pytest.raises(PipelineError, match=r"let your own scheduler run .*refresh --quiet"):
        plan(settings, None)


def test_a_tool_that_fails(tools: Path, settings: Settings) -> None:
    tool(tools, "crontab", '#!/bin/sh\n[ "$1" = -l ] && exit 1\necho "not allowed" >&2\nexit 1\n')
    with pytest.raises(PipelineError, match="`crontab -` failed: not allowed"):
        plan(settings, None).install()
