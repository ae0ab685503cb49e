"""Europe PMC through its REST service: articles and preprints, page by page behind a cursor.

Source: https://europepmc.org/RestfulWebService. Only `resultType=core` holds abstracts; the last page has no next
cursor, or its own.
"""

import gzip
import json
from collections import Counter
from dataclasses import dataclass, replace

from pipeline.errors import FetchError
from pipeline.fetch.http import Service, UnreadableAnswer, is_html
from pipeline.fetch.raw import Progress, Pull, checked, saved, with_batch
from pipeline.settings import FetchSettings

START = "*"
WALKS = 3  # the index changes under a walk; what was passed over is found by the next one


@dataclass(frozen=True, slots=True)
class Page:
    """One answer: how many records the query has, those on this page (source and id), and where the next begins."""

    body: bytes
    count: int
    ids: tuple[str, ...]
    next: str


def filled(pull: Pull, _: list[Pull], settings: FetchSettings, now: str, progress: Progress) -> Pull:
    """The pull, finished: all pages of its window, gone on with behind the last one that is there.

    Raises:
        UsageError: the configuration names no contact.
        FetchError: Europe PMC does not answer, finds nothing at all, or gives fewer records than it counts.
    """
    received = {key for path in checked(pull) for key in page(gzip.decompress(path.read_bytes())).ids}
    cursor = pull.batches[-1].cursor if pull.batches else START
    with Service(settings, settings.europepmc.url, settings.europepmc.rate) as service:
        for _walk in range(WALKS):
            while cursor:
                answer = service.answer("search", _values(pull, settings, cursor), page, post=False)
                pull = replace(pull, count=answer.count)
                following = answer.next if answer.ids and answer.next != cursor else ""
                if not received.issuperset(answer.ids):
                    received |= set(answer.ids)
                    pull = with_batch(pull, answer.body, len(answer.ids), now, following)
                    progress(Counter(asked=answer.count, received=len(received)))
                cursor = following
            if len(received) >= (pull.count or 0):
                break
            cursor = START
    if pull.since is None and not pull.count:
        raise FetchError("Europe PMC finds nothing at all for the query. Correct it in corpus.toml, or run again later")
    if len(received) < (pull.count or 0):
        raise FetchError(f"Europe PMC counts {pull.count:,} records and gives {len(received):,}. Run again later")
    return saved(replace(pull, finished=now))


def page(body: bytes) -> Page:
    """Read one answer.

    Raises:
        UnreadableAnswer: it is not Europe PMC's JSON, it is cut short, or it says that the search failed.
    """
    if is_html(body):
        raise UnreadableAnswer("HTML instead of JSON, perhaps the login page of a network")
    try:
        values = json.loads(body)
        if said := values.get("errMsg"):
            raise UnreadableAnswer(f"the service answers: {said}")
        ids = tuple(f"{record['source']}:{record['id']}" for record in values["resultList"]["result"])
        return Page(body, int(values["hitCount"]), ids, values.get("nextCursorMark", ""))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableAnswer("the JSON is broken, cut short or another one") from error


def _values(pull: Pull, settings: FetchSettings, cursor: str) -> dict[str, str]:
    query = pull.query
    if pull.since:
        days = f"[{pull.since} TO {pull.until}]"
        query = f"({query}) AND (FIRST_IDATE:{days} OR UPDATE_DATE:{days})"
    return {
        "query": query,
        "format": "json",
        "resultType": "core",
        "pageSize": str(settings.europepmc.page),
        "cursorMark": cursor,
    }
