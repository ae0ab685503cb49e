"""The command `fetch`."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.app import CorpusOption, StoreOption, app, store_path
from pipeline.corpus import load_corpus
from pipeline.errors import FetchError
from pipeline.settings import corpus_settings
from pipeline.terminal import print_note, progress

SourceOption = Annotated[
    list[str] | None, typer.Option(help="Only this source: `pubmed`, `europepmc`, `bulk` or `files`; may be repeated.")
]


@app.command()
def fetch(
    context: typer.Context,
    corpus: CorpusOption = None,
    source: SourceOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only what went wrong.")] = False,
    store: StoreOption = None,
) -> None:
    """Fetch what is new or changed in the sources of a corpus, and keep it as it came; mine nothing.

    Killed at any point, the next call goes on. Exit code 1: a source failed, and the others were fetched.
    """
    from pipeline.fetch import fetch as fetched
    from pipeline.refresh import lock_path, now, only_one

    settings = corpus_settings(context.obj, corpus)
    definition = load_corpus(Path(settings.paths.corpora) / settings.refresh.corpus)
    failed, moment = False, now()
    with (
        only_one(lock_path(store_path(settings, store)), moment.isoformat()),
        progress(quiet, "asking the sources …") as update,
    ):
        for name in source or definition.sources:
            try:
                pull = fetched(definition, name, settings.fetch, definition.raw, moment, update)
            except FetchError as error:
                failed = True
                print_note(f"failed: {name}: {error}")
            else:
                if not quiet:
                    print_note(*pull.summary)
    if failed:
        raise typer.Exit(1)
