"""What a decision on a keyword did: its profit before and after, over as many days of the same weekdays.

Profit is orders × average spend × margin − ad cost. Clicks and their cost are known; how many orders they bring is chance,
so each side's conversion gets its Wilson interval and the difference that of Newcombe's square-and-add (Newcombe 1998;
Zou & Donner, Statist. Med. 27 (2008) 1693–1702). Season and whatever else changed are not in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from shopdesk.analysis.effect import Grade
from shopdesk.analysis.rates import Interval, wilson


@dataclass(frozen=True, slots=True)
class Stretch:
    """A keyword's sums over some days, as many before as after. Money in minor units."""

    clicks: int
    orders: int
    spend_minor: int
    sales_minor: int
    days: int = 0


@dataclass(frozen=True, slots=True)
class WordEffect:
    """`change_minor` is the profit after less the profit before, over the whole stretch; None without an average spend."""

    grade: Grade
    change_minor: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Record:
    """How an operator's decisions came out; those that cannot be told yet are not counted."""

    judged: int
    helped: int
    worse: int

    @property
    def error_rate(self) -> float | None:
        return self.worse / self.judged if self.judged else None

    @property
    def error_interval(self) -> Interval:
        return wilson(self.worse, self.judged)


def word_effect(
    before: Stretch,
    after: Stretch,
    *,
    margin: float,
    usual_spend_minor: float | None = None,
    expected: float = 0.10,
    confidence: float = 0.95,
) -> WordEffect:
    """Helped where surely more is earned, worse where surely less; no change where both are ruled out beyond `expected`
    of the larger ad cost. `usual_spend_minor`: average spend where the word has no order of its own."""
    orders = before.orders + after.orders
    spend = (before.sales_minor + after.sales_minor) / orders if orders else usual_spend_minor
    if spend is None or spend <= 0:
        return WordEffect(Grade.UNKNOWN, None, None)
    gross = spend * margin
    earlier, down, up = _orders(before, confidence)
    later, less, more = _orders(after, confidence)
    change = gross * (later - earlier) - (after.spend_minor - before.spend_minor)
    interval = Interval(change - gross * sqrt(less**2 + up**2), change + gross * sqrt(more**2 + down**2))
    band = expected * max(before.spend_minor, after.spend_minor)
    return WordEffect(_grade(interval, band), change, interval)


def _orders(stretch: Stretch, confidence: float) -> tuple[float, float, float]:
    """Orders, and how far chance may have them lie below and above."""
    orders, clicks = min(stretch.orders, stretch.clicks), stretch.clicks
    if not clicks:
        return 0.0, 0.0, 0.0
    bounds = wilson(orders, clicks, confidence)
    return float(orders), orders - bounds.low * clicks, bounds.high * clicks - orders


def _grade(interval: Interval, band: float) -> Grade:
    if interval.low > 0:
        return Grade.HELPED
    if interval.high < 0:
        return Grade.WORSE
    return Grade.NO_CHANGE if interval.high < band and interval.low > -band else Grade.UNKNOWN


def record(grades: Iterable[Grade]) -> Record:
    known = [grade for grade in grades if grade is not Grade.UNKNOWN]
    return Record(len(known), known.count(Grade.HELPED), known.count(Grade.WORSE))
