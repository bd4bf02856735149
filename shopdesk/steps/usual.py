"""A day's three factors against its usual weekday: how far each moved, what that is worth, and whether it is unusual."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from shopdesk.analysis import unusual
from shopdesk.analysis.attribution import Effects, Factors, factors_of, lmdi
from shopdesk.analysis.holidays import Calendar
from shopdesk.analysis.lasting import Lasting, days_to_show, lasting
from shopdesk.analysis.solver import Factor
from shopdesk.analysis.verdict import Verdict
from shopdesk.records.facts import ShopFigures
from shopdesk.steps.briefing import Context
from shopdesk.steps.day_weights import calendar_of
from shopdesk.steps.known_causes import KnownCause, known_cause
from shopdesk.steps.numbers import ratio
from shopdesk.steps.odd_days import odd_days
from shopdesk.steps.special_days import SpecialDays, special_days
from shopdesk.text import _, money, number, percent

FactorName = Literal["visitors", "conversion", "average_spend"]
FACTORS: tuple[FactorName, ...] = ("visitors", "conversion", "average_spend")
_SCORED_DAYS = timedelta(weeks=13)  # twelve weeks of spread and the day's own
_NEAR = timedelta(days=14)  # ahead, for holidays that are about to begin


@dataclass(frozen=True)
class Moved:
    """A factor of the day and of its baseline; money in minor units."""

    name: FactorName
    value: float | None
    baseline: float | None
    score: unusual.Score  # its verdict also minds chance, where the factor is a rate
    usual_range: float | None  # half-width of what is usual, as a rate
    beyond: bool = False  # its weekday's usual range, whether the days before it were so too or not
    lasting: Lasting | None = None  # a fall that stayed, of the last days taken together
    shows_in: int | None = None  # days more of a conversion like this until it would be told as lasting

    @property
    def change(self) -> float | None:
        return self.value / self.baseline - 1 if self.value is not None and self.baseline else None

    @property
    def unusual(self) -> bool | None:
        if self.lasting is not None:
            return True
        known = self.value is not None and self.score.verdict is not Verdict.UNKNOWN
        return self.sudden or self.beyond if known else None

    @property
    def sudden(self) -> bool:
        """Unusual, and a leap from the last two weeks, too: what drifts there is no fault of the day."""
        return self.value is not None and self.score.verdict is Verdict.ACT


@dataclass(frozen=True)
class JudgedDay:
    """`effects` in minor units; None where the day or its baseline is not known."""

    now: Factors | None
    base: unusual.Baseline
    effects: Effects | None
    moved: Mapping[FactorName, Moved]
    sales: unusual.Score
    rate: unusual.RateScore  # conversion against the baseline days, as far as chance allows
    special: SpecialDays
    calendar: Calendar
    known: KnownCause | None
    odd: Mapping[date, Factor]  # same weekdays before that were themselves unusual, and in what

    @property
    def promotion(self) -> str | None:
        """The promotion that is on, by name."""
        return self.special.names.get(self.base.day)

    def effect(self, name: FactorName) -> float | None:
        return None if self.effects is None else float(getattr(self.effects, name))


def judge_day(context: Context, days: Mapping[date, ShopFigures]) -> JudgedDay:
    """The day of `context` among `days`, the shop's days up to it."""
    special = special_days(context)
    calendar = calendar_of(context, context.day - _SCORED_DAYS, context.day + _NEAR)
    left_out = special.names.keys() | calendar.names.keys()
    figures = {
        day: unusual.DayFigures(f.visitors, f.paying_buyers, f.sales_minor)
        for day, f in days.items()
        if day >= context.day - _SCORED_DAYS
    }
    weeks = context.playbook.whole("baseline.weeks")
    limit = context.playbook["unusual.z"]
    by_chance = unusual.chance_floor(f.paying_buyers for f in figures.values())
    odd = odd_days(figures, context.day, left_out, limit=limit)
    base = unusual.same_weekday_baseline(figures, context.day, left_out, odd, weeks=weeks)
    day = figures.get(context.day, unusual.DayFigures())
    now = factors_of(day)
    usual, count = base.factors, len(base.days)
    rate = unusual.RateScore(Verdict.UNKNOWN, None, None, None, None)
    if now and usual:
        rate = unusual.rate_score(now.paying_buyers, now.visitors, usual.paying_buyers * count, usual.visitors * count)

    def score(series: Mapping[date, float | None], floor: float = unusual.LEAST_MAD) -> unusual.Score:
        return unusual.settled_score(series, context.day, left_out | odd.keys(), limit=limit, mad_floor=floor)

    def moved(name: FactorName, series: Mapping[date, float | None], baseline: float | None) -> Moved:
        found = score(series, by_chance) if name == "conversion" else score(series)
        swing = found.expected_swing
        beyond = found.z is not None and abs(found.z) > limit
        if name == "conversion":
            beyond = beyond and rate.verdict is Verdict.ACT
            found, swing = _with_chance(found, rate, limit), swing if swing is not None else rate.swing
        return Moved(name, series.get(context.day), baseline, found, swing, beyond)

    three = (
        moved("visitors", {d: f.visitors for d, f in figures.items()}, base.usual.visitors),
        moved(
            "conversion",
            {d: ratio(f.paying_buyers, f.visitors) for d, f in figures.items()},
            base.usual.conversion,
        ),
        moved(
            "average_spend",
            {d: ratio(f.sales_minor, f.paying_buyers) for d, f in figures.items()},
            base.usual.average_spend,
        ),
    )
    moves: dict[FactorName, Moved] = {factor.name: factor for factor in three}
    known = known_cause(context, special, calendar)
    moves = {name: _over_days(context, moved, figures, left_out, known) for name, moved in moves.items()}
    return JudgedDay(
        now,
        base,
        lmdi(now, usual) if now and usual else None,
        moves,
        score({d: f.sales_minor for d, f in figures.items()}),
        rate,
        special,
        calendar,
        known,
        odd,
    )


