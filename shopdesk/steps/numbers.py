"""Step 1, numbers versus target: was the day met, the month so far, and which of the three factors moved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from shopdesk.steps.briefing import Briefing, Context, Need, Severity, State
from shopdesk.text import _, from_minor, listed, money, percent

if TYPE_CHECKING:
    from shopdesk.analysis import unusual
    from shopdesk.analysis.attribution import Effects, Factors
    from shopdesk.records.facts import ShopFigures
    from shopdesk.steps.comparisons import Comparison
    from shopdesk.steps.levers import Lever
    from shopdesk.steps.month import MonthPace
    from shopdesk.steps.source_mix import SourceMix
    from shopdesk.steps.usual import JudgedDay

Met = Literal["met", "missed", "no_target", "no_data"]

TREND_DAYS = 30
COLUMNS = {  # what the platforms print over the three figures
    "sycm_shop_daily": {"visitors": "访客数", "paying_buyers": "支付买家数", "sales_minor": "支付金额"},
    "jd_shop_daily": {"visitors": "访客数", "paying_buyers": "成交客户数", "sales_minor": "成交金额"},
}


@dataclass(frozen=True)
class Factor:
    """One row of the factor table: the day against its baseline. Average spend is money in major units."""

    name: Literal["visitors", "conversion", "average_spend"]
    value: float | None
    baseline: float | None
    change: float | None  # 0.1 is 10 % more
    usual_range: float | None  # half-width of what is usual, as a rate; None: cannot tell yet
    unusual: bool | None


@dataclass(frozen=True)
class Forecast:
    p10_minor: int | None
    p50_minor: int | None
    p90_minor: int | None
    hit_probability: float | None
    backtest_error: float | None  # how far off it was on this day of past months
    backtest_day: int | None = None
    backtest_months: int | None = None


@dataclass(frozen=True)
class TargetView:
    day_minor: int | None
    month_minor: int | None
    month_to_date_minor: int | None
    needed_per_day_minor: int | None  # plain: what is left / days left and days whose report is missing
    needed_today_minor: int | None  # weighted by weekday and promotions
    forecast: Forecast
    month_set_for: str | None = None  # the period the month's target comes from: the month, its quarter or its year


@dataclass(frozen=True)
class Baseline:
    kind: str
    days: tuple[date, ...]
    visitors: float | None
    paying_buyers: float | None
    sales_minor: float | None


@dataclass(frozen=True)
class EffectsView:
    """Money as floats in major units; the three add up to total."""

    visitors: float | None
    conversion: float | None
    average_spend: float | None
    total: float | None


@dataclass(frozen=True)
class ComparisonView:
    """The day against one of the baselines a key goes through; the first is the default."""

    baseline: Baseline
    effects: EffectsView
    factors: tuple[Factor, ...]  # what is unusual is told by the default alone


@dataclass(frozen=True)
class MixView:
    """The change against the usual weekday by source, money as floats in major units: the five add up to `total`.

    `outside` is what the shop's figures have and no source does.
    """

    volume: float
    mix: float
    conversion: float
    average_spend: float
    outside: float
    total: float


@dataclass(frozen=True)
class LeverView:
    """What a day needs of this factor while the others stay as they are; average spend is money in major units."""

    name: Literal["visitors", "conversion", "average_spend"]
    now: float
    needed: float
    best: float | None
    best_month: str | None
    text: str
    alone: bool = True  # False: out of reach of this factor without the others


@dataclass(frozen=True)
class TrendDay:
    day: date
    sales_minor: int | None
    target_minor: int | None


@dataclass(frozen=True)
class NumbersDetails:
    verdict: Met
    month_verdict: Met
    target: TargetView
    baseline: Baseline
    effects: EffectsView
    factors: tuple[Factor, ...]
    trend: tuple[TrendDay, ...]  # 30 days up to the day judged
    month_share_gone: float | None
    comparisons: tuple[ComparisonView, ...]  # the first is the default: baseline, effects and factors above
    missing_days: tuple[date, ...] = ()  # of the month so far, days that no report tells of
    mix: MixView | None = None
    levers: tuple[LeverView, ...] = ()  # empty where the month has no target, or will be met
    stage: str = ""  # of the shop, as the operator said


def brief(context: Context) -> Briefing:
    """The day and its month against their targets, and what moved against the same weekday of the weeks before."""
    from shopdesk.records import facts, targets  # with SQLAlchemy 0.5 s: not before the first paint
    from shopdesk.steps.comparisons import comparisons_of
    from shopdesk.steps.levers import month_levers, stage_of
    from shopdesk.steps.month import HISTORY_DAYS, month_pace
    from shopdesk.steps.numbers_findings import findings_of
    from shopdesk.steps.numbers_whys import whys_of
    from shopdesk.steps.source_mix import source_mix
    from shopdesk.steps.usual import judge_day

    days = facts.shop_days(context.db, context.shop.id, context.day - timedelta(days=HISTORY_DAYS), context.day)
    trend = [context.day - timedelta(days=back) for back in range(TREND_DAYS - 1, -1, -1)]
    month = month_pace(context, days, trend)
    judged_day = judge_day(context, days)
    day = days.get(context.day)
    sales = day.sales_minor if day else None
    target = month.day_targets.get(context.day)
    verdict = judged(sales, target)
    needs = _needs(context, day)
    stage = targets.stage(context.db, context.shop.id)
    mix = source_mix(context, judged_day.now, judged_day.base, judged_day.effects)
    comparisons = comparisons_of(judged_day, days, target, stage_of(stage))
    levers = month_levers(context, days, month, stage_of(stage))
    whys = whys_of(context, days, judged_day, month, mix, comparisons, levers)
    findings = findings_of(context, days, judged_day, month, verdict, sales, whys, mix)
    act = verdict == "missed" or any(finding.severity is Severity.ACT for finding in findings)
    currency = context.shop.currency
    factors = _factors(judged_day, currency)
    return Briefing(
        step="numbers",
        day=context.day,
        state=State.NO_DATA if sales is None else State.NEEDS if needs else State.READY,
        headline=_headline(context, verdict, day, target, needs),
        severity=Severity.ACT if act and sales is not None else Severity.FINE if verdict == "met" else Severity.UNKNOWN,
        details=NumbersDetails(
            verdict=verdict,
            month_verdict=month.verdict,
            target=_target_view(month, context.day),
            baseline=_baseline(judged_day.base),
            effects=_effects(judged_day.effects, currency),
            factors=factors,
            trend=tuple(TrendDay(d, days[d].sales_minor if d in days else None, month.day_targets.get(d)) for d in trend),
            month_share_gone=month.share_gone,
            missing_days=month.missing,
            comparisons=tuple(_comparison(each, factors, currency) for each in comparisons),
            mix=_mix(mix, currency),
            levers=tuple(_lever(lever, currency) for lever in levers),
            stage=stage,
        ),
        findings=findings,
        needs=needs,
        facts=_facts(day),
        whys=whys,
        currency=currency,
    )


def judged(sales_minor: int | None, target_minor: int | None) -> Met:
    """A plain yes or no (R4), or what is missing to say it. A day that owes nothing is neither met nor missed."""
    if sales_minor is None:
        return "no_data"
    if not target_minor:
        return "no_target"
    return "met" if sales_minor >= target_minor else "missed"


def ratio(above: float | None, below: float | None) -> float | None:
    return above / below if above is not None and below else None


def _facts(day: ShopFigures | None) -> dict[str, float | int | None]:
    spend = ratio(day.sales_minor, day.paying_buyers) if day else None
    return {
        "visitors": day.visitors if day else None,
        "page_views": day.page_views if day else None,
        "paying_buyers": day.paying_buyers if day else None,
        "sales_minor": day.sales_minor if day else None,
        "conversion": ratio(day.paying_buyers, day.visitors) if day else None,
        "average_spend_minor": None if spend is None else round(spend),
    }


def _needs(context: Context, day: ShopFigures | None) -> tuple[Need, ...]:
    if day is not None and None not in (day.visitors, day.paying_buyers, day.sales_minor):
        return ()
    kind = "jd_shop_daily" if context.shop.platform == "jd" else "sycm_shop_daily"
    told = {origin.kind for origin in day.origins.values()} & COLUMNS.keys() if day is not None else set()
    if day is None or not told:
        return (Need(kind, _("Import the shop report of {day}.").format(day=context.day.isoformat())),)
    kind = min(told)
    lacking = listed(column for name, column in COLUMNS[kind].items() if getattr(day, name) is None)
    words = _("The shop report of {day} lacks {columns}: export it with that and import it again.")
    return (Need(kind, words.format(day=context.day.isoformat(), columns=lacking)),)


def _headline(context: Context, verdict: Met, day: ShopFigures | None, target: int | None, needs: tuple[Need, ...]) -> str:
    currency, sales = context.shop.currency, day.sales_minor if day else None
    if sales is None and day is not None and day.visitors is not None:
        return needs[0].text
    if sales is None:
        return _("No figures of {day} yet: import the shop report").format(day=context.day.isoformat())
    if target is None:
        return _("{sales}, no target set").format(sales=money(sales, currency))
    if not target:
        return _("{sales}, the day owes nothing").format(sales=money(sales, currency))
    share = sales / target
    words = _("MET {sales} of {target} ({share})") if verdict == "met" else _("MISSED {sales} of {target} ({share})")
    shown = percent(share if verdict == "met" else min(share, 0.99), 0)  # 99.7 % is not 100 %
    return words.format(sales=money(sales, currency), target=money(target, currency), share=shown)


def _target_view(month: MonthPace, day: date) -> TargetView:
    needed, forecast = month.needed, month.forecast
    return TargetView(
        day_minor=month.day_targets.get(day),
        month_minor=month.target.amount_minor if month.target else None,
        month_to_date_minor=month.to_date_minor,
        needed_per_day_minor=round(needed.per_day_minor) if needed and needed.per_day_minor is not None else None,
        needed_today_minor=needed.by_day.get(day + timedelta(days=1)) if needed else None,
        forecast=Forecast(
            forecast.p10,
            forecast.p50,
            forecast.p90,
            forecast.hit_probability,
            forecast.error.error if forecast.error else None,
            forecast.error.day if forecast.error else None,
            forecast.error.months if forecast.error else None,
        ),
        month_set_for=month.target.set_for if month.target else None,
    )


def _baseline(base: unusual.Baseline) -> Baseline:
    usual = base.factors or base.usual
    return Baseline(base.kind, base.days, usual.visitors, usual.paying_buyers, usual.sales)


def _effects(effects: Effects | None, currency: str) -> EffectsView:
    if effects is None:
        return EffectsView(None, None, None, None)
    unit = float(from_minor(1, currency))
    visitors, conversion, spend = (part * unit for part in (effects.visitors, effects.conversion, effects.average_spend))
    return EffectsView(visitors, conversion, spend, visitors + conversion + spend)


def _factors(judged_day: JudgedDay, currency: str) -> tuple[Factor, ...]:
    units = {"visitors": 1.0, "conversion": 1.0, "average_spend": float(from_minor(1, currency))}
    return tuple(
        Factor(
            name,
            None if moved.value is None else moved.value * units[name],
            None if moved.baseline is None else moved.baseline * units[name],
            moved.change,
            moved.usual_range,
            moved.unusual,
        )
        for name, moved in judged_day.moved.items()
    )


def _comparison(found: Comparison, factors: tuple[Factor, ...], currency: str) -> ComparisonView:
    from shopdesk.steps.comparisons import DEFAULT

    if found.kind != DEFAULT:
        factors = tuple(_against(factor, found.base.factors, currency) for factor in factors)
    return ComparisonView(_baseline(found.base), _effects(found.effects, currency), factors)


def _against(factor: Factor, usual: Factors | None, currency: str) -> Factor:
    """The factor beside another day's."""
    base: float | None = getattr(usual, factor.name) if usual is not None else None
    if base is not None and factor.name == "average_spend":
        base *= float(from_minor(1, currency))
    change = factor.value / base - 1 if factor.value is not None and base else None
    return replace(factor, baseline=base, change=change, unusual=False)


def _mix(mix: SourceMix | None, currency: str) -> MixView | None:
    if mix is None:
        return None
    unit = float(from_minor(1, currency))
    volume, moved, conversion, spend, outside = (
        part * unit for part in (mix.volume, mix.mix, mix.conversion, mix.average_spend, mix.outside)
    )
    return MixView(volume, moved, conversion, spend, outside, volume + moved + conversion + spend + outside)


def _lever(lever: Lever, currency: str) -> LeverView:
    from shopdesk.steps.levers import said

    unit = float(from_minor(1, currency)) if lever.name == "average_spend" else 1.0
    best = None if lever.best is None else lever.best * unit
    return LeverView(
        lever.name, lever.now * unit, lever.needed * unit, best, lever.best_month, said(lever, currency), lever.alone
    )
