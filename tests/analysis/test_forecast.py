from __future__ import annotations

import random
from datetime import date, timedelta
from math import exp

import pytest

from shopdesk.analysis.forecast import forecast, student_quantile, student_share
from shopdesk.analysis.pace import day_weights, month_days, weekday_index
from shopdesk.analysis.verdict import Verdict
from tests.analysis.test_pace import LAST, SHAPE, history


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
    reached = forecast(series, weights, LAST, found.month_to_date_minor)
    assert (reached.hit_probability, reached.verdict) == (1.0, Verdict.FINE), "what is sold already is sold"


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
    assert (found.verdict, found.p50, found.needs) == (Verdict.UNKNOWN, None, 12)
    assert forecast({}, {}, LAST).needs == 21


def test_a_finished_month_is_a_fact() -> None:
    series = history(last=date(2026, 11, 30))
    found = forecast(series, {}, date(2026, 11, 30), 1)
    assert found.p10 == found.p90 == found.month_to_date_minor
    assert (found.verdict, found.hit_probability) == (Verdict.FINE, 1.0)


def test_past_promotions_say_nothing_of_the_level_but_of_how_far_promotions_miss() -> None:
    series = history(noise=0)
    past = {LAST - timedelta(days=back): 3.0 for back in (9, 10, 40, 41)}
    ahead = {date(2026, 11, 20): 3.0}
    for day in past:
        series[day] = round((series[day] or 0) * 1.5)  # half of what was planned
    weights = day_weights({*series, *month_days(LAST)}, weekday_index(series, past), past | ahead)
    plain = forecast(series, weights, LAST, special=past)
    found = forecast(series, weights, LAST, special=past | ahead)
    assert plain.p50 == pytest.approx(found.p50, rel=1e-6)
    assert plain.p10 == pytest.approx(plain.p90, rel=1e-6)
    assert found.p10 is not None and found.p90 is not None
    assert found.p90 / found.p10 > 1.1


def test_the_interval_is_wider_where_there_is_less_past() -> None:
    def wide(days: int) -> float:
        series = history(days)
        found = forecast(series, weights_of(series), LAST)
        assert found.p10 is not None and found.p90 is not None
        return found.p90 / found.p10

    assert wide(400) < wide(120) < wide(60)


def test_students_t() -> None:
    """Table values of t at 90 %: 2 → 1.886, 5 → 1.476, 10 → 1.372, 30 → 1.310."""
    for freedom, value in ((2, 1.886), (5, 1.476), (10, 1.372), (30, 1.310)):
        assert student_quantile(0.9, freedom) == pytest.approx(value, rel=0.004)
        assert student_quantile(0.1, freedom) == pytest.approx(-value, rel=0.004)
        assert student_share(value, freedom) == pytest.approx(0.9, abs=0.001)
    assert student_share(0, 3) == 0.5


def noisy(seed: int, days: int, noise: str) -> dict[date, int | None]:
    """Invented sales up to the end of November, with noise that stays for days, a level that drifts, or a trend."""
    dice = random.Random(f"{noise}{seed}")
    last, spell, level = date(2026, 11, 30), 0.0, 0.0
    stay, drift = {"plain": (0.0, 0.0), "spells": (0.6, 0.0), "drift": (0.3, 0.012), "trend": (0.3, 0.0)}[noise]
    trend = dice.gauss(0, 0.1) / 30 if noise == "trend" else 0.0
    series: dict[date, int | None] = {}
    for back in range(days - 1, -1, -1):
        day = last - timedelta(days=back)
        spell = stay * spell + dice.gauss(0, 0.12 * (1 - stay * stay) ** 0.5)
        level += dice.gauss(trend, drift)
        series[day] = round(1_000_000 * SHAPE[day.weekday()] * exp(spell + level))
    return series


@pytest.mark.parametrize("noise", ["plain", "spells", "drift", "trend"])
@pytest.mark.parametrize("days", [120, 400])
def test_the_interval_holds_four_months_of_five(noise: str, days: int) -> None:
    """Each cell has 160 months; 80 % ± 8 is what chance allows."""
    hits = tried = 0
    for seed in range(40):
        whole = noisy(seed, days, noise)
        actual = sum(value or 0 for day, value in whole.items() if day.month == 11 and day.year == 2026)
        for day in (4, 11, 18, 25):
            last = date(2026, 11, day)
            past = {d: value for d, value in whole.items() if d <= last}
            found = forecast(past, day_weights({*past, *month_days(last)}, weekday_index(past)), last)
            assert found.p10 is not None and found.p90 is not None
            tried += 1
            hits += found.p10 <= actual <= found.p90
    assert 0.7 <= hits / tried <= 0.9
