from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from shopdesk.analysis.attribution import Factors, lmdi
from shopdesk.models import PromotionDay, ShopDay, SourceDay
from shopdesk.records import table
from shopdesk.records.targets import set_stage, set_target
from shopdesk.steps.briefing import Briefing, Finding, Severity, State
from shopdesk.text import speaking
from tests.steps.build import Desk

DAY = date(2026, 11, 10)  # a Tuesday
BEFORE = tuple(DAY - timedelta(weeks=weeks) for weeks in (4, 3, 2, 1))


def sold(desk: Desk, days: Iterable[date], visitors: int | None, buyers: int | None, sales: int | None) -> None:
    rows = [
        {"day": d, "origin": "sycm_shop_daily", "visitors": visitors, "paying_buyers": buyers, "sales_minor": sales} for d in days
    ]
    desk.put(ShopDay, *rows)


def steady(desk: Desk, days: int = 70, until: date = DAY) -> None:
    """Invented history up to the day before `until`: each day within 3 % of 5,000 visitors, 3 %, ¥100."""
    rows = []
    for back in range(1, days + 1):
        wave = (back * 7 % 13 - 6) / 200
        visitors = round(5000 * (1 + wave))
        buyers = round(150 * (1 + wave))
        rows.append(
            {
                "day": until - timedelta(days=back),
                "origin": "sycm_shop_daily",
                "visitors": visitors,
                "paying_buyers": buyers,
                "sales_minor": buyers * 100_00,
            }
        )
    desk.put(ShopDay, *rows)


def by_key(briefing: Briefing) -> dict[str, Finding]:
    return {finding.key: finding for finding in briefing.findings}


def test_a_missed_day_says_by_how_much_and_why(desk: Desk) -> None:
    sold(desk, BEFORE, 5_310, 177, 19_135_00)
    sold(desk, [DAY], 4_291, 136, 14_775_04)
    set_target(desk.store, desk.shop, "2026-11", 570_000_00)
    briefing = desk.brief("numbers", DAY)
    details = briefing.details
    assert briefing.headline == "MISSED ¥14,775 of ¥19,000 (78 %)"
    assert (briefing.state, briefing.severity, details.verdict) == (State.READY, Severity.ACT, "missed")
    assert dict(briefing.facts) == {
        "visitors": 4_291,
        "page_views": None,
        "paying_buyers": 136,
        "sales_minor": 14_775_04,
        "conversion": 136 / 4_291,
        "average_spend_minor": 108_64,
    }
    assert (details.baseline.kind, details.baseline.days) == ("same_weekday_4w", BEFORE)
    assert (details.baseline.visitors, details.baseline.paying_buyers, details.baseline.sales_minor) == (5_310, 177, 19_135_00)
    expected = lmdi(Factors(4_291, 136, 14_775.04), Factors(5_310, 177, 19_135))
    effects = details.effects
    assert effects.visitors == pytest.approx(expected.visitors)
    assert effects.conversion == pytest.approx(expected.conversion)
    assert effects.average_spend == pytest.approx(expected.average_spend)
    assert effects.visitors + effects.conversion + effects.average_spend == effects.total
    assert effects.total == pytest.approx(14_775.04 - 19_135)
    spend = details.factors[2]
    assert (spend.name, spend.value) == ("average_spend", pytest.approx(108.64, abs=0.005))


def test_a_met_day_is_met_at_its_target_and_99_percent_is_not_all(desk: Desk) -> None:
    sold(desk, [DAY], 100, 10, 19_000_00)
    sold(desk, [DAY + timedelta(days=1)], 100, 10, 18_999_99)
    for day in ("2026-11-10", "2026-11-11"):
        set_target(desk.store, desk.shop, day, 19_000_00)
    assert desk.brief("numbers", DAY).headline == "MET ¥19,000 of ¥19,000 (100 %)"
    missed = desk.brief("numbers", DAY + timedelta(days=1))
    assert (missed.details.verdict, missed.headline) == ("missed", "MISSED ¥19,000 of ¥19,000 (99 %)")


def test_without_figures_there_is_no_verdict_and_no_zero(desk: Desk) -> None:
    sold(desk, BEFORE, 5_310, 177, 19_135_00)
    set_target(desk.store, desk.shop, "2026-11", 570_000_00)
    briefing = desk.brief("numbers", DAY)
    assert (briefing.state, briefing.details.verdict) == (State.NO_DATA, "no_data")
    assert briefing.needs[0].text == "Import the shop report of 2026-11-10."
    assert set(briefing.facts.values()) == {None}
    assert briefing.details.effects.total is None
    assert all(factor.value is None and factor.unusual is None for factor in briefing.details.factors)
    assert briefing.details.trend[-1].sales_minor is None
    assert briefing.details.target.day_minor == 19_000_00
    assert "numbers:missed" not in by_key(briefing)


def test_visitors_without_sales_are_no_verdict(desk: Desk) -> None:
    sold(desk, [DAY], 4_291, None, None)
    set_target(desk.store, desk.shop, "2026-11", 570_000_00)
    briefing = desk.brief("numbers", DAY)
    assert (briefing.state, briefing.details.verdict, briefing.facts["visitors"]) == (State.NO_DATA, "no_data", 4_291)


