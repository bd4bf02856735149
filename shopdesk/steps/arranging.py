"""What the operator says of an activity: its fields, its state, where it was announced, that a price is back. All can be undone.

An activity of the whole shop that is on also marks its days as promotion days, where none are set, so that the numbers step
knows them for no usual days; a reviewed one leaves two tasks to use its traffic (R42).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypedDict, Unpack, cast

from shopdesk.steps.checked import amount, choice, refused, words
from shopdesk.steps.entries import CHANNELS, KINDS, PLAN, STATES, channel_name, moves, plan_name, state_name
from shopdesk.text import _, listed, safe

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from shopdesk.playbook import Playbook
    from shopdesk.records.activities import Entry
    from shopdesk.records.shops import ShopInfo
    from shopdesk.store import Change, Store

ON = ("accepted", "running", "reviewed")  # states in which an activity's days are its days


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
    audience: str
    cost_minor: int | None
    survey: str
    prize: str
    wording: str
    topic: str
    article: str


def add_activity(
    store: Store,
    shop: ShopInfo,
    *,
    state: str = "found",
    playbook: Playbook | None = None,
    **fields: Unpack[ActivityFields],
) -> int:
    """A new activity; its id. Raises UsageError where a field does not fit."""
    from shopdesk.models import Activity

    choice(state, STATES, _("state"))
    values = _fitting(ActivityFields(name="", kind="") | fields)
    with store.change(shop.id, _("Activity added: {name}").format(name=values["name"])) as change:
        key = change.add(Activity, shop_id=shop.id, state=state, **values)
        _mark_days(change, shop, None, _known(change.db, shop, key), playbook)
        return key


def edit_activity(
    store: Store, shop: ShopInfo, activity_id: int, *, playbook: Playbook | None = None, **fields: Unpack[ActivityFields]
) -> None:
    """Set the given fields. Raises UsageError where a field does not fit or the activity is not there."""
    from shopdesk.models import Activity

    with store.change(shop.id, _("Activity changed")) as change:
        entry = _known(change.db, shop, activity_id)
        change.put(Activity, id=activity_id, **_fitting(_fields(entry) | fields))
        _mark_days(change, shop, entry, _known(change.db, shop, activity_id), playbook)


def remove_activity(store: Store, shop: ShopInfo, activity_id: int, *, playbook: Playbook | None = None) -> None:
    """Delete the activity with its announcements and the promotion days it marked."""
    from shopdesk.models import Activity, Announcement
    from shopdesk.records import activities as records

    with store.change(shop.id, _("Activity deleted")) as change:
        entry = _known(change.db, shop, activity_id)
        _mark_days(change, shop, entry, None, playbook)
        for channel in sorted(records.announced(change.db, shop.id).get(activity_id, ())):
            change.drop(Announcement, shop_id=shop.id, activity_id=activity_id, channel=channel)
        change.drop(Activity, id=activity_id)


def set_state(
    store: Store,
    shop: ShopInfo,
    activity_id: int,
    state: str,
    *,
    day: date | None = None,
    playbook: Playbook | None = None,
) -> None:
    """Move the activity on. Raises UsageError where `moves` does not have that step.

    With `day`, the day judged, a review also plans the two looks at what stayed of its visitors (R42).
    """
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
        after = _known(change.db, shop, activity_id)
        _mark_days(change, shop, entry, after, playbook)
        if state == "reviewed" and day is not None:
            _follow_up(change, shop, after, day, playbook)


def announce(store: Store, shop: ShopInfo, activity_id: int, channel: str, audience: str | None = None) -> bool:
    """Tick the channel the activity was announced on, or take the tick back; whether it is ticked now.

    Raises UsageError where nobody said whom it is for (R172); `audience` says it with the first tick.
    """
    from shopdesk.models import Activity, Announcement
    from shopdesk.records import activities as records
    from shopdesk.store import now

    choice(channel, CHANNELS, _("channel"))
    with store.change(shop.id, _("Announced: {channel}").format(channel=channel_name(channel))) as change:
        entry = _known(change.db, shop, activity_id)
        ticked = channel in records.announced(change.db, shop.id).get(activity_id, ())
        key = {"shop_id": shop.id, "activity_id": activity_id, "channel": channel}
        if ticked:
            change.drop(Announcement, **key)
        else:
            said = words(audience or entry.audience, _("audience"), 200)
            if not said:
                raise refused(
                    _("Say first whom {name} is for; a push to everybody costs more than it brings.").format(
                        name=safe(entry.name)
                    )
                )
            if said != entry.audience:
                change.put(Activity, id=activity_id, audience=said)
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


def _mark_days(change: Change, shop: ShopInfo, before: Entry | None, after: Entry | None, playbook: Playbook | None) -> None:
    """Promotion days of the activity: those it marked and no longer has go, those it has and nobody set come."""
    from shopdesk.models import PromotionDay
    from shopdesk.playbook import load
    from shopdesk.records.facts import promotions

    most = (playbook or load()).whole("activities.promotion_days")
    old = set(_days(before, most)) if before is not None else set()
    new = set(_days(after, most)) if after is not None else set()
    if not old | new:
        return
    known = promotions(change.db, shop.id, min(old | new), max(old | new))
    name = after.name if after is not None else ""
    for day in sorted(old | new):
        set_here = known.get(day)
        ours = before is not None and set_here is not None and (set_here.name, set_here.multiplier) == (before.name, 1.0)
        if ours and (day not in new or name != before.name):  # type: ignore[union-attr]
            change.drop(PromotionDay, shop_id=shop.id, day=day)
            set_here = None
        if day in new and set_here is None:
            change.put(PromotionDay, shop_id=shop.id, day=day, name=name)


def _days(entry: Entry, most: int) -> Iterator[date]:
    """The days on which the whole shop is on the activity; none where it lasts so long that it is the shop's usual."""
    whole = entry.state in ON and not entry.product_id and entry.kind not in ("opening_discount", "push")
    if not whole or entry.starts_on is None or entry.last_day is None:
        return
    lasts = (entry.last_day - entry.starts_on).days + 1
    yield from (entry.starts_on + timedelta(days=number) for number in range(lasts if lasts <= most else 0))


