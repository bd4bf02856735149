"""The demo shop's planted troubles (fixtures/README.md), each found by its step and said by name."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from shopdesk import locations, plan
from shopdesk.desk import Desk
from shopdesk.steps import STEPS
from shopdesk.steps.briefing import Finding, Severity

FRENCH, TEA, FLORAL = "801514370126", "802614370215", "802914370337"  # the three main products
NEW = "809914370214"


@pytest.fixture(scope="module")
def desk(demo_folder: Path) -> Iterator[Desk]:
    desk = Desk(locations.at(demo_folder))
    desk.open()
    yield desk
    desk.close()


def findings(desk: Desk, step: str, start: str) -> list[Finding]:
    return [finding for finding in desk.briefing(step).findings if finding.key.startswith(start)]


def one(desk: Desk, step: str, start: str) -> Finding:
    (found,) = findings(desk, step, start)
    return found


def test_search_is_down_by_a_third(desk: Desk) -> None:
    fallen = [f for f in findings(desk, "shop", "shop:source:") if "手淘搜索" in f.key]
    assert [f.severity for f in fallen] == [Severity.ACT]
    assert fallen[0].worth_minor is not None and fallen[0].worth_minor < -100_000
    assert findings(desk, "shop", "shop:source:")[0] is fallen[0], "the source that cost most comes first"
    details = desk.briefing("shop").details
    (row,) = [row for row in details.sources if row.source.endswith("手淘搜索")]
    assert row.verdict == "fell"
    assert row.change == pytest.approx(-0.36, abs=0.02)
    assert "10-25" in fallen[0].text, "down since Sunday"


def test_the_wasted_keyword_is_deleted(desk: Desk) -> None:
    found = one(desk, "ads", f"ads:delete:{FLORAL}:碎花连衣裙 夏")
    assert found.severity is Severity.ACT and found.worth_minor is not None and found.worth_minor < 0
    (row,) = [row for row in desk.briefing("ads").details.keywords if row.keyword == "碎花连衣裙 夏"]
    assert (row.clicks, row.orders, row.verdict) == (620, 0, "delete")


def test_the_crowd_that_loses_most_comes_first_and_is_no_second_loss(desk: Desk) -> None:
    crowd = one(desk, "ads", "ads:line:")
    assert desk.briefing("ads").findings[0] is crowd and "大促敏感人群" in crowd.text
    assert crowd.worth_minor is not None and -27_000 < crowd.worth_minor < -25_000
    assert (crowd.rule, crowd.severity, crowd.evidence["of_words"]) == ("R32", Severity.ACT, True)
    assert "¥263 lost a day" in desk.briefing("ads").headline, "the words' ¥91 are in it, not beside it"


def test_twelve_clicks_condemn_nothing(desk: Desk) -> None:
    (row,) = [row for row in desk.briefing("ads").details.keywords if row.keyword == "小众裙子"]
    assert (row.clicks, row.orders, row.verdict) == (12, 0, "watch")
    assert row.needs is not None and row.needs > 30
    assert not [f for f in desk.briefing("ads").findings if "小众裙子" in f.key]


def test_the_winning_keyword_is_raised_and_the_middling_kept(desk: Desk) -> None:
    words = {row.keyword: row.verdict for row in desk.briefing("ads").details.keywords}
    assert words["法式连衣裙"] == "raise"
    assert words["茶歇裙 显瘦"] in ("keep", "watch")


def test_a_main_products_bounce_is_up(desk: Desk) -> None:
    found = one(desk, "shop", "shop:bounce:")
    assert found.key == f"shop:bounce:{TEA}"
    assert found.task is not None and found.task.role == "design"


def test_a_price_was_not_restored(desk: Desk) -> None:
    found = one(desk, "activities", "activities:restore:")
    assert (found.rule, found.severity) == ("R38", Severity.ACT)
    (restore,) = desk.briefing("activities").details.restores
    assert (restore.product_id, restore.overdue, restore.restore_minor) == (NEW, True, 13900)


def test_a_sign_up_ends_tomorrow(desk: Desk) -> None:
    found = one(desk, "activities", "activities:deadline:")
    assert "秋冬女装会场" in found.text and found.severity is Severity.ACT


def test_a_bad_review_caused_by_logistics(desk: Desk) -> None:
    found = one(desk, "listings", "listings:review:R20261027214012")
    assert (found.rule, found.severity) == ("R152", Severity.ACT)
    (row,) = [row for row in desk.briefing("listings").details.reviews if row.id == "R20261027214012"]
    assert (row.branch, row.branch_proposed, row.product_id, row.is_main) == ("logistics", True, FLORAL, True)


def test_a_copycat_with_the_same_title_at_a_lower_price(desk: Desk) -> None:
    found = one(desk, "listings", "listings:copycat:")
    (row,) = desk.briefing("listings").details.copycats
    assert found.severity is Severity.ACT
    assert row.product_id == FRENCH
    assert row.similarity == pytest.approx(1)
    assert row.price_gap == pytest.approx(0.2)
    assert row.lost_orders == 374 - 126


def test_a_main_product_is_about_to_run_out(desk: Desk) -> None:
    stock = {row.product_id: row.state for row in desk.briefing("shop").details.stock}
    assert stock[FRENCH] == "about_to_run_out"
    assert stock["804514370882"] == "restock"
    assert stock["804714370933"] == "sells_badly"
    found = [f for f in desk.briefing("shop").findings if FRENCH in f.key and "stock" in f.key]
    assert [f.severity for f in found] == [Severity.ACT]


def test_the_month_is_just_out_of_reach(desk: Desk) -> None:
    found = one(desk, "numbers", "numbers:month:2026-10")
    assert found.severity is Severity.ACT
    target = desk.briefing("numbers").details.target
    assert 0.95 < target.forecast.p50_minor / target.month_minor < 0.99
    assert target.forecast.hit_probability < 0.1


def test_the_day_was_missed_because_of_visitors(desk: Desk) -> None:
    details = desk.briefing("numbers").details
    assert details.verdict == "missed"
    effects = details.effects
    assert effects.visitors + effects.conversion + effects.average_spend == pytest.approx(effects.total)
    assert effects.visitors < effects.conversion < 0 < effects.average_spend


def test_the_page_is_no_trouble_and_the_gate_is_open(desk: Desk) -> None:
    page = desk.briefing("page").details
    assert (page.verdict, page.gate_closed) == ("pass", False)
    assert desk.briefing("ads").details.gate.closed is False


def test_today_names_the_three_worth_most(desk: Desk) -> None:
    for step in ("shop", "competitors", "ads", "activities", "listings", "page"):
        desk.briefing(step)
    today = desk.today_view()
    worth = [abs(finding.worth_minor or 0) for _step, finding in today.top]
    assert len(worth) == 3 and worth == sorted(worth, reverse=True)
    assert not today.pending
    assert len(today.carried) == 2


def test_what_is_in_the_plan_leaves_the_three_and_is_counted(demo_folder: Path, tmp_path: Path) -> None:
    copied = tmp_path / "demo"
    shutil.copytree(demo_folder, copied)
    with closing(Desk(locations.at(copied))) as desk:
        desk.open()
        for step in STEPS:
            desk.briefing(step)
        first = desk.today_view()
        assert first.in_plan == "" and not any(cause.planned for cause in first.causes)
        (search,) = [cause for cause in first.causes if "手淘搜索" in cause.finding.key]
        assert "numbers:month:2026-10" in [finding.key for _step, finding in search.folded], "the month is told with its cause"
        for _step, finding in first.top:
            assert plan.add_finding(desk.store, desk.need_shop(), desk.day, finding) is not None
        then = desk.today_view()
        assert not {finding.key for _step, finding in first.top} & {finding.key for _step, finding in then.top}
        assert then.in_plan == "3 more are in the plan already"
        for cause in first.causes:
            plan.add_finding(desk.store, desk.need_shop(), desk.day, cause.finding)
        last = desk.today_view()
        assert last.top == () and last.in_plan and not last.quiet, "planned is not nothing to do"


def test_every_finding_explains_itself_and_every_rule_has_words(desk: Desk) -> None:
    for step in STEPS:
        for finding in desk.briefing(step).findings:
            assert desk.explain(finding.rule), finding.rule
            assert finding.text
            assert finding.why is not None, finding.key