def test_orders_alone_give_the_verdict_but_ask_for_the_report(desk: Desk) -> None:
    desk.put(ShopDay, {"day": DAY, "origin": "orders", "sales_minor": 20_000_00, "orders": 3})
    set_target(desk.store, desk.shop, "2026-11-10", 19_000_00)
    briefing = desk.brief("numbers", DAY)
    assert (briefing.state, briefing.details.verdict) == (State.NEEDS, "met")
    assert briefing.facts["conversion"] is None
    assert briefing.to_json()["needs"] == ["sycm_shop_daily"]


def test_no_target_says_how_to_set_one(desk: Desk) -> None:
    sold(desk, [DAY], 4_291, 136, 14_775_04)
    briefing = desk.brief("numbers", DAY)
    assert (briefing.details.verdict, briefing.details.month_verdict) == ("no_target", "no_target")
    assert briefing.headline == "¥14,775, no target set"
    assert by_key(briefing)["numbers:no_target"].text == "No target for 2026-11: shopdesk target 2026-11 AMOUNT sets one"
    sold(desk, [date(2026, 10, d) for d in range(1, 32)], 4_000, 130, 13_301_50)
    text = by_key(desk.brief("numbers", DAY))["numbers:no_target"].text
    assert text == ("No target for 2026-11: shopdesk target 2026-11 420000 sets one; the month before sold ¥412,346"), (
        "what one may take for a start comes from the shop itself"
    )


def test_a_days_own_target_is_taken_off_the_months(desk: Desk) -> None:
    sold(desk, [DAY], 4_291, 136, 14_775_04)
    set_target(desk.store, desk.shop, "2026-11", 570_000_00)
    set_target(desk.store, desk.shop, "2026-11-11", 48_000_00)
    assert desk.brief("numbers", DAY).details.target.day_minor == 18_000_00
    assert desk.brief("numbers", DAY + timedelta(days=1)).details.target.day_minor == 48_000_00


def closed_on_tuesdays(desk: Desk) -> None:
    days = [DAY - timedelta(days=back) for back in range(120)]
    sold(desk, [d for d in days if d.weekday() != 1], 5_000, 150, 15_000_00)
    sold(desk, [d for d in days if d.weekday() == 1], 60, 0, 0)


def test_a_day_the_shop_is_closed_owes_nothing(desk: Desk) -> None:
    closed_on_tuesdays(desk)
    set_target(desk.store, desk.shop, "2026-11", 390_000_00)
    briefing = desk.brief("numbers", DAY)
    assert (briefing.headline, briefing.details.verdict) == ("¥0, the day owes nothing", "no_target")
    assert briefing.details.target.day_minor == 0
    assert not by_key(briefing).keys() & {"numbers:missed", "numbers:no_target"}
    assert "target" not in [each.baseline.kind for each in briefing.details.comparisons]


def test_where_only_closed_days_are_left_to_bring_it_they_share_the_rest(desk: Desk) -> None:
    closed_on_tuesdays(desk)
    set_target(desk.store, desk.shop, "2026-11", 390_000_00)
    for day in (date(2026, 11, 1) + timedelta(days=back) for back in range(30)):
        if day.weekday() != 1:
            set_target(desk.store, desk.shop, day.isoformat(), 10_000_00)
    assert desk.brief("numbers", DAY).details.target.day_minor == 32_500_00


def test_a_usual_day_that_lost_money_is_multiplied_to_no_target(desk: Desk) -> None:
    steady(desk)
    sold(desk, [DAY], 4_900, 140, 14_000_00)
    with desk.store.write() as db:
        db.execute(sa.update(table(ShopDay)).where(table(ShopDay).c.day == BEFORE[3]).values(sales_minor=-900_000_00))
        db.execute(sa.update(table(ShopDay)).where(table(ShopDay).c.day == BEFORE[2]).values(sales_minor=-900_000_00))
        db.execute(sa.update(table(ShopDay)).where(table(ShopDay).c.day == BEFORE[1]).values(sales_minor=-900_000_00))
    set_target(desk.store, desk.shop, "2026-11", 570_000_00)
    briefing = desk.brief("numbers", DAY)
    assert briefing.details.baseline.sales_minor < 0
    assert "target" not in [each.baseline.kind for each in briefing.details.comparisons]


def test_a_planned_promotion_day_owes_more(desk: Desk) -> None:
    sold(desk, [DAY], 4_291, 136, 14_775_04)
    set_target(desk.store, desk.shop, "2026-11", 330_000_00)
    desk.put(PromotionDay, {"day": DAY + timedelta(days=1), "multiplier": 4.0})
    assert desk.brief("numbers", DAY).details.target.day_minor == 10_000_00
    left_and_missing = 28 + 4
    needed = desk.brief("numbers", DAY).details.target.needed_today_minor
    assert needed == pytest.approx(4 * 315_224_96 / left_and_missing, abs=1)


