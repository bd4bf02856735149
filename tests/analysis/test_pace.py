from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopdesk.analysis.pace import WeekdayIndex, day_weights, needed_per_day, share_out, split_target, weekday_index
from shopdesk.analysis.verdict import Verdict

LAST = date(2026, 11, 10)
SHAPE = (0.9, 0.95, 1.0, 1.0, 1.05, 1.2, 0.9)


def history(days: int = 120, noise: float = 0.1, seed: int = 1, last: date = LAST) -> dict[date, int | None]:
    """Invented sales, about 10,000.00 a day."""
    dice = random.Random(seed)
    span = [last - timedelta(days=back) for back in range(days)]
    return {day: round(1_000_000 * SHAPE[day.weekday()] * dice.gauss(1, noise)) for day in span}


def test_published_split_of_50_000() -> None:
    days = [date(2026, 6, 1) + timedelta(days=7 * week + d) for d in range(5) for week in range(5 if d == 4 else 4)]
    found = split_target(5_000_000, {day: (18, 19, 20, 22, 21)[day.weekday()] for day in days})
    assert sum(found.values()) == 5_000_000
    for weekday, minor in enumerate((213_777, 225_653, 237_530, 261_283, 249_406)):
        assert all(abs(value - minor) <= 1 for day, value in found.items() if day.weekday() == weekday)


@given(st.integers(0, 10**10), st.lists(st.floats(0, 100), min_size=1, max_size=31))
def test_split_is_exact_and_fair(total: int, sizes: list[float]) -> None:
    weights = {LAST + timedelta(days=i): size for i, size in enumerate(sizes)}
    if not sum(sizes):
        with pytest.raises(ValueError, match="positive"):
            split_target(total, weights)
        return
    found = split_target(total, weights)
    assert sum(found.values()) == total
    assert all(abs(found[day] - total * w / sum(sizes)) <= 1 + total * 1e-12 for day, w in weights.items())


def test_weekday_index_finds_the_shape_and_ignores_promotions() -> None:
    series = history(noise=0)
    promotion = LAST - timedelta(days=30)
    series[promotion] = 50_000_000
    found = weekday_index(series, {promotion})
    assert found.verdict is Verdict.FINE
    assert found.index == pytest.approx(SHAPE, rel=1e-6)
    assert sum(found.index) == pytest.approx(7)


def test_weekday_index_needs_eight_weeks() -> None:
    found = weekday_index(history(50))
    assert (found.verdict, found.needs, found.index) == (Verdict.UNKNOWN, 6, (1.0,) * 7)
    gaps: dict[date, int | None] = {d: None if d.weekday() == 0 else v for d, v in history(120).items()}
    assert weekday_index(gaps).verdict is Verdict.UNKNOWN


def test_a_weekday_of_refunds_weighs_nothing() -> None:
    series = {day: -500 if day.weekday() == 6 else 10_000 for day in history()}
    found = weekday_index(series)
    assert found.verdict is Verdict.FINE and found.index[6] == 0 and min(found.index[:6]) > 1


def test_days_that_weigh_nothing_share_evenly() -> None:
    assert list(share_out(100, {LAST: 0.0, LAST + timedelta(days=1): 0.0}).values()) == [50, 50]
    assert list(share_out(100, {LAST: 0.0, LAST + timedelta(days=1): 2.0}).values()) == [0, 100]


def test_needed_per_day() -> None:
    left = day_weights([LAST, LAST + timedelta(days=1)], None, {LAST: 3.0})
    found = needed_per_day(1_000, 200, left)
    assert (found.left_minor, found.per_day_minor, list(found.by_day.values())) == (800, 400, [600, 200])
    assert set(needed_per_day(1_000, 1_200, left).by_day.values()) == {0}
    assert needed_per_day(1_000, 200, {}).per_day_minor is None


def test_a_weekend_worked_for_a_holiday_weighs_as_a_working_day() -> None:
    index = WeekdayIndex((1.0, 1.1, 1.2, 1.3, 1.4, 0.5, 0.5), Verdict.FINE, 0)
    saturday = date(2026, 10, 10)
    found = day_weights([saturday, saturday + timedelta(days=1)], index, workdays={saturday})
    assert list(found.values()) == [pytest.approx(1.2), 0.5]
