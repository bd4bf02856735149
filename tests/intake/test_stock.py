from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shopdesk.errors import IntakeError
from shopdesk.intake import read_file
from tests.intake.files import csv_file, only, rows_of


def test_stock_of_an_erp(tmp_path: Path) -> None:
    rows = [
        ["日期", "商品ID", "商家编码", "可用库存", "在途数量"],
        ["2024-01-09", "8029", "A-1", "118", "40"],
        ["2024-01-09", "8029", "A-2", "0", "-"],
    ]
    reading = only(csv_file(tmp_path, rows, encoding="gb18030"))
    assert reading.kind == "stock" and reading.totals == {"on_hand": 118, "incoming": 40, "skus": 2}
    first, second = rows_of(reading, "stocklevel")
    assert first == {"day": date(2024, 1, 9), "product_id": "8029", "sku": "A-1", "on_hand": 118, "incoming": 40}
    assert (second["on_hand"], second["incoming"]) == (0, None)


def test_stock_by_sku_alone_and_the_day_of_the_files_name(tmp_path: Path) -> None:
    rows = [["SKU编码", "数量"], ["A-1", "5"]]
    (row,) = rows_of(only(csv_file(tmp_path, rows, "库存_2024-01-09.csv")), "stocklevel")
    assert (row["product_id"], row["sku"], row["day"]) == ("A-1", "A-1", date(2024, 1, 9))
    with pytest.raises(IntakeError, match="--date"):
        read_file(csv_file(tmp_path, rows))


def test_several_warehouses_add_up(tmp_path: Path) -> None:
    rows = [
        ["商品ID", "SKU", "仓库", "库存", "在途"],
        ["8", "a", "杭州", "5", "-"],
        ["8", "a", "广州", "7", "2"],
        ["8", "b", "广州", "1", ""],
    ]
    reading = only(csv_file(tmp_path, rows), day=date(2024, 1, 9))
    assert [(row["on_hand"], row["incoming"]) for row in rows_of(reading, "stocklevel")] == [(12, 2), (1, None)]
    assert any("warehouses" in note for note in reading.notes)


def test_a_listing_sheet_prefers_the_sku_to_the_sellers_code(tmp_path: Path) -> None:
    rows = [["商品Id", "商家编码", "SKUID", "数量", "商家编码"], ["8", "outer", "4711", "3", "inner"]]
    (row,) = rows_of(only(csv_file(tmp_path, rows), day=date(2024, 1, 9)), "stocklevel")
    assert (row["product_id"], row["sku"], row["on_hand"]) == ("8", "4711", 3)


def test_stock_mapped_by_the_operator(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [["Artikel", "Bestand"], ["8", "3"]])
    reading = only(path, kind="stock", day=date(2024, 1, 9), mapping={"Artikel": "product_id", "Bestand": "on_hand"})
    assert rows_of(reading, "stocklevel")[0]["on_hand"] == 3
