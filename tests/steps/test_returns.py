from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from shopdesk.analysis.rates import wilson
from shopdesk.models import OrderFact, OrderItem, Product, ProductDay, Refund
from shopdesk.steps.briefing import Finding, Severity
from shopdesk.steps.returns import Returns
from tests.steps.build import Desk

DAY = date(2026, 11, 10)
PAID = DAY - timedelta(days=20)
WRONG_SIZE = "尺码与描述不符"


def sold(desk: Desk, product_id: str, orders: int, returned: int, *, paid: date = PAID, of: str = "", **refund: Any) -> None:
    """Invented orders of one line each, the first of them sent back."""
    names = [f"{product_id}-{paid}-{n}" for n in range(orders)]
    at = datetime(paid.year, paid.month, paid.day, 12)
    desk.put(OrderFact, *({"order_id": name, "paid_at": at} for name in names))
    desk.put(OrderItem, *({"order_id": name, "line": 1, "product_id": product_id, "units": 1} for name in names))
    asked = {
        "applied_at": at + timedelta(days=3),
        "state": "退款成功",
        "reason": "质量问题",
        "product_id": of or product_id,
    } | refund
    if returned:
        desk.put(Refund, *({"refund_id": name, "order_id": name} | asked for name in names[:returned]))


def spans(desk: Desk) -> None:
    """Refunds from the beginning of the window to its end, so that all of it is known."""
    for day in (DAY - timedelta(days=60), DAY):
        desk.put(Refund, {"refund_id": f"far {day}", "applied_at": datetime(day.year, day.month, day.day)})


def found(desk: Desk) -> Returns:
    returns = desk.brief("shop", DAY).details.returns
    assert isinstance(returns, Returns)
    return returns


def findings(desk: Desk) -> list[Finding]:
    return [finding for finding in desk.brief("shop", DAY).findings if finding.rule == "R137"]


def test_a_product_that_clearly_stands_out_is_told_with_its_reason(desk: Desk) -> None:
    spans(desk)
    desk.put(Product, {"product_id": "bad", "title": "the bad"}, {"product_id": "good", "title": "the good", "is_main": True})
    desk.put(
        ProductDay,
        *(
            {"day": DAY - timedelta(days=back), "product_id": "bad", "visitors": 9, "units": 1, "sales_minor": 100_00}
            for back in range(28)
        ),
    )
    sold(desk, "bad", 100, 30, reason=WRONG_SIZE)
    sold(desk, "good", 200, 10)
    row = found(desk).of("bad")
    assert row is not None
    assert (row.orders, row.returned, row.rate, row.others, row.verdict) == (100, 30, 0.3, 0.05, "high")
    assert (row.low, row.high) == (wilson(30, 100).low, wilson(30, 100).high)
    (finding,) = findings(desk)
    assert finding.text == f"the bad: 30 % of 100 orders come back, of the other products 5 %; mostly “{WRONG_SIZE}”"
    assert (finding.severity, finding.worth_minor) == (Severity.WATCH, -25_00)
    assert finding.task is not None and finding.task.role == "content"
    assert finding.why is not None and ("return rate", "30.0 %") in finding.why.inputs


def test_a_main_product_asks_for_action_and_service_looks_at_other_reasons(desk: Desk) -> None:
    spans(desk)
    desk.put(Product, {"product_id": "bad", "title": "the bad", "is_main": True})
    sold(desk, "bad", 100, 30)
    sold(desk, "good", 200, 10)
    (finding,) = findings(desk)
    assert finding.severity is Severity.ACT
    assert finding.task is not None and finding.task.role == "service"


@pytest.mark.parametrize(("orders", "returned"), [(29, 15), (100, 9)])
def test_few_orders_or_chance_condemn_nothing(desk: Desk, orders: int, returned: int) -> None:
    spans(desk)
    sold(desk, "p", orders, returned)
    sold(desk, "good", 200, 10)
    row = found(desk).of("p")
    assert row is not None and row.verdict == ("unknown" if orders < 30 else "usual")
    assert not findings(desk)


