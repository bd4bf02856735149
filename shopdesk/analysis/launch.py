"""A new product's test (R25, R175): click rate, favourites and carts against the other products, in season or out of it.

A test that fails out of season says nothing of the product: it is tested again when its season comes. One rate alone
condemns nothing; two of the three must surely lie under the line. Passed is what has two surely above it and none under it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from math import ceil

from shopdesk.analysis.rates import Interval, Side, judge_rate
from shopdesk.analysis.verdict import Verdict


class Outcome(Enum):
    PASSED = "passed"
    DROP = "drop"  # failed in its season
    RETEST = "retest"  # failed out of season
    SEASON = "season"  # failed, but nobody said which season it is for
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Measure:
    """`name`: ctr · favourites · carts. `usual`: the same rate of the shop's other products, None where unknown."""

    name: str
    successes: int | None
    trials: int | None
    usual: float | None

    @property
    def rate(self) -> float | None:
        return self.successes / self.trials if self.successes is not None and self.trials else None


@dataclass(frozen=True, slots=True)
class Measured:
    measure: Measure
    side: Side
    interval: Interval | None  # None where it cannot be judged
    line: float | None
    needs: int | None  # impressions or visitors still missing


@dataclass(frozen=True, slots=True)
class TestVerdict:
    verdict: Verdict
    outcome: Outcome
    measured: tuple[Measured, ...]
    needs: int | None  # visitors (impressions for the click rate) until a second rate can be told; None where unknown


def judge_test(measures: Sequence[Measure], in_season: bool | None, poor: float = 0.7) -> TestVerdict:
    """`poor`: the part of the other products' rate under which a rate has failed. `in_season` None: not known."""
    measured = tuple(_measured(measure, poor) for measure in measures)
    below = sum(found.side is Side.BELOW for found in measured)
    above = sum(found.side is Side.ABOVE for found in measured)
    if below >= 2:
        if in_season is None:
            return TestVerdict(Verdict.UNKNOWN, Outcome.SEASON, measured, 0)
        outcome = Outcome.DROP if in_season else Outcome.RETEST
        return TestVerdict(Verdict.ACT, outcome, measured, 0)
    if above >= 2 and not below:
        return TestVerdict(Verdict.FINE, Outcome.PASSED, measured, 0)
    needs = sorted(found.needs for found in measured if found.needs)
    return TestVerdict(
        Verdict.UNKNOWN, Outcome.UNKNOWN, measured, needs[min(1 - max(below, above), len(needs) - 1)] if needs else None
    )


def _measured(measure: Measure, poor: float) -> Measured:
    successes, trials, usual = measure.successes, measure.trials, measure.usual
    line = usual * poor if usual else None
    if successes is None or not trials or line is None or successes > trials:
        return Measured(measure, Side.UNKNOWN, None, line, None)
    found = judge_rate(successes, trials, line)
    needs = ceil(found.needs) if found.needs else None
    return Measured(measure, found.side, found.interval, line, needs)
