"""Export files made for a test; every figure in them is invented."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shopdesk.intake import Reading, read_file
from shopdesk.intake.layout import AGAIN, Layout

Table = Sequence[Sequence[object]]


def csv_bytes(rows: Table, encoding: str = "utf-8") -> bytes:
    lines = io.StringIO()
    csv.writer(lines).writerows(rows)
    return lines.getvalue().encode(encoding)


def csv_file(folder: Path, rows: Table, name: str = "report.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(csv_bytes(rows, encoding))
    return path


def least_file(folder: Path, layout: Layout) -> Path:
    """A file of the layout with the columns alone that it cannot do without, and three invented rows."""
    from tests.intake.seeds import values

    names = dict.fromkeys([*layout.must, *(group[0] for group in layout.needs)])
    columns = {name: layout.column(name) for name in names if any(column.name == name for column in layout.columns)}
    headers = [column.headers[0].removesuffix(AGAIN) for column in columns.values()]
    rows = [[values(name, column.form)(row) for name, column in columns.items()] for row in range(3)]
    product = "商品流量来源_802914370337.csv" if layout.id == "sycm_product_source" else f"{layout.id}.csv"
    return csv_file(folder, [headers, *rows], product)


def xls_file(folder: Path, rows: Table, name: str = "report.xls", sheet: str = "Sheet1", **more: Table) -> Path:
    import xlwt

    book = xlwt.Workbook()
    for title, table in {sheet: rows, **more}.items():
        page = book.add_sheet(title)
        for y, row in enumerate(table):
            for x, cell in enumerate(row):
                if cell != "":
                    page.write(y, x, cell)
    path = folder / name
    book.save(str(path))
    return path


def zip_file(folder: Path, members: dict[str, bytes], name: str = "reports.zip") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    return path


def only(path: Path, **options: Any) -> Reading:
    (reading,) = read_file(path, **options)
    return reading


def rows_of(reading: Reading, table: str) -> list[dict[str, Any]]:
    """The rows of one table of a reading, as dictionaries."""
    found = next(rows for rows in reading.tables if rows.table == table)
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]
