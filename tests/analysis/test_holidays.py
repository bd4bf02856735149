from __future__ import annotations

from datetime import date, timedelta

import pytest

from shopdesk.analysis.holidays import chinese_calendar, holiday_factors
from shopdesk.analysis.verdict import Verdict

FIRST = date(2025, 8, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(420)]


def test_the_year_of_the_state_council() -> None:
    """2026: National Day is 10-01 to 10-07; Sunday 09-20 and Saturday 10-10 are worked."""
    found = chinese_calendar(date(2026, 9, 1), date(2026, 10, 31))
    assert [day for day, name in found.names.items() if name == "National Day"] == [date(2026, 10, n) for n in range(1, 8)]
    assert found.workdays == {date(2026, 9, 20), date(2026, 10, 10)}


def test_a_year_not_announced_has_the_days_of_the_law_under_the_same_names() -> None:
    """Since 2025 the law gives 13 days off: Spring Festival from New Year's Eve on (2099-01-20), four of them."""
    ahead = chinese_calendar(date(2099, 1, 1), date(2099, 12, 31))
    days = {name: [day for day, named in sorted(ahead.names.items()) if named == name] for name in set(ahead.names.values())}
    assert days["Spring Festival"][:4] == [date(2099, 1, n) for n in range(20, 24)]
    assert days["National Day"][0] == date(2099, 10, 1) and days["Mid-autumn Festival"][0] == date(2099, 9, 29)
    assert ahead.names.keys() >= {date(2099, 1, 1), date(2099, 5, 1)} and not ahead.workdays
    past = chinese_calendar(date(2025, 1, 1), date(2025, 12, 31))
    assert set(ahead.names.values()) == set(past.names.values()), "what a holiday sold before is found by its name"


def test_a_holidays_factor_is_what_it_sold_here() -> None:
    calendar = chinese_calendar(DAYS[0], DAYS[-1])
    weights = {day: 0.5 if day.weekday() > 4 else 1.2 for day in DAYS}
    sold: dict[date, float | None] = {day: 1_000 * weights[day] for day in DAYS}
    october = [date(2025, 10, n) for n in range(1, 8)]
    for day in october:
        sold[day] = 600 * weights[day]
    found = holiday_factors(sold, weights, calendar)["National Day"]
    assert (found.verdict, found.days) == (Verdict.FINE, 7)
    assert found.factor == pytest.approx(0.6)


def test_too_few_days_and_missing_days_are_not_learnt_from() -> None:
    calendar = chinese_calendar(DAYS[0], DAYS[-1])
    sold: dict[date, float | None] = dict.fromkeys(DAYS, 1_000.0)
    for n in range(1, 9):
        sold[date(2025, 10, n)] = None if n > 2 else 0.0
    found = holiday_factors(sold, {}, calendar)["National Day"]
    assert (found.verdict, found.factor, found.days, found.needs) == (Verdict.UNKNOWN, 1.0, 2, 1)


def test_a_promotion_in_the_holiday_is_not_the_holiday() -> None:
    calendar = chinese_calendar(DAYS[0], DAYS[-1])
    sold: dict[date, float | None] = dict.fromkeys(DAYS, 1_000.0)
    promotion = [date(2025, 10, n) for n in (1, 2, 3)]
    for day in promotion:
        sold[day] = 5_000.0
    assert holiday_factors(sold, {}, calendar, promotion)["National Day"].factor == pytest.approx(1.0)
