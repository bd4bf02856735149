"""Where a month will likely end: the level of its usual days over the weights of the days left, and how far that misses.

The interval is what the very same forecast missed by over every stretch of the past as long as what is left. So it holds
for noise that lasts for days, for a level that drifts, and for a trend, without a model of any of them. Money is whole
minor units. Days of the history without a figure stay missing: they count neither as zero nor as sold.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from math import exp, expm1, inf, log, log1p, sqrt
from statistics import NormalDist, fmean

from shopdesk.analysis.pace import month_days
from shopdesk.analysis.verdict import Verdict

_DAY = timedelta(days=1)
_RECENT = 28  # days the level looks back
_MIXED = 14  # the recent days count as so many days of this month
_LEAST = 7  # days before there is a level
_SHRINK = 4  # whole stretches at which half of a past bias is believed
_SPECIAL = 0.2  # how far a special day misses its multiplier (log) until the shop's own are known; worth two days
_NORMAL = NormalDist()


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
    none (of both where the days of late sold nothing or less). `missing` are the month's past days without a figure; they are
    estimated like the days ahead. `stretches` are the whole past stretches the interval rests on.
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
    stretches: float | None = None


def forecast(
    history: Mapping[date, int | None],
    weights: Mapping[date, float],
    last_day: date,
    target_minor: int | None = None,
    *,
    special: Collection[date] = (),
    at_least: int = 21,
) -> Forecast:
    """Month to date + level · weights left, with the interval of the errors this forecast made before.

    `last_day` is the last finished day and names the month; later figures are ignored. `weights` covers that month and
    the history (a day without one weighs 1). `special` days (promotions, holidays) say nothing of the level; those ahead
    miss their multiplier as the past ones did. Errors are log ratios; the interval is Student's t with as many degrees of
    freedom as whole stretches fit into the past.
    """
    known = {day: value for day, value in history.items() if value is not None and day <= last_day}
    month = month_days(last_day)
    to_date = sum(known.get(day, 0) for day in month)
    unknown = [day for day in month if day not in known]
    missing = tuple(day for day in unknown if day <= last_day)
    if not unknown:
        hit = None if target_minor is None else float(to_date >= target_minor)
        error = backtest(known, weights, last_day, special)
        return Forecast(_verdict(to_date, to_date, target_minor), to_date, to_date, to_date, to_date, hit, error, missing, 0)

    past = _Past(known, weights, last_day, special)
    recent = sum(last_day - _RECENT * _DAY < day for day in known)
    misses = past.misses(len(unknown))
    level = past.level(len(past)) or 0.0
    needs = max(0, at_least - recent, 3 - len(misses))
    if needs or level <= 0:
        return Forecast(Verdict.UNKNOWN, to_date, None, None, None, None, None, missing, needs)
    ahead = sum(weights.get(day, 1.0) for day in unknown)
    stretches = max(1.0, len(misses) / past.stretch(len(unknown)))
    special_share = [weights.get(day, 1.0) / ahead for day in unknown if day in special] if ahead else []
    usual = 1 - sum(special_share)
    bias = fmean(misses) * stretches / (stretches + _SHRINK)
    variance = fmean((miss - bias) ** 2 for miss in misses) * usual**2 + past.special_variance() * sum(special_share) ** 2
    middle, spread = exp(bias * usual) * level * ahead, sqrt(variance)
    tail = student_quantile(0.9, stretches) * spread
    p10, p50, p90 = (round(to_date + middle * exp(miss)) for miss in (-tail, 0.0, tail))
    hit = None if target_minor is None else _chance(target_minor - to_date, middle, spread, stretches)
    error = _backtest(known, weights, last_day, past)
    return Forecast(_verdict(p10, p90, target_minor), to_date, p10, p50, p90, hit, error, missing, 0, stretches)


def _verdict(p10: int, p90: int, target_minor: int | None) -> Verdict:
    if target_minor is None or p10 < target_minor <= p90:
        return Verdict.UNKNOWN
    return Verdict.FINE if p10 >= target_minor else Verdict.ACT


def _chance(owed: int, middle: float, spread: float, freedom: float) -> float:
    """How likely the days left bring `owed`, where `middle` is as likely missed as beaten."""
    if owed <= 0:
        return 1.0
    if not middle:
        return 0.0
    ahead = log(middle / owed)
    return student_share(ahead / spread, freedom) if spread else float(ahead >= 0)


def backtest(
    known: Mapping[date, int], weights: Mapping[date, float], last_day: date, special: Collection[date] = ()
) -> BacktestError | None:
    """The forecast's point on the same day of every past month whose days are all known; None without one."""
    return _backtest(known, weights, last_day, _Past(known, weights, last_day, special))


