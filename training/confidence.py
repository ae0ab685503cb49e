"""The numbers of the confidence: `python -m training.confidence`.

A logistic regression over what is counted about every claim that the rules and the encoder propose on the training gold, twice: with the
gold's mentions, and end to end. Right is a claim whose subject, object, relation and negation the gold has. Five folds, no
record in two of them; what is reported, and the publishing threshold, come from the folds' held-out records. The shipped
encoder learnt from these records; here each record is read by one that learnt from four fifths of the gold, this record not among
them (`python -m training.encoder.train` makes these).

Writes config/confidence.toml, publish.min_confidence in config/pipeline.toml, docs/confidence.md and docs/confidence.svg, and
with `--rules` config/confidence_rules.toml alone: the numbers for `language.encoder = ""`.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.feature_extraction import DictVectorizer  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.model_selection import GroupKFold, cross_val_predict  # type: ignore[import-untyped]
from sklearn.pipeline import make_pipeline  # type: ignore[import-untyped]
from sklearn.preprocessing import MaxAbsScaler  # type: ignore[import-untyped]

from pipeline.errors import InputError, PipelineError
from pipeline.evaluate.gold import Annotated, given_mentions, gold_records, stated
from pipeline.evaluate.matching import Level, matched
from pipeline.mine import Miner
from pipeline.relate.confidence import Scorer
from pipeline.relate.encoder_claims import RULE
from pipeline.relate.readings import distinct
from pipeline.relate.rows import Row
from pipeline.settings import SHIPPED, load_settings
from training.reliability import Curve, Trade, curve_of, page, svg

ROOT = Path(__file__).parent.parent
FOLDS = 5
STRENGTH = 0.05  # of the regression's weights against its penalty
SCARCE = 20  # rows that a feature must have
LEAST = 0.02  # weights below this are left out
# End-to-end signed precision on held-out training records that the published rows should have. The rules were written with
# some of these records in view, and on others come out about four points lower: this is to be 0.75 there.
WANTED = 0.79
# Confidence from which a claim is kept that the encoder alone reads. On the held-out records a border above 0.5 only costs recall at any
# precision; but of claims at 0.5 to 0.6 hardly half are right, and the store would fill with them.
ALONE = 0.60
STEPS = [round(0.01 * step, 2) for step in range(90)]
FOLD = re.compile(r"fold-(\d+)-of-(\d+)")
SETTINGS = ("min_confidence", "encoder_confidence")
END_TO_END, GIVEN = "end to end", "mentions given"


class Proposed(NamedTuple):
    """One claim that the rules proposed on a gold record, and whether the gold has it."""

    record: str
    setting: str
    row: Row
    right: bool


@dataclass(frozen=True, slots=True)
class Fit:
    """The regression on all rows, and what each row's confidence was while its record was held out."""

    intercept: float
    weights: dict[str, float]
    held_out: np.ndarray[Any, np.dtype[np.float64]]


def proposed(miner: Miner, gold: Sequence[Annotated]) -> list[Proposed]:
    """Everything that rules and encoder propose on the gold's texts, in both settings."""
    found = []
    documents = miner.parser.documents(record.article for record in gold)
    for record, document in zip(gold, documents, strict=True):
        for setting, mentions in (
            (GIVEN, given_mentions(document, record.mentions)),
            (END_TO_END, miner.tagger.mentions(document)),
        ):
            for row in miner.relater.proposals(miner.parser.simplified(document, mentions), mentions):
                alone = replace(record, claims=(stated(row.evidence),))
                right = bool(matched(record, alone, Level.SIGNED).hits)
                found.append(Proposed(record.id, setting, row, right))
    return found


def miner_with(encoder: str) -> Miner:
    """The pipeline of the configuration, with another encoder."""
    settings = load_settings(ROOT / "config")
    language = settings.language.model_copy(update={"encoder": encoder})
    return Miner(settings.model_copy(update={"language": language}))


def unseen(gold: Sequence[Annotated], encoders: Path) -> tuple[list[Annotated], list[Proposed]]:
    """What is proposed on each record with the encoder that did not learn from it, and these records.

    The encoders are the folders `fold-K-of-N`: that one did not learn from every record whose number, divided by N, leaves K.

    Raises:
        InputError: there is no such encoder.
    """
    found = (
        sorted(
            (int(match[1]), int(match[2]), path) for path in encoders.iterdir() if (match := FOLD.fullmatch(path.name))
        )
        if encoders.is_dir()
        else []
    )
    if not found:
        raise InputError(f"{encoders}: no encoders in it; make them with python -m training.encoder.train")
    records: list[Annotated] = []
    rows: list[Proposed] = []
    for number, count, folder in found:
        records += gold[number::count]
        rows += proposed(miner_with(str(folder)), gold[number::count])
        print(f"{folder.name}: {len(records)} of {len(gold)} records, {len(rows)} rows", flush=True)  # noqa: T201 - a command
    return records, rows


