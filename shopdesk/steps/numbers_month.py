"""What the numbers step says of the month: no target, days missing, and a target that is tight or out of reach (R3)."""

from __future__ import annotations

from math import ceil

from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.steps.lasting_falls import CHECK_AFTER
from shopdesk.steps.month import MonthPace
from shopdesk.steps.numbers import Met
from shopdesk.steps.plan_remarks import passed_findings
from shopdesk.text import _, chance, either, from_minor, key_of, listed, money, ngettext


def month_findings(context: Context, month: MonthPace, verdict: Met, why: Why) -> list[Finding]:
    """Where nothing speaks against the month's target, none."""
    found = []
    if month.target is None:
        if verdict == "no_target":
            found.append(_no_target(context, month))
        return found
    if month.missing:
        found.append(_missing_days(month))
    found += passed_findings(context, month, why)
    if month.forecast.needs:
        text = ngettext(
            "Where {month} ends cannot be told yet: {n} more day of sales is needed",
            "Where {month} ends cannot be told yet: {n} more days of sales are needed",
            month.forecast.needs,
        ).format(month=month.period.text, n=month.forecast.needs)
        found.append(Finding("numbers:forecast", "R3", Severity.UNKNOWN, text, {"days_needed": month.forecast.needs}))
    elif month.days_left:
        found += _outlook(context, month, why)
    return found


def _no_target(context: Context, month: MonthPace) -> Finding:
    amount = _("AMOUNT") if month.before_minor is None else _rounded_up(month.before_minor, context.shop.currency)
    words = either(
        _("No target for {month}: {key} sets one"), _("No target for {month}: shopdesk target {month} {amount} sets one")
    )
    text = words.format(month=month.period.text, amount=amount, key=key_of("targets", "T"))
    if month.before_minor:
        before = money(month.before_minor, context.shop.currency)
        text = _("{finding}; the month before sold {amount}").format(finding=text, amount=before)
    task = Proposal("operations", _("Agree on the month's target and set it"), _("sales"), "", context.day + CHECK_AFTER)
    return Finding("numbers:no_target", "R3", Severity.WATCH, text, {"month": month.period.text}, task)


def _rounded_up(minor: int, currency: str) -> str:
    """The amount in major units, to two digits: "420000" of 412,345."""
    major = ceil(from_minor(minor, currency))
    step = 10 ** max(len(str(major)) - 2, 0)
    return str(-(-major // step) * step)


def _missing_days(month: MonthPace) -> Finding:
    days = listed(f"{day:%m-%d}" for day in month.missing[:5]) + ("…" if len(month.missing) > 5 else "")
    text = ngettext(
        "{month} so far lacks {n} day: import the shop report of {days}",
        "{month} so far lacks {n} days: import the shop reports of {days}",
        len(month.missing),
    ).format(month=month.period.text, n=len(month.missing), days=days)
    return Finding("numbers:missing_days", "R3", Severity.UNKNOWN, text, {"days": month.missing})


def _outlook(context: Context, month: MonthPace, why: Why) -> list[Finding]:
    forecast, needed, target = month.forecast, month.needed, month.target
    unlikely = forecast.hit_probability is not None and forecast.hit_probability < context.playbook["forecast.tight"]
    if target is None or needed is None or needed.per_day_minor is None or forecast.p50 is None or not unlikely:
        return []
    currency = context.shop.currency
    out_of_reach = (forecast.hit_probability or 0.0) < context.playbook["forecast.out"]
    words = (
        _("{month} is out of reach at this pace: needs {needed} a day, likely end {low} – {high}, chance {chance}")
        if out_of_reach
        else _("{month} will be tight: needs {needed} a day, likely end {low} – {high}, chance {chance}")
    )
    short = round((target.amount_minor - forecast.p50) / month.days_left)
    return [
        Finding(
            key=f"numbers:month:{month.period.text}",
            rule="R3",
            severity=Severity.ACT if out_of_reach else Severity.WATCH,
            text=words.format(
                month=month.period.text,
                needed=money(needed.per_day_minor, currency),
                low=money(forecast.p10, currency),
                high=money(forecast.p90, currency),
                chance=chance(forecast.hit_probability),
            ),
            evidence={
                "target_minor": target.amount_minor,
                "month_to_date_minor": month.to_date_minor,
                "needed_per_day_minor": round(needed.per_day_minor),
                "p10_minor": forecast.p10,
                "p50_minor": forecast.p50,
                "p90_minor": forecast.p90,
                "hit_probability": forecast.hit_probability,
            },
            task=Proposal(
                "operations",
                _("Plan what brings {amount} more a day, or agree on another target").format(amount=money(short, currency)),
                _("sales a day"),
                money(needed.per_day_minor, currency),
                context.day + CHECK_AFTER,
            ),
            worth_minor=min(round((forecast.p50 - target.amount_minor) / month.period.days), 0),
            why=why,
        )
    ]
