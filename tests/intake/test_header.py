from __future__ import annotations

from pathlib import Path

from tests.intake.files import csv_bytes, only

ORDERS = ["Name", "Financial Status", "Paid at", "Currency", "Total", "Lineitem name", "Colour"]
ROW = ["#1", "paid", "2026-04-05 21:06:21 +0400", "USD", "88.00", "Oak box", "red"]


def test_a_row_that_slid_into_the_header_is_not_told(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(csv_bytes([ORDERS, ROW]))
    assert only(path, currency="USD").columns_unknown == ("Colour",)
    slid = csv_bytes([[*ORDERS, "Amira Invented", *ROW]])
    path.write_bytes(slid + csv_bytes([[*ROW, *[""] * 8]]))
    reading = only(path, currency="USD")
    assert "Amira" not in repr(reading) and len(reading.columns_unknown) == 8
