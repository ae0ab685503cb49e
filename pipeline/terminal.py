"""What the command prints: rows, trees and summaries; results to standard output, the rest to standard error."""

import csv
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import NoReturn, Protocol

from rich.console import Console, OverflowMethod
from rich.table import Table
from rich.text import Text

from pipeline.disk import whole
from pipeline.records import Evidence, Explained, Fired, Rejected, Run, RunStatus, Sentence

SHOWN_REJECTS = 5
SHOWN_TERMS = 5  # of what a confidence is made of; the page of `explain --html` has all
RUN_COUNTS = ("records", "unchanged", "duplicates", "set_aside", "mined", "mentions", "evidence")
Row = Mapping[str, object]


class Format(StrEnum):
    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def _errors() -> Console:
    return Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def _results() -> Console:
    # In a pipe or a log nothing is cut off at the 80th column.
    return Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else 200)


def fail(message: str, code: int) -> NoReturn:
    """Print `message` as an error and leave with `code`."""
    for line in message.splitlines():
        _errors().print(f"secretome: error: {line}")
    sys.exit(code)


def print_note(*lines: str) -> None:
    for line in lines:
        _errors().print(line)


def print_rejected(rejected: Rejected) -> None:
    kind = "not read to its end" if rejected.whole_file else "set aside"
    key = f" ({rejected.key})" if rejected.key else ""
    print_note(f"{kind}: {rejected.source}: {rejected.position}{key}: {rejected.reason}")


def print_summary(run: Run, unknown: Counter[str], rejected: Sequence[Rejected], quarantine: Path | None) -> None:
    """A run's counts, what was not understood, and the first of the records that were set aside."""
    counts = ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in run.counts.items() if number)
    print_note(f"run {run.id} {run.status.value}: {counts}")
    for path, number in unknown.most_common():
        print_note(f"not understood: {path} ({number:,})")
    for item in rejected[:SHOWN_REJECTS]:
        print_rejected(item)
    if quarantine:
        more = len(rejected) - SHOWN_REJECTS
        print_note(f"{f'… and {more:,} more; ' if more > 0 else ''}all with their reasons in {quarantine}")


def print_refreshed(  # noqa: PLR0913, PLR0917 - what there is to tell
    status: RunStatus, faults: Sequence[str], guards: Sequence[str], summary: str, paths: Iterable[Path], quiet: bool
) -> None:
    """How a refresh ended: what went wrong, which guards it met, what it changed and wrote."""
    print_note(*(f"failed: {fault}" for fault in faults))
    held = status is RunStatus.HELD
    print_note(*(f"{'held by' if held else 'accepted'}: {guard}" for guard in guards if held or not quiet))
    if held:
        print_note(
            "held: the tables published before stand. Look at what was mined (`secretome status`, `secretome claims`);"
        )
        print_note("`secretome refresh --accept` publishes it. The limits are under [guards] in the configuration")
    elif not quiet:
        print_note(*([summary] if summary else []), *(f"wrote {path}" for path in paths))


@contextmanager
def progress(
    quiet: bool = False, first: str = "loading the model and the lexicons …"
) -> Iterator[Callable[[Counter[str]], None]]:
    """Counts that grow on a terminal, and silence in a log."""
    console = _errors()
    if quiet or not console.is_terminal:
        yield lambda _: None
        return
    with console.status(first) as status:
        yield lambda counts: status.update(", ".join(f"{n:,} {name}" for name, n in counts.items() if n))


