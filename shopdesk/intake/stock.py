"""Stock levels from a shop tool or ERP: every one names its columns differently, so headers may be mapped."""

from __future__ import annotations

from shopdesk.intake.layout import Built, Context, Layout, Record, col, fact
from shopdesk.text import _


def _stock(records: list[Record], context: Context) -> Built:
    """Rows of one SKU in several warehouses add up."""
    levels: dict[tuple[object, str, str], Record] = {}
    for record in records:
        record["product_id"] = record.get("product_id") or record.get("sku", "")
        key = (record["day"], record["product_id"], record.get("sku", ""))
        if key in levels and "warehouse" in context.headers:
            for name in ("on_hand", "incoming"):
                known = [value for level in (levels[key], record) if (value := level.get(name)) is not None]
                levels[key][name] = sum(known) if known else None
        else:
            levels[key] = record
    notes = () if "warehouse" not in context.headers else (_("Stock of one SKU in several warehouses is added up."),)
    built = fact("stocklevel", list(levels.values()), context, sku="")
    overwritten = 0 if notes else len(records) - len(levels)
    return Built(built.tables, totals={"skus": len(levels)}, notes=notes, overwritten=overwritten)


STOCK = Layout(
    id="stock",
    label=lambda: _("stock levels"),
    where=lambda: _("the ERP or 商家后台 › 库存, one day, as csv or xlsx"),
    feeds=lambda: _("how many days the stock still covers"),
    columns=(
        col("day", "day", "日期", "盘点日期", "统计日期", "库存日期", "date"),
        col("product_id", "id", "商品ID", "宝贝ID", "商品编号", "product_id"),
        col("sku", "id", "SKUID", "SKU ID", "SKU", "SKU编码", "规格编码", "商家编码", "货号"),
        col("on_hand", "count", "可用库存", "可售库存", "库存数量", "库存", "现有库存", "实际库存", "数量", "available", "stock"),
        col("incoming", "count", "在途", "在途数量", "在途库存", "采购在途", "incoming"),
        col("warehouse", "text", "仓库", "仓库名称"),
    ),
    needs=(("on_hand",), ("product_id", "sku")),
    build=_stock,
    must=("day", "on_hand"),
    rules_out=("订单编号", "订单号", "访客数", "商品访客数", "花费", "支付金额", "退款编号"),
    ignored=("商品名称", "商品标题", "规格", "规格名称"),
    mapped=True,
)
