"""What explains a day on its own: a promotion that has just ended, a holiday, the days about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from shopdesk.analysis.holidays import Calendar
from shopdesk.steps.briefing import Context
from shopdesk.steps.special_days import SpecialDays
from shopdesk.text import _, safe

_DAY = timedelta(days=1)
SETTINGS = ("known.days", "known.fall")


@dataclass(frozen=True)
class KnownCause:
    """`day` is the last day of the promotion, or the nearest of the holiday."""

    kind: Literal["after_promotion", "holiday", "before_holiday", "after_holiday"]
    name: str
    day: date


def known_cause(context: Context, special: SpecialDays, calendar: Calendar) -> KnownCause | None:
    """What about the day judged explains figures that leave the usual; None on a plain day. A promotion that is on is no cause
    of a fall."""
    day, near = context.day, context.playbook.whole("known.days")
    if day in special.names:
        return None
    if day in calendar.names:
        return KnownCause("holiday", calendar.names[day], day)
    for back in range(1, near + 1):
        if name := special.names.get(day - back * _DAY):
            return KnownCause("after_promotion", name, day - back * _DAY)
        if name := calendar.names.get(day - back * _DAY):
            return KnownCause("after_holiday", name, day - back * _DAY)
        if name := calendar.names.get(day + back * _DAY):
            return KnownCause("before_holiday", name, day + back * _DAY)
    return None


def said(cause: KnownCause) -> str:
    """The cause as the beginning of a sentence."""
    words = {
        "after_promotion": _("“{name}” ended on {day}"),
        "holiday": _("{name} is on"),
        "before_holiday": _("{name} begins on {day}"),
        "after_holiday": _("{name} ended on {day}"),
    }[cause.kind]
    name = safe(cause.name) if cause.kind == "after_promotion" else holiday_name(cause.name)
    return words.format(name=name, day=f"{cause.day:%m-%d}")


def holiday_name(name: str) -> str:
    """The holiday's name as people say it; `name` is the calendar's."""
    return {
        "New Year's Day": _("New Year"),
        "Spring Festival": _("the Spring Festival"),
        "Tomb-sweeping Day": _("Tomb-sweeping Day"),
        "Labour Day": _("Labour Day"),
        "Dragon Boat Festival": _("the Dragon Boat Festival"),
        "National Day": _("National Day"),
        "Mid-autumn Festival": _("the Mid-autumn Festival"),
    }.get(name, name)