def test_the_month_is_judged_by_the_days_it_knows(desk: Desk) -> None:
    sold(desk, [date(2026, 11, d) for d in range(1, 10)], 100, 10, 10_000_00)
    sold(desk, [DAY], 100, None, None)
    sold(desk, [date(2026, 11, 11)], 100, 10, 10_000_00)
    set_target(desk.store, desk.shop, "2026-11", 300_000_00)
    briefing = desk.brief("numbers", date(2026, 11, 11))
    details = briefing.details
    assert details.month_verdict == "met"
    assert details.target.month_to_date_minor == 100_000_00
    assert details.missing_days == (DAY,)
    assert details.target.needed_per_day_minor == 10_000_00  # the missing day sold something, too
    assert "11-10" in by_key(briefing)["numbers:missing_days"].text
    assert details.month_share_gone == pytest.approx(11 / 30)


def test_a_quarters_target_reaches_the_day(desk: Desk) -> None:
    sold(desk, [DAY], 4_291, 136, 14_775_04)
    set_target(desk.store, desk.shop, "2026-Q4", 920_000_00)
    target = desk.brief("numbers", DAY).details.target
    assert (target.month_minor, target.month_set_for, target.day_minor) == (300_000_00, "2026-Q4", 10_000_00)


def test_a_days_target_does_not_move_while_the_month_runs(desk: Desk) -> None:
    steady(desk, 100, until=date(2026, 12, 1))
    set_target(desk.store, desk.shop, "2026-11", 300_000_00)
    early = desk.brief("numbers", date(2026, 11, 5)).details.trend
    late = desk.brief("numbers", date(2026, 11, 28)).details.trend
    shared = {day.day: day.target_minor for day in early if day.day.month == 11}
    assert len(shared) == 5
    assert shared == {day.day: day.target_minor for day in late if day.day in shared}


def test_a_fall_of_visitors_beyond_the_usual_is_something_to_do(desk: Desk) -> None:
    steady(desk)
    sold(desk, [DAY], 3_400, 102, 10_200_00)
    briefing = desk.brief("numbers", DAY)
    finding = by_key(briefing)["numbers:visitors"]
    assert (finding.severity, finding.rule) == (Severity.ACT, "R15")
    assert finding.text.startswith("Visitors 3,400, 32 % under a usual Tuesday; 4,")
    assert finding.worth_minor == pytest.approx(briefing.details.effects.visitors * 100, abs=1)
    assert finding.worth_minor is not None
    assert finding.worth_minor < -4_500_00
    assert finding.task is not None
    assert (finding.task.role, finding.task.check_on) == ("operations", DAY + timedelta(days=4))
    assert briefing.details.factors[0].unusual is True


def test_an_unusual_spend_outranks_unusual_visitors(desk: Desk) -> None:
    steady(desk)
    sold(desk, [DAY], 3_400, 102, 102 * 60_00)
    keys = [finding.key for finding in desk.brief("numbers", DAY).findings if finding.severity is Severity.ACT]
    assert keys[:2] == ["numbers:average_spend", "numbers:visitors"]


def test_a_leap_upwards_is_watched_for_it_may_not_be_real(desk: Desk) -> None:
    steady(desk)
    sold(desk, [DAY], 7_000, 210, 21_000_00)
    briefing = desk.brief("numbers", DAY)
    finding = by_key(briefing)["numbers:visitors"]
    assert (finding.severity, finding.task) == (Severity.WATCH, None)
    assert finding.text.endswith("; check that it is real: promotion, robots, one large order, counting")
    assert briefing.details.factors[0].unusual is True
    assert finding.worth_minor is not None
    assert finding.worth_minor > 0


def test_what_drifted_there_is_marked_and_said_but_asks_for_nothing(desk: Desk) -> None:
    """Far over its usual Tuesday, but hardly over the ten days before: the mark stands in the table all the same (R15)."""
    steady(desk, until=DAY - timedelta(days=11))
    sold(desk, [DAY - timedelta(days=back) for back in range(12)], 6_600, 198, 19_800_00)
    briefing = desk.brief("numbers", DAY)
    finding = by_key(briefing)["numbers:visitors"]
    assert finding.severity is Severity.FINE and finding.text.endswith("; no leap against the last two weeks")
    assert finding.evidence["score"] > 3.5 and briefing.details.factors[0].unusual is True


def test_a_planned_promotion_explains_what_is_unusual(desk: Desk) -> None:
    steady(desk)
    sold(desk, [DAY], 3_000, 90, 9_000_00)
    desk.put(PromotionDay, {"day": DAY, "name": "11.11", "multiplier": 2.0})
    assert by_key(desk.brief("numbers", DAY))["numbers:visitors"].severity is Severity.WATCH


def promoted(desk: Desk, name: str = "会员日") -> None:
    """Four days of a promotion, the last of them the day before DAY."""
    days = [DAY - timedelta(days=back) for back in (1, 2, 3, 4)]
    desk.put(PromotionDay, *({"day": day, "name": name, "multiplier": 1.6} for day in days))


def test_a_promotions_end_is_no_fault(desk: Desk) -> None:
    steady(desk)
    promoted(desk)
    sold(desk, [DAY], 4_000, 120, 12_000_00)
    set_target(desk.store, desk.shop, "2026-11-10", 15_000_00)
    found = by_key(desk.brief("numbers", DAY))
    assert not [key for key, finding in found.items() if finding.severity is Severity.ACT]
    ended = found["numbers:after_promotion:2026-11-09"]
    assert ended.severity is Severity.WATCH
    assert ended.task is None
    assert ended.text.startswith("“会员日” ended on 11-09: visitors −20 %")


