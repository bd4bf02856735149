"""Findings become few causes: what follows from a known one is folded into it, and the rest is ranked by money. Invented."""

from __future__ import annotations

from datetime import date
from typing import Any

from shopdesk.steps.briefing import Briefing, Finding, Severity, State
from shopdesk.steps.causes import Cause, causes

DAY = date(2026, 10, 27)


def finding(key: str, worth: int | None = None, severity: Severity = Severity.ACT, **evidence: Any) -> Finding:
    return Finding(key, "R14", severity, key, evidence, worth_minor=worth)


def of(*findings: Finding) -> tuple[Cause, ...]:
    steps: dict[str, list[Finding]] = {}
    for one in findings:
        steps.setdefault(one.key.split(":")[0], []).append(one)
    return causes(
        {step: Briefing(step, DAY, State.READY, "", Severity.ACT, None, tuple(found)) for step, found in steps.items()}, part=0.2
    )


def keys(*findings: Finding) -> list[str]:
    return [cause.finding.key for cause in of(*findings)]


def folded(cause: Cause) -> set[str]:
    return {one.key for _step, one in cause.folded}


def test_losses_come_by_their_money_then_gains_then_a_month_without_a_target() -> None:
    assert keys(
        finding("numbers:no_target"),
        finding("numbers:month:2026-10", -600),
        finding("ads:raise:1:a", 800),
        finding("listings:copycat:1", -200),
        finding("ads:delete:1:b", -700),
    ) == ["ads:delete:1:b", "numbers:month:2026-10", "listings:copycat:1", "ads:raise:1:a", "numbers:no_target"]


def test_what_lost_much_of_it_explains_a_month_out_of_reach() -> None:
    month = finding("numbers:month:2026-10", -4_000)
    fell = finding("shop:source:搜索", -3_000, source="搜索", change=-0.5)
    (cause,) = of(month, fell, finding("numbers:visitors", -3_500, change=-0.2))
    assert cause.finding.key == "shop:source:搜索" and folded(cause) == {"numbers:visitors", "numbers:month:2026-10"}
    assert "the month's shortfall" in cause.why
    assert keys(month, finding("shop:source:搜索", -300, source="搜索", change=-0.5)) == [month.key, "shop:source:搜索"]
    assert keys(month, finding("shop:stock:7", -4_800, product_id="7", state="about_to_run_out"))[1] == month.key, (
        "what will be lost explains nothing that was"
    )


def test_a_copy_that_takes_sales_explains_that_fewer_buy() -> None:
    fell = finding("numbers:conversion", -1_000, change=-0.1)
    assert keys(fell, finding("listings:copycat:1", -400)) == ["listings:copycat:1"]
    assert keys(fell, finding("listings:copycat:1", -100)) == ["numbers:conversion", "listings:copycat:1"]
    assert set(keys(fell, finding("listings:copycat:1"))) == {"numbers:conversion", "listings:copycat:1"}


def test_what_has_its_task_already_comes_last() -> None:
    found = (finding("ads:delete:1:a", -900), finding("listings:copycat:1", -100))
    briefings = {one.key.split(":")[0]: Briefing("", DAY, State.READY, "", Severity.ACT, None, (one,)) for one in found}
    ranked = causes(briefings, {"ads:delete:1:a"}, part=0.2)
    assert [(cause.finding.key, cause.planned) for cause in ranked] == [("listings:copycat:1", False), ("ads:delete:1:a", True)]


def test_a_lost_source_explains_the_fall_of_visitors() -> None:
    (cause,) = of(
        finding("numbers:visitors", -5_000, change=-0.2),
        finding("shop:source:搜索", -3_000, source="搜索", change=-0.5),
        finding("numbers:missed", -4_000),
    )
    assert cause.finding.key == "shop:source:搜索" and folded(cause) == {"numbers:visitors", "numbers:missed"}
    assert "visitors" in cause.why and cause.worth_minor == -3_000


def test_a_small_source_does_not_explain_a_large_fall() -> None:
    assert keys(
        finding("numbers:visitors", -5_000, change=-0.2), finding("shop:source:微信", -300, source="微信", change=-0.5)
    ) == ["numbers:visitors", "shop:source:微信"]


def test_a_hole_in_the_figures_comes_first_and_explains_what_rests_on_them() -> None:
    first, second = of(
        finding("ads:delete:1:a", -90_000),
        finding("numbers:conversion", 4_000, change=0.9),
        finding("numbers:visitors", -5_000, change=-0.5),
        finding("shop:source:搜索", -3_000, source="搜索", change=-0.5),
        finding("shop:gap:shop"),
    )
    assert first.finding.key == "shop:gap:shop" and second.finding.key == "ads:delete:1:a"
    assert folded(first) == {"numbers:conversion", "numbers:visitors", "shop:source:搜索"}


