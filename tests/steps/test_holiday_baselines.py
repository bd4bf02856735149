"""A holiday is no usual day, in steps 1 and 2 alike; the figures are invented."""

from __future__ import annotations

from datetime import date, timedelta

from shopdesk.models import ShopDay, SourceDay
from tests.steps.build import Desk

DAY = date(2026, 10, 27)  # a Tuesday; that of 10-06 lay in the National Day holiday
HOLIDAY = date(2026, 10, 1), date(2026, 10, 7)


def history(desk: Desk, search: float) -> None:
    """Twelve weeks of 1,000 visitors of two sources each, 400 in the holiday; on DAY `search` of the one's."""
    shop, sources = [], []
    for back in range(84):
        day = DAY - timedelta(days=back)
        usual = (400 if HOLIDAY[0] <= day <= HOLIDAY[1] else 1_000) + back * 7 % 13 - 6
        seen = {"a / search": round(usual * (search if day == DAY else 1)), "b / feed": usual}
        for name, visitors in seen.items():
            figures = {"visitors": visitors, "paying_buyers": visitors // 25, "sales_minor": visitors // 25 * 100_00}
            sources.append({"day": day, "source": name, "device": "wireless", "attribution": "each"} | figures)
        total = sum(seen.values())
        figures = {"visitors": total, "paying_buyers": total // 25, "sales_minor": total // 25 * 100_00}
        shop.append({"day": day, "origin": "sycm_shop_daily"} | figures)
    desk.put(ShopDay, *shop)
    desk.put(SourceDay, *sources)


def test_weeks_after_a_holiday_a_usual_day_has_none_of_it(desk: Desk) -> None:
    history(desk, 0.75)
    numbers = desk.brief("numbers", DAY)
    assert date(2026, 10, 6) not in numbers.details.baseline.days
    visitors = next(factor for factor in numbers.details.factors if factor.name == "visitors")
    assert visitors.baseline is not None and 1_980 < visitors.baseline < 2_020
    assert ("10-06", "left out: National Day") in numbers.whys["baseline"].inputs
    row = next(row for row in desk.brief("shop", DAY).details.sources if row.source == "a / search")
    assert row.verdict == "fell" and row.baseline_visitors is not None and 990 < row.baseline_visitors < 1_010
    assert row.usual_since is not None and row.usual_since > 990


def test_a_holiday_itself_is_held_against_usual_days(desk: Desk) -> None:
    history(desk, 1.0)
    during = desk.brief("numbers", date(2026, 10, 6))
    visitors = next(factor for factor in during.details.factors if factor.name == "visitors")
    assert visitors.value is not None and visitors.baseline is not None and visitors.value < 0.5 * visitors.baseline
