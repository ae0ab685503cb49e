"""The command `check`."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.app import StoreOption, app, store_path
from pipeline.corpus import corpora
from pipeline.errors import FetchError, PipelineError
from pipeline.settings import Settings, load_settings


@app.command()
def check(
    context: typer.Context,
    store: StoreOption = None,
    live: Annotated[
        bool, typer.Option("--live", help="Ask PubMed too whether each corpus' query finds its known papers.")
    ] = False,
) -> None:
    """Check the configuration, the lexicons, the rules, the language model, the encoder, the corpora and the store."""
    from pipeline.language.loading import check_shipped, model_version
    from pipeline.network import encoder_version
    from pipeline.relate import Relater
    from pipeline.store import Store
    from pipeline.tag import Tagger

    settings = load_settings(context.obj)
    path = store_path(settings, store)
    failed = False

    def stored() -> str:
        if not path.exists():
            return f"{path}: none yet; made by the first run"
        with Store.open(path, read_only=True) as opened:
            return f"{path}: " + ", ".join(f"{number:,} {name}" for name, number in opened.counts().items())

    def model() -> str:
        if not settings.language.model:
            check_shipped()
        return model_version(settings.language.model)

    def encoder() -> str:
        folder = settings.language.encoder_folder
        return encoder_version(folder) if folder is not None else "none: lexicons and rules alone"

    parts = {
        "configuration": lambda: str(settings.folder / "pipeline.toml"),
        "lexicons": lambda: Tagger(settings).version,
        "rules": lambda: Relater(settings).version,
        "model": model,
        "encoder": encoder,
        "corpora": lambda: _defined(settings),
        "store": stored,
    }
    if live:
        parts["known papers"] = lambda: _known_papers(settings)
    for name, look in parts.items():
        try:
            typer.echo(f"ok     {name:<14} {look()}")
        except PipelineError as error:
            failed = True
            typer.echo(f"wrong  {name:<14} {error}")
    if failed:
        raise typer.Exit(2)


def _defined(settings: Settings) -> str:
    folder = Path(settings.paths.corpora)
    return ", ".join(corpus.name for corpus in corpora(folder)) if folder.exists() else f"{folder}: none yet"


def _known_papers(settings: Settings) -> str:
    from pipeline.fetch import known_missing

    found = []
    for corpus in corpora(Path(settings.paths.corpora)):
        if corpus.pubmed and corpus.known:
            missed = known_missing(corpus.sources["pubmed"], corpus.known, settings.fetch)
            if missed:
                raise FetchError(f"{corpus.name}: PubMed does not find {', '.join(missed)}. Widen the query")
            found.append(f"{corpus.name}: all {len(corpus.known)} found")
    return ", ".join(found) or "no corpus names any"