def test_a_fall_deeper_than_a_promotions_end_is_still_a_fault(desk: Desk) -> None:
    steady(desk)
    promoted(desk)
    sold(desk, [DAY], 2_000, 60, 6_000_00)
    assert by_key(desk.brief("numbers", DAY))["numbers:visitors"].severity is Severity.ACT


def test_what_a_cause_explains_counts_from_the_low_end_of_the_usual(desk: Desk) -> None:
    """A fall of 38 % in a holiday: 35 % is what a holiday explains, but a usual Saturday also swings by itself."""
    day = date(2026, 10, 3)
    steady(desk, until=day)
    sold(desk, [day], 3_100, 93, 9_300_00)
    found = by_key(desk.brief("numbers", day))
    assert not [key for key, finding in found.items() if finding.severity is Severity.ACT]


def test_a_promotion_days_sales_are_no_usual_day(desk: Desk) -> None:
    steady(desk)
    desk.put(PromotionDay, {"day": BEFORE[1], "name": "11.11", "multiplier": 3.0})
    sold(desk, [DAY], 5_000, 150, 15_000_00)
    assert desk.brief("numbers", DAY).details.baseline.days == (BEFORE[0], *BEFORE[2:])


def test_one_bad_day_does_not_make_the_next_weeks_look_good(desk: Desk) -> None:
    """Nobody could pay a week ago: that day is no usual Tuesday, and what else is told of it stays out as well."""
    steady(desk)
    with desk.store.write() as db:
        db.execute(sa.update(table(ShopDay)).where(table(ShopDay).c.day == BEFORE[3]).values(paying_buyers=0, sales_minor=0))
    sold(desk, [DAY], 5_000, 150, 15_000_00)
    briefing = desk.brief("numbers", DAY)
    assert briefing.details.baseline.days == BEFORE[:3]
    assert briefing.details.factors[1].change == pytest.approx(0, abs=0.02)
    quiet = {Severity.UNKNOWN, Severity.FINE}
    assert {key for key, finding in by_key(briefing).items() if finding.severity not in quiet} == {"numbers:no_target"}


def test_ordinary_days_are_all_of_the_usual(desk: Desk) -> None:
    steady(desk)
    sold(desk, [DAY], 3_000, 50, 4_000_00)
    assert desk.brief("numbers", DAY).details.baseline.days == BEFORE


def test_a_holiday_explains_what_it_moves(desk: Desk) -> None:
    day = date(2026, 10, 3)
    steady(desk, until=day)
    sold(desk, [day], 3_900, 117, 11_700_00)
    found = by_key(desk.brief("numbers", day))
    assert found["numbers:holiday:2026-10-03"].text.startswith("National Day is on: visitors −2")
    assert not [key for key, finding in found.items() if finding.severity is Severity.ACT]


def from_sources(desk: Desk, days: Iterable[date], **sources: tuple[int, int, int]) -> None:
    rows = [
        {"day": day, "source": name, "visitors": visitors, "paying_buyers": buyers, "sales_minor": sales}
        for day in days
        for name, (visitors, buyers, sales) in sources.items()
    ]
    desk.put(SourceDay, *rows)


def test_a_mix_shift_never_blames_the_page(desk: Desk) -> None:
    """The good source halves, the poor one grows: each converts as always, together far worse."""
    steady(desk)
    from_sources(desk, BEFORE, good=(2_000, 120, 12_000_00), poor=(3_000, 30, 3_000_00))
    from_sources(desk, [DAY], good=(900, 54, 5_400_00), poor=(4_100, 41, 4_100_00))
    sold(desk, [DAY], 5_000, 95, 9_500_00)
    briefing = desk.brief("numbers", DAY)
    conversion = by_key(briefing)["numbers:conversion"]
    assert (conversion.severity, conversion.task) == (Severity.WATCH, None)
    assert "it is who came" in conversion.text
    mix = briefing.details.mix
    assert mix.mix == pytest.approx(-5_500, rel=0.1)
    assert mix.conversion == pytest.approx(0, abs=1)
    parts = (mix.volume, mix.mix, mix.conversion, mix.average_spend, mix.outside)
    assert sum(parts) == pytest.approx(mix.total) == pytest.approx(briefing.details.effects.total)


def test_a_worse_page_is_told_from_a_mix_shift(desk: Desk) -> None:
    steady(desk)
    from_sources(desk, BEFORE, good=(2_000, 120, 12_000_00), poor=(3_000, 30, 3_000_00))
    from_sources(desk, [DAY], good=(2_000, 76, 7_600_00), poor=(3_000, 19, 1_900_00))
    sold(desk, [DAY], 5_000, 95, 9_500_00)
    assert by_key(desk.brief("numbers", DAY))["numbers:conversion"].severity is Severity.ACT


