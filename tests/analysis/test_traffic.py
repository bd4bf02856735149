"""All figures are invented."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from shopdesk.analysis.traffic import level, shared_limit

DAY = date(2026, 11, 10)


def series(visitors: float, swing: float, seed: int = 1, **newest: float) -> dict[date, float | None]:
    """Twelve weeks of a count with a weekday's pattern and a day's swing; `d0`, `d1` … are shares left on the newest days."""
    rng = random.Random(seed)
    weekday = (1.0, 0.9, 1.0, 1.1, 1.2, 1.4, 1.3)
    return {
        (day := DAY - timedelta(days=back)): round(
            visitors * weekday[day.weekday()] * (1 + rng.uniform(-swing, swing)) * newest.get(f"d{back}", 1.0)
        )
        for back in range(85)
    }


def test_the_limit_grows_with_the_number_of_looks() -> None:
    assert shared_limit(3.5, 1) == pytest.approx(3.5)
    # 2.3263e-4 one-sided at 3.5; a tenth of it lies at 4.07
    assert shared_limit(3.5, 10) == pytest.approx(4.0727, abs=1e-3)


def test_the_weekday_is_no_fall_and_a_fall_is_one() -> None:
    quiet = level(series(1_000, 0.08), DAY)
    assert quiet.z is not None and abs(quiet.z) < 3.5
    assert quiet.usual == pytest.approx(900, rel=0.08), "a Tuesday's, not the week's"
    fallen = level(series(1_000, 0.08, d0=0.5), DAY)
    assert fallen.z is not None and fallen.z < -8


def test_three_days_tell_what_one_cannot() -> None:
    one, three = series(1_000, 0.15, d0=0.74), series(1_000, 0.15, d0=0.74, d1=0.74, d2=0.74)
    first, all_three = level(one, DAY).z, level(three, DAY).z
    assert first is not None and all_three is not None
    assert -3.5 < first < 0
    assert all_three < -3.5


def test_a_small_count_swings_like_one() -> None:
    """A source of 40 that lost 31 on one day: its days are all alike here, but a count of 40 is not that sure."""
    z = level(dict.fromkeys((DAY - timedelta(days=back) for back in range(1, 85)), 40.0) | {DAY: 30.0}, DAY).z
    assert z is not None and abs(z) < 3.5


def test_a_promotion_left_out_and_too_few_weeks() -> None:
    days = series(1_000, 0.05)
    for back in (7, 14, 21):
        days[DAY - timedelta(days=back)] = 5_000
    promotions = {DAY - timedelta(days=back) for back in (7, 14, 21)}
    z = level(days, DAY, promotions).z
    assert z is not None and abs(z) < 3.5
    short = {day: value for day, value in days.items() if day > DAY - timedelta(weeks=3)}
    assert level(short, DAY).z is None
