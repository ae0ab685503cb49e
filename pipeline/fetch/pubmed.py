"""PubMed through E-utilities: which ids a query has, and their records.

Ids are listed first and records asked for by id, so that no step hangs on a WebEnv, which the service may forget, and
what was received can be compared with what was asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipeline.errors import FetchError
from pipeline.fetch.eutils import Found, found, record_ids
from pipeline.fetch.http import RefusedError, Service
from pipeline.settings import FetchSettings

EARLIEST = date(1000, 1, 1)
HIGHEST_PMID = 99_999_999
TRIES = 3  # a count may change between two searches


@dataclass(frozen=True, slots=True)
class Slice:
    """Part of a query's records: those entered (or modified) from `since` to `until`, days included; when `since` is
    None, all of them. When `low` and `high` are given, only the PMIDs between them.
    """

    since: date | None
    until: date
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


class Pubmed:
    """E-utilities for PubMed. `key` is an NCBI API key, or "".

    Raises:
        UsageError: see `Service`.
    """

    def __init__(self, settings: FetchSettings, key: str) -> None:
        self._settings = settings.pubmed
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
        result = self._found({"term": query, "retmax": "0"})
        if misread := result.misread(query):
            raise FetchError(
                f"PubMed searches these in all fields: {misread}. Give each term a field tag that PubMed knows "
                "([tiab], [mh], …; [all] when all fields are meant)"
            )
        return result

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
            return self.service.answer("esearch.fcgi", {**self._common, **values, "retmode": "xml"}, found)
        except RefusedError as error:
            raise _refusal(error) from error


def _refusal(error: RefusedError) -> FetchError:
    if "api key" in error.body.lower():
        return FetchError("NCBI does not know the key in NCBI_API_KEY. Correct it, or unset it to fetch more slowly")
    return error