def _over_days(
    context: Context,
    moved: Moved,
    figures: Mapping[date, unusual.DayFigures],
    left_out: Collection[date],
    known: KnownCause | None,
) -> Moved:
    """With the fall that stayed, unless the known cause is as old, and how long one like this would have to; visitors drift by
    themselves."""
    if moved.name == "visitors":
        return moved
    conversion = moved.name == "conversion"
    pairs = {d: (f.paying_buyers, f.visitors) if conversion else (f.sales_minor, f.paying_buyers) for d, f in figures.items()}
    series = {d: (part, whole) for d, (part, whole) in pairs.items() if part is not None and whole}
    limit = context.playbook["lasting.z"]
    least = context.playbook["lasting.conversion" if conversion else "lasting.spend"]
    found = lasting(series, context.day, left_out, counts=conversion, limit=limit, least=least)
    shows = None
    if conversion and moved.change is not None:
        days = days_to_show(series, context.day, left_out, change=moved.change, limit=limit, least=least)
        shows = None if days is None else days - 1
    about = timedelta(days=context.playbook.whole("known.days"))
    if found is not None and (found.change > 0 or (known is not None and found.since >= min(known.day, context.day) - about)):
        found = None
    return replace(moved, lasting=found, shows_in=shows)


def _with_chance(score: unusual.Score, rate: unusual.RateScore, limit: float) -> unusual.Score:
    """A conversion is unusual only beyond chance, and beyond its own history; without one, only where chance is out of the
    question."""
    if rate.verdict is Verdict.UNKNOWN:
        return replace(score, verdict=Verdict.UNKNOWN)
    if rate.verdict is Verdict.FINE:
        return replace(score, verdict=Verdict.FINE)
    if score.verdict is Verdict.UNKNOWN and rate.z is not None and abs(rate.z) > limit:
        return replace(score, verdict=Verdict.ACT, z=rate.z)
    return score


def factor_title(name: str) -> str:
    return {"visitors": _("visitors"), "conversion": _("conversion"), "average_spend": _("average spend")}[name]


def factor_value(name: str, value: float | None, currency: str) -> str:
    if name == "visitors":
        return number(value)
    return percent(value, 2) if name == "conversion" else money(value, currency, cents=True)
