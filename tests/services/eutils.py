"""ESearch and EFetch by their rules: 20 ids unless more are asked for, `cap` at most, errors with HTTP 200."""

import re
from datetime import date
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from services.answers import Answer
from services.papers import Paper, papers_xml

if TYPE_CHECKING:
    from services.server import Services

TAGS = {"tiab", "ti", "ab", "mh", "majr", "pt", "tw", "uid", "pmid", "all", "la", "sb"}
Values = dict[str, str]


def answer(services: "Services", name: str, values: Values) -> Answer:
    key = values.get("api_key")
    if key and key not in services.keys:
        return Answer.refusal(400, error="API key invalid", **{"api-key": key, "type": "api", "status": "unknown"})
    if values.get("db") != "pubmed" or not (values.get("tool") and "@" in values.get("email", "")):
        return Answer.refusal(400, error="db, tool and email are expected here")
    if name == "esearch.fcgi":
        return _search(services, values)
    if name == "efetch.fcgi":
        return _fetched(services, values)
    return Answer(b"not found", 404)


def _error(root: str, text: str, status: int = 200) -> Answer:
    return Answer(f'<?xml version="1.0"?>\n<{root}><ERROR>{text}</ERROR></{root}>'.encode(), status)


def _search(services: "Services", values: Values) -> Answer:
    term, cap = values.get("term", ""), services.cap
    start, most = int(values.get("retstart", "0")), int(values.get("retmax", "20"))
    if not term:
        return _error("eSearchResult", "Empty term and query_key - nothing todo")
    if start >= cap:
        return _error("eSearchResult", f"Search Backend failed: 'retstart' cannot be larger than {cap - 1}")
    found = _matching(services, values)
    listed = found[start : min(start + most, cap)]
    unknown = [tag for tag in re.findall(r"\[([^\]]+)\]", term) if tag.split(":")[0].lower() not in TAGS]
    translation = re.sub(r"\[([^\]]+)\]", lambda tag: "[All Fields]" if tag[1] in unknown else tag[0], term)
    errors = [f"<FieldNotFound>{escape(tag)}</FieldNotFound>" for tag in unknown if tag != "silent"]
    if "unheardof" in term:
        errors.append("<PhraseNotFound>unheardof</PhraseNotFound>")
    warnings = [] if found else ["<OutputMessage>No items found.</OutputMessage>"]
    if start + most > cap:
        warnings.append(f"<OutputMessage>Restrictions achieved. start and count adjusted to 0, {cap}</OutputMessage>")
    environment = ""
    if values.get("usehistory") == "y":
        name = f"MCID_{len(services.history)}"
        services.history[name] = found
        environment = f"<QueryKey>1</QueryKey><WebEnv>{name}</WebEnv>"
    parts = [
        f"<Count>{len(found)}</Count><RetMax>{len(listed)}</RetMax><RetStart>{start}</RetStart>{environment}<IdList>",
        *(f"<Id>{paper.pmid}</Id>" for paper in listed),
        f"</IdList><TranslationSet/><QueryTranslation>{escape(translation)}</QueryTranslation>",
        f"<ErrorList>{''.join(errors)}</ErrorList>" if errors else "",
        f"<WarningList>{''.join(warnings)}</WarningList>" if warnings else "",
    ]
    return Answer(f'<?xml version="1.0"?>\n<eSearchResult>{"".join(parts)}</eSearchResult>'.encode())


def _matching(services: "Services", values: Values) -> list[Paper]:
    query, low, high, named = values["term"], 0, 10**9, None
    if part := re.fullmatch(r"\((.*)\) AND (\d+):(\d+)\[uid\]", query, re.DOTALL):
        query, low, high = part[1], int(part[2]), int(part[3])
    elif part := re.fullmatch(r"\((.*)\) AND \(((?:\d+\[uid\](?: OR )?)+)\)", query, re.DOTALL):
        query, named = part[1], {int(number) for number in re.findall(r"\d+", part[2])}
    found = [p for p in services.papers if p.source == "MED" and low <= p.pmid <= high and services.matches(query, p)]
    if named is not None:
        found = [paper for paper in found if paper.pmid in named]
    if "mindate" in values and "maxdate" in values:  # one without the other is passed over
        since, until = (date(*map(int, values[name].split("/"))) for name in ("mindate", "maxdate"))
        found = [paper for paper in found if paper.within(values.get("datetype", "edat"), since, until)]
    return found


def _fetched(services: "Services", values: Values) -> Answer:
    if "WebEnv" in values:
        if not services.history_lives or values["WebEnv"] not in services.history:
            return _error("eFetchResult", "Unable to obtain query #1", 400)
        start, most = int(values.get("retstart", "0")), int(values.get("retmax", "20"))
        papers = services.history[values["WebEnv"]][start : start + most]
    else:
        ids = {int(number) for number in values.get("id", "").split(",") if number}
        papers = [paper for paper in services.papers if paper.pmid in ids]
    papers = [paper for paper in papers if paper.pmid not in services.gone]
    if not papers:
        return _error("eFetchResult", "ID list is empty! Possibly it has no correct IDs.", 400)
    return Answer(papers_xml(papers))
