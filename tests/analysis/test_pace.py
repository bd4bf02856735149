from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopdesk.analysis.pace import (
    day_weights,
    forecast,
    month_days,
    needed_per_day,
    split_target,
    weekday_index,
)
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


def test_needed_per_day() -> None:
    left = day_weights([LAST, LAST + timedelta(days=1)], None, {LAST: 3.0})
    found = needed_per_day(1_000, 200, left)
    assert (found.left_minor, found.per_day_minor, list(found.by_day.values())) == (800, 400, [600, 200])
    assert set(needed_per_day(1_000, 1_200, left).by_day.values()) == {0}
    assert needed_per_day(1_000, 200, {}).per_day_minor is None


def weights_of(series: dict[date, int | None]) -> dict[date, float]:
    return day_weights({*series, *month_days(LAST)}, weekday_index(series))


def test_forecast_of_a_steady_shop_is_its_month() -> None:
    series = history(noise=0)
    whole = sum(round(1_000_000 * SHAPE[day.weekday()]) for day in month_days(LAST))
    found = forecast(series, weights_of(series), LAST, whole - 1_000)
    assert found.p10 == pytest.approx(whole, rel=1e-6)
    assert found.p90 == pytest.approx(whole, rel=1e-6)
    assert (found.hit_probability, found.verdict) == (1.0, Verdict.FINE)
    assert found.error is not None
    assert (found.error.day, found.error.months) == (10, 3)
    assert found.error.error == pytest.approx(0, abs=1e-6)


def test_forecast_interval_and_probability() -> None:
    series = history()
    weights = weights_of(series)
    found = forecast(series, weights, LAST, 30_000_000)
    assert found.p10 is not None and found.p50 is not None and found.p90 is not None
    assert found.p10 < found.p50 < found.p90
    assert found == forecast(series, weights, LAST, 30_000_000)
    assert forecast(series, weights, LAST, found.p50).hit_probability == pytest.approx(0.5, abs=0.01)
    assert forecast(series, weights, LAST, found.p50).verdict is Verdict.UNKNOWN
    assert forecast(series, weights, LAST, found.p90 + 1).verdict is Verdict.ACT
    assert forecast(series, weights, LAST).hit_probability is None


def test_planned_promotion_days_are_in_the_forecast() -> None:
    series = history()
    weights = weights_of(series)
    plain = forecast(series, weights, LAST).p50
    promoted = forecast(series, weights | {date(2026, 11, 11): 5.0}, LAST).p50
    assert plain is not None and promoted is not None
    assert promoted - plain == pytest.approx(4_000_000, rel=0.1)


def test_missing_days_are_not_zero_and_the_unfinished_day_stays_out() -> None:
    series = history()
    weights = weights_of(series)
    whole = forecast(series, weights, LAST)
    gap = forecast(series | {date(2026, 11, 5): None}, weights, LAST)
    assert gap.missing == (date(2026, 11, 5),)
    assert gap.p50 == pytest.approx(whole.p50, rel=0.03)
    assert forecast(series | {LAST + timedelta(days=1): 5}, weights, LAST) == whole


def test_a_new_shop_cannot_tell() -> None:
    found = forecast(history(9), {}, LAST, 1)
    assert (found.verdict, found.p50, found.needs) == (Verdict.UNKNOWN, None, 5)
    assert forecast({}, {}, LAST).needs == 14


def test_a_finished_month_is_a_fact() -> None:
    series = history(last=date(2026, 11, 30))
    found = forecast(series, {}, date(2026, 11, 30), 1)
    assert found.p10 == found.p90 == found.month_to_date_minor
    assert (found.verdict, found.hit_probability) == (Verdict.FINE, 1.0)


def test_interval_covers_about_four_in_five() -> None:
    hits = 0
    for seed in range(60):
        whole = history(140, seed=seed, last=date(2026, 11, 30))
        actual = sum(whole[day] or 0 for day in month_days(LAST))
        past = {day: value for day, value in whole.items() if day <= LAST}
        found = forecast(past, weights_of(past), LAST, paths=300)
        assert found.p10 is not None and found.p90 is not None
        hits += found.p10 <= actual <= found.p90
    assert 36 <= hits <= 57
