"""Step 5, activities: entries with state and deadline, own promotions, prices that must go back, announcements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypedDict, Unpack

from shopdesk.steps.activities_findings import findings, whys
from shopdesk.steps.briefing import Briefing, Context, Severity, State
from shopdesk.steps.checked import amount, choice, refused, words
from shopdesk.steps.entries import (
    CHANNELS,
    KINDS,
    STATES,
    channel_name,
    kind_name,
    moves,
    next_step,
    state_name,
)
from shopdesk.steps.leading import headline, listed, severity
from shopdesk.text import _, safe

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from shopdesk.records.activities import Entry
    from shopdesk.records.shops import ShopInfo
    from shopdesk.store import Store

__all__ = [
    "CHANNELS",
    "KINDS",
    "STATES",
    "ActivitiesDetails",
    "ActivityFields",
    "EntryRow",
    "RestoreRow",
    "add_activity",
    "announce",
    "brief",
    "channel_name",
    "edit_activity",
    "kind_name",
    "mark_restored",
    "moves",
    "set_state",
    "state_name",
]


@dataclass(frozen=True)
class EntryRow:
    id: int
    name: str
    kind: str
    state: str
    deadline: date | None
    days_left: int | None  # while it is still to be signed up for; negative: closed
    starts_on: date | None
    ends_on: date | None
    next: str  # what to do next, one sentence
    announced: tuple[str, ...]  # channels ticked
    note: str
    product_id: str = ""
    price_minor: int | None = None
    restore_minor: int | None = None

    def can_join(self, today: date) -> bool:
        return self.state == "found" and (self.deadline is None or self.deadline >= today)


@dataclass(frozen=True)
class RestoreRow:
    id: int
    product_id: str
    title: str
    price_minor: int | None
    restore_minor: int | None
    due: date
    overdue: bool
    days_over: int


@dataclass(frozen=True)
class ActivitiesDetails:
    entries: tuple[EntryRow, ...]
    restores: tuple[RestoreRow, ...]


class ActivityFields(TypedDict, total=False):
    """What the operator can note of an activity."""

    name: str
    kind: str
    deadline: date | None
    starts_on: date | None
    ends_on: date | None
    product_id: str
    price_minor: int | None
    restore_minor: int | None
    note: str


# --- the briefing ----------------------------------------------------------------------------------------------------


def brief(context: Context) -> Briefing:
    from shopdesk.records import activities as records

    entries = records.entries(context.db, context.shop.id)
    announced = records.announced(context.db, context.shop.id)
    opening_days = context.playbook.whole("opening.days")
    restores = [row for entry in entries if (row := _restore(entry, context.today, opening_days))]
    restores.sort(key=lambda row: row.due)
    rows = [_row(entry, context, announced.get(entry.id, frozenset())) for entry in entries]
    rows.sort(key=lambda row: _place(row, context.today))
    found = findings(entries, rows, restores, context)
    running = sum(row.state == "running" for row in rows)
    return Briefing(
        step="activities",
        day=context.day,
        state=State.READY if entries else State.NO_DATA,
        headline=headline(found, _("Nothing is due; {running} running.").format(running=running))
        if entries
        else _("No activities yet: press e to add one you found or one of your own."),
        severity=severity(found) if entries else Severity.UNKNOWN,
        details=ActivitiesDetails(tuple(rows), tuple(restores)),
        findings=found,
        facts={
            "to_sign_up": sum(row.state == "found" for row in rows),
            "waiting": sum(row.state in ("applied", "in_review") for row in rows),
            "running": running,
            "next_deadline": min((r.deadline for r in rows if r.deadline and r.can_join(context.today)), default=None),
            "prices_to_restore": sum(row.due <= context.today for row in restores),
        },
        whys=whys(context),
        currency=context.shop.currency,
    )


def _row(entry: Entry, context: Context, channels: frozenset[str]) -> EntryRow:
    return EntryRow(
        id=entry.id,
        name=entry.name,
        kind=entry.kind,
        state=entry.state,
        deadline=entry.deadline,
        days_left=(entry.deadline - context.today).days if entry.deadline and entry.state == "found" else None,
        starts_on=entry.starts_on,
        ends_on=entry.ends_on,
        next=next_step(entry, context.today, context.playbook.whole("opening.days")),
        announced=tuple(channel for channel in CHANNELS if channel in channels),
        note=entry.note,
        product_id=entry.product_id,
        price_minor=entry.price_minor,
        restore_minor=entry.restore_minor,
    )


def _place(row: EntryRow, today: date) -> tuple[bool, date, int]:
    """What waits for the operator first, by its nearest day; what is over last."""
    nearest = row.deadline if row.state == "found" and row.deadline else row.ends_on or row.starts_on
    return row.state in ("reviewed", "rejected"), nearest or today, row.id


def _restore(entry: Entry, today: date, opening_days: int) -> RestoreRow | None:
    """The price that goes back after an opening discount (R38); None where nothing does, or it is back."""
    restored = entry.restored_on is not None and entry.restored_on <= today
    if entry.kind != "opening_discount" or entry.state == "rejected" or entry.starts_on is None or restored:
        return None
    due = entry.starts_on + timedelta(days=opening_days)
    return RestoreRow(
        id=entry.id,
        product_id=entry.product_id,
        title=entry.product or entry.name,
        price_minor=entry.price_minor,
        restore_minor=entry.usual_minor if entry.restore_minor is None else entry.restore_minor,
        due=due,
        overdue=due < today,
        days_over=max((today - due).days, 0),
    )


# --- verbs -----------------------------------------------------------------------------------------------------------


def add_activity(store: Store, shop: ShopInfo, *, state: str = "found", **fields: Unpack[ActivityFields]) -> int:
    """A new activity; its id. Raises UsageError where a field does not fit."""
    from shopdesk.models import Activity

    choice(state, STATES, _("state"))
    values = _fitting(ActivityFields(name="", kind="") | fields)
    with store.change(shop.id, _("Activity added: {name}").format(name=values["name"])) as change:
        return change.add(Activity, shop_id=shop.id, state=state, **values)


def edit_activity(store: Store, shop: ShopInfo, activity_id: int, **fields: Unpack[ActivityFields]) -> None:
    """Set the given fields. Raises UsageError where a field does not fit or the activity is not there."""
    from shopdesk.models import Activity

    with store.change(shop.id, _("Activity changed")) as change:
        entry = _known(change.db, shop, activity_id)
        change.put(Activity, id=activity_id, **_fitting(_fields(entry) | fields))


def set_state(store: Store, shop: ShopInfo, activity_id: int, state: str) -> None:
    """Move the activity on. Raises UsageError where `moves` does not have that step."""
    from shopdesk.models import Activity

    choice(state, STATES, _("state"))
    with store.change(shop.id, _("Activity: {state}").format(state=state_name(state))) as change:
        entry = _known(change.db, shop, activity_id)
        allowed = moves(entry.kind, entry.state)
        if state not in allowed:
            raise refused(
                _("{name} is “{before}” and can only become: {allowed}.").format(
                    name=safe(entry.name),
                    before=state_name(entry.state, entry.kind),
                    allowed=listed(state_name(name, entry.kind) for name in allowed),
                )
            )
        change.put(Activity, id=activity_id, state=state)


def announce(store: Store, shop: ShopInfo, activity_id: int, channel: str) -> bool:
    """Tick the channel the activity was announced on, or take the tick back; whether it is ticked now."""
    from shopdesk.models import Announcement
    from shopdesk.records import activities as records
    from shopdesk.store import now

    choice(channel, CHANNELS, _("channel"))
    with store.change(shop.id, _("Announced: {channel}").format(channel=channel_name(channel))) as change:
        _known(change.db, shop, activity_id)
        ticked = channel in records.announced(change.db, shop.id).get(activity_id, ())
        key = {"shop_id": shop.id, "activity_id": activity_id, "channel": channel}
        if ticked:
            change.drop(Announcement, **key)
        else:
            change.put(Announcement, **key, announced_at=now())
    return not ticked


def mark_restored(store: Store, shop: ShopInfo, activity_id: int, day: date) -> None:
    """The price went back on `day`: the opening discount is over and needs nothing more."""
    from shopdesk.models import Activity

    with store.change(shop.id, _("Price put back")) as change:
        entry = _known(change.db, shop, activity_id)
        if entry.kind != "opening_discount":
            raise refused(_("{name} is no opening discount; only those have a price to put back.").format(name=safe(entry.name)))
        if entry.starts_on is not None and day < entry.starts_on:
            raise refused(_("The discount starts on {day}; the price cannot be back before.").format(day=entry.starts_on))
        change.put(Activity, id=activity_id, restored_on=day, state="reviewed")


def _known(db: Connection, shop: ShopInfo, activity_id: int) -> Entry:
    from shopdesk.records import activities as records

    entry = records.entry(db, shop.id, activity_id)
    if entry is None:
        raise refused(_("This activity is not there any more; look again."))
    return entry


def _fields(entry: Entry) -> ActivityFields:
    return ActivityFields(
        name=entry.name,
        kind=entry.kind,
        deadline=entry.deadline,
        starts_on=entry.starts_on,
        ends_on=entry.ends_on,
        product_id=entry.product_id,
        price_minor=entry.price_minor,
        restore_minor=entry.restore_minor,
        note=entry.note,
    )


def _fitting(fields: ActivityFields) -> ActivityFields:
    """The activity as it will be kept. Raises UsageError, naming what does not fit."""
    kept = fields | {
        "name": words(fields["name"], _("name"), 80, required=True),
        "kind": choice(fields["kind"], KINDS, _("kind")),
        "product_id": words(fields.get("product_id", ""), _("product"), 64),
        "note": words(fields.get("note", ""), _("note"), 500),
    }
    price, restore = amount(kept.get("price_minor"), _("discount price")), amount(kept.get("restore_minor"), _("usual price"))
    starts, ends, deadline = kept.get("starts_on"), kept.get("ends_on"), kept.get("deadline")
    if starts and ends and ends < starts:
        raise refused(_("It ends on {end}, before it starts on {start}; check the days.").format(end=ends, start=starts))
    if deadline and ends and deadline > ends:
        raise refused(_("The sign-up deadline {day} is after the end {end}; check the days.").format(day=deadline, end=ends))
    if price is not None and restore is not None and restore <= price:
        raise refused(_("The usual price must be above the discount price; check both."))
    if kept["kind"] == "opening_discount" and not (starts and kept["product_id"] and price is not None):
        raise refused(_("An opening discount needs its product, the day it starts and the discount price."))
    return kept
