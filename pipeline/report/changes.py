"""What a publication changed, claim by claim: for programs (JSON), for people (Markdown), for feed readers (Atom)."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from pipeline.records import Relation

KINDS = ("added", "strengthened", "weakened", "contradicted", "withdrawn")
REASONS = {
    "retracted": "the paper was retracted",
    "deleted": "its source deleted the record",
    "merged": "its record was joined with another one of the same paper",
    "notice": "the record is a notice, not a study",
    "revised": "the record was revised",
    "reread": "read anew by other code, lexicons, rules or model",
    "unsure": "its confidence fell below the least one that is published",
    "gone": "the article is no longer stored",
}
VERBS = {Relation.NO_EFFECT: "has no effect on"}
LISTED = 200  # claims of one kind on the page for people; the JSON file has all
ENTRIES = 100  # in the feed
ATOM = "{http://www.w3.org/2005/Atom}"
_COUNTS = ("belief", "n_for", "n_against", "n_articles", "contradiction")
_NAMES = (
    "claim_id",
    "subject_id",
    "subject_label",
    "relation",
    "object_id",
    "object_label",
    "process_id",
    "process_label",
)
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Row = Mapping[str, object]
Changed = dict[str, list[dict[str, object]]]


def changed_claims(claims: Sequence[Row], gained: Sequence[Row], lost: Sequence[Row]) -> Changed:
    """Kind of change -> claims, each with its counts now and before and the evidence that came and went.

    A claim may be of two kinds: strengthened and contradicted. One whose counts changed in a way that is none of the
    kinds (a second sentence of the same paper) is left out.
    """
    came, went = _by_claim(gained), _by_claim(lost)
    found: Changed = {kind: [] for kind in KINDS}
    for row in claims:
        claim: dict[str, object] = {name: row[name] for name in _NAMES}
        now, before = ({name: row[f"{name}{side}"] for name in _COUNTS} for side in ("", "_before"))
        claim["now"] = now if now["belief"] is not None else None
        claim["before"] = before if before["belief"] is not None else None
        claim["came"], claim["went"] = came[row["claim_id"]], went[row["claim_id"]]
        for kind in _kinds(claim["now"], claim["before"]):
            found[kind].append(claim)
    return found


def summary(changed: Mapping[str, Sequence[object]]) -> str:
    """`3 claims added, 1 withdrawn`, or that nothing changed."""
    parts = [f"{len(changed[kind]):,} {kind}" for kind in KINDS if changed[kind]]
    return f"claims: {', '.join(parts)}" if parts else "no claim changed"


def changes_page(changed: Changed, run: str, day: str) -> str:
    """The changes as Markdown."""
    lines = [f"# What changed: run {run}", "", f"{day}. {summary(changed).capitalize()}.", ""]
    for kind in KINDS:
        if not changed[kind]:
            continue
        lines += [f"## {kind.capitalize()} ({len(changed[kind]):,})", ""]
        for claim in changed[kind][:LISTED]:
            lines += _entry(claim, kind)
        if len(changed[kind]) > LISTED:
            lines.append(f"- … and {len(changed[kind]) - LISTED:,} more: see the JSON file beside this one")
        lines.append("")
    return "\n".join(lines)


def feed(corpus: str, updated: str, added: Iterable[tuple[str, str, Row]]) -> bytes:
    """An Atom feed (RFC 4287) of new claims: (run, time, claim) each, newest first; at most ENTRIES are taken."""
    root = etree.Element(f"{ATOM}feed", nsmap={None: ATOM[1:-1]})  # type: ignore[dict-item]  # the stubs know no default namespace
    _text(root, "id", _urn(corpus))
    _text(root, "title", f"New claims: {corpus}")
    _text(root, "updated", updated)
    _text(etree.SubElement(root, f"{ATOM}author"), "name", "secretome-evidence")
    for _, (run, time, claim) in zip(range(ENTRIES), added, strict=False):
        entry = etree.SubElement(root, f"{ATOM}entry")
        _text(entry, "id", _urn(corpus, run, str(claim["claim_id"])))
        _text(entry, "title", name_of(claim))
        _text(entry, "updated", time)
        came = _rows(claim["came"])
        for row in came:
            if link := _link(row):
                etree.SubElement(entry, f"{ATOM}link", rel="related", href=link)
        _text(entry, "content", "\n".join(f"{row['sentence']} ({_paper(row)})" for row in came)).set("type", "text")
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def name_of(claim: Row) -> str:
    """`MSC exosome decreases T cell (proliferation)`."""
    verb = VERBS.get(Relation(str(claim["relation"])), str(claim["relation"]))
    process = f" ({claim['process_label']})" if claim["process_label"] else ""
    return f"{claim['subject_label']} {verb} {claim['object_label']}{process}"


def _kinds(now: object, before: object) -> list[str]:
    if not isinstance(before, dict):
        return ["added"]
    if not isinstance(now, dict):
        return ["withdrawn"]
    kinds = []
    strength, was = ((side["belief"], side["n_for"]) for side in (now, before))
    if strength != was:
        kinds.append("strengthened" if strength > was else "weakened")
    if now["contradiction"] and not before["contradiction"]:
        kinds.append("contradicted")
    return kinds


def _by_claim(rows: Iterable[Row]) -> dict[object, list[Row]]:
    found: dict[object, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["claim_id"]].append({name: value for name, value in row.items() if name != "claim_id"})
    return found


def _rows(value: object) -> list[Row]:
    return value if isinstance(value, list) else []


def _entry(claim: Row, kind: str) -> list[str]:
    shown = claim["now"] or claim["before"]
    before = claim["before"] if claim["now"] else None
    said = _counts(shown) + (f"; before: {_counts(before)}" if before else "")
    lines = [f"- **{_escaped(name_of(claim))}**: {said}"]
    if kind != "withdrawn":
        lines += [f"  - {_paper(row)}: {_escaped(row['sentence'])}" for row in _rows(claim["came"])]
    for row in _rows(claim["went"]):
        lines.append(
            f"  - withdrawn, {REASONS.get(str(row['reason']), row['reason'])}: {_paper(row)}: {_escaped(row['sentence'])}"
        )
    return lines


def _counts(side: object) -> str:
    counts = side if isinstance(side, dict) else {}
    return f"belief {counts['belief']:.2f}, {counts['n_for']} for, {counts['n_against']} against"


def _paper(row: Row) -> str:
    name = f"PMID {row['pmid']}" if row["pmid"] else f"doi:{row['doi']}" if row["doi"] else str(row["article_id"])
    return f"{_escaped(name)}, {row['year']}" if row["year"] else _escaped(name)


def _link(row: Row) -> str:
    if row["pmid"]:
        return f"https://pubmed.ncbi.nlm.nih.gov/{row['pmid']}/"
    return f"https://doi.org/{row['doi']}" if row["doi"] else ""


def _escaped(value: object) -> str:
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", " ".join(str(value).split()))


def _text(parent: etree._Element, tag: str, text: str) -> etree._Element:
    element = etree.SubElement(parent, f"{ATOM}{tag}")
    element.text = _NO_XML.sub("\ufffd", text)
    return element


def _urn(*parts: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, '/'.join(('secretome-evidence', *parts)))}"
