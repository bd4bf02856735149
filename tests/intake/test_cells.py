from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopdesk.intake import cells
from shopdesk.intake.cells import CellError, RangeError

MISSING = ["", "-", "--", " --", "\\N", "'null", "null", None, "#VALUE!", "  ", "\x00"]


@pytest.mark.parametrize("read", [cells.number, cells.count, cells.money, cells.rate, cells.ident, cells.moment, cells.span])
@pytest.mark.parametrize("mark", MISSING)
def test_missing_is_none_never_0(read: Any, mark: Any) -> None:
    assert read(mark) is None


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1,234", "1234"),
        ("1,606,880", "1606880"),
        ("35188 ", "35188"),
        ("2.5万", "25000"),
        ("1.2亿", "120000000"),
        ("￥1,234.50", "1234.5"),
        ("¥3.50", "3.5"),
        ("$3.50", "3.5"),
        ("£3", "3"),
        ("₹1,234", "1234"),
        ("MX$2,000.00", "2000"),
        ("(12.00)", "-12"),
        ("-¥5", "-5"),
        ("¥-5", "-5"),
        ("−3", "-3"),
        ("12元", "12"),
        ("１２３", "123"),
        (54.3, "54.3"),
        (35188.0, "35188"),
        ("\x00123", "123"),
        (".5", "0.5"),
        ("1.5E-05", "0.000015"),
    ],
)
def test_numbers_in_every_form(cell: Any, value: str) -> None:
    assert cells.number(cell) == Decimal(value)


@pytest.mark.parametrize(
    "cell", ["1000~2500", "12,34", "1.234,56", "abc", "碎花连衣裙", "1e400", "12%", True, "1 2", "--5-", "9" * 16]
)
def test_what_is_no_number_is_refused(cell: Any) -> None:
    with pytest.raises(CellError):
        cells.number(cell)


@pytest.mark.parametrize("cell", ["1.5", "-1", 0.5])
def test_counts_are_whole_and_not_negative(cell: Any) -> None:
    with pytest.raises(CellError):
        cells.count(cell)


@pytest.mark.parametrize(
    ("cell", "currency", "minor"), [("26,410.00", "CNY", 2641000), ("0.125", "CNY", 12), ("1,234", "JPY", 1234)]
)
def test_money_is_minor_units(cell: str, currency: str, minor: int) -> None:
    assert cells.money(cell, currency) == minor


def test_a_percent_sign_settles_a_rate_and_its_absence_does_not() -> None:
    assert cells.rate("9.98%") == (Decimal("0.0998"), True)
    assert cells.rate("9.98％") == (Decimal("0.0998"), True)
    assert cells.rate("0.0998") == (Decimal("0.0998"), False)
    assert cells.rate("--%") is None


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('="123456789012345678"', "123456789012345678"),
        ("'123456789012345678", "123456789012345678"),
        ("\t123456789012345678", "123456789012345678"),
        ("000123", "000123"),
        (802914370337.0, "802914370337"),
        ("802914370337.0", "802914370337"),
    ],
)
def test_ids_are_text(cell: Any, value: str) -> None:
    assert cells.ident(cell) == value


@pytest.mark.parametrize("cell", ["1.23E+17", "1E+17", "1.23457e17", 1.23456789012345e17, 1234567890123456.0])
def test_an_id_that_lost_its_digits_is_refused(cell: Any) -> None:
    with pytest.raises(CellError, match="digits"):
        cells.ident(cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2024-01-02", datetime(2024, 1, 2)),
        ("2024/1/2", datetime(2024, 1, 2)),
        ("2024.01.02", datetime(2024, 1, 2)),
        ("2024年1月2日", datetime(2024, 1, 2)),
        ("\t2024-01-01", datetime(2024, 1, 1)),
        ("20240102", datetime(2024, 1, 2)),
        (20240102.0, datetime(2024, 1, 2)),
        ("2018/5/16 9:41", datetime(2018, 5, 16, 9, 41)),
        ("2020-02-21 00:00:05", datetime(2020, 2, 21, 0, 0, 5)),
        ("2020-02-21T10:11:12", datetime(2020, 2, 21, 10, 11, 12)),
        ("2026-04-05 21:06:21 +0400", datetime(2026, 4, 5, 21, 6, 21)),
        ("8/3/26", datetime(2026, 8, 3)),
        ("27 January 2026", datetime(2026, 1, 27)),
        ("Jan 27, 2026", datetime(2026, 1, 27)),
        (45293, datetime(2024, 1, 2)),
        (43236.403472222226, datetime(2018, 5, 16, 9, 41)),
        (date(2024, 1, 2), datetime(2024, 1, 2)),
    ],
)
def test_moments_in_every_form(cell: Any, value: datetime) -> None:
    assert cells.moment(cell) == value