def test_sources_unknown_on_one_side_are_no_change(desk: Desk) -> None:
    steady(desk)
    sold(desk, [DAY], 5_000, 150, 15_000_00)
    from_sources(desk, BEFORE, good=(2_000, 120, 12_000_00), poor=(3_000, 30, 3_000_00))
    desk.put(
        SourceDay,
        {"day": DAY, "source": "good", "visitors": 2_000, "paying_buyers": 120, "sales_minor": 12_000_00},
        {"day": DAY, "source": "poor", "visitors": 3_000},
    )
    mix = desk.brief("numbers", DAY).details.mix
    assert (mix.volume, mix.mix) == (pytest.approx(0), pytest.approx(0))
    assert mix.outside == pytest.approx(mix.total)


def test_a_missed_day_within_its_swing_asks_for_nothing(desk: Desk) -> None:
    steady(desk)
    sold(desk, [DAY], 4_950, 148, 14_800_00)
    set_target(desk.store, desk.shop, "2026-11-10", 15_000_00)
    missed = by_key(desk.brief("numbers", DAY))["numbers:missed"]
    assert (missed.severity, missed.task) == (Severity.FINE, None)
    assert missed.text.startswith("Missed by ¥200, within what a usual Tuesday swings by itself (±")


def test_a_missed_day_under_its_swing_is_to_watch_though_it_is_no_leap(desk: Desk) -> None:
    steady(desk, until=DAY - timedelta(days=11))
    sold(desk, [DAY - timedelta(days=back) for back in range(12)], 3_300, 99, 9_900_00)
    set_target(desk.store, desk.shop, "2026-11-10", 15_000_00)
    missed = by_key(desk.brief("numbers", DAY))["numbers:missed"]
    assert missed.severity is Severity.WATCH and missed.task is not None
    assert missed.text.startswith("Missed by ¥5,100: under the ¥")
    assert "usual on a Tuesday, no leap against the last two weeks; most was lost by visitors" in missed.text


def test_a_target_far_over_usual_is_not_blamed_on_the_day(desk: Desk) -> None:
    steady(desk)
    sold(desk, [DAY], 4_950, 148, 14_800_00)
    usual = desk.brief("numbers", DAY).details.baseline.sales_minor
    set_target(desk.store, desk.shop, "2026-11-10", round(usual * 1.6))
    missed = by_key(desk.brief("numbers", DAY))["numbers:missed"]
    assert (missed.severity, missed.task) == (Severity.FINE, None)
    assert missed.text.endswith(": sold what a Tuesday usually does, ¥14,950 give or take; the target asks 60 % more than that")
    set_target(desk.store, desk.shop, "2026-11-10", round(usual * 20))
    assert by_key(desk.brief("numbers", DAY))["numbers:missed"].text.endswith("; the target asks 20.0 times that")


def test_a_report_without_a_column_is_there(desk: Desk) -> None:
    """It is not asked for again, but for what it lacks; and what it has is judged."""
    for back in range(70, -1, -1):
        desk.put(ShopDay, _reported(DAY - timedelta(days=back), 3_400 if not back else 5_000 + back % 5 * 30))
    briefing = desk.brief("numbers", DAY)
    assert briefing.needs[0].text == "The shop report of 2026-11-10 lacks 支付买家数: export it with that and import it again."
    visitors, conversion, _spend = briefing.details.factors
    assert visitors.baseline == pytest.approx(5_060, abs=60) and visitors.unusual is True
    assert (conversion.value, conversion.baseline) == (None, None)
    assert by_key(briefing)["numbers:visitors"].severity is Severity.ACT


def test_reports_that_lacked_a_column_are_not_missing(desk: Desk) -> None:
    for back in range(1, 71):
        desk.put(ShopDay, _reported(DAY - timedelta(days=back), 5_000 + back % 5 * 30))
    sold(desk, [DAY], 5_000, 150, 15_000_00)
    text = by_key(desk.brief("numbers", DAY))["numbers:history"].text
    assert text.endswith("cannot be told yet: the reports of the Tuesdays before lack 支付买家数")


def test_reports_that_are_missing_lack_no_column(desk: Desk) -> None:
    steady(desk)
    lost = BEFORE[1:]
    with desk.store.write() as db:
        db.execute(sa.delete(table(ShopDay)).where(table(ShopDay).c.day.in_(lost)))
    sold(desk, [DAY], 5_000, 150, 15_000_00)
    text = by_key(desk.brief("numbers", DAY))["numbers:history"].text
    assert text == "What is usual cannot be told yet: the shop report of 1 more Tuesday is needed"


def _reported(day: date, visitors: int) -> dict[str, object]:
    return {"day": day, "origin": "sycm_shop_daily", "visitors": visitors, "sales_minor": 15_000_00}


