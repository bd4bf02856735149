from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from shopdesk.errors import IntakeError
from shopdesk.intake import read_file
from tests.intake.files import csv_file, only, rows_of

REVENUE = ["Date", "Orders", "Gross sales", "Returns", "Coupons", "Net sales", "Taxes", "Shipping", "Total sales"]


def day(at: str, returns: str = "20.00", total: str = "120.00") -> list[str]:
    return [at, "3", "130.00", returns, "10.00", "100.00", "12.00", "8.00", total]


@pytest.mark.parametrize("returns", ["20.00", "-20.00"])
def test_revenue_by_day(tmp_path: Path, returns: str) -> None:
    rows = [REVENUE, day("2026-08-03 00:00:00", returns), day("2026-08-04 00:00:00", "0", "140.00")]
    reading = only(csv_file(tmp_path, rows), currency="USD")
    assert rows_of(reading, "shopday")[0] == {
        "day": date(2026, 8, 3),
        "origin": "woo_revenue",
        "orders": 3,
        "sales_minor": 14_000,
        "refunds_minor": 2_000,
    }
    assert {"orders": 6, "sales": "280.00", "refunds": "20.00", "total_sales": "260.00"}.items() <= reading.totals.items()
    assert reading.checks and all(check.agree for check in reading.checks)


def test_shifted_revenue_is_noticed(tmp_path: Path) -> None:
    reading = only(csv_file(tmp_path, [REVENUE, day("2026-08-03 00:00:00", total="100.00")]))
    assert [check.agree for check in reading.checks] == [False]


@pytest.mark.parametrize(
    "days",
    [
        ("2026-08-03 00:00:00", "2026-08-10 00:00:00", "2026-08-17 00:00:00"),
        ("2026-08-03 00:00:00", "2026-08-03 01:00:00"),
    ],
)
def test_weeks_and_hours_are_no_days(tmp_path: Path, days: tuple[str, ...]) -> None:
    with pytest.raises(IntakeError, match="By day"):
        read_file(csv_file(tmp_path, [REVENUE, *map(day, days)]))


ORDERS = ["Date", "Order #", "N. Revenue (formatted)", "Status", "Customer", "Customer type", "Product(s)", "Items sold"]
ORDERS += ["Coupon(s)", "Net Sales", "Attribution"]


def order(number: str, state: str, net: str) -> list[str]:
    return ["2026-08-03 10:11:12", number, f"${net}", state, "Amira Invented", "new", "2× Box, 1× Lid", "3", "", net, "Direct"]


def test_orders_and_their_refunds(tmp_path: Path) -> None:
    rows = [ORDERS, order("17", "completed", "90.00"), order("18", "pending", "40.00"), order("17", "completed", "-30.00")]
    reading = only(csv_file(tmp_path, rows), currency="USD")
    first, second = rows_of(reading, "orderfact")
    assert first == {
        "order_id": "17",
        "state": "completed",
        "created_at": datetime(2026, 8, 3, 10, 11, 12),
        "paid_at": datetime(2026, 8, 3, 10, 11, 12),
        "total_minor": 9000,
        "paid_minor": 9000,
        "refund_minor": 3000,
        "units": 3,
        "titles": "2× Box, 1× Lid",
    }
    assert (second["paid_at"], second["paid_minor"]) == (None, 0)
    assert reading.totals == {"orders": 2, "paid_orders": 1, "sales": "90.00", "refunds": "30.00", "units": 3}
    assert "Amira" not in repr(reading) and reading.columns_unknown == ()


def test_stock(tmp_path: Path) -> None:
    rows = [["Product / Variation", "SKU", "Status", "Stock"], ["Box", "BX", "In stock", "12"], ["Lid", "", "In stock", ""]]
    reading = only(csv_file(tmp_path, rows), day=date(2026, 8, 3))
    assert reading.kind == "woo_stock"
    assert [(row["product_id"], row["sku"], row["on_hand"]) for row in rows_of(reading, "stocklevel")] == [
        ("BX", "BX", 12),
        ("Lid", "", None),
    ]
    assert any("not kept" in note for note in reading.notes)


PRODUCTS = ["ID", "Type", "SKU", "Name", "Published", "Is featured?", "Description", "In stock?", "Stock", "Regular price"]
PRODUCTS += ["Categories", "Parent", "Attribute 1 name", "Attribute 1 value(s)"]


def product(kind: str, sku: str, name: str, in_stock: str, stock: str) -> list[str]:
    return ["44", kind, sku, name, "1", "0", "Invented,\nof oak", in_stock, stock, "45", "Boxes", "", "Colour", "Oak"]


def test_products_and_their_stock(tmp_path: Path) -> None:
    rows = [
        PRODUCTS,
        product("variable", "BOX", "Box", "1", ""),
        product("variation", "BOX-O", "Box - Oak", "1", "12"),
        product("variation", "BOX-T", "Box - Teak", "1", "parent"),
        product("simple", "", "Lid", "0", ""),
        product("simple, virtual", "CARD", "Card", "backorder", "'-3"),
    ]
    reading = only(csv_file(tmp_path, rows, "wc-products-2026-08-03.csv"))
    assert (reading.kind, reading.columns_unknown, reading.rejected) == ("woo_products", (), ())
    assert [tuple(row.values()) for row in rows_of(reading, "stocklevel")] == [
        (date(2026, 8, 3), "BOX-O", "BOX-O", 12),
        (date(2026, 8, 3), "BOX-T", "BOX-T", None),
        (date(2026, 8, 3), "Lid", "", None),
        (date(2026, 8, 3), "CARD", "CARD", 0),
    ]
    assert {row["product_id"]: row["title"] for row in rows_of(reading, "product")}["BOX"] == "Box"
    assert any("stock of 2 products" in note for note in reading.notes)


def test_products_without_a_day_or_any_stock(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [PRODUCTS, product("variable", "BOX", "Box", "1", "")])
    with pytest.raises(IntakeError, match="--date"):
        read_file(path)
    reading = only(path, day=date(2026, 8, 3))
    assert rows_of(reading, "stocklevel") == [] and len(rows_of(reading, "product")) == 1
