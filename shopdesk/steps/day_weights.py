"""What each day of a shop weighs: weekday × planned promotion × holiday, learnt from what was sold before a given day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from shopdesk.analysis import pace
from shopdesk.analysis.holidays import Calendar, HolidayFactor, chinese_calendar, holiday_factors
from shopdesk.steps.briefing import Context

if TYPE_CHECKING:
    from shopdesk.records.facts import Promotion

_INDEX_DAYS = timedelta(days=182)  # half a year says how the weekdays sell today
HOME = "CNY"  # shops that sell in it live by the Chinese calendar


@dataclass(frozen=True)
class Weighing:
    """The parts of a day's weight; `of` multiplies them."""

    index: pace.WeekdayIndex
    promotions: Mapping[date, Promotion]
    calendar: Calendar
    holidays: Mapping[str, HolidayFactor]

    def of(self, days: Iterable[date]) -> dict[date, float]:
        wanted = set(days)
        factors = {day: self.factor(day) for day in {*self.promotions, *self.calendar.names} & wanted}
        return pace.day_weights(wanted, self.index, factors, self.calendar.workdays)

    def factor(self, day: date) -> float:
        """Promotion × holiday."""
        promotion = self.promotions.get(day)
        holiday = self.holidays.get(self.calendar.names.get(day, ""))
        return (promotion.multiplier if promotion else 1.0) * (holiday.factor if holiday else 1.0)

    @property
    def special(self) -> frozenset[date]:
        """Days that say nothing of usual ones."""
        return frozenset(self.promotions) | frozenset(self.calendar.names)


def calendar_of(context: Context, first: date, last: date) -> Calendar:
    return chinese_calendar(first, last) if context.shop.currency == HOME else Calendar()


def weigh(
    context: Context,
    sales: Mapping[date, int | None],
    promotions: Mapping[date, Promotion],
    calendar: Calendar,
    before: date,
) -> Weighing:
    """The weights as known on the morning of `before`."""
    past = {day: value for day, value in sales.items() if day < before}
    special = promotions.keys() | calendar.names.keys()
    index = pace.weekday_index({day: value for day, value in past.items() if before - _INDEX_DAYS <= day}, special)
    plain = pace.day_weights(past, index, workdays=calendar.workdays)
    at_least = context.playbook.whole("holiday.days")
    holidays = holiday_factors(past, plain, calendar, promotions, at_least=at_least)
    return Weighing(index, promotions, calendar, holidays)
