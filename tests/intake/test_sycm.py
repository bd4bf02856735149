from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shopdesk.errors import IntakeError
from shopdesk.intake import read_file
from tests.intake.files import Table, csv_file, only, rows_of, xls_file

OLD_PREAMBLE = [["生意参谋"], [""], ["数据来源：invented"], [], ["说明"], ["-"], [""]]
SHOP = [
    "统计日期",
    "访客数",
    "浏览量",
    "支付买家数",
    "支付金额",
    "支付转化率",
    "客单价",
    "人均浏览量（访问深度）",
    "无线端跳失率",
]
TWO_DAYS = [
    ["2024-01-01", "1,000", "3,000", "30", "2,640.00", "3.00%", "88.00", "3.00", "61.20%"],
    ["2024-01-02", "2000", "5000", "50", "5000.00", "2.50%", "100.00", "2.50", "--"],
]


def test_old_layout_has_seven_rows_above_its_header(tmp_path: Path) -> None:
    reading = only(xls_file(tmp_path, [*OLD_PREAMBLE, SHOP, *TWO_DAYS]))
    assert reading.kind == "sycm_shop_daily" and reading.shop is None
    first, second = rows_of(reading, "shopday")
    assert first == {
        "day": date(2024, 1, 1),
        "origin": "sycm_shop_daily",
        "visitors": 1000,
        "page_views": 3000,
        "paying_buyers": 30,
        "sales_minor": 264000,
        "bounce_rate": 0.612,
    }
    assert second["bounce_rate"] is None
    assert reading.totals["sales"] == "7640.00" and reading.totals["visitors"] == 3000
    assert all(check.agree for check in reading.checks) and len(reading.checks) == 3
    assert any("无线端跳失率" in note for note in reading.notes)


def test_new_layout_names_the_shop_and_takes_any_order(tmp_path: Path) -> None:
    rows = [["统计日期", "店铺名称", "支付金额", "跳失率", "访客数"], ["2024-01-01", "花间小铺", "88", "0.61", "10"]]
    reading = only(csv_file(tmp_path, rows))
    assert reading.shop == "花间小铺"
    assert rows_of(reading, "shopday")[0]["bounce_rate"] == 0.61


def test_two_shops_in_one_file_are_refused(tmp_path: Path) -> None:
    rows = [["统计日期", "店铺名称", "访客数", "支付金额"], ["2024-01-01", "甲", "1", "1"], ["2024-01-02", "乙", "1", "1"]]
    with pytest.raises(IntakeError, match="2 shops"):
        read_file(csv_file(tmp_path, rows))


def test_period_rows_are_not_booked_as_a_day(tmp_path: Path) -> None:
    month = ["2024-01-01 ~ 2024-01-31", "9", "9", "9", "9.00", "100.00%", "1", "1", "--"]
    reading = only(csv_file(tmp_path, [SHOP, *TWO_DAYS, month]))
    assert len(rows_of(reading, "shopday")) == 2 and not reading.rejected
    assert any("several days" in note for note in reading.notes)
    with pytest.raises(IntakeError, match="2024-01-01 to 2024-01-31"):
        read_file(csv_file(tmp_path, [SHOP, month]))


def test_percent_without_its_sign_is_settled_by_the_column(tmp_path: Path) -> None:
    header = ["统计日期", "访客数", "支付买家数", "支付金额", "支付转化率", "跳失率"]
    rows = [header, ["2024-01-01", "200", "1", "1", "0.5", "61"], ["2024-01-02", "100", "1", "1", "1", "0.9"]]
    reading = only(csv_file(tmp_path, rows))
    first, second = rows_of(reading, "shopday")
    assert (first["bounce_rate"], second["bounce_rate"]) == (0.61, 0.009)  # one above 1 of two: the column is percent
    assert [check.agree for check in reading.checks] == [True]  # 0.5 is 0.5 %: 1 of 200


def test_shifted_rows_are_left_out_with_row_and_column(tmp_path: Path) -> None:
    shifted = ["2024-01-03", "夏季连衣裙", "1", "1", "1", "1%", "1", "1", "1%"]
    beyond = ["2024-01-04", "10", "30", "1", "1", "10%", "1", "3", "130%"]
    reading = only(csv_file(tmp_path, [SHOP, *TWO_DAYS, shifted, beyond]))
    assert [(problem.row, problem.column) for problem in reading.rejected] == [(4, "访客数"), (5, "无线端跳失率")]
    assert len(rows_of(reading, "shopday")) == 2 and reading.rows_read == 4


