"""A day's three factors against its usual weekday: how far each moved, what that is worth, and whether it is unusual."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from shopdesk.analysis import unusual
from shopdesk.analysis.attribution import Effects, Factors, lmdi
from shopdesk.analysis.verdict import Verdict
from shopdesk.records import facts
from shopdesk.records.facts import Promotion, ShopFigures
from shopdesk.steps.briefing import Context
from shopdesk.steps.numbers import ratio

FactorName = Literal["visitors", "conversion", "average_spend"]
FACTORS: tuple[FactorName, ...] = ("visitors", "conversion", "average_spend")
_SCORED_DAYS = timedelta(days=60)


@dataclass(frozen=True)
class Moved:
    """A factor of the day and of its baseline; money in minor units."""

    name: FactorName
    value: float | None
    baseline: float | None
    score: unusual.Score  # its verdict also minds chance, where the factor is a rate
    usual_range: float | None  # half-width of what is usual, as a rate

    @property
    def change(self) -> float | None:
        return self.value / self.baseline - 1 if self.value is not None and self.baseline else None

    @property
    def unusual(self) -> bool | None:
        known = self.value is not None and self.score.verdict is not Verdict.UNKNOWN
        return self.score.verdict is Verdict.ACT if known else None


@dataclass(frozen=True)
class JudgedDay:
    """`effects` in minor units; None where the day or its baseline is not known."""

    now: Factors | None
    base: unusual.Baseline
    effects: Effects | None
    moved: Mapping[FactorName, Moved]
    rate: unusual.RateScore  # conversion against the baseline days, as far as chance allows
    promotion: Promotion | None

    def effect(self, name: FactorName) -> float | None:
        return None if self.effects is None else float(getattr(self.effects, name))


def judge_day(context: Context, days: Mapping[date, ShopFigures]) -> JudgedDay:
    """The day of `context` among `days`, the shop's days up to it."""
    figures = {
        day: unusual.DayFigures(f.visitors, f.paying_buyers, f.sales_minor)
        for day, f in days.items()
        if day >= context.day - _SCORED_DAYS
    }
    base = unusual.same_weekday_baseline(figures, context.day, weeks=context.playbook.whole("baseline.weeks"))
    day = figures.get(context.day, unusual.DayFigures())
    now = None
    if day.visitors is not None and day.paying_buyers is not None and day.sales_minor is not None:
        now = Factors(day.visitors, day.paying_buyers, day.sales_minor)
    usual, count = base.factors, len(base.days)
    rate = unusual.RateScore(Verdict.UNKNOWN, None, None, None, None)
    if now and usual:
        rate = unusual.rate_score(now.paying_buyers, now.visitors, usual.paying_buyers * count, usual.visitors * count)
    promotions = facts.promotions(context.db, context.shop.id, context.day - _SCORED_DAYS, context.day)

    def moved(name: FactorName, series: Mapping[date, float | None], baseline: float | None) -> Moved:
        score = unusual.robust_score(series, context.day, promotions, limit=context.playbook["unusual.z"])
        swing = score.expected_swing
        if name == "conversion":
            score, swing = _with_chance(score, rate), swing if swing is not None else rate.swing
        return Moved(name, series.get(context.day), baseline, score, swing)

    three = (
        moved("visitors", {d: f.visitors for d, f in figures.items()}, usual.visitors if usual else None),
        moved(
            "conversion",
            {d: ratio(f.paying_buyers, f.visitors) for d, f in figures.items()},
            usual.conversion if usual else None,
        ),
        moved(
            "average_spend",
            {d: ratio(f.sales_minor, f.paying_buyers) for d, f in figures.items()},
            usual.average_spend if usual else None,
        ),
    )
    return JudgedDay(
        now,
        base,
        lmdi(now, usual) if now and usual else None,
        {factor.name: factor for factor in three},
        rate,
        promotions.get(context.day),
    )


def _with_chance(score: unusual.Score, rate: unusual.RateScore) -> unusual.Score:
    """A conversion is unusual only beyond chance, and beyond its own history where that is known."""
    if rate.verdict is Verdict.UNKNOWN:
        return replace(score, verdict=Verdict.UNKNOWN)
    if rate.verdict is Verdict.FINE:
        return replace(score, verdict=Verdict.FINE)
    return replace(score, verdict=Verdict.ACT, z=rate.z) if score.verdict is Verdict.UNKNOWN else score
