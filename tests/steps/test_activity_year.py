"""Step 5 on invented activities: the year ahead, what finished ones did, promotion days, audiences, follow-up, deletion."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from shopdesk.errors import UsageError
from shopdesk.models import Announcement, ProductDay, PromotionDay, ShopDay, Task
from shopdesk.playbook import load
from shopdesk.records import table
from shopdesk.steps import activities, year
from shopdesk.steps.briefing import Severity
from shopdesk.text import speaking
from tests.steps.activity import DAY, add, at, found
from tests.steps.build import Desk


def marked(desk: Desk) -> dict[date, tuple[str, float]]:
    with desk.store.read() as db:
        rows = db.execute(sa.select(table(PromotionDay)).order_by(table(PromotionDay).c.day)).mappings()
        return {row["day"]: (row["name"], row["multiplier"]) for row in rows}


# --- the year ahead --------------------------------------------------------------------------------------------------


def old(desk: Desk) -> int:
    """So that the calendar is not empty."""
    return add(desk, name="Old", state="reviewed", starts_on=date(2026, 10, 24), ends_on=date(2026, 10, 25))


def test_a_great_day_without_plan_is_said_within_its_lead_time_only(desk: Desk) -> None:
    old(desk)
    finding = found(at(desk))["activities:coming:2026-11-11"]
    assert finding.severity is Severity.WATCH and finding.rule == "R43"
    assert finding.text == "Double 11 is in 14 days, on 11-11: nothing is planned for it"
    early = found(at(desk, date(2026, 9, 30)))
    assert "activities:coming:2026-11-11" not in early  # 41 days ahead
    assert "activities:coming:2026-11-11" in found(at(desk, date(2026, 10, 1)))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"starts_on": date(2026, 11, 9), "ends_on": date(2026, 11, 9)}, False),
        ({"starts_on": date(2026, 11, 1), "ends_on": date(2026, 11, 12)}, False),
        ({"starts_on": date(2026, 11, 1), "ends_on": date(2026, 11, 3)}, True),
        ({"starts_on": date(2026, 11, 9), "state": "rejected"}, True),
        ({"deadline": date(2026, 11, 5)}, False),  # its days are not known: it may be the one
    ],
)
def test_what_counts_as_planned(desk: Desk, fields: dict[str, Any], said: bool) -> None:
    old(desk)
    add(desk, **fields)
    assert ("activities:coming:2026-11-11" in found(at(desk))) == said


def test_a_promotion_day_in_the_plan_counts_too_and_is_named(desk: Desk) -> None:
    old(desk)
    desk.put(PromotionDay, {"day": date(2026, 11, 11), "name": "双11 大促", "multiplier": 3.0})
    row = next(row for row in at(desk).details.year if row.first == date(2026, 11, 11))
    assert row.planned == ("双11 大促",) and not row.due


def test_the_calendar_holds_a_year_in_order(desk: Desk) -> None:
    add(desk, name="Ours", kind="gift", starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 3))
    rows = at(desk).details.year
    assert [row.first for row in rows] == sorted(row.first for row in rows)
    assert {row.kind for row in rows} == {"great", "ours"} and len(rows) > 10
    assert at(desk).facts["next_great_day"] == date(2026, 11, 11)


def test_holidays_are_merged_and_an_unannounced_year_has_those_of_the_law() -> None:
    with speaking("zh"):
        names = {name: (first, last) for name, first, last in year.holidays(date(2026, 9, 1), date(2027, 8, 31))}
    assert names["国庆节"] == (date(2026, 10, 1), date(2026, 10, 7))
    assert "National Day" in {name for name, _first, _last in year.holidays(date(2026, 9, 1), date(2026, 12, 31))}
    ahead = {name: (first, last) for name, first, last in year.holidays(date(2090, 1, 1), date(2090, 12, 31))}
    assert ahead["Spring Festival (by law; days off not announced yet)"][0] == date(2090, 1, 29)
    assert list(year.holidays(date(2190, 2, 1), date(2190, 2, 28))) == [], "no lunar calendar goes that far"


# --- before, during, after ---------------------------------------------------------------------------------------------


def days(desk: Desk, first: date, last: date, lift: float, buyers: float = 1.0) -> None:
    """1,000 visitors, 30 buyers of ¥100; the activity's days `lift` as many visitors, who buy `buyers` as often."""
    rows = []
    for number in range(80):
        day = DAY - timedelta(days=number)
        on = first <= day <= last
        visitors = round(1000 * (1 + 0.02 * (number % 5 - 2)) * (lift if on else 1))
        paying = round(visitors * 0.03 * (buyers if on else 1))
        rows.append(
            {
                "day": day,
                "origin": "sycm_shop_daily",
                "visitors": visitors,
                "paying_buyers": paying,
                "sales_minor": paying * 10_000,
            }
        )
    desk.put(ShopDay, *rows)


