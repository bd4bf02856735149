"""Orders and reviews hold people; a receipt never does."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from shopdesk.errors import IntakeError
from shopdesk.intake import read_file
from tests.intake.files import Table, csv_file, only, rows_of, xls_file

ORDERS = [
    "订单编号",
    "买家会员名",
    "总金额",
    "买家实际支付金额",
    "订单状态",
    "收货人姓名",
    "收货地址 ",
    "联系手机",
    "订单创建时间",
    "订单付款时间 ",
    "宝贝标题 ",
    "宝贝种类 ",
    "宝贝总数量",
    "店铺名称",
    "退款金额",
]
PEOPLE = ("明月buyer", "林小满", "杭州市西湖区1号", "13800138000")


def order(
    number: str, paid: str = "88.00", paid_at: str = "2024-01-02 00:05:00", *, made: str = "2024-01-01 23:58:00"
) -> list[str]:
    user, name, address, telephone = PEOPLE
    state = "交易成功" if paid_at else "等待买家付款"
    return [f'="{number}"', user, "98.00", paid, state, name, address, f"'{telephone}", made, paid_at, "连衣裙，半身裙", "2", "2",
            "花间小铺", "10.00"]  # fmt: skip


def nobody_in(reading: object) -> bool:
    return not any(person in repr(reading) for person in PEOPLE)


def test_orders_paid_and_unpaid(tmp_path: Path) -> None:
    rows = [ORDERS, order("2213145678901234567"), order("2213145678901234568", "0.00", "")]
    reading = only(csv_file(tmp_path, rows, "ExportOrderList202401.csv", "gb18030"))
    first, second = rows_of(reading, "orderfact")
    assert first == {
        "order_id": "2213145678901234567",
        "state": "交易成功",
        "created_at": datetime(2024, 1, 1, 23, 58),
        "paid_at": datetime(2024, 1, 2, 0, 5),
        "total_minor": 9800,
        "paid_minor": 8800,
        "refund_minor": 1000,
        "units": 2,
        "titles": "连衣裙，半身裙",
    }
    assert second["paid_at"] is None and second["paid_minor"] == 0
    assert (reading.period_from, reading.period_to) == (date(2024, 1, 2), date(2024, 1, 2))
    assert reading.totals == {"orders": 2, "paid_orders": 1, "sales": "88.00", "refunds": "20.00", "units": 2}
    assert reading.shop == "花间小铺" and [rows.table for rows in reading.tables] == ["orderfact"]
    assert nobody_in(reading)


def test_a_shifted_order_shows_no_person(tmp_path: Path) -> None:
    shifted = order("1")
    shifted[3], shifted[9] = PEOPLE[1], PEOPLE[3]
    telephone = order("2")
    telephone[9] = PEOPLE[3]
    longer = [*order("3"), PEOPLE[2]]
    reading = only(csv_file(tmp_path, [ORDERS, order("4"), shifted, telephone, longer]))
    assert [problem.row for problem in reading.rejected] == [3, 4, 5]
    assert nobody_in(reading)
    with pytest.raises(IntakeError) as refused:
        read_file(csv_file(tmp_path, [ORDERS, shifted]))
    assert nobody_in(refused.value.message)


def test_lost_order_numbers_are_left_out(tmp_path: Path) -> None:
    reading = only(csv_file(tmp_path, [ORDERS, order("2.21E+18"), order("22")]))
    assert len(rows_of(reading, "orderfact")) == 1 and "digits" in reading.rejected[0].reason


def test_orders_without_a_number_are_told_apart_by_occurrence(tmp_path: Path) -> None:
    header = ["买家会员名", "买家实际支付金额", "宝贝标题", "订单付款时间 "]
    row = ["someone", "41.86", "课", "2018/5/16 9:41"]
    ids = [row["order_id"] for row in rows_of(only(csv_file(tmp_path, [header, row, row, row])), "orderfact")]
    assert len(set(ids)) == 3 and all(name.startswith("row:") and len(name) == 44 for name in ids)
    again = [row["order_id"] for row in rows_of(only(csv_file(tmp_path, [header, row, row])), "orderfact")]
    assert again == ids[:2]


def test_pay_times_as_excel_serials(tmp_path: Path) -> None:
    rows: Table = [["订单编号", "买家实际支付金额", "订单付款时间"], ["22", 41.86, 43236.403472222226]]
    assert rows_of(only(xls_file(tmp_path, rows)), "orderfact")[0]["paid_at"] == datetime(2018, 5, 16, 9, 41)


def test_refunds_are_not_taken_for_orders(tmp_path: Path) -> None:
    with pytest.raises(IntakeError):
        read_file(
            csv_file(tmp_path, [["订单编号", "退款编号", "买家实际支付金额", "订单付款时间"], ["1", "2", "3", "2024-01-01"]])
        )


# --- reviews -------------------------------------------------------------------------------------------------------

COLLECTED: Table = [
    ["评论ID", "用户昵称", "评价时间", "商品ID", "SKU", "评分", "初评内容", "追评内容", "有图片", "订单号"],
    [
        "R1",
        "林小满",
        "2024-01-02 10:00:00",
        "802914370337",
        "红色,M",
        "5星",
        "好看，&hellip;\n打电话13800138000",
        "洗后缩水",
        "是",
        '="221"',
    ],
    ["R2", "林小满", "2024-01-03 10:00:00", "802914370337", "红色,M", "差评", "色差", "", "否", ""],
]


def test_reviews_of_a_collector(tmp_path: Path) -> None:
    reading = only(csv_file(tmp_path, COLLECTED))
    first, second = rows_of(reading, "review")
    assert first == {
        "review_id": "R1",
        "product_id": "802914370337",
        "product": "红色,M",
        "written_at": datetime(2024, 1, 2, 10),
        "stars": 5,
        "text": "好看，…\n打电话…\n洗后缩水",
        "has_picture": True,
        "order_id": "221",
    }
    assert second["stars"] == 1 and second["has_picture"] is False
    assert reading.totals == {"reviews": 2, "stars_1": 1, "stars_5": 1}
    assert nobody_in(reading)


def test_reviews_without_a_header(tmp_path: Path) -> None:
    rows = [
        ["手机 100012", "屏幕很好，音质也不错", "5", "2019-08-06 11:55:30"],
        ["手机 100012", "用了一天就卡", "1", "2019-08-07 11:55:30"],
    ]
    reading = only(csv_file(tmp_path, rows))
    first, second = rows_of(reading, "review")
    assert (first["product"], first["text"], first["stars"]) == ("手机 100012", "屏幕很好，音质也不错", 5)
    assert second["written_at"] == datetime(2019, 8, 7, 11, 55, 30)
    assert reading.kind == "reviews" and reading.certainty == 0.5 and reading.rows_read == 2


def test_reviews_mapped_by_the_operator(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [["Was", "Wann", "Sterne"], ["schön", "2024-01-02", "4"], ["naja", "2024-01-02", "3"]])
    with pytest.raises(IntakeError):
        read_file(path)
    mapping = {"Was": "text", "wann ": "written_at", "Sterne": "stars"}
    for kind in ("reviews", None):
        rows = rows_of(only(path, kind=kind, mapping=mapping), "review")
        assert [(row["text"], row["stars"]) for row in rows] == [("schön", 4), ("naja", 3)]


def test_a_mapping_to_nowhere_is_refused(tmp_path: Path) -> None:
    path = csv_file(tmp_path, COLLECTED)
    with pytest.raises(IntakeError, match="colour"):
        read_file(path, kind="reviews", mapping={"SKU": "colour"})
    with pytest.raises(IntakeError, match="reviews, stock"):
        read_file(path, kind="sycm_product", mapping={"SKU": "product_id"})


def test_reviews_without_an_id_keep_theirs_on_the_next_import(tmp_path: Path) -> None:
    rows = [["评分", "创建时间", "评论内容"], ["5", "2024-01-02 10:00", "好"], ["4", "2024-01-02 10:01", "好"]]
    ids = [row["review_id"] for row in rows_of(only(csv_file(tmp_path, rows)), "review")]
    turned = [row["review_id"] for row in rows_of(only(csv_file(tmp_path, [rows[0], rows[2], rows[1]])), "review")]
    assert len(set(ids)) == 2 and ids == turned[::-1]


def test_a_score_out_of_range_is_left_out(tmp_path: Path) -> None:
    rows = [["评分", "创建时间", "评论内容"], ["9", "2024-01-02 10:00", "林小满说好"], ["4", "2024-01-02 10:01", "好"]]
    reading = only(csv_file(tmp_path, rows))
    assert [(problem.row, problem.column) for problem in reading.rejected] == [(2, "评分")] and nobody_in(reading)
