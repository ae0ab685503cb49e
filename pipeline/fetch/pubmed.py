"""PubMed through E-utilities: which ids a query has, and their records.

Ids are listed first and records asked for by id, so that no step hangs on a WebEnv, which the service may forget, and
what was received can be compared with what was asked.
"""

import gzip
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipeline.errors import FetchError
from pipeline.fetch.eutils import Found, found, record_ids
from pipeline.fetch.http import RefusedError, Service
from pipeline.fetch.raw import Progress, Pull, checked, named_missing, saved, with_batch
from pipeline.settings import FetchSettings

EARLIEST = date(1000, 1, 1)
LATEST = date(3000, 1, 1)
HIGHEST_PMID = 99_999_999
KEY = "NCBI_API_KEY"  # from the environment only: a key in a file ends up in a repository
ROUNDS = 2  # how often ids that got no record are asked for again
TRIES = 3  # a count may change between two searches


@dataclass(frozen=True, slots=True)
class Slice:
    """Part of a query's records: those entered (or modified) from `since` to `until`, days included; when `since` is
    None, all of them. When `low` and `high` are given, only the PMIDs between them.
    """

    since: date | None = None
    until: date = LATEST
    by: str = "edat"
    low: int = 0
    high: int = 0

    def values(self, query: str) -> dict[str, str]:
        """The ESearch parameters that ask for it."""
        term = f"({query}) AND {self.low}:{self.high}[uid]" if self.high else query
        if self.since is None:
            return {"term": term}
        dates = {"mindate": f"{self.since:%Y/%m/%d}", "maxdate": f"{self.until:%Y/%m/%d}"}
        return {"term": term, "datetype": self.by, **dates}

    def halves(self) -> "tuple[Slice, Slice]":
        """Two slices that hold the same together: split by date, and a single day by PMID."""
        since = self.since or EARLIEST
        if since < self.until:
            middle = since + (self.until - since) // 2
            return replace(self, since=since, until=middle), replace(self, since=middle + timedelta(days=1))
        low, high = self.low or 1, self.high or HIGHEST_PMID
        middle_id = (low + high) // 2
        return replace(self, low=low, high=middle_id), replace(self, low=middle_id + 1, high=high)

    def __str__(self) -> str:
        days = "any day" if self.since is None else f"{self.since} to {self.until} ({self.by})"
        return f"{days}, PMIDs {self.low} to {self.high}" if self.high else days


def filled(pull: Pull, earlier: list[Pull], settings: FetchSettings, now: str, progress: Progress) -> Pull:
    """The pull, finished: the records of all ids in its window that it does not have yet, and of those that the last
    pull before it missed.

    Raises:
        FetchError: see `Pubmed`; or PubMed finds nothing at all, or gives none of the records that it lists.
    """
    pubmed = Pubmed(settings)
    with pubmed.service:
        whole = pubmed.search(pull.query)
        if not whole.count:
            raise FetchError("PubMed finds nothing at all for the query. Correct it in corpus.toml, or run again later")
        asked = set().union(*(pubmed.ids(pull.query, part) for part in _window(pull)))
        pull = saved(replace(pull, count=len(asked), translation=whole.translation, warnings=whole.warnings))
        asked |= set(named_missing(earlier))
        received = {pmid for path in checked(pull) for pmid in record_ids(gzip.decompress(path.read_bytes()))}
        for _ in range(1 + ROUNDS):
            for body, ids in pubmed.records(_in_order(asked - received)):
                received |= set(ids)
                pull = with_batch(pull, body, len(ids), now)
                progress(Counter(asked=len(asked), received=len(received)))
    if pull.count and not received:
        raise FetchError(f"PubMed lists {pull.count:,} records and gives none of them. Run again later")
    return saved(replace(pull, missing=tuple(_in_order(asked - received)), finished=now))


