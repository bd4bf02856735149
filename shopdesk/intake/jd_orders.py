"""京东 orders: a row for each line of an order, on each of which the order's amounts stand again."""

from __future__ import annotations

from shopdesk.intake.layout import Built, Context, Layout, Record, col
from shopdesk.intake.orders import order_totals, pay_days
from shopdesk.intake.outcome import Check, Rows, tabulate
from shopdesk.intake.taobao import PERSONAL, numbered
from shopdesk.text import _, ngettext

_DELETED = ("(删除)", "（删除）")  # also how an order stands that was split: its parts follow as orders of their own


def _orders(records: list[Record], context: Context) -> Built:
    orders: dict[str, list[Record]] = {}
    for record in records:
        orders.setdefault(record["order_id"], []).append(record)
    deleted = sum(_is_deleted(lines) for lines in orders.values())
    rows = tabulate("orderfact", (_order(lines) for lines in orders.values()), {*context.headers, "units", "titles"})
    items = tabulate(
        "orderitem",
        ({**line, "units": 0} if _is_deleted([line]) else line for line in numbered(records)),
        context.headers,
    )
    notes: tuple[str, ...] = ()
    if deleted:
        notes = (
            ngettext(
                "{n} order is deleted or split into others and counts nothing.",
                "{n} orders are deleted or split into others and count nothing.",
                deleted,
            ).format(n=deleted),
        )
    return Built(
        (rows, items),
        counted=Rows("orderfact", (), []),
        totals={**order_totals(rows, context.currency), "lines": len(items.rows)},
        checks=_once(orders),
        notes=notes,
        period=pay_days(rows),
    )


def _order(lines: list[Record]) -> Record:
    """The order of these lines: of amounts and times the last that is known, units added up."""
    units = [line["units"] for line in lines if line.get("units") is not None]
    titles = dict.fromkeys(line["title"] for line in lines if line.get("title"))
    order = dict(lines[0])
    for line in lines[1:]:
        order.update({name: value for name, value in line.items() if value not in (None, "")})
    order.update(units=sum(units) if units else None, titles="，".join(titles))
    if _is_deleted(lines):
        order.update(paid_at=None, paid_minor=0, units=0)
    return order


def _is_deleted(lines: list[Record]) -> bool:
    return any(line.get("state", "").startswith(_DELETED) for line in lines)


def _once(orders: dict[str, list[Record]]) -> tuple[Check, ...]:
    """Whether the amount is the same on all lines of an order; else it belongs to the line and the sums are too small."""
    several = [{line.get("total_minor") for line in lines} for lines in orders.values() if len(lines) > 1]
    held = sum(len(amounts) == 1 for amounts in several)
    what = _("Orders whose lines name one amount")
    return (Check(what, str(len(several)), str(held), held == len(several)),) if several else ()


ORDERS = Layout(
    id="jd_orders",
    label=lambda: _("京东 orders"),
    where=lambda: _("京麦 › 订单 › 订单查询 › 导出; unpack the zip with its password first"),
    feeds=lambda: _("what was paid on which day, units by product, buyers who come again"),
    columns=(
        col("order_id", "id", "订单号", "订单编号"),
        col("product_id", "id", "商品ID", "商品编号"),
        col("title", "text", "商品名称"),
        col("units", "count", "订购数量"),
        col("price_minor", "money", "京东价"),
        col("seller_code", "text", "货号"),
        col("state", "text", "订单状态"),
        col("created_at", "moment", "下单时间"),
        col("paid_at", "moment", "付款确认时间"),
        col("total_minor", "money", "订单金额"),
        col("paid_minor", "money", "结算金额", "应付金额"),
        col("buyer", "buyer", "下单帐号", "下单账号"),
    ),
    needs=(("order_id",), ("units",), ("product_id", "title")),
    must=("order_id",),
    build=_orders,
    rules_out=("购买数量", "退款编号"),
    ignored=(
        *PERSONAL, "支付方式", "余额支付", "应付金额", "订单类型", "发票类型", "发票内容", "商家备注等级(等级1-5为由高到低)",
        "运费金额", "增值税发票", "订单完成时间", "订单来源", "订单渠道", "送装服务", "服务费", "仓库id", "仓库名称",
    ),
    total_words=(),
    dated="none",
    personal=True,
)  # fmt: skip