FIRST, LAST = date(2026, 10, 15), date(2026, 10, 17)


def test_a_finished_activity_is_compared_with_the_time_around_it(desk: Desk) -> None:
    days(desk, FIRST, LAST, lift=2.0, buyers=1.5)
    key = add(desk, state="reviewed", starts_on=FIRST, ends_on=LAST, cost_minor=50_000, audience="all who kept it")
    (row,) = at(desk).details.reports
    assert row.figure("visitors").during.change == pytest.approx(1.0, abs=0.1)
    assert row.figure("conversion").during.change == pytest.approx(0.5, abs=0.1)
    assert row.figure("visitors").after.change == pytest.approx(0.0, abs=0.05) and row.whole
    assert row.extra_minor == pytest.approx(3 * 60 * 10_000, rel=0.1)
    assert at(desk).details.official.startswith("Official activities convert better here: +5")
    with desk.on(DAY) as context:
        text = activities.report_document(context, key)
    assert text.startswith("# Big sale\n") and "| visitors | +" in text and "It cost ¥500" in text and "all who kept it" in text
    assert at(desk, LAST + timedelta(days=31)).details.reports == ()


def test_without_figures_there_is_no_report_and_nothing_is_claimed(desk: Desk) -> None:
    key = add(desk, state="reviewed", starts_on=FIRST, ends_on=LAST)
    assert at(desk).details.reports == ()
    assert "none with figures yet" in at(desk).details.official
    with desk.on(DAY) as context:
        assert activities.report_document(context, key) == ""


def test_no_lift_is_not_called_one(desk: Desk) -> None:
    days(desk, FIRST, LAST, lift=1.0)
    add(desk, state="reviewed", starts_on=FIRST, ends_on=LAST)
    assert "cannot tell yet" in at(desk).details.official


def test_activities_of_the_same_days_claim_no_more_than_one_does(desk: Desk) -> None:
    days(desk, FIRST, LAST, lift=1.0, buyers=1.2)
    add(desk, name="Sale 0", state="reviewed", starts_on=FIRST, ends_on=LAST)
    alone = at(desk).whys["official"].interval
    assert alone.startswith("−")
    for n in range(1, 4):
        add(desk, name=f"Sale {n}", state="reviewed", starts_on=FIRST, ends_on=LAST)
    briefing = at(desk)
    assert briefing.whys["official"].interval == alone
    assert "4 compared; cannot tell yet" in briefing.details.official


def test_the_shop_and_a_product_are_two_populations(desk: Desk) -> None:
    days(desk, FIRST, LAST, lift=1.0, buyers=1.2)
    rows = [{"day": DAY - timedelta(days=n), "product_id": "p", "visitors": 500, "paying_buyers": 20} for n in range(80)]
    desk.put(ProductDay, *rows)
    add(desk, state="reviewed", starts_on=FIRST, ends_on=LAST)
    alone = at(desk).whys["official"].interval
    add(desk, name="Its day", state="reviewed", starts_on=FIRST, ends_on=LAST, product_id="p")
    why = at(desk).whys["official"]
    assert why.interval != alone
    assert why.inputs[0] == ("activities compared", "2")
    assert dict(why.inputs)["Its day (p)"] == "60 of 1,500 visitors bought; before 1,120 of 28,000"
    assert dict(why.inputs)["Big sale"] == "106 of 2,940 visitors bought; before 1,681 of 56,020"


def test_too_few_days_before_say_how_many_are_lacking(desk: Desk) -> None:
    days(desk, DAY - timedelta(days=75), DAY - timedelta(days=74), lift=1.0)  # figures of five days before it
    key = add(desk, state="reviewed", starts_on=DAY - timedelta(days=74), ends_on=DAY - timedelta(days=73))
    (row,) = desk.brief("activities", DAY, activities__report_days=90).details.reports
    why = desk.brief("activities", DAY, activities__report_days=90).whys[f"report:{key}"]
    assert row.figure("visitors").during.change is None
    assert dict(why.inputs)["visitors"].startswith("–, 10 more known days before it needed")


@pytest.mark.parametrize("weeks", [3, 8])
def test_the_fewest_weeks_before_are_enough(desk: Desk, weeks: int) -> None:
    assert load().thresholds["activities.before_weeks"].least == 3
    days(desk, FIRST, LAST, lift=2.0)
    add(desk, state="reviewed", starts_on=FIRST, ends_on=LAST)
    (row,) = desk.brief("activities", DAY, activities__before_weeks=weeks).details.reports
    assert all(figure.during.change is not None and figure.after.change is not None for figure in row.figures)


def test_what_has_not_begun_neither_runs_nor_is_reviewed(desk: Desk) -> None:
    for state in ("running", "reviewed"):
        add(desk, name=state, state=state, starts_on=FIRST, ends_on=LAST)
    morning_before = at(desk, FIRST - timedelta(days=2))
    assert [row.state for row in morning_before.details.entries] == ["accepted", "accepted"]
    assert morning_before.facts["running"] == 0
    assert all(row.next == "prepare price, stock and announcement for 10-15" for row in morning_before.details.entries)
    assert at(desk, FIRST - timedelta(days=1)).facts["running"] == 1


