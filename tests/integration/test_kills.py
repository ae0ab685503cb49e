"""A few kills of the benchmark that does two hundred (benchmarks/kills.py)."""

import json
import subprocess
import sys
from pathlib import Path

PATIENCE = 3_600  # seconds after which something hangs, however busy the machine is


def test_refreshes_that_are_killed_end_with_the_same_tables(root: Path) -> None:
    command = [sys.executable, str(root / "benchmarks" / "kills.py"), "8", "5"]
    result = subprocess.run(command, check=False, capture_output=True, text=True, timeout=PATIENCE)
    assert result.returncode == 0, result.stderr
    told = json.loads(result.stdout)
    assert told["kills"] >= 8
    assert told["that ended differently"] == 0
