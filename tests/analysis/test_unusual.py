from __future__ import annotations

import random
from datetime import date, timedelta
from math import exp, inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopdesk.analysis.unusual import (
    DayFigures,
    Figure,
    Flag,
    Score,
    chance_floor,
    lone_days,
    ranked,
    rate_score,
    robust_score,
    same_weekday_baseline,
    settled_score,
    spread,
    step_z,
)
from shopdesk.analysis.verdict import Verdict

TUESDAY = date(2026, 11, 10)
WEEKLY = (0.9, 0.95, 1.0, 1.0, 1.1, 1.2, 0.85)


def noisy(days: int, seed: int, noise: float = 0.12) -> dict[date, float | None]:
    """Invented visitors with a weekly shape, the last day being TUESDAY."""
    dice = random.Random(seed)
    span = (TUESDAY - timedelta(days=back) for back in range(days))
    return {day: 1000 * WEEKLY[day.weekday()] * exp(dice.gauss(0, noise)) for day in span}


def test_baseline_is_the_mean_of_four_same_weekdays() -> None:
    series = {TUESDAY - timedelta(weeks=w): DayFigures(100 * w, 2 * w, 1000 * w) for w in range(6)}
    found = same_weekday_baseline(series, TUESDAY)
    assert found.days == (date(2026, 10, 13), date(2026, 10, 20), date(2026, 10, 27), date(2026, 11, 3))
    assert found.factors is not None
    assert (found.factors.visitors, found.factors.paying_buyers, found.factors.sales) == (250, 5, 2500)
    assert found.factors.average_spend == 500


def test_baseline_leaves_missing_days_out_and_needs_two() -> None:
    series = {
        TUESDAY - timedelta(weeks=1): DayFigures(100, 2, 0),
        TUESDAY - timedelta(weeks=2): DayFigures(100, None, 900),
        TUESDAY - timedelta(days=6): DayFigures(999, 9, 9),
    }
    found = same_weekday_baseline(series, TUESDAY)
    assert (found.factors, found.needs, len(found.days)) == (None, 1, 2)
    assert (found.usual.visitors, found.usual.sales, found.usual.conversion) == (100, 450, 0.02), "each by what is known"
    series[TUESDAY - timedelta(weeks=4)] = DayFigures(300, 4, 1000)
    factors = same_weekday_baseline(series, TUESDAY).factors
    assert factors is not None
    assert (factors.visitors, factors.sales) == (200, 500)


def test_an_odd_day_is_no_usual_day_while_two_others_are_left() -> None:
    series = {TUESDAY - timedelta(weeks=w): DayFigures(100, 2, 1000) for w in range(1, 5)}
    zero = TUESDAY - timedelta(weeks=1)
    series[zero] = DayFigures(100, 0, 0)
    found = same_weekday_baseline(series, TUESDAY, odd={zero})
    assert zero not in found.days and found.usual.conversion == 0.02
    promotions = {TUESDAY - timedelta(weeks=w) for w in (2, 3)}
    assert same_weekday_baseline(series, TUESDAY, promotions, {zero}).days == (TUESDAY - timedelta(weeks=4), zero)


def test_a_day_alone_is_told_from_a_new_level() -> None:
    series = noisy(84, seed=3, noise=0.04)
    assert lone_days(series, limit=5) == frozenset()
    bad, zero = TUESDAY - timedelta(days=14), TUESDAY - timedelta(days=30)
    series[bad], series[zero] = 500.0, 0.0
    assert lone_days(series, limit=5) == {bad, zero}
    assert lone_days(series, {bad}, limit=5) == {zero}
    for back in range(10):
        day = TUESDAY - timedelta(days=back)
        series[day] = (series[day] or 0.0) * 0.6
    assert lone_days(series, limit=5) == {bad, zero}, "ten low days in a row are a level"
    assert lone_days({day: 0.0 if n % 3 else value for n, (day, value) in enumerate(noisy(84, seed=4).items())}) == frozenset()


