"""Commands that show and write what the store holds: `claims`, `publish`, `status`."""

import json
from typing import Annotated

import typer

from pipeline.cli.app import FormatOption, LimitOption, StoreOption, app, store_path
from pipeline.records import Relation
from pipeline.settings import load_settings
from pipeline.terminal import Format, claim_view, evidence_view, print_note, print_rows

RUN_COUNTS = ("records", "unchanged", "duplicates", "set_aside", "mined", "mentions", "evidence")


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

    with Store.open(store_path(load_settings(context.obj), store), read_only=True) as opened:
        if sentences:
            print_rows(opened.evidence(term=term, relation=relation, limit=limit), format_, evidence_view)
        else:
            print_rows(opened.claims(term=term, relation=relation, limit=limit), format_, claim_view)


@app.command()
def publish(context: typer.Context, store: StoreOption = None) -> None:
    """Write the evidence table (Parquet, CSV) and the report page from the store."""
    from pipeline.refresh import publish as run_publish

    settings = load_settings(context.obj)
    print_note(*(f"wrote {path}" for path in run_publish(settings, store_path(settings, store))))


@app.command()
def status(
    context: typer.Context, limit: LimitOption = 5, format_: FormatOption = Format.TABLE, store: StoreOption = None
) -> None:
    """Show what the store holds, and the last runs with their counts."""
    from pipeline.store import Store

    path = store_path(load_settings(context.obj), store)
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
