"""Dates as sources write them -> ISO 8601, as precise as the source and no more."""

import datetime
import re
from functools import lru_cache

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = re.compile(r"(?<![0-9])(1[5-9]|20)[0-9]{2}(?![0-9])")
# A day is a bare number: in `1983 1st Quart` there is none.
_AFTER_YEAR = re.compile(
    rf"\W+(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?(?:\W+(?P<day>[0-9]{{1,2}})(?![0-9a-z]))?", re.IGNORECASE
)
_BEFORE_YEAR = re.compile(rf"(?<![a-z])(?P<month>{'|'.join(_MONTHS)})", re.IGNORECASE)
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@lru_cache(maxsize=4096)  # records of one file share most of their dates
def iso_date(year: str, month: str = "", day: str = "") -> str:
    """`2021-03-05`, `2021-03`, `2021`, or "" without a year; a month may be a number or an English name.

    A part that is missing or impossible is left out with all that is finer than it.
    """
    year = year.strip()
    if not _YEAR.fullmatch(year):
        return ""
    number = _month_number(month.strip())
    if not number:
        return year
    try:
        return datetime.date(int(year), number, int(day)).isoformat()
    except ValueError:
        return f"{year}-{number:02}"


def medline_date(text: str) -> str:
    """The start of the span that a MedlineDate names: `1998 Dec-1999 Jan` -> `1998-12`, `1999 Jan 8-22` -> `1999-01-08`.

    Seasons and quarters (`2000 Spring`, `1983 1st Quart`) give the year alone: half the world has them otherwise.
    """
    year = _YEAR.search(text)
    if year is None:
        return ""
    after = _AFTER_YEAR.match(text, year.end())
    if after:
        return iso_date(year[0], after["month"], after["day"] or "")
    before = _BEFORE_YEAR.search(text, 0, year.start())
    return iso_date(year[0], before["month"] if before else "")


def partial_date(text: str) -> str:
    """`text` when it is an ISO date or its beginning (`2021`, `2021-03`), also `2021.0`; else ""."""
    match = _ISO.fullmatch(text.strip().removesuffix(".0"))
    if match is None:
        return ""
    found = iso_date(*(part or "" for part in match.groups()))
    return found if found == match[0] else ""


def _month_number(month: str) -> int:
    if month.isascii() and month.isdigit():
        return int(month) if 1 <= int(month) <= 12 else 0
    start = month[:3].lower()
    return _MONTHS.index(start) + 1 if start in _MONTHS else 0