def test_a_price_put_back_later_is_still_to_put_back(desk: Desk) -> None:
    key = add(desk, kind="opening_discount", product_id="p", price_minor=9_900, starts_on=FIRST)
    activities.mark_restored(desk.store, desk.shop, key, LAST + timedelta(days=3))
    then = at(desk, LAST + timedelta(days=1))
    assert [row.state for row in then.details.entries] == ["running"] and len(then.details.restores) == 1
    assert then.details.entries[0].next.startswith("put the price back, due since")
    assert at(desk).details.restores == ()


# --- verbs -------------------------------------------------------------------------------------------------------------


def test_an_accepted_activity_marks_its_days_and_unmarks_them(desk: Desk) -> None:
    desk.put(PromotionDay, {"day": date(2026, 11, 2), "name": "our own", "multiplier": 2.0})
    key = add(desk, kind="gift", starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 3))
    assert len(marked(desk)) == 1
    activities.set_state(desk.store, desk.shop, key, "running")
    ours = ("Big sale", 1.0)
    assert list(marked(desk).values()) == [ours, ("our own", 2.0), ours]
    activities.edit_activity(desk.store, desk.shop, key, ends_on=date(2026, 11, 4), name="Renamed")
    assert list(marked(desk).values()) == [("Renamed", 1.0), ("our own", 2.0), ("Renamed", 1.0), ("Renamed", 1.0)]
    desk.store.undo(desk.shop.id)
    assert list(marked(desk).values()) == [ours, ("our own", 2.0), ours]
    activities.remove_activity(desk.store, desk.shop, key)
    assert list(marked(desk).values()) == [("our own", 2.0)]


@pytest.mark.parametrize(
    "fields",
    [
        {"product_id": "p"},  # of one product
        {"ends_on": date(2026, 11, 30)},  # so long that it is the usual
        {"kind": "push", "audience": "old customers"},
        {"kind": "opening_discount", "product_id": "p", "price_minor": 1},
    ],
)
def test_what_is_no_promotion_day_of_the_shop(desk: Desk, fields: dict[str, Any]) -> None:
    add(desk, state="accepted", **({"starts_on": date(2026, 11, 1), "ends_on": date(2026, 11, 3)} | fields))
    assert marked(desk) == {}


def test_a_push_needs_its_audience_and_so_does_an_announcement(desk: Desk) -> None:
    with pytest.raises(UsageError, match="audience"):
        add(desk, kind="push")
    key = add(desk)
    with pytest.raises(UsageError, match="whom"):
        activities.announce(desk.store, desk.shop, key, "qq")
    assert activities.announce(desk.store, desk.shop, key, "qq", audience="bought twice")
    assert at(desk).details.entries[0].audience == "bought twice"
    assert activities.announce(desk.store, desk.shop, key, "wechat")
    desk.store.undo(desk.shop.id)
    desk.store.undo(desk.shop.id)
    assert (at(desk).details.entries[0].audience, at(desk).details.entries[0].announced) == ("", ())


def test_a_review_plans_two_looks_at_what_stayed(desk: Desk) -> None:
    key = add(desk, state="running", starts_on=FIRST, ends_on=date(2026, 10, 25))
    activities.set_state(desk.store, desk.shop, key, "reviewed", day=DAY)

    def tasks() -> list[tuple[date, str]]:
        with desk.store.read() as db:
            return [(row.due, row.rule) for row in db.execute(sa.select(table(Task)).order_by(table(Task).c.due))]

    assert tasks() == [(date(2026, 11, 1), "R42"), (date(2026, 11, 8), "R42")]
    activities.set_state(desk.store, desk.shop, key, "running", day=DAY)
    activities.set_state(desk.store, desk.shop, key, "reviewed", day=DAY)
    assert len(tasks()) == 2
    for _step in range(3):
        desk.store.undo(desk.shop.id)
    assert tasks() == []


def test_a_deleted_activity_comes_back_with_all_that_was_noted(desk: Desk) -> None:
    key = add(desk, audience="bought twice", prize="a scarf")
    activities.announce(desk.store, desk.shop, key, "qq")
    activities.remove_activity(desk.store, desk.shop, key)
    assert at(desk).details.entries == ()
    with desk.store.read() as db:
        assert db.execute(sa.select(sa.func.count()).select_from(table(Announcement))).scalar() == 0
    desk.store.undo(desk.shop.id)
    (row,) = at(desk).details.entries
    assert (row.prize, row.announced, row.unplanned) == ("a scarf", ("qq",), ("survey", "wording", "topic", "article"))
    with pytest.raises(UsageError):
        activities.remove_activity(desk.store, desk.shop, key + 1)
