"""Commands that mine: `demo`, `extract`, `annotate`, `explain`."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.app import LimitOption, StoreOption, app, store_path
from pipeline.errors import UsageError
from pipeline.records import Article, Rejected, RunStatus, Section
from pipeline.settings import bundled, corpus_settings, load_settings
from pipeline.terminal import (
    Format,
    evidence_view,
    print_explanation,
    print_note,
    print_rejected,
    print_rows,
    print_summary,
    progress,
    write_lines,
)

InputOption = Annotated[
    list[Path] | None, typer.Option("--input", "-i", help="A file or a folder to read; may be repeated.")
]


@app.command()
def demo(context: typer.Context, store: StoreOption = None, limit: LimitOption = 12) -> None:
    """Mine the demo corpus, publish the tables and the page, and print the top of the evidence table.

    The demo's records are written for the demo: they have a store and tables of their own, in `data/demo/`.
    """
    from pipeline.refresh import extract as run_extract
    from pipeline.refresh import publish as run_publish
    from pipeline.store import Store

    settings = corpus_settings(context.obj, "demo")
    path = store_path(settings, store)
    if path.exists():
        with Store.open(path, read_only=True) as opened:
            real = [article for article in opened.article_versions() if "DEMO" not in article]
        if real:
            raise UsageError(f"{path} holds {len(real)} records that are not the demo's; name another with --store")
    with progress() as update:
        extraction = run_extract([bundled("corpora/demo")], settings, path, update)
    print_summary(extraction.run, extraction.unknown, extraction.rejected, extraction.quarantine)
    written = run_publish(settings, path).paths
    with Store.open(path, read_only=True, min_confidence=settings.publish.min_confidence) as opened:
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
        extraction = run_extract(paths, settings, store_path(settings, store), update)
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
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="One or more sentences, in quotes.")],
    html: Annotated[
        Path | None, typer.Option("--html", help="Write it as a page with pictures, which needs no network, instead.")
    ] = None,
) -> None:
    """Show how a text is read: the tree, the mentions, the rule of each claim, and why a near miss gave none."""
    from pipeline.mine import Miner
    from pipeline.report import write_explanation

    if not text.strip():
        raise UsageError("the text is empty: give a sentence in quotes")
    settings = load_settings(context.obj)
    miner = Miner(settings)
    article = Article(id="local:text", source_id="text", title="", sections=(Section(text),))
    (document,) = miner.parser.documents([article])
    mentions = miner.tagger.mentions(document)
    explanation = miner.relater.explanation(miner.parser.simplified(document, mentions), mentions)
    if html is None:
        print_explanation(explanation)
        return
    write_explanation(html, explanation, settings.publish.min_confidence)
    print_note(f"wrote {html}")
