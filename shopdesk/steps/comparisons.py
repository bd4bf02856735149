"""The day held against a choice of others: the target, yesterday, its weekday, last month, last year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from shopdesk.analysis.attribution import Effects, Factors, lmdi
from shopdesk.analysis.pace import month_days
from shopdesk.analysis.unusual import Baseline, DayFigures, mean_baseline
from shopdesk.steps.levers import FIRST, Stage
from shopdesk.steps.usual import JudgedDay
from shopdesk.text import _

if TYPE_CHECKING:
    from shopdesk.records.facts import ShopFigures

DEFAULT = "same_weekday_4w"
_YEAR = timedelta(weeks=52)  # keeps the weekday
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Comparison:
    """`effects` in minor units, against `base`; None where one of the two is not known."""

    base: Baseline
    effects: Effects | None

    @property
    def kind(self) -> str:
        return self.base.kind


def comparisons_of(
    day: JudgedDay, days: Mapping[date, ShopFigures], target_minor: int | None, stage: Stage
) -> tuple[Comparison, ...]:
    """The default first, then those that are known, in the order in which a key goes through them."""
    judged = day.base.day
    figures = {d: DayFigures(row.visitors, row.paying_buyers, row.sales_minor) for d, row in days.items()}
    special = day.special.names.keys() | day.calendar.names.keys()

    def plain(among: list[date]) -> list[date]:
        usual = [d for d in among if d not in special]
        return usual if any(d in figures and figures[d].known for d in usual) else among

    bases = [
        day.base,
        _target_base(day, target_minor, stage),
        mean_baseline(figures, judged, [judged - _DAY], "yesterday"),
        mean_baseline(figures, judged, plain(_weekdays_of_last_month(judged)), "last_month"),
        mean_baseline(figures, judged, _last_year(day), "last_year"),
    ]
    return tuple(
        Comparison(base, lmdi(day.now, base.factors) if day.now and base.factors else None)
        for base in bases
        if base.factors is not None or base.kind == DEFAULT
    )


def _target_base(day: JudgedDay, target_minor: int | None, stage: Stage) -> Baseline:
    """The target as a day: two factors as usual, the one of the shop's stage as the target then asks.

    Unknown where the day owes nothing, or the usual day lost money to refunds: nothing times it makes the target.
    """
    usual = day.base.factors
    if not target_minor or usual is None or not usual.conversion or (usual.average_spend or 0.0) <= 0:
        return Baseline(day.base.day, (), None, 0, "target")
    more = target_minor / usual.sales
    visitors = usual.visitors * (more if FIRST[stage] == "visitors" else 1)
    buyers = usual.paying_buyers * (1 if FIRST[stage] == "average_spend" else more)
    return Baseline(day.base.day, (), Factors(visitors, buyers, float(target_minor)), 0, "target")


def _weekdays_of_last_month(day: date) -> list[date]:
    """The same weekday, every week of the month before."""
    return [d for d in month_days(day.replace(day=1) - _DAY) if d.weekday() == day.weekday()]


def _last_year(day: JudgedDay) -> list[date]:
    """Three same weekdays about the week of a year ago; of a promotion its own date."""
    judged = day.base.day
    if day.promotion is not None and (judged.month, judged.day) != (2, 29):
        return [judged.replace(year=judged.year - 1)]
    return [judged - _YEAR + timedelta(weeks=week) for week in (-1, 0, 1)]


def kind_name(kind: str) -> str:
    """What the day is held against, as a column's head."""
    return {
        "target": _("target"),
        "yesterday": _("day before"),
        "last_month": _("last month"),
        "last_year": _("last year"),
    }[kind]
