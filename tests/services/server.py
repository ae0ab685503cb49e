"""A real HTTP server on this machine that keeps the services' rules, and breaks on demand."""

import random
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from services import bulk, europepmc, eutils
from services.answers import Answer
from services.papers import Paper

from pipeline.settings import BulkSettings, EuropePmcSettings, FetchSettings, PubmedSettings

PORTAL = b"<!DOCTYPE html><html><body>Please accept the terms of this network.</body></html>"


@dataclass
class Asked:
    """One request as it came."""

    method: str
    path: str
    values: dict[str, str]
    headers: dict[str, str]
    at: float


@dataclass
class Services:
    """What is served, and how well. `faults` are shares of the answers that go wrong; `script` holds faults for the
    next requests, in order ("" for none). Faults: 429, 503, cut (the connection ends early), short (the body does),
    garbage, portal, hang. `matches` says which papers a query has, `rate` how many requests a second are served,
    `gone` which records are listed but not given.
    """

    papers: list[Paper] = field(default_factory=list)
    cap: int = 9_999
    keys: frozenset[str] = frozenset()
    rate: int = 0
    gone: set[int] = field(default_factory=set)
    matches: Callable[[str, Paper], bool] = lambda _, __: True
    last_cursor: str = "absent"
    files: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, float] = field(default_factory=dict)
    script: deque[str] = field(default_factory=deque)
    retry_after: str = "0"
    history_lives: bool = True
    seed: int = 0

    asked: list[Asked] = field(default_factory=list)
    faulted: dict[str, int] = field(default_factory=dict)
    history: dict[str, list[Paper]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self._random = random.Random(self.seed)
        self._lock = threading.Lock()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        if self._server.fault:
            raise self._server.fault

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def settings(self, *, batch: int = 200, page: int = 500, **values: Any) -> FetchSettings:
        """The client's settings for this server: no waits, and rates that no test reaches."""
        rates = {"rate": 10_000.0}
        return FetchSettings(
            **{"contact": "tests@example.org", "backoff": 0.0, "timeout": 10.0, **values},
            pubmed=PubmedSettings(
                url=f"{self.url}/eutils/", cap=self.cap, batch=batch, rate_with_key=10_000.0, **rates
            ),
            europepmc=EuropePmcSettings(url=f"{self.url}/europepmc/", page=page, **rates),
            bulk=BulkSettings(url=f"{self.url}/pubmed/", **rates),
        )

    def requests(self, ending: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.path.endswith(ending)]

    def fault(self) -> str:
        """What goes wrong with the next answer, if anything."""
        with self._lock:
            if self.script:
                name = self.script.popleft()
            else:
                names = ["", *self.faults]
                shares = [1 - sum(self.faults.values()), *self.faults.values()]
                (name,) = self._random.choices(names, shares)
            if name:
                self.faulted[name] = self.faulted.get(name, 0) + 1
        return name

    def answer(self, asked: Asked) -> Answer:
        service, _, rest = asked.path.lstrip("/").partition("/")
        if self.rate and sum(1 for before in self.asked if asked.at - before.at < 1) > self.rate:
            self.faulted["rate"] = self.faulted.get("rate", 0) + 1
            return Answer.refusal(429, error="API rate limit exceeded", limit=str(self.rate))
        if service == "eutils":
            return eutils.answer(self, rest, asked.values)
        if (service, rest) == ("europepmc", "search"):
            return europepmc.answer(self, asked.values)
        if service == "pubmed":
            return bulk.answer(self.files, rest, asked.headers.get("Range", ""))
        return Answer(b"not found", 404)


FAULTS: dict[str, Callable[[Services], Answer]] = {
    "429": lambda services: Answer(b"{}", 429, {"Retry-After": services.retry_after}),
    "503": lambda services: Answer(b"", 503, {"Retry-After": services.retry_after}),
    "portal": lambda _: Answer(PORTAL, type="text/html"),
    "garbage": lambda _: Answer(bytes(range(256)) * 8),
}


class _Server(ThreadingHTTPServer):
    def __init__(self, services: Services) -> None:
        self.services = services
        self.fault: BaseException | None = None
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, *_: object) -> None:
        fault = sys.exception()
        if not isinstance(fault, ConnectionError):  # a client that was killed
            self.fault = fault


class _Handler(BaseHTTPRequestHandler):
    server: "_Server"

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._serve(urlsplit(self.path).query)

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        body = self.rfile.read(int(length or 0))
        if str(len(body)) == length:
            self._serve(body.decode())
        else:  # the client was killed while it asked
            self.close_connection = True

    def _serve(self, values: str) -> None:
        services = self.server.services
        asked = Asked(
            self.command,
            urlsplit(self.path).path,
            dict(parse_qsl(values, keep_blank_values=True)),
            dict(self.headers.items()),
            time.monotonic(),
        )
        services.asked.append(asked)
        fault = services.fault()
        if fault == "hang":
            self.connection.recv(1)  # until the client has had enough
        answer = FAULTS[fault](services) if fault in FAULTS else services.answer(asked)
        if len(self.path) > 8_000:
            answer = Answer(b"URI too long", 414)
        if fault == "short":
            answer.body = answer.body[: len(answer.body) * 2 // 3]
        self._send(answer, cut=fault == "cut")

    def _send(self, answer: Answer, *, cut: bool = False) -> None:
        self.send_response(answer.status)
        for name, value in {"Content-Type": answer.type, **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if cut:
            self.wfile.write(answer.body[: len(answer.body) // 2])
            self.close_connection = True
        else:
            self.wfile.write(answer.body)

    def log_message(self, *_: object) -> None:
        pass
