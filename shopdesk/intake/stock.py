"""Stock levels: from a shop tool or ERP, whose headers may be mapped, and from the sheet in which 天猫 lists are edited."""

from __future__ import annotations

from shopdesk.intake.layout import AGAIN, Built, Context, Layout, Record, col, fact
from shopdesk.intake.outcome import Problem, tabulate
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

_OF_THE_PRODUCT = ("product_id", "title", "seller_code")


def _tmall(records: list[Record], context: Context) -> Built:
    """A product's further SKUs stand below its first row, the product's own cells left blank."""
    kept: list[Record] = []
    problems: list[Problem] = []
    above: Record | None = None
    for record in records:
        if record["product_id"]:
            kept.append(record)
        elif above and (record["sheet"], record["row"]) == (above["sheet"], above["row"] + 1):
            kept.append({**record, **{name: above[name] for name in _OF_THE_PRODUCT if name in above}})
        else:  # the row above was left out: it may have been another product's first
            problems.append(
                Problem(record["row"], context.headers["product_id"], "", _("a further SKU of a product whose row was not kept"))
            )
            continue
        above = kept[-1]
    for record in kept:
        record["sku"] = record["sku"] or record.get("sku_code") or record.get("options") or ""
    levels = tabulate("stocklevel", kept, context.headers)
    products = tabulate("product", (record for record in kept if record["title"]), context.headers)
    return Built(
        (levels, products),
        totals={"skus": len(levels.rows)},
        overwritten=len(kept) - len(levels.rows),
        problems=tuple(problems),
    )


TMALL_ITEMS = Layout(
    id="tmall_items",
    label=lambda: _("天猫 products and stock"),
    where=lambda: _("千牛 › 商品 › 批量编辑 › 导出, as xlsx; name the day"),
    feeds=lambda: _("how many days the stock still covers, product titles"),
    columns=(
        col("product_id", "id", "商品Id", "宝贝ID"),
        col("title", "text", "商品标题", "宝贝标题"),
        col("seller_code", "id", "商家编码"),
        col("list_price", "text", "一口价"),
        col("sku", "id", "SKUID", "SKU ID"),
        col("sku_code", "id", "商家编码" + AGAIN),
        col("options", "text", "属性对"),
        col("sku_price", "text", "价格(元)", "价格"),
        col("on_hand", "count", "数量", "库存"),
    ),
    needs=(("product_id",), ("title",), ("list_price",), ("sku",), ("on_hand",)),
    build=_tmall,
    rules_out=("日期", "统计日期", "盘点日期", "订单编号", "商品访客数", "访客数"),
    ignored=("类目ID", "类目名称", "导购标题", "发货时间", "最长发货时间", "销售属性", "生产日期", "保质期"),
    total_words=(),
    repeats=True,
)
