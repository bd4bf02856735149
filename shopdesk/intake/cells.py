"""A cell of a platform's file → a value. Missing is None; what cannot be read raises CellError with the reason.

The forms met: formats.md 6, 19–25.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal

from shopdesk.text import DECIMALS, _, to_minor

Cell = str | int | float | bool | date | datetime | None

MISSING = frozenset(
    {"", "-", "--", "---", "—", "——", "\\n", "null", "'null", "none", "nan", "n/a", "#value!", "#n/a", "#div/0!", "#ref!",
     "#name?", "#num!", "#null!"}
)  # fmt: skip
_LONGEST_MISSING = max(map(len, MISSING))
_SIMPLE = re.compile(r"-?\d{1,15}(?:\.\d+)?", re.ASCII)
_CENTS = re.compile(r"(-?\d{1,15})\.(\d\d)", re.ASCII)
_CURRENCY = re.compile(r"^(?:[A-Z]{0,2}\$|[¥£€₹]|RMB|CNY|USD|EUR|GBP|INR)\s*", re.IGNORECASE)
_PLAIN = re.compile(r"\d+\.?\d*(?:e[+-]?\d+)?|\.\d+", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_UNITS = {"千": 10**3, "万": 10**4, "亿": 10**8}
_DIGITS = 15  # of the largest number
_LARGEST = Decimal(10**_DIGITS)
_LOST_DIGITS = re.compile(r"\d(?:\.\d+)?e\+?\d+", re.IGNORECASE)
_EXCEL_DIGITS = 10**15  # a spreadsheet keeps 15 digits of a number; longer ids come back with zeros at the end


class CellError(ValueError):
    """A cell that does not hold what its column promises; str() is the reason for a person."""


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


def _is_digits(value: Cell) -> bool:
    """Whether the cell is the text of a whole number and nothing else, as most are: it needs no closer look."""
    return isinstance(value, str) and value.isdigit() and value.isascii()


def ident(value: Cell) -> str | None:
    """An id, always text. Digits that a spreadsheet has rounded away make it worthless: CellError."""
    if _is_digits(value):
        return str(value)
    words = text(value).lstrip("'").strip()
    if (isinstance(value, float) and abs(value) >= _EXCEL_DIGITS) or _LOST_DIGITS.fullmatch(words):
        raise CellError(_("the digits of this id are lost (a spreadsheet saved it as a number); export the file again"))
    if words.endswith(".0") and words[:-2].isdigit():
        words = words[:-2]
    return words or None


def number(value: Cell) -> Decimal | None:
    """`1,234` · `2.5万` · `1.2亿` · `¥3.50` · `MX$2,000.00` · `(12.00)`. Ranges such as `1000~2500` are no amounts."""
    if value is None:
        return None
    if isinstance(value, str) and _SIMPLE.fullmatch(value):  # as most are written
        return Decimal(value)
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
    words = unicodedata.normalize("NFKC", words).replace("−", "-").strip().removeprefix("'")  # as in '-3: text, not a formula
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
    except ArithmeticError:  # an exponent beyond what can be counted with
        raise CellError(_("a number was expected")) from None


def count(value: Cell) -> int | None:
    """A whole number of people, views or things, not below 0."""
    if _is_digits(value) and len(str(value)) <= _DIGITS:
        return int(str(value))
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
    if isinstance(value, str) and currency not in DECIMALS and (found_cents := _CENTS.fullmatch(value)):
        return int(found_cents[1] + found_cents[2])
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
