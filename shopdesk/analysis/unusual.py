"""Is this number unusual: the usual weekday, a robust score against it, and which flag comes first.

Source: Iglewicz & Hoaglin 1993 (modified z-score). Medians do not follow the faults they are to find.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from math import exp, inf, log, sqrt
from statistics import fmean, median

from shopdesk.analysis.attribution import Factors, known_factors, mean_factors
from shopdesk.analysis.rates import Interval, swing, two_proportions
from shopdesk.analysis.verdict import Verdict

DAY = timedelta(days=1)
WEEK = 7 * DAY
CONSISTENT = 0.6745  # makes the MAD of a normal series its standard deviation
LEAST_MAD = 0.02  # in log units, about 2 %


# --- the usual weekday ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DayFigures:
    """A day as far as it is known; money in minor units."""

    visitors: int | None = None
    paying_buyers: int | None = None
    sales_minor: int | None = None

    @property
    def known(self) -> bool:
        return None not in (self.visitors, self.paying_buyers, self.sales_minor)


@dataclass(frozen=True, slots=True)
class Usual:
    """The means of some days, each figure over those that know it, a rate over those that know both its parts; money in minor
    units."""

    visitors: float | None = None
    paying_buyers: float | None = None
    sales: float | None = None
    conversion: float | None = None
    average_spend: float | None = None


def usual_of(days: Sequence[DayFigures]) -> Usual:
    def mean(values: Iterable[int | None]) -> float | None:
        known = [value for value in values if value is not None]
        return fmean(known) if known else None

    def rate(pairs: Iterable[tuple[int | None, int | None]]) -> float | None:
        known = [(part, whole) for part, whole in pairs if part is not None and whole is not None]
        below = sum(whole for _part, whole in known)
        return sum(part for part, _whole in known) / below if below else None

    return Usual(
        mean(day.visitors for day in days),
        mean(day.paying_buyers for day in days),
        mean(day.sales_minor for day in days),
        rate((day.paying_buyers, day.visitors) for day in days),
        rate((day.sales_minor, day.paying_buyers) for day in days),
    )


@dataclass(frozen=True, slots=True)
class Baseline:
    """Means over the days named, to hold `day` against; `factors` (sales in minor units) is None while `needs` days that know
    all figures are missing. `usual` has what is known even then."""

    day: date
    days: tuple[date, ...]
    factors: Factors | None
    needs: int
    kind: str = "same_weekday_4w"
    usual: Usual = Usual()


def same_weekday_baseline(
    series: Mapping[date, DayFigures],
    day: date,
    left_out: Collection[date] = (),
    odd: Collection[date] = (),
    *,
    weeks: int = 4,
    at_least: int = 2,
) -> Baseline:
    """The means over the same weekday of the `weeks` weeks before, of the days whose figures are all known.

    Those `left_out` (promotions) and `odd` (themselves unusual) are no usual days; they count only where too few others are
    known, the odd ones first. Conversion and average spend follow from the means, so that big days weigh as much as they sold.
    Where too few days know all three, what the days do know is the `usual`.
    """
    told = [d for d in (day - week * WEEK for week in range(weeks, 0, -1)) if d in series]
    found = [d for d in told if series[d].known]
    choices = [[d for d in found if d not in out] for out in ({*left_out, *odd}, left_out)]
    days = next((plain for plain in choices if len(plain) >= at_least), found)
    if len(days) < at_least <= len(told):
        return Baseline(day, tuple(told), None, at_least - len(days), usual=usual_of([series[d] for d in told]))
    return mean_baseline(series, day, days, "same_weekday_4w", at_least=at_least)


def mean_baseline(
    series: Mapping[date, DayFigures], day: date, days: Sequence[date], kind: str, *, at_least: int = 1
) -> Baseline:
    """The means over those of `days` whose figures are all known."""
    days = tuple(d for d in days if d in series and series[d].known)
    if len(days) < at_least:
        return Baseline(day, days, None, at_least - len(days), kind)
    known = [series[d] for d in days]
    return Baseline(day, days, mean_factors(known_factors(known)), 0, kind, usual_of(known))


# --- the score -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Score:
    """How unusual a value is. `usual` and `expected` are in the series' unit; `needs` counts values of that weekday.

    z is −inf for a zero where zero never happens, None where it cannot be told.
    """

    verdict: Verdict
    z: float | None
    value: float | None
    usual: float | None
    expected: Interval | None
    needs: int

    @property
    def change(self) -> float | None:
        return self.value / self.usual - 1 if self.value is not None and self.usual else None

    @property
    def expected_swing(self) -> float | None:
        """Half the expected range relative to the usual value: 0.11 for "their ±11 %"."""
        if self.expected is None or not self.usual:
            return None
        return (self.expected.high - self.expected.low) / 2 / self.usual


def robust_score(
    series: Mapping[date, float | None],
    day: date,
    promotion_days: Collection[date] = (),
    *,
    weeks: int = 8,
    spread_weeks: int = 12,
    at_least: int = 4,
    limit: float = 3.5,
    mad_floor: float = LEAST_MAD,
) -> Score:
    """The day's value against its weekday's median of the last `weeks` weeks, in robust standard deviations.

    The spread comes from `spread_weeks` weeks of all weekdays, each against its own median. Promotion days and missing
    days stay out of both. `mad_floor` is in log units (0.02 is about 2 %).
    """
    window = (day - timedelta(days=back) for back in range(1, max(weeks, spread_weeks) * 7 + 1))
    history = {d: known for d in window if (known := series.get(d)) is not None and known >= 0 and d not in promotion_days}
    same = [x for d, x in history.items() if d.weekday() == day.weekday() and day - d <= weeks * WEEK]
    value = series.get(day)
    usual = median(same) if len(same) >= at_least else None
    if value is None or value < 0 or usual is None or min(same) <= 0:
        return Score(Verdict.UNKNOWN, None, value, usual, None, max(0, at_least - len(same)))
    residuals = _residuals({d: log(x) for d, x in history.items() if x > 0 and day - d <= spread_weeks * WEEK})
    middle, spread = _middle(residuals, mad_floor)
    expected = Interval(usual * exp(middle - limit * spread), usual * exp(middle + limit * spread))
    z = (log(value / usual) - middle) / spread if value else -inf
    return Score(Verdict.ACT if abs(z) > limit else Verdict.FINE, z, value, usual, expected, 0)


def chance_floor(counts: Iterable[int | float | None]) -> float:
    """The least `mad_floor` of a series of such counts a day, or of a rate whose successes they are: chance alone swings them by
    the square root, however even the days came out."""
    known = [count for count in counts if count]
    return max(LEAST_MAD, CONSISTENT / sqrt(fmean(known))) if known else LEAST_MAD


def settled_score(
    series: Mapping[date, float | None],
    day: date,
    left_out: Collection[date] = (),
    *,
    limit: float = 3.5,
    mad_floor: float = LEAST_MAD,
    recent: int = 14,
) -> Score:
    """`robust_score`, and ACT only where the day also leaves the last `recent` days: a level that drifts is no sudden fault.

    Against them the day's distance from its weekday's median is compared; how far days usually lie from the ones before them is
    learned from the last 12 weeks.
    """
    score = robust_score(series, day, left_out, limit=limit, mad_floor=mad_floor)
    if score.verdict is not Verdict.ACT:
        return score
    z = step_z(series, day, left_out, mad_floor=mad_floor, recent=recent)
    return score if z is None or abs(z) > limit else replace(score, verdict=Verdict.FINE)


def step_z(
    series: Mapping[date, float | None],
    day: date,
    left_out: Collection[date] = (),
    *,
    mad_floor: float = LEAST_MAD,
    recent: int = 14,
) -> float | None:
    """How far the day leaves the last `recent` days, in standard deviations of how far days usually do; None where unknown.

    Every day is taken by its distance from its weekday's median, the last 12 weeks.
    """
    value = series.get(day)
    if not value or value < 0:
        return None
    window = (day - timedelta(days=back) for back in range(12 * 7, -1, -1))
    logs = {d: log(x) for d in window if (x := series.get(d)) is not None and x > 0 and (d == day or d not in left_out)}
    distance = dict(zip(logs, _residuals(logs), strict=True))
    steps = []
    for d in logs:
        before = [x for e, x in distance.items() if d - timedelta(days=recent) <= e < d]
        if len(before) >= recent / 2:
            steps.append((d, distance[d] - median(before)))
    past = [step for d, step in steps if d != day]
    if len(past) < recent or steps[-1][0] != day:
        return None
    middle, spread = _middle(past, mad_floor)
    return (steps[-1][1] - middle) / spread


def lone_days(
    series: Mapping[date, float | None],
    left_out: Collection[date] = (),
    *,
    limit: float = 3.5,
    mad_floor: float = LEAST_MAD,
    around: int = 7,
    at_least: int = 28,
) -> frozenset[date]:
    """The days that stand alone: by their distance from their weekday's median, far from the `around` days before them and
    from those after them.

    So one bad day is told from the first of a new level, which the days after share. A zero stands alone where most days about
    it have something. In fewer than `at_least` days nothing is told.
    """
    known = {d: x for d, x in series.items() if x is not None and x >= 0 and d not in left_out}
    logs = {d: log(x) for d, x in known.items() if x > 0}
    distance = dict(zip(logs, _residuals(logs), strict=True))

    apart, zeros = {}, set()
    for d, x in known.items():
        sides = [[e for back in range(1, around + 1) if (e := d + sign * back * DAY) in known] for sign in (-1, 1)]
        if sum(map(len, sides)) < around:
            continue
        if not x:
            zeros |= {d} if all(median(known[e] for e in side) for side in sides if side) else set()
            continue
        levels = [median(near) for side in sides if (near := [distance[e] for e in side if e in logs])]
        apart[d] = min((distance[d] - level for level in levels), key=abs, default=0.0)
    if len(apart) < at_least:
        return frozenset()
    _usual, spread = _middle(list(distance.values()), mad_floor)
    return frozenset(zeros | {d for d, x in apart.items() if abs(x) > limit * spread})


def spread(values: Sequence[float]) -> float:
    """A standard deviation that single wild values do not move: of the distances from the median, their median."""
    return _middle(values, 0.0)[1]


def _middle(values: Sequence[float], mad_floor: float) -> tuple[float, float]:
    """The median and the spread about it."""
    middle = median(values)
    return middle, max(median(abs(value - middle) for value in values), mad_floor) / CONSISTENT


def _residuals(logs: Mapping[date, float]) -> list[float]:
    """Each day's log less the median of its weekday."""
    by_weekday: dict[int, list[float]] = {}
    for d, value in logs.items():
        by_weekday.setdefault(d.weekday(), []).append(value)
    middle = {weekday: median(values) for weekday, values in by_weekday.items()}
    return [value - middle[d.weekday()] for d, value in logs.items()]