def test_a_file_in_which_nothing_holds_is_refused(tmp_path: Path) -> None:
    rows = [SHOP, ["2024-01-01", "连衣裙", "1", "1", "1", "1%", "1", "1", "1%"]]
    with pytest.raises(IntakeError, match="row 2, 访客数"):
        read_file(csv_file(tmp_path, rows))


def test_columns_that_do_not_divide_raise_a_check(tmp_path: Path) -> None:
    rows = [[*day] for day in TWO_DAYS]
    for row in rows:
        row[6] = "12.00"
    reading = only(csv_file(tmp_path, [SHOP, *rows]))
    (check,) = [check for check in reading.checks if not check.agree]
    assert "shifted" in check.what and "客单价" in check.what and (check.file_says, check.we_sum) == ("2", "0")


@pytest.mark.parametrize("extra", ["统计小时", "SKU", "人群", "终端"])
def test_a_breakdown_is_not_taken_for_the_shop(tmp_path: Path, extra: str) -> None:
    with pytest.raises(IntakeError):
        read_file(csv_file(tmp_path, [["统计日期", extra, "访客数", "支付金额"], ["2024-01-01", "1", "1", "1"]]))


CHOSEN = ["统计日期", "店铺名称", "访客数", "浏览量", "支付金额", "支付买家数", "支付转化率", "成功退款金额", "UV价值"]


def test_chosen_metrics_are_the_same_raw_and_formatted(tmp_path: Path) -> None:
    formatted: Table = [CHOSEN, ["2026-01-01", "花间小铺", "1,234", "5,000", "4,560.50", "43", "3.48%", "-", "3.70"]]
    raw: Table = [CHOSEN, ["2026-01-01", "花间小铺", 1234, 5000, 4560.5, 43, 0.0348, "", 3.7]]
    one, other = (only(xls_file(tmp_path, rows, f"取数{n}.xls")) for n, rows in enumerate((formatted, raw)))
    assert rows_of(one, "shopday") == rows_of(other, "shopday") and one.totals == other.totals
    assert one.shop == "花间小铺" and rows_of(one, "shopday")[0]["refunds_minor"] is None
    assert all(check.agree for check in (*one.checks, *other.checks))


@pytest.mark.parametrize(
    ("metric", "column"),
    [
        ("浏览量", "page_views"),
        ("成功退款金额", "refunds_minor"),
        ("下单买家数", "placed_buyers"),
        ("老访客数", "returning_visitors"),
    ],
)
def test_any_metric_alone_is_enough(tmp_path: Path, metric: str, column: str) -> None:
    reading = only(csv_file(tmp_path, [["统计日期", "店铺名称", metric], ["2026-01-01", "甲", "7"]]))
    assert reading.kind == "sycm_shop_daily" and rows_of(reading, "shopday")[0][column] in (7, 700)


def test_another_shops_metrics_of_jd_are_not_taken(tmp_path: Path) -> None:
    with pytest.raises(IntakeError):
        read_file(csv_file(tmp_path, [["日期", "浏览量", "成交单量"], ["2024-01-01", "1", "1"]]))


def test_chosen_metrics_of_products(tmp_path: Path) -> None:
    header = [
        "统计日期",
        "店铺名称",
        "商品ID",
        "商品名称",
        "商品状态",
        "一级类目名称",
        "叶子类目名称",
        "商品访客数",
        "支付金额",
        "支付件数",
    ]
    reading = only(
        csv_file(tmp_path, [header, ["2026-01-01", "甲", "802914370337", "裙", "在线", "女装", "连衣裙", "9", "88", "1"]])
    )
    assert reading.kind == "sycm_product" and reading.shop == "甲" and not reading.columns_unknown
    assert rows_of(reading, "productday")[0]["sales_minor"] == 8800


# --- products ------------------------------------------------------------------------------------------------------

PRODUCT = [
    "统计日期",
    "商品ID",
    "商品名称",
    "货号",
    "商品状态",
    "商品访客数",
    "商品浏览量",
    "平均停留时长（秒）",
    "商品详情页跳出率",
    "商品加购件数",
    "商品加购人数",
    "支付买家数",
    "支付件数",
    "支付金额",
    "商品支付转化率",
    "访客平均价值",
]


