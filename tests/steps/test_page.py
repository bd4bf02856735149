"""All figures are invented."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from shopdesk.errors import UsageError
from shopdesk.models import PageDay, Product, ProductDay, ShopDay, Tick
from shopdesk.steps.briefing import Briefing, Severity, State
from shopdesk.steps.page import note_change
from shopdesk.store import now
from tests.steps.build import Desk

DAY = date(2026, 11, 10)
WEEK = [DAY - timedelta(days=n) for n in range(6, -1, -1)]


def shop_days(desk: Desk, **figures: Any) -> None:
    usual = {"visitors": 1000, "page_views": 3000, "paying_buyers": 40, "sales_minor": 40 * 14_000, "bounce_rate": 0.65}
    desk.put(ShopDay, *({"day": day, "origin": "sycm_shop_daily"} | usual | figures for day in WEEK))


def main_product(desk: Desk, spend_minor: int = 10_000) -> None:
    desk.put(Product, {"product_id": "p1", "title": "Invented [dress]"}, {"product_id": "p2", "title": "Other"})
    rows = [("p1", 400, spend_minor), ("p2", 100, 50_000)]
    desk.put(
        ProductDay,
        *(
            {"day": day, "product_id": key, "visitors": seen, "paying_buyers": 10, "sales_minor": 10 * spend}
            for day in WEEK
            for key, seen, spend in rows
        ),
    )


def keys(briefing: Briefing) -> dict[str, Severity]:
    return {finding.key: finding.severity for finding in briefing.findings}


def test_a_passing_page(desk: Desk) -> None:
    shop_days(desk)
    main_product(desk)
    briefing = desk.brief("page", DAY)
    details = briefing.details
    assert briefing.state is State.READY
    assert briefing.severity is Severity.FINE
    assert (details.spend_ratio.value, details.spend_ratio.verdict) == (pytest.approx(1.4), "pass")
    assert (details.bounce_rate.value, details.bounce_rate.verdict) == (pytest.approx(0.65), "pass")
    assert (details.visit_depth.value, details.visit_depth.verdict) == (3.0, "pass")
    assert (details.verdict, details.gate_closed) == ("pass", False)
    assert details.main_product_id == "p1", "the main product with the most visitors, not the dearest"


def test_bounce_is_the_mean_over_visitors_and_of_the_week_alone(desk: Desk) -> None:
    rows = [
        {"day": DAY, "visitors": 3000, "page_views": 9000, "bounce_rate": 0.5},
        {"day": DAY - timedelta(days=1), "visitors": 1000, "page_views": 1000, "bounce_rate": 0.9},
        {"day": DAY - timedelta(days=2), "visitors": 500, "page_views": None, "bounce_rate": None},
        {"day": DAY - timedelta(days=7), "visitors": 9999, "page_views": 9999, "bounce_rate": 0.99},
    ]
    desk.put(ShopDay, *(row | {"origin": "sycm_shop_daily"} for row in rows))
    details = desk.brief("page", DAY).details
    assert details.bounce_rate.value == pytest.approx((3000 * 0.5 + 1000 * 0.9) / 4000)
    assert details.visit_depth.value == pytest.approx(10_000 / 4000)


def test_the_gate_closes_only_when_bounce_and_depth_both_fail(desk: Desk) -> None:
    shop_days(desk, bounce_rate=0.72, page_views=2000)
    main_product(desk)
    briefing = desk.brief("page", DAY)
    assert briefing.details.gate_closed
    assert keys(briefing) == {"page:gate": Severity.ACT}
    task = briefing.findings[0].task
    assert task is not None
    assert task.role == "design"
    assert "72.0 %" in briefing.details.gate_why


@pytest.mark.parametrize(
    ("figures", "key"),
    [({"bounce_rate": 0.72}, "page:bounce_rate"), ({"page_views": 2000}, "page:visit_depth")],
)
def test_one_failing_is_a_warning(desk: Desk, figures: dict[str, Any], key: str) -> None:
    shop_days(desk, **figures)
    main_product(desk)
    briefing = desk.brief("page", DAY)
    assert not briefing.details.gate_closed
    assert keys(briefing) == {key: Severity.WATCH}


def test_a_low_spend_ratio_asks_for_sets_and_claims_no_loss(desk: Desk) -> None:
    shop_days(desk)
    main_product(desk, spend_minor=14_000)
    briefing = desk.brief("page", DAY)
    finding = briefing.findings[0]
    assert (finding.key, finding.severity, finding.worth_minor) == ("page:spend_ratio", Severity.ACT, None)
    assert finding.task is not None and "Invented [dress]" in finding.task.title
    assert finding.evidence["product_id"] == "p1"
    assert "is 1.00 × the main product's ¥140 (1.00 – 1.00); 1.3 × should be reached" in finding.text
    assert briefing.whys["spend_ratio"].interval == "1.00 to 1.00 (95 %), by how its days differ"


def test_a_spend_ratio_that_its_days_do_not_agree_on_cannot_be_told(desk: Desk) -> None:
    """1.25 × on average, but 1.1 to 1.4 on its days: 1.3 × may well be reached."""
    shop_days(desk)
    main_product(desk, spend_minor=11_200)
    with desk.store.write() as db:
        for back, day in enumerate(WEEK):
            sales = round(400_000 * (1.1, 1.4, 1.25)[back % 3] * 1.12)
            db.exec_driver_sql("UPDATE shopday SET sales_minor = ? WHERE day = ?", (sales, day.isoformat()))
    briefing = desk.brief("page", DAY)
    ratio, (finding,) = briefing.details.spend_ratio, briefing.findings
    assert ratio.verdict == "unknown" and ratio.low < ratio.value < 1.3 < ratio.high
    assert (finding.key, finding.severity, finding.task) == ("page:spend_ratio", Severity.UNKNOWN, None)
    assert finding.text.endswith("too near 1.3 × to tell.")


def test_what_is_shown_decides(desk: Desk) -> None:
    """A depth of 2.49998 reads 2.50 and passes, so the gate stays open."""
    shop_days(desk, bounce_rate=0.72, visitors=50_000, page_views=124_999)
    main_product(desk)
    briefing = desk.brief("page", DAY)
    assert briefing.details.visit_depth.verdict == "pass" and not briefing.details.gate_closed


def test_many_returning_visitors_raise_the_lines_of_good(desk: Desk) -> None:
    shop_days(desk, bounce_rate=0.55, page_views=3700, returning_visitors=600)
    main_product(desk)
    details = desk.brief("page", DAY).details
    assert (details.bounce_rate.good_line, details.visit_depth.good_line) == (0.5, 4.0)
    assert details.bounce_rate.verdict == details.visit_depth.verdict == "pass"
    assert details.returning_share == pytest.approx(0.6)


@pytest.mark.parametrize(("column", "word"), [("bounce_rate", "bounce rate"), ("page_views", "page views")])
def test_a_missing_column_is_asked_for_by_name(desk: Desk, column: str, word: str) -> None:
    shop_days(desk, **{column: None})
    main_product(desk)
    briefing = desk.brief("page", DAY)
    assert briefing.state is State.NEEDS
    assert [need.kind for need in briefing.needs] == ["sycm_shop_daily"]
    assert word in briefing.needs[0].text
    assert not briefing.details.gate_closed
    assert briefing.to_json()["verdict"] == "unknown"


def test_without_the_main_product_its_report_is_asked_for(desk: Desk) -> None:
    shop_days(desk)
    briefing = desk.brief("page", DAY)
    assert briefing.state is State.READY
    assert "product report" in briefing.headline


def test_an_empty_shop(desk: Desk) -> None:
    briefing = desk.brief("page", DAY)
    assert briefing.state is State.NO_DATA
    assert [need.kind for need in briefing.needs] == ["sycm_shop_daily"]
    assert briefing.findings == ()


def test_few_visitors_say_nothing(desk: Desk) -> None:
    shop_days(desk, visitors=10, page_views=10, bounce_rate=0.9)
    briefing = desk.brief("page", DAY)
    assert not briefing.details.gate_closed
    assert keys(briefing)["page:unknown"] is Severity.UNKNOWN
    assert "30 more" in briefing.findings[0].text


def test_due_a_week_after_the_last_check(desk: Desk) -> None:
    shop_days(desk)

    def ticked(day: date) -> None:
        desk.put(Tick, {"day": day, "step": "page", "check_id": "measures", "ticked_at": now()})

    assert desk.brief("page", DAY).details.due
    ticked(DAY - timedelta(days=7))
    assert desk.brief("page", DAY).details.due
    assert not desk.brief("page", DAY - timedelta(days=1)).details.due
    ticked(DAY)
    details = desk.brief("page", DAY).details
    assert details.due, "the day's own ticks are this check, not the one before"
    assert details.last_check == DAY


def test_a_second_change_within_a_week_is_warned_of_not_refused(desk: Desk) -> None:
    shop_days(desk)
    main_product(desk)
    note_change(desk.store, desk.shop, DAY - timedelta(days=6), "new first picture")
    assert "page:changes" not in keys(desk.brief("page", DAY))
    note_change(desk.store, desk.shop, DAY, " video moved up ")
    briefing = desk.brief("page", DAY)
    assert keys(briefing)["page:changes"] is Severity.WATCH
    assert briefing.details.last_change == DAY
    assert desk.store.undo(desk.shop.id)
    assert "page:changes" not in keys(desk.brief("page", DAY))
    with pytest.raises(UsageError):
        note_change(desk.store, desk.shop, DAY, "  ")


def test_every_measure_is_explained(desk: Desk) -> None:
    shop_days(desk)
    main_product(desk)
    whys = desk.brief("page", DAY).whys
    assert {name: why.rule for name, why in whys.items()} == {
        "spend_ratio": "R57",
        "bounce_rate": "R59",
        "visit_depth": "R60",
    }
    assert ("report", "sycm_shop_daily, 7 of 7 days up to 2026-11-10") in whys["bounce_rate"].inputs


def test_the_newest_report_of_pages_is_shown_and_judges_nothing(desk: Desk) -> None:
    shop_days(desk)
    main_product(desk)
    before = desk.brief("page", DAY)
    assert before.details.seen == () and before.details.seen_from is None
    newest, month = DAY - timedelta(days=2), DAY - timedelta(days=30)
    desk.put(
        PageDay,
        {"day": newest, "period_from": month, "page": "/a", "views": 50, "users": 20, "seconds": 12.5},
        {"day": newest, "period_from": month, "page": "/b", "views": 90, "sales_minor": 12_300},
        {"day": newest, "period_from": month, "page": "/unknown", "views": None},
        {"day": newest, "period_from": newest, "page": "/short", "views": 999},
        {"day": newest - timedelta(days=1), "period_from": month, "page": "/older", "views": 999},
        {"day": DAY + timedelta(days=1), "period_from": month, "page": "/later", "views": 999},
    )
    after = desk.brief("page", DAY)
    assert [page.page for page in after.details.seen] == ["/b", "/a", "/unknown"]
    assert (after.details.seen_from, after.details.seen_to) == (month, newest)
    assert after.to_json()["seen"][0]["sales"] == "123.00"
    assert keys(after) == keys(before)
    assert desk.brief("page", DAY + timedelta(days=37)).details.seen == ()
