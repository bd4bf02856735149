"""Where the ads' money went: what pays, what loses, and what nobody can tell yet. All figures are invented."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from shopdesk.models import AdDay, Product
from shopdesk.steps.breakdown import Breakdown, Line, breakdown, explain_line
from tests.steps.build import Desk

DAY = date(2026, 11, 10)
FIRST, LAST = DAY - timedelta(days=13), DAY - timedelta(days=3)
# name: clicks, orders of eleven days at ¥1 a click and ¥100 an order; at the margin of 40 % break-even is 2.5 %
CROWDS = {
    "returning": (1_100, 110),
    "sale hunters": (2_200, 11),
    "similar": (1_100, 27),
    "few": (33, 2),
    "over cost, under target": (22_000, 590),
}


def put(desk: Desk, level: str, rows: dict[str, tuple[int, int]], **more: Any) -> None:
    for name, (clicks, orders) in rows.items():
        for n in range(11):
            bought = orders // 11 + (n < orders % 11)
            desk.put(
                AdDay,
                {
                    "day": FIRST + timedelta(days=n),
                    "level": level,
                    "tool": "keywords",
                    "item": name,
                    "impressions": clicks * 20 // 11,
                    "clicks": clicks // 11,
                    "spend_minor": clicks * 100 // 11,
                    "orders": bought,
                    "sales_minor": bought * 100_00,
                }
                | more,
            )


def look(desk: Desk) -> Breakdown:
    with desk.on(DAY) as context:
        return breakdown(context)


def lines(desk: Desk, level: str = "crowd") -> dict[str, Line]:
    return {line.name: line for line in look(desk).levels[level]}


def test_what_pays_what_loses_and_what_cannot_be_told(desk: Desk) -> None:
    put(desk, "crowd", CROWDS)
    found = lines(desk)
    assert {name: line.verdict for name, line in found.items()} == {
        "sale hunters": "loses",
        "returning": "pays",
        "similar": "unknown",
        "few": "unknown",
        "over cost, under target": "unknown",
    }
    assert list(found)[:2] == ["over cost, under target", "sale hunters"], "the most spent on first"
    hunters = found["sale hunters"]
    assert (hunters.clicks, hunters.orders, hunters.spend_minor, hunters.sales_minor) == (2_200, 11, 2_200_00, 1_100_00)
    assert (hunters.roi, hunters.ctr) == (pytest.approx(0.5), pytest.approx(0.05))
    assert hunters.break_even_roi == pytest.approx(2.5) and hunters.roi_high is not None and hunters.roi_high < 2.5


def test_one_loser_by_luck_among_many_is_not_told(desk: Desk) -> None:
    """40 crowds that all just break even: 2.5 % of 440 clicks are 11 orders; one has 3, which alone would look bad."""
    put(desk, "crowd", {f"c{n}": (440, 11) for n in range(39)} | {"unlucky": (440, 4)})
    assert lines(desk)["unlucky"].verdict == "unknown"


def test_the_newest_days_and_older_ones_are_left_out(desk: Desk) -> None:
    put(desk, "crowd", {"similar": (1_100, 27)})
    for day in (LAST + timedelta(days=1), FIRST - timedelta(days=1)):
        desk.put(AdDay, {"day": day, "level": "crowd", "tool": "keywords", "item": "similar", "clicks": 9, "spend_minor": 900})
    found = look(desk)
    assert (found.first, found.last, found.levels["crowd"][0].clicks) == (FIRST, LAST, 1_100)


def test_levels_stand_apart_and_words_are_no_level(desk: Desk) -> None:
    put(desk, "keyword", {"coat": (110, 3)})
    put(desk, "region", {"浙江": (110, 3)})
    put(desk, "product", {"": (110, 3)}, product_id="42")
    put(desk, "campaign", {"": (110, 3)}, campaign="spring", campaign_id="7")
    levels = look(desk).levels
    assert {level: [(line.where, line.name) for line in found] for level, found in levels.items()} == {
        "product": [("", "42")],
        "campaign": [("keywords", "spring")],
        "region": [("", "浙江")],
    }


def test_the_products_own_margin_counts(desk: Desk) -> None:
    desk.put(Product, {"product_id": "p", "title": "Coat", "price_minor": 100_00, "cost_minor": 90_00})
    put(desk, "creative", {"white": (1_100, 55)}, product_id="p")
    (line,) = look(desk).levels["creative"]
    assert (line.where, line.verdict, line.margin_assumed) == ("Coat", "loses", False)
    assert line.break_even_roi == pytest.approx(10)


def test_missing_figures_give_no_verdict(desk: Desk) -> None:
    put(desk, "crowd", {"similar": (1_100, 110)}, orders=None, sales_minor=None)
    line = lines(desk)["similar"]
    assert (line.verdict, line.orders, line.roi, line.roi_low) == ("unknown", None, None, None)


def test_a_line_is_explained(desk: Desk) -> None:
    put(desk, "crowd", CROWDS)
    found = look(desk)
    why = explain_line(found, "crowd", found.levels["crowd"][1], "CNY")
    told = dict(why.inputs)
    assert told["spend"] == "¥2,200.00" and told["margin"] == "40 %, assumed" and told["days"] == f"{FIRST} – {LAST}"
    assert why.interval.startswith("ROI 0.") and "break-even 2.50" in why.threshold and "ads.margin" in why.settings
