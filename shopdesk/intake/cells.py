"""A cell of a platform's file → a value. Missing is None; what cannot be read raises CellError with the reason.

The forms met: formats.md 6, 19–25.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal, InvalidOperation

from shopdesk.text import _, to_minor

Cell = str | int | float | bool | date | datetime | None

MISSING = frozenset(
    {"", "-", "--", "---", "—", "——", "\\n", "null", "'null", "none", "nan", "n/a", "#value!", "#n/a", "#div/0!", "#ref!",
     "#name?", "#num!", "#null!"}
)  # fmt: skip
_LONGEST_MISSING = max(map(len, MISSING))
_SIMPLE = re.compile(r"-?\d{1,15}(?:\.\d+)?", re.ASCII)
_CURRENCY = re.compile(r"^(?:[A-Z]{0,2}\$|[¥£€₹]|RMB|CNY|USD|EUR|GBP|INR)\s*", re.IGNORECASE)
_PLAIN = re.compile(r"\d+\.?\d*(?:e[+-]?\d+)?|\.\d+", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_UNITS = {"千": 10**3, "万": 10**4, "亿": 10**8}
_LARGEST = Decimal(10**15)
_LOST_DIGITS = re.compile(r"\d(?:\.\d+)?e\+?\d+", re.IGNORECASE)
_EXCEL_DIGITS = 10**15  # a spreadsheet keeps 15 digits of a number; longer ids come back with zeros at the end


class CellError(ValueError):
    """A cell that does not hold what its column promises; str() is the reason for a person."""


class RangeError(CellError):
    """A period of several days where one day was expected."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(_("a period of several days is not one day"))
        self.first = first
        self.last = last


def text(value: Cell) -> str:
    """The cell as trimmed text, "" where missing. Formula wrappers around ids and NUL characters are gone."""
    if isinstance(value, str):
        words = value.replace("\x00", "").strip()
    elif value is None:
        return ""
    elif isinstance(value, float) and value.is_integer() and abs(value) < 2**63:
        words = str(int(value))
    else:
        words = value.isoformat(" ") if isinstance(value, datetime) else str(value)
    if words[:2] == '="' and words[-1:] == '"' and len(words) > 2:
        words = words[2:-1].strip()
    return "" if len(words) <= _LONGEST_MISSING and words.lower() in MISSING else words


def ident(value: Cell) -> str | None:
    """An id, always text. Digits that a spreadsheet has rounded away make it worthless: CellError."""
    lost = _("the digits of this id are lost (a spreadsheet saved it as a number); export the file again")
    if isinstance(value, float) and abs(value) >= _EXCEL_DIGITS:
        raise CellError(lost)
    words = text(value).lstrip("'").strip()
    if _LOST_DIGITS.fullmatch(words):
        raise CellError(lost)
    if words.endswith(".0") and words[:-2].isdigit():
        words = words[:-2]
    return words or None


def number(value: Cell) -> Decimal | None:
    """`1,234` · `2.5万` · `1.2亿` · `¥3.50` · `MX$2,000.00` · `(12.00)`. Ranges such as `1000~2500` are no amounts."""
    if value is None:
        return None
    if isinstance(value, bool | date):
        raise CellError(_("a number was expected"))
    if isinstance(value, int | float):
        words = repr(value)
        found = Decimal(words)
        if not found.is_finite():
            return None
    else:
        words = text(value)
        if not words:
            return None
        found = Decimal(words) if _SIMPLE.fullmatch(words) else _amount(words)
    if abs(found) >= _LARGEST:
        raise CellError(_("too large for a number here; are the columns shifted?"))
    return found


def _amount(words: str) -> Decimal:
    words = unicodedata.normalize("NFKC", words).replace("−", "-").strip()
    sign = 1
    if words.startswith("(") and words.endswith(")"):
        sign, words = -1, words[1:-1].strip()
    for _step in range(2):  # the sign stands before or after the currency mark
        if words[:1] in "+-" and words:
            sign, words = (-sign if words[0] == "-" else sign), words[1:].lstrip()
        words = _CURRENCY.sub("", words, count=1)
    words = words.removesuffix("元").rstrip()
    unit = _UNITS.get(words[-1:], 1)
    if unit > 1:
        words = words[:-1].rstrip()
    if _GROUPED.fullmatch(words):
        words = words.replace(",", "")
    elif not _PLAIN.fullmatch(words):
        raise CellError(_("a number was expected"))
    try:
        return sign * Decimal(words) * unit
    except InvalidOperation:
        raise CellError(_("a number was expected")) from None


def count(value: Cell) -> int | None:
    """A whole number of people, views or things, not below 0."""
    found = number(value)
    if found is None:
        return None
    if found != found.to_integral_value():
        raise CellError(_("a whole number was expected"))
    if found < 0:
        raise CellError(_("a number not below 0 was expected"))
    return int(found)


def level(value: Cell) -> int | None:
    """A whole number of things in stock; below 0 where more was sold than there is."""
    found = number(value)
    if found is None:
        return None
    if found != found.to_integral_value():
        raise CellError(_("a whole number was expected"))
    return int(found)


def money(value: Cell, currency: str = "CNY") -> int | None:
    """An amount in whole minor units."""
    found = number(value)
    return None if found is None else to_minor(found, currency)


_CODE = re.compile(r"[A-Za-z]{3}")
_MARKS = {
    "US$": "USD", "MX$": "MXN", "CA$": "CAD", "C$": "CAD", "AU$": "AUD", "A$": "AUD", "HK$": "HKD", "NT$": "TWD", "R$": "BRL",
    "S$": "SGD", "£": "GBP", "€": "EUR", "₹": "INR", "USD": "USD", "EUR": "EUR", "GBP": "GBP", "INR": "INR",
}  # fmt: skip
_MARKED = re.compile("|".join(re.escape(mark) for mark in sorted(_MARKS, key=len, reverse=True)))


