"""The published tables of the ontologies, as `config/ontologies.toml` lists them."""

from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, ValidationError

from pipeline.disk import digest, settle
from pipeline.errors import ConfigError
from pipeline.fetch.http import Service, UnreadableAnswer
from pipeline.fetch.raw import PART
from pipeline.settings import FetchSettings, Section, faults, toml_values

RATE = 1.0  # requests a second: seven files in all
HEAD = 4_096  # characters at the beginning of a file in which its release is named


class Release(Section):
    """One published file. `version` must stand at its head and `sha256` be its hash; "" asks for nothing."""

    name: str
    file: str
    url: str = Field(pattern=r"^https?://[^/]+/.+")
    version: str = ""
    sha256: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")
    licence: str


class Releases(Section):
    release: list[Release] = Field(min_length=1)


def read_releases(path: Path) -> list[Release]:
    """The releases that a file lists.

    Raises:
        ConfigError: the file is missing, is not TOML, or has an unknown key or a wrong value; lists all of them.
    """
    try:
        return Releases(**toml_values(path, "Restore the file.")).release
    except ValidationError as error:
        raise ConfigError(path, faults(error)) from error


def download(releases: list[Release], into: Path, settings: FetchSettings) -> list[Path]:
    """Put each release that is not there yet into the folder; the files' paths.

    A file appears there when it is whole and is what it should be, never before.

    Raises:
        UsageError: the configuration names no contact.
        FetchError: a file cannot be had, or is not the release that it should be.
    """
    paths = []
    for release in releases:
        path = into / release.file
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            where = urlsplit(release.url)
            with Service(settings, f"{where.scheme}://{where.netloc}", RATE) as service:
                part = path.with_name(path.name + PART)
                service.download(release.url.split(where.netloc, 1)[1].lstrip("/"), part, partial(_check, release))
            settle(part, path)
        paths.append(path)
    return paths


def _check(release: Release, part: Path) -> None:
    with part.open(encoding="utf-8", errors="replace") as file:
        head = file.read(HEAD)
    if not head.strip() or head.lstrip()[:1] == "<":
        raise UnreadableAnswer("it is empty, or a page instead of a table")
    if release.version not in head:
        raise UnreadableAnswer(f"its head does not name the release {release.version}")
    if release.sha256 and (found := digest(part)) != release.sha256:
        raise UnreadableAnswer(f"its sha256 is {found}, not the one in the configuration")
