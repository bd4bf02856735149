"""Words and their safety: translation, text from outside made harmless, widths in terminal cells.

Translation: `_("English")` gives the sentence in the current language, at the moment it is called. Catalogs lie in
locale/<language>/LC_MESSAGES; scripts/catalogs.py compiles them.
"""

from __future__ import annotations

import gettext
import locale
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import reduce
from pathlib import Path

LANGUAGES = ("zh", "en")
_LOCALE_DIR = Path(__file__).parent / "locale"
_catalog: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"
_at_desk = False
_keys: Mapping[str, str] = {}


def language() -> str:
    return _language


def use_language(name: str) -> None:
    """Speak `name` ("zh" or "en") from now on, in every thread."""
    global _catalog, _language
    _catalog = gettext.translation("shopdesk", _LOCALE_DIR, languages=[name], fallback=True)
    _language = name


def system_language() -> str:
    """ "zh" where the system's locale is Chinese, else "en"."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"


def use_keys(at_desk: bool, keys: Mapping[str, str] | None = None) -> None:
    """Speak to a person at the desk, who presses keys, or to one on the command line, who gives options.

    `keys` are those the operator chose, by the action's id.
    """
    global _at_desk, _keys
    _at_desk, _keys = at_desk, keys or {}


def key_of(action: str, ours: str) -> str:
    """The key of an action, for a sentence that names it; `ours` where the operator chose none."""
    return _keys.get(action, ours)


def either(desk: str, command: str) -> str:
    """What to do, in the words for the desk or for the command line."""
    return desk if _at_desk else command


def _(message: str) -> str:
    return _catalog.gettext(message) if message else ""


def ngettext(one: str, many: str, n: int) -> str:
    return _catalog.ngettext(one, many, n)


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """The language for a block, then back (tests, exports)."""
    before = _language
    use_language(name)
    try:
        yield
    finally:
        use_language(before)


# --- text from outside ---------------------------------------------------------------------------------------------

# C0 and DEL become control pictures; C1, bidi marks and overrides, zero-width and tag characters become U+FFFD.
# Joiners (200C, 200D) and variation selectors stay: emoji and some scripts need them.
_PICTURES = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}
_HIDDEN = re.compile(
    "[\u0080-\u009f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)


def safe(value: object) -> str:
    """`value` as text that no terminal obeys: control characters visible, hidden ones replaced. One line."""
    return _HIDDEN.sub("\ufffd", str(value).translate(_PICTURES))


def pasted(text: str) -> str:
    """`text` as it may be pasted into a field: its lines and tabs, without signs that nobody sees."""
    return _HIDDEN.sub("", "".join(sign for sign in text if sign in "\t\n\r" or (sign >= " " and sign != "\x7f")))


def listed(words: Iterable[str]) -> str:
    """ "a, b", as the language lists things; what is empty is left out."""
    return _chain(words, _("{words}, {word}"))


def titled(title: str, text: str) -> str:
    """A title and what is said under it, in one line; a title that asks or exclaims needs no colon."""
    if title.endswith(("?", "？", "!", "！")):
        return _("{title} {text}").format(title=title, text=text)
    return _("{label}: {text}").format(label=title, text=text)


def clauses(words: Iterable[str]) -> str:
    """ "a; b", as the language parts clauses; what is empty is left out."""
    return _chain(words, _("{words}; {word}"))


def _chain(words: Iterable[str], link: str) -> str:
    return reduce(lambda said, word: link.format(words=said, word=word), list(filter(None, words)) or [""])


def aside(text: str, more: str) -> str:
    """`text` with `more` in the brackets of the language; as it is where there is no more."""
    return _("{text} ({more})").format(text=text, more=more) if more else text


def width(value: str) -> int:
    """Terminal cells that `value` takes."""
    from rich.cells import cell_len

    return cell_len(value)


def clip(value: str, cells: int) -> str:
    """`value` in at most `cells` terminal cells, an ellipsis where it was cut."""
    from rich.cells import set_cell_size

    return value if width(value) <= cells else set_cell_size(value, max(cells - 1, 0)).rstrip() + "…"


def pad(value: str, cells: int, right: bool = False) -> str:
    """`value` in exactly `cells` terminal cells; `right` aligns it to the right."""
    value = clip(value, cells)
    room = " " * (cells - width(value))
    return room + value if right else value + room


# --- numbers as people read them -----------------------------------------------------------------------------------

SYMBOLS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "INR": "₹", "JPY": "JP¥", "HKD": "HK$", "TWD": "NT$"}
DECIMALS = {"JPY": 0, "KRW": 0, "VND": 0}
MOST_TYPED = 10**12  # more is a slip of the keyboard


def to_minor(amount: Decimal, currency: str = "CNY") -> int:
    """A decimal amount of `currency` in whole minor units, halves to even."""
    return int((amount * 10 ** DECIMALS.get(currency, 2)).to_integral_value())


def from_minor(minor: int, currency: str = "CNY") -> Decimal:
    return Decimal(minor).scaleb(-DECIMALS.get(currency, 2))


def parse_money(text: str, currency: str = "CNY") -> int:
    """What a person typed ("570000", "¥14,775.50", "12元") in minor units. Raises ValueError where that is no amount, or one
    finer than the currency."""
    digits = re.sub(r"(?:JP|HK|NT|US)?[¥￥$€£₹]|元|[\s,，]", "", text.replace("−", "-"))
    places = len(digits.partition(".")[2])
    if not re.fullmatch(r"[+-]?(?:\d+\.?\d*|\.\d+)", digits) or places > DECIMALS.get(currency, 2):
        raise ValueError(text)
    amount = Decimal(digits)
    if abs(amount) > MOST_TYPED:
        raise ValueError(text)
    return to_minor(amount, currency)


def money(minor: int | float | None, currency: str = "CNY", *, sign: bool = False, cents: bool = False) -> str:
    """Minor units for the eye: "¥14,775", "−¥310"; "–" where unknown."""
    if minor is None:
        return "–"
    places = DECIMALS.get(currency, 2)
    value = minor / 10**places
    digits = f"{abs(value):,.{places if cents else 0}f}"
    return f"{_lead(value, digits, sign)}{SYMBOLS.get(currency, currency + ' ')}{digits}"


def price(minor: int | None, currency: str) -> str:
    """A price as it is on the tag: with its cents where it has any."""
    return money(minor, currency, cents=bool(minor and minor % 10 ** DECIMALS.get(currency, 2)))


def number(value: int | float | None, places: int = 0, *, sign: bool = False) -> str:
    if value is None:
        return "–"
    digits = f"{abs(value):,.{places}f}"
    return _lead(value, digits, sign) + digits


def _lead(value: float, digits: str, sign: bool) -> str:
    """The sign before `digits`; none before what reads as nought."""
    if not digits.strip("0.,"):
        return ""
    return "−" if value < 0 else "+" if sign and value > 0 else ""


def percent(value: float | None, places: int = 1, *, sign: bool = False) -> str:
    """A rate for the eye: 0.192 → "19.2 %"; "–" where unknown."""
    return "–" if value is None else number(value * 100, places, sign=sign) + " %"


def chance(probability: float | None) -> str:
    """A probability for the eye. What never came up in a simulation is "< 1 %", not "0 %"."""
    if probability is None:
        return "–"
    return "< 1 %" if probability < 0.01 else "> 99 %" if probability > 0.99 else percent(probability, 0)


def days_text(first: date | None, last: date | None) -> str:
    """ "2026-10-20", "2026-10-20 – 26", "2026-09-28 – 10-04"; "" where unknown."""
    if first is None or last is None or first == last:
        return str(first or last or "")
    end = f"{last:%d}" if (first.year, first.month) == (last.year, last.month) else f"{last:%m-%d}"
    return f"{first} – {end if first.year == last.year else last}"
