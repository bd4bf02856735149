"""Workbooks as operators have them: under a password, with hidden sheets, formulas, merged cells, days as numbers."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from shopdesk.errors import IntakeError
from shopdesk.intake import Opener, read_file
from tests.intake.books import biff, changed, encrypted, ole, with_filepass, xlsb
from tests.intake.files import only, rows_of

HEADER: list[Any] = ["日期", "访客数", "成交客户数", "成交金额"]
DAY: list[Any] = ["2024-01-01", 100, 5, 500.5]


def xlsx(fill: Callable[[Any], None], **options: Any) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, **options}) as book:
        fill(book)
    return held.getvalue()


def written(folder: Path, data: bytes, name: str = "report.xlsx") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


# --- passwords -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [biff([HEADER, DAY], with_filepass), encrypted(), encrypted((3, 2))],
    ids=["xls", "xlsx", "xlsx of Excel 2007"],
)
@pytest.mark.parametrize("name", ["report.xls", "report.xlsx"])
def test_a_password_is_said_so(tmp_path: Path, data: bytes, name: str) -> None:
    with Opener() as opener:
        with pytest.raises(IntakeError, match="protected by a password; open it with the password and save it without one"):
            read_file(written(tmp_path, data, name), opener=opener)
        assert opener._child is None  # nothing of it was handed to the native reader


def test_without_one_the_same_container_is_read(tmp_path: Path) -> None:
    assert only(written(tmp_path, biff([HEADER, DAY]), "a.xls")).totals["sales"] == "500.50"
    named = biff([[*HEADER, "EncryptedPackag"], [*DAY, "/"]])  # neither these letters nor byte 2F alone make one
    assert only(written(tmp_path, named, "a.xls")).totals["sales"] == "500.50"


@pytest.mark.parametrize("size", [8, 511, 512, 513, 600, 4_000])
def test_what_is_cut_is_damaged_not_locked(tmp_path: Path, size: int) -> None:
    with pytest.raises(IntakeError, match="damaged"):
        read_file(written(tmp_path, ole({"Workbook": b"\x09\x08\x10\x00\x00\x06\x05\x00"})[:size], "a.xls"))


# --- sheets nobody sees --------------------------------------------------------------------------------------------


def two_sheets(hide: tuple[str, ...]) -> Callable[[Any], None]:
    def fill(book: Any) -> None:
        for name, visitors in (("模板", 1), ("数据", 100)):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, HEADER)
            sheet.write_row(1, 0, [f"2024-01-0{min(visitors, 9)}", visitors, 5, 500.5])
            if name in hide:
                sheet.hide()
            else:
                sheet.activate()
                sheet.set_first_sheet()

    return fill


def test_a_hidden_sheet_does_not_count(tmp_path: Path) -> None:
    both = only(written(tmp_path, xlsx(two_sheets(()))))
    assert both.totals["visitors"] == 101 and both.rows_read == 2
    for hide, visitors in (("模板", 100), ("数据", 1)):
        seen = only(written(tmp_path, xlsx(two_sheets((hide,)))))
        assert seen.totals["visitors"] == visitors and any(hide in note and "passed over" in note for note in seen.notes)


def test_a_hidden_sheet_is_read_where_nothing_else_is_there(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        book.add_worksheet("说明").write(0, 0, "请看下一页")
        sheet = book.add_worksheet("数据")
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, DAY)
        sheet.hide()

    assert only(written(tmp_path, xlsx(fill))).totals["visitors"] == 100


# --- cells ---------------------------------------------------------------------------------------------------------


def with_formulas(value: object) -> Callable[[Any], None]:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, DAY[:2])
        sheet.write_formula(1, 2, "=2+3", None, value)
        sheet.write_formula(1, 3, "=C2*100.1", None, value)

    return fill


def with_a_blank(book: Any) -> None:
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    sheet.write_row(1, 0, DAY[:3])


def test_formulas_count_with_their_results(tmp_path: Path) -> None:
    assert only(written(tmp_path, xlsx(with_formulas(7)))).totals["sales"] == "7.00"


@pytest.mark.parametrize("left", ["<v></v>", "<v/>", "<v />", ""])
def test_formulas_without_results_are_no_blanks(tmp_path: Path, left: str) -> None:
    data = xlsx(with_formulas(""))
    if left != "<v></v>":
        data = changed(data, "xl/worksheets/sheet1.xml", lambda words: words.replace("<v></v>", left))
    with Opener() as opener:
        with pytest.raises(IntakeError, match="open it in Excel or WPS, save it"):
            read_file(written(tmp_path, data), opener=opener)
        assert only(written(tmp_path, xlsx(with_a_blank)), opener=opener).totals["visitors"] == 100  # the child lives on


def test_merged_lines_above_the_header(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 3, "京东商智 交易概况")
        sheet.merge_range(1, 0, 2, 3, "门店数据，仅供内部使用")
        sheet.write_row(3, 0, HEADER)
        sheet.write_row(4, 0, DAY)

    assert only(written(tmp_path, xlsx(fill))).totals["sales"] == "500.50"


@pytest.mark.parametrize("since_1904", [False, True])
def test_days_are_days_whatever_year_they_are_counted_from(tmp_path: Path, since_1904: bool) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_datetime(1, 0, datetime(2024, 1, 1), book.add_format({"num_format": "yyyy/m/d"}))
        sheet.write_row(1, 1, DAY[1:])

    data = xlsx(fill, date_1904=since_1904)
    (row,) = rows_of(only(written(tmp_path, data)), "shopday")
    assert row["day"] == date(2024, 1, 1)


def test_days_without_a_format_are_serial_numbers(tmp_path: Path) -> None:
    (row,) = rows_of(only(written(tmp_path, biff([HEADER, [45293, *DAY[1:]]]), "a.xls")), "shopday")
    assert row["day"] == date(2024, 1, 2)


@pytest.mark.parametrize("since_1904", [False, True])
@pytest.mark.parametrize("make", ["xlsx", "xls"])
def test_days_without_a_format_count_from_the_year_the_workbook_says(tmp_path: Path, make: str, since_1904: bool) -> None:
    number = (date(2024, 1, 2) - (date(1904, 1, 1) if since_1904 else date(1899, 12, 30))).days

    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, [number, *DAY[1:]])

    data = xlsx(fill, date_1904=since_1904) if make == "xlsx" else old(number, since_1904)
    reading = only(written(tmp_path, data, f"a.{make}"))
    assert rows_of(reading, "shopday")[0]["day"] == date(2024, 1, 2) and reading.totals["visitors"] == DAY[1]


def old(number: int, since_1904: bool) -> bytes:
    import xlwt

    book = xlwt.Workbook()
    book.dates_1904 = since_1904
    sheet = book.add_sheet("a")
    for y, row in enumerate([HEADER, [number, *DAY[1:]]]):
        for x, cell in enumerate(row):
            sheet.write(y, x, cell)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_a_binary_workbook(tmp_path: Path) -> None:
    reading = only(written(tmp_path, xlsb([HEADER, DAY]), "a.xlsb"))
    assert reading.totals["visitors"] == 100 and reading.totals["sales"] == "500.50"
