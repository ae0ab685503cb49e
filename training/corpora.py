"""Which corpora the recipe reads, where they are, and whether they are the right ones."""

import tarfile
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.disk import digest


class RecipeError(Exception):
    """The recipe cannot be followed: a corpus is missing or is another one. The message names it and the mend."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """One file of a corpus. `path` is below the folder that holds the corpora."""

    name: str
    path: Path
    sha256: str
    url: str
    licence: str

    def checked(self) -> Path:
        """The path of the file, after a look at its checksum.

        Raises:
            RecipeError: the file is not there, or its checksum differs.
        """
        if not self.path.is_file():
            raise RecipeError(f"{self.path}: the corpus {self.name!r} is missing; get it from {self.url}")
        found = digest(self.path)
        if found != self.sha256:
            raise RecipeError(
                f"{self.path}: the corpus {self.name!r} is another one: its sha256 is {found}, the recipe was made with "
                f"{self.sha256}; get it from {self.url}, or write the new checksum into the recipe"
            )
        return self.path

    def members(self) -> dict[str, bytes]:
        """The files in the archive, by name; `checked` first."""
        with tarfile.open(self.checked()) as archive:
            files = ((member.name, archive.extractfile(member)) for member in archive)
            return {name: file.read() for name, file in files if file is not None}


@dataclass(frozen=True)
class Recipe:
    """The recipe's file, `training/recipe.toml`."""

    path: Path
    corpora_folder: Path

    @cached_property
    def table(self) -> dict[str, Any]:
        try:
            return tomllib.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise RecipeError(f"{self.path}: no readable recipe: {error}") from error

    @property
    def seed(self) -> int:
        return int(self.table["seed"])

    def corpus(self, name: str) -> Corpus:
        """The corpus called `name` in the recipe.

        Raises:
            RecipeError: the recipe has none of that name.
        """
        known = self.table["corpora"]
        if name not in known:
            raise RecipeError(f"{self.path}: no corpus {name!r}; there are {', '.join(known)}")
        entry = known[name]
        return Corpus(name, self.corpora_folder / entry["path"], entry["sha256"], entry["url"], entry["licence"])

    def stage(self, name: str) -> dict[str, Any]:
        """The numbers of one training stage.

        Raises:
            RecipeError: the recipe has no such stage.
        """
        try:
            return dict(self.table["stages"][name])
        except KeyError:
            raise RecipeError(f"{self.path}: no [stages.{name}]") from None
