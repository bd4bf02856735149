from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shopdesk.errors import IntakeError
from shopdesk.intake import read_file
from tests.intake.files import csv_file, only, rows_of

TERMS = ["Start Date", "End Date", "Campaign Name", "Ad Group Name", "Targeting", "Match Type", "Customer Search Term"]
TERMS += ["", "Impressions", "Clicks", "Spend", "14 Day Total Sales (₹)", "14 Day Total Orders (#)"]


def term(first: str, last: str, targeting: str = "*") -> list[str]:
    return [first, last, "Auto", "Auto", targeting, "-", "spoon rest", "", "10", "1", "0.33", "10.99", "1"]


def test_search_terms_by_day(tmp_path: Path) -> None:
    rows = [TERMS, term("8/1/22", "8/1/22"), term("8/1/22", "8/1/22", "close-match")]
    first, second = rows_of(only(csv_file(tmp_path, rows), currency="INR"), "adday")
    assert (first["day"], first["item"], first["spend_minor"], first["sales_minor"]) == (date(2022, 8, 1), "spoon rest", 33, 1099)
    assert (first["item_id"], second["item_id"]) == ("*", "close-match")


def test_search_terms_of_a_month_are_refused(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="Daily"):
        read_file(csv_file(tmp_path, [TERMS, term("8/1/22", "8/31/22")]))


SPENT = ["Impressions", "Clicks", "Click-Thru Rate (CTR)", "Cost Per Click (CPC)", "Spend", "14 Day Total Sales (₹)"]
SPENT += ["Total Return on Advertising Spend (RoAS)", "14 Day Total Orders (#)"]
FIGURES = ["1000", "20", "0.02", "5", "100.00", "400.00", "4", "2"]


@pytest.mark.parametrize(
    ("columns", "cells", "kind", "expected"),
    [
        (
            ["Ad Group Name", "Targeting ", "Match Type"],
            ["Oak", "oak box", "EXACT"],
            "amazon_targeting",
            {"level": "keyword", "item": "oak box", "word_type": "EXACT", "group_id": "Oak"},
        ),
        (
            ["Ad Group Name", "Advertised SKU", "Advertised ASIN"],
            ["Oak", "A-1", "B0INVENTED"],
            "amazon_advertised_product",
            {"level": "product", "product_id": "B0INVENTED", "item_id": "A-1", "item": ""},
        ),
        (
            ["Bidding strategy", "Placement "],
            ["Dynamic bids - down only", "Top of Search on-Amazon"],
            "amazon_placement",
            {"level": "campaign", "item": "Top of Search on-Amazon", "group_id": ""},
        ),
    ],
)
def test_sponsored_products(tmp_path: Path, columns: list[str], cells: list[str], kind: str, expected: dict[str, str]) -> None:
    header = ["Date", "Portfolio name", "Currency", "Campaign Name", *columns, *SPENT]
    rows = [header, ["2026-08-03", "-", "INR", "Boxes", *cells, *FIGURES]]
    reading = only(csv_file(tmp_path, rows), currency="INR")
    (row,) = rows_of(reading, "adday")
    assert reading.kind == kind and expected.items() <= row.items()
    assert {"impressions": 1000, "spend_minor": 10_000, "sales_minor": 40_000, "orders": 2}.items() <= row.items()
    assert reading.checks and all(check.agree for check in reading.checks)
    assert reading.currency == "INR" and reading.columns_unknown == ()


def test_a_header_names_the_currency(tmp_path: Path) -> None:
    rows = [["Date", "Campaign Name", "Targeting", *SPENT], ["2026-08-03", "Boxes", "oak", *FIGURES]]
    reading = only(csv_file(tmp_path, rows), currency="CNY")
    assert reading.currency == "INR" and not all(check.agree for check in reading.checks)


# --- business reports ----------------------------------------------------------------------------------------------

