"""Step 5 on invented activities: deadlines, prices that must go back, an empty calendar, and the verbs with their undo."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from shopdesk.errors import UsageError
from shopdesk.models import Activity, Product, ProductDay
from shopdesk.steps import activities
from shopdesk.steps.briefing import Severity, State
from tests.steps.activity import DAY, TODAY, add, at, found
from tests.steps.build import Desk


def test_an_empty_calendar_says_which_key_to_press(desk: Desk) -> None:
    briefing = at(desk)
    assert briefing.state is State.NO_DATA
    assert "in the desk" in briefing.headline
    assert [finding.rule for finding in briefing.findings] == ["R37"]


@pytest.mark.parametrize(("in_days", "acts"), [(0, True), (1, True), (3, True), (4, False), (-1, False)])
def test_a_deadline_within_three_days_is_to_act_on(desk: Desk, in_days: int, acts: bool) -> None:
    key = add(desk, deadline=TODAY + timedelta(days=in_days))
    briefing = at(desk)
    assert (f"activities:deadline:{key}" in found(briefing)) == acts
    assert (briefing.severity is Severity.ACT) == acts
    assert (f"activities:closed:{key}" in found(briefing)) == (in_days < 0)


def test_what_closes_tomorrow_stands_above_everything_and_says_so(desk: Desk) -> None:
    add(desk, name="Later", deadline=TODAY + timedelta(days=3))
    add(desk, kind="opening_discount", product_id="p", starts_on=date(2026, 10, 20), price_minor=8000, restore_minor=9900)
    tomorrow = add(desk, name="Tomorrow", deadline=TODAY + timedelta(days=1))
    briefing = at(desk)
    assert [finding.rule for finding in briefing.findings[:3]] == ["R36", "R38", "R36"]
    assert briefing.findings[0].key == f"activities:deadline:{tomorrow}"
    assert briefing.findings[0].text == "Tomorrow: sign up by tomorrow, 10-29"
    assert briefing.headline == "Tomorrow: sign up by tomorrow, 10-29 (and 2 more)"


def test_once_signed_up_a_deadline_is_no_trouble(desk: Desk) -> None:
    key = add(desk, deadline=TODAY)
    activities.set_state(desk.store, desk.shop, key, "applied")
    assert at(desk).severity is Severity.FINE


@pytest.mark.parametrize(("start", "due", "days_over", "acts"), [(24, 27, 1, True), (25, 28, 0, True), (26, 29, 0, False)])
def test_a_new_items_price_goes_back_on_the_fourth_day(desk: Desk, start: int, due: int, days_over: int, acts: bool) -> None:
    desk.put(Product, {"product_id": "p", "title": "Long dress", "price_minor": 9900})
    desk.put(ProductDay, *({"product_id": "p", "day": DAY - timedelta(days=n), "units": 4 + n} for n in range(3)))
    key = add(desk, kind="opening_discount", product_id="p", starts_on=date(2026, 10, start), price_minor=8000)
    briefing = at(desk)
    (row,) = briefing.details.restores
    assert (row.due, row.overdue, row.days_over) == (date(2026, 10, due), days_over > 0, days_over)
    assert (row.title, row.restore_minor) == ("Long dress", 9900)
    finding = found(briefing).get(f"activities:restore:{key}")
    assert bool(finding) == acts
    if finding:
        assert (finding.severity, finding.worth_minor) == (Severity.ACT, -1900 * 5)
    if finding and days_over:
        assert finding.text == "Price of Long dress should be back at ¥99.00 since 10-27, 1 day over"


def test_a_price_put_back_is_settled_and_can_be_undone(desk: Desk) -> None:
    key = add(desk, kind="opening_discount", product_id="p", starts_on=date(2026, 10, 20), price_minor=8000, restore_minor=9900)
    activities.mark_restored(desk.store, desk.shop, key, TODAY)
    assert at(desk).details.restores == ()
    assert len(at(desk, date(2026, 10, 25)).details.restores) == 1  # on that day it was not back yet
    assert desk.store.undo(desk.shop.id)
    assert len(at(desk).details.restores) == 1


def test_worth_is_unknown_without_units(desk: Desk) -> None:
    add(desk, kind="opening_discount", product_id="p", starts_on=date(2026, 10, 20), price_minor=8000, restore_minor=9900)
    assert at(desk).findings[0].worth_minor is None


@pytest.mark.parametrize(("ended", "idle"), [(date(2026, 10, 14), True), (date(2026, 10, 15), False)])
def test_two_weeks_without_activity_ask_for_one_of_our_own(desk: Desk, ended: date, idle: bool) -> None:
    add(desk, state="reviewed", starts_on=date(2026, 10, 1), ends_on=ended)
    add(desk, state="rejected", starts_on=date(2026, 11, 1))
    assert ("activities:idle" in found(at(desk))) == idle


def test_an_entry_that_is_awaited_is_no_empty_calendar(desk: Desk) -> None:
    add(desk, state="in_review", starts_on=date(2026, 11, 1))
    assert "activities:idle" not in found(at(desk))


def test_an_activity_that_is_over_is_reviewed_and_its_visitors_used(desk: Desk) -> None:
    key = add(desk, state="running", starts_on=date(2026, 10, 20), ends_on=date(2026, 10, 27))
    assert {f"activities:review:{key}", f"activities:after:{key}"} <= set(found(at(desk)))
    late = found(at(desk, date(2026, 11, 3)))
    assert f"activities:review:{key}" in late and f"activities:after:{key}" not in late
    assert f"activities:review:{key}" not in found(at(desk, date(2026, 10, 26)))  # its last day


def test_only_sensible_moves(desk: Desk) -> None:
    official, own = add(desk), add(desk, kind="gift")
    with pytest.raises(UsageError, match="signed up"):
        activities.set_state(desk.store, desk.shop, official, "running")
    activities.set_state(desk.store, desk.shop, own, "running")
    for state in ("applied", "in_review", "accepted", "running", "reviewed"):
        activities.set_state(desk.store, desk.shop, official, state)
    assert {row.id: row.state for row in at(desk).details.entries} == {official: "reviewed", own: "running"}


def test_every_state_has_moves_words_and_a_next_sentence(desk: Desk) -> None:
    for kind in activities.KINDS:
        for state in activities.STATES:
            assert activities.moves(kind, state) and activities.state_name(state, kind)
            fields = {"product_id": "p", "price_minor": 1, "starts_on": TODAY} if kind == "opening_discount" else {}
            add(desk, kind=kind, state=state, audience="old customers", **fields)
    assert all(row.next for row in at(desk).details.entries)


def test_channels_toggle(desk: Desk) -> None:
    key = add(desk, audience="bought twice")
    assert activities.announce(desk.store, desk.shop, key, "wechat")
    assert activities.announce(desk.store, desk.shop, key, "qq")
    assert at(desk).details.entries[0].announced == ("qq", "wechat")
    assert not activities.announce(desk.store, desk.shop, key, "qq")
    assert at(desk).details.entries[0].announced == ("wechat",)
    desk.store.undo(desk.shop.id)
    assert at(desk).details.entries[0].announced == ("qq", "wechat")


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "  "},
        {"name": "x" * 81},
        {"kind": "lottery"},
        {"state": "lost"},
        {"starts_on": date(2026, 11, 2), "ends_on": date(2026, 11, 1)},
        {"deadline": date(2026, 11, 2), "ends_on": date(2026, 11, 1)},
        {"price_minor": -1},
        {"price_minor": 9900, "restore_minor": 9900},
        {"kind": "opening_discount", "product_id": "p", "price_minor": 1},
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(desk: Desk, fields: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        add(desk, **fields)
    assert at(desk).details.entries == ()


def test_editing_keeps_the_rest_and_checks_the_whole(desk: Desk) -> None:
    key = add(desk, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 3), note="four pieces")
    activities.edit_activity(desk.store, desk.shop, key, name="Eleven eleven", deadline=None)
    (row,) = at(desk).details.entries
    assert (row.name, row.ends_on, row.note) == ("Eleven eleven", date(2026, 11, 3), "four pieces")
    with pytest.raises(UsageError):
        activities.edit_activity(desk.store, desk.shop, key, starts_on=date(2026, 11, 4))
    with pytest.raises(UsageError):
        activities.edit_activity(desk.store, desk.shop, key + 1, name="Nothing there")


def test_another_shops_activity_is_out_of_reach(desk: Desk, tmp_path: Path) -> None:
    from shopdesk.records import shops

    with desk.store.write() as db:
        other = shops.add(db, "Another invented shop")
    key = activities.add_activity(desk.store, other, name="Theirs", kind="live")
    with pytest.raises(UsageError):
        activities.set_state(desk.store, desk.shop, key, "running")
    assert at(desk).details.entries == ()


def test_names_from_outside_are_made_harmless_in_sentences(desk: Desk) -> None:
    desk.put(Activity, {"name": "\x1b]52;c;x\x07[/foo]", "kind": "official", "deadline": TODAY})
    assert "\x1b" not in at(desk).headline


def test_each_rows_reason_tells_of_that_row(desk: Desk) -> None:
    desk.put(Product, {"product_id": "p", "title": "Long dress", "price_minor": 9900})
    desk.put(ProductDay, *({"product_id": "p", "day": DAY - timedelta(days=n), "units": 6} for n in range(7)))
    discount = add(desk, kind="opening_discount", product_id="p", starts_on=date(2026, 10, 20), price_minor=8000)
    official = add(desk, name="Autumn", deadline=TODAY + timedelta(days=5))
    activities.set_state(desk.store, desk.shop, official, "applied")
    whys = at(desk).whys
    assert dict(whys[f"restore:{discount}"].inputs)["lost a day"] == "¥114.00", "(99 − 80) × 6"
    entry = dict(whys[f"entry:{official}"].inputs)
    assert (entry["state"], entry["days left"]) == ("signed up", "") and entry["what to do next"]
    assert dict(whys[f"announced:{official}"].inputs)["announced"] == "0/5"
