"""100,000 rows of xlsx read, the guarding child process included, against bare python-calamine on the same file."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

from shopdesk.intake import read_file

ROWS, RUNS = 100_000, 3
HEADER = [
    "日期",
    "计划ID",
    "计划名字",
    "单元ID",
    "宝贝ID",
    "词类型",
    "词ID/词包ID",
    "词名字/词包名字",
    "展现量",
    "点击量",
    "花费",
    "总成交金额",
    "总成交笔数",
]


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "关键词报表_20261028_083011.xlsx"
        _write(path)
        bare, ours = [], []
        for _run in range(RUNS):
            start = time.perf_counter()
            CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
            bare.append(time.perf_counter() - start)
            start = time.perf_counter()
            (reading,) = read_file(path)
            ours.append(time.perf_counter() - start)
            assert reading.rows_read == ROWS and not reading.rejected
    ratio = statistics.median(ours) / statistics.median(bare)
    print(f"bare calamine  {statistics.median(bare):.2f} s   1.00")
    print(f"read and told  {statistics.median(ours):.2f} s   {ratio:.2f}   (to reach 2)")


def _write(path: Path) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for n in range(ROWS):
            day = f"2026-10-{n % 28 + 1:02}"
            row = [
                day,
                "1",
                "计划一",
                "2",
                "801514370126",
                "自选词",
                str(n // 28),
                f"词{n // 28}",
                n % 900 + 100,
                n % 90 + 1,
                1.6,
                99.0,
                1,
            ]
            sheet.write_row(n + 1, 0, row)


if __name__ == "__main__":
    main()
