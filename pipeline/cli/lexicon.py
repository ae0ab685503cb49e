"""The commands `lexicon check`, `lexicon find`, `lexicon why` and `lexicon build`."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.app import FormatOption, app
from pipeline.errors import UsageError
from pipeline.records import Article, Section
from pipeline.settings import load_settings
from pipeline.terminal import Format, print_note, print_rows, reason_view, row_view

lexicon = typer.Typer(help="Check the lexicons, and ask what a term maps to and why.", no_args_is_help=True)
app.add_typer(lexicon, name="lexicon")


@lexicon.command()
def check(context: typer.Context, format_: FormatOption = Format.TABLE) -> None:
    """Print every fault of every lexicon, with its file and line; exit code 2 when there is one."""
    from pipeline.tag.inquiry import lexicon_faults

    paths = load_settings(context.obj).lexicon_paths
    faults = lexicon_faults(paths)
    if faults:
        print_rows(({"fault": fault} for fault in faults), format_)
        raise typer.Exit(2)
    print_note(f"{len(paths)} lexicons, no fault")


@lexicon.command()
def find(
    context: typer.Context,
    term: Annotated[str, typer.Argument(help="A term in any spelling (`TGF-beta 1`), or an id (`CL:0000134`).")],
    format_: FormatOption = Format.TABLE,
) -> None:
    """Print the rows that a term meets, the preferred one first; or all rows of an id."""
    from pipeline.tag.inquiry import Inquiry

    print_rows((asdict(row) for row in Inquiry(load_settings(context.obj)).rows(term.strip())), format_, row_view)


@lexicon.command()
def why(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="One or more sentences, in quotes.")],
    format_: FormatOption = Format.TABLE,
) -> None:
    """Tell of each name in a text which row or stage gave its id, and of each other span why it is no mention."""
    from pipeline.language import Parser
    from pipeline.tag import Tagger
    from pipeline.tag.inquiry import Inquiry

    if not text.strip():
        raise UsageError("the text is empty: give a sentence in quotes")
    settings = load_settings(context.obj)
    tagger = Tagger(settings)
    article = Article(id="local:text", source_id="text", title="", sections=(Section(text),))
    (document,) = Parser(settings.language).documents([article])
    reasons = Inquiry(settings, tagger.lexicon).reasons(document, tagger)
    print_rows((asdict(reason) for reason in reasons), format_, reason_view)


@lexicon.command()
def build(
    context: typer.Context,
    tables: Annotated[Path, typer.Option(help="The folder of the ontologies' tables.")] = Path("data/ontologies"),
    fetch: Annotated[
        bool, typer.Option("--fetch", help="First download the releases of `ontologies.toml` that are not there.")
    ] = False,
    max_drop: Annotated[
        float, typer.Option(min=0, max=1, help="The share of its rows that a source may lose before a guard stops it.")
    ] = 0.1,
) -> None:
    """Rebuild the lexicons from the ontologies' tables. Curated rows stay, and win.

    All are made and checked before one is replaced. Exit code 3: a source would lose too many rows.
    """
    from pipeline.fetch import download, read_releases
    from pipeline.tag.build import build as rebuild

    settings = load_settings(context.obj)
    if fetch:
        download(read_releases(settings.folder / "ontologies.toml"), tables, settings.fetch)
    for name, (curated, built) in rebuild(tables, settings.folder / "lexicons", max_drop).items():
        print_note(f"{name}: {curated:,} curated rows, {built:,} built")
