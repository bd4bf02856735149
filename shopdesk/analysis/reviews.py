"""Bad reviews and complaints (R51–R53, R157, R158): how urgent one is, and when it is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

# --- priority ------------------------------------------------------------------------------------------------------


class Priority(Enum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    IGNORED = "ignored"  # a product that is not pushed (R53)


@dataclass(frozen=True, slots=True)
class Urgency:
    """`score` = impact × urgency (1 … 36), for sorting within a priority."""

    priority: Priority
    score: int
    overdue: bool


def prioritise(
    *,
    is_main: bool,
    stars: int | None,
    has_picture: bool | None,
    now: datetime,
    due: datetime,
    repeats: int = 0,
    alarm: int = 3,
    is_complaint: bool = False,
) -> Urgency:
    """Impact (main product, picture, stars) × urgency (how close the due time is, `alarm` repeats of its topic).

    Reviews of products that are not main are ignored, complaints never (trap T9). Five stars are not a bad review.
    """
    impact = 1 + 2 * is_main + bool(has_picture) + {1: 2, 2: 1}.get(stars or 0, 0)
    left = due - now
    urgency = 1 + (left <= timedelta(hours=4)) + 2 * (left < timedelta()) + 2 * (repeats >= alarm)
    score = impact * urgency
    if not is_main and not is_complaint:
        return Urgency(Priority.IGNORED, score, left < timedelta())
    priority = Priority.HIGH if score >= 10 else Priority.MEDIUM if score >= 5 else Priority.LOW
    return Urgency(priority, score, left < timedelta())


# --- clocks --------------------------------------------------------------------------------------------------------

COMPLAINT_HOURS = 24


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """Opening hours, the same every day. Closing before opening is past midnight, at the same time is never closed."""

    opens: time = time(9)
    closes: time = time(23)

    @classmethod
    def of_hours(cls, opens: float, closes: float) -> BusinessHours:
        """From hours of the day: 9.5 is 9:30, 24 is midnight."""
        return cls(clock(opens), clock(closes))

    def of(self, day: date, zone: datetime) -> tuple[datetime, datetime]:
        """Opening on `day` and the closing after it, in the time zone of `zone` (naive for naive)."""
        opens = datetime.combine(day, self.opens, zone.tzinfo)
        closes = datetime.combine(day, self.closes, zone.tzinfo)
        return opens, closes if self.closes > self.opens else closes + timedelta(days=1)


def clock(hour: float) -> time:
    """The time of day of an hour, 0 … 24; beyond that the nearest."""
    minutes = round(min(max(hour, 0.0), 24.0) * 60) % (24 * 60)
    return time(minutes // 60, minutes % 60)


def due_in_business_hours(opened: datetime, allowed: timedelta, hours: BusinessHours | None = None) -> datetime:
    """When `allowed` time has run in business hours only; a clock that ends at closing time is due at closing time."""
    business, left, day = hours or BusinessHours(), allowed, opened.date() - timedelta(days=1)  # it may be open since yesterday
    while True:
        opens, closes = business.of(day, opened)
        start = max(opened, opens)
        if start < closes and left <= closes - start:
            return start + left
        left -= max(closes - start, timedelta())
        day += timedelta(days=1)


def complaint_due(opened: datetime, hours: float = COMPLAINT_HOURS) -> datetime:
    """Complaints run by the clock, night and day (R157)."""
    return opened + timedelta(hours=hours)
