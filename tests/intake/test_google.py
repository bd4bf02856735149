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


# --- Google Ads keywords and search terms --------------------------------------------------------------------------

KEYWORD = ["Keyword status", "Keyword", "Match type", "Campaign", "Ad group", "Final URL", "Impr.", "Interactions"]
KEYWORD += ["Interaction rate", "Currency code", "Avg. cost", "Cost", "Clicks", "Conv. rate", "Conversions", "Avg. CPC"]
WORD = ["Enabled", "oak box", "Phrase match", "Boxes", "Oak", " --", "1,606", "80", "4.98%", "GBP", "0.50", "40.00", "80"]
WORD += ["2.50%", "2.00", "0.50"]


def test_keywords_of_a_day(tmp_path: Path) -> None:
    total = ["Total: Account", " --", *[""] * 4, "1,606", "80", "", "GBP", "", "40.00", "80", "", "2.00", ""]
    rows = [["Search keyword report"], ["27 January 2026 - 27 January 2026"], KEYWORD, WORD, total]
    reading = only(csv_file(tmp_path, rows), currency="GBP")
    (row,) = rows_of(reading, "adday")
    expected = {
        "level": "keyword",
        "item": "oak box",
        "word_type": "Phrase match",
        "group_id": "Oak",
        "clicks": 80,
        "impressions": 1606,
        "spend_minor": 4000,
        "orders": 2,
    }
    assert expected.items() <= row.items()
    assert (reading.kind, reading.currency, reading.totals["keywords"]) == ("google_ads_keyword", "GBP", 1)
    assert len(reading.checks) >= 5 and all(check.agree for check in reading.checks)


def test_search_terms_by_day_leave_converted_money_alone(tmp_path: Path) -> None:
    header = ["Day", "Search term", "Match type", "Added/Excluded", "Campaign", "Ad group", "Currency code", "Clicks", "Impr."]
    header += ["CTR", "Avg. CPC", "Cost", "Cost (Converted currency)", "Converted currency code"]
    row = ["2026-01-27", "box", "Broad match", "None", "Boxes", "Oak", "GBP", "4", "50", "8.00%", "0.25", "1.00", "1.30", "USD"]
    rows = [["Search terms report"], ["All time"], header, row]
    reading = only(csv_file(tmp_path, rows), currency="GBP")
    (found,) = rows_of(reading, "adday")
    assert (reading.kind, found["level"], found["item"]) == ("google_ads_search_term", "search_term", "box")
    assert (found["spend_minor"], reading.currency, reading.columns_unknown) == (100, "GBP", ())


# --- GA4 channels --------------------------------------------------------------------------------------------------

CHANNELS = csv_bytes(
    [
        ["Session primary channel group (Default Channel Group)", "Sessions", "Engaged sessions", "Total revenue"],
        ["Organic Search", "120", "80", "310.50"],
        ["Direct", "30", "10", "0"],
    ]
)


def test_channels_of_a_day(tmp_path: Path) -> None:
    reading = only(ga4(tmp_path, b"# Start date: 20260224\n# End date: 20260224", CHANNELS), currency="EUR")
    first, _second = rows_of(reading, "sourceday")
    assert first == {
        "day": date(2026, 2, 24),
        "device": "",
        "attribution": "",
        "source": "Organic Search",
        "is_leaf": True,
        "visitors": 120,
        "sales_minor": 31050,
    }
    assert reading.totals["visitors"] == 150 and any("Sessions" in note for note in reading.notes)


def test_channels_of_a_month_are_no_day(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="day by day"):
        read_file(ga4(tmp_path, b"# Start date: 20260224\n# End date: 20260323", CHANNELS))
