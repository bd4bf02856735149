"""Indices of peers and the market are no amounts and are never added up."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shopdesk.intake import cells
from shopdesk.intake.cells import CellError
from tests.intake.files import csv_file, only, rows_of, xls_file


def test_lost_to_peers(tmp_path: Path) -> None:
    rows = [["排名", "商品名称", "所属店铺", "流失指数", "流失人气"], ["1", "碎花裙", "山茶女装", "1,234", "1000~2500"],
            ["2", "半裙", "山茶女装", "-", "5万以上"]]  # fmt: skip
    reading = only(xls_file(tmp_path, [["x"], *rows], "竞品流失-2024-01-01_2024-01-01.xls"))
    found = {(row["subject"], row["metric"]): row for row in rows_of(reading, "indexday")}
    assert reading.kind == "sycm_index" and reading.shop is None
    first = found["山茶女装 / 碎花裙", "流失指数"]
    assert (first["day"], first["about"], first["value"], first["low"]) == (date(2024, 1, 1), "product", 1234.0, None)
    ranged = found["山茶女装 / 碎花裙", "流失人气"]
    assert (ranged["value"], ranged["low"], ranged["high"]) == (None, 1000.0, 2500.0)
    assert found["山茶女装 / 半裙", "流失人气"]["low"] == 50000.0 and found["山茶女装 / 半裙", "流失人气"]["high"] is None
    assert ("山茶女装 / 半裙", "流失指数") not in found
    assert found["山茶女装 / 半裙", "排名"]["value"] == 2.0
    assert reading.totals == {"subjects": 2, "figures": 5}


def test_peers_are_not_the_shop_and_their_money_is_none(tmp_path: Path) -> None:
    rows = [["统计日期", "店铺名称", "流量指数", "交易指数", "访客数", "支付金额", "支付转化率"],
            ["2024-01-01", "甲", "10,001", "20,002", "1000~2500", "1万~2.5万", "1%~2.5%"],
            ["2024-01-01", "乙", "9", "8", "0~10", "12", "3%"]]  # fmt: skip
    reading = only(csv_file(tmp_path, rows, encoding="gb18030"))
    found = {(row["subject"], row["metric"]): row for row in rows_of(reading, "indexday")}
    assert reading.shop is None and [rows.table for rows in reading.tables] == ["indexday"]
    assert (found["甲", "支付金额"]["low"], found["甲", "支付金额"]["high"]) == (10000.0, 25000.0)
    assert (found["甲", "支付转化率"]["low"], found["甲", "支付转化率"]["high"]) == (0.01, 0.025)
    assert found["乙", "支付金额"]["value"] == 12.0 and "sales" not in reading.totals


def test_market_keywords_and_the_sources_of_a_peer(tmp_path: Path) -> None:
    words = [["日期", "搜索词", "搜索人气", "点击人气", "点击率", "支付转化率"], ["2024-01-01", "连衣裙", "1", "2", "50%", "3%"]]
    (row, *_rest) = rows_of(only(csv_file(tmp_path, words)), "indexday")
    assert (row["about"], row["subject"]) == ("keyword", "连衣裙")
    inside = [["日期", "竞店名称", "流量来源", "流量指数", "访客数"], ["2024-01-01", "甲", "手淘搜索", "7", "8"]]
    (row, *_rest) = rows_of(only(csv_file(tmp_path, inside)), "indexday")
    assert (row["about"], row["subject"]) == ("source", "甲 / 手淘搜索")


def test_a_row_about_nobody_is_left_out(tmp_path: Path) -> None:
    rows = [["日期", "店铺名称", "交易指数"], ["2024-01-01", "-", "1"], ["2024-01-01", "甲", "2"], ["2024-01-01", "乙", "1~x"]]
    reading = only(csv_file(tmp_path, rows))
    assert [(problem.row, problem.column) for problem in reading.rejected] == [(2, "店铺名称"), (4, "交易指数")]


@pytest.mark.parametrize("words", ["2500~1000", "1~", "a~b", "~5"])
def test_what_is_no_range(words: str) -> None:
    with pytest.raises(CellError):
        cells.band(words)


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [("-", None, None), ("-3", -3, -3), ("5", 5, 5), ("1,000-2,500", 1000, 2500), ("1000+", 1000, None), ("<10", None, 10),
     ("10以下", None, 10), ("1.5万～2万", 15000, 20000), ("0", 0, 0)],
)  # fmt: skip
def test_forms_of_an_index(words: str, low: int | None, high: int | None) -> None:
    found = cells.band(words)
    assert found == ((low, high) if (low, high) != (None, None) else None)