A_DAY = date(2026, 8, 3)
BUSINESS = ["(Parent) ASIN", "(Child) ASIN", "Title", "Sessions – Total", "Sessions – Total – B2B", "Page Views – Total"]
BUSINESS += ["Featured Offer (Buy Box) Percentage", "Units Ordered", "Unit Session Percentage", "Ordered Product Sales"]


def test_products_of_a_day(tmp_path: Path) -> None:
    rows = [
        BUSINESS,
        ["B0P", "B0A", "Box, large", "1,000", "3", "1,500", "99%", "20", "2.00%", "MX$2,000.00"],
        ["B0Q", "B0A", "Box, large", "10", "0", "15", "99%", "2", "20.00%", "MX$200.00"],
        ["B0P", "B0B", "Lid", "4", "0", "8", "99%", "6", "150.00%", "MX$60.00"],
    ]
    reading = only(csv_file(tmp_path, rows, encoding="utf-8-sig"), day=A_DAY, currency="MXN")
    box, lid = rows_of(reading, "productday")
    assert box == {
        "day": A_DAY,
        "product_id": "B0A",
        "visitors": 1010,
        "page_views": 1515,
        "units": 22,
        "sales_minor": 220_000,
    }
    assert lid["units"] == 6 and all(check.agree for check in reading.checks)
    assert rows_of(reading, "product")[0] == {"product_id": "B0A", "title": "Box, large"}
    assert (reading.kind, reading.currency, reading.totals["sales"]) == ("amazon_business", "MXN", "2260.00")
    assert reading.columns_unknown == ()
    with pytest.raises(IntakeError, match="--date"):
        read_file(csv_file(tmp_path, rows))


def test_german_headers_and_numbers(tmp_path: Path) -> None:
    header = ["(Übergeordnete) ASIN", "(Untergeordnete) ASIN", "Titel", "Sitzungen – Summe", "Seitenaufrufe – Summe"]
    header += ["Bestellte Einheiten", "Durch bestellte Produkte erzielter Umsatz"]
    rows = [header, ["B0P", "B0A", "Kiste", "1.234", "2.345", "12", "1.234,56 €"]]
    reading = only(csv_file(tmp_path, rows), day=A_DAY, currency="EUR")
    (row,) = rows_of(reading, "productday")
    assert (row["visitors"], row["units"], row["sales_minor"], reading.currency) == (1234, 12, 123_456, "EUR")


def test_the_shop_by_day(tmp_path: Path) -> None:
    header = ["Date", "Ordered Product Sales", "Ordered Product Sales - B2B", "Units Ordered", "Total Order Items"]
    header += ["Sessions - Total", "Page Views - Total", "Unit Session Percentage"]
    rows = [header, ["8/3/26", "£1,200.50", "£0.00", "30", "28", "900", "1,400", "3.33%"]]
    reading = only(csv_file(tmp_path, rows), currency="GBP")
    (row,) = rows_of(reading, "shopday")
    expected = {"day": A_DAY, "origin": "amazon_business_daily", "visitors": 900, "orders": 28, "sales_minor": 120_050}
    assert expected.items() <= row.items() and "paying_buyers" not in row
    assert reading.currency == "GBP" and all(check.agree for check in reading.checks)


def test_dates_that_name_the_day_first(tmp_path: Path) -> None:
    """As Amazon writes them in Europe; one date beyond the 12th settles it for the file."""
    header = ["Date", "Ordered Product Sales", "Units Ordered"]

    def days(*written: str) -> list[date]:
        rows = [header, *([day, f"£{n}.00", str(n)] for n, day in enumerate(written))]
        return [row["day"] for row in rows_of(only(csv_file(tmp_path, rows), currency="GBP"), "shopday")]

    assert days("03/08/2026", "13/08/2026") == [date(2026, 8, 3), date(2026, 8, 13)]
    assert days("03/08/2026", "04/08/2026") == [date(2026, 3, 8), date(2026, 4, 8)]
    assert days("8/13/26", "8/14/26", "13/8/26") == [date(2026, 8, 13), date(2026, 8, 14)]
