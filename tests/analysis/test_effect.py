from __future__ import annotations

import random
from datetime import date, timedelta
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopdesk.analysis.effect import EffectNeeds, Grade, level_effect, rate_effect
from shopdesk.analysis.verdict import Verdict

DONE = date(2026, 11, 1)
CHECK = date(2026, 11, 15)
SHAPE = (0.8, 0.9, 1.0, 1.0, 1.1, 1.3, 0.9)


def days(change: float, seed: int = 1, noise: float = 0.08) -> dict[date, float | None]:
    """Invented visitors with a weekly shape that change by `change` after DONE."""
    dice = random.Random(seed)
    span = [DONE - timedelta(days=70) + timedelta(days=n) for n in range(85)]
    return {day: 1000 * SHAPE[day.weekday()] * exp(dice.gauss(0, noise)) * (1 + change if day > DONE else 1) for day in span}


@pytest.mark.parametrize(
    ("after", "before", "grade"),
    [
        ((60, 1000), (300, 10000), Grade.HELPED),
        ((15, 1000), (300, 10000), Grade.WORSE),
        ((31, 1000), (300, 10000), Grade.UNKNOWN),
        ((1, 12), (300, 10000), Grade.UNKNOWN),
        ((30_000, 1_000_000), (30_000, 1_000_000), Grade.NO_CHANGE),
        ((9, 100), (0, 100), Grade.HELPED),
        ((1, 100), (0, 100), Grade.UNKNOWN),
        ((0, 0), (5, 100), Grade.UNKNOWN),
    ],
)
def test_rates(after: tuple[int, int], before: tuple[int, int], grade: Grade) -> None:
    found = rate_effect(*after, *before)
    assert found.grade is grade
    assert (found.needs > 0) is (grade is Grade.UNKNOWN)
    assert (found.verdict is Verdict.UNKNOWN) is (grade is Grade.UNKNOWN)


def test_lower_may_be_better() -> None:
    assert rate_effect(600, 1000, 7000, 10000, higher_is_better=False).grade is Grade.HELPED
    assert rate_effect(800, 1000, 7000, 10000, higher_is_better=False).grade is Grade.WORSE
    assert rate_effect(600, 1000, 7000, 10000).change == pytest.approx(-1 / 7)


def test_levels() -> None:
    up, down = level_effect(days(0.3), DONE, CHECK), level_effect(days(-0.3), DONE, CHECK)
    assert (up.grade, down.grade) == (Grade.HELPED, Grade.WORSE)
    assert up.interval is not None and 0.3 in up.interval
    assert level_effect(days(-0.3), DONE, CHECK, higher_is_better=False).grade is Grade.HELPED
    still = level_effect(days(0.0, noise=0.02), DONE, CHECK)
    assert still.grade is Grade.NO_CHANGE


def test_noise_is_no_help() -> None:
    """With nothing done, few of many checks claim an effect."""
    claims = [level_effect(days(0.0, seed), DONE, CHECK).grade for seed in range(200)]
    assert sum(grade in (Grade.HELPED, Grade.WORSE) for grade in claims) <= 24


def test_weekdays_do_not_pass_for_effects() -> None:
    """Three days that are a weekend: far over the mean of all days, and quite usual for a weekend."""
    series = days(0.0, noise=0.01)
    found = level_effect(series, date(2026, 11, 5), date(2026, 11, 8))
    assert found.change == pytest.approx(0, abs=0.03)


def test_unknown_says_what_is_missing() -> None:
    series = days(0.3)
    soon = level_effect(series, DONE, DONE + timedelta(days=2))
    assert (soon.grade, soon.needs, soon.needs_unit) == (Grade.UNKNOWN, 1, EffectNeeds.DAYS_AFTER)
    young = {day: value for day, value in series.items() if day >= DONE - timedelta(days=10)}
    assert level_effect(young, DONE, CHECK).needs_unit is EffectNeeds.DAYS_BEFORE
    assert level_effect(young, DONE, CHECK).needs == 4
    loud = level_effect(days(0.02, noise=0.4), DONE, CHECK)
    assert (loud.grade, loud.needs > 0) == (Grade.UNKNOWN, True)


def test_missing_and_promotion_days_stay_out() -> None:
    series = days(0.0, noise=0.02)
    promotion = date(2026, 11, 11)
    spoiled = series | {promotion: 90_000.0, date(2026, 11, 12): None}
    assert level_effect(spoiled, DONE, CHECK, {promotion}).grade is Grade.NO_CHANGE


@given(st.integers(0, 30), st.floats(0.001, 1000))
def test_a_change_of_unit_changes_nothing(seed: int, unit: float) -> None:
    series = days(0.1, seed)
    scaled = {day: (value or 0) * unit for day, value in series.items()}
    first, second = level_effect(series, DONE, CHECK), level_effect(scaled, DONE, CHECK)
    assert first.grade is second.grade
    assert first.change == pytest.approx(second.change)
