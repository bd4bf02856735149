"""What a form understands."""

from __future__ import annotations

from datetime import date

import pytest

from shopdesk.screens.form import read_date, read_money, read_number

TODAY = date(2026, 11, 11)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1234.5", "CNY", 123450),
        ("¥1,234.50", "CNY", 123450),
        ("−3", "CNY", -300),
        ("1200", "JPY", 1200),
        ("0", "CNY", 0),
        ("１２元", "CNY", 1200),
        ("HK$ 5", "HKD", 500),
    ],
)
def test_money(text: str, currency: str, minor: int) -> None:
    assert read_money(text, currency) == minor


@pytest.mark.parametrize("text", ["", "abc", "1.234", "1.2.3", "12.5x5.", "-", "about 5", "1e5", "nan", "9" * 25])
def test_money_refused(text: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        read_money(text, "CNY")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-30", date(2026, 11, 30)),
        ("2026/1/2", date(2026, 1, 2)),
        ("11-30", date(2026, 11, 30)),
        ("1-5", date(2027, 1, 5)),
        ("+3", date(2026, 11, 14)),
    ],
)
def test_date(text: str, day: date) -> None:
    assert read_date(text, TODAY) == day


@pytest.mark.parametrize(
    "text", ["soon", "13-01", "2026-02-30", "+", "1", "1-2-3-4", "+99999999999", "0001-01-01", "9999-12-31", "+99999"]
)
def test_date_refused(text: str) -> None:
    with pytest.raises(ValueError, match="day"):
        read_date(text, TODAY)


def test_number() -> None:
    assert read_number("1,200") == 1200 and isinstance(read_number("3.0"), int) and read_number("3.5") == 3.5
    for text in ("x", "nan", "inf", "1e300", ""):
        with pytest.raises(ValueError, match="number"):
            read_number(text)
