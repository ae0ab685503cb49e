"""One figure: how many of the predictions are right, and how many of the gold were found."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """`part` and `what` say what was counted; `right` of the `predicted` are right, `found` of the `gold` were found.

    Where nothing can be missed (an accuracy) `gold` is 0, and there is neither recall nor F1; a mere count has no
    `right` either.
    """

    part: str
    what: str
    right: int | None
    predicted: int
    found: int = 0
    gold: int = 0

    @property
    def precision(self) -> float | None:
        if self.right is None:
            return None
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float | None:
        return self.found / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        precision, recall = self.precision, self.recall
        if precision is None or recall is None:
            return None
        total = precision + recall
        return 2 * precision * recall / total if total else 0.0

    def row(self) -> dict[str, object]:
        """As a row to print: part, what, precision, recall, f1, right, predicted, gold."""
        shares = {"precision": self.precision, "recall": self.recall, "f1": self.f1}
        return {
            "part": self.part,
            "what": self.what,
            **{name: None if share is None else round(share, 4) for name, share in shares.items()},
            "right": self.right,
            "predicted": self.predicted,
            "gold": self.gold or None,
        }


def summed(part: str, what: str, counts: Iterable[tuple[int, int, int]]) -> Figure:
    """Counts of (hits, predicted, gold) of each record, added up."""
    rows = list(counts)
    hits = sum(row[0] for row in rows)
    return Figure(part, what, hits, sum(row[1] for row in rows), hits, sum(row[2] for row in rows))
