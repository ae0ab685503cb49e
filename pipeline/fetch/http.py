"""One service, asked politely: its rate kept, its waits obeyed, and every lame answer asked for again."""

import os
import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import requests
from requests.exceptions import ChunkedEncodingError, ContentDecodingError, RequestException, SSLError
from requests_ratelimiter import LimiterSession
from urllib3.exceptions import HTTPError, MaxRetryError
from urllib3.util import Retry

from pipeline import __version__
from pipeline.errors import FetchError, UsageError
from pipeline.fetch.raw import unwritable
from pipeline.settings import FetchSettings

T = TypeVar("T")
SHOWN = 200
CHUNK = 1 << 20
_HTML = re.compile(
    rb"(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+)?html\b", re.IGNORECASE | re.DOTALL
)
_PASSING = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}


class UnreadableAnswer(Exception):  # noqa: N818 - not a fault yet: the question is asked again
    """The answer came, and is not what was asked for: cut short, garbage, or another page."""


class RefusedError(FetchError):
    """The service understood and says no; asking again would not help. `body` is what it says."""

    def __init__(self, message: str, body: str) -> None:
        self.body = body
        super().__init__(message)


class Service:
    """A base URL with its rate. Used in a `with` block, since the rate limiter holds a thread.

    Raises:
        UsageError: the configuration names no contact.
    """

    def __init__(self, settings: FetchSettings, url: str, rate: float) -> None:
        if "@" not in settings.contact:
            raise UsageError(
                "fetch.contact: the services ask who is asking: put your e-mail address into the configuration"
            )
        self.url = url.rstrip("/") + "/"
        self._settings = settings
        # A 429 is waited for by Retry; filling the limiter's bucket as well would wait twice.
        self._session = LimiterSession(per_second=rate, limit_statuses=())
        self._session.headers["User-Agent"] = f"{settings.tool}/{__version__} (mailto:{settings.contact})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self._session.close()

    def answer(self, path: str, values: Mapping[str, str], read: Callable[[bytes], T], *, post: bool = True) -> T:
        """What `read` makes of the answer's body. Asked again, with growing waits, while the answer is not usable:
        no connection, a timeout, 429, 5xx, a body that ends early, or one that `read` finds unreadable.

        Raises:
            RefusedError: the service says no.
            FetchError: no usable answer came in all the tries.
        """

        def ask(url: str) -> requests.Response:
            if post:
                return self._session.post(url, data=values, timeout=self._settings.timeout)
            return self._session.get(url, params=values, timeout=self._settings.timeout)

        return self._tried(self.url + path, ask, lambda response: read(response.content))

    def download(self, path: str, part: Path, check: Callable[[Path], None]) -> None:
        """Put the file at `path` into `part`, going on behind what is there. `check` raises UnreadableAnswer when the
        whole file is not what it must be; it is then fetched anew.

        Raises:
            RefusedError, FetchError: see `answer`. FetchError also when the disk refuses; what came is kept.
        """

        def ask(url: str) -> requests.Response:
            begun = part.stat().st_size if part.exists() else 0
            headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={begun}-"} if begun else {})
            return self._session.get(url, headers=headers, stream=True, timeout=self._settings.timeout)

        def keep(response: requests.Response) -> None:
            # A server that does not know ranges sends the file from its beginning.
            mode = "ab" if response.status_code == HTTPStatus.PARTIAL_CONTENT else "wb"
            if response.status_code != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:  # else it is all there
                try:
                    with part.open(mode) as file:
                        for chunk in response.raw.stream(CHUNK, decode_content=False):
                            file.write(chunk)
                        file.flush()
                        os.fsync(file.fileno())
                except OSError as error:
                    raise unwritable(part, error) from error
            try:
                check(part)
            except UnreadableAnswer:
                part.unlink()
                raise

        self._tried(self.url + path, ask, keep)

    def _tried(self, url: str, ask: Callable[[str], requests.Response], read: Callable[[requests.Response], T]) -> T:
        retry = self._patience()
        while True:
            response = None
            try:
                response = ask(url)
                _check_status(url, response)
                return read(response)
            except UnreadableAnswer as unreadable:
                fault = str(unreadable)
            except requests.Timeout:
                fault = f"no answer in {self._settings.timeout:g} seconds"
            except (ChunkedEncodingError, ContentDecodingError, HTTPError):
                fault = "the answer was cut short"
            except SSLError:
                fault = "no secure connection (is this https, and its certificate trusted here?)"
            except requests.ConnectionError:
                fault = "no connection"
            except RequestException as error:
                raise FetchError(f"{url}: {error}. Correct the base URL under [fetch].") from error
            finally:
                if response is not None:
                    response.close()
            try:
                retry = retry.increment(url=url, error=HTTPError(fault))
            except MaxRetryError as error:
                tries = self._settings.retries + 1
                raise FetchError(
                    f"{url}: {fault} (asked {tries} times). Check the network and the service, then run again: "
                    "it goes on where it stopped"
                ) from error
            retry.sleep(response.raw if response is not None else None)

    def _patience(self) -> Retry:
        return Retry(
            total=self._settings.retries,
            backoff_factor=self._settings.backoff,
            backoff_max=self._settings.longest_wait,
            retry_after_max=self._settings.longest_wait,
            allowed_methods=None,  # urllib3 leaves POST out unless told
        )


def _check_status(url: str, response: requests.Response) -> None:
    status = response.status_code
    if status in _PASSING or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise UnreadableAnswer(f"HTTP {status} {response.reason}")
    if status >= HTTPStatus.BAD_REQUEST and status != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        said = " ".join(response.text[:SHOWN].split())
        raise RefusedError(f"{url}: refused with HTTP {status}: {said}", response.text)


def is_html(body: bytes) -> bool:
    """Whether a web page came instead of data: often the login page of a network."""
    return bool(_HTML.match(body))
