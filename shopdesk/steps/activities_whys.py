"""What `?` says of an activity, of a price that goes back, of the channels it was announced on, and of the step's lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shopdesk.steps.briefing import Context, Why
from shopdesk.steps.entries import CHANNELS, channel_name, state_name
from shopdesk.text import _, days_text, listed, money, number, safe

if TYPE_CHECKING:
    from shopdesk.steps.activities import EntryRow, RestoreRow


def rows_why(rows: Sequence[EntryRow], restores: Sequence[RestoreRow], context: Context) -> dict[str, Why]:
    """By row: "entry:<id>", "restore:<id>" and "announced:<id>"."""
    from shopdesk.records.activities import units_a_day

    found = {f"entry:{row.id}": _why_entry(row, context) for row in rows}
    found |= {f"announced:{row.id}": _why_announced(row) for row in rows}
    for row in restores:
        units = units_a_day(context.db, context.shop.id, row.product_id, context.day)
        found[f"restore:{row.id}"] = why_restore(row, units, context)
    return found


def _why_entry(row: EntryRow, context: Context) -> Why:
    """Where the activity stands and what that makes of today; its sign-up where it is still open."""
    currency, line = context.shop.currency, context.playbook.whole("activities.deadline_days")
    opening = row.kind == "opening_discount"
    inputs = (
        (_("state"), state_name(row.state, row.kind)),
        (_("this morning"), str(context.today)),
        (_("sign-up until"), str(row.deadline or "")),
        (_("days left"), "" if row.days_left is None else number(row.days_left)),
        (_("runs"), days_text(row.starts_on, row.ends_on)),
        (_("price in it"), "" if row.price_minor is None else money(row.price_minor, currency, cents=True)),
        (_("cost"), "" if row.cost_minor is None else money(row.cost_minor, currency, cents=True)),
        (_("what to do next"), row.next),
    )
    signs_up = row.days_left is not None
    return Why(
        safe(row.name),
        _("days left = deadline − this morning") if signs_up else _("what comes next follows from its state and its days"),
        inputs,
        threshold=_("{days} days or fewer").format(days=line) if signs_up else "",
        rule="R38" if opening else "R36",
        settings=("opening.days",) if opening else ("activities.deadline_days", "activities.promotion_days"),
    )


def _why_announced(row: EntryRow) -> Why:
    told = listed(channel_name(channel) for channel in CHANNELS if channel in row.announced)
    open_ = listed(channel_name(channel) for channel in CHANNELS if channel not in row.announced)
    return Why(
        _("Announced: {name}").format(name=safe(row.name)),
        _("the channels you ticked for this activity; telling the buyers costs nothing"),
        (
            (_("announced"), f"{len(row.announced)}/{len(CHANNELS)}"),
            (_("told on"), told or _("none")),
            (_("not yet on"), open_ or _("none")),
        ),
        rule="R39",
    )


def whys(context: Context) -> dict[str, Why]:
    book = context.playbook
    return {
        "deadline": Why(
            title=_("Sign-up deadlines"),
            formula=_("days left = deadline − this morning"),
            inputs=((_("this morning"), str(context.today)),),
            threshold=_("{days} days or fewer").format(days=book.whole("activities.deadline_days")),
            rule="R36",
            settings=("activities.deadline_days",),
        ),
        "restores": Why(
            title=_("Prices that go back"),
            formula=_("due = first day + days of discount"),
            threshold=_("{days} days of discount").format(days=book.whole("opening.days")),
            rule="R38",
            settings=("opening.days",),
        ),
        "idle": Why(
            title=_("An empty calendar"),
            formula=_("days since the last activity ended, with none running, entered or open for sign-up"),
            inputs=((_("this morning"), str(context.today)),),
            threshold=_("{days} days or more").format(days=book.whole("activities.idle_days")),
            rule="R37",
            settings=("activities.idle_days",),
        ),
    }


def lost_minor(row: RestoreRow, units: float | None) -> int | None:
    """What a day at the discount costs."""
    if units is None or row.price_minor is None or row.restore_minor is None:
        return None
    return round((row.restore_minor - row.price_minor) * units)


def why_restore(row: RestoreRow, units: float | None, context: Context) -> Why:
    currency = context.shop.currency
    return Why(
        title=_("Opening discount is over"),
        formula=_("due = first day + days of discount; lost a day = (price to go back to − discount price) × units a day"),
        inputs=(
            (_("due"), str(row.due)),
            (_("discount price"), money(row.price_minor, currency, cents=True)),
            (_("price to go back to"), money(row.restore_minor, currency, cents=True)),
            (_("units a day, last 7 days"), number(units, 1)),
            (_("days over"), number(row.days_over)),
            (_("lost a day"), money(lost_minor(row, units), currency, cents=True)),
        ),
        threshold=_("{days} days of discount").format(days=context.playbook.whole("opening.days")),
        rule="R38",
        settings=("opening.days",),
    )
