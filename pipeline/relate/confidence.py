"""How far a claim is to be trusted: a logistic regression over what can be counted about it, its numbers as data.

The numbers are fitted on annotated abstracts by `python -m training.confidence` (docs/confidence.md). A count n enters as
log2(1 + n), so that a yes is 1; the confidence is the estimated probability that subject, object, relation and negation are
those that an annotator would write down.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, ValidationError

from pipeline.errors import ConfigError
from pipeline.records import Evidence, Via
from pipeline.settings import Section, toml_values

LARGEST = 30.0  # log odds, beyond which three digits tell nothing
Terms = tuple[tuple[str, float], ...]


class Provenance(Section):
    """What the numbers were fitted on, and how good they were on records that the fit had not seen."""

    records: int = Field(gt=0)
    rows: int = Field(gt=0)
    model: str
    encoder: str = "none"
    lexicons: str
    brier: float = Field(ge=0.0, le=1.0)
    auc: float = Field(ge=0.0, le=1.0)
    calibration_error: float = Field(ge=0.0, le=1.0)
    threshold: float = Field(ge=0.0, le=1.0)


class ConfidenceFile(Section):
    """What `config/confidence.toml` holds."""

    intercept: float
    weights: dict[str, float]
    fit: Provenance | None = None


@dataclass(frozen=True, slots=True)
class Scorer:
    """Weights of features, in log odds; a feature without a weight counts nothing."""

    intercept: float
    weights: Mapping[str, float]

    def confidence(self, features: Mapping[str, float]) -> float:
        """In (0, 1), to three digits."""
        odds = self.intercept + sum(share for _, share in self.terms(features))
        return round(1 / (1 + math.exp(-max(-LARGEST, min(LARGEST, odds)))), 3)

    def terms(self, features: Mapping[str, float]) -> Terms:
        """What each feature adds to the log odds, the greatest share first."""
        shares = ((name, self.weights.get(name, 0.0) * number) for name, number in features.items())
        return tuple(sorted((term for term in shares if term[1]), key=lambda term: (-abs(term[1]), term[0])))


def load_scorer(path: Path) -> Scorer:
    """Read and check the numbers.

    Raises:
        ConfigError: the file is missing, is not TOML, or has an unknown key or a wrong value.
    """
    values = toml_values(path, "Restore it, or fit it anew with python -m training.confidence.")
    try:
        file = ConfidenceFile.model_validate(values)
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()]
        raise ConfigError(path, faults) from error
    return Scorer(file.intercept, file.weights)


def features_of_claim(evidence: Evidence) -> dict[str, float]:
    """What is read off the claim itself: its rule, its ends and how they were tagged, and how it is said."""
    group, _, construction = evidence.rule.partition("/")
    frame = construction.removesuffix("/via")
    first, second = evidence.subject, evidence.object
    names = (
        f"class {group}",
        f"construction {frame}",
        f"rule {group}/{frame}",
        f"subject {first.type.value}",
        f"object {second.type.value}",
        f"ends {first.type.value} {second.type.value}",
        f"class {group} {first.type.value} {second.type.value}",
        f"construction {frame} subject {first.type.value}",
        f"construction {frame} object {second.type.value}",
        f"object {second.type.value} {'with' if evidence.process is not None else 'without'} process",
        f"relation {evidence.relation.value}",
        f"role {evidence.role.value}",
        f"certainty {evidence.certainty.value}",
    )
    found = dict.fromkeys(names, 1.0)
    found["negated"] = float(evidence.negated)
    for name, mention in (("subject", first), ("object", second), ("process", evidence.process)):
        if mention is not None:
            found[f"{name} by model"] = float(mention.via is Via.MODEL)
            found[f"{name} without id"] = float(mention.id is None)
    return found
