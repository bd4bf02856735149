from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shopdesk.errors import IntakeError
from shopdesk.intake import read_file
from tests.intake.files import Table, csv_bytes, csv_file, only, rows_of

CAMPAIGN = [
    "Campaign status",
    "Campaign",
    "Currency code",
    "Clicks",
    "Impr.",
    "CTR",
    "Cost",
    "Avg. CPC",
    "Conversions",
    "Conv. value",
]
ROW = ["Enabled", "Boxes", "USD", "1,200", "40,000", "3.00%", "600.00", "0.50", "12.40", "1,800.00"]


def campaigns(folder: Path, period: str, encoding: str = "utf-8", rows: Table = (ROW,)) -> Path:
    return csv_file(folder, [["Campaign report"], [period], CAMPAIGN, *rows], encoding=encoding)


def test_a_campaign_report_of_one_day_is_booked(tmp_path: Path) -> None:
    reading = only(campaigns(tmp_path, "27 January 2026 - 27 January 2026"), currency="USD")
    (row,) = rows_of(reading, "adday")
    expected = {
        "day": date(2026, 1, 27),
        "level": "campaign",
        "campaign_id": "Boxes",
        "campaign": "Boxes",
        "impressions": 40_000,
        "clicks": 1_200,
        "spend_minor": 60_000,
        "orders": 12,
        "sales_minor": 180_000,
    }
    assert expected.items() <= row.items()
    assert any("rounded" in note for note in reading.notes) and all(check.agree for check in reading.checks)


@pytest.mark.parametrize("period", ["27 January 2026 - 23 February 2026", "All time"])
def test_a_campaign_report_of_many_days_is_not(tmp_path: Path, period: str) -> None:
    reading = only(campaigns(tmp_path, period), day=date(2026, 2, 23), currency="USD")
    assert reading.tables == () and reading.totals["clicks"] == 1_200


def test_a_campaign_report_by_day(tmp_path: Path) -> None:
    table = [["Day", *CAMPAIGN], ["2026-01-27", *ROW], ["2026-01-28", *ROW]]
    reading = only(csv_file(tmp_path, [["Campaign report"], ["27 January 2026 - 28 January 2026"], *table]), currency="USD")
    assert [row["day"] for row in rows_of(reading, "adday")] == [date(2026, 1, 27), date(2026, 1, 28)]
    assert (reading.period_from, reading.period_to) == (date(2026, 1, 27), date(2026, 1, 28))


def test_utf_16_with_tabs(tmp_path: Path) -> None:
    lines = ["Campaign report", "All time", "\t".join(CAMPAIGN), "\t".join(f'"{cell}"' for cell in ROW)]
    path = tmp_path / "report.csv"
    path.write_bytes("\n".join(lines).encode("utf-16"))
    assert only(path, currency="USD").totals["impressions"] == 40_000


def test_currencies_are_never_added_up(tmp_path: Path) -> None:
    path = campaigns(tmp_path, "All time", rows=[ROW, [*ROW[:2], "EUR", *ROW[3:]]])
    with pytest.raises(IntakeError, match="EUR, USD"):
        read_file(path)


# --- GA4 -----------------------------------------------------------------------------------------------------------

PAGES = csv_bytes([["Page path and screen class", "Views", "Active users", "Views per active user"], ["/a", "30", "10", "3"]])


def ga4(folder: Path, *blocks: bytes) -> Path:
    path = folder / "pages.csv"
    path.write_bytes(b"\n".join(blocks))
    return path


def test_pages_of_a_period(tmp_path: Path) -> None:
    reading = only(ga4(tmp_path, b"# Start date: 20260224\n# End date: 20260323", PAGES))
    assert rows_of(reading, "pageday") == [
        {"day": date(2026, 3, 23), "period_from": date(2026, 2, 24), "page": "/a", "views": 30, "users": 10}
    ]
    assert reading.certainty > 0.8


def test_of_stacked_reports_only_the_first_is_read(tmp_path: Path) -> None:
    head = b"# Start date: 20260224\n# End date: 20260323"
    reading = only(ga4(tmp_path, head, PAGES, b"# Start date: 20250101", PAGES))
    assert reading.rows_read == 1 and any("stacked" in note for note in reading.notes)


def test_pages_without_a_period_need_a_day(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="--date"):
        read_file(ga4(tmp_path, PAGES))
    assert only(ga4(tmp_path, PAGES), day=date(2026, 3, 1)).period_from == date(2026, 3, 1)


# --- Amazon --------------------------------------------------------------------------------------------------------

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
