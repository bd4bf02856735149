"""淘宝 / 天猫 orders. A white list of columns is read; who bought, where they live and how to reach them never is."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date

from shopdesk.intake.layout import Built, Context, Layout, Record, col, fact
from shopdesk.intake.outcome import Rows, decimal_text
from shopdesk.text import _

# Headers that name or reach a person: known, never read.
PERSONAL = (
    "买家会员名", "买家支付宝账号", "买家留言", "收货人姓名", "收货地址", "联系电话", "联系手机", "订单备注", "发票抬头",
    "修改后的收货地址", "买家昵称", "用户昵称", "昵称", "评价人", "下单帐号", "客户姓名", "客户地址", "商家备注", "卖家备注",
)  # fmt: skip


def _orders(records: list[Record], context: Context) -> Built:
    notes: list[str] = []
    if "order_id" not in context.headers:
        _name_rows(records)
        notes.append(_("The file has no order numbers: an order is known by its pay time, amount and title."))
    built = fact("orderfact", records, context, order_id="", state="", titles="")
    orders = [dict(zip(built.tables[0].columns, row, strict=True)) for row in built.tables[0].rows]
    paid = [order for order in orders if order.get("paid_at")]
    totals: dict[str, int | str] = {"orders": len(orders), "paid_orders": len(paid)}
    for total, name, among in (("sales", "paid_minor", paid), ("refunds", "refund_minor", orders), ("units", "units", paid)):
        known = [order[name] for order in among if order.get(name) is not None]
        if known:
            value = decimal_text(sum(known), name, context.currency)
            totals[total] = int(value) if name == "units" else value
    return Built(
        built.tables,
        counted=Rows("orderfact", (), []),
        totals=totals,
        notes=tuple(notes),
        period=_period(orders),
        overwritten=built.overwritten,
    )


def _name_rows(records: list[Record]) -> None:
    """An order_id for orders without one: the same pay time, amount and title met again is the next order."""
    met: Counter[str] = Counter()
    for record in records:
        said = "|".join(str(record.get(name) or "") for name in ("paid_at", "paid_minor", "titles"))
        met[said] += 1
        record["order_id"] = "row:" + hashlib.sha1(f"{said}|{met[said]}".encode(), usedforsecurity=False).hexdigest()


def _period(orders: list[Record]) -> tuple[date, date] | None:
    """Days of payment, else of creation: the platform counts an order on the day it was paid."""
    for name in ("paid_at", "created_at"):
        days = [order[name].date() for order in orders if order.get(name)]
        if days:
            return min(days), max(days)
    return None


ORDERS = Layout(
    id="taobao_orders",
    label=lambda: _("淘宝 / 天猫 orders"),
    where=lambda: _("千牛 › 交易 › 已卖出的宝贝 › 批量导出 (ExportOrderList)"),
    feeds=lambda: _("what was paid on which day, orders never paid, refunds"),
    columns=(
        col("order_id", "id", "订单编号", "订单号"),
        col("state", "text", "订单状态"),
        col("created_at", "moment", "订单创建时间"),
        col("paid_at", "moment", "订单付款时间"),
        col("total_minor", "money", "总金额", "买家应付货款"),
        col("paid_minor", "money", "买家实际支付金额"),
        col("refund_minor", "money", "退款金额"),
        col("units", "count", "宝贝总数量"),
        col("titles", "text", "宝贝标题"),
    ),
    needs=(("paid_minor",), ("paid_at", "order_id")),
    must=("order_id",),
    build=_orders,
    rules_out=("退款编号", "购买数量"),
    ignored=(
        *PERSONAL, "买家应付货款", "买家应付邮费", "买家支付积分", "返点积分", "买家实际支付积分", "运送方式", "宝贝种类",
        "物流单号", "物流公司", "店铺Id", "店铺名称", "订单关闭原因", "卖家服务费", "买家服务费", "是否手机订单",
        "分阶段订单信息", "特权订金订单id", "定金排名", "修改后的sku", "异常信息", "天猫卡券抵扣", "集分宝抵扣", "是否是O2O交易",
    ),
    total_words=(),
    dated="none",
    personal=True,
    twins_without="order_id",
)  # fmt: skip