def product(day: str, number: str, visitors: str = "100", bounce: str = "48.00%") -> list[str]:
    return [day, number, f"连衣裙,{number}", "-", "当前在线", visitors, "150", "12.5", bounce, "3", "2", "5", "6", "600.00",
            "5.00%", "6"]  # fmt: skip


def test_products_by_day_over_a_range(tmp_path: Path) -> None:
    rows = [[], ["a"], [], [], PRODUCT, product("2024-01-01", "802914370337"), product("2024-01-02", "802914370337")]
    reading = only(xls_file(tmp_path, rows, "【生意参谋平台】商品_全部_2024-01-01_2024-01-02.xls"))
    assert (reading.kind, reading.period_from, reading.period_to) == ("sycm_product", date(2024, 1, 1), date(2024, 1, 2))
    days, products = rows_of(reading, "productday"), rows_of(reading, "product")
    assert [row["day"] for row in days] == [date(2024, 1, 1), date(2024, 1, 2)]
    assert days[0]["bounce_rate"] == 0.48 and days[0]["dwell_seconds"] == 12.5 and days[0]["sales_minor"] == 60000
    assert products == [{"product_id": "802914370337", "title": "连衣裙,802914370337", "status": "当前在线", "seller_code": ""}]
    assert all(check.agree for check in reading.checks)


def test_a_product_id_without_its_digits_is_left_out(tmp_path: Path) -> None:
    rows = [PRODUCT, product("2024-01-01", "8.02914E+11"), product("2024-01-01", "802914370338")]
    reading = only(csv_file(tmp_path, rows))
    (problem,) = reading.rejected
    assert (problem.row, problem.column) == (2, "商品ID") and "digits" in problem.reason


def test_days_outside_the_files_name_are_pointed_out(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [PRODUCT, product("2024-01-05", "1")], "商品_全部_2024-01-01_2024-01-01.csv")
    (check,) = [check for check in only(path).checks if not check.agree]
    assert (check.file_says, check.we_sum) == ("2024-01-01", "2024-01-05")


def test_products_without_a_date_column_take_the_names_day(tmp_path: Path) -> None:
    rows = [PRODUCT[1:], product("", "1")[1:]]
    reading = only(csv_file(tmp_path, rows, "商品_全部_2024-01-01_2024-01-01.csv"))
    assert rows_of(reading, "productday")[0]["day"] == date(2024, 1, 1)


def test_twins_and_contradictions(tmp_path: Path) -> None:
    one, other = product("2024-01-01", "1"), product("2024-01-01", "1", visitors="200")
    reading = only(csv_file(tmp_path, [PRODUCT, one, one, other]))
    assert [row["visitors"] for row in rows_of(reading, "productday")] == [200]
    assert any("1 row stands twice" in note for note in reading.notes)
    assert any("the later one counts" in note for note in reading.notes)


# --- sources -------------------------------------------------------------------------------------------------------

SOURCE = ["一级来源", "二级来源", "三级来源", "访客数", "访客数变化", "支付金额", "支付金额变化", "支付买家数", "支付转化率"]
SOURCES = [
    ["平台流量", "汇总", "汇总", "900", "-3.45%", "4,400.00", "1%", "45", "5.00%"],
    ["", "搜索", "汇总", "700", "-", "3,400.00", "1%", "35", "5.00%"],
    ["", "", "手淘搜索", "700", "-", "3,400.00", "1%", "35", "5.00%"],
    ["", "推荐", "手淘推荐", "300", "-", "1,000.00", "1%", "10", "3.33%"],
    ["广告流量", "", "", "100", "-", "100.00", "1%", "1", "1.00%"],
    ["", "直通车", "", "60", "-", "60.00", "1%", "1", "1.67%"],
    ["", "精准人群推广(原引力魔方)", "", "20", "-", "0", "1%", "0", "0"],
    ["", "智能场景（原万相台）", "", "20", "-", "0", "1%", "0", "0"],
    ["其它来源", "汇总", "汇总", "50", "-", "0", "1%", "0", "0"],
]
NAME = "【生意参谋平台】无线店铺流量来源-2024-01-01_2024-01-01.xls"


