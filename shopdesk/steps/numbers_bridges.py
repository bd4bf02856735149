"""The reason behind the numbers step's bridges: by source, against other baselines, what is needed, what single days weigh."""

from __future__ import annotations

from collections.abc import Sequence

from shopdesk.analysis.pace import month_days
from shopdesk.analysis.verdict import Verdict
from shopdesk.steps.briefing import Context, Why
from shopdesk.steps.comparisons import Comparison, kind_name
from shopdesk.steps.known_causes import holiday_name
from shopdesk.steps.levers import Lever, said
from shopdesk.steps.month import MonthPace
from shopdesk.steps.source_mix import SourceMix
from shopdesk.steps.usual import FACTORS, factor_title, factor_value
from shopdesk.text import _, aside, listed, money, number


def mix_parts(mix: SourceMix | None, currency: str) -> tuple[tuple[str, str], ...]:
    """The bridge from what the sources add up to, to the shop's own figure."""
    if mix is None:
        return ()
    return (
        (_("by source: more or fewer visitors"), money(mix.volume, currency, sign=True, cents=True)),
        (_("by source: other sources than usual"), money(mix.mix, currency, sign=True, cents=True)),
        (_("by source: conversion within them"), money(mix.conversion, currency, sign=True, cents=True)),
        (_("by source: spend within them"), money(mix.average_spend, currency, sign=True, cents=True)),
        (_("all sources together"), money(mix.by_sources, currency, sign=True, cents=True)),
        (_("in the shop's figures, in no source's"), money(mix.outside, currency, sign=True, cents=True)),
        (_("the shop"), money(mix.by_sources + mix.outside, currency, sign=True, cents=True)),
    )


def mix_why(context: Context, mix: SourceMix | None) -> Why:
    parts = mix_parts(mix, context.shop.currency) or ((_("sources"), _("no report of the sources, of the day or before")),)
    return Why(
        _("The change by source"),
        _(
            "LMDI over every source: visitors = all visitors × the source's share. The sources see a buyer several times, or "
            "not at all; what they and the shop's own figures differ by is named, not spread"
        ),
        parts,
        rule="R12",
        settings=("baseline.weeks",),
    )


def comparison_why(context: Context, found: Comparison) -> Why:
    currency, usual = context.shop.currency, found.base.factors
    formula = {
        "target": _("the day's target: the factor of the shop's stage as the target asks, the other two as on a usual day"),
        "yesterday": _("the day before"),
        "last_month": _("mean of the same weekday of last month, without promotions and holidays"),
        "last_year": _("mean of three same weekdays about this week a year ago; of a promotion its own date"),
    }[found.kind]
    effects = found.effects
    parts = {
        "visitors": effects.visitors if effects else None,
        "conversion": effects.conversion if effects else None,
        "average_spend": effects.average_spend if effects else None,
    }
    values = {
        "visitors": usual.visitors if usual else None,
        "conversion": usual.conversion if usual else None,
        "average_spend": usual.average_spend if usual else None,
    }
    inputs = [(_("days"), listed(f"{d:%Y-%m-%d}" for d in found.base.days))] if found.base.days else []
    for name in FACTORS:
        worth = money(parts[name], currency, sign=True, cents=True)
        inputs.append((factor_title(name), f"{factor_value(name, values[name], currency)} · {worth}"))
    inputs.append((_("sales"), money(usual.sales if usual else None, currency, cents=True)))
    total = money(effects.total if effects else None, currency, sign=True, cents=True)
    inputs.append((_("together"), total))
    return Why(kind_name(found.kind), formula, tuple(inputs), rule="R10")


def levers_why(context: Context, month: MonthPace, levers: Sequence[Lever]) -> Why:
    currency = context.shop.currency
    needed = money(month.needed.per_day_minor if month.needed else None, currency)
    return Why(
        _("What the month still needs"),
        _("visitors × conversion × average spend = sales: each solved from the other two of a usual day of the last 28"),
        ((_("needed a day"), needed), *lever_parts(levers, currency)),
        rule="R112",
        threshold=_("the lever of the shop's stage comes first (R113)"),
        settings=("forecast.tight", "lever.reach"),
    )


def lever_parts(levers: Sequence[Lever], currency: str) -> tuple[tuple[str, str], ...]:
    return tuple((factor_title(lever.name), aside(said(lever, currency), lever.best_month or "")) for lever in levers)


def weight_parts(month: MonthPace) -> tuple[tuple[str, str], ...]:
    """The days of the month that are no plain weekdays, and what they weigh."""
    weighing, parts = month.weighing, []
    for day in month_days(month.period.first):
        promotion, holiday = weighing.promotions.get(day), weighing.calendar.names.get(day)
        if promotion is not None:
            name = promotion.name or _("promotion")
            parts.append((f"{day:%m-%d}", _("{name}: ×{factor}").format(name=name, factor=number(promotion.multiplier, 2))))
        elif holiday is not None and (learnt := weighing.holidays.get(holiday)) is not None:
            text = _("{name}: ×{factor}, learnt from {n} days").format(
                name=holiday_name(holiday), factor=number(learnt.factor, 2), n=learnt.days
            )
            if learnt.verdict is Verdict.UNKNOWN:
                text = _("{name}: ×1, {n} more such days would tell").format(name=holiday_name(holiday), n=learnt.needs)
            parts.append((f"{day:%m-%d}", text))
    return tuple(parts)
