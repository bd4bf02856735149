"""The Chinese holidays and the weekends worked for them, and what a holiday sold at this shop in the past."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from statistics import median

from shopdesk.analysis.verdict import Verdict

_DAY = timedelta(days=1)
_BEFORE = 28  # days before a holiday that say what is usual


@dataclass(frozen=True, slots=True)
class Calendar:
    """Holidays by day, in English as the library names them, and the days of weekends that are worked."""

    names: Mapping[date, str] = field(default_factory=dict)
    workdays: frozenset[date] = frozenset()


def chinese_calendar(first: date, last: date) -> Calendar:
    """Of the days from `first` to `last`; years that are not announced yet have the days that the law gives off."""
    from chinese_calendar.constants import holidays, workdays  # 3 ms

    names = {day: name for day, name in holidays.items() if first <= day <= last}
    for year in range(max(announced() + 1, first.year), last.year + 1):
        names |= {day: name for day, name in _by_law(year).items() if first <= day <= last}
    return Calendar(names, frozenset(day for day in workdays if first <= day <= last))


@cache
def announced() -> int:
    """The last year whose days off are known: they are announced each November for the next."""
    from chinese_calendar.constants import holidays

    return int(max(holidays).year)


def chinese_name(english: str) -> str:
    """The holiday as it is called at home."""
    return _chinese().get(english, english)


@cache
def _by_law(year: int) -> dict[date, str]:
    """From New Year's Eve to National Day, without the days that are moved; those of a lunar date, too, up to 2099."""
    import holidays  # 0.2 s, and only while a year is not announced

    found = {}
    for day, said in holidays.country_holidays("CN", years=year, language="zh_CN").items():
        whole = said.replace("除夕", "春节")
        name = next((english for english, chinese in _chinese().items() if chinese in whole), None)
        if name is not None:
            found[day] = name
    return found


@cache
def _chinese() -> dict[str, str]:
    from chinese_calendar import Holiday

    return {str(holiday.value): str(holiday.chinese) for holiday in Holiday}


@dataclass(frozen=True, slots=True)
class HolidayFactor:
    """What a day of the holiday sells of a usual one; 1 and UNKNOWN while `needs` such days are missing."""

    name: str
    factor: float
    verdict: Verdict
    days: int
    needs: int


def holiday_factors(
    series: Mapping[date, float | None],
    weights: Mapping[date, float],
    calendar: Calendar,
    promotion_days: Collection[date] = (),
    *,
    at_least: int = 3,
) -> dict[str, HolidayFactor]:
    """Median of the holiday's past days over the level of the usual days before them; `weights` are of the weekdays."""
    known = {day for day, value in series.items() if value is not None}
    if not known:
        return {name: _factor(name, [], at_least) for name in calendar.names.values()}
    first = min(known)
    span = [first + back * _DAY for back in range((max(known) - first).days + 1)]
    usual = [(d in known and d not in calendar.names and d not in promotion_days) for d in span]
    sold = [0.0, *accumulate((series.get(d) or 0.0) * counts for d, counts in zip(span, usual, strict=True))]
    weight = [0.0, *accumulate(weights.get(d, 1.0) * counts for d, counts in zip(span, usual, strict=True))]
    count = [0, *accumulate(usual)]
    ratios: dict[str, list[float]] = {name: [] for name in calendar.names.values()}
    for day, name in calendar.names.items():
        value, end = series.get(day), (day - first).days
        start = max(0, end - _BEFORE)
        if value is None or day in promotion_days or end <= 0 or count[end] - count[start] < _BEFORE / 2:
            continue
        before = weight[end] - weight[start]
        level = (sold[end] - sold[start]) / before if before > 0 else 0.0
        if level > 0 and weights.get(day, 1.0) > 0:
            ratios[name].append(value / (level * weights.get(day, 1.0)))
    return {name: _factor(name, found, at_least) for name, found in ratios.items()}


def _factor(name: str, ratios: list[float], at_least: int) -> HolidayFactor:
    needs = max(0, at_least - len(ratios))
    if needs or not median(ratios) > 0:
        return HolidayFactor(name, 1.0, Verdict.UNKNOWN, len(ratios), needs)
    return HolidayFactor(name, median(ratios), Verdict.FINE, len(ratios), 0)
