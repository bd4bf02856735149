"""Many tests at once: which of them may be believed, what one of them would have to pass, and what it lacks for that.

Source: Benjamini & Hochberg, J. R. Statist. Soc. B 57 (1995) 289–300. The line of a single test is the largest p with which it
would be believed beside the others as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil, floor, log

from shopdesk.analysis.rates import at_least, at_most, benjamini_hochberg, normal_quantile, zero_orders_needed

_FAR = 20_000  # trials from which the tail need not be exact


@dataclass(frozen=True, slots=True)
class Control:
    """`chance`: of figures as far from `rate` or further, were `rate` the truth. Believed where not over `allowed`."""

    chance: float
    allowed: float
    tests: int  # at once
    rate: float

    @property
    def is_believed(self) -> bool:
        return self.chance <= self.allowed


@dataclass
class Discoveries:
    """The tests by their `p_values`; of those believed a share of `q` may be false."""

    p_values: Sequence[float]
    q: float
    _lines: dict[float | None, float] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._sorted = sorted(self.p_values)
        self._believed = self.q * sum(benjamini_hochberg(self._sorted, self.q)) / max(len(self._sorted), 1)
        self._lines[None] = _line(self._sorted, self.q)
        self._usual = _line(self._sorted[:-1], self.q)  # of any test that does not lie under it itself

    def tests(self, p: float | None) -> int:
        return len(self._sorted) + (p is None)

    def line(self, p: float | None) -> float:
        """The largest p at which a test would be believed: of the one with `p`, or of one more (None)."""
        if p is not None and p <= self._believed:
            return self._believed
        if p is not None and p > self._usual:
            return self._usual
        if p is not None and p not in self._lines:
            at = self._sorted.index(p)
            self._lines[p] = _line(self._sorted[:at] + self._sorted[at + 1 :], self.q)
        return self._lines[p]


def _line(others: Sequence[float], q: float) -> float:
    """Of one test beside the sorted `others`: it may be the k-th where k − 1 of them do not lie over the k-th line."""
    tests, best = len(others) + 1, 1
    for rank, p in enumerate(others, start=2):
        if p > q:
            break
        if p <= q * rank / tests:
            best = rank
    return q * best / tests


def trials_needed(successes: int, trials: int, rate: float, alpha: float, most: int | None = None) -> int | None:
    """Trials in all from which chance at `rate` explains the figures with `alpha` at most, if the rate stays as seen.

    Exact for no success, else enough and hardly more than that. None where the rate seen is `rate`, or `most` are far too few.
    """
    if rate >= 1:
        return trials if successes < trials else None
    if rate <= 0 or not trials:
        return None
    if not successes:
        return zero_orders_needed(rate, alpha)
    seen = successes / trials
    if seen == rate:
        return None

    def chance(n: int) -> float:
        return at_most(ceil(seen * n - 1e-9), n, rate) if seen < rate else at_least(floor(seen * n + 1e-9), n, rate)

    needed = max(trials, ceil(normal_quantile(1 - alpha) ** 2 * rate * (1 - rate) / (seen - rate) ** 2))
    if most is not None and needed > 2 * most:
        return None
    if needed > _FAR:
        return needed
    for _step in range(3):  # log(chance) falls nearly straight with the trials
        now = min(max(chance(needed), 1e-300), 0.999)
        before, needed = needed, max(trials, ceil(needed * log(alpha) / log(now)))
        if abs(needed - before) * 100 <= before:
            break
    while chance(needed) > alpha:
        needed += max(1, needed // 100)
    return needed
