"""Scenes, regions, contents, 品销宝, the old page of 直通车: layouts of the platform, figures invented."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shopdesk.errors import IntakeError
from shopdesk.intake import Reading, read_file
from tests.intake.files import Table, csv_file, only, rows_of, xls_file

FIGURES = ["展现量", "点击量", "花费", "点击率", "平均点击花费", "总成交金额", "总成交笔数", "点击转化率", "投入产出比"]
NUMBERS = ["1,000", "50", "80.00", "5%", "1.6", "400", "4", "8%", "5"]
UNKNOWN = ["1,000", "50", "80.00", "5%", "1.6", "\\N", "\\N", "\\N", "\\N"]
PLACE = ["日期", "场景ID", "场景名字", "计划ID", "计划名字"]
PLACED = ["2026-10-26", "3", "直通车", "11", "夏季"]


def agrees(reading: Reading) -> bool:
    return bool(reading.checks) and all(check.agree for check in reading.checks)


def test_scenes_are_the_tools(tmp_path: Path) -> None:
    header = ["日期", "场景ID", "场景名字", "原二级场景ID", "原二级场景名字", *FIGURES]
    rows = [["2026-10-26", "3", "直通车", "9", "标准推广", *NUMBERS], ["2026-10-26", "3", "直通车", "8", "智能推广", *UNKNOWN],
            ["2026-10-26", "4", "货品全站推广", "7", "-", *NUMBERS]]  # fmt: skip
    reading = only(csv_file(tmp_path, [header, *rows], "营销场景报表_20261027_093011_花间小铺.csv", "gb18030"))
    assert (reading.kind, reading.shop, reading.totals["spend"]) == ("alimama_scene", "花间小铺", "240.00") and agrees(reading)
    found = rows_of(reading, "adday")
    assert [(row["level"], row["tool"], row["item"]) for row in found] == [
        ("scene", "关键词推广", "标准推广"),
        ("scene", "关键词推广", "智能推广"),
        ("scene", "货品全站推广", ""),
    ]
    assert (found[0]["sales_minor"], found[1]["sales_minor"]) == (40000, None) and not reading.columns_unknown


@pytest.mark.parametrize(
    ("own", "cells", "expected"),
    [
        (["省份"], ["广东"], ("region", "", "广东")),
        (["省份名称", "城市名称"], ["广东", "深圳"], ("city", "广东", "深圳")),
        (["城市"], ["深圳"], ("city", "", "深圳")),
        (["地域"], ["广东"], ("region", "", "广东")),
    ],
)
def test_regions_keep_to_their_own_level(
    tmp_path: Path, own: list[str], cells: list[str], expected: tuple[str, str, str]
) -> None:
    reading = only(csv_file(tmp_path, [[*PLACE, *own, *FIGURES], [*PLACED, *cells, *UNKNOWN]]))
    (row,) = rows_of(reading, "adday")
    assert reading.kind == "alimama_region" and (row["level"], row["item_id"], row["item"]) == expected
    assert (row["tool"], row["spend_minor"], row["orders"], row["campaign_id"]) == ("关键词推广", 8000, None, "11")
    assert agrees(reading)
    assert any("counted in no sum" in note for note in reading.notes)


def test_contents_keep_to_their_own_level(tmp_path: Path) -> None:
    header = [*PLACE, "内容ID", "内容名字", *FIGURES]
    rows = [[*PLACED, part, f"短视频{part}", *NUMBERS] for part in "12"]
    reading = only(csv_file(tmp_path, [header, *rows]))
    assert reading.kind == "alimama_content" and reading.totals["spend"] == "160.00" and agrees(reading)
    assert [(row["level"], row["item_id"], row["item"]) for row in rows_of(reading, "adday")] == [
        ("content", "1", "短视频1"),
        ("content", "2", "短视频2"),
    ]


@pytest.mark.parametrize("further", ["性别", "资源位", "终端"])
def test_what_is_broken_down_further_is_not_taken(tmp_path: Path, further: str) -> None:
    for own in ([], ["省份"], ["内容ID"]):
        row = ["2026-10-26", "关键词推广", *own, "x", *NUMBERS]
        with pytest.raises(IntakeError):
            read_file(csv_file(tmp_path, [["日期", "场景名字", *own, further, *FIGURES], row]))


# --- 品销宝 --------------------------------------------------------------------------------------------------------

BRAND = ["搜索量", "搜索访客数", "展现量", "消耗", "千次展现成本", "点击单价", "点击量", "点击率", "宝贝收藏数", "宝贝加购数",
         "成交笔数", "成交金额", "回报率", "转化率"]  # fmt: skip
BRANDED = ["900", "700", "2000", "300.00", "150.00", "3.00", "100", "0.05", "8", "12", "6", "1500.00", "5", "0.06"]


def brand_book(folder: Path) -> Path:
    plans: Table = [["日期", "计划名称", *BRAND], *([f"2026-10-2{day}", "主推计划", *BRANDED] for day in (5, 6))]
    account: Table = [["日期", "访客触达率", *BRAND], *([f"2026-10-2{day}", "0.8", *BRANDED] for day in (5, 6))]
    groups: Table = [["日期", "计划名称", "单元名称", *BRAND], ["2026-10-25", "主推计划", "品牌词", *BRANDED]]
    return xls_file(folder, account, "明星店铺报表.xls", "账户", 推广计划=plans, 推广单元=groups)


def test_of_the_sheets_of_a_brand_campaign_one_counts(tmp_path: Path) -> None:
    reading = only(brand_book(tmp_path))
    assert reading.kind == "alimama_brand" and reading.rows_read == 2 and not reading.columns_unknown and agrees(reading)
    assert {"spend": "600.00", "sales": "3000.00", "orders": 12, "clicks": 200}.items() <= reading.totals.items()
    rows = rows_of(reading, "adday")
    assert [(row["day"].day, row["level"], row["tool"], row["campaign_id"]) for row in rows] == [
        (25, "campaign", "品销宝", "主推计划"),
        (26, "campaign", "品销宝", "主推计划"),
    ]
    assert any("账户" in note for note in reading.notes)


def test_a_single_other_sheet_of_it_is_told_from_the_whole(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="whole workbook of 品销宝"):
        read_file(csv_file(tmp_path, [["日期", "访客触达率", *BRAND], ["2026-10-25", "0.8", *BRANDED]]))
    with pytest.raises(IntakeError, match="whole workbook of 品销宝"):
        read_file(csv_file(tmp_path, [["日期", "计划名称", "单元名称", *BRAND], ["2026-10-25", "a", "b", *BRANDED]]))


# --- the old page of 直通车 ----------------------------------------------------------------------------------------

PAGE = ["状态", "商品名称", "推广单元类型", "计划名称", "默认出价", "展现量", "点击量", "点击率", "花费(￥)", "平均点击花费",
        "点击转化率", "投入产出比", "总成交金额"]  # fmt: skip


def test_the_table_of_the_old_page(tmp_path: Path) -> None:
    rows = [["推广中", "碎花连衣裙", "普通单元", plan, "1.20", "1,000", "50", "5%", "￥80.00", "1.60", "-", "5", "400.00"]
            for plan in ("夏季", "秋季")]  # fmt: skip
    path = csv_file(tmp_path, [PAGE, *rows], "直通车_2026-10-26.csv")
    reading = only(path)
    assert (reading.kind, reading.period_from) == ("alimama_page", date(2026, 10, 26)) and agrees(reading)
    assert reading.totals["spend"] == "160.00" and "orders" not in reading.totals
    found = rows_of(reading, "adday")
    assert [(row["level"], row["tool"], row["campaign_id"], row["group_id"]) for row in found] == [
        ("group", "关键词推广", "夏季", "碎花连衣裙"),
        ("group", "关键词推广", "秋季", "碎花连衣裙"),
    ]
    with pytest.raises(IntakeError, match="--date"):
        read_file(csv_file(tmp_path, [PAGE, *rows], "page.csv"))
