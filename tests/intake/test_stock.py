from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shopdesk.errors import IntakeError
from shopdesk.intake import read_file
from tests.intake.files import csv_file, only, rows_of, xls_file


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


TMALL = ["商品Id", "类目ID", "类目名称", "商品标题", "一口价", "导购标题", "商家编码", "发货时间", "发货时间", "最长发货时间"]
TMALL += ["销售属性", "属性对", "SKUID", "价格(元)", "数量", "商家编码", "生产日期", "保质期"]
NINTH = date(2024, 1, 9)


def item(number: str, sku: str, units: str, code: str = "", title: str = "") -> list[str]:
    own = [number, "50", "收纳盒", title, "59.00", "", f"P-{number}"] if number else [""] * 7
    return [*own, "", "", "", "颜色", f"颜色:{sku}", sku, "59.00", units, code, "", ""]


def test_a_tmall_sheet_tells_the_products_code_from_the_skus(tmp_path: Path) -> None:
    rows = [TMALL, item("8029", "4711", "3", "A-1", "橡木盒"), item("", "4712", "0", "A-2"), item("8030", "", "", "B-1", "竹盒")]
    reading = only(xls_file(tmp_path, rows, "商品_2024-01-09.xls"))
    assert (reading.kind, reading.columns_unknown, reading.rejected) == ("tmall_items", (), ())
    assert [tuple(row.values()) for row in rows_of(reading, "stocklevel")] == [
        (NINTH, "8029", "4711", 3),
        (NINTH, "8029", "4712", 0),
        (NINTH, "8030", "B-1", None),
    ]
    assert rows_of(reading, "product") == [
        {"product_id": "8029", "title": "橡木盒", "seller_code": "P-8029"},
        {"product_id": "8030", "title": "竹盒", "seller_code": "P-8030"},
    ]
    assert reading.totals == {"on_hand": 3, "skus": 3}


def test_skus_below_a_lost_product_are_not_the_one_aboves(tmp_path: Path) -> None:
    lost = [item("1.23E+17", "4713", "5", title="竹盒"), item("", "4714", "6"), item("", "4715", "7")]
    rows = [TMALL, item("8029", "4711", "3", title="橡木盒"), *lost, item("8031", "4716", "8", title="瓷盒")]
    reading = only(csv_file(tmp_path, rows), day=NINTH)
    assert [(row["product_id"], row["sku"]) for row in rows_of(reading, "stocklevel")] == [("8029", "4711"), ("8031", "4716")]
    assert [problem.row for problem in reading.rejected] == [3, 4, 5]


def test_a_tmall_sheet_needs_its_day(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="--date"):
        read_file(csv_file(tmp_path, [TMALL, item("8029", "4711", "3", title="橡木盒")]))
