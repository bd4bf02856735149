"""All figures are invented."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from shopdesk.analysis.prices import SoldDay, price_step

DAY = date(2026, 11, 10)


def sold(*newest: float, price: float = 100.0, swing: float = 0.02, days: int = 40) -> list[SoldDay]:
    """`days` days about `price`, the newest of them at `newest`."""
    rng = random.Random(3)
    prices = [price * (1 + rng.uniform(-swing, swing)) for _ in range(days - len(newest))] + list(newest)
    return [SoldDay(DAY - timedelta(days=days - 1 - at), 10, 10 * value) for at, value in enumerate(prices)]


def test_a_step_says_since_when_and_how_much() -> None:
    step = price_step(sold(121, 119, 120))
    assert step is not None
    assert (step.since, step.days) == (DAY - timedelta(days=2), 3)
    assert step.before == pytest.approx(100, rel=0.01)
    assert step.change == pytest.approx(0.2, abs=0.015)
    cheaper = price_step(sold(70))
    assert cheaper is not None and cheaper.change == pytest.approx(-0.3, abs=0.015)


@pytest.mark.parametrize(
    "history",
    [sold(), sold(105, 106), sold(120, 100), sold(115, swing=0.14), sold(120, days=7)],
    ids=["steady", "small", "gone again", "always swings", "too few days"],
)
def test_what_is_no_step(history: list[SoldDay]) -> None:
    assert price_step(history) is None


def test_a_day_of_few_units_counts_for_a_part_of_a_day() -> None:
    usual, last = sold(days=40)[:-1], sold(115)[-1]
    assert price_step([*usual, last]) is not None, "ten units as on any day"
    few = SoldDay(last.day, 1, last.price)
    assert price_step([*usual, few]) is None, "one unit, perhaps the dearest colour"
    clearly = price_step([*usual, SoldDay(last.day, 1, 160.0)])
    sure = price_step([*usual, SoldDay(last.day, 10, 1_600.0)])
    assert clearly is not None and sure is not None and 2 < sure.z / clearly.z < 4