def test_the_day_is_held_against_other_days_too(desk: Desk) -> None:
    steady(desk, 400)
    sold(desk, [DAY], 4_000, 120, 12_000_00)
    set_target(desk.store, desk.shop, "2026-11-10", 16_000_00)
    briefing = desk.brief("numbers", DAY)
    by_kind = {found.baseline.kind: found for found in briefing.details.comparisons}
    assert list(by_kind) == ["same_weekday_4w", "target", "yesterday", "last_month", "last_year"]
    assert by_kind["same_weekday_4w"].baseline == briefing.details.baseline
    assert by_kind["yesterday"].baseline.days == (DAY - timedelta(days=1),)
    assert by_kind["last_month"].baseline.days == tuple(date(2026, 10, d) for d in (13, 20, 27))  # 10-06 was a holiday
    assert by_kind["last_year"].baseline.days == tuple(date(2025, 11, d) for d in (4, 11, 18))
    target = by_kind["target"]
    assert (target.baseline.sales_minor, target.baseline.paying_buyers) == (16_000_00, pytest.approx(160, rel=0.02))
    assert target.effects.total == pytest.approx(-4_000)
    assert target.effects.visitors == pytest.approx(-4_000, rel=0.02)
    assert set(by_kind) - {"same_weekday_4w"} <= set(briefing.whys)
    for found in by_kind.values():
        effects = found.effects
        assert effects.visitors + effects.conversion + effects.average_spend == pytest.approx(effects.total)


def test_what_a_tight_month_needs_stands_beside_what_was_reached(desk: Desk) -> None:
    steady(desk, 120)
    sold(desk, [DAY], 5_000, 150, 15_000_00)
    set_target(desk.store, desk.shop, "2026-11", 900_000_00)
    visitors, conversion, spend = desk.brief("numbers", DAY).details.levers
    assert (visitors.name, conversion.name, spend.name) == ("visitors", "conversion", "average_spend")
    needed = desk.brief("numbers", DAY).details.target.needed_per_day_minor / 100
    assert visitors.needed * 0.03 * 100 == pytest.approx(needed, rel=0.01)
    assert spend.needed == pytest.approx(100 * needed / 15_000, rel=0.02)
    assert visitors.best_month in ("2026-08", "2026-09", "2026-10") and visitors.alone
    assert "your best month" in visitors.text
    set_stage(desk.store, desk.shop, "mature")
    assert desk.brief("numbers", DAY).details.levers[0].name == "average_spend"


def test_the_best_month_may_be_the_one_that_runs(desk: Desk) -> None:
    steady(desk, 120, until=date(2026, 11, 1))
    sold(desk, [date(2026, 11, d) for d in range(1, 25)], 6_000, 180, 18_000_00)
    set_target(desk.store, desk.shop, "2026-11", 900_000_00)
    visitors = desk.brief("numbers", date(2026, 11, 24)).details.levers[0]
    assert (visitors.best, visitors.best_month) == (6_000, "2026-11")


def test_a_month_that_will_be_met_needs_no_lever(desk: Desk) -> None:
    steady(desk, 120)
    sold(desk, [DAY], 5_000, 150, 15_000_00)
    set_target(desk.store, desk.shop, "2026-11", 400_000_00)
    assert desk.brief("numbers", DAY).details.levers == ()


def test_few_visitors_never_condemn_the_conversion(desk: Desk) -> None:
    sold(desk, [DAY - timedelta(days=back) for back in range(1, 71)], 300, 9, 900_00)
    sold(desk, [DAY], 300, 5, 500_00)
    briefing = desk.brief("numbers", DAY)
    finding = by_key(briefing)["numbers:conversion"]
    assert finding.severity is Severity.UNKNOWN
    assert finding.text.startswith("Conversion: cannot tell yet, 300 visitors can swing it ±")
    assert briefing.details.factors[1].unusual is None


def test_a_conversion_beyond_chance_and_habit_is_unusual(desk: Desk) -> None:
    steady(desk)
    sold(desk, [DAY], 5_000, 75, 7_500_00)
    finding = by_key(desk.brief("numbers", DAY))["numbers:conversion"]
    assert (finding.severity, finding.rule) == (Severity.ACT, "R11")


def test_without_history_it_says_what_is_missing(desk: Desk) -> None:
    sold(desk, [DAY], 4_291, 136, 14_775_04)
    briefing = desk.brief("numbers", DAY)
    assert by_key(briefing)["numbers:history"].severity is Severity.UNKNOWN
    assert "4 more Tuesdays" in by_key(briefing)["numbers:history"].text
    assert briefing.details.effects.total is None
    assert all(factor.unusual is None for factor in briefing.details.factors)


def test_a_month_out_of_reach_is_said_with_its_odds(desk: Desk) -> None:
    steady(desk, 120)
    sold(desk, [DAY], 5_000, 150, 15_000_00)
    set_target(desk.store, desk.shop, "2026-11", 900_000_00)
    briefing = desk.brief("numbers", DAY)
    forecast = briefing.details.target.forecast
    finding = by_key(briefing)["numbers:month:2026-11"]
    assert (finding.rule, finding.severity) == ("R3", Severity.ACT)
    assert forecast.p10_minor < forecast.p50_minor < forecast.p90_minor
    assert forecast.p50_minor == pytest.approx(450_000_00, rel=0.03)
    assert forecast.hit_probability < 0.001
    assert forecast.backtest_error is not None
    assert "chance < 1 %" in finding.text
    assert finding.worth_minor == -round((900_000_00 - forecast.p50_minor) / 30)
    left = 900_000_00 - briefing.details.target.month_to_date_minor
    assert briefing.details.target.needed_per_day_minor == round(left / 20)


