"""The day: which steps are due and how they stand, what still hinders closing it, and the verbs that move it on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from shopdesk.errors import DataError, UsageError
from shopdesk.steps import STEPS
from shopdesk.steps.briefing import Briefing, Context, Finding, Need, Severity, State
from shopdesk.steps.causes import Cause, causes
from shopdesk.text import _, key_of, listed, money, ngettext, percent

if TYPE_CHECKING:
    from shopdesk.plan import TaskView
    from shopdesk.records.days import Report
    from shopdesk.records.shops import ShopInfo
    from shopdesk.store import Store

TOP = 3  # causes shown on the first screen


@dataclass(frozen=True)
class CheckState:
    id: str
    text: str
    rules: tuple[str, ...]
    ticked: bool


@dataclass(frozen=True)
class StepState:
    id: str
    number: int
    title: str
    sign: str  # "!" something to act on · "·" not looked at yet · "✓" done
    severity: Severity | None  # None while its briefing has not been made
    due: bool
    seen: bool
    done: bool
    checks: tuple[CheckState, ...]
    lacks: tuple[str, ...]


@dataclass(frozen=True)
class Morning:
    steps: tuple[StepState, ...]
    done: int
    total: int
    reports_in: int
    reports_total: int
    missing: tuple[Need, ...]
    closed: bool
    lacks: tuple[str, ...]  # what hinders closing the day
    cause: str


@dataclass(frozen=True)
class TodayView:
    headline: str
    verdict_met: bool | None
    lines: tuple[str, ...]
    top: tuple[tuple[str, Finding], ...]  # (step, finding), at most three
    missing: tuple[Need, ...]
    carried: tuple[TaskView, ...]
    pending: bool  # some steps have not been looked through yet
    sales_minor: int | None
    day_target_minor: int | None
    currency: str
    causes: tuple[Cause, ...] = ()  # all that ask for action, ranked; `top` are the first of them without a task
    odd: tuple[str, ...] = ()  # figures that leave their usual swing and are no cause, in words; `lines` say them, too

    @property
    def quiet(self) -> bool:
        """Every step was looked through and nothing asks for action; there are figures of the day to say so."""
        return not self.pending and not self.causes and not self.odd and self.sales_minor is not None

    @property
    def in_plan(self) -> str:
        """How many of the causes have their task already, in one line; "" where none has."""
        n = sum(cause.planned for cause in self.causes)
        return ngettext("{n} more is in the plan already", "{n} more are in the plan already", n).format(n=n) if n else ""


def morning(context: Context, briefings: Mapping[str, Briefing]) -> Morning:
    """How the morning stands; `briefings` are those made so far."""
    from shopdesk.records import days

    seen = days.steps_seen(context.db, context.shop.id, context.day)
    ticks = days.ticks(context.db, context.shop.id, context.day)
    last_page = days.last_ticked(context.db, context.shop.id, "page", context.day - timedelta(days=1))
    every = context.playbook.whole("page.every_days")
    cause = days.cause(context.db, context.shop.id, context.day, "day")
    steps = []
    for number, step in enumerate(STEPS, 1):
        entry = context.playbook.steps[step]
        checks = tuple(CheckState(c.id, str(c.words), c.rules, (step, c.id) in ticks) for c in entry.checks)
        due = not entry.weekly or last_page is None or (context.day - last_page).days >= every
        done = step in seen and all(check.ticked for check in checks) and (step != "numbers" or bool(cause))
        briefing = briefings.get(step)
        severity = briefing.severity if briefing else None
        sign = "✓" if done else "!" if severity is Severity.ACT else "·"
        lacks = tuple(check.text for check in checks if not check.ticked)
        steps.append(StepState(step, number, str(entry.words), sign, severity, due, step in seen, done, checks, lacks))
    reports = days.reports(context.db, context.shop, context.day, context.playbook)
    due_steps = [step for step in steps if step.due]
    return Morning(
        tuple(steps),
        sum(step.done for step in due_steps),
        len(due_steps),
        sum(report.arrived for report in reports),
        len(reports),
        _missing(context, reports),
        days.closed(context.db, context.shop.id, context.day),
        _lacks(cause, due_steps, briefings),
        cause,
    )


def _missing(context: Context, reports: list[Report]) -> tuple[Need, ...]:
    words = _("Import {report} of {day} (key i).")
    return tuple(
        Need(report.kind, words.format(report=report.name, day=context.day.isoformat()))
        for report in reports
        if not report.arrived
    )


def _lacks(cause: str, steps: list[StepState], briefings: Mapping[str, Briefing]) -> tuple[str, ...]:
    """What hinders closing the day: the cause always (R5, R6), then a cause for each falling source (R14), then steps unseen."""
    lacks = []
    if not cause:
        lacks.append(_("Write why the day was met or missed: {key} in step 1.").format(key=key_of("write_cause", "c")))
    shop = briefings.get("shop")
    fell = ("shop:source:", "shop:alike")
    falling = [f for f in shop.findings if f.key.startswith(fell) and f.severity is Severity.ACT] if shop else []
    if falling:
        words = _("Write why each falling source fell: {key} in step 2, {n} left.")
        lacks.append(words.format(key=key_of("note_source", "c"), n=len(falling)))
    unseen = [step.title for step in steps if not step.seen]
    if unseen:
        lacks.append(_("Look at {steps}.").format(steps=listed(unseen)))
    return tuple(lacks)


def today(context: Context, briefings: Mapping[str, Briefing]) -> TodayView:
    """The first screen: the verdict of the day, the three causes worth most, what is missing, what was carried over."""
    from shopdesk import plan
    from shopdesk.records import days, tasks

    numbers = briefings["numbers"]
    pending = any(step not in briefings for step in STEPS)
    looked_at = {step: briefing for step, briefing in briefings.items() if step != "numbers" or not pending}
    found = causes(looked_at, tasks.open_findings(context.db, context.shop.id), part=context.playbook["causes.part"])
    details = numbers.details
    target = getattr(details, "target", None)
    odd = () if pending else _odd(numbers, found)
    return TodayView(
        numbers.headline,
        {"met": True, "missed": False}.get(getattr(details, "verdict", "")),
        (*_month_lines(numbers, context), *odd),
        tuple((cause.step, cause.finding) for cause in found if not cause.planned)[:TOP],
        _missing(context, days.reports(context.db, context.shop, context.day, context.playbook)),
        tuple(
            task
            for task in plan.tasks(context.db, context.shop, context.day)
            if task.state == "open" and task.carried_from is not None
        ),
        pending,
        numbers.facts.get("sales_minor"),
        target.day_minor if target else None,
        context.shop.currency,
        found,
        odd,
    )


def _odd(numbers: Briefing, found: tuple[Cause, ...]) -> tuple[str, ...]:
    """The factors of the day that are unusual, upwards or by drifting there, and asked nowhere for action (R15)."""
    told = {finding.key for cause in found for finding in (cause.finding, *(part for _step, part in cause.folded))}
    factors = [f"numbers:{factor.name}" for factor in getattr(numbers.details, "factors", ()) if factor.unusual]
    return tuple(finding.text for finding in numbers.findings if finding.key in factors and finding.key not in told)


def _month_lines(numbers: Briefing, context: Context) -> tuple[str, ...]:
    if numbers.state is State.NO_DATA:
        return tuple(need.text for need in numbers.needs)
    target = numbers.details.target
    currency = context.shop.currency
    if target.month_minor is None:
        return (_("No target for this month yet: {key} sets one.").format(key=key_of("targets", "T")),)
    lines = [
        _("Month so far {now} of {target}, {share}; {gone} of the month gone.").format(
            now=money(target.month_to_date_minor, currency),
            target=money(target.month_minor, currency),
            share=percent((target.month_to_date_minor or 0) / target.month_minor, 0) if target.month_minor else "–",
            gone=percent(numbers.details.month_share_gone, 0),
        )
    ]
    forecast = target.forecast
    if forecast.p10_minor is not None:
        lines.append(
            _("Likely end {low} – {high}. Needs {needed} a day.").format(
                low=money(forecast.p10_minor, currency),
                high=money(forecast.p90_minor, currency),
                needed=money(target.needed_per_day_minor, currency),
            )
        )
    elif target.needed_per_day_minor is not None:
        lines.append(_("Needs {needed} a day.").format(needed=money(target.needed_per_day_minor, currency)))
    return tuple(lines)


# --- verbs ---------------------------------------------------------------------------------------------------------


def see(store: Store, shop: ShopInfo, day: date, step: str) -> None:
    """The operator looked at the step. Not undone by ctrl+z: looking is no change."""
    from shopdesk.records import days

    with store.write() as db:
        days.mark_seen(db, shop.id, day, step)


def tick(store: Store, shop: ShopInfo, day: date, step: str, check_id: str) -> bool:
    """Tick or untick a check; whether it is ticked now."""
    from shopdesk.models import Tick
    from shopdesk.records import days
    from shopdesk.store import now

    with store.change(shop.id, _("tick")) as change:
        ticked = (step, check_id) in days.ticks(change.db, shop.id, day)
        if ticked:
            change.drop(Tick, shop_id=shop.id, day=day, step=step, check_id=check_id)
        else:
            change.put(Tick, shop_id=shop.id, day=day, step=step, check_id=check_id, ticked_at=now())
        return not ticked


def note_cause(
    store: Store, shop: ShopInfo, day: date, text: str, *, subject: str = "day", factor: str = "", verdict: str = ""
) -> None:
    """Why the day was met or missed, or why a source moved (subject "source:…"); an empty text takes it back."""
    from shopdesk.models import Cause
    from shopdesk.store import now

    with store.change(shop.id, _("cause")) as change:
        if text.strip():
            change.put(
                Cause,
                shop_id=shop.id,
                day=day,
                subject=subject,
                verdict=verdict,
                factor=factor,
                text=text.strip(),
                noted_at=now(),
            )
        else:
            change.drop(Cause, shop_id=shop.id, day=day, subject=subject)


def close_day(store: Store, shop: ShopInfo, day: date, lacks: tuple[str, ...]) -> None:
    """Close the day; `lacks` is what `morning` says. Raises DataError naming what is missing."""
    from shopdesk.models import Day
    from shopdesk.store import now

    if lacks:
        raise DataError(_("The day cannot be closed yet"), " ".join(lacks))
    with store.change(shop.id, _("day closed")) as change:
        change.put(Day, shop_id=shop.id, day=day, closed_at=now())


def reopen_day(store: Store, shop: ShopInfo, day: date) -> None:
    from shopdesk.models import Day

    with store.change(shop.id, _("day opened again")) as change:
        change.put(Day, shop_id=shop.id, day=day, closed_at=None)


def step_named(name: str) -> str:
    """A step by its id or number. Raises UsageError for anything else."""
    if name in STEPS:
        return name
    if name.isdigit() and 1 <= int(name) <= len(STEPS):
        return STEPS[int(name) - 1]
    raise UsageError(_("No such step"), _("A step is 1 to {n}, or one of {steps}.").format(n=len(STEPS), steps=listed(STEPS)))
