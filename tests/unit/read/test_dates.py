import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.dates import iso_date, medline_date, partial_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1998 Dec-1999 Jan", "1998-12"),
        ("1998 Dec 25-1999 Jan 1", "1998-12-25"),
        ("1999 Jan 8-22", "1999-01-08"),
        ("1990 Jul-Aug", "1990-07"),
        ("1990-1991", "1990"),
        ("2000 Spring", "2000"),
        ("Spring 2000", "2000"),
        ("1976-1977 Winter", "1976"),
        ("2000 Spring-Summer", "2000"),
        ("1983 1st Quart", "1983"),
        ("1984 2d Trimest", "1984"),
        ("Mar-Apr 1998", "1998-03"),
        ("2001 Sept 3rd", "2001-09"),
        ("2001 Marzo", "2001-03"),
        ("no date", ""),
        ("12345 Jan", ""),
        ("", ""),
    ],
)
def test_medline_dates_give_the_start_of_their_span(text, date):
    assert medline_date(text) == date


@pytest.mark.parametrize(
    ("parts", "date"),
    [
        (("2021", "Mar", "5"), "2021-03-05"),
        (("2021", "03", "05"), "2021-03-05"),
        (("2021", "3", ""), "2021-03"),
        (("2021", "", "5"), "2021"),
        (("2021", "Feb", "30"), "2021-02"),
        (("2021", "13", "1"), "2021"),
        (("2021", "Winter", ""), "2021"),
        ((" 2021 ", " December ", "1"), "2021-12-01"),
        (("", "3", "1"), ""),
        (("21", "3", "1"), ""),
        (("٢٠٢١", "3", "1"), ""),
    ],
)
def test_parts_become_a_date_as_precise_as_they_are(parts, date):
    assert iso_date(*parts) == date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2009", "2009"),
        ("2009.0", "2009"),
        ("2009-03", "2009-03"),
        ("2009-03-05", "2009-03-05"),
        ("2009-13", ""),
        ("n.d.", ""),
        ("3", ""),
    ],
)
def test_partial_dates(text, date):
    assert partial_date(text) == date


@given(st.dates(min_value=datetime.date(1500, 1, 1), max_value=datetime.date(2099, 12, 31)))
def test_every_day_survives(day):
    assert iso_date(str(day.year), str(day.month), str(day.day)) == day.isoformat() == partial_date(day.isoformat())
    assert medline_date(f"{day:%Y} {day:%b} {day.day}-20") == day.isoformat()


@given(st.text())
def test_any_text_gives_a_date_or_nothing(text):
    found = medline_date(text)
    assert found == "" or partial_date(found) == found
