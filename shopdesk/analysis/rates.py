"""Rates from counts: what few trials can and cannot say.

Sources: Wilson 1927; Newcombe, Statist. Med. 17 (1998) 857–890; Fisher 1935; Benjamini & Hochberg 1995.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from math import ceil, erfc, exp, floor, inf, lgamma, log, log1p, sqrt
from statistics import NormalDist

from shopdesk.analysis.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    def scaled(self, factor: float) -> Interval:
        return Interval(self.low * factor, self.high * factor)


class Side(Enum):
    """Where a rate surely lies against a line."""

    BELOW = "below"
    ABOVE = "above"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RateVerdict:
    """A rate against a line. `needs`: trials still missing at the rate seen so far; None where it lies on the line."""

    verdict: Verdict
    side: Side
    rate: float | None
    interval: Interval
    needs: int | None


@dataclass(frozen=True, slots=True)
class TwoRates:
    """First rate less second: z of the pooled test (None where Fisher's exact test was used), two-sided p, and
    Newcombe's interval of the difference."""

    difference: float
    z: float | None
    p: float
    interval: Interval


@lru_cache(maxsize=32)
def normal_quantile(probability: float) -> float:
    return NormalDist().inv_cdf(probability)


@lru_cache(maxsize=4096)  # thousands of keywords share a few hundred small counts
def wilson(successes: float, trials: float, confidence: float = 0.95) -> Interval:
    """Wilson's score interval; (0, 1) without a trial. ValueError unless 0 ≤ successes ≤ trials."""
    if not 0 <= successes <= trials:
        raise ValueError("successes must lie between 0 and trials")
    if not trials:
        return Interval(0.0, 1.0)
    z = normal_quantile(0.5 + confidence / 2)
    rate, z2 = successes / trials, z * z
    middle = rate + z2 / (2 * trials)
    half = z * sqrt((rate * (1 - rate) + z2 / (4 * trials)) / trials)
    scale = 1 + z2 / trials
    # the exact bounds at the edges, which rounding would miss by an epsilon
    low = 0.0 if not successes else (middle - half) / scale
    high = 1.0 if successes == trials else (middle + half) / scale
    return Interval(low, high)


def swing(successes: float, trials: float, confidence: float = 0.95) -> float | None:
    """Half the width of Wilson's interval relative to the rate: 0.09 means chance alone moves it ±9 %."""
    if not successes:
        return None
    interval = wilson(successes, trials, confidence)
    return (interval.high - interval.low) / 2 / (successes / trials)


def zero_orders_needed(rate: float, alpha: float = 0.05) -> int:
    """Trials without any success that reject `rate`. ValueError unless 0 < rate ≤ 1."""
    if not 0 < rate <= 1:
        raise ValueError("a rate to reject lies between 0 and 1")
    return 1 if rate == 1 else ceil(log(alpha) / log1p(-rate))


def more_trials(successes: float, trials: float, line: float, confidence: float = 0.95) -> int | None:
    """Trials still missing until the interval leaves `line`, if the rate stays as seen; None if it never would.

    Without a success the zero-order rule answers; it is one-sided, at 1 − confidence.
    """
    if not 0 < line < 1:
        return None
    if not successes:
        return max(0, zero_orders_needed(line, 1 - confidence) - floor(trials))
    distance = successes / trials - line
    if not distance:
        return None
    z = normal_quantile(0.5 + confidence / 2)
    # Wilson's bound touches the line exactly where the score test does
    return max(0, floor(z * z * line * (1 - line) / distance**2 - trials) + 1)


def judge_rate(
    successes: float, trials: float, line: float, *, higher_is_better: bool = True, confidence: float = 0.95
) -> RateVerdict:
    """Below the line only if the upper bound is below it, above only if the lower bound is; else cannot tell yet."""
    interval = wilson(successes, trials, confidence)
    rate = successes / trials if trials else None
    if interval.high < line:
        side = Side.BELOW
    elif interval.low > line:
        side = Side.ABOVE
    else:
        needs = more_trials(successes, trials, line, confidence)
        return RateVerdict(Verdict.UNKNOWN, Side.UNKNOWN, rate, interval, needs)
    bad = Side.BELOW if higher_is_better else Side.ABOVE
    return RateVerdict(Verdict.ACT if side is bad else Verdict.FINE, side, rate, interval, 0)


def two_proportions(successes: float, trials: float, successes2: float, trials2: float) -> TwoRates:
    """Two rates compared: pooled z, or Fisher's exact test when an expected count is under 5.

    ValueError unless 0 ≤ successes ≤ trials and trials > 0 on both sides.
    """
    if trials <= 0 or trials2 <= 0:
        raise ValueError("both sides need trials")
    interval = _newcombe(successes, trials, successes2, trials2)
    difference = successes / trials - successes2 / trials2
    pooled = (successes + successes2) / (trials + trials2)
    if min(trials, trials2) * min(pooled, 1 - pooled) < 5:
        exact = (round(successes), round(trials), round(successes2), round(trials2))
        return TwoRates(difference, None, fisher_exact(*exact), interval)
    z = difference / sqrt(pooled * (1 - pooled) * (1 / trials + 1 / trials2))
    return TwoRates(difference, z, erfc(abs(z) / sqrt(2)), interval)


def _newcombe(a: float, n: float, b: float, m: float) -> Interval:
    first, second = wilson(a, n), wilson(b, m)
    p, q = a / n, b / m
    low = p - q - sqrt((p - first.low) ** 2 + (second.high - q) ** 2)
    high = p - q + sqrt((first.high - p) ** 2 + (q - second.low) ** 2)
    return Interval(low, high)


def fisher_exact(successes: int, trials: int, successes2: int, trials2: int) -> float:
    """Two-sided p: the tables no likelier than the one seen, margins fixed."""
    total = successes + successes2
    low, high = max(0, total - trials2), min(trials, total)

    def log_weight(k: int) -> float:
        return _log_choose(trials, k) + _log_choose(trials2, total - k)

    whole = _log_choose(trials + trials2, total)
    seen = log_weight(successes) + 1e-7
    weights = (log_weight(k) for k in range(low, high + 1))
    return min(1.0, sum(exp(weight - whole) for weight in weights if weight <= seen))


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def at_most(successes: int, trials: int, rate: float) -> float:
    """One-sided exact p: the chance of `successes` or fewer in `trials` at `rate`."""
    if successes >= trials or rate <= 0:
        return 1.0
    if rate >= 1 or successes < 0:
        return 0.0
    if successes > trials * rate:
        return 1 - _tail(trials - successes - 1, trials, 1 - rate)
    return _tail(successes, trials, rate)


def at_least(successes: int, trials: int, rate: float) -> float:
    """One-sided exact p: the chance of `successes` or more in `trials` at `rate`."""
    return at_most(trials - successes, trials, 1 - rate)


def _tail(successes: int, trials: int, rate: float) -> float:
    """The chance of `successes` or fewer, where these are not more than expected: its terms only fall."""
    odds = (1 - rate) / rate
    term = exp(_log_choose(trials, successes) + successes * log(rate) + (trials - successes) * log1p(-rate))
    whole = term
    for k in range(successes, 0, -1):
        term *= k * odds / (trials - k + 1)
        whole += term
        if term < whole * 1e-16:
            break
    return min(1.0, whole)


def benjamini_hochberg(p_values: Sequence[float], q: float = 0.05) -> list[bool]:
    """Which of many tests may be believed, with a share q of false ones among them. Same order as given."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    line = -inf
    for rank, i in enumerate(order, start=1):
        if p_values[i] <= q * rank / len(p_values):
            line = p_values[i]
    return [p <= line for p in p_values]
