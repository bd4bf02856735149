"""The pitfalls of platform files that no other test meets; every figure is invented."""

from __future__ import annotations

import contextlib
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from shopdesk import locations
from shopdesk.desk import Desk
from shopdesk.errors import IntakeError
from shopdesk.intake import engine, read_file, renames
from shopdesk.intake.layout import Layout
from shopdesk.intake.outcome import VALUES
from shopdesk.intake.reading import LAYOUTS
from shopdesk.models import AdDay, Import, Replaced, ShopDay
from shopdesk.records import facts, shops, table
from shopdesk.store import Store, open_store
from tests.intake.files import Table, csv_file, only, rows_of, xls_file, zip_file
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


# --- 24: several currencies are never added up ---------------------------------------------------------------------

_TERMS = ["Search terms report"], ["1 January 2026 - 1 January 2026"]
_TERM = ["Search term", "Match type", "Campaign", "Currency code", "Clicks", "Impr.", "Cost", "Cost (Converted currency)",
         "Converted currency code"]  # fmt: skip
_BUSINESS = "(Child) ASIN,Title,Sessions - Total,Units Ordered,Ordered Product Sales\nB0INVENTED,Box,5,1,{}9.00\n"


def _google(folder: Path, *codes: str) -> Path:
    rows = [[f"box {n}", "Exact", "c", code, "3", "9", "1.00", "7.20", "CNY"] for n, code in enumerate(codes)]
    return csv_file(folder, [*_TERMS, _TERM, *rows], "terms.csv")


def test_one_currency_of_several_columns_counts_and_the_other_is_not_added(tmp_path: Path) -> None:
    reading = only(_google(tmp_path, "USD", "USD"), currency="USD")
    assert (reading.currency, reading.totals["spend"]) == ("USD", "2.00")


def test_amounts_of_several_currencies_in_one_file_are_refused(tmp_path: Path) -> None:
    for path in (
        _google(tmp_path, "USD", "GBP"),
        write(tmp_path, "b.csv", _BUSINESS.format("US$") + "B0OTHER,Box,5,1,£9.00\n"),
    ):
        with pytest.raises(IntakeError, match="one account at a time"):
            read_file(path, currency="USD", day=A_DAY)


def test_a_second_marketplace_is_a_shop_of_its_own(tmp_path: Path) -> None:
    store = open_store(tmp_path / "desk" / "shop.db")
    for name, mark in (("us.csv", "US$"), ("mx.csv", "MX$")):
        (tmp_path / name).write_text(_BUSINESS.format(mark), encoding="utf-8")
    land(store, tmp_path / "us.csv", day=A_DAY, shop_name="US")
    for said in ({}, {"shop_name": "US"}):
        refused = land(store, tmp_path / "mx.csv", day=A_DAY, **said).refused
        assert refused and "Its amounts are in MXN, those of “US” in USD" in refused and "--shop NAME" in refused
    assert land(store, tmp_path / "mx.csv", day=A_DAY, shop_name="MX").refused is None
    with store.read() as db:
        assert [(shop.name, shop.currency) for shop in shops.shops(db)] == [("US", "USD"), ("MX", "MXN")]


# --- 26: a day that nobody names -----------------------------------------------------------------------------------

_CELLS = {
    "text": "x", "id": "800000000001", "money": "3.00", "number": "1", "rate": "0.5", "share": "0.5", "stars": "5", "flag": "1",
    "currency": "CNY", "moment": "2024-01-02 10:00:00",
}  # fmt: skip


def _without_a_day(folder: Path, layout: Layout, name: str = "report.csv") -> Path:
    """A file of the kind with what it needs, and no column, line or name that holds a day."""
    needed = [next((name for name in group if name != "day"), "day") for group in layout.needs]
    names = dict.fromkeys([*needed, *layout.must, *(["product_id"] if layout.id == "sycm_product_source" else [])])
    columns = [layout.column(name) for name in names if name != "day"]
    rows = [[column.headers[0].removesuffix("#2") for column in columns], [_CELLS.get(column.form, "3") for column in columns]]
    return csv_file(folder, rows, name)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.id)
def test_no_kind_takes_today_for_the_day(tmp_path: Path, layout: Layout) -> None:
    path = _without_a_day(tmp_path, layout)
    try:
        (reading,) = read_file(path, kind=layout.id)
    except IntakeError as error:
        in_rows = any(group == ("day",) for group in layout.needs) or layout.id == "woo_revenue"
        assert in_rows or "--date" in error.message, error.message
        return
    assert reading.period_from in (None, A_DAY)  # of moments in the rows, or booked on no day
    days = {day for rows in reading.tables if "day" in rows.columns for day in rows.column("day")}
    assert not days or (layout.dated == "none" and days == {A_DAY})


@pytest.mark.parametrize("layout", [item for item in LAYOUTS if item.dated == "row" and ("day",) not in item.needs],
                         ids=lambda layout: layout.id)  # fmt: skip
def test_the_name_of_a_file_or_of_a_zips_member_holds_the_day(tmp_path: Path, layout: Layout) -> None:
    path = _without_a_day(tmp_path, layout, "报表_2024-01-02.csv")
    assert only(path, kind=layout.id).period_from == A_DAY
    member = zip_file(tmp_path, {path.name: path.read_bytes()}, "download.zip")
    assert only(member, kind=layout.id).period_from == A_DAY
    made = path.rename(tmp_path / "报表_20240102_093011.csv")  # the clock says when it was made
    with pytest.raises(IntakeError, match="--date"):
        read_file(made, kind=layout.id)


# --- 30: the newest export wins ------------------------------------------------------------------------------------


