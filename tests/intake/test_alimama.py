from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shopdesk.errors import IntakeError
from shopdesk.intake import read_file
from tests.intake.files import csv_bytes, csv_file, only, rows_of, zip_file

HEADER = [
    "日期",
    "场景ID",
    "场景名字",
    "计划ID",
    "计划名字",
    "单元ID",
    "单元名字",
    "宝贝ID",
    "宝贝名称",
    "词类型",
    "词ID/词包ID",
    "词名字/词包名字",
    "展现量",
    "点击量",
    "花费",
    "点击率",
    "平均点击花费",
    "总成交金额",
    "总成交笔数",
    "点击转化率",
    "投入产出比",
    "平均展现排名",
]
NAME = "关键词报表_20240102_093011_花间小铺.csv"


def word(day: str, item: str, plan: str = "11", rank: str = "\\N") -> list[str]:
    return [day, "3", "关键词推广", plan, "夏季", "22", "单元", "802914370337", "连衣裙", "关键词", "99", item, "1,000", "50",
            "80.00", "5%", "1.6", "400", "4", "8%", "5", rank]  # fmt: skip


def test_a_keyword_row(tmp_path: Path) -> None:
    reading = only(csv_file(tmp_path, [HEADER, word("2024-01-01", "碎花连衣裙 夏")], NAME, "gb18030"))
    assert (reading.kind, reading.shop) == ("alimama_keyword", "花间小铺")
    (row,) = rows_of(reading, "adday")
    expected = {
        "day": date(2024, 1, 1),
        "level": "keyword",
        "tool": "关键词推广",
        "campaign_id": "11",
        "group_id": "22",
        "product_id": "802914370337",
        "word_type": "关键词",
        "item_id": "99",
        "item": "碎花连衣裙 夏",
        "campaign": "夏季",
        "impressions": 1000,
        "clicks": 50,
        "spend_minor": 8000,
        "orders": 4,
        "sales_minor": 40000,
        "rank": None,
    }
    assert expected.items() <= row.items()
    assert len(reading.checks) == 4 and all(check.agree for check in reading.checks)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_every_encoding(tmp_path: Path, encoding: str) -> None:
    reading = only(csv_file(tmp_path, [HEADER, word("2024/1/2", "茶歇裙")], encoding=encoding))
    assert rows_of(reading, "adday")[0]["item"] == "茶歇裙"


@pytest.mark.parametrize("written", ["2024-01-02", "2024/1/2", "20240102"])
def test_every_form_of_a_day(tmp_path: Path, written: str) -> None:
    assert only(csv_file(tmp_path, [HEADER, word(written, "a")])).period_from == date(2024, 1, 2)


def test_a_summary_is_not_a_day(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="day by day"):
        read_file(csv_file(tmp_path, [HEADER, word("20240101至20240131", "a")]))


def test_a_zip_gives_one_reading_a_member(tmp_path: Path) -> None:
    members = {
        "一月.csv": csv_bytes([HEADER, word("2024-01-01", "a")], "gb18030"),
        "二月.csv": csv_bytes([HEADER, word("2024-02-01", "a")], "gb18030"),
        "readme.md": b"not a table",
    }
    readings = read_file(zip_file(tmp_path, members))
    assert [(reading.file, reading.period_from) for reading in readings] == [
        ("reports.zip/一月.csv", date(2024, 1, 1)),
        ("reports.zip/二月.csv", date(2024, 2, 1)),
    ]
    assert readings[0].sha256 != readings[1].sha256


def test_without_a_day_column_the_members_name_says_it_but_not_when_it_was_made(tmp_path: Path) -> None:
    table = csv_bytes([HEADER[1:], word("", "a")[1:]])
    assert only(zip_file(tmp_path, {"关键词_2024-01-05.csv": table})).period_from == date(2024, 1, 5)
    with pytest.raises(IntakeError, match="--date"):
        read_file(zip_file(tmp_path, {NAME: table}))


def test_the_same_word_in_two_plans_is_two_rows(tmp_path: Path) -> None:
    rows = [HEADER, word("2024-01-01", "a", plan="1"), word("2024-01-01", "a", plan="2")]
    assert len(rows_of(only(csv_file(tmp_path, rows)), "adday")) == 2


