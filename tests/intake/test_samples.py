"""The real sample files, against the totals of their README."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

from shopdesk.errors import IntakeError
from shopdesk.intake import Opener, read_file
from tests.intake.files import only, rows_of

A_DAY = date(2024, 1, 2)
TRAFFIC = ("sycm_traffic_biff8.xls", "sycm_traffic_gb18030.csv", "sycm_traffic_csv_named.xls")


def test_jd_shop_by_day(samples: Path) -> None:
    reading = only(samples / "jd_sz_shop_daily_400d.csv")
    assert (reading.kind, reading.period_from, reading.period_to) == ("jd_shop_daily", date(2022, 1, 1), date(2023, 2, 4))
    rows = rows_of(reading, "shopday")
    assert len(rows) == reading.rows_read == 400
    expected = {"visitors": 85_406_160, "page_views": 406_898_494, "orders": 10_366_183, "sales": "1050044696.68"}
    assert expected.items() <= reading.totals.items()
    assert [(check.file_says, check.we_sum, check.agree) for check in reading.checks] == [("400", "400", True)] * 2
    assert rows[0]["bounce_rate"] == 0.4 and rows[0]["dwell_seconds"] == 97.01
    assert not reading.rejected and not reading.columns_unknown


@pytest.mark.parametrize("name", TRAFFIC)
def test_traffic_is_the_same_in_three_containers(samples: Path, name: str) -> None:
    reading = only(samples / name, day=A_DAY)
    assert reading.kind == "sycm_source" and reading.rows_read == 22
    rows = {row["source"]: row for row in rows_of(reading, "sourceday")}
    assert len(rows) == 22 and all(row["is_leaf"] and row["day"] == A_DAY for row in rows.values())
    assert reading.totals["visitors"] == 186_956
    first = rows["一级 / -A"]  # 35188 × 9.98 % = 3511.8; 3512 × 54.3
    assert (first["visitors"], first["paying_buyers"], first["sales_minor"]) == (35_188, 3_512, 19_070_160)
    nobody = rows["四级 / -B"]  # 0.00 %, average spend empty
    assert (nobody["paying_buyers"], nobody["sales_minor"]) == (0, 0)
    assert any("rounded" in note for note in reading.notes)


@pytest.mark.parametrize("name", TRAFFIC)
def test_traffic_without_a_day_is_refused(samples: Path, name: str) -> None:
    with pytest.raises(IntakeError, match="--date"):
        read_file(samples / name)


def test_google_ads_campaigns(samples: Path) -> None:
    reading = only(samples / "campaign_report_utf8.csv", currency="GBP")
    assert (reading.kind, reading.period_from, reading.period_to) == (
        "google_ads_campaign",
        date(2026, 1, 27),
        date(2026, 2, 23),
    )
    assert {"campaigns": 2, "clicks": 867, "spend": "1164.09"}.items() <= reading.totals.items()
    assert reading.tables == () and any("several days" in note for note in reading.notes)
    assert reading.checks and all(check.agree for check in reading.checks)


def test_ga4_pages(samples: Path) -> None:
    reading = only(samples / "ga4_pages_crlf.csv")
    assert (reading.period_from, reading.period_to) == (date(2026, 2, 24), date(2026, 3, 23))
    first = rows_of(reading, "pageday")[0]
    assert (first["day"], first["period_from"]) == (date(2026, 3, 23), date(2026, 2, 24))
    assert (first["page"], first["views"], first["users"]) == ("/", 221, 154)
    assert len(rows_of(reading, "pageday")) == 56


def test_amazon_search_terms(samples: Path) -> None:
    reading = only(samples / "sp_search_term_emptyheader.xlsx", currency="USD")
    assert {"spend": "42.99", "clicks": 74, "sales": "54.95"}.items() <= reading.totals.items()
    rows = rows_of(reading, "adday")
    assert len(rows) == 50 and all(row["level"] == "search_term" and "impressions" not in row for row in rows)
    assert all(check.agree for check in reading.checks)


def test_amazon_currency_is_held_against_the_shops(samples: Path) -> None:
    reading = only(samples / "sp_search_term_emptyheader.xlsx", currency="CNY")
    (check,) = [check for check in reading.checks if not check.agree]
    assert (check.file_says, check.we_sum) == ("USD", "CNY")


def test_taobao_orders_keep_no_person(samples: Path) -> None:
    path = samples / "taobao_orders_gb18030.csv"
    reading = only(path)
    rows = rows_of(reading, "orderfact")
    assert len(rows) == len({row["order_id"] for row in rows}) == 50
    assert rows[0]["paid_at"] == datetime(2018, 5, 16, 9, 41) and rows[0]["paid_minor"] == 4186
    people = [cell for line in path.read_text("gb18030").splitlines()[1:] for cell in (line.split(",")[0], line.split(",")[2])]
    assert people and not any(person in repr(reading) for person in people)


def test_jd_reviews(samples: Path) -> None:
    reading = only(samples / "jd_comments_scored_61.csv")
    stars = Counter(row["stars"] for row in rows_of(reading, "review"))
    assert stars == {5: 56, 4: 2, 3: 3}
    assert reading.period_to == date(2023, 6, 13)


def test_one_opener_for_all(samples: Path) -> None:
    with Opener() as opener:
        workbooks = [only(samples / name, day=A_DAY, opener=opener) for name in TRAFFIC[:1] * 3]
    assert len({repr(reading) for reading in workbooks}) == 1
