"""Files of every kind for the fuzzer: made from the layouts themselves (invented figures), and real ones where they lie."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from shopdesk.intake.layout import Layout
from shopdesk.intake.reading import LAYOUTS
from tests.conftest import ROOT

A_DAY = date(2024, 1, 2)
NAME, TELEPHONE, MAIL, PLACE = "Quillfeather林小满", "13800138000", "quill@example.org", "杭州市西湖区紫荆花路1号"
PEOPLE = (NAME, TELEPHONE, MAIL, PLACE)
_WHO = (
    (re.compile("电话|手机|phone", re.IGNORECASE), TELEPHONE),
    (re.compile("mail|支付宝", re.IGNORECASE), MAIL),
    (re.compile("地址|address|street|city", re.IGNORECASE), PLACE),
    (re.compile("姓名|昵称|会员|买家|客户|帐号|评价人|留言|备注|抬头|name|company|note|customer", re.IGNORECASE), NAME),
)
_WITH_PEOPLE = ("taobao_orders", "ExportOrder", "评价")
_AMOUNT = re.compile(r"\d{0,6}(\.\d+)?")
_LINES = 60  # of a real file: more rows make a case slower, not stranger
Table = list[list[str]]


@dataclass(frozen=True)
class Seed:
    """A file and how it is read. `table` where the bytes are a plain csv; `people`: who stands in it."""

    name: str
    data: bytes
    options: dict[str, Any]
    table: Table | None = None
    people: tuple[str, ...] = ()
    header: int = 0  # the header's row in `table`


def csv_text(table: Table) -> str:
    lines = io.StringIO()
    csv.writer(lines).writerows(table)
    return lines.getvalue()


def made() -> list[Seed]:
    """One file for each layout, read as its kind, with the personal columns that the layout knows."""
    return [_made(layout) for layout in LAYOUTS] + [_lines_of_orders()]


def _made(layout: Layout) -> Seed:
    columns: dict[str, Callable[[int], str]] = {}
    for column in layout.columns:
        header = next((header for header in column.headers if header not in columns), "")
        if header:
            columns[header] = values(column.name, column.form)
    unused = [header for header in layout.ignored if header not in columns]
    for header in unused[:2]:
        columns[header] = lambda row: "7"
    for header in unused if layout.personal else ():
        for pattern, person in _WHO:
            if pattern.search(header):
                columns[header] = lambda row, person=person: person  # type: ignore[misc]
                break
    table = [list(columns), *([value(row) for value in columns.values()] for row in range(6))]
    name = "商品流量来源_802914370337.csv" if layout.id == "sycm_product_source" else f"{layout.id}.csv"
    options: dict[str, Any] = {"kind": layout.id, "day": A_DAY}
    return Seed(name, csv_text(table).encode(), options, table, PEOPLE if layout.personal else ())


def values(name: str, form: str) -> Callable[[int], str]:
    if name == "day" or form == "day":
        return lambda row: "2024-01-02" if name == "last_day" else f"2024-01-0{row % 3 + 2}" if name != "day" else "2024-01-02"
    if name == "file_currency":
        return lambda row: "CNY"
    return {
        "text": lambda row: f"{name} {row}",
        "id": lambda row: str(802914370337 + row),
        "count": lambda row: f"1,{200 + row}",
        "level": lambda row: str(row - 1),
        "money": lambda row: f"{row}12.50",
        "number": lambda row: f"{row}.5",
        "rate": lambda row: f"{row}.25%",
        "share": lambda row: f"{row}0%",
        "seconds": lambda row: f"{row}7.5",
        "moment": lambda row: "2024-01-02 10:11:12" if name != "at" else f"2024-01-0{row + 1} 00:00:00",
        "stars": lambda row: str(row % 5 + 1),
        "flag": lambda row: "是",
        "band": lambda row: "1000~2500" if row % 2 else "77",
        "buyer": lambda row: NAME,
    }.get(form, lambda row: str(row))


def _lines_of_orders() -> Seed:
    """Shopify's further lines of an order."""
    header = ["Name", "Email", "Financial Status", "Paid at", "Currency", "Total", "Lineitem quantity", "Lineitem name", "Phone"]
    paid = [MAIL, "paid", "2024-01-02 21:06:21 +0400", "CNY", "88.00", "2", "Oak box", TELEPHONE]
    more = [MAIL, "", "", "", "", "1", "Lid", ""]
    table = [header, ["#1", *paid], ["#1", *more], ["#1", *more], ["#2", *paid], ["#3", *paid], ["#3", *more]]
    return Seed("orders_export.csv", csv_text(table).encode(), {"kind": None}, table, PEOPLE)


def shop() -> list[Seed]:
    """One file of each kind of the invented shop; long ones cut."""
    folders = ("ads", "orders", "reviews", "stock", "shop", "products", "sources")
    return [_real(sorted((ROOT / "fixtures" / "shop" / folder).iterdir())[0]) for folder in folders]


def samples() -> list[Seed]:
    """The real files beside the repository, if they are there; long ones cut."""
    folder = ROOT.parent / "shared" / "samples"
    return [_real(path) for path in sorted(folder.glob("*.*")) if path.suffix != ".md"]


def _real(path: Path) -> Seed:
    data = path.read_bytes()
    people: tuple[str, ...] = ()
    if data[:2] not in (b"PK", b"\xd0\xcf"):
        lines = data.splitlines(keepends=True)
        data = b"".join(lines[:_LINES])
        people = _people(data) if path.name.startswith(_WITH_PEOPLE) else ()
    return Seed(path.name, data, {"kind": None, "day": A_DAY}, people=people)


def _people(data: bytes) -> tuple[str, ...]:
    """Everybody who stands under a header that names or reaches a person."""
    try:
        words = data.decode("utf-8")
    except UnicodeDecodeError:
        words = data.decode("gb18030", errors="ignore")
    header, *rows = csv.reader(io.StringIO(words))
    places = [index for index, cell in enumerate(header) if any(pattern.search(cell) for pattern, _person in _WHO)]
    cells = {row[index].strip("'") for row in rows for index in places if index < len(row)}
    return tuple(sorted(cell for cell in cells if len(cell) > 3 and not _AMOUNT.fullmatch(cell)))
