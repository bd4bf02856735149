from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from shopdesk.errors import IntakeError
from shopdesk.intake import read_file
from tests.intake.files import csv_file, only, rows_of

HEADER = ["Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Currency", "Subtotal", "Total", "Created at"]
HEADER += ["Lineitem quantity", "Lineitem name", "Lineitem price", "Billing Name", "Billing Street", "Shipping Zip", "Notes"]
HEADER += ["Cancelled at", "Refunded Amount", "Outstanding Balance", "Phone"]
PEOPLE = ("amira@example.org", "Amira Invented", "12 Nowhere Lane", "'90210", "ring twice,\nplease", "+1 555 0100")


def order(
    name: str,
    state: str = "paid",
    paid: str = "2026-04-05 21:06:21 +0400",
    *,
    total: str = "88.00",
    cancelled: str = "",
    refunded: str = "0.00",
    owed: str = "0.00",
    quantity: str = "2",
) -> list[str]:
    email, person, street, code, note, phone = PEOPLE
    made = "2026-04-05 20:59:00 +0400"
    head = [name, email, state, paid, "fulfilled", "USD", "80.00", total, made]
    return [*head, quantity, "Oak box", "40.00", person, street, code, note, cancelled, refunded, owed, phone]


def line(name: str, quantity: str = "1", title: str = "Lid") -> list[str]:
    return [name, PEOPLE[0], *[""] * 7, quantity, title, "4.00", *[""] * 8]


def test_lines_belong_to_their_order(tmp_path: Path) -> None:
    rows = [HEADER, order("#1001"), line("#1001"), line("#1001"), order("#1002", quantity="1")]
    reading = only(csv_file(tmp_path, rows), currency="USD", timezone="America/New_York")
    first, second = rows_of(reading, "orderfact")
    assert first == {
        "order_id": "#1001",
        "state": "paid",
        "created_at": datetime(2026, 4, 5, 12, 59),
        "paid_at": datetime(2026, 4, 5, 13, 6, 21),
        "total_minor": 8800,
        "paid_minor": 8800,
        "refund_minor": 0,
        "units": 4,
        "titles": "Oak box, Lid, Lid",
    }
    assert second["units"] == 1
    items = rows_of(reading, "orderitem")
    assert [(item["order_id"], item["line"], item["units"]) for item in items][:3] == [
        ("#1001", 1, 2),
        ("#1001", 2, 1),
        ("#1001", 3, 1),
    ]
    assert {"title": "Oak box", "price_minor": 4000}.items() <= items[0].items()
    expected = {"orders": 2, "paid_orders": 2, "sales": "176.00", "refunds": "0.00", "units": 5, "lines": 4}
    assert (reading.kind, reading.totals, reading.currency) == ("shopify_orders", expected, "USD")
    assert reading.columns_unknown == () and reading.checks == ()
    assert not any(person.strip("'") in repr(reading) for person in PEOPLE)


def test_a_buyer_is_known_by_a_hash_only(tmp_path: Path) -> None:
    reading = only(csv_file(tmp_path, [HEADER, order("#1"), order("#2")]), currency="USD", secret=b"invented")
    first, second = rows_of(reading, "orderfact")
    assert first["buyer"] == second["buyer"] and len(first["buyer"]) == 16 and PEOPLE[0] not in repr(reading)


@pytest.mark.parametrize(
    ("zone", "day"), [("Asia/Dubai", 5), ("Asia/Shanghai", 6), ("America/Los_Angeles", 5), ("Pacific/Auckland", 6)]
)
def test_the_pay_day_is_the_shops(tmp_path: Path, zone: str, day: int) -> None:
    reading = only(csv_file(tmp_path, [HEADER, order("#1001")]), currency="USD", timezone=zone)
    assert (reading.period_from, reading.period_to) == (date(2026, 4, day),) * 2


def test_what_is_not_paid(tmp_path: Path) -> None:
    rows = [
        HEADER,
        order("#1", "voided"),
        order("#2", "pending", ""),
        order("#3", "refunded", cancelled="2026-04-06 10:00:00 +0400", refunded="88.00"),
        order("#4", "partially_refunded", refunded="8.00"),
        order("#5", "partially_paid", owed="38.00"),
        order("#6", "paid", ""),
    ]
    reading = only(csv_file(tmp_path, rows), currency="USD")
    paid = {
        row["order_id"]: (row["state"], row["paid_at"] is not None, row["paid_minor"]) for row in rows_of(reading, "orderfact")
    }
    assert paid == {
        "#1": ("voided", False, 0),
        "#2": ("pending", False, 0),
        "#3": ("cancelled", False, 0),
        "#4": ("partially_refunded", True, 8800),
        "#5": ("partially_paid", True, 5000),
        "#6": ("paid", False, 8800),
    }
    assert reading.totals == {"orders": 6, "paid_orders": 2, "sales": "138.00", "refunds": "8.00", "units": 4, "lines": 6}
    assert any("2 cancelled or voided" in note for note in reading.notes)
    assert any("no pay time" in note for note in reading.notes)
    assert [item["state"] for item in rows_of(reading, "orderitem")][:3] == ["voided", "pending", "cancelled"]