def test_without_ids_the_names_are_the_key(tmp_path: Path) -> None:
    rows = [["日期", "计划名称", "关键词", "展现量", "点击量", "花费(￥)"], ["2024-01-01", "甲", "裙子", "10", "1", "¥1.60"],
            ["2024-01-01", "乙", "裙子", "10", "1", "1.60"]]  # fmt: skip
    found = rows_of(only(csv_file(tmp_path, rows)), "adday")
    assert [(row["campaign_id"], row["campaign"], row["spend_minor"]) for row in found] == [("甲", "甲", 160), ("乙", "乙", 160)]


def test_totals_and_repeated_headers_are_no_data(tmp_path: Path) -> None:
    total = ["合计", *[""] * 11, "2,000", "100", "160.00", "", "", "800", "8", "", "", ""]
    wrong = [*total[:13], "101", *total[14:]]
    rows = [HEADER, word("2024-01-01", "a"), HEADER, word("2024-01-01", "b")]
    right = only(csv_file(tmp_path, [*rows, total]))
    assert right.rows_read == 2 and right.totals["spend"] == "160.00" and all(check.agree for check in right.checks)
    checks = {check.what: check for check in only(csv_file(tmp_path, [*rows, wrong])).checks}
    assert (checks["Total row: 点击量"].file_says, checks["Total row: 点击量"].we_sum) == ("101", "100")
    assert not checks["Total row: 点击量"].agree and checks["Total row: 展现量"].agree


def test_a_nameless_word_still_cost_its_money(tmp_path: Path) -> None:
    reading = only(csv_file(tmp_path, [HEADER, word("2024-01-01", "\\N")]))
    assert rows_of(reading, "adday")[0]["item"] == "" and reading.totals["spend"] == "80.00"


def test_a_row_without_its_day_is_left_out(tmp_path: Path) -> None:
    reading = only(csv_file(tmp_path, [HEADER, word("2024-01-01", "a"), word("-", "b")]))
    assert [(problem.row, problem.column) for problem in reading.rejected] == [(3, "日期")]


# --- the other reports ---------------------------------------------------------------------------------------------

FIGURES = [
    "展现量",
    "点击量",
    "花费",
    "点击率",
    "平均点击花费",
    "总成交金额",
    "总成交笔数",
    "点击转化率",
    "投入产出比",
    "净成交金额",
]
NUMBERS = ["1,000", "50", "80.00", "5%", "1.6", "400", "4", "8%", "5", "\\N"]
PLACE = ["日期", "场景ID", "场景名字", "原二级场景ID", "原二级场景名字", "计划ID", "计划名字"]
PLACED = ["2024-01-02", "3", "关键词推广", "9", "标准推广", "11", "夏季"]
UNIT, UNITED = ["单元ID", "单元名字"], ["22", "单元"]
SUBJECT = ["主体ID", "主体类型", "主体名称"]


@pytest.mark.parametrize(
    ("report", "own", "row", "expected"),
    [
        ("计划报表", [], [], ("campaign", "", "", "")),
        ("单元报表", UNIT, UNITED, ("group", "22", "", "")),
        ("商品报表", SUBJECT, ["802914370337", "商品", "裙"], ("product", "", "802914370337", "")),
        ("创意报表", [*UNIT, "创意ID", "创意名字"], [*UNITED, "77", "主图一"], ("creative", "22", "", "主图一")),
        ("人群报表", [*UNIT, "人群名字", *SUBJECT], [*UNITED, "喜欢店铺", "802914370337", "商品", "裙"],
         ("crowd", "22", "802914370337", "喜欢店铺")),
    ],
)  # fmt: skip
def test_reports_are_told_apart_by_what_they_name(
    tmp_path: Path, report: str, own: list[str], row: list[str], expected: tuple[str, ...]
) -> None:
    table = csv_bytes([[*PLACE, *own, *FIGURES], [*PLACED, *row, *NUMBERS]], "gb18030")
    reading = only(zip_file(tmp_path, {f"{report}_20240102_093011_花间小铺.csv": table}))
    (found,) = rows_of(reading, "adday")
    level, group, product, item = expected
    assert (reading.kind, found["level"]) == (f"alimama_{level}", level)
    assert (found["group_id"], found["product_id"], found["item"]) == (group, product, item)
    assert (found["spend_minor"], found["clicks"], found["sales_minor"], found["campaign_id"]) == (8000, 50, 40000, "11")
    assert reading.shop == "花间小铺" and not reading.columns_unknown
    assert len(reading.checks) == 4 and all(check.agree for check in reading.checks)


