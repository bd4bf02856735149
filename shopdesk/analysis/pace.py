"""Target, pace and forecast of a month: what a day weighs, what it owes, and where the month will likely end.

Money is whole minor units. Days of the history without a figure stay missing: they count neither as zero nor as sold.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import sqrt
from random import Random
from statistics import fmean, median, pstdev

from shopdesk.analysis.verdict import Verdict

_DAY = timedelta(days=1)
_FLAT = (1.0,) * 7


# --- weights -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WeekdayIndex:
    """What each weekday (Monday first) sells of a mean day; mean 1. Flat and UNKNOWN while `needs` days are missing."""

    index: tuple[float, ...]
    verdict: Verdict
    needs: int


def weekday_index(
    series: Mapping[date, float | None], promotion_days: Collection[date] = (), *, weeks: int = 8, per_weekday: int = 4
) -> WeekdayIndex:
    """Median of day / centred 7-day mean. A week with a promotion or a missing day in it says nothing and is left out."""
    usual = {day: value for day, value in series.items() if value is not None and day not in promotion_days}
    ratios: list[list[float]] = [[] for _ in range(7)]
    for day, value in usual.items():
        around = [usual.get(day + offset * _DAY) for offset in range(-3, 4)]
        known = [x for x in around if x is not None]
        if len(known) == 7 and sum(known) > 0:
            ratios[day.weekday()].append(value / fmean(known))
    needs = max(0, weeks * 7 - len(usual))
    if not needs:
        needs = 7 * max(0, per_weekday - min(map(len, ratios)))
    if needs:
        return WeekdayIndex(_FLAT, Verdict.UNKNOWN, needs)
    medians = [median(values) for values in ratios]
    mean = fmean(medians)
    if not mean:
        return WeekdayIndex(_FLAT, Verdict.UNKNOWN, weeks * 7)
    return WeekdayIndex(tuple(m / mean for m in medians), Verdict.FINE, 0)


def day_weights(
    days: Iterable[date], index: WeekdayIndex | None = None, multipliers: Mapping[date, float] | None = None
) -> dict[date, float]:
    """Weekday index × the day's multiplier (promotion × holiday; 1 where none is given)."""
    weekday = index.index if index else _FLAT
    factor = multipliers or {}
    return {day: weekday[day.weekday()] * factor.get(day, 1.0) for day in days}


def month_days(day: date) -> list[date]:
    return [day.replace(day=d) for d in range(1, monthrange(day.year, day.month)[1] + 1)]


# --- targets -------------------------------------------------------------------------------------------------------


def split_target(total_minor: int, weights: Mapping[date, float]) -> dict[date, int]:
    """The total over the days by weight, exact to the minor unit (largest remainder, earlier day first).

    ValueError for a negative weight or a sum of 0.
    """
    exact = {day: Fraction(weight) for day, weight in weights.items()}
    whole = sum(exact.values())
    if not whole or min(exact.values()) < 0:
        raise ValueError("weights must be positive")
    shares = {day: total_minor * weight / whole for day, weight in exact.items()}
    result = {day: share.__floor__() for day, share in shares.items()}
    left = total_minor - sum(result.values())
    for day in sorted(shares, key=lambda d: (result[d] - shares[d], d))[:left]:
        result[day] += 1
    return result


@dataclass(frozen=True, slots=True)
class Needed:
    """What is still owed: the plain mean of the days left, and by day as they weigh. Empty on the last day."""

    left_minor: int
    per_day_minor: float | None
    by_day: Mapping[date, int]


def needed_per_day(target_minor: int, month_to_date_minor: int, weights_left: Mapping[date, float]) -> Needed:
    """What the days left must sell; nothing more once the target is reached."""
    left = max(0, target_minor - month_to_date_minor)
    if not weights_left:
        return Needed(left, None, {})
    weights = weights_left if sum(weights_left.values()) else dict.fromkeys(weights_left, 1.0)
    return Needed(left, left / len(weights), split_target(left, weights))


# --- forecast ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BacktestError:
    """Mean absolute relative error of the same forecast on the same day of `months` past months (0.22 is 22 %)."""

    day: int
    months: int
    error: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """The month's likely sales, minor units. ACT if even P90 misses the target, FINE if P10 reaches it.

    UNKNOWN with `needs` > 0: that many more days of history; with 0: the target lies within the interval, or there is
    none. `missing` are the month's past days without a figure; they are estimated like the days ahead.
    """

    verdict: Verdict
    month_to_date_minor: int
    p10: int | None
    p50: int | None
    p90: int | None
    hit_probability: float | None
    error: BacktestError | None
    missing: tuple[date, ...]
    needs: int


