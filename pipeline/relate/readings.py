"""Two readings of one sentence, as it is written and in a simpler form: what they say of each other, and which one stands."""

from collections.abc import Iterable, Iterator, Sequence

from pipeline.records import Evidence, Mention
from pipeline.relate.rows import Row

Spans = tuple[int, int]
Pair = tuple[Spans, Spans]


def compared(written: Sequence[Row], simplified: Sequence[Row]) -> Iterator[list[Row]]:
    """The rows of both readings, each with what the other reading says of it.

    `read_again` where there are two readings, `simplified` in the second; `confirmed` when the other has the same
    subject, object, relation and negation, `confirmed_rule` when by the same rule on the same word, `contradicted` when it has the pair
    with another relation; `unpaired` when it has claims of the same word, but not this pair.
    """
    for own, other, second in ((written, simplified, False), (simplified, written, True)):
        pairs = {_pair(row.evidence) for row in other}
        stated = {_stated(row.evidence) for row in other}
        rules = {(_stated(row.evidence), _fired(row.evidence)) for row in other}
        triggers = {row.evidence.trigger.start for row in other}
        yield [
            row._replace(simplified=second).counting(
                {
                    "read_again": 1.0,
                    "simplified": float(second),
                    "confirmed": float(said in stated),
                    "confirmed_rule": float((said, _fired(row.evidence)) in rules),
                    "contradicted": float(pair in pairs and said not in stated),
                    "unpaired": float(pair not in pairs and row.evidence.trigger.start in triggers),
                }
            )
            for row in own
            for pair, said in [(_pair(row.evidence), _stated(row.evidence))]
        ]


def distinct(found: Iterable[Row]) -> list[Row]:
    """One row for each subject, object and process, the one most trusted; in text order.

    What is said of a pair is taken from one reading, the one with the most trusted claim of it. A row without a process gives
    way to one with the same ends and a process.
    """
    best: dict[Pair, Row] = {}
    rows = list(found)
    for row in rows:
        pair = _pair(row.evidence)
        if pair not in best or row.evidence.confidence > best[pair].evidence.confidence:
            best[pair] = row
    kept: dict[tuple[Pair, Spans], Row] = {}
    for row in rows:
        pair, process = _pair(row.evidence), _span(row.evidence.process)
        if row.simplified is best[pair].simplified:
            other = kept.get((pair, process))
            if other is None or row.evidence.confidence > other.evidence.confidence:
                kept[pair, process] = row
    fuller = {_pair(row.evidence) for row in kept.values() if row.evidence.process is not None}
    full = [r for r in kept.values() if r.evidence.process is not None or _pair(r.evidence) not in fuller]
    return sorted(full, key=lambda r: (_pair(r.evidence), _span(r.evidence.process), r.evidence.relation))


def _pair(row: Evidence) -> Pair:
    return _span(row.subject), _span(row.object)


def _stated(row: Evidence) -> tuple[Pair, str, bool]:
    return _pair(row), row.relation, row.negated


def _fired(row: Evidence) -> tuple[str, int]:
    return row.rule, row.trigger.start


def _span(mention: Mention | None) -> Spans:
    return (mention.start, mention.end) if mention is not None else (-1, -1)
