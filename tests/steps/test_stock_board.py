from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from statistics import fmean, stdev
from typing import Any

import pytest

from shopdesk.models import ProductDay, PromotionDay, StockLevel
from shopdesk.steps import goods, stock_board
from shopdesk.steps.special_days import special_days
from shopdesk.steps.stock_board import StockBoard
from tests.steps.build import Desk

DAY = date(2026, 11, 10)
PROMOTION = DAY - timedelta(days=5)


def board(desk: Desk) -> StockBoard:
    with desk.on(DAY) as context:
        return stock_board.board_of(context, goods.goods_of(context), special_days(context))


def sold(desk: Desk, product_id: str, on_hand: int | None, units: Mapping[int, tuple[int | None, int | None]]) -> None:
    """Units and sales by how many days back."""
    rows: list[dict[str, Any]] = [
        {"day": DAY - timedelta(days=back), "product_id": product_id, "units": count, "sales_minor": sales}
        for back, (count, sales) in units.items()
    ]
    desk.put(ProductDay, *rows)
    desk.put(StockLevel, {"day": DAY, "product_id": product_id, "sku": "", "on_hand": on_hand})


def test_demand_is_mean_and_spread_of_the_known_usual_days(desk: Desk) -> None:
    rng = Random(7)  # invented
    days = {back: (rng.choice([None, 0, 3, 8, 21]), rng.choice([None, 0, 9_900, 50_000])) for back in range(40)}
    sold(desk, "p", 50, days)
    desk.put(PromotionDay, {"day": PROMOTION, "name": "festival", "multiplier": 3.0})
    demand = board(desk).demand["p"]
    usual = [figures for back, figures in days.items() if back < 28 and DAY - timedelta(days=back) != PROMOTION]
    units = [count for count, _sales in usual if count is not None]
    priced = [(count, sales) for count, sales in usual if count and sales is not None]
    assert (demand.days, demand.sold) == (len(units), sum(units))
    assert demand.mean == pytest.approx(fmean(units))
    assert demand.spread == pytest.approx(stdev(units))
    assert demand.unit_minor == pytest.approx(sum(sales for _count, sales in priced) / sum(count for count, _sales in priced))


def test_with_few_usual_days_promotion_days_count_too(desk: Desk) -> None:
    sold(desk, "p", 50, dict.fromkeys((1, 2, 3, 5, 6, 7), (4, None)) | {4: (20, None)})
    desk.put(PromotionDay, {"day": DAY - timedelta(days=4), "name": "festival", "multiplier": 3.0})
    demand = board(desk).demand["p"]
    assert (demand.days, demand.sold, demand.unit_minor) == (7, 44, None)


def test_days_without_stock_do_not_lower_the_demand_of_what_is_out(desk: Desk) -> None:
    days: dict[int, tuple[int | None, int | None]] = {back: (0 if back < 9 else 10, None) for back in range(20)}
    for product_id, on_hand in (("out", 0), ("in", 5)):
        sold(desk, product_id, on_hand, days)
    sold(desk, "never", 0, dict.fromkeys(range(20), (0, 0)))
    demand = board(desk).demand
    assert (demand["out"].days, demand["out"].mean, demand["out"].spread) == (11, 10, 0)
    assert (demand["in"].days, demand["in"].sold) == (20, 110)
    assert (demand["never"].days, demand["never"].mean) == (20, 0)


def test_a_level_without_any_report_has_no_demand(desk: Desk) -> None:
    sold(desk, "p", 5, {1: (2, 100)})
    desk.put(StockLevel, {"day": DAY, "product_id": "new", "sku": "", "on_hand": 5})
    demand = board(desk).demand
    assert (demand["new"].days, demand["new"].mean, demand["new"].sold) == (0, None, 0)
    assert (demand["p"].days, demand["p"].mean, demand["p"].spread) == (1, 2, 0)


def test_a_why_is_written_for_each_level_when_it_is_opened(desk: Desk) -> None:
    sold(desk, "p", 5, dict.fromkeys(range(20), (2, 100)))
    briefing = desk.brief("shop", DAY)
    assert briefing.whys["stock:p"].rule == "R1"
    assert "stock:q" not in briefing.whys
    assert dict(briefing.whys["stock:p"].inputs)["units a day"] == "2.0"
