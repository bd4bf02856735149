"""Visitors by source beyond the shop's plain report: PC, attribution, the tree of 2024, 取数, one product, 京东."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shopdesk.errors import IntakeError
from shopdesk.intake import read_file
from tests.intake.files import Table, csv_file, only, rows_of, xls_file

PREAMBLE: Table = [["生意参谋"], ["invented"], [""], ["说明"], ["-"]]
METRICS = ["访客数", "访客数变化", "下单金额", "下单金额变化", "下单买家数", "下单买家数变化", "支付金额", "支付金额变化",
           "支付买家数", "支付买家数变化", "支付转化率", "支付转化率变化", "UV价值", "UV价值变化"]  # fmt: skip
HEADER = ["一级来源", "二级来源", "三级来源", *METRICS]


def line(levels: list[str], visitors: str, buyers: str, paid: str) -> list[str]:
    rate = f"{100 * int(buyers) / int(visitors.replace(',', '')):.2f}%"
    return [*levels, visitors, "-3.45%", paid, "-", buyers, "-", paid, "1%", buyers, "-", rate, "-", "1", "-"]


NEW: Table = [
    line(["经营优势", "汇总", "汇总"], "1,200", "24", "2,400.00"),
    line(["", "平台流量", "汇总"], "900", "18", "1,800.00"),
    line(["", "", "手淘搜索"], "900", "18", "1,800.00"),
    line(["", "广告流量", "汇总"], "400", "6", "600.00"),
    line(["", "", "关键词推广(原直通车)"], "300", "5", "500.00"),
    line(["", "", "精准人群推广（原引力魔方）"], "60", "1", "100.00"),
    line(["", "", "智能场景(原万相台)"], "40", "0", "0.00"),
]
OLD: Table = [
    line(["付费流量", "汇总", "汇总"], "400", "6", "600.00"),
    line(["", "直通车", "汇总"], "300", "5", "500.00"),
    line(["", "引力魔方", "汇总"], "60", "1", "100.00"),
    line(["", "万相台", "汇总"], "40", "0", "0.00"),
]


def test_pc_sources_of_the_tree_of_2024(tmp_path: Path) -> None:
    path = xls_file(tmp_path, [*PREAMBLE, HEADER, *NEW], "【生意参谋平台】PC店铺流量来源-2024-03-01_2024-03-01.xls", "PC流量来源")
    reading = only(path)
    rows = rows_of(reading, "sourceday")
    assert reading.kind == "sycm_source" and not reading.columns_unknown
    assert {(row["day"], row["device"]) for row in rows} == {(date(2024, 3, 1), "pc")}
    assert [row["source"] for row in rows if row["is_leaf"]] == [
        "经营优势 / 平台流量 / 手淘搜索",
        "经营优势 / 广告流量 / 关键词推广",
        "经营优势 / 广告流量 / 精准人群推广",
        "经营优势 / 广告流量 / 智能场景",
    ]
    assert reading.totals["visitors"] == 1300 and reading.totals["sales"] == "2400.00"
    assert any("2024" in note for note in reading.notes) and all(check.agree for check in reading.checks)


def test_old_names_are_the_new_ones(tmp_path: Path) -> None:
    reading = only(xls_file(tmp_path, [*PREAMBLE, HEADER, *OLD], "无线店铺流量来源-2024-01-01_2024-01-01.xls"))
    names = [str(row["source"]).split(" / ")[-1] for row in rows_of(reading, "sourceday") if row["is_leaf"]]
    assert names == ["关键词推广", "精准人群推广", "智能场景"]
    assert {row["device"] for row in rows_of(reading, "sourceday")} == {"wireless"}
    assert not any("2024" in note for note in reading.notes)


@pytest.mark.parametrize(
    ("above", "extra", "attribution"),
    [("归属：第一次访问来源", [], "first"), ("", ["广告成交金额", "广告点击量"], "each"), ("", [], "")],
)
def test_attribution_is_told_above_the_header_or_by_its_own_columns(
    tmp_path: Path, above: str, extra: list[str], attribution: str
) -> None:
    rows: Table = [[above or "x"], [*HEADER, *extra], [*OLD[0], *(["1.00", "2"] if extra else [])]]
    reading = only(xls_file(tmp_path, rows, "无线店铺流量来源-2024-01-01_2024-01-01.xls"))
    assert {row["attribution"] for row in rows_of(reading, "sourceday")} == {attribution}


# --- 取数 ----------------------------------------------------------------------------------------------------------

CHOSEN: list[object] = [
    "统计日期",
    "店铺名称",
    "流量时期",
    "来源类型",
    "上级来源名称",
    "来源名称",
    "来源层级",
    "访客数",
    "支付买家数",
    "支付金额",
]


def node(day: str, above: str, name: str, depth: str, visitors: int, kind: str = "渠道") -> list[object]:
    return [day, "花间小铺", "全部", kind, above, name, depth, visitors, 1, "10.00"]


def test_names_with_the_one_above_become_paths(tmp_path: Path) -> None:
    rows: list[list[object]] = [CHOSEN]
    for day in ("2026-01-01", "2026-01-02"):
        rows += [
            node(day, "-", "平台流量", "1", 900),
            node(day, "平台流量", "其他", "2", 100),
            node(day, "其他", "淘金币", "3", 60),
            node(day, "平台流量", "手淘搜索", "2", 800),
            node(day, "-", "广告流量", "1", 300),
            node(day, "广告流量", "其他", "2", 40),
            node(day, "其他", "淘金币", "3", 40),
        ]
    reading = only(csv_file(tmp_path, rows))
    found = rows_of(reading, "sourceday")
    assert reading.kind == "sycm_source" and reading.shop == "花间小铺" and len(found) == 14
    assert [row["source"] for row in found if row["is_leaf"]][:3] == [
        "平台流量 / 其他 / 淘金币",
        "平台流量 / 手淘搜索",
        "广告流量 / 其他 / 淘金币",
    ]
    assert reading.totals["visitors"] == 2 * (60 + 800 + 40) and all(check.agree for check in reading.checks)


def test_a_name_may_stand_before_the_one_above_it(tmp_path: Path) -> None:
    tree = (("手淘搜索", "平台流量", 800), ("平台流量", "站内", 850), ("站内", "", 900))
    rows = [CHOSEN, *(node("2026-01-01", above, name, "", visitors) for name, above, visitors in tree)]
    found = [row["source"] for row in rows_of(only(csv_file(tmp_path, rows)), "sourceday")]
    assert found == ["站内 / 平台流量 / 手淘搜索", "站内 / 平台流量", "站内"]


def test_names_above_each_other_in_a_circle_end(tmp_path: Path) -> None:
    rows = [CHOSEN, node("2026-01-01", "b", "a", "", 1), node("2026-01-01", "a", "b", "", 2)]
    assert [row["source"] for row in rows_of(only(csv_file(tmp_path, rows)), "sourceday")] == ["b / a", "a / b"]


def test_what_differs_within_a_file_is_told_apart(tmp_path: Path) -> None:
    rows = [CHOSEN, node("2026-01-01", "", "首页", "1", 5), node("2026-01-01", "", "首页", "1", 7, "载体")]
    assert {row["source"]: row["visitors"] for row in rows_of(only(csv_file(tmp_path, rows)), "sourceday")} == {
        "渠道 / 首页": 5,
        "载体 / 首页": 7,
    }


def test_three_attributions_in_one_file(tmp_path: Path) -> None:
    header = ["统计日期", "店铺名称", "一级流量来源", "二级流量来源", "三级流量来源", "来源层级", "归属原则", "访客数"]
    rows = [["2026-01-01", "甲", "平台流量", "手淘搜索", "", "2", rule, str(n)]
            for n, rule in enumerate(("每一次访问", "第一次访问", "最后一次访问"), 1)]  # fmt: skip
    found = rows_of(only(csv_file(tmp_path, [header, *rows])), "sourceday")
    assert {row["attribution"]: row["visitors"] for row in found} == {"each": 1, "first": 2, "last": 3}


def test_keywords_below_a_source_are_not_sources(tmp_path: Path) -> None:
    with pytest.raises(IntakeError):
        read_file(csv_file(tmp_path, [["来源名称", "访客数", "支付金额"], ["碎花连衣裙", "1", "1"]]), day=date(2024, 1, 1))


# --- one product ---------------------------------------------------------------------------------------------------

PRODUCT = ["一级来源", "二级来源", "三级来源", "访客数", "浏览量", "支付金额", "浏览量占比", "店内跳转人数", "跳出本店人数",
           "收藏人数", "加购人数", "下单买家数", "下单转化率", "支付件数", "支付买家数", "支付转化率", "直接支付买家数",
           "收藏商品-支付买家数", "粉丝支付买家数", "加购商品-支付买家数"]  # fmt: skip


def product_line(levels: list[str], visitors: str) -> list[str]:
    return [*levels, visitors, "300", "500.00", "30.00%", "5", "9", "3", "4", "6", "6.00%", "5", "5", "5.00%", "1", "1", "1", "1"]


PRODUCT_ROWS: Table = [
    PRODUCT,
    product_line(["平台流量", "汇总", "汇总"], "100"),
    product_line(["", "搜索", "手淘搜索"], "100"),
]


def test_sources_of_one_product_named_by_the_file(tmp_path: Path) -> None:
    path = xls_file(tmp_path, [*PREAMBLE, *PRODUCT_ROWS], "【生意参谋平台】商品流量来源-802914370337-2024-01-01_2024-01-01.xls")
    reading = only(path)
    subtotal, leaf = rows_of(reading, "productsourceday")
    assert reading.kind == "sycm_product_source" and not reading.columns_unknown
    assert (leaf["product_id"], leaf["source"], leaf["day"]) == ("802914370337", "平台流量 / 搜索 / 手淘搜索", date(2024, 1, 1))
    assert (leaf["units"], leaf["sales_minor"], leaf["page_views"]) == (5, 50000, 300)
    assert (subtotal["is_leaf"], leaf["is_leaf"]) == (False, True)
    assert [rows.table for rows in reading.tables] == ["productsourceday"]


def test_the_product_of_sources_is_never_guessed(tmp_path: Path) -> None:
    for name in ("商品流量来源-2024-01-01.xls", "商品流量来源-802914370337-802914370338-2024-01-01.xls"):
        with pytest.raises(IntakeError, match="商品ID"):
            read_file(xls_file(tmp_path, PRODUCT_ROWS, name))
    with pytest.raises(IntakeError, match="商品ID"):  # a clock in milliseconds is no product
        read_file(xls_file(tmp_path, PRODUCT_ROWS, "商品流量来源-2024-01-01-1704067200000.xls"))


def test_sources_of_many_products(tmp_path: Path) -> None:
    header = [
        "统计日期",
        "店铺名称",
        "商品ID",
        "商品名称",
        "流量时期",
        "上级来源名称",
        "来源名称",
        "来源层级",
        "访客数",
        "支付金额",
    ]
    rows = [["2026-01-01", "甲", item, "裙", "全部", above, name, depth, "7", "1.00"] for item in ("802914370337", "802914370338")
            for above, name, depth in (("", "平台流量", "一级"), ("平台流量", "手淘搜索", "二级"))]  # fmt: skip
    reading = only(csv_file(tmp_path, [header, *rows]))
    found = rows_of(reading, "productsourceday")
    assert reading.kind == "sycm_product_source" and reading.totals["visitors"] == 14
    assert [(row["product_id"][-1], row["source"]) for row in found if row["is_leaf"]] == [
        ("7", "平台流量 / 手淘搜索"),
        ("8", "平台流量 / 手淘搜索"),
    ]
    assert [row["title"] for row in rows_of(reading, "product")] == ["裙", "裙"]


# --- 京东 ----------------------------------------------------------------------------------------------------------


def test_jd_sources_with_last_years_columns(tmp_path: Path) -> None:
    header = ["一级来源", "二级来源", "三级来源", "访客数", "访客数(2023-01-01)", "访客数同比", "成交客户数",
              "成交客户数2023/1/1", "成交金额", "去年同期20230101成交金额", "成交转化率"]  # fmt: skip
    rows = [
        ["APP", "汇总", "", "500", "900", "-44%", "10", "20", "1,000.00", "9", "2.00%"],
        ["", "搜索", "", "400", "800", "-50%", "8", "16", "800.00", "9", "2.00%"],
        ["", "推荐", "", "150", "700", "-79%", "2", "4", "200.00", "9", "1.33%"],
    ]
    reading = only(xls_file(tmp_path, [header, *rows], "店铺来源_2024-01-01.xls"))
    found = {row["source"]: row for row in rows_of(reading, "sourceday")}
    assert reading.kind == "jd_source" and not reading.columns_unknown
    assert (found["APP / 搜索"]["visitors"], found["APP / 搜索"]["paying_buyers"]) == (400, 8)
    assert reading.totals["sales"] == "1000.00" and not found["APP"]["is_leaf"]
    assert all(check.agree for check in reading.checks)


def test_sales_of_the_file_are_kept_where_buyers_follow_from_a_rate(tmp_path: Path) -> None:
    rows = [["一级来源", "访客数", "成交金额", "成交转化率"], ["搜索", "100", "88.00", "3%"], ["推荐", "100", "5.00", "0%"]]
    reading = only(csv_file(tmp_path, rows), day=date(2024, 1, 1))
    found = rows_of(reading, "sourceday")
    assert [(row["paying_buyers"], row["sales_minor"]) for row in found] == [(3, 8800), (0, 500)]
    assert any("rounded" in note for note in reading.notes)
