from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopdesk.analysis.reviews import (
    BusinessHours,
    Priority,
    Urgency,
    complaint_due,
    due_in_business_hours,
    prioritise,
)

NOW = datetime(2026, 11, 10, 12, 0)


def urgency(**more: object) -> Urgency:
    given: dict[str, object] = {"is_main": True, "stars": 1, "has_picture": False, "now": NOW}
    given |= {"due": NOW + timedelta(hours=8)}
    return prioritise(**(given | more))  # type: ignore[arg-type]


def test_priority() -> None:
    assert (urgency().priority, urgency(stars=3).priority) == (Priority.MEDIUM, Priority.LOW)
    assert urgency(repeats=3).priority is Priority.HIGH
    assert urgency(repeats=2).priority is Priority.MEDIUM
    late = urgency(due=NOW - timedelta(minutes=1))
    assert (late.priority, late.overdue) == (Priority.HIGH, True)
    assert urgency(has_picture=True).score > urgency().score > urgency(stars=None).score
    assert urgency(is_main=False).priority is Priority.IGNORED
    assert urgency(is_main=False, is_complaint=True).priority is not Priority.IGNORED


@pytest.mark.parametrize(
    ("opened", "hours", "due"),
    [
        ("2026-11-10 22:50", 1, "2026-11-11 09:50"),  # the published example
        ("2026-11-10 12:00", 1, "2026-11-10 13:00"),
        ("2026-11-10 03:00", 1, "2026-11-10 10:00"),
        ("2026-11-10 23:00", 1, "2026-11-11 10:00"),
        ("2026-11-10 22:00", 1, "2026-11-10 23:00"),
        ("2026-11-10 09:00", 28, "2026-11-11 23:00"),
        ("2026-12-31 22:30", 15, "2027-01-02 09:30"),
    ],
)
def test_business_hours(opened: str, hours: int, due: str) -> None:
    found = due_in_business_hours(datetime.fromisoformat(opened), timedelta(hours=hours))
    assert found == datetime.fromisoformat(due)


def test_closing_at_midnight_past_it_and_never() -> None:
    midnight = BusinessHours.of_hours(9, 24)
    assert due_in_business_hours(datetime(2026, 11, 10, 23, 50), timedelta(minutes=20), midnight) == datetime(2026, 11, 11, 9, 10)
    late = BusinessHours.of_hours(9.5, 2)
    assert due_in_business_hours(datetime(2026, 11, 10, 1, 50), timedelta(minutes=20), late) == datetime(2026, 11, 10, 9, 40)
    assert due_in_business_hours(datetime(2026, 11, 10, 1, 30), timedelta(minutes=20), late) == datetime(2026, 11, 10, 1, 50)
    never = BusinessHours.of_hours(9, 9)
    assert due_in_business_hours(datetime(2026, 11, 10, 3), timedelta(hours=24), never) == datetime(2026, 11, 11, 3)
    assert BusinessHours.of_hours(-3, 99) == BusinessHours(time(0), time(0))


def test_complaints_run_by_the_clock() -> None:
    assert complaint_due(datetime(2026, 11, 10, 22, 50)) == datetime(2026, 11, 11, 22, 50)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), st.integers(1, 5000), st.integers(1, 5000))
def test_business_time_adds_up(opened: datetime, first: int, then: int) -> None:
    one, two = timedelta(minutes=first), timedelta(minutes=then)
    assert due_in_business_hours(due_in_business_hours(opened, one), two) == due_in_business_hours(opened, one + two)
