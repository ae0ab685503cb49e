"""What integration tests share: a call's result, and PubMed records made to order."""

import gzip
import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.records import Mention


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def error(self) -> str:
        """The one line that says what went wrong."""
        lines = [line for line in self.err.splitlines() if line.startswith("secretome: error: ")]
        assert len(lines) == 1, self.err
        return lines[0].removeprefix("secretome: error: ")


Command = Callable[..., Result]


RECORD = """
<PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID>
<Article><Journal><JournalIssue><PubDate><Year>2021</Year></PubDate></JournalIssue><Title>J</Title></Journal>
<ArticleTitle>{title}</ArticleTitle><Abstract><AbstractText>{abstract}</AbstractText></Abstract><Language>eng</Language>
<PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType></PublicationTypeList></Article>
</MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId></ArticleIdList></PubmedData>
</PubmedArticle>
"""


def pubmed_record(
    pmid: str = "9", title: str = "A title.", abstract: str = "MSC-EVs suppressed T cell proliferation."
) -> str:
    return RECORD.format(pmid=pmid, title=title, abstract=abstract)


def pubmed_set(*records: str, head: str = '<?xml version="1.0"?>\n') -> str:
    return f"{head}<PubmedArticleSet>{''.join(records)}</PubmedArticleSet>\n"


def raw_pull(raw: Path, source: str, name: str, bodies: Sequence[str], since: str | None = None) -> Path:
    """A finished pull as the fetchers leave it: `bodies` are the XML of its batches. Returns its folder."""
    folder, day = raw / source / name, f"{name[:4]}-{name[4:6]}-{name[6:8]}"
    folder.mkdir(parents=True)
    batches = []
    for number, body in enumerate(bodies, 1):
        packed = gzip.compress(body.encode(), mtime=0)
        path = folder / f"{number:05d}.xml.gz"
        path.write_bytes(packed)
        digest, records = hashlib.sha256(packed).hexdigest(), body.count("<PubmedArticle>")
        batch = {"file": path.name, "sha256": digest, "records": records, "bytes": len(packed)}
        batches.append({**batch, "fetched": f"{day}T00:00:00+00:00", "cursor": ""})
    count = sum(body.count("<PubmedArticle>") for body in bodies)
    manifest = {
        "source": source,
        "query": "vesicles",
        "query_hash": "0",
        "url": "",
        "format": "pubmed-xml",
        "mode": "changed" if since else "new",
        "since": since,
        "until": day,
        "started": f"{day}T00:00:00+00:00",
        "finished": f"{day}T00:00:00+00:00",
        "count": count,
        "received": count,
        "missing": [],
        "translation": "",
        "warnings": [],
        "batches": batches,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def spans_fit(text: str, mentions: Iterable[Mention]) -> bool:
    """The invariant: every mention's span holds exactly its words."""
    return all(text[mention.start : mention.end] == mention.text for mention in mentions)
