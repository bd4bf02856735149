"""The reason behind each figure of the numbers step: what `?` opens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from shopdesk.analysis.rates import wilson
from shopdesk.analysis.verdict import Verdict
from shopdesk.records.facts import ShopFigures
from shopdesk.steps.briefing import Context, Why
from shopdesk.steps.comparisons import Comparison
from shopdesk.steps.levers import Lever
from shopdesk.steps.month import MonthPace
from shopdesk.steps.numbers_bridges import comparison_why, levers_why, mix_parts, mix_why, weight_parts
from shopdesk.steps.reasons import Papers, figure, papers_of, weekday
from shopdesk.steps.source_mix import SourceMix
from shopdesk.steps.usual import FACTORS, FactorName, JudgedDay, Moved, factor_title, factor_value
from shopdesk.text import _, chance, clauses, listed, money, number, percent


def whys_of(
    context: Context,
    days: Mapping[date, ShopFigures],
    day: JudgedDay,
    month: MonthPace,
    mix: SourceMix | None,
    comparisons: Sequence[Comparison],
    levers: Sequence[Lever],
) -> dict[str, Why]:
    """By figure: "visitors", "conversion", "average_spend" and "sales" (the day, its usual, and the worth), "page_views",
    "paying_buyers", "verdict", "target", "month", "needed", "forecast", "baseline", "mix", "levers", and each other
    baseline's kind with that of the total before it ("yesterday", …)."""
    judged = days.get(context.day)
    shown = [days[d] for d in (*day.base.days, context.day) if d in days]
    papers = papers_of(context.db, shown)

    def told(name: str) -> str:
        return figure(papers, judged, name, context.shop.currency) if judged is not None else _("unknown")

    visitors, buyers, sales = told("visitors"), told("paying_buyers"), told("sales_minor")
    parts: dict[FactorName, tuple[tuple[str, str], ...]] = {
        "visitors": ((_("visitors"), visitors),),
        "conversion": ((_("paying buyers"), buyers), (_("visitors"), visitors)),
        "average_spend": ((_("sales"), sales), (_("paying buyers"), buyers)),
    }
    as_told = _("as the report says")
    return {
        **{name: _factor_why(context, day, day.moved[name], parts[name]) for name in FACTORS},
        "sales": _sales_why(context, day, sales, mix),
        "page_views": Why(_("page views"), as_told, ((_("page views"), told("page_views")),), rule="R7"),
        "paying_buyers": Why(_("paying buyers"), as_told, ((_("paying buyers"), buyers),), rule="R7"),
        "verdict": _verdict_why(context, month, sales),
        "target": _target_why(context, month),
        "month": _month_why(context, month),
        "needed": _needed_why(context, month),
        "forecast": _forecast_why(context, month),
        "baseline": _baseline_why(context, shown, papers),
        "mix": mix_why(context, mix),
        "levers": levers_why(context, month, levers),
        **{each.kind: comparison_why(context, each) for each in comparisons[1:]},
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


def _forecast_why(context: Context, month: MonthPace) -> Why:
    currency, forecast = context.shop.currency, month.forecast
    error = _("not known yet")
    if forecast.error is not None:
        error = _("{error} off on day {day} of {n} past months").format(
            error=percent(forecast.error.error), day=forecast.error.day, n=forecast.error.months
        )
    return Why(
        _("Where the month likely ends"),
        _(
            "sales so far + level of this month and the last 28 days × weights of the days left; the interval is what the same "
            "forecast missed by over past stretches as long as what is left"
        ),
        (
            (_("sales so far"), money(forecast.month_to_date_minor, currency, cents=True)),
            (_("likely end"), money(forecast.p50, currency)),
            (_("chance to reach the target"), chance(forecast.hit_probability)),
            (_("its own error before"), error),
            *weight_parts(month),
        ),
        threshold=_("said where the chance is under {chance}").format(chance=percent(context.playbook["forecast.tight"], 0)),
        settings=("forecast.tight", "forecast.out", "holiday.days"),
        interval=_("{low} – {high}, 8 times of 10").format(low=money(forecast.p10, currency), high=money(forecast.p90, currency)),
        rule="R3",
    )


def _baseline_why(context: Context, days: list[ShopFigures], papers: Papers) -> Why:
    inputs = [
        (f"{name} {day.day:%m-%d}", figure(papers, day, field, context.shop.currency))
        for day in days
        if day.day != context.day
        for name, field in ((factor_title("visitors"), "visitors"), (_("sales"), "sales_minor"))
    ]
    return Why(
        _("A usual {weekday}").format(weekday=weekday(context.day)),
        _("mean of the same weekday of the {n} weeks before, without planned promotions").format(
            n=context.playbook.whole("baseline.weeks")
        ),
        tuple(inputs),
        rule="R7",
        settings=("baseline.weeks",),
    )


def _sales_why(context: Context, day: JudgedDay, sales: str, mix: SourceMix | None) -> Why:
    currency = context.shop.currency
    usual = day.base.factors.sales if day.base.factors else None
    total = day.effects.total if day.effects else None
    return Why(
        _("Sales, and what each factor is worth"),
        _("L(sales, usual sales) · ln(factor / usual factor), L the logarithmic mean (LMDI); the three add up exactly"),
        (
            (_("sales"), sales),
            (_("usual {weekday}").format(weekday=weekday(context.day)), money(usual, currency, cents=True)),
            *((factor_title(name), money(day.effect(name), currency, sign=True, cents=True)) for name in FACTORS),
            (_("together"), money(total, currency, sign=True, cents=True)),
            *mix_parts(mix, currency),
        ),
        rule="R10",
        settings=("baseline.weeks",),
    )


def _factor_why(context: Context, day: JudgedDay, moved: Moved, told: tuple[tuple[str, str], ...]) -> Why:
    currency, score = context.shop.currency, moved.score
    intervals = []
    if score.expected is not None:
        expected = _("usual on a {weekday}: {low} – {high}").format(
            weekday=weekday(context.day),
            low=factor_value(moved.name, score.expected.low, currency),
            high=factor_value(moved.name, score.expected.high, currency),
        )
        intervals.append(expected)
    if moved.name == "conversion" and day.now and day.now.visitors and day.now.paying_buyers <= day.now.visitors:
        bounds = wilson(day.now.paying_buyers, day.now.visitors)
        interval = _("chance alone: {low} – {high}, 95 % (Wilson)")
        intervals.append(interval.format(low=percent(bounds.low, 2), high=percent(bounds.high, 2)))
    formula = {
        "visitors": _("as the report says"),
        "conversion": _("paying buyers / visitors"),
        "average_spend": _("sales / paying buyers"),
    }[moved.name]
    return Why(
        factor_title(moved.name),
        formula,
        (
            *told,
            *(() if moved.name == "visitors" else ((_("yesterday"), factor_value(moved.name, moved.value, currency)),)),
            (
                _("usual {weekday}, mean of {n} weeks").format(
                    weekday=weekday(context.day), n=context.playbook.whole("baseline.weeks")
                ),
                factor_value(moved.name, moved.baseline, currency),
            ),
            (_("change"), percent(moved.change, 1, sign=True)),
            (_("worth"), money(day.effect(moved.name), currency, sign=True, cents=True)),
            (_("score"), number(score.z, 1, sign=True)),
        ),
        clauses(intervals),
        _("unusual beyond a score of ±{z}: distance from the weekday's median of 8 weeks in robust standard deviations").format(
            z=number(context.playbook["unusual.z"], 1)
        ),
        "R15" if moved.name == "visitors" else "R11",
        ("unusual.z", "baseline.weeks"),
    )