def print_rows(rows: Iterable[Row], how: Format, view: Callable[[Row], Row] = lambda row: row) -> None:
    """Print what `view` makes of each row as a table, or the whole rows as CSV or JSON lines."""
    rows = list(rows)
    if not rows:
        print_note("no rows")
    elif how is Format.JSON:
        for row in rows:
            print(json.dumps(row, ensure_ascii=False, default=str))  # noqa: T201 - the result itself
    elif how is Format.CSV:
        writer = csv.DictWriter(sys.stdout, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    else:
        shown = [view(row) for row in rows]
        # Claim and sentence share the room that is left; a sentence is cut off there, CSV and JSON have it whole.
        table = Table(box=None, pad_edge=False, header_style="bold", expand="sentence" in shown[0])
        for name in shown[0]:
            cut: OverflowMethod = "ellipsis" if name == "sentence" else "fold"
            share = 1 if name in ("claim", "sentence") and table.expand else None
            table.add_column(name.replace("_", " "), no_wrap=name == "sentence", overflow=cut, ratio=share)
        for row in shown:
            table.add_row(*(Text(_cell(value)) for value in row.values()))
        _results().print(table)


class Pulled(Protocol):
    """One fetch from one source."""

    @property
    def source(self) -> str: ...
    @property
    def until(self) -> str: ...
    @property
    def finished(self) -> str | None: ...
    @property
    def received(self) -> int: ...


def source_rows(pulls: Iterable[Pulled], articles: Mapping[str, int]) -> list[Row]:
    """Each source with its pulls, how far it was fetched, and its articles that stand."""
    found: dict[str, dict[str, object]] = {}
    for pull in pulls:
        row = found.setdefault(pull.source, {"source": pull.source, "pulls": 0, "received": 0, "up to": None})
        row["pulls"] = int(str(row["pulls"])) + 1
        row["received"] = int(str(row["received"])) + pull.received
        row["up to"] = pull.until if pull.finished else row["up to"]
        row["last fetched"] = pull.finished or "under way"
        row["articles"] = articles.get(pull.source, 0)
    return list(found.values())


def print_status(
    store: Path, counts: Mapping[str, int], sources: Sequence[Row], runs: Sequence[Run], how: Format
) -> None:
    """What the store holds, its sources, and the last runs; as CSV the runs alone."""
    rows = [
        {"run": run.id, "started": run.started, "finished": run.finished, "status": run.status.value}
        | {name: run.counts.get(name, 0) for name in RUN_COUNTS}
        for run in runs
    ]
    if how is Format.JSON:
        whole = {"store": str(store), "counts": counts, "sources": sources, "runs": rows}
        print(json.dumps(whole, ensure_ascii=False))  # noqa: T201 - the result itself
        return
    if how is Format.TABLE:
        print(f"{store}: " + ", ".join(f"{number:,} {name}" for name, number in counts.items()))  # noqa: T201 - the result
        if sources:
            print_rows(sources, how)
    print_rows(rows, how, lambda row: {name: row[name] for name in ("run", "status", *RUN_COUNTS)})


def new_claim_view(row: Row) -> Row:
    """A row of the claim table with the day on which it was first seen."""
    return {"since": str(row["first_seen"])[:10], **claim_view(row)}


def evidence_view(row: Row) -> Row:
    """A row of the evidence table as a person reads it."""
    said = ("negated" if row["negated"] else "", "" if row["certainty"] == "asserted" else row["certainty"])
    claim = _claim(row["subject_text"], row["object_text"], row["process_text"], row["relation"], said)
    return {"claim": claim, "confidence": row["confidence"], "article": row["article_id"], "sentence": row["sentence"]}


def claim_view(row: Row) -> Row:
    """A row of the claim table as a person reads it."""
    claim = _claim(row["subject_label"], row["object_label"], row["process_label"], row["relation"])
    years = f"{row['first_year']}-{row['last_year']}" if row["first_year"] != row["last_year"] else row["last_year"]
    counts = {"for": row["n_for"], "against": row["n_against"], "articles": row["n_articles"], "years": years}
    return {"belief": row["belief"], "claim": claim, **counts}


def row_view(row: Row) -> Row:
    """A row of a lexicon as a person reads it."""
    shown = {name: row[name] or "-" for name in ("id", "name", "type", "term", "match", "source")}
    return shown | {"row": f"{row['file']}:{row['line']}" if row["file"] else "-"}


def reason_view(row: Row) -> Row:
    """Why a span is a mention or none, as a person reads it."""
    concept = f"{row['id'] or 'no id'} {row['label']}".rstrip() if row["type"] else "-"
    return {"words": row["text"], "type": row["type"] or "-", "id": concept, "stage": row["stage"], "why": row["why"]}


def _claim(subject: object, obj: object, process: object, relation: object, said: Iterable[object] = ()) -> str:
    words = f"{subject} {relation} {obj}{f' ({process})' if process else ''}"
    return ", ".join([words, *(str(word) for word in said if word)])


def _cell(value: object) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def print_explanation(explanation: Iterable[Explained]) -> None:
    """Each sentence with its tree, its mentions, the claims that rules read in it and the triggers that gave none."""
    out = _results()
    for explained in explanation:
        out.print(Text(explained.sentence.text, "bold"))
        for line in _tree(explained.sentence):
            out.print(line)
        if explained.simplified is not None:
            out.print("  in its simple form")
            for line in _tree(explained.simplified):
                out.print(f"  {line}")
        for mention in explained.mentions:
            grounded = f"{mention.id} {mention.label}" if mention.id else "no id"
            out.print(f"  {mention.type.value:<9} {mention.text}  [{grounded}; {mention.via.value}]")
        for fired in explained.fired:
            for line in _fired(fired):
                out.print(line)
        for miss in explained.nearest:
            out.print(f"  no claim  {miss.trigger.text!r}: the nearest rule, {miss.rule}, lacks {miss.lacks}")
        if not explained.fired and not explained.nearest:
            out.print("  no claim  fewer than two mentions, or no trigger")
        out.print()


def _fired(fired: Fired) -> Iterator[str]:
    evidence = fired.evidence
    process = evidence.process.text if evidence.process else None
    claim = _claim(evidence.subject.text, evidence.object.text, process, evidence.relation, _said(evidence))
    form = " in the simple form" if fired.simplified else ""
    shares = ", ".join(f"{name} {share:+.2f}" for name, share in fired.terms[:SHOWN_TERMS])
    yield f"  claim     {claim}"
    yield f"            rule {evidence.rule}{form}, confidence {evidence.confidence:.2f}; {fired.arithmetic}"
    if fired.encoder:
        yield f"            the encoder reads {fired.encoder}"
    yield f"            confidence from {shares}"
    if evidence.cues:
        yield f"            cues {', '.join(f'{cue.kind} {cue.text!r}' for cue in evidence.cues)}"


def _said(evidence: Evidence) -> Iterator[str]:
    if evidence.negated:
        yield "negated"
    if evidence.certainty.is_hedged:
        yield evidence.certainty.value
    if evidence.cross_sentence:
        yield "subject from an earlier sentence"


def _tree(sentence: Sentence) -> Iterator[str]:
    """The sentence's tree, one token a line, children indented under their head, in the order of the text."""
    children: dict[int, list[int]] = {}
    roots = []
    for at, token in enumerate(sentence.tokens):
        if token.head == at:
            roots.append(at)
        else:
            children.setdefault(token.head, []).append(at)
    stack = [(root, 0) for root in reversed(roots)]
    while stack:
        at, depth = stack.pop()
        token = sentence.tokens[at]
        prep = f" ({token.prep})" if token.prep else ""
        yield f"  {'  ' * depth}{token.text}  {token.role.value}{prep}"
        stack.extend((child, depth + 1) for child in reversed(children.get(at, [])))


def write_lines(path: Path | None, lines: Iterable[str]) -> None:
    """Write to standard output, or to `path` in one piece: a failure half way leaves an older file as it was."""
    if path is None:
        for line in lines:
            sys.stdout.buffer.write(line.encode("utf-8"))
        sys.stdout.buffer.flush()
        return
    with whole(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(lines)
