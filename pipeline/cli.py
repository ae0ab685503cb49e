"""The `secretome` command: parse arguments, call, print, choose the exit code. No logic.

Modules that load spaCy are imported inside the commands, so that `--help` and `--version` answer at once.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from pipeline import __version__
from pipeline.errors import PipelineError, UsageError
from pipeline.records import Article, Rejected, Relation, RunStatus, Section
from pipeline.settings import Settings, bundled, load_settings
from pipeline.terminal import (
    Format,
    claim_view,
    evidence_view,
    fail,
    print_explanation,
    print_note,
    print_rejected,
    print_rows,
    print_summary,
    progress,
    write_lines,
)

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

RUN_COUNTS = ("records", "unchanged", "duplicates", "set_aside", "mined", "mentions", "evidence")

InputOption = Annotated[
    list[Path] | None, typer.Option("--input", "-i", help="A file or a folder to read; may be repeated.")
]
StoreOption = Annotated[
    Path | None, typer.Option(help="The evidence store, instead of `paths.store` of the configuration.")
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


@app.command()
def demo(context: typer.Context, store: StoreOption = None, limit: LimitOption = 12) -> None:
    """Mine the demo corpus, publish the tables and the page, and print the top of the evidence table.

    The demo's records are written for the demo; it refuses a store that holds real ones.
    """
    from pipeline.refresh import extract as run_extract
    from pipeline.refresh import publish as run_publish
    from pipeline.store import Store

    settings = load_settings(context.obj)
    path = _store_path(settings, store)
    if path.exists():
        with Store.open(path, read_only=True) as opened:
            real = [article for article in opened.article_versions() if "DEMO" not in article]
        if real:
            raise UsageError(f"{path} holds {len(real)} records that are not the demo's; name another with --store")
    with progress() as update:
        extraction = run_extract([bundled("corpora/demo")], settings, path, update)
    print_summary(extraction.run, extraction.unknown, extraction.rejected, extraction.quarantine)
    written = run_publish(settings, path)
    with Store.open(path, read_only=True) as opened:
        print_rows(opened.evidence(limit=limit), Format.TABLE, evidence_view)
    print_note(*(f"wrote {path}" for path in written))


@app.command()
def extract(
    context: typer.Context,
    inputs: InputOption = None,
    more: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE_OR_FOLDER]...", help="More files and folders.")
    ] = None,
    store: StoreOption = None,
) -> None:
    """Mine files or folders into the evidence store.

    Reads PubMed XML (`.xml`, `.xml.gz`, a `.tar.gz` of them), JSONL (`id`, `title`, `abstract` a line) and plain text.
    Running it again adds nothing; a changed record replaces its old rows. Records that cannot be used are set aside in
    `data/quarantine/` with the reason.
    """
    from pipeline.refresh import extract as run_extract

    paths = [*(inputs or []), *(more or [])]
    if not paths:
        raise UsageError("nothing to read: name a file or a folder with --input")
    settings = load_settings(context.obj)
    with progress() as update:
        extraction = run_extract(paths, settings, _store_path(settings, store), update)
    print_summary(extraction.run, extraction.unknown, extraction.rejected, extraction.quarantine)
    if extraction.run.status is RunStatus.FAILED:
        raise typer.Exit(1)


@app.command()
def annotate(
    context: typer.Context,
    inputs: Annotated[list[Path], typer.Argument(metavar="INPUT...", help="Files or folders, as for `extract`.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A JSONL file; standard output when left out.")
    ] = None,
) -> None:
    """Write mentions and claims of each record as standoff JSON lines; no store, no state.

    One object a record, in input order: id, text (title, newline, abstract), mentions with offsets into text, claims.
    """
    from pipeline.refresh import annotated

    counts: Counter[str] = Counter(records=0, set_aside=0)
    unfinished: list[str] = []

    def lines() -> Iterator[str]:
        for item in annotated(inputs, settings):
            if isinstance(item, Rejected):
                counts["set_aside"] += 1
                print_rejected(item)
                if item.whole_file:
                    unfinished.append(item.source)
            else:
                counts["records"] += 1
                update(counts)
                yield json.dumps(item, ensure_ascii=False) + "\n"

    settings = load_settings(context.obj)
    with progress() as update:
        write_lines(output, lines())
    print_note(f"{counts['records']:,} records annotated, {counts['set_aside']:,} set aside")
    if unfinished or (counts["set_aside"] and not counts["records"]):
        raise typer.Exit(1)


@app.command()
def explain(
    context: typer.Context, text: Annotated[str, typer.Argument(help="One or more sentences, in quotes.")]
) -> None:
    """Show how a text is read: the tree, the mentions, the rule of each claim, and why a near miss gave none."""
    from pipeline.mine import Miner

    if not text.strip():
        raise UsageError("the text is empty: give a sentence in quotes")
    miner = Miner(load_settings(context.obj))
    article = Article(id="local:text", source_id="text", title="", sections=(Section(text),))
    (document,) = miner.parser.documents([article])
    mentions = miner.tagger.mentions(document)
    print_explanation(miner.relater.explanation(document, mentions))


@app.command()
def claims(
    context: typer.Context,
    term: Annotated[
        str | None, typer.Argument(help="Words or an id in the subject, object or process: `IL-10`, `CL:0000134`.")
    ] = None,
    relation: Annotated[Relation | None, typer.Option(help="Only this relation.")] = None,
    sentences: Annotated[
        bool, typer.Option("--sentences", help="The evidence: one row a sentence, not one a claim.")
    ] = False,
    limit: LimitOption = 20,
    format_: FormatOption = Format.TABLE,
    store: StoreOption = None,
) -> None:
    """Print the claims that the store holds, those with the highest belief first."""
    from pipeline.store import Store

    with Store.open(_store_path(load_settings(context.obj), store), read_only=True) as opened:
        if sentences:
            print_rows(opened.evidence(term=term, relation=relation, limit=limit), format_, evidence_view)
        else:
            print_rows(opened.claims(term=term, relation=relation, limit=limit), format_, claim_view)


@app.command()
def publish(context: typer.Context, store: StoreOption = None) -> None:
    """Write the evidence table (Parquet, CSV) and the report page from the store."""
    from pipeline.refresh import publish as run_publish

    settings = load_settings(context.obj)
    print_note(*(f"wrote {path}" for path in run_publish(settings, _store_path(settings, store))))


@app.command()
def status(
    context: typer.Context, limit: LimitOption = 5, format_: FormatOption = Format.TABLE, store: StoreOption = None
) -> None:
    """Show what the store holds, and the last runs with their counts."""
    from pipeline.store import Store

    path = _store_path(load_settings(context.obj), store)
    with Store.open(path, read_only=True) as opened:
        counts, runs = opened.counts(), opened.runs(limit)
    if format_ is Format.TABLE:
        typer.echo(f"{path}: " + ", ".join(f"{number:,} {name}" for name, number in counts.items()))
    rows = [
        {"run": run.id, "started": run.started, "finished": run.finished, "status": run.status.value}
        | {name: run.counts.get(name, 0) for name in RUN_COUNTS}
        for run in runs
    ]
    if format_ is Format.JSON:
        typer.echo(json.dumps({"store": str(path), "counts": counts, "runs": rows}, ensure_ascii=False))
    else:
        print_rows(rows, format_, lambda row: {name: row[name] for name in ("run", "status", *RUN_COUNTS)})


@app.command()
def check(context: typer.Context, store: StoreOption = None) -> None:
    """Check the configuration, the lexicons, the rules, the language model and the store."""
    from pipeline.language.loading import check_shipped, model_version
    from pipeline.relate import Relater
    from pipeline.store import Store
    from pipeline.tag import Tagger

    settings = load_settings(context.obj)
    path = _store_path(settings, store)
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


def _store_path(settings: Settings, given: Path | None) -> Path:
    return given or Path(settings.paths.store)


def main() -> None:
    """Run the command; every known fault becomes its line on standard error and its exit code."""
    try:
        app()
    except PipelineError as error:
        fail(str(error), error.exit_code)
    except OSError as error:
        fail(f"{error.filename or 'input/output'}: {error.strerror}", 1)
