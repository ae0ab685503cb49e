"""What can go wrong, as a small tree: the command line turns each branch into one line and an exit code."""

from collections.abc import Iterable, Sequence
from pathlib import Path


class PipelineError(Exception):
    """Something failed; the message names the file, the record or key, and the mend. Exit code 1."""

    exit_code = 1


class UsageError(PipelineError):
    """The call or the configuration is wrong; nothing was started. Exit code 2."""

    exit_code = 2


class ConfigError(UsageError):
    """A configuration, lexicon or rule file is wrong. Lists every fault found, not only the first."""

    def __init__(self, path: Path, faults: Sequence[str]) -> None:
        self.faults = [f"{path}: {fault}" for fault in faults]
        super().__init__("\n".join(self.faults))

    @classmethod
    def joined(cls, errors: Iterable["ConfigError"]) -> "ConfigError":
        """One error that lists the faults of several files."""
        error = cls(Path(), [])
        error.faults = [line for each in errors for line in each.faults]
        error.args = ("\n".join(error.faults),)
        return error


class ModelError(UsageError):
    """The language model is missing, changed on disk, of another spaCy version, or has no parser."""


class InputError(PipelineError):
    """An input file could not be read to its end. What was read before the fault stands."""


class StoreError(PipelineError):
    """The evidence store cannot be opened or written. What was stored before stands."""


class FetchError(PipelineError):
    """A source did not give what was asked of it, or it could not be kept. What was fetched before stands."""


class HeldError(PipelineError):
    """A guard held a change back; what was there before stands. Exit code 3."""

    exit_code = 3


def first_line(error: Exception) -> str:
    """The kind of an error of another library and the first line of what it says."""
    return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
