"""淘宝 / 天猫: lines of orders, refunds, and what is kept of a buyer."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date, datetime
from pathlib import Path

from shopdesk.intake import people
from tests.intake.files import csv_file, only, rows_of, xls_file

ITEMS = ["订单编号", "标题", "价格", "购买数量", "外部系统编号", "商品属性", "套餐信息", "备注", "订单状态", "商家编码"]


def item(number: str, title: str, units: str, code: str = "A1", size: str = "颜色:红;尺码:M") -> list[str]:
    return [f'="{number}"', title, "88.00", units, code, size, "", "请放门口 13800138000", "交易成功", code]


def test_lines_of_orders(tmp_path: Path) -> None:
    rows = [ITEMS, item("2213145678901234567", "连衣裙", "2"), item("2213145678901234567", "半身裙", "1", "A2"),
            item("2213145678901234568", "连衣裙", "1")]  # fmt: skip
    reading = only(csv_file(tmp_path, rows, "ExportOrderDetailList202401.csv", "gb18030"))
    first, second, third = rows_of(reading, "orderitem")
    assert reading.kind == "taobao_order_items" and not reading.columns_unknown
    assert first == {
        "order_id": "2213145678901234567",
        "line": 1,
        "seller_code": "A1",
        "title": "连衣裙",
        "options": "颜色:红;尺码:M",
        "units": 2,
        "price_minor": 8800,
        "state": "交易成功",
    }
    assert (second["line"], second["seller_code"], third["line"]) == (2, "A2", 1)
    assert reading.totals == {"orders": 2, "lines": 3, "units": 4}
    assert "13800138000" not in repr(reading)


def test_newer_lines_name_order_and_line_apart(tmp_path: Path) -> None:
    header = [
        "子订单编号",
        "主订单编号",
        "买家昵称",
        "商品标题",
        "商品价格",
        "购买数量",
        "商品ID",
        "商家编码",
        "订单状态",
        "订单付款时间",
    ]
    rows = [header, ["12", "11", "明月", "裙", "88", "1", "802914370337", "A1", "交易成功", "2024-01-01 10:00:00"],
            ["13", "11", "明月", "裙", "88", "2", "802914370337", "A1", "交易成功", "2024-01-01 10:00:00"]]  # fmt: skip
    reading = only(csv_file(tmp_path, rows))
    found = rows_of(reading, "orderitem")
    assert [(row["order_id"], row["line"], row["product_id"], row["units"]) for row in found] == [
        ("11", 1, "802914370337", 1),
        ("11", 2, "802914370337", 2),
    ]
    assert "明月" not in repr(reading)


# --- refunds -------------------------------------------------------------------------------------------------------

REFUNDS = ["订单编号", "退款编号", "支付宝交易号", "订单付款时间", "商品id", "商品编码", "退款完结时间", "买家会员名称",
           "买家实际支付金额", "宝贝标题", "买家退款金额", "手工退款/系统退款", "售后类型", "退款的申请时间", "超时时间",
           "退款状态", "货物状态", "退货物流信息", "发货物流信息", "客服介入状态", "卖家真实姓名", "卖家退货地址", "卖家邮编",
           "卖家电话", "卖家手机", "退货物流单号", "退货物流公司", "买家退款原因", "买家退款说明", "买家退货时间", "责任方",
           "售中或售后", "商家备注", "完结时间", "部分退款/全部退款", "审核操作人", "举证超时", "是否零秒响应", "退款操作人",
           "退款原因标签", "业务类型", "是否帮他退款", "帮他退款操作账号"]  # fmt: skip
PRIVATE = ("明月buyer", "林小满", "杭州市西湖区1号", "13800138000", "我是林小满请快点")


def refund(number: str, order: str, state: str, amount: str = "88.00") -> list[str]:
    user, name, address, telephone, words = PRIVATE
    done = "2024-01-05 09:00:00" if state == "退款成功" else ""
    return [order, number, "2024", "2024-01-01 10:00:00", "802914370337", "A1", done, user, "88.00", "连衣裙", amount,
            "手工退款", "退货退款", "2024-01-03 08:00:00", "", state, "已收到货", "", "", "", name, address, "310000", telephone,
            telephone, "", "", "尺码不合适", words, "", "", "售后", "", done, "全部退款", name, "", "", name, "", "", "",
            ""]  # fmt: skip


def test_only_a_refund_that_succeeded_is_money(tmp_path: Path) -> None:
    rows = [REFUNDS, refund("R1", "221", "退款成功"), refund("R2", "221", "退款成功", "12.00"), refund("R3", "222", "退款关闭"),
            refund("R4", "223", "买家已经申请退款，等待卖家同意")]  # fmt: skip
    reading = only(xls_file(tmp_path, rows, "退款.xls"))
    found = rows_of(reading, "refund")
    assert reading.kind == "taobao_refunds" and not reading.columns_unknown
    assert found[0] == {
        "refund_id": "R1",
        "order_id": "221",
        "product_id": "802914370337",
        "title": "连衣裙",
        "applied_at": datetime(2024, 1, 3, 8),
        "finished_at": datetime(2024, 1, 5, 9),
        "state": "退款成功",
        "kind": "退货退款",
        "asked_minor": 8800,
        "refund_minor": 8800,
        "reason": "尺码不合适",
    }
    assert [row["refund_minor"] for row in found] == [8800, 1200, 0, 0] and found[2]["asked_minor"] == 8800
    assert reading.totals == {"refunds": 4, "succeeded": 2, "refunded": "100.00"}
    assert (reading.period_from, reading.period_to) == (date(2024, 1, 3), date(2024, 1, 3))
    assert not any(person in repr(reading) for person in PRIVATE)


def test_a_shifted_refund_shows_no_person(tmp_path: Path) -> None:
    shifted = refund("R2", "222", "退款成功")
    shifted[10] = PRIVATE[1]
    reading = only(csv_file(tmp_path, [REFUNDS, refund("R1", "221", "退款成功"), shifted]))
    assert len(reading.rejected) == 1 and not any(person in repr(reading) for person in PRIVATE)


# --- buyers --------------------------------------------------------------------------------------------------------

ORDERS = ["订单编号", "买家会员名", "买家实际支付金额", "订单状态", "订单付款时间 ", "宝贝总数量"]


def test_a_buyer_is_known_again_only_with_the_key(tmp_path: Path) -> None:
    names = ("明月buyer", "明月buyer", "清风", "明**", "")
    rows = [ORDERS, *([str(n), name, "88", "交易成功", "2024-01-01 10:00:00", "1"] for n, name in enumerate(names, 1))]
    path = csv_file(tmp_path, rows, encoding="gb18030")
    plain = only(path)
    assert all("buyer" not in row for row in rows_of(plain, "orderfact")) and "明月" not in repr(plain)
    reading = only(path, secret=b"of this shop")
    first, again, other, masked, nobody = (row["buyer"] for row in rows_of(reading, "orderfact"))
    assert first == again == hmac.new(b"of this shop", "明月buyer".encode(), hashlib.sha256).hexdigest()[:16]
    assert other not in (first, "") and masked == nobody == ""
    assert "明月" not in repr(reading) and not plain.columns_unknown
    assert people.keyed("清风", b"another key") != other