def _follow_up(change: Change, shop: ShopInfo, entry: Entry, day: date, playbook: Playbook | None) -> None:
    """Two tasks, where they are still to come: what stayed of the visitors after a week, and after two."""
    from shopdesk.models import Task
    from shopdesk.playbook import load
    from shopdesk.records.tasks import open_for_finding
    from shopdesk.store import now

    book = playbook or load()
    if entry.last_day is None or entry.kind == "opening_discount":
        return
    for setting in ("activities.after_days", "activities.again_days"):
        after = book.whole(setting)
        due, key = entry.last_day + timedelta(days=after), f"activities:follow:{entry.id}:{after}"
        if due <= day or open_for_finding(change.db, shop.id, key) is not None:
            continue
        change.add(
            Task,
            shop_id=shop.id,
            day=day,
            role="operations",
            title=_("{name}, {days} days after: see what stayed of its visitors and lead them on").format(
                name=entry.name, days=after
            ),
            why=_("what an activity brings is gone within two weeks unless it is used"),
            rule="R42",
            finding=key,
            due=due,
            metric=_("visitors against the weeks before the activity"),
            expect=_("stay above the week before the activity"),
            check_on=due,
            created_at=now(),
        )


def _known(db: Connection, shop: ShopInfo, activity_id: int) -> Entry:
    from shopdesk.records import activities as records

    entry = records.entry(db, shop.id, activity_id)
    if entry is None:
        raise refused(_("This activity is not there any more; look again."))
    return entry


def _fields(entry: Entry) -> ActivityFields:
    return cast(ActivityFields, {name: getattr(entry, name) for name in ActivityFields.__annotations__})


def _fitting(fields: ActivityFields) -> ActivityFields:
    """The activity as it will be kept. Raises UsageError, naming what does not fit."""
    kept = fields | {
        "name": words(fields["name"], _("name"), 80, required=True),
        "kind": choice(fields["kind"], KINDS, _("kind")),
        "product_id": words(fields.get("product_id", ""), _("product"), 64),
        "note": words(fields.get("note", ""), _("note"), 500),
        "audience": words(fields.get("audience", ""), _("audience"), 200),
    }
    for name in PLAN:
        kept[name] = words(str(fields.get(name, "")), plan_name(name), 500)  # type: ignore[literal-required]
    amount(kept.get("cost_minor"), _("cost"))
    if kept["kind"] == "push" and not kept["audience"]:
        raise refused(_("A push needs its audience: who gets it, and why these. Sent to everybody it only costs money."))
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