def currency(value: Cell) -> str | None:
    """A three-letter code."""
    words = text(value)
    if not words:
        return None
    if not _CODE.fullmatch(words):
        raise CellError(_("a currency code such as USD was expected"))
    return words.upper()


def currency_in(words: str) -> str | None:
    """The currency that an amount or a header is marked with. A bare `$` or `¥` belongs to several and says nothing."""
    found = _MARKED.search(words)
    return _MARKS[found[0]] if found else None


_COMMA = re.compile(r"(-?)(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?(\s*%)?")


def with_comma(value: Cell) -> Cell:
    """`1.234,56 €` and `12,5 %`, as some languages write, in the form that the other readers know."""
    if not isinstance(value, str):
        return value
    words = text(value)
    amount = re.sub(r"[€£$]|EUR|GBP|USD", "", unicodedata.normalize("NFKC", words).replace("−", "-")).strip()
    found = _COMMA.fullmatch(amount)
    if not found:
        return words
    sign, whole, part, percent = found.groups()
    return f"{sign}{whole.replace('.', '')}.{part or 0}{(percent or '').strip()}"


def rate(value: Cell) -> tuple[Decimal, bool] | None:
    """A rate as written and whether a percent sign settled it (then already divided by 100).

    Without the sign the column decides, never the cell: 0.5 and 1 are ambiguous alone.
    """
    if isinstance(value, str):
        words = text(value)
        if words.endswith(("%", "％")):
            found = number(words[:-1])
            return None if found is None else (found / 100, True)
    found = number(value)
    return None if found is None else (found, False)


_OPEN_ABOVE = re.compile(r"(.+?)\s*(?:\+|以上)|[>≥]=?\s*(.+)")
_OPEN_BELOW = re.compile(r"(.+?)\s*以下|[<≤]=?\s*(.+)")
_FROM_TO = re.compile(r"(.+?)\s*(?:~|至|-{1,2}|—|–)\s*(.+)")


def band(value: Cell) -> tuple[Decimal | None, Decimal | None] | None:
    """An index, which is no amount: `1,234` as (1234, 1234), `1000~2500` as (1000, 2500), `5万以上` as (50000, None)."""
    if not isinstance(value, str):
        found = number(value)
        return None if found is None else (found, found)
    words = unicodedata.normalize("NFKC", text(value))
    if not words:
        return None
    if found_open := _OPEN_ABOVE.fullmatch(words):
        return _plain_or_percent(found_open[1] or found_open[2]), None
    if found_open := _OPEN_BELOW.fullmatch(words):
        return None, _plain_or_percent(found_open[1] or found_open[2])
    if (found_both := _FROM_TO.fullmatch(words)) and words[0] != "-":
        low, high = _plain_or_percent(found_both[1]), _plain_or_percent(found_both[2])
        if low is None or high is None or low > high:
            raise CellError(_("a number or a range was expected"))
        return low, high
    alone = _plain_or_percent(words)
    return None if alone is None else (alone, alone)


def _plain_or_percent(words: str) -> Decimal | None:
    found = rate(words)
    return None if found is None else found[0]


def seconds(value: Cell) -> float | None:
    """`97.01` or `0:01:37`."""
    words = text(value)
    if re.fullmatch(r"\d+(?::\d\d){1,2}", words):
        total = 0
        for part in words.split(":"):
            total = total * 60 + int(part)
        return float(total)
    found = number(value.removesuffix("秒") if isinstance(value, str) else value)
    if found is not None and found < 0:
        raise CellError(_("a number not below 0 was expected"))
    return None if found is None else float(found)


# --- days and moments ----------------------------------------------------------------------------------------------

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
_SERIALS = (Decimal(20000), Decimal(80000))  # 1954 … 2119
_ORIGIN = datetime(1899, 12, 30)


def moment(value: Cell, zone: tzinfo | None = None) -> datetime | None:
    """A point in time on the clock of `zone` if the file gives its offset; without either the clock stays as it is written."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    words = text(value).lstrip("'").strip()
    if not words:
        return None
    try:
        return _moment(words, zone)
    except (ValueError, OverflowError):
        raise CellError(_("a date was expected")) from None


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
    if not 1990 <= int(year) <= 2100:
        raise ValueError
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
    if not re.fullmatch(r"\d{5}(\.\d+)?", words) or not _SERIALS[0] <= Decimal(words) <= _SERIALS[1]:
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


# --- reviews -------------------------------------------------------------------------------------------------------

_STARS = {"好评": 5, "中评": 3, "差评": 1, "good": 5, "neutral": 3, "bad": 1}
_FLAGS = {
    **dict.fromkeys(("是", "有", "有图", "true", "yes", "y", "1"), True),
    **dict.fromkeys(("否", "无", "无图", "false", "no", "n", "0"), False),
}


def stars(value: Cell) -> int | None:
    """`5` · `5.0` · `5星` · 好评/中评/差评 (5/3/1)."""
    words = text(value).lower()
    if not words:
        return None
    found = _STARS.get(words) or _STARS.get(words.split(":")[0])
    if found is None and (match := re.fullmatch(r"([1-5])(?:\.0+)?\s*(?:颗?星|分)?", words)):
        found = int(match[1])
    if found is None:
        raise CellError(_("a score from 1 to 5 was expected"))
    return found


def flag(value: Cell) -> bool | None:
    words = text(value).lower()
    if not words:
        return None
    if words not in _FLAGS:
        raise CellError(_("yes or no was expected"))
    return _FLAGS[words]
