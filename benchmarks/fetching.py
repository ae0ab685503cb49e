"""Whether every record arrives once from a service with a cap on its lists and faults in its answers.

The service is the tests' own, on this machine: 1 % of the answers are 429, 1 % cut short, 0.5 % garbage. Small batches,
so that there are many answers to go wrong.

usage: fetching.py [RECORDS [SEED]]
"""

import json
import sys
import tempfile
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests"))

from services import Paper, Services, defined, fetched, received

FAULTS = {"429": 0.01, "cut": 0.005, "short": 0.005, "garbage": 0.005}
BATCH = 20


def main(number: int = 25_000, seed: int = 1) -> None:
    # Half of the records spread over years, half entered on one day, as when a publisher delivers its backlog.
    papers = [Paper(10_000_000 + 7 * i, date(1995, 1, 1) + timedelta(days=i // 2)) for i in range(number // 2)]
    papers += [Paper(30_000_000 + i, date(2024, 5, 1)) for i in range(number - len(papers))]
    with tempfile.TemporaryDirectory() as folder, Services(papers, faults=FAULTS, seed=seed) as services:
        corpus = defined(Path(folder) / "corpora" / "benchmark")
        began = time.perf_counter()
        pull = fetched(corpus, services.settings(batch=BATCH))
        seconds = time.perf_counter() - began
        times = Counter(received(pull))
        result = {
            "records": number,
            "seed": seed,
            "received_once": sum(1 for paper in papers if times[paper.pmid] == 1),
            "received_more_often": sum(1 for count in times.values() if count > 1),
            "missing": len(pull.missing),
            "batches": len(pull.batches),
            "requests": {name: len(services.requests(name)) for name in ("esearch.fcgi", "efetch.fcgi")},
            "faults": services.faulted,
            "megabytes": round(sum(batch.bytes for batch in pull.batches) / 1e6, 1),
            "seconds_without_rate_limit": round(seconds, 1),
        }
    print(json.dumps(result, indent=1))
    if result["received_once"] != number or result["received_more_often"]:
        sys.exit("a record is missing or came twice")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
