"""A fall that stays, in invented series: weekdays that differ, buyers by chance."""

from __future__ import annotations

from datetime import date, timedelta
from math import log, sqrt
from random import Random
from statistics import pstdev

import pytest

from shopdesk.analysis.lasting import Day, days_to_show, lasting

LAST = date(2026, 10, 27)
WEEKDAY = (0.030, 0.031, 0.029, 0.030, 0.032, 0.036, 0.035)


def shop(seed: int, fell: float = 1.0, days: int = 0, visitors: int = 4_000) -> dict[date, Day]:
    """80 days up to LAST; in the last `days` of them `fell` of the usual buyers buy."""
    rng, series = Random(seed), {}
    for back in range(80):
        day = LAST - timedelta(days=back)
        rate = WEEKDAY[day.weekday()] * (fell if back < days else 1.0)
        series[day] = (float(sum(rng.random() < rate for _visitor in range(visitors))), float(visitors))
    return series


@pytest.mark.parametrize("days", [3, 8, 20])
def test_a_fall_that_stays_is_told_with_its_beginning_and_size(days: int) -> None:
    fall = lasting(shop(days, 0.7, days), LAST, least=0.08)
    assert fall is not None and abs((LAST - fall.since).days + 1 - days) <= 2
    assert fall.change == pytest.approx(-0.3, abs=0.08) and fall.now == pytest.approx(0.7 * fall.usual, rel=0.1)
    assert fall.z < -3.2 and fall.whole == 4_000


def test_one_day_or_two_are_no_lasting_fall() -> None:
    assert lasting(shop(1, 0.6, 2), LAST) is None


@pytest.mark.parametrize("left", [0.0, 0.4])
def test_one_very_bad_day_is_no_week_of_them(left: float) -> None:
    for seed in range(10, 30):
        series = shop(seed)
        series[LAST] = (series[LAST][0] * left, series[LAST][1])
        assert lasting(series, LAST) is None


def test_what_is_over_again_is_told_no_more() -> None:
    series = shop(2, 0.6, 10)
    after = LAST + timedelta(days=1)
    series[after] = (140.0, 4_000.0)
    assert lasting({d: v for d, v in series.items() if d < after}, LAST) is not None
    assert lasting(series, after) is None


def test_days_left_out_tell_of_neither_side() -> None:
    """A promotion's days bought more: left out, the days after it are no fall."""
    series = shop(3)
    promotion = [LAST - timedelta(days=back) for back in range(3, 60, 2)]
    loud = series | {d: (series[d][0] * 2, series[d][1]) for d in promotion}
    assert lasting(loud, LAST, promotion) is None
    assert lasting({d: v for d, v in loud.items() if d not in promotion}, LAST) is None
    assert lasting(loud, LAST, [LAST]) is None


def test_on_a_holiday_the_fall_before_it_goes_on_where_the_day_shows_it() -> None:
    holiday = [LAST - timedelta(days=back) for back in range(3)]
    fall = lasting(shop(5, 0.7, 12), LAST, holiday, least=0.08)
    assert fall is not None and fall.change == pytest.approx(-0.3, abs=0.08), "the nine days before the holiday tell it"
    back_again = shop(5, 0.7, 12) | {LAST: (140.0, 4_000.0)}
    assert lasting(back_again, LAST, holiday, least=0.08) is None
    assert lasting(shop(5, 0.7, 4), LAST, holiday, least=0.08) is None, "what began just before may be the holiday's own"
    unknown = {d: known for d, known in shop(5, 0.7, 12).items() if d != LAST}
    assert lasting(unknown, LAST, holiday, least=0.08) is None, "of a day without figures nothing is told"


def test_three_weeks_of_days_are_too_few_to_hold_it_against() -> None:
    series = {d: known for d, known in shop(4, 0.6, 8).items() if d > LAST - timedelta(days=30)}
    assert lasting(series, LAST) is None


def test_usual_shops_are_hardly_ever_said_to_have_fallen() -> None:
    told = 0
    for seed in range(60):
        series = shop(1_000 + seed, visitors=1_500)
        ends = [LAST - timedelta(days=back) for back in range(0, 15, 3)]
        told += any(lasting({d: known for d, known in series.items() if d <= end}, end) is not None for end in ends)
    assert told <= 2


def test_runs_of_good_and_bad_days_widen_the_error() -> None:
    """The same days in another order: where they come in runs, a week of bad ones says less."""

    def made(order: list[float]) -> dict[date, Day]:
        series = {LAST - timedelta(days=5 + n): (1_000.0 * (1 + move), 30_000.0) for n, move in enumerate(order)}
        return series | {LAST - timedelta(days=back): (880.0, 30_000.0) for back in range(5)}

    moves = [0.06 * ((n * 7) % 15 - 7) / 7 for n in range(56)]
    mixed, runs = lasting(made(moves), LAST), lasting(made(sorted(moves)), LAST, limit=1.0)  # chance is under their spread
    assert mixed is not None and runs is not None and abs(runs.z) < 0.7 * abs(mixed.z)


def test_how_long_a_move_must_last_until_it_shows() -> None:
    series = shop(5)
    needs = days_to_show(series, LAST, change=-0.10)
    assert needs is not None and 3 < needs <= 21
    quick, small = days_to_show(series, LAST, change=-0.40), days_to_show(series, LAST, change=-0.06)
    assert quick == 3 and (small is None or small > needs)
    assert days_to_show(series, LAST, change=-0.01) is None

    fell = {d: (part * 0.9 if d > LAST - timedelta(days=needs) else part, whole) for d, (part, whole) in series.items()}
    found = lasting(fell, LAST, least=0.02)
    assert found is not None and found.z < -3.2, "what was promised holds"


def test_the_score_is_the_pooled_change_over_its_error() -> None:
    """By hand: every weekday has the same days 0.030, 0.031, …; 5 days at 0.024."""
    rates = [0.029, 0.030, 0.031]
    series = {LAST - timedelta(days=5 + n): (1_000.0 * rates[n % 3], 1_000.0) for n in range(56)}
    series |= {LAST - timedelta(days=back): (24.0, 1_000.0) for back in range(5)}
    fall = lasting(series, LAST, counts=False)
    assert fall is not None and fall.days == 5 and fall.usual == pytest.approx(0.030, rel=0.01)
    distances = [log(rate / 0.030) for rate in rates]
    assert log(31 / 30) / 0.6745 > 0.7 * pstdev(distances)
    spread = log(31 / 30) / 0.6745 * sqrt(56 / 49)
    rho = 1 / sqrt(56)  # the series alternates, so its own is under nought: only the error of it is left
    low = log(0.024 / 0.030) / (spread * sqrt((1 + rho) / (1 - rho) * (1 / 5 + 1 / 56)))
    assert fall.z == pytest.approx(low, rel=0.15)


def test_days_of_few_buyers_swing_by_chance_however_even_they_came_out() -> None:
    """56 days of 25 buyers each, then five of 20: the square root of 25 is five, so nobody can tell."""
    series = {LAST - timedelta(days=5 + n): (25.0, 1_000.0) for n in range(56)}
    series |= {LAST - timedelta(days=back): (20.0, 1_000.0) for back in range(5)}
    assert lasting(series, LAST) is None
    assert lasting(series, LAST, counts=False) is not None