def test_a_month_within_reach_is_no_finding(desk: Desk) -> None:
    steady(desk, 120)
    sold(desk, [DAY], 5_000, 150, 15_000_00)
    set_target(desk.store, desk.shop, "2026-11", 400_000_00)
    briefing = desk.brief("numbers", DAY)
    assert not any(key.startswith("numbers:month") for key in by_key(briefing))
    assert briefing.severity is Severity.FINE


def test_the_last_day_needs_nothing_more(desk: Desk) -> None:
    steady(desk, 60, until=date(2026, 12, 1))
    set_target(desk.store, desk.shop, "2026-11", 400_000_00)
    target = desk.brief("numbers", date(2026, 11, 30)).details.target
    assert (target.needed_per_day_minor, target.needed_today_minor) == (None, None)
    assert target.forecast.p50_minor == target.month_to_date_minor


def test_every_figure_can_be_asked_why_and_names_its_file(desk: Desk) -> None:
    steady(desk)
    file = desk.report("sycm_shop_daily", "[red]取数.xls\x1b[2J", DAY, DAY)
    row = {"visitors": 4_291, "page_views": 9_000, "paying_buyers": 136, "sales_minor": 14_775_04}
    desk.put(ShopDay, {"day": DAY, "origin": "sycm_shop_daily", "import_id": file} | row)
    whys = desk.brief("numbers", DAY).whys
    assert {"visitors", "conversion", "average_spend", "sales", "page_views", "paying_buyers"} <= set(whys)
    assert {"verdict", "target", "month", "needed", "forecast", "baseline"} <= set(whys)
    assert whys["visitors"].inputs[0] == ("visitors", "4,291 ([red]取数.xls␛[2J, 2026-11-10)")
    assert whys["conversion"].inputs[1][1].startswith("4,291 (")
    assert "2.69 % – 3.74 %, 95 % (Wilson)" in whys["conversion"].interval
    assert ("page views", "9,000 ([red]取数.xls␛[2J, 2026-11-10)") in whys["page_views"].inputs


def test_a_usual_day_names_the_days_it_is_made_of_and_those_it_is_not(desk: Desk) -> None:
    steady(desk)
    file = desk.report("sycm_shop_daily", "四周.xls", BEFORE[0], BEFORE[3])
    with desk.store.write() as db:
        days = table(ShopDay)
        db.execute(sa.update(days).where(days.c.day.in_(BEFORE)).values(import_id=file))
        db.execute(sa.update(days).where(days.c.day == BEFORE[3]).values(visitors=1_500))
    desk.put(PromotionDay, {"day": BEFORE[1], "name": "会员日", "multiplier": 1.6})
    sold(desk, [DAY], 5_000, 150, 15_000_00)
    whys = desk.brief("numbers", DAY).whys
    told = dict(whys["visitors"].inputs)
    assert told["10-13"] == "4,875 (四周.xls, 2026-10-13)"
    assert told["10-20"] == "left out: 会员日"
    assert told["11-03"] == "left out, no usual day itself: visitors 1,500 (四周.xls, 2026-11-03)"
    assert dict(whys["conversion"].inputs)["10-13"] == "2.99 % (四周.xls, 2026-10-13)"
    assert dict(whys["average_spend"].inputs)["10-13"] == "¥100.00 (四周.xls, 2026-10-13)"


def test_all_that_is_said_of_a_month_on_track_can_be_asked_about(desk: Desk) -> None:
    steady(desk, 38)
    sold(desk, [DAY], 5_000, 150, 15_000_00)
    set_target(desk.store, desk.shop, "2026-11", 400_000_00)
    briefing = desk.brief("numbers", DAY)
    why = briefing.whys["forecast"]
    told, target = dict(why.inputs), briefing.details.target
    assert told["needed a day"].startswith(f"¥{target.needed_per_day_minor / 100:,.0f} (¥")
    assert told["needed a day"].endswith(" still owed / 20 days left or missing)")
    assert told["likely end"] == f"¥{target.forecast.p50_minor / 100:,.0f}"
    assert told["chance to reach the target"] == "> 99 %"
    assert told["its own error before"] == "not tested yet: no whole month before this one is known"
    assert why.interval.startswith(f"¥{target.forecast.p10_minor / 100:,.0f} – ")


def test_the_contracts_json(desk: Desk) -> None:
    steady(desk)
    sold(desk, [DAY], 3_400, 102, 10_200_00)
    set_target(desk.store, desk.shop, "2026-11", 570_000_00)
    found = json.loads(json.dumps(desk.brief("numbers", DAY).to_json(), allow_nan=False))
    assert set(found["facts"]) == {"visitors", "page_views", "paying_buyers", "sales", "conversion", "average_spend"}
    assert found["facts"]["sales"] == "10200.00"
    assert set(found["target"]) >= {"day", "month", "month_to_date", "needed_per_day", "needed_today", "forecast"}
    assert set(found["target"]["forecast"]) >= {"p10", "p50", "p90", "hit_probability"}
    assert set(found["baseline"]) >= {"kind", "days", "visitors", "paying_buyers", "sales"}
    assert set(found["effects"]) == {"visitors", "conversion", "average_spend", "total"}


