"""One figure: how many of the predictions are right, and how many of the gold were found."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """`part` and `what` say what was counted; `right` of the `predicted` are right, `found` of the `gold` were found.

    Where nothing can be missed (an accuracy) `gold` is 0, and there is neither recall nor F1.
    """

    part: str
    what: str
    right: int
    predicted: int
    found: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float | None:
        return self.found / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        recall = self.recall
        if recall is None:
            return None
        total = self.precision + recall
        return 2 * self.precision * recall / total if total else 0.0

    def row(self) -> dict[str, object]:
        """As a row to print: part, what, precision, recall, f1, right, predicted, gold."""
        recall, f1 = self.recall, self.f1
        return {
            "part": self.part,
            "what": self.what,
            "precision": round(self.precision, 4),
            "recall": None if recall is None else round(recall, 4),
            "f1": None if f1 is None else round(f1, 4),
            "right": self.right,
            "predicted": self.predicted,
            "gold": self.gold,
        }


def summed(part: str, what: str, counts: Iterable[tuple[int, int, int]]) -> Figure:
    """Counts of (hits, predicted, gold) of each record, added up."""
    rows = list(counts)
    hits = sum(row[0] for row in rows)
    return Figure(part, what, hits, sum(row[1] for row in rows), hits, sum(row[2] for row in rows))