@dataclass(frozen=True, slots=True)
class RateScore:
    """A rate against the same rate before. `swing`: how far chance alone moves it, relative (0.09 is ±9 %)."""

    verdict: Verdict
    z: float | None
    p: float | None
    difference: float | None
    swing: float | None


def rate_score(successes: float, trials: float, base_successes: float, base_trials: float, alpha: float = 0.05) -> RateScore:
    """Has a rate changed? Pass the *sums* of the base days, not their means.

    ACT beyond chance; FINE where the rates agree so closely that the swing could not hide a tenth; else UNKNOWN.
    """
    if trials <= 0 or base_trials <= 0 or successes > trials or base_successes > base_trials:
        return RateScore(Verdict.UNKNOWN, None, None, None, None)
    found = two_proportions(successes, trials, base_successes, base_trials)
    if found.p < alpha:
        verdict = Verdict.ACT
    else:
        tenth = 0.1 * base_successes / base_trials
        hidden = max(abs(found.interval.low), abs(found.interval.high))
        verdict = Verdict.FINE if hidden <= tenth else Verdict.UNKNOWN
    return RateScore(verdict, found.z, found.p, found.difference, swing(successes, trials))


# --- which flag comes first ----------------------------------------------------------------------------------------


class Figure(Enum):
    """In R11's order: average spend hardly moves, conversion moves slowly, visitors move."""

    AVERAGE_SPEND = "average_spend"
    CONVERSION = "conversion"
    VISITORS = "visitors"
    SALES = "sales"


@dataclass(frozen=True, slots=True)
class Flag:
    """An unusual figure of a day; `subject` names what it belongs to (the shop, a product, a source)."""

    day: date
    figure: Figure
    score: Score
    subject: str = ""


_RANK = {figure: rank for rank, figure in enumerate(Figure)}


def ranked(flags: Sequence[Flag]) -> list[Flag]:
    """Most unusual first; at the same z (to the whole number) average spend, then conversion, then visitors (R11)."""

    def key(flag: Flag) -> tuple[float, int, float]:
        z = abs(flag.score.z or 0.0)
        return (-z if z == inf else -float(int(z)), _RANK[flag.figure], -z)

    return sorted((flag for flag in flags if flag.score.verdict is Verdict.ACT), key=key)