def sources(folder: Path, name: str = NAME, rows: Table = SOURCES, **options: object) -> dict[str, dict[str, object]]:
    reading = only(xls_file(folder, [["x"]] * 5 + [SOURCE, *rows], name, "无线流量来源"), **options)
    return {row["source"]: row for row in rows_of(reading, "sourceday")}


def test_sources_are_paths_and_only_leaves_count(tmp_path: Path) -> None:
    found = sources(tmp_path)
    assert [name for name, row in found.items() if row["is_leaf"]] == [
        "平台流量 / 搜索 / 手淘搜索",
        "平台流量 / 推荐 / 手淘推荐",
        "广告流量 / 关键词推广",
        "广告流量 / 精准人群推广",
        "广告流量 / 智能场景",
        "其它来源",
    ]
    assert [name for name, row in found.items() if not row["is_leaf"]] == ["平台流量", "平台流量 / 搜索", "广告流量"]
    assert {row["day"] for row in found.values()} == {date(2024, 1, 1)}
    assert {(row["device"], row["attribution"]) for row in found.values()} == {("wireless", "")}


def test_source_totals_are_those_of_the_leaves(tmp_path: Path) -> None:
    reading = only(xls_file(tmp_path, [SOURCE, *SOURCES], NAME))
    assert reading.totals["visitors"] == 700 + 300 + 60 + 20 + 20 + 50
    assert not reading.columns_unknown and all(check.agree for check in reading.checks)


def test_a_subtotal_below_its_part_raises_a_check(tmp_path: Path) -> None:
    rows = [["平台流量", "汇总", "汇总", "90", *SOURCES[0][4:]], *SOURCES[1:]]
    reading = only(xls_file(tmp_path, [SOURCE, *rows], NAME))
    assert [check.agree for check in reading.checks if "Subtotals" in check.what] == [False]


@pytest.mark.parametrize(
    ("name", "device", "attribution"),
    [
        ("无线店铺流量来源_每一次访问来源-2024-01-01_2024-01-01.xls", "wireless", "each"),
        ("无线店铺流量来源_第一次访问来源-2024-01-01_2024-01-01.xls", "wireless", "first"),
        ("无线店铺流量来源_最后一次访问来源-2024-01-01_2024-01-01.xls", "wireless", "last"),
    ],
)
def test_device_and_attribution_come_from_the_name(tmp_path: Path, name: str, device: str, attribution: str) -> None:
    row = next(iter(sources(tmp_path, name).values()))
    assert (row["device"], row["attribution"]) == (device, attribution)


def test_both_devices_in_one_workbook(tmp_path: Path) -> None:
    table = [SOURCE, *SOURCES]
    reading = only(
        xls_file(tmp_path, table, "流量-2024-01-01_2024-01-01.xls", "无线流量来源", PC流量来源=table, 说明=[["other"]])
    )
    assert {row["device"] for row in rows_of(reading, "sourceday")} == {"wireless", "pc"}
    assert any("说明" in note for note in reading.notes)


def test_the_day_of_sources_is_never_guessed(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="--date"):
        sources(tmp_path, "流量来源.xls")
    assert sources(tmp_path, "流量来源.xls", day=date(2024, 3, 1))["平台流量"]["day"] == date(2024, 3, 1)
    with pytest.raises(IntakeError, match="2024-01-01 to 2024-01-07"):
        sources(tmp_path, "流量来源-2024-01-01_2024-01-07.xls", day=date(2024, 3, 1))


def test_the_names_day_is_believed_before_another(tmp_path: Path) -> None:
    reading = only(xls_file(tmp_path, [SOURCE, *SOURCES], NAME), day=date(2024, 3, 1))
    assert reading.period_from == date(2024, 1, 1) and any("2024-01-01" in note for note in reading.notes)


@pytest.mark.parametrize(("other", "kind"), [("支付金额", "sycm_source"), ("成交金额", "jd_source"), ("流量指数", "sycm_index")])
def test_whose_sources_these_are_is_told_by_one_column(tmp_path: Path, other: str, kind: str) -> None:
    rows = [["一级来源", "二级来源", "访客数", other], ["a", "b", "1", "1"]]
    assert only(csv_file(tmp_path, rows), day=date(2024, 1, 1)).kind == kind