def test_a_stock_out_explains_what_its_own_product_does_and_nothing_of_another() -> None:
    first, second = of(
        finding("shop:stock:7", -3_000, product_id="7", state="out"),
        finding("shop:bounce:7", -2_000, product_id="7"),
        finding("shop:bounce:8", -1_000, product_id="8"),
        finding("numbers:conversion", -4_000, change=-0.1),
    )
    assert (first.finding.key, second.finding.key) == ("shop:stock:7", "shop:bounce:8")
    assert folded(first) == {"shop:bounce:7", "numbers:conversion"}
    low = finding("shop:stock:7", -30, product_id="7", state="about_to_run_out")
    assert keys(low, finding("shop:bounce:7", -9, product_id="7")) == ["shop:stock:7", "shop:bounce:7"], (
        "what is there explains nothing"
    )


def test_a_promotions_end_is_no_fault() -> None:
    end = finding("shop:after_promotion", severity=Severity.FINE)
    assert not of(end, finding("numbers:visitors", -5_000, change=-0.3), finding("numbers:missed", -2_000))
    assert keys(end, finding("shop:stock:7", -1, product_id="7", state="out")) == ["shop:stock:7"], "others stay"


def test_a_mix_shift_never_blames_the_page() -> None:
    (cause,) = of(
        finding("page:broken", -4_000),
        finding("shop:bounce:7", -2_000, product_id="7"),
        finding("numbers:conversion", -6_000, change=-0.4),
        finding("shop:source:抖音", 900, Severity.FINE, source="抖音", change=4.0, strangers=True),
    )
    assert cause.finding.key == "shop:source:抖音"
    assert folded(cause) == {"page:broken", "shop:bounce:7", "numbers:conversion"}


def test_a_page_that_fails_its_usual_visitors_is_not_folded_into_other_visitors() -> None:
    shift = finding("shop:mix", -5_000, source="抖音")
    grew = finding("shop:source:抖音", 900, Severity.FINE, source="抖音", change=4.0, strangers=True)
    lower = finding("numbers:conversion", -6_000, change=-0.4)
    (cause,) = of(shift, grew, lower, finding("page:gate", severity=Severity.WATCH, page_itself=False))
    assert cause.finding.key == "shop:mix" and folded(cause) == {"shop:source:抖音", "numbers:conversion", "page:gate"}
    assert keys(shift, grew, lower, finding("page:broken", -4_000, page_itself=True)) == ["shop:mix", "page:broken"]
    few = finding("shop:source:微信", 30, Severity.FINE, source="微信", change=0.9, strangers=False)
    assert keys(few, finding("page:broken", -4_000)) == ["page:broken"], "a few more visitors of a small source excuse nothing"


def test_the_spend_ratio_is_a_chance_no_loss() -> None:
    ratio = finding("page:spend_ratio", product_id="7")
    assert keys(ratio, finding("shop:stock:8", -30, product_id="8", state="out"), finding("ads:raise:1:a", 50)) == [
        "shop:stock:8",
        "ads:raise:1:a",
        "page:spend_ratio",
    ]
    dearer = finding("shop:price:7", product_id="7", before_minor=9_000, after_minor=11_200)
    (cause,) = of(ratio, dearer)
    assert cause.finding.key == "shop:price:7" and folded(cause) == {"page:spend_ratio"}
    cheaper = finding("shop:price:7", product_id="7", before_minor=11_200, after_minor=9_000)
    assert keys(ratio, cheaper) == ["shop:price:7", "page:spend_ratio"], "a cheaper price lifts the ratio"
    other = finding("shop:price:8", product_id="8", before_minor=9_000, after_minor=11_200)
    assert keys(ratio, other) == ["shop:price:8", "page:spend_ratio"]


def test_a_stock_out_explains_the_sources_that_lost_its_visitors() -> None:
    out = finding("shop:stock:7", -6_000, product_id="7", state="out")
    visitors = finding("numbers:visitors", -3_500, change=-0.3)
    for key in ("shop:alike", "shop:source:搜索"):
        fell = finding(key, -6_700, Severity.WATCH, change=-0.3, out_of_stock="7")
        (cause,) = of(out, fell, visitors)
        assert cause.finding.key == "shop:stock:7" and folded(cause) == {key, "numbers:visitors"}
        unknown = finding(key, -6_700, change=-0.3)
        assert keys(out, unknown, visitors) == [key, "shop:stock:7"]


