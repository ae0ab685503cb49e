"""How fast records are read and mined, where the time goes, and how much memory it takes at most.

usage: extraction.py FILE_OR_FOLDER...
"""

import json
import resource
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path

from pipeline.mine import Miner
from pipeline.read import Reader, input_files
from pipeline.records import Article, Mined, Run
from pipeline.settings import load_settings
from pipeline.store import Store

BATCH = 128


class Clock:
    """Seconds spent in each stage."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self._last = time.perf_counter()

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.spent[stage] += now - self._last  # type: ignore[assignment]
        self._last = now


def main(inputs: list[Path]) -> None:
    settings = load_settings()
    clock = Clock()
    miner = Miner(settings)
    clock.lap("load")
    reader = Reader(settings.read)
    records = list(reader.records(input_files(inputs)))
    articles = [record for record in records if isinstance(record, Article)]
    clock.lap("read")
    counts: Counter[str] = Counter(records=len(records), articles=len(articles), unknown=sum(reader.unknown.values()))
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "store.duckdb") as store:
        store.start_run(Run("benchmark", "2000-01-01T00:00:00+00:00"))
        clock.lap("open store")
        for first in range(0, len(articles), BATCH):
            documents = list(miner.parser.documents(articles[first : first + BATCH]))
            clock.lap("parse")
            mentions = [miner.tagger.mentions(document) for document in documents]
            clock.lap("tag")
            documents = [miner.parser.simplified(d, m) for d, m in zip(documents, mentions, strict=True)]
            clock.lap("parse simple forms")
            evidence = [miner.relater.evidence(d, m) for d, m in zip(documents, mentions, strict=True)]
            clock.lap("relate")
            mined = [Mined(*parts) for parts in zip(documents, mentions, evidence, strict=True)]
            store.save(mined, miner.extractor, "benchmark")
            clock.lap("store")
            counts["sentences"] += sum(len(document.sentences) for document in documents)
            counts["tokens"] += sum(len(s.tokens) for document in documents for s in document.sentences)
            counts["mentions"] += sum(map(len, mentions))
            counts["evidence"] += sum(map(len, evidence))
        store.publish(Path(folder) / "export", ["parquet", "csv"])
        clock.lap("publish")
    total = sum(clock.spent.values()) - clock.spent["load"]
    result = {
        "counts": dict(counts),
        "seconds": {stage: round(seconds, 2) for stage, seconds in clock.spent.items()},
        "records_per_second": round(len(records) / total, 1),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    warnings.simplefilter("error")  # a warning that nobody explains fails the benchmark
    main([Path(path) for path in sys.argv[1:]])
