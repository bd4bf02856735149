"""What is needed of visitors, conversion or average spend, the other two as they are, beside what this shop reached before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from shopdesk.analysis.attribution import Factors, known_factors, mean_factors
from shopdesk.analysis.solver import FACTORS, Factor, Name, Range, solve
from shopdesk.text import _, money, number, percent

if TYPE_CHECKING:
    from shopdesk.records.facts import ShopFigures
    from shopdesk.steps.briefing import Context
    from shopdesk.steps.month import MonthPace

Stage = Literal["early", "optimised", "mature"]
STAGES: tuple[Stage, ...] = ("early", "optimised", "mature")
FIRST: Mapping[Stage, Factor] = {"early": "visitors", "optimised": "conversion", "mature": "average_spend"}  # R113
USUAL_DAYS = 28
_MONTH_DAYS = 20  # of a month that have to be known for it to count


@dataclass(frozen=True)
class Month:
    """A month's mean day; sales in minor units."""

    month: str
    day: Factors

    def value(self, name: Name) -> float | None:
        values = {"visitors": self.day.visitors, "conversion": self.day.conversion, "average_spend": self.day.average_spend}
        return self.day.sales if name == "sales" else values[name]


@dataclass(frozen=True)
class Lever:
    """`needed` of one factor while the others stay as they are, with the best month so far, this one included; average spend in
    minor units. `alone`: whether this factor could do it without the others."""

    name: Factor
    now: float
    needed: float
    best: float | None
    best_month: str | None
    alone: bool = True


def mean_day(days: Mapping[date, ShopFigures], among: Sequence[date]) -> tuple[Factors | None, int]:
    """The mean of the days whose three figures are known, and how many they are."""
    known = known_factors(days[day] for day in among if day in days)
    return mean_factors(known), len(known)


def known_months(days: Mapping[date, ShopFigures]) -> list[Month]:
    """The months of which most days are known, the oldest first; that may be the present one."""
    by_month: dict[date, list[date]] = {}
    for day in days:
        by_month.setdefault(day.replace(day=1), []).append(day)
    found = ((month, *mean_day(days, among)) for month, among in sorted(by_month.items()))
    return [Month(f"{month:%Y-%m}", mean) for month, mean, count in found if mean is not None and count >= _MONTH_DAYS]


def best(months: Sequence[Month], name: Name) -> tuple[float, str] | None:
    """The highest a month had, and which."""
    known = [(value, month.month) for month in months if (value := month.value(name)) is not None]
    return max(known, default=None)


def usual_day(days: Mapping[date, ShopFigures], last: date, special: frozenset[date]) -> Factors | None:
    """The mean usual day of the last four weeks."""
    window = [last - timedelta(days=back) for back in range(USUAL_DAYS)]
    return mean_day(days, [day for day in window if day not in special])[0]


def levers_of(
    needed_per_day_minor: float, now: Factors | None, months: Sequence[Month], stage: Stage, reach: float
) -> tuple[Lever, ...]:
    """The three levers, that of the shop's stage first; none where a usual day is not known. More than `reach` times the best
    month is beyond one lever alone, and so is a conversion over 1."""
    if now is None or not now.conversion or not now.average_spend or needed_per_day_minor <= 0:
        return ()
    usual: dict[Name, float] = {"visitors": now.visitors, "conversion": now.conversion, "average_spend": now.average_spend}
    found = []
    for name in sorted(FACTORS, key=lambda factor: factor != FIRST[stage]):
        needed = _solved(name, usual, needed_per_day_minor)
        top = best(months, name)
        most = reach * max(usual[name], top[0] if top else 0.0)
        alone = needed <= (min(most, 1.0) if name == "conversion" else most)
        found.append(Lever(name, usual[name], needed, top[0] if top else None, top[1] if top else None, alone))
    return tuple(found)


def _solved(name: Factor, usual: Mapping[Name, float], sales: float) -> float:
    given = {other: Range.of(usual[other]) if other != name else None for other in FACTORS}
    return solve(given["visitors"], given["conversion"], given["average_spend"], Range.of(sales)).value.low


def stage_of(said: str) -> Stage:
    """The stage as the operator said; visitors first while nobody did."""
    return next((stage for stage in STAGES if stage == said), "early")


def month_levers(context: Context, days: Mapping[date, ShopFigures], month: MonthPace, stage: Stage) -> tuple[Lever, ...]:
    """What the days left of a month need that will likely be missed; none where it will be met, or has no target."""
    needed, chance = month.needed, month.forecast.hit_probability
    if needed is None or needed.per_day_minor is None or chance is None or chance >= context.playbook["forecast.tight"]:
        return ()
    now = usual_day(days, context.day, month.weighing.special)
    return levers_of(needed.per_day_minor, now, known_months(days), stage, context.playbook["lever.reach"])


def lever_value(name: Name, value: float | None, currency: str) -> str:
    """Visitors, a rate, or money in minor units, for the eye."""
    if name == "visitors":
        return number(value)
    return percent(value, 2) if name == "conversion" else money(value, currency, cents=name == "average_spend")


def said(lever: Lever, currency: str) -> str:
    """ "needs 2.4 % conversion; your best month was 2.1 %"; where that is out of reach, that it is."""
    if not lever.alone:
        return _beyond(lever, currency)
    words = {
        "visitors": _("needs {needed} visitors a day, now {now}"),
        "conversion": _("needs a conversion of {needed}, now {now}"),
        "average_spend": _("needs {needed} of average spend, now {now}"),
    }[lever.name]
    text = words.format(needed=lever_value(lever.name, lever.needed, currency), now=lever_value(lever.name, lever.now, currency))
    if lever.best is None:
        return text
    return _("{need}; your best month was {best}").format(need=text, best=lever_value(lever.name, lever.best, currency))


def _beyond(lever: Lever, currency: str) -> str:
    if lever.name == "conversion" and lever.needed > 1:
        return _("conversion alone cannot do it, not even if every visitor bought; now {now}").format(
            now=lever_value("conversion", lever.now, currency)
        )
    words = {
        "visitors": _("visitors alone cannot do it: it would take {times} times the best month, {best} a day"),
        "conversion": _("conversion alone cannot do it: it would take {times} times the best month, {best}"),
        "average_spend": _("average spend alone cannot do it: it would take {times} times the best month, {best}"),
    }[lever.name]
    best = max(lever.now, lever.best or 0.0)
    return words.format(times=number(lever.needed / best, 1), best=lever_value(lever.name, best, currency))


def stage_name(stage: Stage) -> str:
    return {
        "early": _("early: visitors first"),
        "optimised": _("built out: conversion first"),
        "mature": _("mature: average spend first"),
    }[stage]