def test_a_holiday_is_why_fewer_come_and_not_why_a_source_is_lost() -> None:
    holiday = finding("shop:holiday", severity=Severity.FINE)
    visitors = finding("numbers:visitors", -5_000, change=-0.37)
    assert not of(holiday, visitors, finding("numbers:missed", -2_000))
    lost = finding("shop:source:搜索", -4_000, source="搜索", change=-0.9)
    assert keys(holiday, visitors, lost) == [lost.key]
    assert keys(holiday, visitors, finding("numbers:conversion", -9_000, change=-0.4)) == ["numbers:conversion"]


def test_how_large_a_part_explains_is_the_operators_choice() -> None:
    fell = (finding("numbers:visitors", -5_000, change=-0.2), finding("shop:source:微信", -300, source="微信", change=-0.5))
    briefings = {one.key.split(":")[0]: Briefing("", DAY, State.READY, "", Severity.ACT, None, (one,)) for one in fell}
    assert len(causes(briefings, part=0.07)) == 2
    assert [cause.finding.key for cause in causes(briefings, part=0.05)] == ["shop:source:微信"]


def test_a_broken_page_explains_every_products_bounce() -> None:
    (cause,) = of(
        finding("page:broken", -4_000),
        finding("shop:bounce:7", -2_000, product_id="7"),
        finding("shop:bounce:8", -1_000, product_id="8"),
        finding("numbers:conversion", -6_000, change=-0.4),
    )
    assert cause.finding.key == "page:broken" and len(cause.folded) == 3


def test_a_new_price_explains_the_average_spend_of_the_same_direction() -> None:
    price = finding("shop:price:7", -300, product_id="7", before_minor=9_900, after_minor=6_900)
    (cause,) = of(price, finding("numbers:average_spend", -9_000, change=-0.1))
    assert cause.finding.key == "shop:price:7"
    assert len(of(price, finding("numbers:average_spend", 9_000, change=0.1))) == 2, "a cheaper price raises no basket"


def test_a_new_price_explains_its_products_bounce_and_a_wasted_word_the_ads_roi() -> None:
    price = finding("shop:price:7", -300, product_id="7", before_minor=9_900, after_minor=12_900)
    assert keys(price, finding("shop:bounce:7", -900, product_id="7")) == ["shop:price:7"]
    assert keys(finding("ads:roi", -1_000), finding("ads:delete:7:夏", -800)) == ["ads:delete:7:夏"]
    assert keys(finding("ads:roi", -9_000), finding("ads:delete:7:夏", -800)) == ["ads:roi", "ads:delete:7:夏"]
    assert keys(finding("ads:roi", -1_000), finding("ads:line:crowd:大促", -800)) == ["ads:line:crowd:大促"]


def test_a_lost_source_that_sold_well_explains_a_lower_conversion() -> None:
    (cause,) = of(
        finding("numbers:conversion", -5_000, change=-0.3), finding("shop:gone:购物车", -4_000, source="自主访问 / 购物车")
    )
    assert cause.finding.key == "shop:gone:购物车"


def test_reviews_that_say_the_same_are_one_cause() -> None:
    (cause, other) = of(
        finding("listings:topic:size", topic="size"),
        finding("listings:review:1", topics=("size",)),
        finding("listings:review:2", topics=("size", "late")),
        finding("listings:review:3", topics=("late",)),
    )
    assert cause.finding.key == "listings:topic:size" and len(cause.folded) == 2 and other.finding.key == "listings:review:3"


def test_words_that_may_earn_more_are_one_piece_of_work() -> None:
    (cause,) = of(finding("ads:raise:1:a", 100), finding("ads:raise:1:b", 300), finding("ads:raise:2:c", 200))
    assert cause.finding.key == "ads:raise:1:b" and cause.why == "and 2 more words like it"


def test_a_quiet_day_has_no_cause() -> None:
    assert not of(
        finding("numbers:missed", -400),
        finding("shop:source:搜索", 900, Severity.FINE, source="搜索", change=0.3),
        finding("listings:unchecked", severity=Severity.WATCH),
        finding("ads:watch", severity=Severity.UNKNOWN),
    )


def test_what_explains_is_told_even_where_it_is_only_watched() -> None:
    (cause,) = of(
        finding("shop:gone:搜索", -3_000, Severity.WATCH, source="搜索"), finding("numbers:visitors", -5_000, change=-0.2)
    )
    assert cause.finding.key == "shop:gone:搜索"
