"""The command `check`."""

import typer

from pipeline.cli.app import StoreOption, app, store_path
from pipeline.errors import PipelineError
from pipeline.settings import load_settings


@app.command()
def check(context: typer.Context, store: StoreOption = None) -> None:
    """Check the configuration, the lexicons, the rules, the language model and the store."""
    from pipeline.language.loading import check_shipped, model_version
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

    parts = {
        "configuration": lambda: str(settings.folder / "pipeline.toml"),
        "lexicons": lambda: Tagger(settings).version,
        "rules": lambda: Relater(settings).version,
        "model": model,
        "store": stored,
    }
    for name, look in parts.items():
        try:
            typer.echo(f"ok     {name:<14} {look()}")
        except PipelineError as error:
            failed = True
            typer.echo(f"wrong  {name:<14} {error}")
    if failed:
        raise typer.Exit(2)
