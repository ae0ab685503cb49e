"""The command itself: its name, the options that every command knows, and those that several share."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline import __version__
from pipeline.settings import Settings
from pipeline.terminal import Format

app = typer.Typer(
    name="secretome",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Mine abstracts for who does what to whom in the mesenchymal stem cell (MSC) secretome, and keep the evidence "
    "in a table: every row with its sentence, its offsets and its origin.\n\n"
    "Start with `secretome demo`. Results go to standard output, progress and errors to standard error. Exit codes: "
    "0 done, 1 failed, 2 wrong call or configuration, 3 publication held back by a guard.",
)

StoreOption = Annotated[
    Path | None, typer.Option(help="The evidence store, instead of `paths.store` of the configuration.")
]
CorpusOption = Annotated[
    str | None, typer.Option(help="A folder below `paths.corpora`, instead of `refresh.corpus` of the configuration.")
]
FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How to print the rows.")]
LimitOption = Annotated[int, typer.Option(min=1, help="Print at most so many rows.")]


def _version(shown: bool) -> None:
    if shown:
        typer.echo(f"secretome {__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(
            envvar="SECRETOME_CONFIG",
            help="A `pipeline.toml`, or the folder that holds one. Default: `config/pipeline.toml` here, else the one that "
            "comes with the package.",
        ),
    ] = None,
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    context.obj = config


def store_path(settings: Settings, given: Path | None) -> Path:
    """The store to use: the one given, else the configuration's."""
    return given or Path(settings.paths.store)
