"""An activity against the time around it: before, during and after, weekday by weekday, and several of them together.

Sources: the comparisons are those of `effect`; several ratios are put together by inverse variance, on the log scale
(the fixed-effect model; Cochran 1954).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, log, sqrt
from statistics import median

from shopdesk.analysis.effect import Grade, TaskEffect, level_effect, rate_effect
from shopdesk.analysis.rates import Interval, normal_quantile

Series = Mapping[date, float | None]
Counts = Mapping[date, tuple[float | None, float | None]]  # successes, trials
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure during the activity and in the days after it, each against the weeks before; changes are relative."""

    during: TaskEffect
    after: TaskEffect


@dataclass(frozen=True, slots=True)
class Event:
    """`until` is the last day known; `others` are promotion days that are not its own, which stay out of everything."""

    first: date
    last: date
    until: date
    after_days: int
    weeks_before: int
    others: frozenset[date] = frozenset()

    @property
    def days(self) -> frozenset[date]:
        return frozenset(self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1))

    @property
    def after_until(self) -> date:
        return min(self.last + timedelta(days=self.after_days), self.until)


def compare_level(series: Series, event: Event) -> Compared:
    """Visitors, sales … by day. The days after count from three known ones on."""
    ago, own = event.first - ONE_DAY, event.days
    during = level_effect(
        series, ago, min(event.last, event.until), event.others - own, weeks_before=event.weeks_before, days_after=1
    )
    after = level_effect(series, event.last, event.after_until, event.others | own, weeks_before=event.weeks_before)
    return Compared(during, after)


def compare_rate(counts: Counts, event: Event) -> Compared:
    """Conversion: buyers of visitors, summed over the days that have both."""
    before = before_sums(counts, event)
    after = _sums(counts, event.last + ONE_DAY, event.after_until, event.others)
    return Compared(rate_effect(*during_sums(counts, event), *before), rate_effect(*after, *before))


def before_sums(counts: Counts, event: Event) -> tuple[float, float]:
    return _sums(counts, event.first - timedelta(weeks=event.weeks_before), event.first - ONE_DAY, event.others)


def during_sums(counts: Counts, event: Event) -> tuple[float, float]:
    return _sums(counts, event.first, min(event.last, event.until), event.others - event.days)


def _sums(counts: Counts, first: date, last: date, without: Collection[date]) -> tuple[float, float]:
    known = [pair for day, pair in counts.items() if first <= day <= last and day not in without and None not in pair and pair[1]]
    return sum(pair[0] or 0 for pair in known), sum(pair[1] or 0 for pair in known)


def extra(series: Series, event: Event) -> float | None:
    """What the days of the activity brought beyond the median of their weekdays before; None where one is not known."""
    first = event.first - timedelta(weeks=event.weeks_before)
    weekdays: dict[int, list[float]] = {}
    for day, value in series.items():
        if value is not None and first <= day < event.first and day not in event.others:
            weekdays.setdefault(day.weekday(), []).append(value)
    total = 0.0
    for day in event.days:
        value, usual = series.get(day), weekdays.get(day.weekday())
        if value is None or not usual:
            return None
        total += value - median(usual)
    return total


@dataclass(frozen=True, slots=True)
class Pooled:
    """A relative change over several activities, with its interval; `count` of them could be used."""

    count: int
    change: float | None
    interval: Interval | None
    grade: Grade


def pooled_change(pairs: Iterable[tuple[tuple[float, float], tuple[float, float]]], confidence: float = 0.95) -> Pooled:
    """Each pair is ((successes, trials) during, (successes, trials) before); those without a success on either side stay out."""
    weights = weighted = 0.0
    count = 0
    for (a, n), (b, m) in pairs:
        if not 0 < a <= n or not 0 < b <= m:
            continue
        variance = 1 / a - 1 / n + 1 / b - 1 / m
        if variance <= 0:
            continue
        count += 1
        weights += 1 / variance
        weighted += log((a / n) / (b / m)) / variance
    if not count:
        return Pooled(0, None, None, Grade.UNKNOWN)
    middle, half = weighted / weights, normal_quantile(0.5 + confidence / 2) / sqrt(weights)
    interval = Interval(exp(middle - half) - 1, exp(middle + half) - 1)
    grade = Grade.HELPED if interval.low > 0 else Grade.WORSE if interval.high < 0 else Grade.UNKNOWN
    return Pooled(count, exp(middle) - 1, interval, grade)
