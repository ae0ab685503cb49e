"""The `secretome` command: parse arguments, call, print, choose the exit code. No logic.

Modules that load spaCy are imported inside the commands, so that `--help` and `--version` answer at once.
"""

from pipeline.cli import checking, evaluation, lexicon, mining, refreshing, sources, tables
from pipeline.cli.app import app
from pipeline.errors import PipelineError
from pipeline.terminal import fail

__all__ = ["app", "checking", "evaluation", "lexicon", "main", "mining", "refreshing", "sources", "tables"]


def main() -> None:
    """Run the command; every known fault becomes its line on standard error and its exit code."""
    try:
        app()
    except PipelineError as error:
        fail(str(error), error.exit_code)
    except OSError as error:
        fail(f"{error.filename or 'input/output'}: {error.strerror}", 1)