def test_a_fall_beyond_the_noise_is_flagged_and_ordinary_days_are_not() -> None:
    series = noisy(84, seed=1, noise=0.03)
    assert robust_score(series, TUESDAY).verdict is Verdict.FINE
    series[TUESDAY] = 950 * 0.7
    found = robust_score(series, TUESDAY)
    assert found.verdict is Verdict.ACT
    assert found.z is not None and found.z < -3.5
    assert found.change == pytest.approx(-0.3, abs=0.05)
    assert found.expected is not None and found.value is not None and found.value < found.expected.low
    assert found.expected_swing == pytest.approx(0.11, abs=0.06)


def test_three_weekdays_cannot_tell() -> None:
    series = noisy(28, seed=2)
    assert (robust_score(series, TUESDAY).verdict, robust_score(series, TUESDAY).needs) == (Verdict.UNKNOWN, 1)
    assert robust_score(noisy(29, seed=2), TUESDAY).verdict is not Verdict.UNKNOWN
    promotion = {TUESDAY - timedelta(weeks=2)}
    assert robust_score(noisy(29, seed=2), TUESDAY, promotion).needs == 1


def test_zero_is_alarming_and_missing_is_not() -> None:
    series = noisy(84, seed=3)
    series[TUESDAY] = 0
    assert (robust_score(series, TUESDAY).verdict, robust_score(series, TUESDAY).z) == (Verdict.ACT, -inf)
    series[TUESDAY] = None
    assert robust_score(series, TUESDAY).verdict is Verdict.UNKNOWN
    series = noisy(84, seed=3) | {TUESDAY: 0, TUESDAY - timedelta(weeks=1): 0}
    assert robust_score(series, TUESDAY).verdict is Verdict.UNKNOWN


def test_steady_series_is_not_infinitely_sensitive() -> None:
    series: dict[date, float | None] = dict.fromkeys(noisy(84, seed=0), 100.0)
    series[TUESDAY] = 104.0
    assert robust_score(series, TUESDAY).verdict is Verdict.FINE
    series[TUESDAY] = 120.0
    assert robust_score(series, TUESDAY).verdict is Verdict.ACT


def test_simulated_power() -> None:
    """methods c: 12 % noise, −40 % faults, 84 days: 82–85 % found with 0.2–0.3 false alarms a month."""
    found = alarms = 0
    for seed in range(300):
        series = noisy(84, seed)
        alarms += robust_score(series, TUESDAY).verdict is Verdict.ACT
        series[TUESDAY] = (series[TUESDAY] or 0) * 0.6
        found += robust_score(series, TUESDAY).verdict is Verdict.ACT
    assert found / 300 > 0.78
    assert alarms / 300 * 30 <= 0.5


@given(st.integers(0, 50), st.floats(0.01, 1000))
def test_a_change_of_unit_changes_no_score(seed: int, unit: float) -> None:
    series = noisy(70, seed)
    scaled = {day: (value or 0) * unit for day, value in series.items()}
    assert robust_score(scaled, TUESDAY).z == pytest.approx(robust_score(series, TUESDAY).z, abs=1e-6)


def test_rate_score_has_three_answers() -> None:
    assert rate_score(90, 4000, 600, 16000).verdict is Verdict.ACT
    unsure = rate_score(136, 4291, 709, 21240)
    assert unsure.verdict is Verdict.UNKNOWN
    assert unsure.swing is not None and unsure.swing > 0.1
    assert rate_score(40_000, 1_000_000, 40_100, 1_000_000).verdict is Verdict.FINE
    assert rate_score(0, 0, 5, 100).verdict is Verdict.UNKNOWN
    assert rate_score(12, 10, 5, 100).verdict is Verdict.UNKNOWN


def flag(figure: Figure, z: float, verdict: Verdict = Verdict.ACT) -> Flag:
    return Flag(TUESDAY, figure, Score(verdict, z, 1, 1, None, 0))


