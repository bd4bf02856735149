from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopdesk.intake import cells, dates
from shopdesk.intake.cells import CellError

MISSING = ["", "-", "--", " --", "\\N", "'null", "null", None, "#VALUE!", "  ", "\x00"]


@pytest.mark.parametrize("read", [cells.number, cells.count, cells.money, cells.rate, cells.ident, dates.moment, dates.span])
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
    cells.text, cells.ident, cells.number, cells.count, cells.money, cells.rate, cells.seconds, dates.moment, dates.span,
    dates.day, cells.stars, cells.flag,
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


# --- currencies, decimal commas -----------------------------------------------------------------------------


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


def test_oversold_stock_is_a_level_and_no_count() -> None:
    assert cells.level("-3") == -3
    with pytest.raises(cells.CellError):
        cells.level("1.5")


@pytest.mark.parametrize("words", ["1e999999999999999999", "9e99999999999999999999", "-1e9999999999999999万"])
def test_an_exponent_beyond_all_figures_is_no_amount(words: str) -> None:
    with pytest.raises(CellError):
        cells.seconds(words)
    with pytest.raises(CellError):
        cells.number(words)
