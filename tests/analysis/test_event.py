"""Before, during and after an activity: invented series, and a published table for several put together."""

from __future__ import annotations

from datetime import date, timedelta
from math import log

import pytest

from shopdesk.analysis.effect import Grade
from shopdesk.analysis.event import Event, compare_level, compare_rate, extra, pooled_change, sample, shared

FIRST, LAST = date(2026, 10, 5), date(2026, 10, 7)
EVENT = Event(FIRST, LAST, date(2026, 10, 20), after_days=7, weeks_before=8)
START = FIRST - timedelta(weeks=8)


def series(lift: float = 1.0, after: float = 1.0) -> dict[date, float | None]:
    """1,000 a weekday, 1,500 at weekends, a little up and down."""
    found: dict[date, float | None] = {}
    for number in range(90):
        day = START + timedelta(days=number)
        value = (1500 if day.weekday() >= 5 else 1000) * (1 + 0.02 * ((number * 7) % 5 - 2))
        found[day] = value * (lift if FIRST <= day <= LAST else after if LAST < day <= EVENT.after_until else 1)
    return found


def test_a_lift_is_seen_and_goes_again() -> None:
    found = compare_level(series(lift=1.5), EVENT)
    assert found.during.grade is Grade.HELPED and found.during.change == pytest.approx(0.5, abs=0.05)
    assert found.after.grade is Grade.NO_CHANGE


def test_what_stays_afterwards_is_told_apart() -> None:
    assert compare_level(series(lift=1.5, after=1.2), EVENT).after.grade is Grade.HELPED


def test_its_own_promotion_days_count_and_those_of_others_do_not() -> None:
    own = Event(FIRST, LAST, EVENT.until, 7, 8, others=EVENT.days)
    assert compare_level(series(lift=1.5), own).during.grade is Grade.HELPED
    lifted = series()
    other = frozenset(FIRST - timedelta(days=number) for number in range(3, 20))
    for day in other:
        lifted[day] = 9000
    assert compare_level(lifted, Event(FIRST, LAST, EVENT.until, 7, 8, others=other)).during.grade is Grade.NO_CHANGE


def test_an_activity_that_has_only_begun_is_judged_by_its_days_so_far() -> None:
    running = Event(FIRST, LAST + timedelta(days=30), FIRST, 7, 8)
    found = compare_level({day: value for day, value in series(lift=1.5).items() if day <= FIRST}, running)
    assert found.during.change == pytest.approx(0.5, abs=0.05) and found.after.grade is Grade.UNKNOWN


@pytest.mark.parametrize("lasts", [3, 56, 80])
def test_after_a_long_activity_the_weeks_before_it_are_still_there(lasts: int) -> None:
    last = FIRST + timedelta(days=lasts - 1)
    long = Event(FIRST, last, last + timedelta(days=7), after_days=7, weeks_before=8)
    days = [START + timedelta(days=number) for number in range(56 + lasts + 7)]
    lifted = {day: 1000.0 * (1 + 0.02 * (day.toordinal() % 5 - 2)) * (1.5 if day >= FIRST else 1) for day in days}
    assert compare_level(lifted, long).after.change == pytest.approx(0.5, abs=0.03)


def test_too_little_before_cannot_be_told() -> None:
    short = {day: value for day, value in series(1.5).items() if day >= FIRST - timedelta(days=5)}
    assert compare_level(short, EVENT).during.grade is Grade.UNKNOWN


def test_conversion_is_compared_by_sums() -> None:
    counts = {day: (60.0 if FIRST <= day <= LAST else 30.0, 1000.0) for day in series()}
    found = compare_rate(counts, EVENT)
    assert found.during.grade is Grade.HELPED and found.during.change == pytest.approx(1.0)
    assert found.after.change == pytest.approx(0.0)
    none = compare_rate(dict.fromkeys(series(), (1.0, 20.0)), EVENT)
    assert none.during.grade is Grade.UNKNOWN


def test_extra_is_what_came_beyond_the_usual_weekday() -> None:
    flat = {day: 1500.0 if day.weekday() >= 5 else 1000.0 for day in series()}
    lifted = flat | dict.fromkeys(EVENT.days, 1300.0)
    assert extra(lifted, EVENT) == 900.0
    assert extra(lifted | {LAST: None}, EVENT) is None


def test_a_day_that_several_activities_use_counts_once() -> None:
    counts = {day: (36.0 if FIRST <= day <= LAST else 30.0, 1000.0) for day in series()}
    one = sample(counts, EVENT)
    alone = pooled_change(shared([one]))
    assert shared([one]) == [one.pair] == [((108, 3000), (1680, 56_000))]
    for times in (2, 4):
        several = pooled_change(shared([one] * times))
        assert several.count == times and several.interval is not None and alone.interval is not None
        assert several.interval.low == pytest.approx(alone.interval.low)
        assert several.interval.high == pytest.approx(alone.interval.high)
    later = sample(counts, Event(LAST, LAST + timedelta(days=2), EVENT.until, 7, 8))  # one day during both
    pairs = shared([one, later])
    for side, samples in ((0, (one.during, later.during)), (1, (one.before, later.before))):
        assert sum(pair[side][1] for pair in pairs) <= 1000 * len(set().union(*samples))


# Thirteen trials of the BCG vaccine (Colditz et al. 1994, as in metafor's dat.bcg): cases and all, vaccinated then not.
BCG = [
    ((4, 123), (11, 139)), ((6, 306), (29, 303)), ((3, 231), (11, 220)), ((62, 13598), (248, 12867)), ((33, 5069), (47, 5808)),
    ((180, 1541), (372, 1451)), ((8, 2545), (10, 629)), ((505, 88391), (499, 88391)), ((29, 7499), (45, 7277)),
    ((17, 1716), (65, 1665)), ((186, 50634), (141, 27338)), ((5, 2498), (3, 2341)), ((27, 16913), (29, 17854)),
]  # fmt: skip


def test_published_ratios_put_together() -> None:
    found = pooled_change(BCG)
    assert found.count == 13 and found.interval is not None and found.change is not None
    assert log(1 + found.change) == pytest.approx(-0.4303, abs=5e-5)
    assert log(1 + found.interval.low) == pytest.approx(-0.5097, abs=5e-5)
    assert log(1 + found.interval.high) == pytest.approx(-0.3509, abs=5e-5)
    assert found.grade is Grade.WORSE


def test_nothing_to_put_together_is_unknown() -> None:
    assert pooled_change([((0, 100), (3, 100)), ((3, 0), (3, 100))]).grade is Grade.UNKNOWN
    assert pooled_change([((3, 100), (2, 100))]).grade is Grade.UNKNOWN