@pytest.mark.parametrize("missing", [("总成交笔数",), ("总成交金额", "总成交笔数"), ()])
def test_a_report_without_what_verdicts_need_says_which_column(tmp_path: Path, missing: tuple[str, ...]) -> None:
    kept = [at for at, name in enumerate(HEADER) if name not in missing]
    rows = [[row[at] for at in kept] for row in (HEADER, word("2024-01-01", "碎花连衣裙 夏"))]
    notes = [note for note in only(csv_file(tmp_path, rows, NAME, "gb18030")).notes if "export it again" in note]
    assert bool(notes) is bool(missing) and all(name in note for note in notes for name in missing)
    assert not any("总成交金额" in note for note in notes if "总成交金额" not in missing)


def test_the_id_of_a_shop_is_no_products(tmp_path: Path) -> None:
    rows = [[*PLACE, *SUBJECT, *FIGURES], [*PLACED, "1", "店铺", "花间小铺", *NUMBERS], [*PLACED, "2", "商品", "裙", *NUMBERS]]
    reading = only(csv_file(tmp_path, rows))
    shop, product = rows_of(reading, "adday")
    assert (shop["product_id"], shop["item_id"], shop["item"]) == ("", "1", "店铺")
    assert (product["product_id"], product["item"]) == ("2", "")
    assert reading.totals["spend"] == "160.00" and any("店铺" in note for note in reading.notes)


def test_a_crowd_of_a_shop_keeps_its_name(tmp_path: Path) -> None:
    rows = [[*PLACE, "人群名字", *SUBJECT, *FIGURES], [*PLACED, "喜欢店铺", "1", "店铺", "花间小铺", *NUMBERS]]
    (row,) = rows_of(only(csv_file(tmp_path, rows)), "adday")
    assert (row["product_id"], row["item"]) == ("", "喜欢店铺")


def test_a_crowd_report_with_a_line_above_and_totals(tmp_path: Path) -> None:
    header = ["日期", "计划名称", "人群名称", "展现量", "点击量", "消耗"]
    rows = [["达摩盘"], header, ["2024-01-02", "甲", "新客", "10", "1", "2.00"], ["总计", "", "", "10", "1", "2.00"]]
    reading = only(csv_file(tmp_path, rows))
    assert reading.kind == "alimama_crowd" and reading.rows_read == 1
    assert [check.agree for check in reading.checks if check.what.startswith("Total")] == [True] * 3


def test_a_report_by_hour_is_no_report_by_day(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="by hour"):
        read_file(csv_file(tmp_path, [[*PLACE, "小时", *FIGURES], [*PLACED, "9", *NUMBERS]]))


def test_a_day_in_the_name_of_a_file_without_one(tmp_path: Path) -> None:
    table = csv_bytes([[*PLACE[1:], *SUBJECT, *FIGURES], [*PLACED[1:], "10001", "商品", "裙", *NUMBERS]])
    reading = only(zip_file(tmp_path, {"商品报表_20260901_e2cbd482.csv": table}))
    assert (reading.kind, reading.period_from) == ("alimama_product", date(2026, 9, 1))


@pytest.mark.parametrize("header", ["营销场景", "资源位", "性别"])
def test_a_plan_broken_down_further_is_not_its_whole(tmp_path: Path, header: str) -> None:
    """Its rows would overwrite one another under the plan's key."""
    parts = [["2024-01-02", "1", part, "10", "1", "1.00"] for part in "ab"]
    rows = [["日期", "计划ID", header, "展现量", "点击量", "花费"], *parts]
    with pytest.raises(IntakeError, match="broken down further"):
        only(csv_file(tmp_path, rows))
