"""How the encoder learns and ships. Needs the extra `train`: without torch these tests are skipped."""

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: pip install -e '.[train]'")
pytest.importorskip("onnx", reason="onnx is not installed: pip install -e '.[train]'")

from pipeline.language.encoder import Encoder as Reader
from pipeline.language.encoder import pieces_of
from pipeline.network import Network, encoder_version
from pipeline.records import Sentence
from pipeline.settings import SHIPPED_ENCODER as SHIPPED
from training.encoder.examples import IGNORED, Example, Name, Said
from training.encoder.export import export
from training.encoder.learning import (
    Schedule,
    disturbed,
    labels,
    learn,
    mask_of,
    mention_tags,
    padded,
    pairs,
    spans,
    targets,
)
from training.encoder.network import Asked, Encoder
from training.encoder.train import tokenizer

# `MSC EVs ( EVs ) calm T cells .`, each word one piece; `EVs` in brackets names the first mention again.
WORDS = 9
EXAMPLE = Example(
    record="1",
    pieces=np.array([101, *range(1000, 1000 + WORDS), 102]),
    heads=np.arange(1, WORDS + 2),
    tags=np.zeros(WORDS + 2, dtype=np.int64),
    shapes=np.zeros(WORDS + 2, dtype=np.int64),
    triggers=np.zeros(WORDS + 2, dtype=np.int64),
    names=(Name(0, 1, 0), Name(3, 3, 0), Name(6, 7, 2)),
    listed=(Name(0, 1, 0), Name(7, 7, 2), Name(5, 5, 3)),
    aliases=(0, 0, 2),
    sentences=((0, WORDS),),
    claims=(Said(0, 2, 2, False, False, None),),
)


def test_labels_are_of_the_pieces_that_begin_words() -> None:
    assert labels(EXAMPLE).tolist() == [IGNORED, 1, 2, 0, 1, 0, 0, 5, 6, 0, IGNORED]
    assert mention_tags(EXAMPLE).tolist() == [0, 1, 2, 0, 1, 0, 0, 5, 6, 0, 0]


def test_a_thing_and_its_other_name_are_no_pair() -> None:
    found, bounds = pairs(EXAMPLE)
    assert {tuple(pair) for pair in found.tolist()} == {(0, 2), (2, 0), (1, 2), (2, 1)}
    assert bounds.tolist() == [[1, WORDS]] * 4
    assert spans(EXAMPLE).tolist() == [[1, 2], [4, 4], [7, 8]]


def test_another_name_of_a_right_pair_is_neither_right_nor_wrong() -> None:
    found, _ = pairs(EXAMPLE)
    wanted = dict(zip(map(tuple, found.tolist()), targets(EXAMPLE, found).relation.tolist(), strict=True))
    assert wanted == {(0, 2): 2, (2, 0): 0, (1, 2): IGNORED, (2, 1): 0}


@pytest.mark.parametrize("seed", range(20))
def test_what_is_disturbed_still_fits_together(seed: int) -> None:
    found = disturbed(EXAMPLE, random.Random(seed))
    assert len(found.aliases) == len(found.names)
    assert all(0 <= claim.subject < len(found.names) and 0 <= claim.object < len(found.names) for claim in found.claims)
    assert not any(a.overlaps(b) for at, a in enumerate(found.names) for b in found.names[at + 1 :])


def apart(one: np.ndarray, other: np.ndarray) -> float:
    """The mean difference, as a share of the mean size."""
    return float(np.abs(one - other).mean() / np.abs(other).mean())


def model() -> Encoder:
    torch.manual_seed(0)
    return Encoder()


def test_what_was_broken_off_goes_on(tmp_path: Path) -> None:
    told: list[str] = []
    whole, parts = model(), model()
    learn(whole, [EXAMPLE] * 2, Schedule(2, 0), tmp_path / "whole.pt", told.append)
    state = torch.load(tmp_path / "whole.pt", weights_only=True)
    assert state["epochs"] == 2
    assert len(told) == 2
    learn(parts, [EXAMPLE] * 2, Schedule(2, 0), tmp_path / "whole.pt", told.append)
    assert len(told) == 2  # nothing was left to do
    assert torch.equal(parts.names.out.weight, whole.names.out.weight)


def test_what_ships_is_what_was_taught(tmp_path: Path) -> None:
    taught = model().eval()
    export(
        taught,
        tokenizer(SHIPPED / "tokenizer.json"),
        tmp_path / "plain",
        {"name": "x", "version": "1"},
        quantised=False,
    )
    export(taught, tokenizer(SHIPPED / "tokenizer.json"), tmp_path / "small", {"name": "x", "version": "1"})
    assert encoder_version(tmp_path / "small").startswith("x-1 ")
    text = "MSC EVs (EVs) calm T cells."
    sentence = Sentence(0, 0, len(text), text)
    (passage,) = pieces_of(SHIPPED).passages([sentence])
    one = replace(EXAMPLE, pieces=passage.pieces)
    taught.eval()  # the exporter leaves it as it was made
    with torch.no_grad():
        vectors = taught.trunk(padded([one.pieces]), mask_of([one]))
    (plain,) = Reader(tmp_path / "plain").passages([sentence])
    (small,) = Reader(tmp_path / "small").passages([sentence])
    assert apart(plain.vectors, vectors[0].numpy()) < 0.05  # the table of pieces is in bytes in both
    assert apart(small.vectors, plain.vectors) < 0.3
    vectors = vectors[:, : len(EXAMPLE.pieces)]
    with torch.no_grad():
        found, bounds = pairs(EXAMPLE)
        x = taught.pairs.read(vectors, mask_of([EXAMPLE]), padded([mention_tags(EXAMPLE)]), padded([EXAMPLE.triggers]))[
            0
        ]
        types = torch.tensor([1 + name.type for name in EXAMPLE.names])
        wanted = taught.pairs.score(
            x, Asked(torch.tensor(spans(EXAMPLE)), types, torch.tensor(found), torch.tensor(bounds))
        )
    relation, _, _ = Network(tmp_path / "plain" / "pairs.onnx")(
        vectors=vectors.numpy(),
        mentions=mention_tags(EXAMPLE)[np.newaxis],
        triggers=EXAMPLE.triggers[np.newaxis],
        spans=spans(EXAMPLE),
        types=types.numpy(),
        pairs=found,
        bounds=bounds,
    )
    assert np.abs(relation - wanted.relation.numpy()).max() < 1e-3
