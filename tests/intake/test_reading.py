from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from shopdesk import models
from shopdesk.errors import IntakeError
from shopdesk.intake import engine, kinds, names, outcome, read_file
from shopdesk.intake.layout import normal
from shopdesk.intake.reading import LAYOUTS
from shopdesk.text import speaking
from tests.intake.files import csv_file, only, rows_of

JD = ["日期", "访客数", "成交客户数", "成交金额"]


def test_intake_knows_neither_store_nor_interface_nor_frames() -> None:
    code = (
        "import sys, shopdesk.intake; "
        "print([n for n in ('sqlmodel', 'sqlalchemy', 'textual', 'pandas', 'python_calamine') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("table", sorted(outcome.KEYS))
def test_columns_are_those_of_the_models(table: str) -> None:
    columns = models.Table.metadata.tables[table].columns
    key = tuple(column.name for column in columns if column.primary_key and column.name != "shop_id")
    assert outcome.KEYS[table] == key
    assert set(outcome.VALUES[table]) <= {column.name for column in columns} - {*key, "shop_id", "import_id"}


def test_kinds_are_told_in_the_current_language() -> None:
    found = {kind.id: kind for kind in kinds()}
    assert len(found) == len(LAYOUTS)
    assert found["sycm_source"].columns[1] == "一级来源"
    assert all(kind.label and kind.where and kind.feeds for kind in found.values())
    with speaking("zh"):
        assert {kind.id for kind in kinds()} == set(found)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.id)
def test_layouts_name_only_their_own_columns(layout: object) -> None:
    from shopdesk.intake.layout import Layout

    assert isinstance(layout, Layout)
    own = [column.name for column in layout.columns]
    assert len(own) == len(set(own))
    named = {name for group in layout.needs for name in group} | {*layout.must, *layout.sums} - {"day"}
    named |= {name for ratio in layout.ratios for name in (ratio.column, ratio.over, ratio.under)} - {"orders"}
    assert named <= set(own)
    headers = {normal(header) for column in layout.columns for header in column.headers}
    assert headers.isdisjoint(normal(header) for header in layout.rules_out)


def test_a_named_kind_is_taken_at_its_word(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [["日期", "访客数", "支付金额", "人群"], ["2024-01-01", "1", "2.00", "x"]])
    with pytest.raises(IntakeError):
        read_file(path)
    reading = only(path, kind="sycm_shop_daily")
    assert (reading.kind, reading.certainty, reading.columns_unknown) == ("sycm_shop_daily", 1.0, ("人群",))
    with pytest.raises(IntakeError, match="sycm_nothing"):
        read_file(path, kind="sycm_nothing")
    with pytest.raises(IntakeError, match="一级来源"):
        read_file(path, kind="sycm_product_source")


def test_unknown_columns_are_kept_aside_and_told(tmp_path: Path) -> None:
    reading = only(csv_file(tmp_path, [[*JD, "新指标\x1b[2J"], ["2024-01-01", "1", "1", "1", "9"]]))
    assert reading.columns_unknown == ("新指标␛[2J",)
    assert any("新指标" in note for note in reading.notes)


def test_what_is_shown_of_a_file_is_harmless(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path, [JD, ["2024-01-01", "\x1b]52;c;AAAA\x07\u202e", "1", "1"], ["2024-01-02", "1", "1", "1"]], "a\u202e.csv"
    )
    reading = only(path)
    shown = reading.file + reading.rejected[0].value
    assert "\x1b" not in shown and "\u202e" not in shown


def test_exactly_as_many_rows_as_the_platform_cuts_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "CUT_AT", 2)
    two = only(csv_file(tmp_path, [JD, ["2024-01-01", "1", "1", "1"], ["2024-01-02", "1", "1", "1"]]))
    assert any("cut" in note for note in two.notes)
    one = only(csv_file(tmp_path, [JD, ["2024-01-01", "1", "1", "1"]]))
    assert not any("cut" in note for note in one.notes)


def test_jd_self_service_suffix_and_missing_marks(tmp_path: Path) -> None:
    rows = [["时间", "访客数-全部渠道", "成交客户数-全部渠道", "成交金额-全部渠道"], ["20240101", "1,000", "-", "88.00"]]
    (row,) = rows_of(only(csv_file(tmp_path, rows)), "shopday")
    assert (row["day"], row["visitors"], row["paying_buyers"]) == (date(2024, 1, 1), 1000, None)


def test_an_unknown_column_stays_out_of_the_totals(tmp_path: Path) -> None:
    reading = only(csv_file(tmp_path, [JD, ["2024-01-01", "5", "-", "88.00"]]))
    assert reading.totals == {"visitors": 5, "sales": "88.00"}


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("流量-2024-01-01_2024-01-07.xls", (date(2024, 1, 1), date(2024, 1, 7))),
        ("店铺_20240105(1).xls", (date(2024, 1, 5), date(2024, 1, 5))),
        ("日报2024年1月5日.xls", (date(2024, 1, 5), date(2024, 1, 5))),
        ("a_20240101_20240107.csv", (date(2024, 1, 1), date(2024, 1, 7))),
        ("关键词报表_20240102_093011_店.csv", None),
        ("802914370337.csv", None),
        ("a_20241301.csv", None),
        ("2024-01-07_2024-01-01.csv", None),
    ],
)
def test_days_in_names(name: str, period: object) -> None:
    assert names.period_in(name) == period


@pytest.mark.parametrize(
    ("name", "shop"),
    [
        ("关键词报表_20240102_093011_花间小铺.csv", "花间小铺"),
        ("关键词报表_20240102_093011_花间_小铺 (1).csv", "花间_小铺"),
        ("关键词报表_20240102_093011.csv", None),
        ("report.csv", None),
    ],
)
def test_shops_in_names(name: str, shop: str | None) -> None:
    assert names.shop_in(name) == shop


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("平均停留时长（秒）", "平均停留时长(秒)"),
        (" 花费(￥)", "花费"),
        ("词 ID/词包ID", "词ID/词包ID"),
        ("Sessions – Total", "sessions - total"),
    ],
)
def test_headers_that_are_the_same(one: str, other: str) -> None:
    assert normal(one) == normal(other)
