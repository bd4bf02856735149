"""A cell that holds a day, a period or a point in time → the value. The forms met: formats.md 6, 25–29."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from shopdesk.intake.cells import Cell, CellError, text
from shopdesk.text import _


class RangeError(CellError):
    """A period of several days where one day was expected."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(_("a period of several days is not one day"))
        self.first = first
        self.last = last


_MONTHS = {
    name: month
    for month, long in enumerate(calendar.month_name)
    for name in (long.lower(), long[:3].lower(), "sept" if month == 9 else "")
    if name
}
_CLOCK = r"(?:[ T]+(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(Z|UTC|[+-]\d\d:?\d\d)?)?"
_YEAR_FIRST = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?" + _CLOCK)
_DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)")
_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)" + _CLOCK)
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d\d)")
_DAY_NAMED = re.compile(r"(\d{1,2}) ([A-Za-z]{3,9})\.? (\d{4})")
_MONTH_NAMED = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2}), ?(\d{4})")
_BETWEEN = re.compile(r"\s*(?:~|～|至|—|–|\bto\b)\s*|\s+-\s+")
_YEARS = range(1990, 2101)  # of anything a shop reports
_LAST_SERIAL = 80000  # 2119
_ORIGIN = datetime(1899, 12, 30)
_FOUR_YEARS = 1462  # days between the two origins of workbooks


def from_1904(value: Cell) -> Cell:
    """A day's number that counts from 1904 as one that counts from 1900; other cells as they are."""
    is_serial = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < _LAST_SERIAL
    return value + _FOUR_YEARS if is_serial else value  # type: ignore[operator]


def moment(value: Cell, zone: tzinfo | None = None) -> datetime | None:
    """A point in time on the clock of `zone` if the file gives its offset; without either the clock stays as it is written."""
    if isinstance(value, datetime):
        return _plausible(value.replace(tzinfo=None))
    if isinstance(value, date):
        return _plausible(datetime(value.year, value.month, value.day))
    words = text(value).lstrip("'").strip()
    if not words:
        return None
    try:
        return _plausible(_moment(words, zone))
    except (ValueError, OverflowError):
        raise CellError(_("a date was expected")) from None


def _plausible(found: datetime) -> datetime:
    """A count that stands where a date should is mostly a day long ago."""
    if found.year not in _YEARS:
        raise CellError(_("a date was expected"))
    return found


def _moment(words: str, zone: tzinfo | None) -> datetime:
    clock: list[str | None] = []
    if found := _YEAR_FIRST.fullmatch(words):
        year, month, day, *clock = found.groups()
    elif found := _DIGITS.fullmatch(words):
        year, month, day = found.groups()
    elif found := _MONTH_FIRST.fullmatch(words):
        month, day, year, *clock = found.groups()
        year = year if len(year) == 4 else "20" + year
    elif found := _DOTTED.fullmatch(words):
        day, month, year = found.groups()
        year = year if len(year) == 4 else "20" + year
    elif found := _DAY_NAMED.fullmatch(words):
        day, name, year = found.groups()
        month = str(_MONTHS.get(name.lower(), 0))
    elif found := _MONTH_NAMED.fullmatch(words):
        name, day, year = found.groups()
        month = str(_MONTHS.get(name.lower(), 0))
    else:
        return _serial(words)
    *time, offset = clock or [None] * 4
    hour, minute, second = (int(part or 0) for part in time)
    found_at = datetime(int(year), int(month), int(day), hour, minute, second)
    if not offset or zone is None:
        return found_at
    return found_at.replace(tzinfo=_offset(offset)).astimezone(zone).replace(tzinfo=None)


def _offset(words: str) -> timezone:
    if words in ("Z", "UTC"):
        return UTC
    sign = -1 if words[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(words[1:3]), minutes=int(words[-2:])))


def _serial(words: str) -> datetime:
    if not re.fullmatch(r"\d{5}(\.\d+)?", words):
        raise ValueError
    return _ORIGIN + timedelta(seconds=round(float(words) * 86400))


_SLASHED = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})/(?=\d{2})")


def names_day_first(value: Cell) -> bool:
    """`31/8/26`, which is no date as long as the month is expected first."""
    found = _SLASHED.search(value) if isinstance(value, str) else None
    return found is not None and int(found[1]) > 12 >= int(found[2])


def month_first(value: Cell) -> Cell:
    """`31/8/26` as `8/31/26`."""
    return _SLASHED.sub(r"\2/\1/", value) if isinstance(value, str) else value


def span(value: Cell) -> tuple[date, date] | None:
    """First and last day of a cell that holds a day or a period (`2024-01-01 ~ 2024-01-31`, `20240101至20240131`)."""
    if isinstance(value, str):
        parts = _BETWEEN.split(text(value))
        if len(parts) == 2:
            first, last = moment(parts[0]), moment(parts[1])
            if first is None or last is None or first > last:
                raise CellError(_("a date was expected"))
            return first.date(), last.date()
    found = moment(value)
    return None if found is None else (found.date(), found.date())


def day(value: Cell) -> date | None:
    """One day; RangeError where the cell holds more than one."""
    found = span(value)
    if found is None:
        return None
    if found[0] != found[1]:
        raise RangeError(*found)
    return found[0]
