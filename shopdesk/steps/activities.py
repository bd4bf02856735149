"""Step 5, activities: entries with state and deadline, own promotions, prices that must go back, announcements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from shopdesk.steps.activities_findings import findings
from shopdesk.steps.activities_whys import rows_why, whys
from shopdesk.steps.activity_reports import ReportRow
from shopdesk.steps.arranging import (
    ActivityFields,
    add_activity,
    announce,
    edit_activity,
    mark_restored,
    remove_activity,
    set_state,
)
from shopdesk.steps.briefing import Briefing, Context, Severity, State
from shopdesk.steps.entries import (
    CHANNELS,
    KINDS,
    PLAN,
    STATES,
    channel_name,
    kind_name,
    moves,
    next_step,
    plan_name,
    state_name,
)
from shopdesk.steps.leading import headline, severity
from shopdesk.steps.year import YearRow
from shopdesk.text import _, either, key_of

if TYPE_CHECKING:
    from shopdesk.records.activities import Entry

__all__ = [
    "CHANNELS",
    "KINDS",
    "PLAN",
    "STATES",
    "ActivitiesDetails",
    "ActivityFields",
    "EntryRow",
    "ReportRow",
    "RestoreRow",
    "YearRow",
    "add_activity",
    "announce",
    "brief",
    "channel_name",
    "edit_activity",
    "kind_name",
    "mark_restored",
    "moves",
    "plan_name",
    "remove_activity",
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
    audience: str = ""
    cost_minor: int | None = None
    survey: str = ""
    prize: str = ""
    wording: str = ""
    topic: str = ""
    article: str = ""

    @property
    def unplanned(self) -> tuple[str, ...]:
        """What the plan does not say yet (R44)."""
        return tuple(name for name in PLAN if not getattr(self, name))

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
    reports: tuple[ReportRow, ...] = ()
    official: str = ""  # whether official activities convert better here, one sentence (R41)
    year: tuple[YearRow, ...] = ()


# --- the briefing ----------------------------------------------------------------------------------------------------


def brief(context: Context) -> Briefing:
    from shopdesk.records import activities as records
    from shopdesk.steps import activity_reports, year

    entries = [entry.on(context.today) for entry in records.entries(context.db, context.shop.id)]
    announced = records.announced(context.db, context.shop.id)
    opening_days = context.playbook.whole("opening.days")
    restores = [row for entry in entries if (row := _restore(entry, context.today, opening_days))]
    restores.sort(key=lambda row: row.due)
    rows = [_row(entry, context, announced.get(entry.id, frozenset())) for entry in entries]
    rows.sort(key=lambda row: _place(row, context.today))
    reports = activity_reports.reports(context, entries)
    official = activity_reports.official(context, entries)
    calendar = year.year(context, entries)
    found = (*findings(entries, rows, restores, context), *year.findings(calendar, context))
    running = sum(row.state == "running" for row in rows)
    return Briefing(
        step="activities",
        day=context.day,
        state=State.READY if entries else State.NO_DATA,
        headline=headline(found, _("Nothing is due; {running} running.").format(running=running))
        if entries
        else either(
            _("No activities yet: press {key} to add one you found or one of your own.").format(key=key_of("add_entry", "e")),
            _("No activities yet: add one you found or one of your own, in the desk."),
        ),
        severity=severity(found) if entries else Severity.UNKNOWN,
        details=ActivitiesDetails(
            tuple(rows), tuple(restores), reports, activity_reports.official_text(official.pooled), calendar
        ),
        findings=found,
        facts={
            "to_sign_up": sum(row.state == "found" for row in rows),
            "waiting": sum(row.state in ("applied", "in_review") for row in rows),
            "running": running,
            "next_deadline": min((r.deadline for r in rows if r.deadline and r.can_join(context.today)), default=None),
            "prices_to_restore": sum(row.due <= context.today for row in restores),
            "next_great_day": next((row.first for row in calendar if row.kind == "great"), None),
            "official_conversion": official.pooled.change,
            "official_compared": official.pooled.count,
        },
        whys={
            **whys(context),
            **rows_why(rows, restores, context),
            **activity_reports.whys(reports, official, context),
            "year": year.why(context),
        },
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
        audience=entry.audience,
        cost_minor=entry.cost_minor,
        survey=entry.survey,
        prize=entry.prize,
        wording=entry.wording,
        topic=entry.topic,
        article=entry.article,
    )


def _place(row: EntryRow, today: date) -> tuple[bool, date, int]:
    """What waits for the operator first, by its nearest day; what is over last."""
    nearest = row.deadline if row.state == "found" and row.deadline else row.ends_on or row.starts_on
    return row.state in ("reviewed", "rejected"), nearest or today, row.id


def _restore(entry: Entry, today: date, opening_days: int) -> RestoreRow | None:
    """The price that goes back after an opening discount (R38); None where nothing does, or it is back."""
    if entry.kind != "opening_discount" or entry.state == "rejected" or entry.starts_on is None or entry.restored_on:
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


def report_document(context: Context, activity_id: int) -> str:
    """The report of a finished activity as markdown, "" where it has none yet."""
    from shopdesk.records import activities as records
    from shopdesk.steps import activity_reports

    entry = records.entry(context.db, context.shop.id, activity_id)
    found = activity_reports.reports(context, [entry]) if entry is not None else ()
    return activity_reports.document(found[0], entry, context.shop.currency) if found and entry is not None else ""
