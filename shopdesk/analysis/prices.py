"""When the price that buyers pay jumped: the newest step in a product's sales per unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from math import exp, log, sqrt
from statistics import median

from shopdesk.analysis.unusual import spread

_FLOOR = 0.01  # a price of a day is never surer than about 1 %


@dataclass(frozen=True, slots=True)
class SoldDay:
    """Units sold on a day and what they brought, in any unit of money. Both over 0."""

    day: date
    units: int
    sales: float

    @property
    def price(self) -> float:
        return self.sales / self.units


@dataclass(frozen=True, slots=True)
class PriceStep:
    """The price paid since `since`, over `days` days with sales, and what was usual before. `z`: how clearly the two differ."""

    since: date
    days: int
    before: float
    after: float
    z: float

    @property
    def change(self) -> float:
        return self.after / self.before - 1


def price_step(history: Sequence[SoldDay], *, least: float = 0.08, limit: float = 4.0, at_least: int = 7) -> PriceStep | None:
    """The newest run of days beyond half of `least` (a share) off the median price before it; None where there is none that lasts
    up to the newest day, is `least` off, and lies `limit` robust standard deviations beyond the product's own swing of prices.

    `history` in order of the day; `at_least` days must be known before the run. One day alone is a run; days on which fewer units
    sold than usual count for that part of a day, since the price paid swings the more the fewer they are.
    """
    if len(history) <= at_least:
        return None
    # the middle of all days: the run is newer than half of what is known, or it is no step but the usual price
    middle = median(log(day.price) for day in history)
    newest = log(history[-1].price) - middle
    side = 1 if newest > 0 else -1
    run = list(takewhile(lambda day: side * (log(day.price) - middle) > _log_of(least) / 2, reversed(history)))
    before = history[: len(history) - len(run)]
    if not run or len(before) < at_least:
        return None
    old = [log(day.price) for day in before]
    usual = median(old)
    swing = max(spread(old), _FLOOR)
    now = log(sum(day.sales for day in run) / sum(day.units for day in run))
    days = min(float(len(run)), sum(day.units for day in run) / median(day.units for day in before))
    z = (now - usual) / (swing * sqrt(1 / days + 1 / len(before)))
    if abs(now - usual) < _log_of(least) or abs(z) < limit or abs(now - usual) < 2 * swing:
        return None
    return PriceStep(run[-1].day, len(run), exp(usual), exp(now), z)


def _log_of(share: float) -> float:
    """`share` more, in log units."""
    return log(1 + share)
