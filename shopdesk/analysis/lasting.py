"""Did a rate move and stay: its last days pooled against the weeks before them, where one day alone cannot tell.

A day's conversion swings by chance, and a fall that lasts a week is half in what is "usual" by then. So every beginning within
the last weeks is tried: the days since, pooled, against the eight weeks before that beginning. The line is raised for the number
of beginnings tried (Bonferroni), the spread is that of single days about their weekday's median, and widened as far as good
and bad days come in runs (the variance of a mean of autocorrelated days, first order).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import exp, log, sqrt
from statistics import fmean, median, pstdev

from shopdesk.analysis.traffic import shared_limit
from shopdesk.analysis.unusual import spread

SHORTEST, LONGEST = 3, 21  # days that a move may have lasted; later it is the new usual
_BEFORE = 56  # days that it is held against
_ENOUGH = 28  # of them that must be known
_SAME_SIDE = 0.75  # of the days since must lie on the side of the move, and the last one, too
_WITHOUT = 0.7  # of the move that must be left without its furthest day: one bad day is no week of them
_LEFT = 0.5  # of the move that a day left out must still show: a holiday of its own moves it, too
_LEAST_SPREAD = 0.005
_OF_STANDARD = 0.7  # of the standard deviation that the spread is at least: medians of few days may come out far too even

Day = tuple[float, float]  # what is counted, and out of how much: buyers of visitors, sales of buyers


@dataclass(frozen=True, slots=True)
class Lasting:
    """Rates in the series' unit, pooled over `days` known days from `since` on; `usual` is what those weekdays had before.
    `whole`: visitors (or buyers) of a mean day since."""

    since: date
    days: int
    whole: float
    now: float
    usual: float
    z: float

    @property
    def change(self) -> float:
        return self.now / self.usual - 1


@dataclass(frozen=True, slots=True)
class _Past:
    """The days before: their weekdays' medians, the spread of a day about them, and how far runs widen that of a mean."""

    levels: Mapping[int, float]
    spread: float
    runs: float
    days: int

    def error(self, days: int) -> float:
        """Standard error of the pooled log change over so many days."""
        return self.spread * sqrt(self.runs * (1 / days + 1 / self.days))


def lasting(
    series: Mapping[date, Day],
    day: date,
    left_out: Collection[date] = (),
    *,
    counts: bool = True,
    limit: float = 3.2,
    least: float = 0.05,
) -> Lasting | None:
    """The clearest move up to `day` that has lasted SHORTEST to LONGEST days and is larger than `least` (a share); None where
    there is none. `series` holds the known days; `left_out` (promotions, holidays) tell of neither side: on such a day the move
    is that of the days before it, where the day still shows it. `counts`: what is counted are buyers, whose days swing by chance
    at least."""
    plain = {d: known for d, known in series.items() if known[1] > 0 and d not in left_out}
    last = max((d for d in plain if d <= day), default=day)
    if last not in plain or not series.get(day, (0, 0))[1] or (day - last).days > LONGEST:
        return None
    line = shared_limit(limit, LONGEST - SHORTEST + 1)
    found = [
        move
        for back in range(SHORTEST - 1, LONGEST)
        if (since := last - timedelta(days=back)) in plain and (move := _move(plain, since, last, counts)) is not None
    ]
    clear = [move for move in found if abs(move.z) > line and abs(move.change) >= least]
    if last != day:
        part, whole = series[day]
        clear = [move for move in clear if (part / whole / move.usual - 1) / move.change >= _LEFT]
    return max(clear, key=lambda move: abs(move.z), default=None)


def days_to_show(
    series: Mapping[date, Day],
    day: date,
    left_out: Collection[date] = (),
    *,
    change: float,
    counts: bool = True,
    limit: float = 3.2,
    least: float = 0.05,
) -> int | None:
    """How many days a `change` like this must last, this one included, until `lasting` shows it; None where it never would."""
    past = _past({d: known for d, known in series.items() if known[1] > 0 and d not in left_out}, day, counts)
    if past is None or abs(change) < least or change <= -1:
        return None
    line = shared_limit(limit, LONGEST - SHORTEST + 1)
    return next((n for n in range(SHORTEST, LONGEST + 1) if abs(log(1 + change)) > line * past.error(n)), None)


def _move(plain: Mapping[date, Day], since: date, day: date, counts: bool) -> Lasting | None:
    past = _past(plain, since, counts)
    after = {d: known for d, known in plain.items() if since <= d <= day}
    if past is None or len(after) < SHORTEST or any(d.weekday() not in past.levels for d in after):
        return None
    pairs = [(part, whole * past.levels[d.weekday()]) for d, (part, whole) in sorted(after.items())]  # counted, expected
    furthest = max(range(len(pairs)), key=lambda n: abs(pairs[n][0] / pairs[n][1] - 1))
    change, without = _pooled(pairs), _pooled(pairs[:furthest] + pairs[furthest + 1 :])
    if change is None or without is None or without / change < _WITHOUT:
        return None
    sides = [(counted - expected) * change > 0 for counted, expected in pairs]
    if sum(sides) < _SAME_SIDE * len(sides) or not sides[-1]:
        return None
    whole = sum(whole for _part, whole in after.values())
    now = sum(part for part, _whole in after.values()) / whole
    return Lasting(since, len(after), whole / len(after), now, now / exp(change), change / past.error(len(after)))


def _pooled(pairs: Sequence[tuple[float, float]]) -> float | None:
    """The log of all that was counted over all that was expected; None where there is nothing to compare, or no move."""
    counted, expected = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
    return log(counted / expected) or None if counted > 0 and expected > 0 else None


def _past(plain: Mapping[date, Day], since: date, counts: bool) -> _Past | None:
    before = {
        d: known[0] / known[1] for d, known in plain.items() if since - timedelta(days=_BEFORE) <= d < since and known[0] > 0
    }
    if len(before) < _ENOUGH:
        return None
    by_weekday: dict[int, list[float]] = {}
    for d, rate in before.items():
        by_weekday.setdefault(d.weekday(), []).append(rate)
    levels = {weekday: median(rates) for weekday, rates in by_weekday.items()}
    distances = [log(before[d] / levels[d.weekday()]) for d in sorted(before)]
    swing = max(spread(distances), _OF_STANDARD * pstdev(distances))
    free = len(distances) - len(levels)  # the medians took one of each weekday
    by_chance = 1 / sqrt(fmean(plain[d][0] for d in before)) if counts else 0.0
    return _Past(
        levels,
        max(swing * sqrt(len(distances) / free), by_chance, _LEAST_SPREAD),
        _runs(distances),
        len(distances),
    )


def _runs(distances: Sequence[float]) -> float:
    """By how much the variance of a mean grows because days follow one another: (1 + ρ) / (1 − ρ), ρ taken one standard error
    high, for from a few weeks it comes out too low."""
    middle = fmean(distances)
    moves = [value - middle for value in distances]
    whole = sum(move * move for move in moves)
    together = sum(one * other for one, other in pairwise(moves))
    rho = min(max((together / whole if whole else 0.0) + 1 / sqrt(len(moves)), 0.0), 0.7)
    return (1 + rho) / (1 - rho)
