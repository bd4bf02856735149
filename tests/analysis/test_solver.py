from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopdesk.analysis.solver import NAMES, Range, solve

positive = st.floats(0.001, 1e6)


def test_the_published_target_has_its_third_factor() -> None:
    """R115, T1: $4,550 a day at 2 % needs $45.50 from 5,000 visitors and $28.44 from 8,000."""
    found = solve(visitors=Range(5_000, 8_000), conversion=Range.of(0.02), sales=Range.of(4_550))
    assert found.name == "average_spend"
    assert found.value.high == pytest.approx(45.5)
    assert found.value.low == pytest.approx(28.4375)


def test_the_published_ranges_make_a_range_of_sales() -> None:
    factors = {"visitors": Range(5_000, 8_000), "conversion": Range.of(0.02), "average_spend": Range(30, 50)}
    found = solve(**factors)
    assert (found.name, found.value.low, found.value.high) == ("sales", pytest.approx(3_000), pytest.approx(8_000))
    assert solve(**factors, sales=Range.of(4_550)).closes is True
    assert solve(**factors, sales=Range.of(9_000)).closes is False


@given(positive, st.floats(0.001, 1), positive)
def test_any_of_the_four_follows_from_the_others(visitors: float, conversion: float, spend: float) -> None:
    whole = {
        "visitors": Range.of(visitors),
        "conversion": Range.of(conversion),
        "average_spend": Range.of(spend),
        "sales": Range.of(visitors * conversion * spend),
    }
    for name in NAMES:
        found = solve(**{key: value for key, value in whole.items() if key != name})
        assert found.name == name
        assert found.value.low == pytest.approx(whole[name].low)


@given(positive, positive, positive, positive, positive)
def test_whatever_lies_in_the_ranges_gives_what_lies_in_the_answer(a: float, b: float, c: float, d: float, sales: float) -> None:
    visitors, spend = Range(min(a, b), max(a, b)), Range(min(c, d), max(c, d))
    found = solve(visitors=visitors, average_spend=spend, sales=Range.of(sales)).value
    for v in (visitors.low, visitors.high):
        for s in (spend.low, spend.high):
            assert found.low * (1 - 1e-9) <= sales / (v * s) <= found.high * (1 + 1e-9)


def test_it_needs_three_and_real_ranges() -> None:
    with pytest.raises(ValueError, match="three"):
        solve(visitors=Range.of(1), sales=Range.of(1))
    for low, high in ((0, 1), (2, 1), (1, float("inf")), (-1, 1)):
        with pytest.raises(ValueError, match="range"):
            Range(low, high)
