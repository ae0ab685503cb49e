"""Published tables: downloaded once, checked, and whole or not there."""

import hashlib
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from pipeline.errors import ConfigError, FetchError
from pipeline.fetch.releases import Release, download, read_releases
from pipeline.settings import FetchSettings

TABLE = "data-version: 2026-01-01\n[Term]\nid: CL:0000134\nname: mesenchymal stem cell\n"
ASKING = FetchSettings(contact="a@example.org", retries=0, backoff=0.0)


class Server:
    """Serves what is put into a folder, and counts what is asked of it."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[str] = []
        asked = self.asked

        class Handler(SimpleHTTPRequestHandler):
            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
                asked.append(self.path)

        self.folder = folder
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
        self.url = f"http://127.0.0.1:{self.http.server_port}/cl.obo"

    def put(self, body: str) -> None:
        (self.folder / "cl.obo").write_text(body, encoding="utf-8")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    (tmp_path / "served").mkdir()
    server = Server(tmp_path / "served")
    thread = Thread(target=server.http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.http.shutdown()
    thread.join()
    server.http.server_close()


def release(server: Server, **changes: str) -> Release:
    values = {"name": "CL", "file": "sub/cl.obo", "url": server.url, "licence": "CC BY 4.0"}
    return Release(**(values | changes))


def test_a_release_is_downloaded_once(server: Server, tmp_path: Path) -> None:
    server.put(TABLE)
    digest = hashlib.sha256(TABLE.encode()).hexdigest()
    one = release(server, version="2026-01-01", sha256=digest)
    assert download([one], tmp_path / "tables", ASKING) == [tmp_path / "tables" / "sub" / "cl.obo"]
    assert download([one], tmp_path / "tables", ASKING)[0].read_text(encoding="utf-8") == TABLE
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("body", "changes"),
    [
        ("<html>not found</html>", {}),
        ("", {}),
        (TABLE, {"version": "2027-01-01"}),
        (TABLE, {"sha256": "0" * 64}),
    ],
)
def test_what_is_not_the_release_never_becomes_a_table(
    server: Server, tmp_path: Path, body: str, changes: dict[str, str]
) -> None:
    server.put(body)
    with pytest.raises(FetchError):
        download([release(server, **changes)], tmp_path / "tables", ASKING)
    assert [path for path in (tmp_path / "tables").rglob("*") if path.is_file()] == []


def test_the_shipped_list_is_sound_and_a_wrong_one_is_told_whole(root: Path, tmp_path: Path) -> None:
    assert {one.licence for one in read_releases(root / "config" / "ontologies.toml")} == {
        "CC BY 4.0",
        "CC0",
        "public domain",
    }
    path = tmp_path / "ontologies.toml"
    path.write_text('[[release]]\nname = "x"\nfile = "x"\nurl = "ftp:x"\nlicense = "x"\n', encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_releases(path)
    assert len(caught.value.faults) == 3