def _backtest(known: Mapping[date, int], weights: Mapping[date, float], last_day: date, past: _Past) -> BacktestError | None:
    errors: list[float] = []
    first = past.first
    end = last_day.replace(day=1) - _DAY
    while end > first:
        month = month_days(end)
        then = month[min(last_day.day, len(month)) - 1]
        actual = sum(known.get(day, 0) for day in month)
        if actual > 0 and all(day in known for day in month) and then - first >= 13 * _DAY:
            level = past.level((then - first).days + 1, then.day) or 0.0
            guess = sum(known[day] if day <= then else level * weights.get(day, 1.0) for day in month)
            errors.append(abs(guess / actual - 1))
        end = month[0] - _DAY
    return BacktestError(last_day.day, len(errors), fmean(errors)) if errors else None


class _Past:
    """The usual days up to `last_day` as running sums, so that the level before any of them is two subtractions."""

    def __init__(
        self, known: Mapping[date, int], weights: Mapping[date, float], last_day: date, special: Collection[date]
    ) -> None:
        self.first = min(known, default=last_day)
        days = [self.first + back * _DAY for back in range((last_day - self.first).days + 1)]
        usual = [day in known and day not in special for day in days]
        self.sold = [0.0, *accumulate(known[day] if counts else 0 for day, counts in zip(days, usual, strict=True))]
        self.weight = [0.0, *accumulate(weights.get(day, 1.0) * counts for day, counts in zip(days, usual, strict=True))]
        self.days, self.day_of_month = days, last_day.day
        self.special = [
            (at, known[day] / weights.get(day, 1.0))
            for at, day in enumerate(days)
            if day in known and day in special and known[day] > 0 and weights.get(day, 1.0) > 0
        ]

    def __len__(self) -> int:
        return len(self.days)

    def _mean(self, start: int, end: int) -> float | None:
        """Sales per unit of weight over the usual days from `start` up to `end`."""
        weight = self.weight[end] - self.weight[max(start, 0)]
        return (self.sold[end] - self.sold[max(start, 0)]) / weight if weight > 0 else None

    def level(self, end: int, day_of_month: int | None = None) -> float | None:
        """The level of this month and that of the last 28 days; the month counts for more the more of it is over."""
        in_month = day_of_month or self.day_of_month
        month, recent = self._mean(end - in_month, end), self._mean(end - _RECENT, end)
        if month is None or recent is None:
            return recent if month is None else month
        return (in_month * month + _MIXED * recent) / (in_month + _MIXED)

    def stretch(self, ahead: int) -> int:
        """Days of the past stretches that stand for `ahead` days: as many, or half the past where it is short."""
        return min(ahead, max(1, (len(self) - _LEAST) // 2))

    def misses(self, ahead: int) -> list[float]:
        """By how much (log) past stretches outsold the level before them; they overlap."""
        length, found = self.stretch(ahead), []
        for start in range(_LEAST, len(self) - length + 1):
            level, sold = self.level(start), self._mean(start, start + length)
            if level and sold and level > 0 and sold > 0:
                found.append(log(sold / level))
        return found

    def special_variance(self) -> float:
        """How far (log, squared) past special days missed what their multiplier promised."""
        ratios = [sold / level for at, sold in self.special if at >= _LEAST and (level := self.level(at)) and level > 0]
        return (2 * _SPECIAL**2 + sum(log(ratio) ** 2 for ratio in ratios)) / (2 + len(ratios))


# --- Student's t ---------------------------------------------------------------------------------------------------
# Wallace's approximation (Annals of Mathematical Statistics 30, 1959), good to 0.3 % from two degrees of freedom on.


def student_quantile(share: float, freedom: float) -> float:
    """The value below which `share` of Student's t lies."""
    z = _NORMAL.inv_cdf(share) * (8 * freedom + 3) / (8 * freedom + 1)
    return sqrt(freedom * expm1(z * z / freedom)) * (1 if z >= 0 else -1)


def student_share(value: float, freedom: float) -> float:
    """The share of Student's t below `value`."""
    if value in (inf, -inf):
        return float(value > 0)
    z = sqrt(freedom * log1p(value * value / freedom)) * (8 * freedom + 1) / (8 * freedom + 3)
    return _NORMAL.cdf(z if value >= 0 else -z)