def fitted(rows: Sequence[Proposed], scarce: int = SCARCE) -> Fit:
    """The regression, cross-validated by record. A feature of fewer than `scarce` rows is left out."""
    known = Counter(name for one in rows for name, count in one.row.features.items() if count)
    counts = [{name: number for name, number in one.row.features.items() if known[name] >= scarce} for one in rows]
    right = np.array([row.right for row in rows])
    vectors = DictVectorizer()
    matrix = vectors.fit_transform(counts)
    model = make_pipeline(MaxAbsScaler(), LogisticRegression(C=STRENGTH, max_iter=3000))
    groups = [row.record for row in rows]
    folds = GroupKFold(FOLDS)
    held_out = cross_val_predict(model, matrix, right, groups=groups, cv=folds, method="predict_proba")[:, 1]
    model.fit(matrix, right)
    scaler, regression = model[0], model[1]
    weights = zip(vectors.get_feature_names_out(), regression.coef_[0] / scaler.scale_, strict=True)
    kept = {str(name): round(float(weight), 3) for name, weight in weights if abs(weight) >= LEAST}
    return Fit(round(float(regression.intercept_[0]), 3), kept, held_out)


def trades(gold: Sequence[Annotated], rows: Iterable[Proposed], scores: Iterable[float], rule: str = "") -> list[Trade]:
    """Precision against recall, from publishing everything to publishing little; of the claims of one rule where one is named."""
    by_record: dict[str, dict[int, list[Row]]] = {record.id: {} for record in gold}
    for one, score in zip(rows, scores, strict=True):
        evidence = replace(one.row.evidence, confidence=float(score))
        by_record[one.record].setdefault(evidence.sentence.index, []).append(one.row._replace(evidence=evidence))
    sums = [[0, 0, 0] for _ in STEPS]
    for record in gold:
        kept = [row.evidence for own in by_record[record.id].values() for row in distinct(own)]
        kept = [row for row in kept if row.rule == (rule or row.rule)]
        # By how many rows are left, since a higher threshold only takes some away.
        counts: dict[int, tuple[int, int, int]] = {}
        for step, total in zip(STEPS, sums, strict=True):
            claims = tuple(stated(row) for row in kept if row.confidence >= step)
            if len(claims) not in counts:
                counts[len(claims)] = matched(record, replace(record, claims=claims), Level.SIGNED).counts
            total[:] = (one + other for one, other in zip(total, counts[len(claims)], strict=True))
    return [
        Trade(step, hits / predicted if predicted else 0.0, hits / wanted if wanted else 0.0)
        for step, (hits, predicted, wanted) in zip(STEPS, sums, strict=True)
    ]


def chosen(found: Sequence[Trade], wanted: float = WANTED) -> Trade:
    """The lowest threshold with the precision that is wanted, and the most precise one where none has it."""
    good = [trade for trade in found if trade.precision >= wanted]
    return good[0] if good else max(found, key=lambda trade: trade.precision)


def scores_of(fit: Fit, rows: Iterable[Proposed]) -> list[float]:
    """What the shipped numbers say of rows that the fit never saw."""
    scorer = Scorer(fit.intercept, fit.weights)
    return [scorer.confidence(one.row.features) for one in rows]


def in_setting(setting: str, rows: Sequence[Proposed], scores: Sequence[float]) -> tuple[list[Proposed], list[float]]:
    pairs = [(row, float(score)) for row, score in zip(rows, scores, strict=True) if row.setting == setting]
    return [row for row, _ in pairs], [score for _, score in pairs]


def kept(rows: Sequence[Proposed], scores: Sequence[float]) -> tuple[list[Proposed], list[float]]:
    """The rows without those of the encoder alone that it is not sure of."""
    pairs = [
        (row, score) for row, score in zip(rows, scores, strict=True) if row.row.evidence.rule != RULE or score >= ALONE
    ]
    return [row for row, _ in pairs], [score for _, score in pairs]


