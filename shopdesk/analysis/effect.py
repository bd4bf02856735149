"""Did it help: a task's metric before and after it was done, graded only as far as the figures carry.

*No change* is a finding too: the change that was expected has been ruled out. Whatever else happened on the same days
is for the caller to show beside; no arithmetic can take it out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from math import ceil, exp, log, log1p, sqrt
from statistics import fmean, median

from shopdesk.analysis.rates import Interval, normal_quantile, two_proportions
from shopdesk.analysis.verdict import Verdict


class Grade(Enum):
    HELPED = "helped"
    NO_CHANGE = "no_change"
    WORSE = "worse"
    UNKNOWN = "unknown"


class EffectNeeds(Enum):
    """The unit of `TaskEffect.needs`."""

    NOTHING = "nothing"
    TRIALS = "trials"  # visitors, clicks … after the task
    DAYS_AFTER = "days_after"
    DAYS_BEFORE = "days_before"


@dataclass(frozen=True, slots=True)
class TaskEffect:
    """`change` and `interval` are relative to before: 0.12 is 12 % more, whichever way is better."""

    grade: Grade
    change: float | None
    interval: Interval | None
    needs: int
    needs_unit: EffectNeeds

    @property
    def verdict(self) -> Verdict:
        if self.grade is Grade.UNKNOWN:
            return Verdict.UNKNOWN
        return Verdict.FINE if self.grade is Grade.HELPED else Verdict.ACT


def _grade(interval: Interval, expected: float, higher_is_better: bool) -> Grade:
    """From an interval of the relative change; `expected` ≥ 0 is the size that would have been worth it."""
    if not higher_is_better:
        interval = Interval(-interval.high, -interval.low)
    if interval.low > 0:
        return Grade.HELPED
    if interval.high < 0:
        return Grade.WORSE
    return Grade.NO_CHANGE if interval.high < expected else Grade.UNKNOWN


def rate_effect(
    successes: float,
    trials: float,
    successes_before: float,
    trials_before: float,
    *,
    expected: float = 0.10,
    higher_is_better: bool = True,
    confidence: float = 0.95,
) -> TaskEffect:
    """A rate from counts (conversion, click rate …), by the test of two proportions and Newcombe's interval.

    `expected` is the relative change the task promised, as a positive size.
    """
    if trials <= 0 or trials_before <= 0 or successes > trials or successes_before > trials_before:
        return TaskEffect(Grade.UNKNOWN, None, None, 1, EffectNeeds.TRIALS)
    before = successes_before / trials_before
    found = two_proportions(successes, trials, successes_before, trials_before)
    if not before:
        grade = Grade.UNKNOWN
        if found.p < 1 - confidence:
            grade = Grade.HELPED if higher_is_better else Grade.WORSE
        needs = 0 if grade is not Grade.UNKNOWN else 1
        return TaskEffect(grade, None, None, needs, EffectNeeds.TRIALS if needs else EffectNeeds.NOTHING)
    interval = found.interval.scaled(1 / before)
    grade = _grade(interval, expected, higher_is_better)
    if grade in (Grade.HELPED, Grade.WORSE) and found.p >= 1 - confidence:
        # interval and test may part at the very edge; then neither has proven anything
        grade = Grade.UNKNOWN
    change = found.difference / before
    if grade is not Grade.UNKNOWN:
        return TaskEffect(grade, change, interval, 0, EffectNeeds.NOTHING)
    z = normal_quantile(0.5 + confidence / 2)
    size = max(abs(change), expected) * before
    missing = 2 * before * (1 - before) * (z / size) ** 2 - trials if size else 1
    return TaskEffect(grade, change, interval, max(1, ceil(missing)), EffectNeeds.TRIALS)


def level_effect(
    series: Mapping[date, float | None],
    done_on: date,
    check_on: date,
    promotion_days: Collection[date] = (),
    *,
    expected: float = 0.10,
    higher_is_better: bool = True,
    weeks_before: int = 8,
    days_before: int = 14,
    days_after: int = 3,
    confidence: float = 0.95,
) -> TaskEffect:
    """A figure of each day (visitors, sales, spend …), from the day after `done_on` to `check_on`.

    Each day is compared with the median of its weekday in the `weeks_before` weeks up to the day before `done_on`;
    promotion days, missing days and zeros stay out. The noise is that of the days before, taken robustly.
    """
    usual = {day: log(x) for day, x in series.items() if x is not None and x > 0 and day not in promotion_days}
    start = done_on - timedelta(weeks=weeks_before)
    before = {day: x for day, x in usual.items() if start <= day < done_on}
    if len(before) < days_before:
        return TaskEffect(Grade.UNKNOWN, None, None, days_before - len(before), EffectNeeds.DAYS_BEFORE)
    weekdays: dict[int, list[float]] = {}
    for day, x in before.items():
        weekdays.setdefault(day.weekday(), []).append(x)
    middle = {weekday: median(values) for weekday, values in weekdays.items()}
    after = [x - middle[day.weekday()] for day, x in usual.items() if done_on < day <= check_on and day.weekday() in middle]
    if len(after) < days_after:
        return TaskEffect(Grade.UNKNOWN, None, None, days_after - len(after), EffectNeeds.DAYS_AFTER)

    residuals = [x - middle[day.weekday()] for day, x in before.items()]
    centre = fmean(residuals)
    # seven medians were fitted to the residuals, which makes them look calmer than the days ahead
    fitted = sqrt(len(residuals) / max(1, len(residuals) - len(middle)))
    noise = max(median(abs(x - median(residuals)) for x in residuals) / 0.6745, 0.02) * fitted
    z = normal_quantile(0.5 + confidence / 2)
    shift = fmean(after) - centre
    half = z * noise * sqrt(1 / len(after) + 1 / len(before))
    interval = Interval(exp(shift - half) - 1, exp(shift + half) - 1)
    grade = _grade(interval, expected, higher_is_better)
    change = exp(shift) - 1
    if grade is not Grade.UNKNOWN:
        return TaskEffect(grade, change, interval, 0, EffectNeeds.NOTHING)
    size = max(abs(shift), log1p(expected), noise / 4)
    needs = max(1, ceil((z * noise / size) ** 2) - len(after))
    return TaskEffect(grade, change, interval, needs, EffectNeeds.DAYS_AFTER)