@pytest.mark.parametrize("cell", ["2024-13-01", "23/02/2026", "yesterday", "2024", 1234, "2024-02-30", "99999", "3024-01-01"])
def test_what_is_no_date_is_refused(cell: Any) -> None:
    with pytest.raises(CellError):
        cells.moment(cell)


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("2024-01-01 ~ 2024-01-31", date(2024, 1, 1), date(2024, 1, 31)),
        ("20240101至20240131", date(2024, 1, 1), date(2024, 1, 31)),
        ("27 January 2026 - 23 February 2026", date(2026, 1, 27), date(2026, 2, 23)),
    ],
)
def test_a_period_is_not_a_day(cell: str, first: date, last: date) -> None:
    assert cells.span(cell) == (first, last)
    with pytest.raises(RangeError):
        cells.day(cell)


def test_a_period_of_one_day_is_that_day() -> None:
    assert cells.day("2024-01-02 ~ 2024-01-02") == date(2024, 1, 2)


@pytest.mark.parametrize(
    ("cell", "value"), [("5", 5), (4.0, 4), ("5星", 5), ("3分", 3), ("好评", 5), ("中评", 3), ("差评", 1), ("bad", 1), ("", None)]
)
def test_stars(cell: Any, value: int | None) -> None:
    assert cells.stars(cell) == value


@pytest.mark.parametrize("cell", ["0", "6", "4.5", "好"])
def test_no_stars(cell: str) -> None:
    with pytest.raises(CellError):
        cells.stars(cell)


@pytest.mark.parametrize(("cell", "value"), [("97.01", 97.01), ("0:01:37", 97.0), ("1:37", 97.0), ("12秒", 12.0)])
def test_seconds(cell: str, value: float) -> None:
    assert cells.seconds(cell) == value


def test_flags() -> None:
    assert (cells.flag("是"), cells.flag("无图"), cells.flag("")) == (True, False, None)
    with pytest.raises(CellError):
        cells.flag("maybe")


# --- properties ----------------------------------------------------------------------------------------------------

READERS = (
    cells.text, cells.ident, cells.number, cells.count, cells.money, cells.rate, cells.seconds, cells.moment, cells.span,
    cells.day, cells.stars, cells.flag,
)  # fmt: skip
ANY_CELL = st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.dates(), st.datetimes(), st.none())


@given(ANY_CELL)
def test_a_cell_is_read_or_refused_with_a_reason_never_a_crash(cell: Any) -> None:
    for read in READERS:
        try:
            read(cell)
        except CellError as error:
            assert str(error)


@given(st.integers(0, 10**12))
def test_a_count_survives_every_dress(n: int) -> None:
    for dress in (n, float(n), str(n), f"{n:,}", f" {n} ", f"{n}.00", f"¥{n:,}"):
        assert cells.count(dress) == n


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_money_keeps_every_cent(amount: Decimal) -> None:
    assert cells.money(f"{amount:,}") == int(amount * 100)
    assert cells.money(f"¥{amount:,}") == int(amount * 100)


@given(st.text("0123456789", min_size=1, max_size=19))
def test_an_id_keeps_every_digit(digits: str) -> None:
    for dress in (digits, f'="{digits}"', f"'{digits}", f"\t{digits}"):
        assert cells.ident(dress) == digits


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_a_day_survives_every_dress(day: date) -> None:
    for dress in (day.isoformat(), f"{day:%Y/%m/%d}", f"{day.year}/{day.month}/{day.day}", f"{day:%Y%m%d}", day):
        assert cells.day(dress) == day
    serial = (day - date(1899, 12, 30)).days
    assert cells.day(serial) == day and cells.day(float(serial)) == day


# --- currencies, zones, decimal commas -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("MX$2,000.00", "MXN"), ("£3", "GBP"), ("-€3.50", "EUR"), ("14 Day Total Sales (₹)", "INR"), ("US$1", "USD"),
        ("CA$1", "CAD"), ("$1", None), ("¥1", None), ("12.50", None),
    ],
)  # fmt: skip
def test_currency_marks(words: str, code: str | None) -> None:
    assert cells.currency_in(words) == code


def test_a_currency_code_is_three_letters() -> None:
    assert (cells.currency("usd"), cells.currency("--")) == ("USD", None)
    with pytest.raises(cells.CellError):
        cells.currency("+1 555 0100")


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("1.234,56 €", "1234.56"), ("1.234", "1234.0"), ("12,5 %", "12.5%"), ("-3,00", "-3.00"), ("7", "7.0"),
        ("1,234.56", "1,234.56"), ("", ""),
    ],
)  # fmt: skip
def test_decimal_commas(words: str, read: str) -> None:
    assert cells.with_comma(words) == read


@pytest.mark.parametrize(
    ("words", "day"),
    [("2026-04-05 21:06:21 +0400", 6), ("2026-04-05T15:59:00Z", 5), ("2026-04-05 16:00:00 UTC", 6), ("2026-04-05 23:59:00", 5)],
)
def test_an_offset_is_turned_to_the_shops_clock(words: str, day: int) -> None:
    found = cells.moment(words, ZoneInfo("Asia/Shanghai"))
    assert found is not None and found.day == day and found.tzinfo is None


def test_oversold_stock_is_a_level_and_no_count() -> None:
    assert cells.level("-3") == -3
    with pytest.raises(cells.CellError):
        cells.level("1.5")
