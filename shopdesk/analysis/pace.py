"""Target and pace of a month: what a day weighs, what it owes, and what is still needed.

Money is whole minor units. Days of the history without a figure stay missing: they count neither as zero nor as sold.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from statistics import fmean, median

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
    series: Mapping[date, float | None], special: Collection[date] = (), *, weeks: int = 8, per_weekday: int = 4
) -> WeekdayIndex:
    """Median of day / centred 7-day mean, never below 0. A week with a missing or special day in it (a promotion, a holiday)
    says nothing and is left out."""
    usual = {day: value for day, value in series.items() if value is not None and day not in special}
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
    medians = [max(0.0, median(values)) for values in ratios]
    mean = fmean(medians)
    if not mean:
        return WeekdayIndex(_FLAT, Verdict.UNKNOWN, weeks * 7)
    return WeekdayIndex(tuple(m / mean for m in medians), Verdict.FINE, 0)


def day_weights(
    days: Iterable[date],
    index: WeekdayIndex | None = None,
    multipliers: Mapping[date, float] | None = None,
    workdays: Collection[date] = (),
) -> dict[date, float]:
    """Weekday index × the day's multiplier (promotion × holiday; 1 where none is given).

    `workdays` are days of a weekend that are worked: they weigh as the mean of Monday to Friday.
    """
    weekday = index.index if index else _FLAT
    worked = fmean(weekday[:5])
    factor = multipliers or {}
    return {day: (worked if day in workdays else weekday[day.weekday()]) * factor.get(day, 1.0) for day in days}


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


def share_out(total_minor: int, weights: Mapping[date, float]) -> dict[date, int]:
    """`split_target`, and evenly where no day weighs anything: somebody has to bring the total."""
    return split_target(total_minor, weights if any(weights.values()) else dict.fromkeys(weights, 1.0))


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
    return Needed(left, left / len(weights_left), share_out(left, weights_left))