def forecast(
    history: Mapping[date, int | None],
    weights: Mapping[date, float],
    last_day: date,
    target_minor: int | None = None,
    *,
    paths: int = 1000,
    seed: int = 20261111,
    at_least: int = 14,
) -> Forecast:
    """Month to date + level · weights left, with an interval from resampled daily residual ratios.

    `last_day` is the last finished day and names the month; later figures are ignored. `weights` covers that month and
    the history (a day without one weighs 1). Daily noise is drawn in runs of a week, so that good and bad spells stay
    together; the level's own error is drawn once a path. The same input gives the same answer.
    """
    known = {day: value for day, value in history.items() if value is not None and day <= last_day}
    month = month_days(last_day)
    to_date = sum(known.get(day, 0) for day in month)
    unknown = [day for day in month if day not in known]
    missing = tuple(day for day in unknown if day <= last_day)
    recent = sum(last_day - 28 * _DAY < day for day in known)
    ratios = _residual_ratios(known, weights, last_day)
    needs = max(0, at_least - recent, 7 - len(ratios))
    level = _level(known, weights, last_day)
    if unknown and (needs or level is None):
        return Forecast(Verdict.UNKNOWN, to_date, None, None, None, None, None, missing, needs)

    left = [weights.get(day, 1.0) * (level or 0.0) for day in unknown]
    dice = Random(seed)
    noise = pstdev(ratios) / sqrt(recent) if left else 0.0
    ends = sorted(
        to_date + max(0.0, dice.gauss(1, noise)) * sum(map(_times, left, _runs(ratios, len(left), dice)))
        for _ in range(paths if left else 1)
    )
    p10, p50, p90 = (round(ends[int(len(ends) * share)]) for share in (0.1, 0.5, 0.9))
    hit = None if target_minor is None else sum(end >= target_minor for end in ends) / len(ends)
    if target_minor is None or p10 < target_minor <= p90:
        verdict = Verdict.UNKNOWN
    else:
        verdict = Verdict.FINE if p10 >= target_minor else Verdict.ACT
    return Forecast(verdict, to_date, p10, p50, p90, hit, backtest(known, weights, last_day), missing, 0)


def _times(a: float, b: float) -> float:
    return a * b


def _runs(ratios: list[float], length: int, dice: Random, run: int = 7) -> list[float]:
    """`length` ratios in runs of `run` consecutive ones, each run starting anywhere (the list is a ring)."""
    ring = ratios + ratios[:run]
    drawn: list[float] = []
    while len(drawn) < length:
        start = int(dice.random() * len(ratios))
        drawn += ring[start : start + run]
    return drawn[:length]


def _mean_level(known: Mapping[date, int], weights: Mapping[date, float], days: Iterable[date]) -> tuple[float, int]:
    """Sales per unit of weight over the known days of `days`, and how many they were."""
    there = [day for day in days if day in known]
    weight = sum(weights.get(day, 1.0) for day in there)
    return (sum(known[day] for day in there) / weight if weight else 0.0), len(there)


def _level(known: Mapping[date, int], weights: Mapping[date, float], last_day: date) -> float | None:
    """This month's level and that of the last 28 days; the month counts for more the more of it is known."""
    month, in_month = _mean_level(known, weights, (last_day.replace(day=d) for d in range(1, last_day.day + 1)))
    recent, in_recent = _mean_level(known, weights, (last_day - back * _DAY for back in range(28)))
    if not in_recent:
        return None
    return (in_month * month + 14 * recent) / (in_month + 14)


def _residual_ratios(known: Mapping[date, int], weights: Mapping[date, float], last_day: date) -> list[float]:
    """Each of the last 84 days over what the 28 days before it promised, scaled to mean 1."""
    ratios: list[float] = []
    for day in (last_day - back * _DAY for back in range(83, -1, -1)):
        if day not in known:
            continue
        level, days = _mean_level(known, weights, (day - back * _DAY for back in range(1, 29)))
        promised = level * weights.get(day, 1.0)
        if days >= 7 and promised > 0:
            ratios.append(known[day] / promised)
    mean = fmean(ratios) if ratios else 0.0
    return [ratio / mean for ratio in ratios] if mean else []


def backtest(known: Mapping[date, int], weights: Mapping[date, float], last_day: date) -> BacktestError | None:
    """The forecast's point on the same day of every past month whose days are all known; None without one."""
    errors: list[float] = []
    first = min(known, default=last_day)
    end = last_day.replace(day=1) - _DAY
    while end > first:
        month = month_days(end)
        then = month[min(last_day.day, len(month)) - 1]
        actual = sum(known.get(day, 0) for day in month)
        if actual > 0 and all(day in known for day in month) and then - first >= 13 * _DAY:
            past = {day: value for day, value in known.items() if day <= then}
            level = _level(past, weights, then) or 0.0
            guess = sum(past.get(day, level * weights.get(day, 1.0)) for day in month)
            errors.append(abs(guess / actual - 1))
        end = month[0] - _DAY
    return BacktestError(last_day.day, len(errors), fmean(errors)) if errors else None
