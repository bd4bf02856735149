"""All figures are invented: a word of 60 clicks a day at ¥1.60, an order ¥96, margin 40 % assumed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from shopdesk.analysis.effect import Grade
from shopdesk.models import AdDay, PromotionDay
from shopdesk.steps.ad_journal import Entry, Journal, Open, entry_why, journal, line, record_why, result
from shopdesk.steps.ads import decide
from tests.steps.build import Desk

DECIDED = date(2026, 11, 10)
RIPE = DECIDED + timedelta(days=1 + 14 + 3)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    days(desk, "other", -20, 25, 20, 1)
    return desk


def days(desk: Desk, word: str, first: int, last: int, clicks: int, orders: int | None) -> None:
    """A word's days, counted from the decision's."""
    desk.put(
        AdDay,
        *(
            {
                "day": DECIDED + timedelta(days=n),
                "level": "keyword",
                "tool": "search",
                "campaign_id": "1",
                "product_id": "p1",
                "item": word,
                "item_id": word,
                "impressions": clicks * 20,
                "clicks": clicks,
                "spend_minor": clicks * 160,
                "orders": orders,
                "sales_minor": None if orders is None else orders * 9_600,
            }
            for n in range(first, last + 1)
        ),
    )


def judge(desk: Desk, day: date = RIPE) -> Journal:
    with desk.on(day) as context:
        return journal(context)


def entry(desk: Desk, day: date = RIPE) -> Entry:
    return judge(desk, day).entries[0]


def test_a_deleted_waste_helped_once_its_days_are_in(desk: Desk) -> None:
    days(desk, "floral", -20, 1, 60, 0)
    decide(desk.store, desk.shop, "p1", "floral", "delete", DECIDED)
    young = entry(desk, RIPE - timedelta(days=1))
    assert (young.open, young.until) == (Open.TOO_SOON, RIPE)
    told = entry(desk)
    assert (told.grade, told.open) == (Grade.UNKNOWN, Open.NO_FIGURES), "no order and no price: what would one be worth?"
    days(desk, "floral", -21, -21, 60, 3)
    assert entry(desk).open is Open.NO_FIGURES, "that day lies before the window"


def test_before_and_after_leave_the_day_of_the_change_out(desk: Desk) -> None:
    days(desk, "floral", -20, 0, 60, 1)
    days(desk, "floral", 1, 1, 500, 50)
    days(desk, "floral", 2, 25, 10, 1)
    decide(desk.store, desk.shop, "p1", "floral", "lower", DECIDED)
    found = judge(desk)
    told = found.entries[0]
    assert told.before is not None and told.after is not None
    assert (told.before.clicks, told.before.orders) == (14 * 60, 14)
    assert (told.after.clicks, told.after.orders) == (14 * 10, 14)
    assert told.grade is Grade.HELPED
    assert told.change_minor == pytest.approx(50 * 160)
    why = entry_why(told, found, "CNY")
    assert ("result", "helped") in why.inputs and ("profit a day", "+¥80.00") in why.inputs
    assert ("your decisions so far", "0 % did harm (95 %: 0 % to 79 %)") in why.inputs


def test_a_deleted_word_that_earned_counts_as_an_error(desk: Desk) -> None:
    days(desk, "French", -20, 1, 60, 5)
    decide(desk.store, desk.shop, "p1", "French", "delete", DECIDED)
    found = judge(desk)
    assert (found.entries[0].grade, result(found.entries[0])) == (Grade.WORSE, "did harm")
    assert (found.record.judged, found.record.error_rate) == (1, 1.0)
    assert line(found) == "Of 1 decisions that can be judged 0 helped and 1 did harm"
    assert "100 % did harm" in record_why(found).interval


def test_another_step_and_a_promotion_leave_nothing_to_compare(desk: Desk) -> None:
    days(desk, "French", -20, 25, 60, 5)
    decide(desk.store, desk.shop, "p1", "French", "raise", DECIDED)
    decide(desk.store, desk.shop, "p1", "French", "keep", DECIDED + timedelta(days=3))
    assert [found.open for found in judge(desk).entries] == [Open.NO_STEP, Open.CHANCE], "keeping it is no step"
    decide(desk.store, desk.shop, "p1", "French", "raise", DECIDED + timedelta(days=5))
    assert judge(desk).entries[-1].open is Open.CHANGED_AGAIN
    assert desk.store.undo(desk.shop.id)


def test_promotion_days_stay_out_with_a_partner_of_the_same_weekday(desk: Desk) -> None:
    days(desk, "French", -20, 25, 60, 5)
    decide(desk.store, desk.shop, "p1", "French", "raise", DECIDED)
    for n in (3, 10):  # both Fridays after the decision
        desk.put(PromotionDay, {"day": DECIDED + timedelta(days=n)})
    told = entry(desk)
    assert told.before is not None and told.after is not None
    assert (told.before.days, told.after.days, told.before.clicks, told.after.clicks) == (12, 12, 720, 720)
    desk.put(PromotionDay, *({"day": DECIDED + timedelta(days=n)} for n in (2, 4, 5, 6, 7)))
    assert entry(desk).before.days == 7  # type: ignore[union-attr]
    desk.put(PromotionDay, {"day": DECIDED + timedelta(days=8)})
    assert entry(desk).open is Open.PROMOTION


def test_what_a_bid_of_its_own_adds_to_a_search_term_cannot_be_told(desk: Desk) -> None:
    """Its days before were those of a term, not of a keyword: they are no zero."""
    days(desk, "floral", -30, 30, clicks=10, orders=1)
    decide(desk.store, desk.shop, "p1", "floral", "add", DECIDED)
    assert (entry(desk).open, entry(desk).change_minor) == (Open.ADDED, None)


def test_missing_reports_and_missing_orders_are_said(desk: Desk) -> None:
    days(desk, "French", -20, 25, 60, None)
    decide(desk.store, desk.shop, "p1", "French", "raise", DECIDED)
    assert entry(desk).open is Open.NO_FIGURES
    decide(desk.store, desk.shop, "p1", "other", "delete", DECIDED - timedelta(days=10))
    old = next(found for found in judge(desk).entries if found.decision.keyword == "other")
    assert old.open is Open.NO_FIGURES, "the reports begin twenty days before the other decision"


def test_a_decision_is_kept_once_a_morning_undone_and_taken_back(desk: Desk) -> None:
    assert line(judge(desk)).startswith("No decision yet")
    for decision in ("raise", "delete"):
        decide(desk.store, desk.shop, "p1", "French", decision, DECIDED)
    assert [found.decision.decision for found in judge(desk).entries] == ["delete"]
    assert desk.store.undo(desk.shop.id)
    assert [found.decision.decision for found in judge(desk).entries] == ["raise"]
    decide(desk.store, desk.shop, "p1", "French", "", DECIDED + timedelta(days=1))
    assert judge(desk).entries == ()
    assert desk.store.undo(desk.shop.id)
    assert line(judge(desk)) == "None of 1 decisions can be judged yet."


def test_what_was_shown_is_kept(desk: Desk) -> None:
    briefing = desk.brief("ads", DECIDED)
    shown = next(row for row in briefing.details.keywords if row.keyword == "other")
    decide(desk.store, desk.shop, "p1", "other", "raise", DECIDED, shown)
    kept = entry(desk).decision
    assert (kept.proposed, kept.clicks, kept.orders) == (shown.verdict, 11 * 20, 11)
    assert not entry(desk).followed
