"""The pitfalls of platform files that no other test meets; every figure is invented."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from shopdesk.errors import IntakeError
from shopdesk.intake import engine, read_file, renames
from shopdesk.intake.outcome import VALUES
from shopdesk.models import AdDay, OrderFact, ShopDay
from shopdesk.records import facts, table
from shopdesk.store import open_store
from tests.intake.files import Table, csv_file, only, rows_of, xls_file
from tests.landing.files import ORDER_HEADER, SHOP_HEADER, land, order, the_shop, write

SHOP = ["统计日期", "访客数", "支付买家数", "支付金额", "跳失率"]
SOURCE = ["一级来源", "二级来源", "访客数", "支付金额"]
STOCK = ["SKU", "可用库存"]
A_DAY = date(2024, 1, 2)


def shop_day(day: str = "2024-01-02", visitors: str = "10", bounce: str = "-") -> list[str]:
    return [day, visitors, "1", "88.00", bounce]


def xlsx_file(folder: Path, rows: Table, name: str = "report.xlsx") -> Path:
    import xlsxwriter

    path = folder / name
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for y, row in enumerate(rows):
            page.write_row(y, 0, row)
    return path


def test_a_line_end_within_a_cell_is_no_row(tmp_path: Path) -> None:
    at = "2024-01-02 10:00:00"
    reading = only(csv_file(tmp_path, [["评价内容", "评分", "评价时间"], ["太小\n退了\n不买了", "1", at], ["好", "5", at]]))
    assert [row["text"] for row in rows_of(reading, "review")] == ["太小\n退了\n不买了", "好"] and not reading.rejected


def test_sheets_of_other_columns_are_named_and_empty_ones_are_not(tmp_path: Path) -> None:
    path = xls_file(tmp_path, [STOCK, ["a", "5"]], sheet="库存", 说明=[["怎么填", "看这里"]], Sheet3=[])
    reading = only(path, day=A_DAY)
    assert reading.rows_read == 1 and "Sheets passed over: 说明." in reading.notes
    assert not any("Sheet3" in note for note in reading.notes)


def test_a_workbook_that_says_it_has_one_cell(tmp_path: Path) -> None:
    whole = xlsx_file(tmp_path, [STOCK, ["a", 5], ["b", 7]])
    path = tmp_path / "small.xlsx"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, re.sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1"/>', data))
    assert b'<dimension ref="A1"/>' in zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")
    assert only(path, day=A_DAY).totals == {"on_hand": 12, "skus": 2}


@pytest.mark.parametrize("above", [0, 1, 4, 5, 7, 9, 19])
def test_any_number_of_lines_above_the_header(tmp_path: Path, above: int) -> None:
    rows = [*([f"说明 {n}"] for n in range(above)), SHOP, shop_day()]
    reading = only(csv_file(tmp_path, rows))
    assert reading.rows_read == 1 and reading.totals["visitors"] == 10


@pytest.mark.parametrize("rows", [99_999, 100_000, 100_001])
def test_100_000_rows_to_the_row_are_pointed_out(tmp_path: Path, rows: int) -> None:
    path = tmp_path / "取数.csv"
    lines = (f"2024-01-02,{800_000_000_000 + n},7,1,8.00\n" for n in range(rows))
    path.write_text("统计日期,商品ID,商品访客数,支付买家数,支付金额\n" + "".join(lines), encoding="utf-8")
    reading = only(path)
    assert reading.rows_read == rows and engine.CUT_AT == 100_000
    assert any("Exactly 100,000 rows" in note for note in reading.notes) is (rows == 100_000)


@pytest.mark.parametrize(
    ("written", "rates"),
    [
        (["1", "0.5"], [1.0, 0.5]),
        (["1", "50"], [0.01, 0.5]),
        (["100%", "50%"], [1.0, 0.5]),
        (["0.5", "0.4"], [0.5, 0.4]),
    ],
)
def test_the_column_says_what_a_rate_of_1_is(tmp_path: Path, written: list[str], rates: list[float]) -> None:
    days = [shop_day("2024-01-02", bounce=written[0]), shop_day("2024-01-03", bounce=written[1])]
    assert [row["bounce_rate"] for row in rows_of(only(csv_file(tmp_path, [SHOP, *days])), "shopday")] == rates


def test_the_day_may_stand_above_the_header(tmp_path: Path) -> None:
    above = [["导出时间：2024-01-05 09:00"], ["统计日期：2024-01-02 至 2024-01-02"]]
    reading = only(csv_file(tmp_path, [*above, SOURCE, ["平台流量", "搜索", "10", "88.00"]], "流量来源.csv"))
    assert (reading.period_from, reading.period_to) == (A_DAY, A_DAY)


def test_several_days_above_the_header_are_no_day_and_when_it_was_made_is_none(tmp_path: Path) -> None:
    row = ["平台流量", "搜索", "10", "88.00"]
    with pytest.raises(IntakeError, match="2024-01-01 to 2024-01-07"):
        read_file(csv_file(tmp_path, [["统计时间：2024-01-01~2024-01-07"], SOURCE, row], "流量来源.csv"))
    with pytest.raises(IntakeError, match="--date"):
        read_file(csv_file(tmp_path, [["导出时间：2024-01-05"], SOURCE, row], "流量来源.csv"))


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        ("sycm_source", [SOURCE, ["平台流量", "搜索", "10", "88.00"]]),
        ("stock", [STOCK, ["a", "5"]]),
        ("woo_stock", [["Product / Variation", "SKU", "Status", "Stock"], ["Box", "B", "In stock", "1"]]),
        ("amazon_business", [["(Child) ASIN", "Title", "Sessions - Total", "Units Ordered", "Ordered Product Sales"],
                             ["B0INVENTED", "Box", "5", "1", "9.00"]]),
    ],
)  # fmt: skip
def test_a_day_nobody_names_is_never_today(tmp_path: Path, kind: str, rows: Table) -> None:
    path = csv_file(tmp_path, rows)
    with pytest.raises(IntakeError, match="--date"):
        read_file(path)
    reading = only(path, day=A_DAY)
    assert (reading.kind, reading.period_from) == (kind, A_DAY)


def test_people_of_several_days_are_said_to_be_counted_again(tmp_path: Path) -> None:
    both = only(csv_file(tmp_path, [SHOP, shop_day(), shop_day("2024-01-03")]))
    assert both.totals["visitors"] == 20 and any("add up days" in note for note in both.notes)
    assert not any("add up days" in note for note in only(csv_file(tmp_path, [SHOP, shop_day()])).notes)
    stock = only(csv_file(tmp_path, [["日期", *STOCK], ["2024-01-02", "a", "1"], ["2024-01-03", "a", "1"]]))
    assert not any("add up days" in note for note in stock.notes)


def test_no_ratio_is_kept_that_could_be_recomputed() -> None:
    kept = {name for names in VALUES.values() for name in names}
    assert {name for name in kept if name.endswith(("rate", "ratio", "share"))} == {"bounce_rate"}
    assert kept.isdisjoint({"conversion", "aov_minor", "depth", "ctr", "cpc_minor", "roas"})


# --- once they land ------------------------------------------------------------------------------------------------


def test_a_known_name_with_other_bytes_is_read_and_a_copy_under_another_name_is_not(tmp_path: Path) -> None:
    store = open_store(tmp_path / "desk" / "shop.db")
    land(store, write(tmp_path, "日报.csv", SHOP_HEADER, "2026-10-20,110,6,7,600.00\n"))
    newer = land(store, write(tmp_path, "日报.csv", SHOP_HEADER, "2026-10-20,110,6,7,550.00\n"))
    copy = land(store, write(tmp_path, "日报 (1).csv", SHOP_HEADER, "2026-10-20,110,6,7,550.00\n"))
    assert (newer.new, newer.changed, newer.same) == (0, 1, 0)
    assert (copy.new, copy.changed, copy.same) == (0, 0, 1)


# --- 35: what the platform renamed ---------------------------------------------------------------------------------

_WORDS = (
    "日期,场景名字,计划ID,宝贝ID,关键词,展现量,点击量,花费,总成交笔数,总成交金额\n2024-02-20,{},77,802,连衣裙,240,10,{},1,99.00\n"
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("直通车", "关键词推广"),
        ("关键词推广（原直通车）", "关键词推广"),
        ("引力魔方", "精准人群推广"),
        ("万相台", "智能场景"),
    ],
)
def test_a_day_of_ads_under_the_old_and_the_new_name_is_booked_once(tmp_path: Path, old: str, new: str) -> None:
    store = open_store(tmp_path / "desk" / "shop.db")
    first = land(store, write(tmp_path, "a.csv", _WORDS.format(old, "16.00")), shop_name="One")
    again = land(store, write(tmp_path, "b.csv", _WORDS.format(new, "17.50")))
    assert (first.new, again.new, again.changed) == (1, 0, 1)
    columns = table(AdDay).c
    with store.read() as db:
        assert db.execute(sa.select(columns.tool, columns.spend_minor)).all() == [(new, 1750)]
    said = f"Names the platform gave up are booked under those of today: {old} → {new}."
    assert (said in first.notes) is (old in renames.RENAMED) and not any("gave up" in note for note in again.notes)


def test_both_names_in_one_file_are_one_row(tmp_path: Path) -> None:
    head, row = _WORDS.format("直通车", "16.00").splitlines()
    path = tmp_path / "a.csv"
    path.write_text("\n".join([head, row, row.replace("直通车", "关键词推广").replace("16.00", "17.50")]), encoding="utf-8")
    (word,) = rows_of(only(path), "adday")
    assert (word["tool"], word["spend_minor"]) == ("关键词推广", 1750)


def test_a_renamed_source_is_the_same_source(tmp_path: Path) -> None:
    rows = [[*SOURCE], ["广告流量", "直通车", "10", "88.00"], ["广告流量", "万相台", "5", "8.00"]]
    old = rows_of(only(csv_file(tmp_path, rows), day=A_DAY), "sourceday")
    rows = [[*SOURCE], ["广告流量", "关键词推广(原直通车)", "10", "88.00"], ["广告流量", "智能场景", "5", "8.00"]]
    assert old == rows_of(only(csv_file(tmp_path, rows), day=A_DAY), "sourceday")
