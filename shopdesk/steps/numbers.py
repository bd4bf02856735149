"""Step 1, numbers versus target: was the day met, the month so far, and which of the three factors moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class Factor:
    """One row of the factor table: the day against its baseline."""

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


@dataclass(frozen=True)
class TargetView:
    day_minor: int | None
    month_minor: int | None
    month_to_date_minor: int | None
    needed_per_day_minor: int | None  # plain: what is left / days left
    needed_today_minor: int | None  # weighted by weekday and promotions
    forecast: Forecast


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
class TrendDay:
    day: date
    sales_minor: int | None
    target_minor: int | None


@dataclass(frozen=True)
class NumbersDetails:
    verdict: Literal["met", "missed", "no_target", "no_data"]
    month_verdict: Literal["met", "missed", "no_target", "no_data"]
    target: TargetView
    baseline: Baseline
    effects: EffectsView
    factors: tuple[Factor, ...]
    trend: tuple[TrendDay, ...]  # 30 days up to the day judged
    month_share_gone: float | None
