"""Records in, annotations out: no store, no state."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.mine import Miner
from pipeline.read import Reader, input_files
from pipeline.records import Article, Deleted, Mined, Rejected
from pipeline.refresh.work import BATCH, batches
from pipeline.settings import Settings


def annotated(inputs: Sequence[Path], settings: Settings) -> Iterator[dict[str, object] | Rejected]:
    """Each record of `inputs`, in order, as a standoff object (see docs/annotate.md), or why it was set aside.

    Raises:
        UsageError: see `extract`.
    """
    records = Reader(settings.read).records(input_files(inputs))
    miner = Miner(settings)
    for batch in batches(records, BATCH):
        results = miner.mined(item for item in batch if isinstance(item, Article))
        for item in batch:
            if isinstance(item, Deleted):
                continue
            result = item if isinstance(item, Rejected) else next(results)
            yield result if isinstance(result, Rejected) else standoff(result, settings.publish.min_confidence)


def standoff(mined: Mined, min_confidence: float = 0.0) -> dict[str, object]:
    """The object that `secretome annotate` writes: mentions with offsets into `text`, claims that name them.

    Claims below `min_confidence` are left out, as from everything that is published.
    """
    names = {(m.start, m.end): f"T{number}" for number, m in enumerate(mined.mentions, 1)}
    return {
        "id": mined.article.source_id,
        "text": mined.article.text,
        "mentions": [
            {
                "id": names[m.start, m.end],
                "start": m.start,
                "end": m.end,
                "text": m.text,
                "type": m.type.value,
                "norm": m.id,
                "label": m.label,
            }
            for m in mined.mentions
        ],
        "claims": [
            {
                "subject": names[e.subject.start, e.subject.end],
                "relation": e.relation.value,
                "object": names[e.object.start, e.object.end],
                "process": names[e.process.start, e.process.end] if e.process else None,
                "negated": e.negated,
                "hedged": e.certainty.is_hedged,
                "rule": e.rule,
                "confidence": round(e.confidence, 4),
            }
            for e in mined.evidence
            if e.confidence >= min_confidence
        ],
    }
