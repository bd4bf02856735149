"""An activity against the time around it: before, during and after, weekday by weekday, and several of them together.

Sources: the comparisons are those of `effect`; several ratios are put together by inverse variance, on the log scale
(the fixed-effect model; Cochran 1954). Days that several activities use are divided among them, as a group that several
comparisons share is (Cochrane Handbook for Systematic Reviews of Interventions, 23.3.4).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, log, sqrt
from statistics import median

from shopdesk.analysis.effect import Grade, TaskEffect, level_effect, rate_effect
from shopdesk.analysis.rates import Interval, normal_quantile

Series = Mapping[date, float | None]
Counts = Mapping[date, tuple[float | None, float | None]]  # successes, trials
Sums = tuple[float, float]  # successes, trials
Pair = tuple[Sums, Sums]  # during, before
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
    def before_from(self) -> date:
        return self.first - timedelta(weeks=self.weeks_before)

    @property
    def after_until(self) -> date:
        return min(self.last + timedelta(days=self.after_days), self.until)


def compare_level(series: Series, event: Event) -> Compared:
    """Visitors, sales … by day. The days after count from three known ones on."""
    ago, own = event.first - ONE_DAY, event.days
    during = level_effect(
        series, ago, min(event.last, event.until), event.others - own, weeks_before=event.weeks_before, days_after=1
    )
    # seen from its last day the weeks before lie further back, by as long as it lasted
    before = {day: value for day, value in series.items() if day >= event.before_from}
    weeks = event.weeks_before + len(own) // 7 + 1
    after = level_effect(before, event.last, event.after_until, event.others | own, weeks_before=weeks)
    return Compared(during, after)


@dataclass(frozen=True, slots=True)
class Sample:
    """What an activity's conversion is told from: by day (successes, trials), of the days that have both."""

    during: Mapping[date, Sums]
    before: Mapping[date, Sums]

    @property
    def pair(self) -> Pair:
        return _total(self.during), _total(self.before)


def sample(counts: Counts, event: Event) -> Sample:
    during = _known(counts, event.first, min(event.last, event.until), event.others - event.days)
    return Sample(during, _known(counts, event.before_from, event.first - ONE_DAY, event.others))


def compare_rate(counts: Counts, event: Event) -> Compared:
    """Conversion: buyers of visitors, summed over the days that have both."""
    during, before = sample(counts, event).pair
    after = _total(_known(counts, event.last + ONE_DAY, event.after_until, event.others))
    return Compared(rate_effect(*during, *before), rate_effect(*after, *before))


def shared(samples: Sequence[Sample]) -> list[Pair]:
    """The pair of each sample of one population, a day that several use divided among them: its buyers count once."""
    uses = Counter(day for found in samples for days in (found.during, found.before) for day in days)
    return [(_total(found.during, uses), _total(found.before, uses)) for found in samples]


def _known(counts: Counts, first: date, last: date, without: Collection[date]) -> dict[date, Sums]:
    return {
        day: (successes or 0, trials)
        for day, (successes, trials) in counts.items()
        if first <= day <= last and day not in without and successes is not None and trials
    }


def _total(days: Mapping[date, Sums], uses: Mapping[date, int] | None = None) -> Sums:
    """The sums of the days, each divided by how often it is used."""
    parts = [(sums, uses[day] if uses else 1) for day, sums in days.items()]
    return sum(successes / part for (successes, _trials), part in parts), sum(trials / part for (_s, trials), part in parts)


def extra(series: Series, event: Event) -> float | None:
    """What the days of the activity brought beyond the median of their weekdays before; None where one is not known."""
    weekdays: dict[int, list[float]] = {}
    for day, value in series.items():
        if value is not None and event.before_from <= day < event.first and day not in event.others:
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


def tells(pair: Pair) -> bool:
    """Whether the pair can be put together with others: both sides have successes, and not all their trials are."""
    (a, n), (b, m) = pair
    return 0 < a <= n and 0 < b <= m and (a < n or b < m)


def pooled_change(pairs: Iterable[Pair], confidence: float = 0.95) -> Pooled:
    """The pairs that tell, put together."""
    weights = weighted = 0.0
    count = 0
    for pair in pairs:
        if not tells(pair):
            continue
        (a, n), (b, m) = pair
        variance = 1 / a - 1 / n + 1 / b - 1 / m
        count += 1
        weights += 1 / variance
        weighted += log((a / n) / (b / m)) / variance
    if not count:
        return Pooled(0, None, None, Grade.UNKNOWN)
    middle, half = weighted / weights, normal_quantile(0.5 + confidence / 2) / sqrt(weights)
    interval = Interval(exp(middle - half) - 1, exp(middle + half) - 1)
    grade = Grade.HELPED if interval.low > 0 else Grade.WORSE if interval.high < 0 else Grade.UNKNOWN
    return Pooled(count, exp(middle) - 1, interval, grade)