def _days(store: Store) -> list[tuple[str, int]]:
    columns = table(ShopDay).c
    with store.read() as db:
        return [(str(row.day), row.sales_minor) for row in db.execute(sa.select(columns.day, columns.sales_minor))]


def test_revised_days_are_counted_kept_and_told(tmp_path: Path) -> None:
    store = open_store(tmp_path / "desk" / "shop.db")
    days = [f"2026-10-{day},110,6,7,600.00\n" for day in (20, 21, 22)]
    land(store, write(tmp_path, "日报.csv", SHOP_HEADER, *days[:2]))
    newer = land(store, write(tmp_path, "日报 (1).csv", SHOP_HEADER, days[0], days[1].replace("600", "550"), days[2]))
    assert (newer.new, newer.changed, newer.same) == (1, 1, 1)
    assert "1 row says something else than before: 2026-10-21 sales 600.00 → 550.00." in newer.notes
    assert _days(store) == [("2026-10-20", 60000), ("2026-10-21", 55000), ("2026-10-22", 60000)]
    with store.read() as db:
        made = db.execute(sa.select(table(Import).c.file, table(Import).c.sha256)).all()
        replaced = db.execute(sa.select(table(Replaced).c.import_id, table(Replaced).c.key)).all()
    assert [row.file for row in made] == ["日报.csv", "日报 (1).csv"] and len({row.sha256 for row in made}) == 2
    assert replaced == [(2, '["2026-10-21", "sycm_shop_daily"]')]


def test_a_download_within_another_changes_nothing(tmp_path: Path) -> None:
    store = open_store(tmp_path / "desk" / "shop.db")
    orders = [order(n, f"2026-10-20 1{n}:00:00", "50.00") for n in range(6)]
    land(store, write(tmp_path, "all.csv", ORDER_HEADER, *orders))
    before = _days(store)
    part = land(store, write(tmp_path, "part.csv", ORDER_HEADER, *orders[2:4]))
    assert (part.new, part.changed, part.same, _days(store)) == (0, 0, 2, before)


def test_an_older_export_does_not_turn_a_newer_one_back(tmp_path: Path) -> None:
    store = open_store(tmp_path / "desk" / "shop.db")
    head, row = _WORDS.format("关键词推广", "16.00").splitlines(keepends=True)
    older = write(tmp_path, "关键词报表_20240221_090000.csv", head, row)
    newer = write(tmp_path, "关键词报表_20240305_090000.csv", head, row.replace("99.00", "199.00"))
    land(store, newer, shop_name="One")
    refused = land(store, older).refused
    assert refused and "exported at 2024-02-21 09:00" in refused and "imports undo 1" in refused
    with store.read() as db:
        assert db.execute(sa.select(table(AdDay).c.sales_minor)).scalars().all() == [19900]
        assert db.execute(sa.select(sa.func.count()).select_from(table(Import))).scalar() == 1
    other = write(tmp_path, "关键词报表_20240222_090000.csv", head, row.replace("连衣裙", "半身裙"))
    assert land(store, other).new == 1  # older, of other rows
    again = write(tmp_path, "关键词报表_20240306_090000.csv", head, row.replace("99.00", "209.00"))
    assert land(store, again).changed == 1


# --- 33: people are counted within a day ---------------------------------------------------------------------------


def test_a_week_in_one_row_is_no_day_and_no_sum(tmp_path: Path) -> None:
    store = open_store(tmp_path / "desk" / "shop.db")
    week = "2026-10-19 ~ 2026-10-25,500,40,45,4000.00\n"
    days = [f"2026-10-{day},110,6,7,600.00\n" for day in range(19, 26)]
    refused = land(store, write(tmp_path, "周报.csv", SHOP_HEADER, week)).refused
    assert refused and "2026-10-19 to 2026-10-25" in refused
    both = land(store, write(tmp_path, "日报.csv", SHOP_HEADER, week, *days))
    assert both.new == 7 and any("1 row sums up several days" in note for note in both.notes)
    assert both.totals["visitors"] == 770  # visitor-days, and the receipt says so; 500 people were there
    assert any(note.startswith("Visitors and buyers are told apart within a day only") for note in both.notes)
    with store.read() as db:
        found = facts.shop_days(db, the_shop(store).id, date(2026, 10, 1), date(2026, 10, 31)).values()
    assert [day.visitors for day in found] == [110] * 7


# --- 34: what ads brought is no part of a day's sales --------------------------------------------------------------


def test_what_ads_brought_changes_no_figure_of_the_shop(tmp_path: Path) -> None:
    """Ads count the sales of 15 days on the day of the click: often more than the whole shop sold; nothing is subtracted."""
    told = []
    for sales in ("50.00", "99000.00"):
        places = locations.at(tmp_path / sales)
        with contextlib.closing(Desk(places, day=date(2024, 2, 20))) as desk:
            desk.open()
            land(desk.store, write(tmp_path, "日报.csv", SHOP_HEADER, "2024-02-20,110,6,7,600.00\n"), shop_name="One")
            source = write(tmp_path, "流量来源_2024-02-20.csv", ",".join(SOURCE), "\n", "广告流量,关键词推广,50,400.00\n")
            land(desk.store, source)
            land(desk.store, write(tmp_path, "词.csv", _WORDS.format("关键词推广", "16.00").replace("99.00", sales)))
            desk.open()
            sources = [(item["source"], item["sales"]) for item in desk.briefing("shop").to_json()["sources"]]
            told.append((desk.briefing("numbers").to_json(), sources))
            with desk.store.read() as db:
                figures = facts.shop_days(db, desk.need_shop().id, desk.day, desk.day)[desk.day]
            assert (figures.sales_minor, figures.origins["sales_minor"].kind) == (60000, "sycm_shop_daily")
    assert told[0] == told[1]
