"""The plan as a tree, on invented shops."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from shopdesk.models import Budget, PromotionDay, ShopDay
from shopdesk.records import targets
from shopdesk.records.targets import parse_period, plan_day, plan_period, set_target
from shopdesk.steps import brief
from shopdesk.steps.target_tree import TargetTree, gap, target_tree
from shopdesk.steps.target_words import feasible, gap_text, totals
from shopdesk.store import now
from tests.steps.build import Desk

DAY = date(2026, 11, 10)


def sold(desk: Desk, days: int, sales_minor: int = 10_000_00, until: date = DAY) -> None:
    span = [until - timedelta(days=back) for back in range(days)]
    row = {"origin": "sycm_shop_daily", "visitors": 5_000, "paying_buyers": 100, "sales_minor": sales_minor}
    desk.put(ShopDay, *({"day": day} | row for day in span))


def tree(desk: Desk, month: str | None = None) -> TargetTree:
    with desk.on(DAY) as context:
        return target_tree(context, month)


def plan(known: Mapping[str, int], period: str) -> int | None:
    return gap(known, parse_period(period))


def test_the_published_target_does_not_close() -> None:
    """T1: 10,000,000 a year and 850,000 a month make 10,200,000; the gap is said, not rounded away."""
    known = {"2026": 10_000_000, **{f"2026-{month:02}": 850_000 for month in range(1, 13)}}
    assert plan(known, "2026") == -200_000
    assert plan({**known, "2026": 10_200_000}, "2026") is None


def test_a_level_with_room_to_share_has_no_gap() -> None:
    known = {"2026-Q4": 900, "2026-10": 300}
    assert plan(known, "2026-Q4") is None
    assert plan({**known, "2026-11": 300, "2026-12": 250}, "2026-Q4") == 50
    assert plan({**known, "2026-11": 700}, "2026-Q4") == -100
    assert plan({"2026-11": 300, "2026-11-11": 400}, "2026-11") == -100
    assert plan({"2026-10": 300}, "2026-Q4") is None


def test_a_quarters_months_stand_for_it_in_the_year() -> None:
    known = {"2026": 1_000, "2026-Q1": 200, "2026-Q2": 200, "2026-Q3": 200, "2026-10": 100, "2026-11": 150, "2026-12": 100}
    assert plan(known, "2026") == 50


def test_what_is_set_within_a_share_must_fit_it() -> None:
    known = {"2026": 3_650, "2026-07": 2_000}
    assert plan(known, "2026") is plan(known, "2026-Q3") is None
    assert plan({**known, "2026-07": 4_000}, "2026") == -350
    assert plan({**known, "2026-06-18": 400}, "2026-06") == -252, "June's share is 148"


def test_the_month_that_runs_says_where_it_ends_as_step_1_does(desk: Desk) -> None:
    sold(desk, 120)
    set_target(desk.store, desk.shop, "2026-11", 310_000_00)
    why = tree(desk, "2026-09").whys["2026-11"]
    told = dict(why.inputs)
    assert told["likely end"] == "¥300,000" and why.interval == "¥300,000 – ¥300,000, 8 times of 10"
    assert told["chance to reach the target"] == "< 1 %"
    assert told["its own error before"] == "0.0 % off on day 10 of 3 past months"
    assert told["at the present pace"].startswith("¥300,000 (sales so far + ")
    assert "likely end" not in dict(tree(desk).whys["2026-12"].inputs)


def test_the_tree_goes_from_the_year_to_the_days_and_adds_up(desk: Desk) -> None:
    sold(desk, 120)
    set_target(desk.store, desk.shop, "2026", 3_650_000_00)
    desk.put(PromotionDay, {"day": date(2026, 11, 11), "name": "11.11", "multiplier": 3.0})
    found = tree(desk)
    kinds = [node.kind for node in found.nodes]
    assert (kinds.count("year"), kinds.count("quarter"), kinds.count("month"), kinds.count("day")) == (1, 4, 12, 30)
    months = [node for node in found.nodes if node.kind == "month"]
    assert sum(node.target_minor or 0 for node in months) == pytest.approx(3_650_000_00, abs=12)
    november = found.node("2026-11")
    assert november is not None
    days = [node for node in found.nodes if node.kind == "day"]
    assert sum(node.target_minor or 0 for node in days) == november.target_minor
    promoted, usual = found.node("2026-11-11"), found.node("2026-11-12")
    assert promoted is not None
    assert usual is not None
    assert promoted.target_minor == pytest.approx(3 * (usual.target_minor or 0), abs=3)
    assert (promoted.multiplier, promoted.special) == (3.0, "11.11")
    assert november.pace_minor == pytest.approx(32 * 10_000_00)
    assert totals(found) == "Year, quarters, months and days add up."


def test_gaps_are_said_with_their_amount(desk: Desk) -> None:
    set_target(desk.store, desk.shop, "2026-Q4", 900_000_00)
    for month in ("2026-10", "2026-11", "2026-12"):
        set_target(desk.store, desk.shop, month, 310_000_00)
    found = tree(desk)
    quarter = found.node("2026-Q4")
    assert quarter is not None
    assert gap_text(quarter, "CNY") == "its parts ask for ¥30,000 more than the whole"
    assert totals(found) == "2026-Q4: its parts ask for ¥30,000 more than the whole"


def test_days_without_a_report_give_no_pace_and_no_zero(desk: Desk) -> None:
    sold(desk, 70)
    found = tree(desk)
    year, november = found.node("2026"), found.node("2026-11")
    assert year is not None
    assert november is not None
    assert year.pace_minor is None
    assert year.lacking > 200
    january = found.node("2026-01")
    assert january is not None
    assert (january.sold_minor, january.pace_minor) == (None, None)
    assert november.pace_minor == pytest.approx(300_000_00)
    desk2 = november.sold_minor
    assert desk2 == 100_000_00


def test_a_past_day_without_a_report_is_taken_at_the_level_of_its_own_time(desk: Desk) -> None:
    """The shop has sold three times as much since September, three days of which no report tells of."""
    sold(desk, 41, 30_000_00)
    september = [date(2026, 9, day) for day in range(1, 31)]
    row = {"origin": "sycm_shop_daily", "visitors": 5_000, "paying_buyers": 100, "sales_minor": 10_000_00}
    desk.put(ShopDay, *({"day": day} | row for day in september if day.day not in (10, 11, 12)))
    found = tree(desk).node("2026-09")
    assert found is not None
    assert (found.sold_minor, found.lacking) == (270_000_00, 3)
    assert found.pace_minor == pytest.approx(300_000_00, rel=0.01)
    set_target(desk.store, desk.shop, "2026-09", 300_000_00)
    plan = tree(desk)
    september_node = plan.node("2026-09")
    assert september_node is not None
    assert feasible(plan, september_node).endswith("100 % · 3 days without a report estimated")
    assert "the mean of the others" in dict(plan.whys["2026-09"].inputs)["at the present pace"]


def test_a_target_is_held_against_the_best_month(desk: Desk) -> None:
    sold(desk, 120)
    set_target(desk.store, desk.shop, "2026-12", 620_000_00)
    set_target(desk.store, desk.shop, "2026-11", 250_000_00)
    found = tree(desk)
    december, november = found.node("2026-12"), found.node("2026-11")
    assert december is not None
    assert november is not None
    text = feasible(found, december)
    assert text.startswith("asks 100 % more than the present pace · 100 % above the best month so far, ¥310,000 in 2026-")
    assert feasible(found, november).startswith("the present pace reaches it, 20 % to spare")
    assert found.whys["2026-12"].rule == "R87"


def test_a_month_whose_parts_leave_it_less_than_it_sold_is_said(desk: Desk) -> None:
    sold(desk, 120)
    set_target(desk.store, desk.shop, "2026-Q4", 600_000_00)
    set_target(desk.store, desk.shop, "2026-12", 500_000_00)
    set_target(desk.store, desk.shop, "2026-10", 50_000_00)
    text = "2026-11 is to bring ¥50,000, its share of 2026-Q4, but has sold ¥100,000 already: look at the parts of 2026-Q4"
    found = tree(desk)
    november, october = found.node("2026-11"), found.node("2026-10")
    assert november is not None
    assert october is not None
    assert totals(found) == text and feasible(found, november).startswith(text)
    assert feasible(found, october) == "reached 620 %", "it is over"
    assert "forecast.passed" in found.whys["2026-11"].settings
    assert remarks(desk) == [("R85", "watch", text)]

    set_target(desk.store, desk.shop, "2026-11", 66_000_00)
    text = "2026-11 has sold ¥100,000 of ¥66,000 already: agree on another target"
    assert remarks(desk) == [("R87", "watch", text)]
    assert totals(tree(desk)).startswith("2026-Q4: its parts ask for"), "what does not add up comes first"

    set_target(desk.store, desk.shop, "2026-11", 67_000_00)
    set_target(desk.store, desk.shop, "2026-Q4", 617_000_00)
    assert remarks(desk) == []
    assert totals(tree(desk)) == "Year, quarters, months and days add up."


def remarks(desk: Desk) -> list[tuple[str, str, str]]:
    with desk.on(DAY) as context:
        found = brief("numbers", context).findings
    return [(each.rule, each.severity.value, each.text) for each in found if each.key == "numbers:passed:2026-11"]


def test_budgets_stand_beside_and_add_up(desk: Desk) -> None:
    plan_period(desk.store, desk.shop, "2026-10", None, 20_000_00)
    plan_period(desk.store, desk.shop, "2026-11", None, 30_000_00)
    desk.put(Budget, {"period": "2026-11", "tool": "关键词推广", "amount_minor": 9_000_00, "set_at": now()})
    found = tree(desk)
    quarter, november = found.node("2026-Q4"), found.node("2026-11")
    assert quarter is not None
    assert november is not None
    assert (quarter.budget_minor, quarter.budget_own) == (50_000_00, False)
    assert (november.budget_minor, november.budget_own) == (30_000_00, True)


def test_what_is_planned_is_undone_at_one_go(desk: Desk) -> None:
    plan_period(desk.store, desk.shop, "2026-11", 300_000_00, 9_000_00)
    plan_day(desk.store, desk.shop, date(2026, 11, 11), 40_000_00, 2.5, " 11.11 ")
    found = tree(desk)
    day = found.node("2026-11-11")
    assert day is not None
    assert (day.own, day.target_minor, day.multiplier, day.special) == (True, 40_000_00, 2.5, "11.11")
    desk.store.undo(desk.shop.id)
    day = tree(desk).node("2026-11-11")
    assert day is not None
    assert (day.own, day.multiplier) == (False, None)
    desk.store.undo(desk.shop.id)
    with desk.store.read() as db:
        assert (targets.amounts(db, desk.shop.id), targets.budgets(db, desk.shop.id)) == ({}, {})


def test_another_months_days_can_be_opened(desk: Desk) -> None:
    found = tree(desk, "2026-02")
    assert [node.period for node in found.nodes if node.kind == "day"][-1] == "2026-02-28"
    assert tree(desk, "2027-03").nodes[0].period == "2027"


def test_a_days_reason_gives_the_target_shown(desk: Desk) -> None:
    """The weekdays turn round as the month begins: its targets still follow what was known before, and so does what `?` says."""
    begins = date(2026, 11, 1)
    for day in (DAY - timedelta(days=back) for back in range(120)):
        strong = (day.weekday() < 3) == (day < begins)
        row = {"day": day, "origin": "sycm_shop_daily", "visitors": 5_000, "paying_buyers": 100}
        desk.put(ShopDay, row | {"sales_minor": 12_345_67 if strong else 7_654_32})
    set_target(desk.store, desk.shop, "2026-11", 300_000_00)
    set_target(desk.store, desk.shop, "2026-11-11", 40_000_00)
    found = tree(desk)
    days = [node for node in found.nodes if node.kind == "day" and not node.own]
    total = sum(node.weight or 0 for node in days)
    for node in days:
        assert node.weight is not None
        assert node.target_minor == pytest.approx(260_000_00 * node.weight / total, abs=1)
        share = dict(found.whys[node.period].inputs)["share of the day"]
        assert 260_000_00 * float(share.split("= ")[1].removesuffix(" %")) / 100 == pytest.approx(node.target_minor, abs=2_00)
    by_weight = sorted(days, key=lambda node: node.weight or 0)
    assert (by_weight[0].target_minor or 0) < (by_weight[-1].target_minor or 0)
    assert dict(found.whys[days[0].period].inputs)["days with a target of their own"] == "¥40,000"


def test_a_day_the_shop_is_closed_is_no_measure(desk: Desk) -> None:
    row = {"origin": "sycm_shop_daily", "visitors": 60, "paying_buyers": 0}
    days = [DAY - timedelta(days=back) for back in range(120)]
    desk.put(ShopDay, *({"day": day, "sales_minor": 0 if day.weekday() == 1 else 10_000_00} | row for day in days))
    set_target(desk.store, desk.shop, "2026-11", 300_000_00)
    found = tree(desk)
    for closed in ("2026-11-03", "2026-11-17"):
        node = found.node(closed)
        assert node is not None and node.target_minor == 0
        assert feasible(found, replace(node, pace_minor=500_00)) == ""


def test_a_month_of_nothing_is_no_best_month(desk: Desk) -> None:
    sold(desk, 30, 0, until=date(2026, 9, 30))
    sold(desk, 41)
    set_target(desk.store, desk.shop, "2026-11", 310_000_00)
    found = replace(tree(desk), best_minor=0, best_month="2026-09")
    node = found.node("2026-11")
    assert node is not None and "best month" not in feasible(found, node)


def test_a_pace_of_refunds_reaches_nothing(desk: Desk) -> None:
    sold(desk, 60, -100_00)
    set_target(desk.store, desk.shop, "2026-12", 300_000_00)
    found = tree(desk)
    node = found.node("2026-12")
    assert node is not None and feasible(found, node) == "more is refunded than sold at the present pace"
