"""京东: products, ads, orders, and the shop's own report with its suffixes."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from shopdesk.errors import IntakeError
from shopdesk.intake import read_file
from tests.intake.files import Table, csv_file, only, rows_of, xls_file

SKU = ["时间", "SKU", "SKU名称", "一级类目", "二级类目", "三级类目", "成交金额", "成交商品件数", "成交单量", "成交客户数",
       "商品访客数", "商品浏览量", "搜索曝光次数", "搜索点击次数", "商品曝光次数", "商品曝光人数", "加购客户数", "下单金额",
       "下单单量", "下单客户数", "取消及售后退款金额"]  # fmt: skip


def sku(number: str, paid: str, units: str, visitors: str = "100") -> list[str]:
    return ["2024-01-01", number, "保温杯", "家居", "杯", "杯", paid, units, "3", "3", visitors, "200", "1", "1", "1", "1",
            "5", "500.00", "4", "4", "0.00"]  # fmt: skip


def test_products_with_the_shops_total_first(tmp_path: Path) -> None:
    total = ["2024-01-01", "合计", "-", "-", "-", "-", "700.00", "7", "5", "5", "180", *["1"] * 6, "1,000.00", "8", "8", "0"]
    rows = [SKU, total, sku("100012345678", "500.00", "5"), sku("100012345679", "200.00", "2")]
    reading = only(xls_file(tmp_path, rows, "某店_商品明细_20240101_sku.xls"))
    days = rows_of(reading, "productday")
    assert (reading.kind, reading.rows_read, len(days)) == ("jd_sku", 2, 2) and not reading.columns_unknown
    expected = {
        "product_id": "100012345678",
        "visitors": 100,
        "sales_minor": 50000,
        "units": 5,
        "cart_people": 5,
        "paying_buyers": 3,
    }
    assert expected.items() <= days[0].items()
    assert [check.agree for check in reading.checks if check.what.startswith("Total")] == [True] * 3
    wrong = only(xls_file(tmp_path, [SKU, total, sku("100012345678", "500.00", "5")], "某店_商品明细_20240101_sku.xls"))
    assert not all(check.agree for check in wrong.checks)


def test_an_older_file_whose_total_has_no_word(tmp_path: Path) -> None:
    header = ["商品ID", "货号", "访客数", "成交金额", "成交单量", "加购商品件数", "加购人数", "最近上架时间"]
    rows = [header, ["-", "-", "30", "100.00", "3", "5", "4", "-"], ["100012345678", "A1", "20", "60.00", "2", "3", "3", "-"],
            ["100012345679", "-", "15", "40.00", "1", "2", "1", "-"]]  # fmt: skip
    reading = only(csv_file(tmp_path, rows, "某店_20240101_全部渠道_商品明细.csv"))
    assert reading.kind == "jd_sku" and reading.rows_read == 2 and not reading.rejected
    (check,) = [check for check in reading.checks if check.what.startswith("Total")]
    assert (check.file_says, check.we_sum, check.agree) == ("100.00", "100.00", True)
    assert rows_of(reading, "product")[0] == {"product_id": "100012345678", "seller_code": "A1"}


@pytest.mark.parametrize("word", ["全店", "店铺整体", "-"])
def test_a_total_with_a_word_of_its_own_for_the_number(tmp_path: Path, word: str) -> None:
    header = ["商品ID", "货号", "访客数", "成交单量", "成交商品件数"]
    rows = [header, [word, "-", "100", "4", "5"], ["100012345678", "a", "70", "3", "3"], ["100012345679", "b", "40", "1", "2"]]
    reading = only(csv_file(tmp_path, rows, "某店_全部渠道_商品明细_2024-01-01.csv"))
    assert reading.rows_read == 2 and reading.totals["units"] == 5 and not reading.rejected
    assert [(check.file_says, check.agree) for check in reading.checks] == [("5", True)]


def test_only_the_first_row_may_be_a_total_without_a_word(tmp_path: Path) -> None:
    reading = only(csv_file(tmp_path, [SKU, sku("100012345678", "1", "1"), sku("-", "9", "9")]))
    assert [problem.row for problem in reading.rejected] == [3] and reading.totals["sales"] == "1.00"


def test_self_service_report_with_suffixes_in_biff(tmp_path: Path) -> None:
    header = [f"{name}-全部渠道" for name in ("访客数", "新访客数", "成交客户数", "成交单量", "成交金额")]
    reading = only(xls_file(tmp_path, [["时间", *header], ["20240105", "1,000", "9", "8", "9", "800.00"]], "店铺_20240105.xls"))
    assert reading.kind == "jd_shop_daily" and not reading.columns_unknown
    assert rows_of(reading, "shopday")[0]["orders"] == 9


# --- ads -----------------------------------------------------------------------------------------------------------

PLAN = ["日期", "账户名称", "产品线", "计划类型", "计划ID", "推广计划", "单元ID", "推广单元", "创意ID", "推广创意", "品牌ID",
        "品牌名称", "跟单SKU ID", "人群ID", "人群名称", "展现数", "点击数", "总费用", "总订单行", "总订单金额", "总购物车数",
        "商品关注数", "店铺关注数"]  # fmt: skip


def plan(spend: str, unit: str = "", creative: str = "", brand: str = "", crowd: str = "", sku: str = "") -> list[str]:
    return ["20240101", "某店", "快车", "普通", "11", "春季", unit, unit and "单元", creative, creative and "图", brand, brand,
            sku, crowd, crowd and "新客", "1000", "50", spend, "4", "400.00", "6", "2", "1"]  # fmt: skip


@pytest.mark.parametrize(
    ("level", "parts"),
    [("campaign", {}), ("group", {"unit": "22"}), ("creative", {"unit": "22", "creative": "77"}),
     ("crowd", {"unit": "22", "crowd": "88"}), ("product", {"sku": "100012345678"})],
)  # fmt: skip
def test_a_plan_report_is_as_narrow_as_its_rows(tmp_path: Path, level: str, parts: dict[str, str]) -> None:
    reading = only(csv_file(tmp_path, [PLAN, plan("80.00", **parts)], "京准通_20240101.csv", "utf-8-sig"))
    (row,) = rows_of(reading, "adday")
    expected = {
        "level": level,
        "tool": "快车",
        "campaign_id": "11",
        "campaign": "春季",
        "spend_minor": 8000,
        "orders": 4,
        "carts": 6,
    }
    assert reading.kind == "jd_ads_plan" and expected.items() <= row.items() and not reading.columns_unknown
    assert (row["item_id"], row["product_id"]) == (parts.get("creative") or parts.get("crowd", ""), parts.get("sku", ""))


def test_rows_that_differ_only_in_their_brand_are_added_up(tmp_path: Path) -> None:
    rows = [PLAN, plan("80.00", brand="1"), plan("20.00", brand="2"), plan("70.00", brand="1")]
    reading = only(csv_file(tmp_path, rows))
    (row,) = rows_of(reading, "adday")
    assert (row["spend_minor"], row["clicks"]) == (9000, 100)  # 70 for brand 1 was told last, 20 for brand 2
    assert any("the later one counts" in note for note in reading.notes)


def test_header_on_row_two_repeated_and_totals_in_the_body(tmp_path: Path) -> None:
    header = [
        "'当前时间'",
        "产品线",
        "计划ID",
        "推广计划",
        "花费",
        "核心位置展现量",
        "核心位置点击量",
        "全站订单行",
        "全站交易额",
        "全站投产比",
    ]

    def row(day: str, spend: str, plan_id: str = "11") -> list[str]:
        return [day, "全站营销", plan_id, "春季", spend, "1000", "50", "4", "400.00", ""]

    def total(day: str, spend: str, impressions: str) -> list[str]:
        return [day, "汇总", "", "", spend, impressions, "", "", "", ""]

    rows: Table = [
        ["全站营销"], header, row("2024-01-01", "80.00"), row("2024-01-01", "40.00", "12"), total("2024-01-01", "120.00",
        "2000"), header, row("2024-01-02", "60.00"), total("2024-01-02", "60.00", "1000"),
    ]  # fmt: skip
    reading = only(csv_file(tmp_path, rows))
    assert reading.kind == "jd_ads_plan" and reading.rows_read == 3 and not reading.rejected
    assert {row["day"] for row in rows_of(reading, "adday")} == {date(2024, 1, 1), date(2024, 1, 2)}
    checks = {check.what: check for check in reading.checks}
    assert (checks["Total row: 花费"].file_says, checks["Total row: 花费"].agree) == ("180.00", True)
    assert checks["Total row: 核心位置展现量"].agree and any("当前时间" in note for note in reading.notes)


WORD = ["日期", "营销场景", "跟单SKU ID", "跟单SKU名称", "关键词", "花费", "展现数", "点击数", "总订单行", "总订单金额",
        "总加购数", "下单新客数"]  # fmt: skip


def test_keywords(tmp_path: Path) -> None:
    rows = [WORD, ["20240101", "搜索", "100012345678", "保温杯", "保温杯 男", "80.00", "1000", "50", "4", "400.00", "6", "1"]]
    reading = only(csv_file(tmp_path, rows, encoding="utf-8-sig"))
    (row,) = rows_of(reading, "adday")
    expected = {
        "level": "keyword",
        "tool": "搜索",
        "product_id": "100012345678",
        "item": "保温杯 男",
        "spend_minor": 8000,
        "carts": 6,
    }
    assert reading.kind == "jd_ads_keyword" and expected.items() <= row.items() and not reading.columns_unknown


def test_search_terms_do_not_overwrite_each_other(tmp_path: Path) -> None:
    header = ["日期", "产品线", "计划ID", "推广计划", "搜索词", "关键词", "花费", "展现数", "点击数"]
    rows = [header, *(["20240101", "快车", "1", "甲", term, "保温杯", "8.00", "10", "5"] for term in ("保温杯男", "保温杯女"))]
    found = rows_of(only(csv_file(tmp_path, rows)), "adday")
    assert [(row["level"], row["item"], row["item_id"]) for row in found] == [
        ("search_term", "保温杯男", "保温杯"),
        ("search_term", "保温杯女", "保温杯"),
    ]


# --- orders --------------------------------------------------------------------------------------------------------

ORDER = ["订单号", "商品ID", "商品名称", "订购数量", "支付方式", "下单时间", "京东价", "订单金额", "结算金额", "余额支付",
         "应付金额", "订单状态", "订单类型", "下单帐号", "客户姓名", "客户地址", "联系电话", "订单备注", "发票类型", "发票抬头",
         "发票内容", "商家备注", "商家备注等级（等级1-5为由高到低）", "运费金额", "付款确认时间", "增值税发票", "货号",
         "订单完成时间", "订单来源", "订单渠道", "送装服务", "服务费", "仓库id", "仓库名称"]  # fmt: skip
PEOPLE = ("rds_xiaoman", "林小满", "杭州市西湖区1号", "13800138000")


def order(number: str, item: str, units: str, total: str, paid: str, state: str = "等待出库") -> list[str]:
    user, name, address, telephone = PEOPLE
    return [number, item, f"杯{item}", units, "在线支付", "2024-01-01 23:58:00", "50.00", total, paid, "0.00", paid, state,
            "销售订单", user, name, address, telephone, "", "", "", "", "", "", "0.00", "2024-01-02 00:05:00", "", f"A{item}",
            "", "移动端订单", "", "", "", "", ""]  # fmt: skip


def test_the_amount_of_an_order_counts_once(tmp_path: Path) -> None:
    rows = [ORDER, order("290012345678", "1", "2", "150.00", "130.00"), order("290012345678", "2", "1", "150.00", "130.00"),
            order("290012345679", "1", "1", "50.00", "50.00")]  # fmt: skip
    reading = only(csv_file(tmp_path, rows, encoding="gb18030"))
    first, second = rows_of(reading, "orderfact")
    assert reading.kind == "jd_orders" and not reading.columns_unknown
    assert (first["total_minor"], first["paid_minor"], first["units"], first["titles"]) == (15000, 13000, 3, "杯1，杯2")
    assert first["paid_at"] == datetime(2024, 1, 2, 0, 5) and second["paid_minor"] == 5000
    assert reading.totals == {"orders": 2, "paid_orders": 2, "sales": "180.00", "units": 4, "lines": 3}
    assert reading.period_from == date(2024, 1, 2)
    items = rows_of(reading, "orderitem")
    assert [(item["line"], item["product_id"], item["units"], item["seller_code"]) for item in items] == [
        (1, "1", 2, "A1"),
        (2, "2", 1, "A2"),
        (1, "1", 1, "A1"),
    ]
    assert [check.agree for check in reading.checks] == [True]
    assert not any(person in repr(reading) for person in PEOPLE)


def test_an_amount_of_each_line_is_pointed_out(tmp_path: Path) -> None:
    rows = [ORDER, order("290012345678", "1", "2", "100.00", "90.00"), order("290012345678", "2", "1", "50.00", "40.00")]
    assert [check.agree for check in only(csv_file(tmp_path, rows)).checks] == [False]


def test_a_split_order_counts_only_through_its_parts(tmp_path: Path) -> None:
    rows = [ORDER, order("1", "1", "2", "100.00", "90.00", "(删除)等待出库"), order("2", "1", "2", "100.00", "90.00")]
    reading = only(csv_file(tmp_path, rows))
    gone, kept = rows_of(reading, "orderfact")
    assert (gone["paid_at"], gone["paid_minor"], gone["units"]) == (None, 0, 0) and kept["paid_minor"] == 9000
    assert reading.totals["sales"] == "90.00" and reading.totals["units"] == 2
    assert [item["units"] for item in rows_of(reading, "orderitem")] == [0, 2] and any("split" in note for note in reading.notes)


def test_a_buyer_is_a_keyed_hash_or_nothing(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [ORDER, order("1", "1", "1", "5", "5"), order("2", "1", "1", "5", "5")])
    assert "buyer" not in rows_of(only(path), "orderfact")[0]
    one, two = rows_of(only(path, secret=b"key"), "orderfact")
    (other, _two) = rows_of(only(path, secret=b"other"), "orderfact")
    assert one["buyer"] == two["buyer"] != other["buyer"] and len(str(one["buyer"])) == 16
    assert not any(person in repr(only(path, secret=b"key")) for person in PEOPLE)


def test_a_shifted_line_shows_no_person(tmp_path: Path) -> None:
    shifted = order("3", "1", "1", "5", "5")
    shifted[3], shifted[24] = PEOPLE[1], PEOPLE[3]
    reading = only(csv_file(tmp_path, [ORDER, order("1", "1", "1", "5", "5"), shifted]), secret=b"key")
    assert len(reading.rejected) == 1 and not any(person in repr(reading) for person in PEOPLE)


def test_orders_behind_a_password_are_refused(tmp_path: Path) -> None:
    from tests.intake.files import csv_bytes, zip_file

    path = zip_file(tmp_path, {"订单.csv": csv_bytes([ORDER, order("1", "1", "1", "5", "5")], "gb18030")})
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the bit that says a member is encrypted
        data[data.index(mark) + offset] |= 1
    path.write_bytes(bytes(data))
    with pytest.raises(IntakeError, match="password"):
        read_file(path)
