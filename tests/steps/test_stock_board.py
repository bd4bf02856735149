from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from statistics import fmean, stdev
from typing import Any

import pytest

from shopdesk.models import Product, ProductDay, PromotionDay, StockLevel
from shopdesk.steps import goods, stock_board
from shopdesk.steps.briefing import Finding, Severity
from shopdesk.steps.special_days import special_days
from shopdesk.steps.stock_board import StockBoard, StockRow
from tests.steps.build import Desk

DAY = date(2026, 11, 10)
PROMOTION = DAY - timedelta(days=5)


def board(desk: Desk) -> StockBoard:
    with desk.on(DAY) as context:
        return stock_board.board_of(context, goods.goods_of(context), special_days(context))


def sold(
    desk: Desk,
    product_id: str,
    on_hand: int | None,
    units: Mapping[int, tuple[int | None, int | None]],
    incoming: int | None = None,
) -> None:
    """Units and sales by how many days back."""
    rows: list[dict[str, Any]] = [
        {"day": DAY - timedelta(days=back), "product_id": product_id, "visitors": 100, "units": count, "sales_minor": sales}
        for back, (count, sales) in units.items()
    ]
    desk.put(ProductDay, *rows)
    desk.put(StockLevel, {"day": DAY, "product_id": product_id, "sku": "", "on_hand": on_hand, "incoming": incoming})


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
    assert (demand["never"].days, demand["never"].mean) == (19, 0), "the last one is told by the stock list"


def test_days_without_stock_do_not_lower_the_demand_of_what_is_back(desk: Desk) -> None:
    """Out of 28 days it was out on twelve, and sold the last piece on another; of two variants one alone was out on three."""
    sold(desk, "p", 250, {back: (0 if 2 <= back < 14 else 40, None) for back in range(28)})
    levels = [(back, sku, 0 if back < 15 or sku == "S" else 9) for back in range(2, 18) for sku in ("S", "M")]
    rows = ({"day": DAY - timedelta(days=back), "product_id": "p", "sku": sku, "on_hand": left} for back, sku, left in levels)
    desk.put(StockLevel, *rows)
    found = board(desk)
    assert (found.demand["p"].days, found.demand["p"].mean) == (16, 40)
    assert found.rows[0].cover_days == 6.25


def test_a_day_without_a_sale_counts_where_the_stock_list_does_not_say_that_all_was_out(desk: Desk) -> None:
    sold(desk, "p", 250, {back: (0 if back == 3 else 40, None) for back in range(28)})
    days_back = {"product_id": "p", "day": DAY - timedelta(days=3)}
    desk.put(StockLevel, days_back | {"sku": "S", "on_hand": 0}, days_back | {"sku": "M", "on_hand": None})
    assert (board(desk).demand["p"].days, board(desk).demand["p"].sold) == (28, 27 * 40)


def test_the_reorder_points_reason_gives_the_figure_shown(desk: Desk) -> None:
    """Methods f's safety stock, z · √(L·σ_d² + d²·σ_L²), with the deliveries' own spread of two days."""
    sold(desk, "p", 450, {back: (58 if back % 2 else 42, None) for back in range(28)})
    desk.put(Product, {"product_id": "p", "title": "P", "lead_days": 7})
    told = dict(desk.brief("shop", DAY, stock__lead_sd_days=2).whys["stock:p"].inputs)
    demand, spread, lead, varies, z = (
        float(told[name])
        for name in (
            "units a day",
            "their spread",
            "delivery days",
            "how much the delivery varies, in days",
            "z, for that certainty",
        )
    )
    point = demand * lead + z * (lead * spread**2 + demand**2 * varies**2) ** 0.5
    assert told["reorder point"] == f"{point:.0f}" == "518"


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


def stocked(desk: Desk, on_hand: int, incoming: int | None = None, a_day: int = 65) -> tuple[StockRow, Finding]:
    """A main product's row and finding; delivery takes seven days, so that it reorders at 7 × a day."""
    desk.put(Product, {"product_id": "p", "title": "Dress", "is_main": True, "lead_days": 7})
    sold(desk, "p", on_hand, dict.fromkeys(range(28), (a_day, a_day * 100)), incoming)
    briefing = desk.brief("shop", DAY)
    (row,) = briefing.details.stock
    return row, next(finding for finding in briefing.findings if finding.key == "shop:stock:p")


@pytest.mark.parametrize(
    ("on_hand", "incoming", "text", "title"),
    [
        (
            130,
            2000,
            "Dress: 130 left, lasts 2 days, new stock takes 7; 2,000 on the way are enough, but may come up to 5 days too late",
            "Press for the 2,000 of Dress on the way, and slow it down if they come too late; nothing to order",
        ),
        (
            0,
            500,
            "Dress: nothing left; 500 on the way are enough, if they come",
            "Press for the 500 of Dress on the way, and take its ads down until they are there",
        ),
        (
            60,
            100,
            "Dress: 60 left, lasts 1 day, new stock takes 7; 100 on the way",
            "Order Dress today, or slow it down until new stock comes: 1,205 pieces",
        ),
        (
            20,
            None,
            "Dress: 20 left, lasts less than a day, new stock takes 7",
            "Order Dress today, or slow it down until new stock comes: 1,345 pieces",
        ),
    ],
)
def test_what_is_on_the_way_is_pressed_for_before_more_is_ordered(
    desk: Desk, on_hand: int, incoming: int | None, text: str, title: str
) -> None:
    row, finding = stocked(desk, on_hand, incoming)
    assert finding.severity is Severity.ACT and finding.task is not None
    assert (finding.text, finding.task.title) == (text, title)
    assert row.is_covered == (row.order_units is None)


def test_a_product_that_sells_is_not_said_to_sell_badly_however_much_there_is(desk: Desk) -> None:
    row, finding = stocked(desk, 8200)
    assert (row.state, row.is_overstock, finding.severity) == ("sells_badly", True, Severity.WATCH)
    assert finding.text == "Dress: 8,200 left, too much stock: sells 65 a day and lasts 126 days"
    assert finding.task is not None and finding.task.title == "Do not restock Dress before it is down to 455"


def test_one_that_sells_far_less_than_the_others_is_cleared(desk: Desk) -> None:
    desk.put(Product, {"product_id": "main", "is_main": True})
    for key, a_day in (("main", 60), ("other", 20), ("slow", 1), ("never", 0)):
        sold(desk, key, 8000, dict.fromkeys(range(28), (a_day, a_day * 100)))
    rows = {row.product_id: row for row in board(desk).rows}
    assert {key: row.is_overstock for key, row in rows.items()} == {"main": True, "other": True, "slow": False, "never": False}
    assert rows["slow"].reason == "hardly sells and lasts 8,000 days"
    assert rows["never"].reason == "nothing sold in 28 days"