def test_a_line_without_its_order_is_left_out(tmp_path: Path) -> None:
    broken = order("#1002", total="Amira")
    reading = only(csv_file(tmp_path, [HEADER, line("#1000"), order("#1001"), broken, line("#1002")]), currency="USD")
    assert [problem.row for problem in reading.rejected] == [2, 4, 5]
    assert len(rows_of(reading, "orderfact")) == 1 and "Amira" not in repr(reading)
    with pytest.raises(IntakeError, match="first line"):
        read_file(csv_file(tmp_path, [HEADER, line("#1000")]))


def test_an_order_met_again_counts_once(tmp_path: Path) -> None:
    rows = [HEADER, order("#1001"), line("#1001"), order("#1001", total="90.00"), line("#1001")]
    reading = only(csv_file(tmp_path, rows), currency="USD")
    (row,) = rows_of(reading, "orderfact")
    assert (row["units"], row["total_minor"]) == (3, 9000) and any("later one counts" in note for note in reading.notes)


def test_another_currency_is_told(tmp_path: Path) -> None:
    reading = only(csv_file(tmp_path, [HEADER, order("#1001")]), currency="CNY")
    (check,) = reading.checks
    assert (reading.currency, check.agree) == ("USD", False)


def test_a_shifted_order_shows_no_person(tmp_path: Path) -> None:
    shifted = order("#1")
    shifted[5], shifted[7] = PEOPLE[5], PEOPLE[1]
    reading = only(csv_file(tmp_path, [HEADER, shifted, order("#2")]), currency="USD")
    assert len(reading.rejected) == 1 and not any(person in repr(reading) for person in PEOPLE)


def test_a_line_that_lost_a_delimiter_lets_no_name_slide(tmp_path: Path) -> None:
    slid = [*order("#1")[:9], "2", PEOPLE[1], "40.00", *order("#1")[13:]]  # the line's name and price are gone
    reading = only(csv_file(tmp_path, [HEADER, slid, order("#2")]), currency="USD")
    assert [row["order_id"] for row in rows_of(reading, "orderfact")] == ["#2"]
    assert "cut" in reading.rejected[0].reason and PEOPLE[1] not in repr(reading)


def test_an_unknown_zone(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="Europe/London"):
        read_file(csv_file(tmp_path, [HEADER, order("#1")]), timezone="Mars/Olympus")


# --- stock ---------------------------------------------------------------------------------------------------------

STOCK = ["Handle", "Title", "Option1 Name", "Option1 Value", "Option2 Name", "Option2 Value", "SKU", "HS Code", "COO"]
STOCK += ["Location", "Bin name", "Incoming (not editable)", "Unavailable (not editable)", "Committed (not editable)"]
STOCK += ["Available (not editable)", "On hand (current)", "On hand (new)"]


def level(handle: str, size: str, sku: str, place: str, incoming: str, available: str, title: str = "") -> list[str]:
    return [handle, title, "Size", size, "Wood", "Oak", sku, "", "", place, "", incoming, "0", "2", available, "9", ""]


def test_stock_by_location_adds_up(tmp_path: Path) -> None:
    rows = [
        STOCK,
        level("box", "S", "", "Leeds", "5", "7", "Oak box"),
        level("box", "S", "", "York", "not stocked", "not stocked"),
        level("box", "S", "", "Hull", "0", "7"),
        level("box", "L", "BX-L", "Leeds", "0", "-3"),
        level("lid", "L", "LD", "Leeds", "0", "not stocked", "Lid"),
    ]
    reading = only(csv_file(tmp_path, rows), day=date(2026, 4, 5))
    found = {(row["product_id"], row["sku"]): (row["on_hand"], row["incoming"]) for row in rows_of(reading, "stocklevel")}
    assert found == {("box", "S / Oak"): (14, 5), ("box", "BX-L"): (0, 0), ("lid", "LD"): (None, 0)}
    assert rows_of(reading, "product") == [{"product_id": "box", "title": "Oak box"}, {"product_id": "lid", "title": "Lid"}]
    assert reading.kind == "shopify_inventory" and not reading.rejected and reading.columns_unknown == ()
    assert any("beyond" in note for note in reading.notes)
    with pytest.raises(IntakeError, match="--date"):
        read_file(csv_file(tmp_path, rows))
