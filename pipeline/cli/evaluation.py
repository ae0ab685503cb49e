"""The command `evaluate`."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.app import FormatOption, app
from pipeline.errors import UsageError
from pipeline.settings import load_settings
from pipeline.terminal import Format, print_note, print_rows, write_lines


@app.command()
def evaluate(
    context: typer.Context,
    gold: Annotated[
        Path | None, typer.Option(help="Annotated records (JSON lines, docs/annotate.md): mentions and claims.")
    ] = None,
    grounding: Annotated[
        Path | None, typer.Option(help="Surface forms of the gold's records with the ids that a curator chose.")
    ] = None,
    corpora: Annotated[
        Path | None, typer.Option(help="A folder with public corpora: `relations/`, `cell_ontology/`.")
    ] = None,
    errors: Annotated[
        Path | None, typer.Option(help="Write every missed and wrong claim of the gold here, by class.")
    ] = None,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Score mentions, claims and concept ids against gold standards.

    Claims count when their confidence reaches `publish.min_confidence`. docs/evaluation.md says what each figure means.
    """
    from pipeline.evaluate import Evaluation, fault_figures, gold_records

    if gold is None and corpora is None:
        raise UsageError("nothing to score: name annotated records with --gold, or a folder of corpora with --corpora")
    if gold is None and (grounding or errors):
        raise UsageError("--grounding and --errors speak of the gold's records: name them with --gold")
    evaluation = Evaluation(load_settings(context.obj))
    figures = []
    if gold is not None:
        read = evaluation.read(gold_records(gold))
        figures += evaluation.claims(read)
        figures += evaluation.grounding(grounding, read) if grounding else []
        found = evaluation.faults(read)
        figures += fault_figures(found)
        if errors:
            write_lines(errors, (fault.line() for fault in found))
            print_note(f"wrote {errors}: {len(found):,} claims that were missed or are wrong")
    figures += evaluation.corpora(corpora) if corpora else []
    print_rows([figure.row() for figure in figures], format_)