def test_a_day_without_an_order_is_a_day_scripts_can_read(desk: Desk) -> None:
    """A zero lies infinitely far below any usual day; JSON has no number for that."""
    steady(desk)
    sold(desk, [DAY], 5_000, 0, 0)
    found = json.loads(json.dumps(desk.brief("numbers", DAY).to_json(), allow_nan=False))
    (conversion,) = [finding for finding in found["findings"] if finding["key"] == "numbers:conversion"]
    assert conversion["evidence"]["score"] is None
    assert dict(desk.brief("numbers", DAY).whys["conversion"].inputs)["score"] == "none: a zero where there never is one"
    assert conversion["severity"] == "act"


def test_an_empty_report_is_asked_about_before_the_shop_is(desk: Desk) -> None:
    steady(desk)
    sold(desk, [DAY], 0, 0, 0)
    set_target(desk.store, desk.shop, "2026-11-10", 15_000_00)
    found = desk.brief("numbers", DAY).findings
    assert [finding.key for finding in found if finding.severity is Severity.ACT] == ["numbers:empty"]
    assert found[0].text.startswith("The report of 2026-11-10 has no visitor and no buyer, usually 4,988 and 150")
    assert found[0].task is not None and found[0].task.title.startswith("Download the report of 2026-11-10 again")


def test_an_empty_report_is_no_day_of_the_month(desk: Desk) -> None:
    """As long as there was something on that weekday: a shop that has no visitors there sold nothing."""
    steady(desk)
    set_target(desk.store, desk.shop, "2026-11", 450_000_00)
    without = desk.brief("numbers", DAY).details.target
    sold(desk, [DAY], 0, 0, 0)
    briefing = desk.brief("numbers", DAY)
    assert briefing.details.target == without
    assert briefing.details.missing_days == (DAY,)
    with desk.store.write() as db:
        days = table(ShopDay).c.day
        db.execute(sa.update(table(ShopDay)).where(days.in_(BEFORE)).values(visitors=0, paying_buyers=0, sales_minor=0))
    assert DAY not in desk.brief("numbers", DAY).details.missing_days


def test_nobody_buying_asks_for_the_till_not_for_the_page(desk: Desk) -> None:
    steady(desk)
    sold(desk, [DAY], 5_000, 0, 0)
    finding = by_key(desk.brief("numbers", DAY))["numbers:conversion"]
    assert finding.text.startswith("None of 5,000 visitors bought, usually 150 do: is the report complete")
    assert finding.task is not None and finding.task.title.startswith(
        "Check that the report is complete and an order can be paid"
    )


def test_visitors_that_were_not_counted_are_no_fall(desk: Desk) -> None:
    """Two thirds of the visitors gone, the buyers there: step 2 says where the hole is, here nobody is to win anything back."""
    steady(desk)
    sold(desk, [DAY], 1_700, 150, 15_000_00)
    set_target(desk.store, desk.shop, "2026-11-10", 15_100_00)
    found = by_key(desk.brief("numbers", DAY))
    gap = found["numbers:gap"]
    assert (gap.severity, gap.task) == (Severity.WATCH, None)
    assert gap.text.startswith("The figures have a gap, not the shop: 1,700 visitors are counted")
    assert not {"numbers:visitors", "numbers:conversion"} & found.keys()
    assert "most was lost" not in found["numbers:missed"].text


def test_a_source_that_was_not_counted_explains_the_shops_fall(desk: Desk) -> None:
    steady(desk)
    before = [DAY - timedelta(days=back) for back in range(1, 71)]
    from_sources(desk, before, good=(2_000, 120, 12_000_00), poor=(3_000, 30, 3_000_00))
    from_sources(desk, [DAY], good=(200, 118, 11_800_00), poor=(3_000, 30, 3_000_00))
    sold(desk, [DAY], 3_600, 148, 14_800_00)
    gap = by_key(desk.brief("numbers", DAY))["numbers:gap"]
    assert "good counts 200 visitors" in gap.text


def test_it_speaks_chinese(desk: Desk) -> None:
    steady(desk)
    sold(desk, [DAY], 3_400, 102, 10_200_00)
    set_target(desk.store, desk.shop, "2026-11-10", 19_000_00)
    with speaking("zh"):
        briefing = desk.brief("numbers", DAY)
    assert briefing.headline == "未达标 ¥10,200 / ¥19,000（54 %）"
    assert "访客数 3,400，比平时的周二少 32 %" in by_key(briefing)["numbers:visitors"].text


def test_the_first_screen_loads_no_frames_and_the_screens_no_database(desk: Desk) -> None:
    steady(desk)
    code = """
import sys
from datetime import date
from pathlib import Path
import shopdesk.steps.numbers, shopdesk.steps.shop
print("sqlalchemy" in sys.modules)
from shopdesk.playbook import load
from shopdesk.records.shops import find
from shopdesk.steps.briefing import Context
from shopdesk.store import open_store
with open_store(Path(sys.argv[1])).read() as db:
    print(shopdesk.steps.numbers.brief(Context(db, find(db, None), date(2026, 11, 9), load())).facts["visitors"])
print("pandas" in sys.modules, "textual" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code, str(desk.store.path)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "5025", "False", "False"]