def data_file(fit: Fit, provenance: Mapping[str, str | int], curve: Curve, threshold: float) -> str:
    """The text of `config/confidence.toml`."""
    weights = sorted(fit.weights.items(), key=lambda item: (-abs(item[1]), item[0]))
    return "\n".join(
        [
            "# How far a claim is to be trusted: the sum of what its features add to the log odds (docs/confidence.md).",
            "# Written by `python -m training.confidence`; fitted on the training gold, one line a weight, the greatest first.",
            f"intercept = {fit.intercept}",
            "",
            "[fit]  # what it was fitted on; figures of the records that a fold held out, end to end",
            *(f"{name} = {json.dumps(value)}" for name, value in provenance.items()),
            f"brier = {curve.brier:.4f}",
            f"auc = {curve.auc:.4f}",
            f"calibration_error = {curve.error:.4f}",
            f"threshold = {threshold:.2f}  # chosen on the held-out records: publish.min_confidence of pipeline.toml",
            "",
            "[weights]",
            *(f"{json.dumps(name, ensure_ascii=False)} = {weight}" for name, weight in weights),
            "",
        ]
    )


def _with_thresholds(*values: float) -> str:
    """`config/pipeline.toml` with new values of `SETTINGS`."""
    text = (ROOT / "config" / "pipeline.toml").read_text(encoding="utf-8")
    for name, value in zip(SETTINGS, values, strict=True):
        text = re.sub(rf"^{name} = [\d.]+", f"{name} = {value:.2f}", text, flags=re.MULTILINE)
    return text


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m training.confidence", description=(__doc__ or "").split("\n", maxsplit=1)[0]
    )
    shared = ROOT.parent / "shared"
    parser.add_argument("--gold", type=Path, default=shared / "gold" / "train.jsonl", help="records to fit on")
    parser.add_argument("--check", type=Path, default=shared / "gold" / "dev.jsonl", help="records to report on only")
    parser.add_argument(
        "--encoders",
        type=Path,
        default=ROOT / "data" / "training" / "encoder",
        help="of python -m training.encoder.train",
    )
    parser.add_argument("--rules", action="store_true", help="fit the rules by themselves, without an encoder")
    parser.add_argument("--precision", type=float, default=WANTED, help="end-to-end signed precision to publish at")
    given = parser.parse_args(arguments)
    try:
        miner = miner_with("" if given.rules else SHIPPED)
        gold, check = gold_records(given.gold), gold_records(given.check)
        if given.rules:
            rows = proposed(miner, gold)
        else:
            gold, rows = unseen(gold, given.encoders)
        others = proposed(miner, check)
    except PipelineError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command
        return error.exit_code
    fit = fitted(rows)
    sides = [
        ("training, held out", gold, rows, list(fit.held_out)),
        ("development", check, others, scores_of(fit, others)),
    ]
    curves, tables = [], []
    for name, records, found, scores in sides:
        for setting in (GIVEN, END_TO_END):
            own, own_scores = in_setting(setting, found, scores)
            curves.append(curve_of(f"{name}, {setting}", own_scores, [row.right for row in own]))
        tables.append(trades(records, *kept(*in_setting(END_TO_END, found, scores))))
    trade = chosen(tables[0], given.precision)
    provenance = {"records": len(gold), "rows": len(rows)} | {
        name: miner.versions.get(name, "none") for name in ("model", "encoder", "lexicons")
    }
    numbers = data_file(fit, provenance, curves[1], trade.threshold)
    alone = trades(gold, *kept(*in_setting(END_TO_END, rows, list(fit.held_out))), RULE)[0]
    told = {"records": len(gold), "folds": FOLDS, "wanted": f"{given.precision:.2f}", "alone": f"{ALONE:.2f}"}
    written = {"config/confidence_rules.toml": numbers}
    if not given.rules:
        written = {
            "config/confidence.toml": numbers,
            "config/pipeline.toml": _with_thresholds(trade.threshold, ALONE),
            "docs/confidence.svg": svg(curves),
            "docs/confidence.md": page(curves, tables, trade, fit.weights, told),
        }
    for name, text in written.items():
        (ROOT / name).write_text(text, encoding="utf-8")
        print(f"wrote {name}")  # noqa: T201 - a command
    for curve in curves:
        print(curve.line())  # noqa: T201 - a command
    print(f"encoder alone: P {alone.precision:.3f} R {alone.recall:.3f}")  # noqa: T201
    print(f"threshold {trade.threshold}: P {trade.precision:.3f} R {trade.recall:.3f} on held-out training records")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
