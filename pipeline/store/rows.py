"""Records as table rows: one function per table, each row a dict keyed by the column names of schema.sql."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.records import Article, Evidence, Mention, Mined, Run, content_hash

Row = dict[str, object]

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Version(NamedTuple):
    """What tells a stored article from another form of it. `revised` and `source` are "" when unknown."""

    pmid_version: int
    revised: str
    content_hash: str
    extractor: str
    source: str
    origin: str


@dataclass(frozen=True, slots=True)
class Batch:
    """A raw batch that was read to its end: `path` is SOURCE/PULL/FILE, `reading` a hash of all that read it."""

    path: str
    sha256: str
    reading: str
    records: int
    set_aside: int
    run_id: str


SPAN_PARTS = ("text", "start", "end", "type", "id", "label")


def storable(text: str) -> str:
    """`text` with NUL characters and lone surrogates as U+FFFD: no table format holds them, and offsets stay true."""
    return text if text.isascii() and "\x00" not in text else _UNSTORABLE.sub("\ufffd", text)


def article_row(mined: Mined, extractor: str) -> Row:
    article = mined.article
    return {
        "id": article.id,
        "source_id": storable(str(article.source_id)),
        "source": _optional(article.source),
        "origin": article.origin.value,
        "pmid": _optional(article.pmid),
        "pmid_version": article.pmid_version,
        "doi": _optional(article.doi),
        "pmcid": _optional(article.pmcid),
        "title": storable(article.title),
        "vernacular_title": _optional(article.vernacular_title),
        "language": _optional(article.language),
        "journal": _optional(article.journal),
        "published": _optional(article.published),
        "entered": _optional(article.entered),
        "revised": _optional(article.revised),
        "year": article.year,
        "types": _json(article.types),
        "mesh": _json(article.mesh),
        "status": article.status.value,
        "is_review": article.is_review,
        "is_preprint": article.is_preprint,
        "published_as": _optional(article.published_as),
        "preprinted_as": _optional(article.preprinted_as),
        "content_hash": article.content_hash,
        "mined_hash": mined_hash(mined),
        "extractor": extractor,
    }


def section_rows(article: Article) -> list[Row]:
    return [
        {
            "article_id": article.id,
            "position": position,
            "label": _optional(section.label),
            "category": _optional(section.category),
            "text": storable(section.text),
        }
        for position, section in enumerate(article.sections)
    ]


def sentence_rows(mined: Mined) -> list[Row]:
    return [
        {
            "article_id": mined.article.id,
            "position": sentence.index,
            "span_start": sentence.start,
            "span_end": sentence.end,
            "text": storable(sentence.text),
            "section": _optional(sentence.section),
            "category": _optional(sentence.category),
        }
        for sentence in mined.document.sentences
    ]


def mention_rows(mined: Mined) -> list[Row]:
    return [
        {
            "article_id": mined.article.id,
            "position": position,
            "sentence": mention.sentence,
            "span_start": mention.start,
            "span_end": mention.end,
            "text": storable(mention.text),
            "type": mention.type.value,
            "id": mention.id,
            "label": _optional(mention.label),
            "via": mention.via.value,
            "score": mention.score,
            "vehicle": mention.vehicle.value if mention.vehicle else None,
            "producer": mention.producer,
            "producer_source": _optional(mention.producer_source),
            "priming": _optional(mention.priming),
        }
        for position, mention in enumerate(mined.mentions)
    ]


def evidence_rows(mined: Mined) -> list[Row]:
    """The evidence of one article, without its runs. Of two rows with one id, the more confident is kept."""
    best: dict[str, Evidence] = {}
    for evidence in mined.evidence:
        known = best.setdefault(evidence.id, evidence)
        if evidence.confidence > known.confidence:
            best[evidence.id] = evidence
    return [_evidence_row(evidence_id, evidence) for evidence_id, evidence in best.items()]


def run_row(run: Run) -> Row:
    return {
        "id": run.id,
        "started": run.started,
        "finished": _optional(run.finished),
        "status": run.status.value,
        "versions": _json(run.versions),
        "counts": _json(run.counts),
    }


def mined_hash(mined: Mined) -> str:
    """Changes when anything that is stored of the article changes, apart from who mined it and when."""
    rows = [*section_rows(mined.article), *sentence_rows(mined), *mention_rows(mined), *evidence_rows(mined)]
    return content_hash(mined.article.content_hash, mined.article.source, *(tuple(row.values()) for row in rows))


def _evidence_row(evidence_id: str, evidence: Evidence) -> Row:
    subject, context = evidence.subject, evidence.context
    row: Row = {
        "id": evidence_id,
        "claim_id": evidence.claim_id,
        "article_id": evidence.article_id,
        "sentence": evidence.sentence.index,
        "subject_key": storable(subject.key),
        **_span("subject", subject),
        "subject_vehicle": subject.vehicle.value if subject.vehicle else None,
        "subject_producer": subject.producer,
        "relation": evidence.relation.value,
        "object_key": storable(evidence.object.key),
        **_span("object", evidence.object),
        "process_key": storable(evidence.process.key) if evidence.process else None,
        **_span("process", evidence.process),
        **_span("via", evidence.via),
        "negated": evidence.negated,
        "certainty": evidence.certainty.value,
        "role": evidence.role.value,
        "trigger": storable(evidence.trigger.text),
        "trigger_start": evidence.trigger.start,
        "trigger_end": evidence.trigger.end,
        "rule": evidence.rule,
        "cross_sentence": evidence.cross_sentence,
        "species": context.species,
        "disease": context.disease,
        "model_system": context.model_system.value,
        "producer_source": _optional(context.producer_source) or _optional(subject.producer_source),
        "priming": _optional(context.priming) or _optional(subject.priming),
        "cues": _json([{"kind": c.kind, "start": c.start, "end": c.end, "text": c.text} for c in evidence.cues]),
        "confidence": evidence.confidence,
    }
    return {**row, "row_hash": content_hash(evidence.sentence.text, *row.values())}


def _span(name: str, mention: Mention | None) -> Row:
    if mention is None:
        return {f"{name}_{part}": None for part in SPAN_PARTS}
    values = (
        storable(mention.text),
        mention.start,
        mention.end,
        mention.type.value,
        mention.id,
        _optional(mention.label),
    )
    return {f"{name}_{part}": value for part, value in zip(SPAN_PARTS, values, strict=True)}


def _optional(text: str | None) -> str | None:
    return storable(text) if text else None


def _json(value: dict[str, str] | dict[str, int] | Iterable[object]) -> str:
    value = value if isinstance(value, dict) else list(value)
    return storable(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
