"""Europe PMC's search by its rules: short results unless core is asked for, and a cursor through the pages."""

import re
from datetime import date
from typing import TYPE_CHECKING

from services.answers import Answer
from services.papers import Paper

if TYPE_CHECKING:
    from services.server import Services

WINDOW = re.compile(r"\((.*)\) AND \(FIRST_IDATE:\[(\S+) TO (\S+)\] OR UPDATE_DATE:\[(\S+) TO (\S+)\]\)", re.DOTALL)


def answer(services: "Services", values: dict[str, str]) -> Answer:
    if values.get("format") != "json":
        return Answer(b'<?xml version="1.0"?><responseWrapper/>')
    query = values.get("query", "")
    if not query:
        return Answer.refusal(400, version="6.9", errCode="400", errMsg="query must not be empty")
    found = _matching(services, query)
    size = min(int(values.get("pageSize", "25")), 1_000)
    cursor = values.get("cursorMark", "*")
    start = 0 if cursor == "*" else int(cursor.removeprefix("at"))
    page = found[start : start + size]
    result: dict[str, object] = {"version": "6.9", "hitCount": len(found)}
    if page:
        result["nextCursorMark"] = f"at{start + len(page)}"
    elif services.last_cursor == "same":
        result["nextCursorMark"] = cursor
    results = [paper.json for paper in page]
    if values.get("resultType", "lite") != "core":
        results = [{name: part[name] for name in ("id", "source", "title")} for part in results]
    result["resultList"] = {"result": [part for part in results if part["id"] not in map(str, services.gone)]}
    return Answer.of(result)


def _matching(services: "Services", query: str) -> list[Paper]:
    if window := WINDOW.fullmatch(query):
        query = window[1]
        entered = date.fromisoformat(window[2]), date.fromisoformat(window[3])
        updated = date.fromisoformat(window[4]), date.fromisoformat(window[5])
        papers = [p for p in services.papers if p.within("edat", *entered) or p.within("mdat", *updated)]
    else:
        papers = services.papers
    return [paper for paper in papers if services.matches(query, paper)]
