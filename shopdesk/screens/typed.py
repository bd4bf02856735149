"""What people type into a form, read as amounts, numbers and days; what cannot be read is refused with a sentence."""

from __future__ import annotations

import re
from datetime import date, timedelta

from shopdesk.steps.checked import refused
from shopdesk.text import MOST_TYPED, _, parse_money


def read_money(text: str, currency: str) -> int:
    """ "¥1,234.5" → 123450. Raises ValueError with a sentence."""
    try:
        return parse_money(text, currency)
    except ValueError:
        raise ValueError(_("An amount is needed, as in 1234.50.")) from None


def read_number(text: str) -> float:
    """A figure, whole ones as int. Raises ValueError with a sentence."""
    try:
        value = float(text.replace(",", "").replace("−", "-"))
    except ValueError:
        raise ValueError(_("A number is needed, as in 12 or 3.5.")) from None
    if not abs(value) <= MOST_TYPED:  # nan neither
        raise ValueError(_("A number is needed, as in 12 or 3.5."))
    return int(value) if value.is_integer() else value


def read_date(text: str, today: date) -> date:
    """ "2026-11-30", "11-30" (the next one from `today`) or "+3". Raises ValueError with a sentence."""
    try:
        found = _date(text, today)
        if not 2000 <= found.year < 2100:  # a slip of the keyboard; as for --date
            raise ValueError(text)
        return found
    except (ValueError, OverflowError):
        raise ValueError(_("A day is needed, as in 11-30, 2026-11-30 or +3.")) from None


def _date(text: str, today: date) -> date:
    if text.startswith("+"):
        return today + timedelta(days=int(text[1:]))
    parts = [int(part) for part in re.split(r"[-/.]", text)]
    if len(parts) == 3:
        return date(*parts)
    month, day = parts
    found = date(today.year, month, day)
    return found if found >= today - timedelta(days=31) else date(today.year + 1, month, day)


def whole(value: float | None, what: str) -> int | None:
    """A whole number or None. Raises UsageError, naming the field `what`."""
    if value is None:
        return None
    if not float(value).is_integer() or abs(value) > MOST_TYPED:
        raise refused(_("{what} is a whole number, as in 12.").format(what=what))
    return int(value)
