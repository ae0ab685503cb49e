"""One holder at a time, known by name; a holder that was killed is in nobody's way."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import PipelineError, UsageError
from pipeline.refresh.lock import only_one

ROOT = Path(__file__).parents[3]
HOLDER = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from pipeline.refresh.lock import only_one
with only_one(Path(sys.argv[2]), "2026-01-05T10:00:00+00:00"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_the_second_is_told_who_is_first_and_a_kill_frees_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "store.lock"
    command = [sys.executable, "-c", HOLDER, str(ROOT), str(path)]
    holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(UsageError, match=rf"process {holder.pid} on .*, started 2026-01-05T10"), only_one(path, "now"):
        pass
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    with only_one(path, "now") as left:
        assert f"process {holder.pid} on " in left
    with only_one(path, "now") as left:
        assert left == ""


def test_a_lock_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PipelineError, match="the lock cannot be made"), only_one(tmp_path / "file" / "lock", "now"):
        pass
