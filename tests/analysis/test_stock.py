from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopdesk.analysis.stock import (
    StockReason,
    StockState,
    cover,
    economic_order_quantity,
    judge_stock,
    reorder_point,
    safety_stock,
    sell_through,
)
from shopdesk.analysis.verdict import Verdict


def test_published_reorder_point() -> None:
    assert round(safety_stock(50, 8, 7), 3) == 34.815
    assert round(reorder_point(50, 8, 7), 3) == 384.815
    assert round(reorder_point(50, 8, 7, 2), 3) == 518.129


def test_published_order_quantity() -> None:
    assert round(economic_order_quantity(8, 0.225, 1300), 5) == 304.04678
    with pytest.raises(ValueError, match="cost"):
        economic_order_quantity(8, 0, 1300)


def test_cover_and_sell_through() -> None:
    assert (cover(100, 50), cover(100, 0), cover(-3, 5)) == (2, inf, 0)
    assert (sell_through(20, 80), sell_through(0, 0)) == (0.2, None)


@pytest.mark.parametrize(
    ("on_hand", "incoming", "state"),
    [
        (0, 500, StockState.OUT),
        (-2, 0, StockState.OUT),
        (349, 0, StockState.ABOUT_TO_RUN_OUT),
        (349, 1000, StockState.ABOUT_TO_RUN_OUT),
        (350, 0, StockState.RESTOCK),
        (384, 0, StockState.RESTOCK),
        (385, 0, StockState.FINE),
        (350, 100, StockState.FINE),
    ],
)
def test_states_at_their_boundaries(on_hand: int, incoming: int, state: StockState) -> None:
    found = judge_stock(on_hand, 50, 8, lead_days=7, incoming=incoming, sold_share=0.5)
    assert found.state is state
    assert found.verdict is (Verdict.FINE if state is StockState.FINE else Verdict.ACT)


def test_the_reorder_point_itself_is_time_to_order() -> None:
    assert judge_stock(350, 50, lead_days=7).state is StockState.RESTOCK
    assert judge_stock(351, 50, lead_days=7).state is StockState.FINE


def test_sells_badly_needs_both_signs() -> None:
    badly = judge_stock(1000, 2, lead_days=7, sold_share=0.05)
    assert (badly.state, badly.reason) == (StockState.SELLS_BADLY, StockReason.LONG_COVER)
    assert judge_stock(1000, 2, lead_days=7, sold_share=0.5).state is StockState.FINE
    assert judge_stock(1000, 2, lead_days=7, sold_share=0.20).state is StockState.FINE
    assert judge_stock(100, 2, lead_days=7, sold_share=0.05).state is StockState.FINE
    season = judge_stock(100, 2, lead_days=7, sold_share=0.05, season_days_left=49)
    assert (season.state, season.reason) == (StockState.SELLS_BADLY, StockReason.SEASON_ENDS_FIRST)
    assert judge_stock(100, 2, lead_days=7, sold_share=0.05, season_days_left=50).state is StockState.FINE
    assert judge_stock(100, 0, lead_days=7).state is StockState.SELLS_BADLY


def test_unknown_says_what_is_missing() -> None:
    assert judge_stock(None, 5, lead_days=7).reason is StockReason.MISSING_STOCK
    few = judge_stock(10, 5, lead_days=7, demand_days=3)
    assert (few.verdict, few.state, few.needs) == (Verdict.UNKNOWN, None, 4)
    assert judge_stock(10, None, lead_days=7).needs == 7
    assert judge_stock(0, None, lead_days=7).state is StockState.OUT


@given(st.floats(0, 1000), st.floats(0, 100), st.floats(0, 60), st.integers(0, 5000))
def test_more_stock_is_never_more_urgent(demand: float, sd: float, lead: float, on_hand: int) -> None:
    order = [StockState.OUT, StockState.ABOUT_TO_RUN_OUT, StockState.RESTOCK, StockState.FINE]
    less, more = (judge_stock(n, demand, sd, lead_days=lead, sold_share=1).state for n in (on_hand, on_hand + 1))
    assert less is not None and more is not None
    assert order.index(less) <= order.index(more)
