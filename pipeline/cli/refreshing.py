"""Commands that keep a corpus current: `refresh`, `schedule`, `unschedule`."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.app import CorpusOption, StoreOption, app, store_path
from pipeline.corpus import load_corpus
from pipeline.records import RunStatus
from pipeline.settings import corpus_settings
from pipeline.terminal import print_note, print_refreshed, print_summary, progress

EXIT_CODES = {RunStatus.OK: 0, RunStatus.FAILED: 1, RunStatus.HELD: 3}


@app.command()
def refresh(
    context: typer.Context,
    corpus: CorpusOption = None,
    fetch: Annotated[
        bool, typer.Option("--fetch/--no-fetch", help="Ask the sources, or mine only what was fetched before.")
    ] = True,
    accept: Annotated[bool, typer.Option("--accept", help="Publish in spite of the guards, this once.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only what went wrong.")] = False,
    store: StoreOption = None,
) -> None:
    """Fetch what is new, mine it, and publish it if it passes the guards.

    Killed at any point, the next call finishes the work. Exit code 1: a source or a batch failed, and the rest was
    done; 3: a guard held the publication back, and the tables published before stand.
    """
    from pipeline.refresh import refresh as run_refresh

    settings = corpus_settings(context.obj, corpus)
    definition = load_corpus(Path(settings.paths.corpora) / settings.refresh.corpus)
    with progress(quiet) as update:
        done = run_refresh(settings, definition, store_path(settings, store), update, fetching=fetch, accept=accept)
    extraction = done.extraction
    if not quiet:
        print_note(*(line for pull in done.fetched for line in pull.summary))
        print_summary(extraction.run, extraction.unknown, extraction.rejected, extraction.quarantine)
    paths = done.publication.paths if done.publication else ()
    summary = done.publication.summary if done.publication else ""
    print_refreshed(extraction.run.status, done.faults, done.held_by, summary, paths, quiet)
    raise typer.Exit(EXIT_CODES[extraction.run.status])


@app.command()
def schedule(
    context: typer.Context,
    corpus: CorpusOption = None,
    show: Annotated[bool, typer.Option("--show", help="Print what would be installed, and install nothing.")] = False,
) -> None:
    """Let this machine run `refresh` by itself, as often as `refresh.schedule` says.

    Installs a systemd timer of your own account or, where there is none, a line in your crontab; prints it first.
    """
    from pipeline.refresh.schedule import plan

    settings = corpus_settings(context.obj, corpus)
    load_corpus(Path(settings.paths.corpora) / settings.refresh.corpus)
    planned = plan(settings, context.obj)
    print_note(*planned.lines)
    if not show:
        print_note(planned.install())


@app.command()
def unschedule(context: typer.Context, corpus: CorpusOption = None) -> None:
    """Remove what `schedule` installed."""
    from pipeline.refresh.schedule import plan

    print_note(plan(corpus_settings(context.obj, corpus), context.obj).remove())