def test_among_many_products_a_lucky_one_is_no_finding(desk: Desk) -> None:
    spans(desk)
    sold(desk, "unlucky", 60, 12)  # alone against 10 % this would pass at 5 %
    for n in range(40):
        sold(desk, f"p{n:02}", 60, 6)
    row = found(desk).of("unlucky")
    assert row is not None and row.others is not None and row.low > row.others and row.verdict == "usual"
    assert not findings(desk)


def test_withdrawn_foreign_and_later_refunds_do_not_count(desk: Desk) -> None:
    spans(desk)
    sold(desk, "withdrawn", 50, 20, state="退款关闭")
    sold(desk, "foreign", 50, 20, of="somebody else")
    sold(desk, "later", 50, 20, applied_at=datetime(2026, 11, 11, 8))
    returns = found(desk)
    assert (returns.orders, returns.returned) == (150, 0)
    assert [(line.reason, line.count) for line in returns.reasons] == [("质量问题", 20)]  # the foreign ones' reason is known


def test_the_newest_orders_and_those_before_the_first_refund_are_left_out(desk: Desk) -> None:
    sold(desk, "p", 40, 4)
    sold(desk, "p", 40, 0, paid=DAY - timedelta(days=3))
    sold(desk, "p", 40, 0, paid=DAY - timedelta(days=40))
    desk.put(Refund, {"refund_id": "first", "applied_at": datetime(2026, 10, 15)})
    desk.put(Refund, {"refund_id": "last", "applied_at": datetime(2026, 11, 10)})
    returns = found(desk)
    assert (returns.first, returns.last) == (date(2026, 10, 15), DAY - timedelta(days=7))
    assert (returns.orders, returns.returned) == (40, 4)


def test_an_order_with_two_refunds_or_two_lines_of_a_product_came_back_once(desk: Desk) -> None:
    spans(desk)
    sold(desk, "p", 10, 1)
    order = f"p-{PAID}-0"
    desk.put(OrderItem, {"order_id": order, "line": 2, "product_id": "p"}, {"order_id": order, "line": 3, "product_id": "q"})
    desk.put(Refund, {"refund_id": "again", "order_id": order, "product_id": "p", "applied_at": datetime(2026, 11, 1)})
    assert [(row.product_id, row.orders, row.returned) for row in found(desk).rows] == [("p", 10, 1), ("q", 1, 0)]


def test_reasons_are_lined_up_by_how_often_they_came(desk: Desk) -> None:
    spans(desk)
    for number, (reason, count) in enumerate({"七天无理由": 6, WRONG_SIZE: 3, "": 5, "少件": 1}.items()):
        sold(desk, f"p{number}", 20, count, reason=reason)
    assert [(line.reason, line.count, line.share, line.together) for line in found(desk).reasons] == [
        ("七天无理由", 6, 0.6, 0.6),
        (WRONG_SIZE, 3, 0.3, pytest.approx(0.9)),
        ("少件", 1, 0.1, 1.0),
    ]
    why = desk.brief("shop", DAY).whys["range:returns"]
    assert why.inputs[:2] == (
        ("七天无理由", "6 times, 60 %; with those above 60 %"),
        (WRONG_SIZE, "3 times, 30 %; with those above 90 %"),
    )


@pytest.mark.parametrize("missing", ["refunds", "orders"])
def test_without_the_files_nothing_is_said(desk: Desk, missing: str) -> None:
    if missing == "refunds":
        sold(desk, "p", 50, 0)
    else:
        spans(desk)
    briefing = desk.brief("shop", DAY)
    assert briefing.details.returns is None
    assert "range:returns" not in briefing.whys and not findings(desk)
    assert not any("refund" in need.kind for need in briefing.needs)
