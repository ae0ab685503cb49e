"""How well a confidence is calibrated, and what a threshold costs: as figures, a drawing and a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped]

BINS = 10
SHOWN = 5  # hundredths between the thresholds that the page shows
SIDE, MARGIN = 320, 44
COLOURS = ("#0b6e6e", "#8a3ffc", "#b35c00", "#1f4e9c")


class Point(NamedTuple):
    """One tenth of the rows, by confidence: its mean confidence, the share that is right, and how many they are."""

    confidence: float
    right: float
    rows: int


class Trade(NamedTuple):
    """End-to-end signed precision and recall of the rows at or above a threshold."""

    threshold: float
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Curve:
    """`brier` is the mean squared distance from right or wrong, `error` the mean distance of a tenth from the diagonal."""

    name: str
    points: tuple[Point, ...]
    rows: int
    brier: float
    auc: float

    @property
    def error(self) -> float:
        return sum(abs(point.confidence - point.right) * point.rows for point in self.points) / self.rows

    @property
    def right(self) -> float:
        return sum(point.right * point.rows for point in self.points) / self.rows

    @property
    def mean(self) -> float:
        return sum(point.confidence * point.rows for point in self.points) / self.rows

    def line(self) -> str:
        figures = f"Brier {self.brier:.3f}, ECE {self.error:.3f}, AUC {self.auc:.3f}"
        return f"{self.name}: {self.rows} rows, right {self.right:.3f}, mean confidence {self.mean:.3f}, {figures}"


def curve_of(name: str, scores: Sequence[float], right: Sequence[bool]) -> Curve:
    """Tenths with the same number of rows each, the least confident first. Both kinds of row must be there."""
    pairs = sorted(zip(scores, right, strict=True), key=lambda pair: pair[0])
    cuts = [round(len(pairs) * step / BINS) for step in range(BINS + 1)]
    points = []
    for first, last in pairwise(cuts):
        own = pairs[first:last]
        if own:
            mean = sum(score for score, _ in own) / len(own)
            points.append(Point(mean, sum(met for _, met in own) / len(own), len(own)))
    brier = sum((score - met) ** 2 for score, met in pairs) / len(pairs)
    return Curve(name, tuple(points), len(pairs), brier, float(roc_auc_score(right, scores)))


def svg(curves: Sequence[Curve]) -> str:
    """The reliability curves as one drawing: on the diagonal a confidence is as often right as it says."""
    size, height = SIDE + 2 * MARGIN, SIDE + 2 * MARGIN + 18 * len(curves)

    def at(x: float, y: float) -> str:
        return f"{MARGIN + x * SIDE:.1f},{MARGIN + (1 - y) * SIDE:.1f}"

    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {height}" width="{size}" height="{height}" '
            'font-family="sans-serif" font-size="12" role="img" aria-label="Reliability of the confidence">'
        ),
        f'<rect width="{size}" height="{height}" fill="#ffffff"/>',
        f'<rect x="{MARGIN}" y="{MARGIN}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#555555"/>',
        f'<polyline points="{at(0, 0)} {at(1, 1)}" fill="none" stroke="#999999" stroke-dasharray="4 4"/>',
    ]
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        across, up = MARGIN + tick * SIDE, MARGIN + (1 - tick) * SIDE
        parts.append(f'<text x="{across:.0f}" y="{MARGIN + SIDE + 16}" text-anchor="middle">{tick:g}</text>')
        parts.append(f'<text x="{MARGIN - 6}" y="{up + 4:.0f}" text-anchor="end">{tick:g}</text>')
    parts.append(f'<text x="{MARGIN + SIDE / 2:.0f}" y="{MARGIN + SIDE + 34}" text-anchor="middle">confidence</text>')
    parts.append(f'<text x="{MARGIN}" y="{MARGIN - 12}">share that is right</text>')
    for number, (curve, colour) in enumerate(zip(curves, COLOURS, strict=False)):
        points = " ".join(at(point.confidence, point.right) for point in curve.points)
        dash = ' stroke-dasharray="6 3"' if number % 2 else ""
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>')
        down = MARGIN + SIDE + 54 + 18 * number
        parts.append(
            f'<line x1="{MARGIN}" x2="{MARGIN + 28}" y1="{down - 4}" y2="{down - 4}" stroke="{colour}" stroke-width="2"{dash}/>'
        )
        parts.append(f'<text x="{MARGIN + 36}" y="{down}">{curve.name} ({curve.rows} rows)</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def page(
    curves: Sequence[Curve],
    tables: Sequence[Sequence[Trade]],
    trade: Trade,
    weights: Mapping[str, float],
    told: Mapping[str, object],
) -> str:
    """`docs/confidence.md`; `tables` are the trades of the training records and of the development records.

    `told` are the numbers that the text names: `records`, `folds`, `wanted`, `alone`.
    """
    rows = [
        f"| {c.name} | {c.rows} | {c.right:.3f} | {c.mean:.3f} | {c.brier:.3f} | {c.error:.3f} | {c.auc:.3f} |"
        for c in curves
    ]
    steps = [
        f"| {one.threshold:.2f}{' (chosen)' if one.threshold == trade.threshold else ''} "
        f"| {one.precision:.3f} | {one.recall:.3f} | {one.f1:.3f} | {two.precision:.3f} | {two.recall:.3f} | {two.f1:.3f} |"
        for one, two in zip(*tables, strict=True)
        if one.threshold == trade.threshold or round(one.threshold * 100) % SHOWN == 0
    ]
    greatest = sorted(weights.items(), key=lambda item: (-abs(item[1]), item[0]))[:30]
    return TEMPLATE.format(
        curves="\n".join(rows),
        steps="\n".join(steps),
        weights="\n".join(f"| {name} | {weight:+.2f} |" for name, weight in greatest),
        count=len(weights),
        **told,
    )


TEMPLATE = """# Confidence

