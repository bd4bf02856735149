"""淘宝 / 天猫 orders, their lines, refunds. A white list of columns is read; names, addresses and telephones never are."""

from __future__ import annotations

import hashlib
from collections import Counter

from shopdesk.intake.layout import Built, Context, Layout, Record, col, fact
from shopdesk.intake.orders import order_totals, pay_days
from shopdesk.intake.outcome import Rows, decimal_text, tabulate
from shopdesk.text import _

# Headers that name or reach a person: never kept. The buyer's name alone is read where it can be hashed.
PERSONAL = (
    "买家会员名", "买家会员名称", "买家支付宝账号", "支付宝交易号", "买家留言", "收货人姓名", "收货地址", "联系电话", "联系手机",
    "订单备注", "备注", "发票抬头", "修改后的收货地址", "买家昵称", "用户昵称", "昵称", "评价人", "下单帐号", "下单账号",
    "客户姓名", "客户地址", "商家备注", "卖家备注", "卖家真实姓名", "卖家退货地址", "卖家邮编", "卖家电话", "卖家手机",
    "退款操作人", "审核操作人", "帮他退款操作账号",
)  # fmt: skip


# --- orders --------------------------------------------------------------------------------------------------------


def _orders(records: list[Record], context: Context) -> Built:
    notes: list[str] = []
    if "order_id" not in context.headers:
        _name_rows(records)
        notes.append(_("The file has no order numbers: an order is known by its pay time, amount and title."))
    built = fact("orderfact", records, context, order_id="", state="", titles="")
    (rows,) = built.tables
    return Built(
        built.tables,
        counted=Rows("orderfact", (), []),
        totals=order_totals(rows, context.currency),
        notes=tuple(notes),
        period=pay_days(rows),
        overwritten=built.overwritten,
    )


def _name_rows(records: list[Record]) -> None:
    """An order_id for orders without one: the same pay time, amount and title met again is the next order."""
    met: Counter[str] = Counter()
    for record in records:
        said = "|".join(str(record.get(name) or "") for name in ("paid_at", "paid_minor", "titles"))
        met[said] += 1
        record["order_id"] = "row:" + hashlib.sha1(f"{said}|{met[said]}".encode(), usedforsecurity=False).hexdigest()


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
        col("buyer", "buyer", "买家会员名", "买家昵称"),
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


# --- their lines ---------------------------------------------------------------------------------------------------


def numbered(records: list[Record]) -> list[Record]:
    """The records, each with its `line` within its order, counted from 1."""
    met: Counter[str] = Counter()
    for record in records:
        met[record["order_id"]] += 1
        record["line"] = met[record["order_id"]]
    return records


def _items(records: list[Record], context: Context) -> Built:
    rows = tabulate("orderitem", numbered(records), context.headers)
    units = [record["units"] for record in records if record["units"] is not None]
    return Built(
        (rows,),
        counted=Rows("orderitem", (), []),
        totals={"orders": len({record["order_id"] for record in records}), "lines": len(rows.rows), "units": sum(units)},
    )


ORDER_ITEMS = Layout(
    id="taobao_order_items",
    label=lambda: _("淘宝 / 天猫 order lines"),
    where=lambda: _("千牛 › 交易 › 已卖出的宝贝 › 批量导出 › 宝贝报表 (ExportOrderDetailList)"),
    feeds=lambda: _("units by product, for restocking"),
    columns=(
        col("order_id", "id", "主订单编号", "订单编号"),
        col("product_id", "id", "商品ID", "宝贝ID"),
        col("seller_code", "text", "商家编码", "外部系统编号"),
        col("title", "text", "标题", "商品标题", "宝贝标题"),
        col("options", "text", "商品属性", "规格名称"),
        col("units", "count", "购买数量"),
        col("price_minor", "money", "价格", "商品价格"),
        col("state", "text", "订单状态"),
    ),
    needs=(("order_id",), ("units",), ("title", "seller_code", "product_id")),
    must=("order_id",),
    build=_items,
    rules_out=("退款编号",),
    ignored=(
        *PERSONAL, "订单编号", "子订单编号", "外部系统编号", "套餐信息", "支付单号", "买家应付货款", "买家实际支付金额",
        "退款状态", "退款金额", "订单创建时间", "订单付款时间",
    ),
    total_words=(),
    dated="none",
    personal=True,
)  # fmt: skip


# --- refunds -------------------------------------------------------------------------------------------------------

SUCCEEDED = "退款成功"


def _refunds(records: list[Record], context: Context) -> Built:
    """What was asked back counts as money only where the refund has succeeded."""
    for record in records:
        record["refund_minor"] = record["asked_minor"] if record["state"] == SUCCEEDED else 0
    rows = tabulate("refund", records, {*context.headers, "refund_minor"})
    refunds = [dict(zip(rows.columns, row, strict=True)) for row in rows.rows]
    days = [record["applied_at"].date() for record in records if record.get("applied_at")]
    paid = [refund["refund_minor"] for refund in refunds if refund["refund_minor"] is not None]
    return Built(
        (rows,),
        counted=Rows("refund", (), []),
        totals={
            "refunds": len(refunds),
            "succeeded": sum(refund["state"] == SUCCEEDED for refund in refunds),
            "refunded": decimal_text(sum(paid), "refund_minor", context.currency),
        },
        period=(min(days), max(days)) if days else None,
        overwritten=len(records) - len(refunds),
    )


REFUNDS = Layout(
    id="taobao_refunds",
    label=lambda: _("淘宝 / 天猫 refunds"),
    where=lambda: _("千牛 › 交易 › 退款管理 › 导出"),
    feeds=lambda: _("what buyers send back and why"),
    columns=(
        col("refund_id", "id", "退款编号"),
        col("order_id", "id", "订单编号"),
        col("product_id", "id", "商品id", "宝贝ID"),
        col("title", "text", "宝贝标题"),
        col("applied_at", "moment", "退款的申请时间", "退款申请时间"),
        col("finished_at", "moment", "退款完结时间", "完结时间"),
        col("state", "text", "退款状态"),
        col("kind", "text", "售后类型", "是否需要退货"),
        col("asked_minor", "money", "买家退款金额"),
        col("reason", "text", "买家退款原因"),
    ),
    needs=(("refund_id",), ("asked_minor",), ("state",)),
    must=("refund_id",),
    build=_refunds,
    ignored=(
        *PERSONAL, "订单付款时间", "商品编码", "买家实际支付金额", "手工退款/系统退款", "超时时间", "货物状态", "退货物流信息",
        "发货物流信息", "客服介入状态", "退货物流单号", "退货物流公司", "买家退款说明", "买家退货时间", "责任方", "售中或售后",
        "完结时间", "部分退款/全部退款", "举证超时", "是否零秒响应", "退款原因标签", "业务类型", "是否帮他退款",
    ),
    total_words=(),
    dated="none",
    personal=True,
)  # fmt: skip
