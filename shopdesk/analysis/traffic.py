"""Did a series of counts move: its last days against their own weekdays, its own swing, and how many series are looked at."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import log, sqrt
from statistics import NormalDist

from shopdesk.analysis.rates import normal_quantile
from shopdesk.analysis.unusual import Score, chance_floor, robust_score, step_z

_CLEAR = 50.0  # stands for the infinite score of a zero where zero never happens, so that days can be added up
_WORTH_A_LOOK = 1.5  # under it a day is near its weekday anyhow
_SCORE_LIMIT = 3.5  # at which robust_score draws its range


@dataclass(frozen=True, slots=True)
class Level:
    """Where a series stands. `usual` is the median of the day's weekday, `swing` how far a usual day lies from it (one standard
    deviation, as a rate). `z` is of the day or of its last days together, whichever is further out. All are None while fewer
    than four values of the weekday are known."""

    usual: float | None
    swing: float | None
    z: float | None


def shared_limit(limit: float, tests: int) -> float:
    """The line in standard deviations for one of `tests` looks, so that together they raise as few false alarms as one look at
    `limit` does (Bonferroni)."""
    tail = 1 - NormalDist().cdf(limit)
    return normal_quantile(1 - tail / max(tests, 1))


def level(series: Mapping[date, float | None], day: date, left_out: Collection[date] = (), *, together: int = 3) -> Level:
    """Judge `day` of `series` alone and its last `together` days as one: a fall that lasts shows where a single day could not.

    The spread is the series' own (methods c), never under that of a count of its size; a day that only goes on where the days
    before it drifted to is no further out than it leaves those. `left_out` are promotion days.
    """
    days = [day - timedelta(days=back) for back in range(together)]
    scores = [_score(series, d, left_out) for d in days]
    today = scores[0]
    if today.z is None:
        return Level(today.usual, None, None)
    known = [_settled(series, d, left_out, score.z) for d, score in zip(days, scores, strict=True) if score.z is not None]
    z = known[0]
    if len(known) == together and (max(known) < 0 or min(known) > 0):
        z = max(z, sum(known) / sqrt(together), key=abs)
    swing = None
    if today.expected is not None and today.expected.low > 0:
        swing = log(today.expected.high / today.expected.low) / 2 / _SCORE_LIMIT
    return Level(today.usual, swing, z)


def _score(series: Mapping[date, float | None], day: date, left_out: Collection[date]) -> Score:
    return robust_score(series, day, left_out, limit=_SCORE_LIMIT, mad_floor=_floor(series, day))


def _settled(series: Mapping[date, float | None], day: date, left_out: Collection[date], z: float) -> float:
    """`z` of the day against its weekday, or against the days just before where that is less."""
    z = max(-_CLEAR, min(z, _CLEAR))
    step = step_z(series, day, left_out, mad_floor=_floor(series, day)) if abs(z) > _WORTH_A_LOOK else None
    if step is None:
        return z
    return min(z, step, key=abs) if step * z > 0 else 0.0


def _floor(series: Mapping[date, float | None], day: date) -> float:
    """The spread of a count of this size."""
    return chance_floor(series.get(day - timedelta(weeks=week)) for week in range(1, 9))
