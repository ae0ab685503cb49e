"""Kills, full disks and a second writer: real ones, in processes of their own."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.errors import StoreError
from pipeline.store import Store

ROOT = Path(__file__).parents[3]
HEAD = (
    f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(Path(__file__).parent)!r}]\n"
    """
from pathlib import Path
from conftest import RUN, mined_article
from pipeline.errors import StoreError
from pipeline.store import Store
path = Path(sys.argv[1])
def batch(number, size=20):
    text = f"In group {number}, MSC-EVs increased IL-10. " + "x" * 5_000
    return [mined_article(f"pubmed:{number * size + i + 1}", text) for i in range(size)]
"""
)
WRITER = """
store = Store.open(path)
store.start_run(RUN)
for number in range(10_000):
    store.save(batch(number), "x1", RUN.id)
    print(number, flush=True)
"""


def child(body: str, path: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", HEAD + body, str(path)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("seed", range(3))
def test_a_kill_leaves_whole_batches(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "evidence.duckdb"
    writer = child(WRITER, path)
    assert writer.stdout
    assert writer.stdout.readline().strip() == "0"
    time.sleep(random.Random(seed).uniform(0.02, 0.4))
    writer.send_signal(signal.SIGKILL)
    reported, _ = writer.communicate()
    confirmed = 1 + reported.count("\n")
    with Store.open(path, read_only=True) as store:  # reading works before anyone has mended anything
        assert store.counts()["articles"] % 20 == 0
    with Store.open(path) as store:
        counts = store.counts()
        assert counts["articles"] % 20 == 0
        assert counts["articles"] >= 20 * confirmed
        assert counts["sentences"] == counts["mentions"] == 2 * counts["articles"]
        assert counts["evidence"] == counts["articles"]


def test_a_full_disk_is_one_line_and_loses_nothing(tmp_path: Path) -> None:
    """RLIMIT_FSIZE makes writes fail for real, as a full disk does, whoever runs the test."""
    path = tmp_path / "evidence.duckdb"
    body = """
import resource
with Store.open(path) as store:
    store.start_run(RUN)
    store.save(batch(0), "x1", RUN.id)
size = path.stat().st_size
with Store.open(path) as store:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 200_000, resource.RLIM_INFINITY))
    try:
        for number in range(1, 1_000):
            store.save(batch(number), "x1", RUN.id)
            print(number, flush=True)
    except StoreError as error:
        print(error)
"""
    writer = child(body, path)
    out, err = writer.communicate(timeout=120)
    assert writer.returncode == 0, err
    *saved, message = out.splitlines()
    assert "evidence.duckdb: cannot be written" in message
    assert "stands" in message
    with Store.open(path) as store:
        assert store.counts()["articles"] == 20 * (1 + len(saved))
        assert store.counts()["evidence"] == store.counts()["articles"]


def test_a_publication_that_does_not_fit_leaves_the_old_files(tmp_path: Path) -> None:
    body = """
import resource
with Store.open(path) as store:
    store.start_run(RUN)
    store.save(batch(0), "x1", RUN.id)
    store.publish(path.parent / "out", ["parquet", "csv"])
    for number in range(1, 30):
        store.save(batch(number), "x1", RUN.id)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, resource.RLIM_INFINITY))
    try:
        store.publish(path.parent / "out", ["csv", "parquet"])
    except StoreError as error:
        print(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
"""
    writer = child(body, tmp_path / "evidence.duckdb")
    out, err = writer.communicate(timeout=120)
    assert writer.returncode == 0, err
    assert "cannot be written" in out
    assert "The tables published before stand" in out
    names = sorted(file.name for file in (tmp_path / "out").iterdir())
    assert names == ["claims.csv", "claims.parquet", "evidence.csv", "evidence.parquet"]
    assert (tmp_path / "out" / "evidence.csv").read_text().count("\n") == 21


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small tmpfs needs root")
def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no tmpfs here: {mounted.stderr.decode().strip()}")
    try:
        writer = child(WRITER, disk / "evidence.duckdb")
        out, err = writer.communicate(timeout=120)
        assert writer.returncode == 1
        assert err.strip().splitlines()[-1].endswith("Free some space and run again. What was stored before stands")
        with Store.open(disk / "evidence.duckdb", read_only=True) as store:
            assert store.counts()["articles"] == 20 * out.count("\n")
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_second_writer_is_told_who_is_first(tmp_path: Path) -> None:
    path = tmp_path / "evidence.duckdb"
    writer = child("store = Store.open(path)\nprint('open', flush=True)\nsys.stdin.read()", path)
    try:
        assert writer.stdout
        assert writer.stdout.readline() == "open\n"
        for read_only in (False, True):
            with pytest.raises(StoreError, match=rf"in use by another process \(process {writer.pid}\)") as caught:
                Store.open(path, read_only)
            assert "\n" not in str(caught.value)
    finally:
        writer.kill()
        writer.communicate()
    Store.open(path).close()
