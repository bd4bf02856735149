"""All figures are invented: an October of ¥60,000 for promotion, judged on the 20th."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from shopdesk.errors import UsageError
from shopdesk.models import AdDay, Budget, PromotionDay, ShopDay
from shopdesk.playbook import load
from shopdesk.records import targets
from shopdesk.steps.ad_plan import AdPlan, form, set_plan
from shopdesk.steps.briefing import Briefing, Severity
from shopdesk.store import now
from tests.steps.build import Desk

DAY = date(2026, 10, 20)
MONTH = 6_000_000


def spend(desk: Desk, tool: str, a_day: int, first: date = date(2026, 9, 15), last: date = DAY) -> None:
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    desk.put(
        AdDay,
        *(
            {
                "day": day,
                "level": "keyword",
                "tool": tool,
                "product_id": "p1",
                "item": f"word of {tool}",
                "item_id": tool,
                "impressions": 2_000,
                "clicks": 100,
                "spend_minor": a_day,
                "orders": 5,
                "sales_minor": a_day * 3,
            }
            for day in days
        ),
    )


def plan(desk: Desk, goal: str = "", whole: int | None = MONTH, **shares: float | None) -> None:
    set_plan(desk.store, desk.shop, load(), DAY, goal, whole, shares)


def budgets(desk: Desk) -> Mapping[str, Mapping[str, int]]:
    with desk.store.read() as db:
        return targets.budgets(db, desk.shop.id)


def looked(desk: Desk, day: date = DAY) -> AdPlan:
    found = desk.brief("ads", day).details.plan
    assert isinstance(found, AdPlan)
    return found


def keys(briefing: Briefing) -> list[str]:
    return [finding.key for finding in briefing.findings if finding.key in ("ads:pace", "ads:plan")]


def test_nobody_planned_anything(desk: Desk) -> None:
    spend(desk, "search", 100_000)
    assert desk.brief("ads", DAY).details.plan is None


def test_spent_as_planned_is_quiet(desk: Desk) -> None:
    spend(desk, "search", 140_000)
    spend(desk, "crowd", 60_000)
    plan(desk, search=70, crowd=30)
    briefing, found = desk.brief("ads", DAY), looked(desk)
    assert keys(briefing) == []
    assert (found.period, found.whole_minor, found.spent_minor, found.days) == ("2026-10", MONTH, 20 * 200_000, 20)
    assert found.so_far_minor == round(MONTH * 20 / 31)
    assert [(row.tool, row.planned_minor, row.share, row.roi) for row in found.tools] == [
        ("search", 4_200_000, 0.7, 3.0),
        ("crowd", 1_800_000, 0.3, 3.0),
    ]
    assert "plan" in briefing.whys and briefing.to_json()["plan"]["whole"] == "60000.00"


def test_money_that_goes_too_fast_and_in_the_wrong_place(desk: Desk) -> None:
    spend(desk, "search", 210_000)
    spend(desk, "crowd", 30_000)
    plan(desk, "sales", search=70, crowd=30)
    briefing = desk.brief("ads", DAY)
    assert keys(briefing) == ["ads:pace", "ads:plan"]
    pace, shares = (finding for finding in briefing.findings if finding.key in ("ads:pace", "ads:plan"))
    assert pace.text == "Promotion spends too fast: ¥48,000 of ¥38,710 planned by now (124 %)"
    assert "takes 88 % of promotion, planned is 70 %" in shares.text and "(tools off their plan: 2)" in shares.text
    assert (pace.severity, shares.severity, pace.rule, shares.rule) == (Severity.WATCH, Severity.WATCH, "R110", "R107")
    assert pace.why is not None and "ads.pace_slack" in pace.why.settings


def test_a_young_month_says_nothing_yet(desk: Desk) -> None:
    spend(desk, "search", 500_000)
    plan(desk, search=50, crowd=50)
    found = looked(desk, date(2026, 10, 6))
    assert (found.days, found.pace_verdict, {row.verdict for row in found.tools}) == (6, "unknown", {"unknown"})
    assert keys(desk.brief("ads", date(2026, 10, 6))) == []
    assert keys(desk.brief("ads", date(2026, 10, 7))) == ["ads:pace", "ads:plan"]


def test_money_kept_for_a_great_day_is_not_spent_too_slowly(desk: Desk) -> None:
    spend(desk, "search", 140_000)
    plan(desk, search=100)
    assert keys(desk.brief("ads", DAY)) == ["ads:pace"]
    desk.put(PromotionDay, {"day": date(2026, 10, 28), "multiplier": 12.0})
    assert keys(desk.brief("ads", DAY)) == []


def test_while_the_page_fails_money_not_spent_is_no_trouble(desk: Desk) -> None:
    spend(desk, "search", 50_000)
    plan(desk, search=100)
    assert keys(desk.brief("ads", DAY)) == ["ads:pace"]
    bad = {"origin": "sycm_shop_daily", "visitors": 1000, "page_views": 2000, "bounce_rate": 0.75}
    desk.put(ShopDay, *(bad | {"day": DAY - timedelta(days=n)} for n in range(7)))
    assert keys(desk.brief("ads", DAY)) == []


def test_a_goal_alone_brings_its_own_shares(desk: Desk) -> None:
    spend(desk, "关键词推广", 100_000)
    plan(desk, "brand", None)
    found = looked(desk)
    assert (found.goal, found.shares_from, found.whole_minor, found.pace) == ("brand", "goal", None, None)
    row = found.tools[0]
    assert (row.tool, row.planned_share, row.share, row.lean) == ("关键词推广", 0.25, 1.0, "over")
    assert [tool.tool for tool in found.tools if not tool.on_site] == ["淘宝客"]
    assert budgets(desk) == {}


def test_a_years_budget_gives_the_month_its_part(desk: Desk) -> None:
    spend(desk, "search", 100_000)
    desk.put(Budget, {"period": "2026", "tool": "", "amount_minor": 36_500_000, "set_at": now()})
    found = looked(desk)
    assert found.set_for == "2026"
    assert found.whole_minor == pytest.approx(3_100_000, rel=0.01)


def test_the_plan_makes_up_the_whole_and_can_be_undone(desk: Desk) -> None:
    plan(desk, "sales", search=33.3, crowd=33.3, off=33.4)
    assert sum(amount for tool, amount in budgets(desk)["2026-10"].items() if tool) == MONTH
    plan(desk, "sales", 5_000_000, search=60, crowd=40, off=None)
    assert budgets(desk)["2026-10"] == {"": 5_000_000, "search": 3_000_000, "crowd": 2_000_000}
    assert desk.store.undo(desk.shop.id)
    assert set(budgets(desk)["2026-10"]) == {"", "search", "crowd", "off"}
    plan(desk, "", None)
    assert budgets(desk) == {} and desk.store.undo(desk.shop.id), "a plan that is there can be emptied"
    with desk.on(DAY) as context:
        shown = form(context)
    assert (shown.goal, shown.whole_minor) == ("sales", MONTH)
    assert shown.shares["off"] == 33.4 and shown.shares["人群推广"] is None
    assert shown.presets["sales"]["关键词推广"] == 0.5


@pytest.mark.parametrize(
    ("goal", "whole", "shares", "said"),
    [
        ("sales", MONTH, {"a": 60.0, "b": 30.0}, "make up 90 %"),
        ("sales", MONTH, {"a": 160.0, "b": -60.0}, "The share of b cannot be less than 0"),
        ("sales", None, {"a": 100.0}, "what the month may cost"),
        ("fame", MONTH, {}, "cannot be “fame”"),
        ("", -5, {}, "less than 0"),
        ("", None, {"a": None}, "nothing is filled in"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(
    desk: Desk, goal: str, whole: int | None, shares: dict[str, float | None], said: str
) -> None:
    with pytest.raises(UsageError) as caught:
        plan(desk, goal, whole, **shares)
    assert said in caught.value.message
    assert budgets(desk) == {}
