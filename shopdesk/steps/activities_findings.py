"""What there is to say about the activities: deadlines, prices to put back, what is over, an empty calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from shopdesk.steps.activities_whys import lost_minor, why_restore, whys
from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.steps.entries import in_calendar, short, state_name
from shopdesk.text import _, money, ngettext, safe

if TYPE_CHECKING:
    from shopdesk.records.activities import Entry
    from shopdesk.steps.activities import EntryRow, RestoreRow


def findings(
    entries: Sequence[Entry], rows: Sequence[EntryRow], restores: Sequence[RestoreRow], context: Context
) -> tuple[Finding, ...]:
    """What closes by tomorrow first: that cannot be made good; then what costs money each day, then the rest."""
    deadlines = _deadlines(rows, context)
    urgent = [finding for finding in deadlines if finding.evidence["days_left"] <= 1]
    return (
        *urgent,
        *_overdue(restores, context),
        *deadlines[len(urgent) :],
        *_missed(rows, context),
        *_over(entries, context),
        *_idle(entries, context),
    )


def _deadlines(rows: Sequence[EntryRow], context: Context) -> list[Finding]:
    """Sign-ups that close soon, the nearest first."""
    line = context.playbook.whole("activities.deadline_days")
    near = [(row.days_left, row) for row in rows if row.days_left is not None and row.can_join(context.today)]
    return [
        Finding(
            key=f"activities:deadline:{row.id}",
            rule="R36",
            severity=Severity.ACT,
            text=_named(row.name, row.next),
            evidence={"activity": row.name, "deadline": row.deadline, "days_left": days},
            task=Proposal(
                "operations",
                _("Sign up for {name}").format(name=safe(row.name)),
                metric=_("state of the entry"),
                expect=state_name("applied"),
                check_on=row.deadline,
            ),
            why=Why(
                title=_("Sign-up closes soon"),
                formula=_("days left = deadline − this morning"),
                inputs=((_("deadline"), str(row.deadline)), (_("this morning"), str(context.today))),
                threshold=_("{days} days or fewer").format(days=line),
                rule="R36",
                settings=("activities.deadline_days",),
            ),
        )
        for days, row in sorted(near, key=lambda pair: (pair[0], pair[1].id))
        if days <= line
    ]


def _missed(rows: Sequence[EntryRow], context: Context) -> list[Finding]:
    return [
        Finding(
            key=f"activities:closed:{row.id}",
            rule="R36",
            severity=Severity.WATCH,
            text=_named(row.name, row.next),
            evidence={"activity": row.name, "deadline": row.deadline},
        )
        for row in rows
        if row.state == "found" and row.deadline is not None and row.deadline < context.today
    ]


def _overdue(restores: Sequence[RestoreRow], context: Context) -> list[Finding]:
    """Opening discounts that are over, with what each day of it costs."""
    from shopdesk.records.activities import units_a_day

    findings = []
    for row in restores:
        if row.due > context.today:
            break
        units = units_a_day(context.db, context.shop.id, row.product_id, context.day)
        lost = lost_minor(row, units)
        title = safe(row.title)
        price = money(row.restore_minor, context.shop.currency, cents=True)
        if row.overdue:
            text = ngettext(
                "Price of {title} should be back at {price} since {day}, {days} day over",
                "Price of {title} should be back at {price} since {day}, {days} days over",
                row.days_over,
            ).format(title=title, price=price, day=short(row.due), days=row.days_over)
        else:
            text = _("Price of {title} goes back to {price} today").format(title=title, price=price)
        findings.append(
            Finding(
                key=f"activities:restore:{row.id}",
                rule="R38",
                severity=Severity.ACT,
                text=text,
                evidence={
                    "product_id": row.product_id,
                    "due": row.due,
                    "days_over": row.days_over,
                    "price_minor": row.price_minor,
                    "restore_minor": row.restore_minor,
                    "units_a_day": units,
                },
                task=Proposal(
                    "operations",
                    _("Put the price of {title} back to {price}").format(title=title, price=price),
                    metric=_("price"),
                    expect=price,
                    check_on=context.today,
                ),
                worth_minor=None if lost is None else -lost,
                why=why_restore(row, units, context),
            )
        )
    return findings


def _over(entries: Sequence[Entry], context: Context) -> list[Finding]:
    """Activities that are over: to be reviewed (R45), and their traffic to be used while it is warm (R42)."""
    findings = []
    after_days = context.playbook.whole("activities.after_days")
    for entry in entries:
        if entry.kind == "opening_discount" or entry.ends_on is None or entry.ends_on >= context.today:
            continue
        name, day = safe(entry.name), short(entry.ends_on)
        evidence = {"activity": entry.name, "ends_on": entry.ends_on}
        if entry.state == "running":
            findings.append(
                Finding(
                    key=f"activities:review:{entry.id}",
                    rule="R45",
                    severity=Severity.WATCH,
                    text=_("{name} is over since {day}: review it").format(name=name, day=day),
                    evidence=evidence,
                    task=Proposal("operations", _("Review {name}: before, during and after").format(name=name)),
                )
            )
        if entry.state in ("running", "reviewed") and (context.today - entry.ends_on).days <= after_days:
            findings.append(
                Finding(
                    key=f"activities:after:{entry.id}",
                    rule="R42",
                    severity=Severity.WATCH,
                    text=_("{name} ended on {day}: lead its visitors on while they still come").format(name=name, day=day),
                    evidence=evidence,
                    task=Proposal(
                        "operations",
                        _("Keep the visitors of {name}: link the next product, bring back those who put it in the cart").format(
                            name=name
                        ),
                        metric=_("visitors of the product"),
                        expect=_("stay above the week before the activity"),
                        check_on=entry.ends_on + timedelta(days=after_days),
                    ),
                    why=Why(
                        title=_("After an activity"),
                        formula=_("days since it ended"),
                        inputs=((_("ended on"), str(entry.ends_on)),),
                        threshold=_("{days} days").format(days=after_days),
                        rule="R42",
                        settings=("activities.after_days", "activities.again_days"),
                    ),
                )
            )
    return findings


def _idle(entries: Sequence[Entry], context: Context) -> list[Finding]:
    """Nothing in the calendar for a while: plan one's own (R37)."""
    today, line = context.today, context.playbook.whole("activities.idle_days")
    if any(in_calendar(entry, today) for entry in entries):
        return []
    ran = [entry.last_day for entry in entries if entry.state in ("accepted", "running", "reviewed") and entry.last_day]
    last = max(ran, default=None)
    if last is not None and (today - last).days < line:
        return []
    text = (
        _("No activity is in the calendar: plan one of your own")
        if last is None
        else _("No activity for {days} days: plan one of your own").format(days=(today - last).days)
    )
    return [
        Finding(
            key="activities:idle",
            rule="R37",
            severity=Severity.WATCH,
            text=text,
            evidence={"last_day": last, "days": None if last is None else (today - last).days},
            task=Proposal("operations", _("Plan an activity of our own: gift, straight cut, multi-buy or live show")),
            why=whys(context)["idle"],
        )
    ]


def _named(name: str, text: str) -> str:
    return _("{name}: {text}").format(name=safe(name), text=text)
