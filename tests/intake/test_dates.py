from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopdesk.intake import dates
from shopdesk.intake.cells import CellError
from shopdesk.intake.dates import RangeError


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2024-01-02", datetime(2024, 1, 2)),
        ("2024/1/2", datetime(2024, 1, 2)),
        ("2024.01.02", datetime(2024, 1, 2)),
        ("2024年1月2日", datetime(2024, 1, 2)),
        ("\t2024-01-01", datetime(2024, 1, 1)),
        ("20240102", datetime(2024, 1, 2)),
        (20240102.0, datetime(2024, 1, 2)),
        ("2018/5/16 9:41", datetime(2018, 5, 16, 9, 41)),
        ("2020-02-21 00:00:05", datetime(2020, 2, 21, 0, 0, 5)),
        ("2020-02-21T10:11:12", datetime(2020, 2, 21, 10, 11, 12)),
        ("2026-04-05 21:06:21 +0400", datetime(2026, 4, 5, 21, 6, 21)),
        ("8/3/26", datetime(2026, 8, 3)),
        ("27 January 2026", datetime(2026, 1, 27)),
        ("Jan 27, 2026", datetime(2026, 1, 27)),
        (45293, datetime(2024, 1, 2)),
        (43236.403472222226, datetime(2018, 5, 16, 9, 41)),
        (date(2024, 1, 2), datetime(2024, 1, 2)),
    ],
)
def test_moments_in_every_form(cell: Any, value: datetime) -> None:
    assert dates.moment(cell) == value


@pytest.mark.parametrize("cell", ["2024-13-01", "23/02/2026", "yesterday", "2024", 1234, "2024-02-30", "99999", "3024-01-01"])
def test_what_is_no_date_is_refused(cell: Any) -> None:
    with pytest.raises(CellError):
        dates.moment(cell)


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("2024-01-01 ~ 2024-01-31", date(2024, 1, 1), date(2024, 1, 31)),
        ("20240101至20240131", date(2024, 1, 1), date(2024, 1, 31)),
        ("27 January 2026 - 23 February 2026", date(2026, 1, 27), date(2026, 2, 23)),
    ],
)
def test_a_period_is_not_a_day(cell: str, first: date, last: date) -> None:
    assert dates.span(cell) == (first, last)
    with pytest.raises(RangeError):
        dates.day(cell)


def test_a_period_of_one_day_is_that_day() -> None:
    assert dates.day("2024-01-02 ~ 2024-01-02") == date(2024, 1, 2)


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_a_day_survives_every_dress(day: date) -> None:
    for dress in (day.isoformat(), f"{day:%Y/%m/%d}", f"{day.year}/{day.month}/{day.day}", f"{day:%Y%m%d}", day):
        assert dates.day(dress) == day
    serial = (day - date(1899, 12, 30)).days
    assert dates.day(serial) == day and dates.day(float(serial)) == day


@pytest.mark.parametrize(
    ("words", "day"),
    [("2026-04-05 21:06:21 +0400", 6), ("2026-04-05T15:59:00Z", 5), ("2026-04-05 16:00:00 UTC", 6), ("2026-04-05 23:59:00", 5)],
)
def test_an_offset_is_turned_to_the_shops_clock(words: str, day: int) -> None:
    found = dates.moment(words, ZoneInfo("Asia/Shanghai"))
    assert found is not None and found.day == day and found.tzinfo is None


@pytest.mark.parametrize(
    ("words", "swapped"),
    [("31/8/26", "8/31/26"), ("1/8/26 - 31/8/26", "8/1/26 - 8/31/26"), ("2026/8/31", "2026/8/31"), (45000, 45000)],
)
def test_the_month_put_first(words: Any, swapped: Any) -> None:
    assert dates.month_first(words) == swapped


def test_a_date_that_can_only_name_the_day_first() -> None:
    assert [dates.names_day_first(words) for words in ("31/8/26", "8/31/26", "8/3/26", "31/31/26", 7)] == [True] + [False] * 4


@pytest.mark.parametrize("cell", [20242, "20242", 20242.5, date(1955, 6, 2), datetime(2119, 1, 1), "1955-06-02", 99999])
def test_a_count_or_a_day_of_another_age_is_no_date(cell: Any) -> None:
    with pytest.raises(CellError):
        dates.moment(cell)
