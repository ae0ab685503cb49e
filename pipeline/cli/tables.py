"""Commands that show and write what the store holds: `claims`, `publish`, `status`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.app import CorpusOption, FormatOption, LimitOption, StoreOption, app, store_path
from pipeline.records import Relation
from pipeline.settings import corpus_settings, load_settings
from pipeline.terminal import (
    Format,
    claim_view,
    evidence_view,
    new_claim_view,
    print_note,
    print_rows,
    print_status,
    source_rows,
)


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

    settings = load_settings(context.obj)
    least = settings.publish.min_confidence
    with Store.open(store_path(settings, store), read_only=True, min_confidence=least) as opened:
        if sentences:
            print_rows(opened.evidence(term=term, relation=relation, limit=limit), format_, evidence_view)
        else:
            print_rows(opened.claims(term=term, relation=relation, limit=limit), format_, claim_view)


@app.command()
def publish(context: typer.Context, corpus: CorpusOption = None, store: StoreOption = None) -> None:
    """Write the evidence tables (Parquet, CSV), the report page and what changed, from the store.

    No guard is asked: that is what `refresh` does.
    """
    from pipeline.refresh import publish as run_publish

    settings = corpus_settings(context.obj, corpus)
    publication = run_publish(settings, store_path(settings, store))
    print_note(publication.summary, *(f"wrote {path}" for path in publication.paths))


@app.command()
def status(
    context: typer.Context,
    corpus: CorpusOption = None,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Print the claims that are new since that day instead."),
    ] = None,
    limit: LimitOption = 5,
    format_: FormatOption = Format.TABLE,
    store: StoreOption = None,
) -> None:
    """Show what the store holds, how far each source was fetched, and the last runs with their counts."""
    from pipeline.fetch import pulls
    from pipeline.store import Store

    settings = corpus_settings(context.obj, corpus)
    path = store_path(settings, store)
    with Store.open(path, read_only=True, min_confidence=settings.publish.min_confidence) as opened:
        if since:
            print_rows(opened.new_claims(since.date().isoformat()), format_, new_claim_view)
            return
        counts, runs, articles = opened.counts(), opened.runs(limit), opened.source_counts()
    sources = source_rows(pulls(Path(settings.paths.corpora) / settings.refresh.corpus / "raw"), articles)
    print_status(path, counts, sources, runs, format_)