def test_average_spend_outranks_visitors_of_the_same_z() -> None:
    visitors, spend, conversion = (
        flag(Figure.VISITORS, -4.6),
        flag(Figure.AVERAGE_SPEND, 4.2),
        flag(Figure.CONVERSION, -4.4),
    )
    loud, calm = flag(Figure.VISITORS, -9), flag(Figure.AVERAGE_SPEND, 1, Verdict.FINE)
    assert ranked([visitors, calm, conversion, spend, loud]) == [loud, spend, conversion, visitors]
    assert ranked([loud, flag(Figure.VISITORS, -inf)])[0].score.z == -inf


def drifting(days: int, seed: int, drift: float) -> dict[date, float | None]:
    """Invented visitors whose level wanders, with noise that stays for some days."""
    dice, level, spell = random.Random(seed), 0.0, 0.0
    series: dict[date, float | None] = {}
    for back in range(days - 1, -1, -1):
        day = TUESDAY - timedelta(days=back)
        level, spell = level + dice.gauss(0, drift), 0.4 * spell + dice.gauss(0, 0.1)
        series[day] = 1000 * WEEKLY[day.weekday()] * exp(level + spell)
    return series


@pytest.mark.parametrize("drift", [0.0, 0.015])
def test_steady_and_wandering_shops_raise_few_false_alarms(drift: float) -> None:
    flags = 0
    for seed in range(40):
        series = drifting(130, seed, drift)
        for back in range(30):
            day = TUESDAY - timedelta(days=back)
            score = settled_score(series, day)
            flags += score.verdict is Verdict.ACT and (score.z or 0.0) < 0
    assert flags / 40 <= 0.15  # falls a month


def test_a_sudden_fall_is_found_in_a_wandering_level() -> None:
    found = 0
    for seed in range(40):
        series = drifting(130, seed, 0.01)
        series[TUESDAY] = (series[TUESDAY] or 0.0) * 0.5
        found += settled_score(series, TUESDAY).verdict is Verdict.ACT
    assert found >= 30


def test_a_level_reached_step_by_step_is_no_sudden_fault() -> None:
    series: dict[date, float | None] = {TUESDAY - timedelta(days=back): 1000 * (1 + back % 3 / 100) for back in range(130)}
    for back in range(25):
        series[TUESDAY - timedelta(days=back)] = 1000 * (0.75 + back / 100)
    assert robust_score(series, TUESDAY).verdict is Verdict.ACT
    assert settled_score(series, TUESDAY).verdict is Verdict.FINE
    series[TUESDAY] = 500.0
    assert settled_score(series, TUESDAY).verdict is Verdict.ACT


def test_a_step_is_told_against_the_days_just_before_it() -> None:
    """A series that jumps by a fifth on its last day; its usual day moves by 1 %."""
    days = [TUESDAY - timedelta(days=n) for n in range(90, -1, -1)]
    series: dict[date, float | None] = {d: 1000 * (1.01 if n % 2 else 0.99) for n, d in enumerate(days)}
    up, down = dict(series), dict(series)
    up[TUESDAY], down[TUESDAY] = 1200.0, 800.0
    rise, fall = step_z(up, TUESDAY), step_z(down, TUESDAY)
    assert rise is not None and fall is not None and rise > 3 and fall < -3
    assert step_z({d: v for d, v in series.items() if d != TUESDAY}, TUESDAY) is None


def test_the_spread_of_values_is_that_of_their_median() -> None:
    """|1 − 3|, |2 − 3|, 0, 1, 97: their median is 1, over 0.6745."""
    assert spread([1, 2, 3, 4, 100]) == pytest.approx(1 / 0.6745, rel=1e-4)


def test_a_rate_swings_by_the_chance_of_its_count_however_even_its_days_came_out() -> None:
    """Days of 25 buyers that hardly differ: 20 of them are no alarm, for the square root of 25 is five."""
    day = date(2026, 10, 27)
    series: dict[date, float | None] = {day - timedelta(days=n): 25 + n % 2 * 0.2 for n in range(1, 85)}
    series[day] = 20
    assert robust_score(series, day).verdict is Verdict.ACT
    floor = chance_floor([25, 25, None])
    assert floor == pytest.approx(0.6745 / 5) and chance_floor([]) == chance_floor([10**6]) == 0.02
    assert robust_score(series, day, mad_floor=floor).verdict is Verdict.FINE
