"""Two readings of one sentence, as it is written and in a simpler form: what they say of each other, and which one stands."""

from collections.abc import Iterable, Iterator, Sequence

from pipeline.relate.rows import Row


def compared(written: Sequence[Row], simplified: Sequence[Row]) -> Iterator[list[Row]]:
    """The rows of both readings, each with what the other reading says of it.

    `read_again` where there are two readings, `simplified` in the second; `confirmed` when the other has the same
    subject, object, relation and negation, `confirmed_rule` when by the same rule on the same word; `contradicted` when it
    has the pair with another relation; `unpaired` when it has claims of the same word, but not this pair.
    """
    for own, other, second in ((written, simplified, False), (simplified, written, True)):
        pairs = {row.pair for row in other}
        stated = {_stated(row) for row in other}
        rules = {(_stated(row), _fired(row)) for row in other}
        triggers = {row.evidence.trigger.start for row in other}
        found = []
        for row in own:
            told = {
                "read_again": True,
                "simplified": second,
                "confirmed": _stated(row) in stated,
                "confirmed_rule": (_stated(row), _fired(row)) in rules,
                "contradicted": row.pair in pairs and _stated(row) not in stated,
                "unpaired": row.pair not in pairs and row.evidence.trigger.start in triggers,
            }
            counts = {name: float(is_so) for name, is_so in told.items()}
            found.append(row._replace(simplified=second).weighed(counts))
        yield found


def distinct(found: Iterable[Row]) -> list[Row]:
    """One row for each subject, object and process, the one most trusted; in text order.

    What is said of a pair is taken from one reading, the one with the most trusted claim of it. A row without a process gives
    way to one with the same ends and a process.
    """
    rows = sorted(found, key=lambda row: -row.evidence.confidence)
    form: dict[object, bool] = {}
    for row in rows:
        form.setdefault(row.pair, row.simplified)
    best: dict[object, Row] = {}
    for row in rows:
        if row.simplified == form[row.pair]:
            best.setdefault((row.pair, row.process), row)
    fuller = {row.pair for row in best.values() if row.process is not None}
    kept = [row for row in best.values() if row.process is not None or row.pair not in fuller]
    return sorted(kept, key=_place)


def _stated(row: Row) -> tuple[object, ...]:
    return row.pair, row.evidence.relation, row.evidence.negated


def _fired(row: Row) -> tuple[str, int]:
    return row.evidence.rule, row.evidence.trigger.start


def _place(row: Row) -> tuple[object, ...]:
    claim = row.evidence
    ends = [
        (end.start, end.end) if end is not None else (-1, -1) for end in (claim.subject, claim.object, claim.process)
    ]
    return *ends, claim.relation
