"""A peer's items from a file; everything here is invented."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shopdesk.errors import IntakeError
from shopdesk.intake import read_file
from shopdesk.intake.peer_items import item_key, shown_price, shown_sales
from tests.intake.files import csv_file, only, rows_of, xls_file

HEAD = ["标题", "价格", "销量", "链接", "上架时间"]
DAY = date(2026, 10, 27)


def test_a_listing_file_is_of_the_peer_and_day_in_its_name(tmp_path: Path) -> None:
    rows = [
        HEAD,
        ["毛呢连衣裙", "¥129.00起", "1.2万+人付款", "https://item.example/i.htm?spm=1&id=700000000001", "2026-10-12"],
        ["针织长裙", "79-99", "已售500+", "//detail.example/700000000002.html", ""],
    ]
    reading = only(csv_file(tmp_path, rows, "橘子巷女装_2026-10-27.csv", encoding="gb18030"))
    assert (reading.kind, reading.totals) == ("peer_items", {"peers": 1, "items": 2})
    first, second = rows_of(reading, "peerlisting")
    assert first == {
        "day": DAY,
        "peer": "橘子巷女装",
        "item": "700000000001",
        "title": "毛呢连衣裙",
        "url": "https://item.example/i.htm?spm=1&id=700000000001",
        "price_minor": 12900,
        "sales_shown": 12000,
        "listed_on": date(2026, 10, 12),
    }
    assert (second["item"], second["price_minor"], second["sales_shown"]) == ("700000000002", 7900, 500)
    assert second["url"].startswith("https://") and second["listed_on"] is None


def test_the_shop_column_names_the_peer_and_never_our_shop(tmp_path: Path) -> None:
    rows = [["店铺名称", "标题", "价格"], ["甲店", "裙子", "79"], ["乙店", "裙子", "89"]]
    reading = only(xls_file(tmp_path, rows), day=DAY)
    assert reading.shop is None and reading.totals == {"peers": 2, "items": 2}


def test_columns_of_any_tool_are_mapped_once(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [["What", "Costs", "Gone"], ["Wool dress", "$29.90", "120 sold"]], "Rose Alley.csv")
    with pytest.raises(IntakeError):
        read_file(path)
    reading = only(path, mapping={"What": "title", "Costs": "price", "Gone": "sales"}, kind="peer_items", day=DAY, currency="USD")
    (row,) = rows_of(reading, "peerlisting")
    assert (row["peer"], row["item"], row["price_minor"], row["sales_shown"]) == ("rose alley", "title:wooldress", 2990, 120)


def test_without_a_day_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="--date"):
        read_file(csv_file(tmp_path, [HEAD, ["裙子", "79", "3", "https://x.example/a", ""]], "甲店.csv"))


@pytest.mark.parametrize(
    ("words", "price"), [("¥79.00", 7900), ("79.9-129", 7990), ("￥1,299起", 129900), ("69元", 6900), ("面议", None), ("", None)]
)
def test_prices_as_pages_write_them(words: str, price: int | None) -> None:
    assert shown_price(words, "CNY") == price


@pytest.mark.parametrize(
    ("words", "sold"),
    [
        ("1,240", 1240),
        ("已售1000+件", 1000),
        ("1.2万+人付款", 12000),
        ("3k sold", 3000),
        ("5 sold", 5),
        ("暂无", None),
        ("", None),
    ],
)
def test_sales_as_pages_write_them(words: str, sold: int | None) -> None:
    assert shown_sales(words) == sold


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://item.example/item.htm?spm=a1&id=7000", "7000"),
        ("https://item.example/100012345678.html?from=1", "100012345678"),
        ("https://www.example/some-name/dp/B0ABCDEFGH?ref=x", "B0ABCDEFGH"),
        ("https://shop.example/products/wool-dress?x=1", "shop.example/products/wool-dress"),
        ("https://[x", "title:wooldress"),
        ("", "title:wooldress"),
    ],
)
def test_an_item_is_known_by_its_link_else_by_its_title(url: str, key: str) -> None:
    assert item_key(url, "Wool Ｄress") == key
