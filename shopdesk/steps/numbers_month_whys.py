"""The reason behind each figure of the month in the numbers step: the day's target, the month so far, what it needs, its end."""

from __future__ import annotations

from collections.abc import Sequence

from shopdesk.analysis.forecast import Forecast
from shopdesk.analysis.verdict import Verdict
from shopdesk.steps.briefing import Context, Why
from shopdesk.steps.levers import Lever
from shopdesk.steps.month import MonthPace
from shopdesk.steps.numbers_bridges import lever_parts, weight_parts
from shopdesk.text import _, aside, chance, listed, money, number, percent


def month_whys(context: Context, month: MonthPace, levers: Sequence[Lever], sales: str) -> dict[str, Why]:
    """ "verdict", "target", "month", "needed", "forecast"; the last has all that the screen says of the month."""
    return {
        "verdict": _verdict_why(context, month, sales),
        "target": _target_why(context, month),
        "month": _month_why(context, month),
        "needed": _needed_why(context, month),
        "forecast": _forecast_why(context, month, levers),
    }


def _verdict_why(context: Context, month: MonthPace, sales: str) -> Why:
    target = money(month.day_targets.get(context.day), context.shop.currency, cents=True)
    return Why(
        _("Was the day met?"),
        _("met where sales reach the day's target"),
        ((_("sales"), sales), (_("target of the day"), target)),
        rule="R4",
    )


def _target_why(context: Context, month: MonthPace) -> Why:
    currency = context.shop.currency
    own = month.target is None or month.target.set_for == month.period.text
    inputs = [
        (_("target of the day"), money(month.day_targets.get(context.day), currency, cents=True)),
        (
            _("target of {month}").format(month=month.period.text),
            money(month.target.amount_minor if month.target else None, currency, cents=True),
        ),
    ]
    if month.target is not None and not own:
        inputs.append((_("derived from"), month.target.set_for))
    weights = (
        _("every weekday weighs the same, there is too little history")
        if month.weighing.index.verdict is Verdict.UNKNOWN
        else _("weekdays weigh as they sold before the month began")
    )
    return Why(
        _("Target of the day"),
        _("its own target, else the month's × the day's weight / the month's weights; planned promotions weigh more"),
        tuple(inputs),
        threshold=weights,
        rule="R3",
        settings=("holiday.days",),
    )


def _month_why(context: Context, month: MonthPace) -> Why:
    currency = context.shop.currency
    missing = listed(f"{day:%m-%d}" for day in month.missing) or _("none")
    return Why(
        _("The month so far"),
        _("sum of the days known, against the targets of those same days"),
        (
            (_("sales so far"), money(month.to_date_minor, currency, cents=True)),
            (_("targets of these days"), money(month.owed_minor, currency, cents=True)),
            (_("days missing"), missing),
        ),
        rule="R4",
    )


def _needed_why(context: Context, month: MonthPace) -> Why:
    currency = context.shop.currency
    needed = month.needed
    today = needed.by_day.get(context.today) if needed else None
    return Why(
        _("Needed a day"),
        _("(target − sales so far) / days left and days missing; for today × its weekday's and promotion's weight"),
        (
            (_("still owed"), money(needed.left_minor if needed else None, currency, cents=True)),
            (_("days left"), number(month.days_left)),
            (_("days missing"), number(len(month.missing))),
            (_("today"), money(today, currency, cents=True)),
        ),
        rule="R3",
    )


def _forecast_why(context: Context, month: MonthPace, levers: Sequence[Lever]) -> Why:
    currency, needed = context.shop.currency, month.needed
    inputs = [
        (
            _("target of {month}").format(month=month.period.text),
            money(month.target.amount_minor if month.target else None, currency),
        ),
        (_("sales so far"), money(month.to_date_minor, currency, cents=True)),
        (_("targets of these days"), money(month.owed_minor, currency, cents=True)),
        (_("days missing"), listed(f"{day:%m-%d}" for day in month.missing)),
    ]
    if needed is not None:
        owed = _("{left} still owed / {n} days left or missing").format(
            left=money(needed.left_minor, currency), n=number(len(needed.by_day))
        )
        inputs += [
            (_("needed a day"), aside(money(needed.per_day_minor, currency), owed)),
            (_("today, by its weight"), money(needed.by_day.get(context.today), currency)),
        ]
    if month.target is not None and (end := month.forecast.p50) is not None and end < month.target.amount_minor:
        lacking = month.target.amount_minor - end
        days = _("{short} / {n} days of the month").format(short=money(lacking, currency), n=number(month.period.days))
        inputs.append((_("lacking a day of the month"), aside(money(lacking / month.period.days, currency), days)))
    return Why(
        _("Where the month likely ends"),
        _(
            "sales so far + level of this month and the last 28 days × weights of the days left; the interval is what the same "
            "forecast missed by over past stretches as long as what is left"
        ),
        (*inputs, *forecast_parts(month.forecast, currency), *lever_parts(levers, currency), *weight_parts(month)),
        threshold=_("said where the chance is under {chance}").format(chance=percent(context.playbook["forecast.tight"], 0)),
        settings=("forecast.tight", "forecast.out", "forecast.passed", "holiday.days", "lever.reach"),
        interval=forecast_interval(month.forecast, currency),
        rule="R3",
    )


def forecast_parts(forecast: Forecast, currency: str) -> tuple[tuple[str, str], ...]:
    """The likely end, the chance of the target, and what the same forecast was off by in past months."""
    if forecast.error is not None:
        error = _("{error} off on day {day} of {n} past months").format(
            error=percent(forecast.error.error), day=forecast.error.day, n=forecast.error.months
        )
    else:
        error = _("not known yet") if forecast.p50 is None else _("not tested yet: no whole month before this one is known")
    return (
        (_("likely end"), money(forecast.p50, currency)),
        (_("chance to reach the target"), chance(forecast.hit_probability)),
        (_("its own error before"), error),
    )


def forecast_interval(forecast: Forecast, currency: str) -> str:
    if forecast.p50 is None:
        return ""
    return _("{low} – {high}, 8 times of 10").format(low=money(forecast.p10, currency), high=money(forecast.p90, currency))