def known_missing(query: str, known: Sequence[str], settings: FetchSettings) -> list[str]:
    """The PMIDs among `known` that the query does not find.

    Raises:
        UsageError, FetchError: see `Pubmed`.
    """
    pubmed = Pubmed(settings)
    with pubmed.service:
        pubmed.search(query)
        named = " OR ".join(f"{pmid}[uid]" for pmid in known)
        return _in_order(set(known) - pubmed.ids(f"({query}) AND ({named})", Slice())) if known else []


def _window(pull: Pull) -> "list[Slice]":
    if pull.since is None:
        return [Slice(until=date.fromisoformat(pull.until))]
    # A paper that is entered late is dated back; it is seen by the day on which it was modified.
    return [Slice(date.fromisoformat(pull.since), date.fromisoformat(pull.until), by) for by in ("edat", "mdat")]


def _in_order(ids: set[str]) -> list[str]:
    return sorted(ids, key=int)


class Pubmed:
    """E-utilities for PubMed, with the API key of the environment where there is one.

    Raises:
        UsageError: see `Service`.
    """

    def __init__(self, settings: FetchSettings) -> None:
        self._settings = settings.pubmed
        key = os.environ.get(KEY, "")
        rate = self._settings.rate_with_key if key else self._settings.rate
        self.service = Service(settings, self._settings.url, rate)
        self._common = {"db": "pubmed", "tool": settings.tool, "email": settings.contact}
        if key:
            self._common["api_key"] = key

    def search(self, query: str) -> Found:
        """The whole query: its count, and how PubMed understands it.

        Raises:
            FetchError: PubMed does not answer, or does not understand a field tag.
        """
        return self._found({"term": query, "retmax": "0"})

    def ids(self, query: str, part: Slice) -> set[str]:
        """All PMIDs in `part` of the query, however many: halved until a search lists all that it counts.

        Raises:
            FetchError: the halves do not add up to the whole, in several tries.
        """
        for _ in range(TRIES):
            result = self._found({**part.values(query), "retmax": str(self._settings.cap)})
            if result.count <= self._settings.cap:
                listed = set(result.ids)
            else:
                first, second = part.halves()
                listed = self.ids(query, first) | self.ids(query, second)
            if len(listed) == result.count:
                return listed
        raise FetchError(
            f"PubMed counts {result.count:,} records and lists {len(listed):,} ({part}). Run again later, and check "
            "that the clock of this machine is right"
        )

    def records(self, ids: Sequence[str]) -> Iterator[tuple[bytes, tuple[str, ...]]]:
        """The records of `ids`: bodies of EFetch answers, each with the PMIDs in it. Not all ids need have a record.

        Raises:
            FetchError: PubMed does not answer.
        """
        size = self._settings.batch
        for first in range(0, len(ids), size):
            body, received = self._fetched(ids[first : first + size])
            if received:
                yield body, received

    def _fetched(self, ids: Sequence[str]) -> tuple[bytes, tuple[str, ...]]:
        values = {**self._common, "id": ",".join(ids), "retmode": "xml"}
        try:
            return self.service.answer("efetch.fcgi", values, lambda body: (body, record_ids(body)))
        except RefusedError as error:
            if "ID list is empty" in error.body:  # what EFetch says when it knows none of the ids
                return b"", ()
            raise _refusal(error) from error

    def _found(self, values: dict[str, str]) -> Found:
        try:
            result = self.service.answer("esearch.fcgi", {**self._common, **values, "retmode": "xml"}, found)
        except RefusedError as error:
            raise _refusal(error) from error
        if misread := result.misread(values["term"]):
            raise FetchError(
                f"PubMed searches these in all fields: {misread}. Give each term a field tag that PubMed knows "
                "([tiab], [mh], …; [all] when all fields are meant)"
            )
        return result


def _refusal(error: RefusedError) -> FetchError:
    if "api key" in error.body.lower():
        return FetchError("NCBI does not know the key in NCBI_API_KEY. Correct it, or unset it to fetch more slowly")
    return error