The figures on this page are written by `python -m training.confidence`, which fits the numbers in `config/confidence.toml`, chooses
`publish.min_confidence` and `relate.encoder_confidence` and draws the curve. Run it again when rules, lexicons, the language model or the encoder changed; it takes
half an hour and needs the annotated records (`--gold`, `--check`) and the encoders of `python -m training.encoder.train` (`--encoders`, see below).

Rules and the encoder propose claims; the confidence ranks them. It is a logistic regression: what is counted about a claim (a count n as
log2(1 + n), so that a yes is 1; what the encoder says in log odds) times a weight, added up, is the log odds that an annotator would write down the same subject,
object, relation and negation. `secretome explain` shows what the weightiest counts add.

## What is counted
The rule, its class and construction, and the types of the ends, alone and together; the trigger, its form and its place in the tree; the
way from the trigger to each end: its length, its links, the words that the end was reached through, commas and brackets between; what
stands next to each end; rivals: mentions of the same type that are nearer; how the ends were tagged; the sentence's role and length; and
the other claims that are proposed in the sentence: whether they agree, contradict, or share an end; and what the other form of the
sentence gave ([relations.md](relations.md)): the same, something else of the pair, nothing. Of the encoder ([encoder.md](encoder.md)): `encoder pair` that anything is said of the pair, `encoder relation` that
it is this, `encoder negation`, `encoder hedge` and `encoder process` that they are these, `encoder first` whether no other relation is likelier, `subject name`, `object name` and
`process name` how sure the names are; for its own claims `encoder alone`, `encoder agrees` where the trigger's sign is the one that it reads, and `rules silent` where the rules say nothing of the pair. A feature of fewer than twenty rows is
left out. `subject before VBD`, for example, is a subject right before a past tense, `object down oblique:of` an object that is reached
from the trigger over an `of`.

## What it was fitted on
Everything that rules and encoder propose on {records} records of the training gold, twice: with the annotators' mentions, and end to end. The
shipped encoder learnt from the same records and would flatter them, so each record was read with an encoder
that learnt from four fifths of the gold, this record not among them. The figures of `training` come from {folds} folds: a record's rows are scored by a regression that has not seen
the record. The development records were only scored, with the shipped encoder.

| rows | number | right | mean confidence | Brier | ECE | AUC |
| --- | --- | --- | --- | --- | --- | --- |
{curves}

`Brier` is the mean squared distance from right (1) or wrong (0), `ECE` the mean distance of the curve's tenths from the diagonal.

![Reliability](confidence.svg)

## The threshold
`publish.min_confidence` holds back what lies below it: from the published tables, the report, the claims with their counts and beliefs,
and from `secretome annotate`. The store keeps every row. It is the lowest hundredth at which end-to-end signed precision on the
held-out training records reaches {wanted}. A claim that the encoder alone reads
is kept from `relate.encoder_confidence` ({alone}) on, so that the store does not fill with what nobody sees; the rows of the rules are all kept.
The rules were written with some of these records in view, so that others come out about four points lower: {wanted} is meant to be 0.75 there.
Who wants fewer and surer rows sets a higher threshold in `pipeline.toml` and knows its price from here.

| threshold | training, held out: P | R | F1 | development: P | R | F1 |
| --- | --- | --- | --- | --- | --- | --- |
{steps}

## The weights
The 30 greatest of {count}, in log odds; the rest is in `config/confidence.toml`. A class, a construction and their rule share what they
know, so read them together.

| feature | weight |
| --- | --- |
{weights}
"""
