"""The shop's search words in each of the platform's layouts; every figure is invented."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shopdesk.errors import IntakeError
from shopdesk.intake import read_file
from tests.intake.files import Table, csv_file, only, rows_of, xls_file

OLD: Table = [
    ["日期", "关键词", "排名", "曝光次数", "点击次数", "点击率", "浏览量", "访客数", "人均浏览量", "跳失率", "支付件数",
     "支付金额", "支付转化率"],
    ["2026-10-26", "碎花连衣裙", "3", "4,000", "200", "5.00%", "540", "180", "3.00", "41.20%", "10", "880.00", "5.00%"],
    ["2026-10-26", "法式茶歇裙", "-", "1,000", "-", "-", "90", "60", "1.50", "-", "-", "-", "-"],
]  # fmt: skip
NEW: Table = [
    ["统计日期", "店铺名称", "关键词", "关键词类型", "访客数", "浏览量", "支付买家数", "支付金额", "支付转化率"],
    ["2026-10-26", "花间小铺", "碎花连衣裙", "搜索词", "180", "540", "9", "880.00", "5.00%"],
    ["2026-10-26", "花间小铺", "碎花连衣裙", "长尾词", "180", "540", "9", "880.00", "5.00%"],
    ["2026-10-26", "花间小铺", "连衣裙", "品类词", "700", "1400", "30", "2900.00", "4.29%"],
]
DETAILS: Table = [
    ["来源名称", "访客数", "访客数变化", "下单买家数", "支付金额", "支付买家数", "支付转化率", "客单价", "收藏商品-支付买家数"],
    ["碎花连衣裙", "180", "-33.10%", "12", "880.00", "9", "5.00%", "97.78", "1"],
    ["茶歇裙 夏", "20", "-", "-", "0.00", "0", "0.00%", "-", "0"],
]
NAME = "【生意参谋平台】无线店铺三级流量来源详情-2026-10-26_2026-10-26.xls"


def details(folder: Path, name: str = NAME, preamble: str = "", **options: object) -> object:
    above = [["生意参谋"], [preamble], [], [], []]
    return only(xls_file(folder, [*above, *DETAILS], name, "无线流量来源详情"), **options)


def test_the_old_fetch_of_keywords(tmp_path: Path) -> None:
    reading = only(csv_file(tmp_path, [["生意参谋"], *[[""]] * 6, *OLD], encoding="gb18030"))
    assert reading.kind == "sycm_search_word" and not reading.columns_unknown and not reading.rejected
    flowers, tea = rows_of(reading, "searchwordday")
    assert flowers == {
        "day": date(2026, 10, 26), "device": "", "attribution": "", "word_type": "", "word": "碎花连衣裙", "impressions": 4000,
        "clicks": 200, "visitors": 180, "page_views": 540, "paying_buyers": 9, "units": 10, "sales_minor": 88000,
        "bounce_rate": 0.412,
    }  # fmt: skip
    assert (tea["visitors"], tea["impressions"]) == (60, 1000)
    unknown = ("clicks", "paying_buyers", "units", "sales_minor", "bounce_rate")
    assert [tea[name] for name in unknown] == [None] * len(unknown)  # a dash is no zero
    assert {"words": 2, "visitors": 240, "sales": "880.00", "units": 10}.items() <= reading.totals.items()
    assert any("rounded" in note for note in reading.notes)
    assert reading.checks and all(check.agree for check in reading.checks)


def test_the_new_fetch_names_the_shop_and_its_types_are_not_added_up(tmp_path: Path) -> None:
    reading = only(csv_file(tmp_path, NEW))
    assert (reading.kind, reading.shop) == ("sycm_search_word", "花间小铺")
    assert [(row["word_type"], row["word"]) for row in rows_of(reading, "searchwordday")] == [
        ("搜索词", "碎花连衣裙"),
        ("长尾词", "碎花连衣裙"),
        ("品类词", "连衣裙"),
    ]
    assert reading.totals == {"words": 2} and any("not added up" in note for note in reading.notes)
    assert all(check.agree for check in reading.checks)


def test_several_shops_are_refused(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="2 shops"):
        read_file(csv_file(tmp_path, [*NEW[:2], ["2026-10-26", "别家", *NEW[2][2:]]]))


def test_the_details_of_a_search_are_words(tmp_path: Path) -> None:
    reading = details(tmp_path)
    assert reading.kind == "sycm_search_word" and reading.period_from == date(2026, 10, 26)
    first, second = rows_of(reading, "searchwordday")
    assert (first["device"], first["word"], first["visitors"], first["paying_buyers"]) == ("wireless", "碎花连衣裙", 180, 9)
    assert (second["paying_buyers"], second["sales_minor"], second["placed_buyers"]) == (0, 0, None)
    assert {"visitors": 200, "sales": "880.00", "words": 2}.items() <= reading.totals.items()
    assert any("does not say of which source" in note for note in reading.notes)


@pytest.mark.parametrize("where", ["name", "preamble"])
def test_a_file_that_says_its_source(tmp_path: Path, where: str) -> None:
    told = {"name": "手淘搜索_2026-10-26.xls"} if where == "name" else {"name": "a-2026-10-26.xls", "preamble": "来源：手淘搜索"}
    reading = details(tmp_path, **told)
    assert {row["word_type"] for row in rows_of(reading, "searchwordday")} == {"手淘搜索"}
    assert any("as the file says" in note for note in reading.notes)


@pytest.mark.parametrize("name", ["手淘推荐_三级流量来源详情-2026-10-26.xls", "来源-2026-10-26.xls"])
def test_the_details_of_another_source_are_no_words(tmp_path: Path, name: str) -> None:
    with pytest.raises(IntakeError, match="手淘搜索"):
        details(tmp_path, name)


def test_attributions_stand_side_by_side(tmp_path: Path) -> None:
    header = ["统计日期", "店铺名称", "搜索词类型", "搜索词", "归属原则", "访客数", "支付金额"]
    rows = [
        ["2026-10-26", "甲", kind, "裙", rule, "10", "88"]
        for kind in ("手淘搜索", "关键词推广(原直通车)")
        for rule in ("每一次访问来源", "最后一次访问来源")
    ]
    reading = only(csv_file(tmp_path, [header, *rows]))
    found = {(row["word_type"], row["attribution"]) for row in rows_of(reading, "searchwordday")}
    assert found == {(kind, rule) for kind in ("手淘搜索", "关键词推广") for rule in ("each", "last")}
    assert reading.totals == {"words": 1}


def test_a_total_row_is_a_check(tmp_path: Path) -> None:
    total = ["合计", "", "", "5,000", "200", "", "630", "240", "", "", "10", "880.00", ""]
    right = only(csv_file(tmp_path, [*OLD, total]))
    assert right.rows_read == 2 and [check.agree for check in right.checks if check.what.startswith("Total")] == [True] * 3
    wrong = only(csv_file(tmp_path, [*OLD, [*total[:11], "881.00", ""]]))
    assert [check.agree for check in wrong.checks if "支付金额" in check.what and check.what.startswith("Total")] == [False]


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (["日期", "关键词", "展现量", "点击量", "花费"], "alimama_keyword"),
        (["日期", "搜索词", "搜索人气", "访客数"], "sycm_index"),
        (["日期", "一级来源", "访客数", "支付金额"], "sycm_source"),
        (["日期", "上级来源名称", "来源名称", "访客数", "支付金额"], "sycm_source"),
    ],
)
def test_files_of_another_kind_are_not_taken(tmp_path: Path, header: list[str], kind: str) -> None:
    assert only(csv_file(tmp_path, [header, ["2026-10-26", *"1234"[: len(header) - 1]]])).kind == kind


def test_words_of_a_product_are_not_the_shops(tmp_path: Path) -> None:
    header = ["统计日期", "商品ID", "搜索词", "访客数", "支付金额"]
    with pytest.raises(IntakeError, match="search words of a product"):
        read_file(csv_file(tmp_path, [header, ["2026-10-26", "802914370337", "裙", "1", "1"]]))
    with pytest.raises(IntakeError, match="search words of a product"):
        read_file(
            csv_file(tmp_path, [["来源名称", "访客数", "收藏人数", "支付买家数"], ["裙", "1", "1", "1"]], "a-2026-10-26.csv")
        )
