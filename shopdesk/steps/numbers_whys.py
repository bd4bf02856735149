"""The reason behind each figure of the numbers step: what `?` opens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from math import inf

from shopdesk.analysis.rates import wilson
from shopdesk.records.facts import ShopFigures
from shopdesk.steps.briefing import Context, Why
from shopdesk.steps.comparisons import Comparison
from shopdesk.steps.known_causes import holiday_name
from shopdesk.steps.levers import Lever
from shopdesk.steps.month import MonthPace
from shopdesk.steps.numbers import ratio
from shopdesk.steps.numbers_bridges import comparison_why, levers_why, mix_parts, mix_why
from shopdesk.steps.numbers_month_whys import month_whys
from shopdesk.steps.reasons import Papers, figure, papers_of, weekday
from shopdesk.steps.source_mix import SourceMix
from shopdesk.steps.usual import FACTORS, FactorName, JudgedDay, Moved, factor_title, factor_value
from shopdesk.text import _, clauses, money, number, percent, safe


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
        **{
            name: _factor_why(context, day, day.moved[name], parts[name], _usual_days(context, day, days, papers, name))
            for name in FACTORS
        },
        "sales": _sales_why(context, day, month, sales, mix),
        "page_views": Why(_("page views"), as_told, ((_("page views"), told("page_views")),), rule="R7"),
        "paying_buyers": Why(_("paying buyers"), as_told, ((_("paying buyers"), buyers),), rule="R7"),
        **month_whys(context, month, levers, sales),
        "baseline": _baseline_why(context, day, days, papers),
        "mix": mix_why(context, mix),
        "levers": levers_why(context, month, levers),
        **{each.kind: comparison_why(context, each) for each in comparisons[1:]},
    }


def _usual_days(
    context: Context, day: JudgedDay, days: Mapping[date, ShopFigures], papers: Papers, name: FactorName
) -> list[tuple[str, str]]:
    """The days behind the usual one, each with its value and file; and those that were left out, with what for."""
    currency, found = context.shop.currency, []
    weeks = range(context.playbook.whole("baseline.weeks"), 0, -1)
    for d in (context.day - timedelta(weeks=week) for week in weeks):
        if d in day.base.days:
            text = _value_of(papers, days[d], name, currency)
        elif d in day.special.names:
            text = _("left out: {name}").format(name=safe(day.special.names[d]))
        elif d in day.calendar.names:
            text = _("left out: {name}").format(name=holiday_name(day.calendar.names[d]))
        elif d in day.odd:
            odd = _value_of(papers, days[d], day.odd[d], currency)
            text = _("left out, no usual day itself: {factor} {value}").format(factor=factor_title(day.odd[d]), value=odd)
        else:
            text = _("unknown")
        found.append((f"{d:%m-%d}", text))
    return found


def _value_of(papers: Papers, day: ShopFigures, name: FactorName, currency: str) -> str:
    if name == "visitors":
        return figure(papers, day, "visitors", currency)
    parts = {"conversion": (day.paying_buyers, day.visitors), "average_spend": (day.sales_minor, day.paying_buyers)}[name]
    origin = day.origins.get("paying_buyers")
    text = factor_value(name, ratio(*parts), currency)
    return papers.cite(text, origin.import_id if origin else None, day.day, origin.kind if origin else "")


def _baseline_why(context: Context, day: JudgedDay, days: Mapping[date, ShopFigures], papers: Papers) -> Why:
    sales = [(f"{_('sales')} {d:%m-%d}", figure(papers, days[d], "sales_minor", context.shop.currency)) for d in day.base.days]
    return Why(
        _("A usual {weekday}").format(weekday=weekday(context.day)),
        _(
            "mean of the same weekday of the {n} weeks before, without promotions, holidays and days that were themselves unusual"
        ).format(n=context.playbook.whole("baseline.weeks")),
        (*_usual_days(context, day, days, papers, "visitors"), *sales),
        rule="R7",
        settings=("baseline.weeks", "unusual.z"),
    )


def _sales_why(context: Context, day: JudgedDay, month: MonthPace, sales: str, mix: SourceMix | None) -> Why:
    currency = context.shop.currency
    total = day.effects.total if day.effects else None
    return Why(
        _("Sales, and what each factor is worth"),
        _("L(sales, usual sales) · ln(factor / usual factor), L the logarithmic mean (LMDI); the three add up exactly"),
        (
            (_("sales"), sales),
            (_("usual {weekday}").format(weekday=weekday(context.day)), money(day.base.usual.sales, currency, cents=True)),
            (_("target of the day"), money(month.day_targets.get(context.day), currency, cents=True)),
            *((factor_title(name), money(day.effect(name), currency, sign=True, cents=True)) for name in FACTORS),
            (_("together"), money(total, currency, sign=True, cents=True)),
            *mix_parts(mix, currency),
        ),
        rule="R10",
        settings=("baseline.weeks",),
    )


def _factor_why(
    context: Context, day: JudgedDay, moved: Moved, told: Sequence[tuple[str, str]], usual: Sequence[tuple[str, str]]
) -> Why:
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
            *usual,
            (_("change"), percent(moved.change, 1, sign=True)),
            (_("worth"), money(day.effect(moved.name), currency, sign=True, cents=True)),
            (_("score"), _("none: a zero where there never is one") if score.z == -inf else number(score.z, 1, sign=True)),
        ),
        clauses(intervals),
        _("unusual beyond a score of ±{z}: distance from the weekday's median of 8 weeks in robust standard deviations").format(
            z=number(context.playbook["unusual.z"], 1)
        ),
        "R15" if moved.name == "visitors" else "R11",
        ("unusual.z", "baseline.weeks"),
    )
