"""Any text a record may hold is stored, and its offsets stay true."""

import random
from collections.abc import Callable

import pytest

from pipeline.records import Mined
from pipeline.store import Store

Make = Callable[..., Mined]
RANGES = (
    (0, 0x7F),
    (0x80, 0x24F),
    (0x370, 0x5FF),
    (0x2000, 0x206F),
    (0x4E00, 0x4F00),
    (0xD800, 0xDFFF),
    (0x1F300, 0x1F5FF),
)


# Not by hypothesis: it keeps the tests it runs for good, and DuckDB complains at exit of every object of its that is kept.
@pytest.mark.parametrize("seed", range(20))
def test_any_text_is_stored_with_its_offsets(store: Store, make: Make, seed: int) -> None:
    chance = random.Random(seed)
    text = "".join(chr(chance.randint(*chance.choice(RANGES))) for _ in range(chance.randint(0, 40)))
    mined = make("pubmed:1", f"{text} MSC-EVs increased IL-10 {text}", title=text, journal=text)
    store.save([mined], "x1", "run-1")
    (row,) = store.evidence()
    sentence, offset = str(row["sentence"]), int(str(row["sentence_start"]))
    for part in ("subject", "object"):
        start, end = (int(str(row[f"{part}_{side}"])) - offset for side in ("start", "end"))
        assert sentence[start:end] == row[f"{part}_text"]
    assert len(sentence) == len(mined.evidence[0].sentence.text)
    assert store.save([mined], "x1", "run-1").rewritten == 0


def test_what_no_table_can_hold_is_replaced_one_for_one(store: Store, make: Make) -> None:
    store.save([make("pubmed:1", "A\x00B\ud800C: MSC-EVs increased IL-10.")], "x1", "run-1")
    assert str(store.evidence()[0]["sentence"]).startswith("A\ufffdB\ufffdC: MSC-EVs")
