"""生意参谋: the shop by day (自助取数 old and new), products by day, visitors by source."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

from shopdesk.intake.layout import Built, Context, Layout, Ratio, Record, col, fact
from shopdesk.intake.names import attribution_in, device_in
from shopdesk.intake.outcome import Check, Rows, tabulate
from shopdesk.text import _, to_minor

_BREAKDOWNS = (
    "统计小时", "小时", "关键词", "搜索词", "一级来源", "一级流量来源", "流量来源", "来源名称", "人群", "人群名称", "人群分类",
    "SKU", "SKU ID", "SKUID", "终端", "页面", "退款原因", "时间类型", "竞店", "所属店铺", "商品名称",
)  # fmt: skip


def _shop_daily(records: list[Record], context: Context) -> Built:
    notes = []
    for name in ("bounce_rate", "dwell_seconds"):
        if "无线端" in context.headers.get(name, ""):
            notes.append(_("{header} stands for the whole shop.").format(header=context.headers[name]))
    built = fact("shopday", records, context, origin=context.kind)
    return Built(built.tables, notes=tuple(notes), overwritten=built.overwritten)


SHOP_DAILY = Layout(
    id="sycm_shop_daily",
    label=lambda: _("生意参谋 shop by day"),
    where=lambda: _("生意参谋 › 取数 (or 自助取数) › shop, by day"),
    feeds=lambda: _("the day's numbers, the trend, the target"),
    columns=(
        col("day", "day", "统计日期", "日期"),
        col("visitors", "count", "访客数", "店铺访客数"),
        col("page_views", "count", "浏览量", "店铺浏览量"),
        col("paying_buyers", "count", "支付买家数"),
        col("orders", "count", "支付子订单数", "支付订单数"),
        col("units", "count", "支付件数", "支付商品件数"),
        col("sales_minor", "money", "支付金额"),
        col("placed_buyers", "count", "下单买家数"),
        col("placed_minor", "money", "下单金额"),
        col("returning_visitors", "count", "老访客数"),
        col("bounce_rate", "rate", "跳失率", "店铺跳失率", "无线端跳失率"),
        col("dwell_seconds", "seconds", "平均停留时长", "平均停留时长(秒)", "人均停留时长(秒)", "无线端人均停留时长(秒)"),
        col("refunds_minor", "money", "成功退款金额", "申请退款金额"),
        col("conversion", "rate", "支付转化率"),
        col("average_spend", "number", "客单价"),
        col("depth", "number", "人均浏览量", "人均浏览量(访问深度)", "访问深度"),
    ),
    needs=(("day",), ("visitors", "sales_minor", "paying_buyers")),
    must=("day",),
    build=_shop_daily,
    rules_out=(*_BREAKDOWNS, "商品ID", "成交金额", "成交客户数", "花费"),
    ignored=(
        "店铺名称", "下单转化率", "新访客数", "新买家数", "老买家数", "申请退款买家数", "描述相符评分", "服务态度评分",
        "物流服务动态评分", "PC端访客数", "无线端访客数", "PC端跳失率", "PC端客单价", "无线端客单价", "人均支付商品件数",
        "店铺首页访客数", "被浏览商品数", "店铺收藏次数", "店铺收藏人数", "商品收藏次数", "商品收藏人数",
    ),
    ratios=(
        Ratio("conversion", "paying_buyers", "visitors"),
        Ratio("average_spend", "sales_minor", "paying_buyers"),
        Ratio("depth", "page_views", "visitors"),
    ),
    sums=("page_views", "sales_minor", "units", "orders"),
)  # fmt: skip


def _product(records: list[Record], context: Context) -> Built:
    built = fact("productday", records, context)
    products = tabulate("product", records, context.headers)
    tables = (*built.tables, products) if len(products.columns) > 1 else built.tables
    return Built(tables, totals={"products": len(products.rows)}, overwritten=built.overwritten)


PRODUCT = Layout(
    id="sycm_product",
    label=lambda: _("生意参谋 products by day"),
    where=lambda: _("生意参谋 › 品类 › 商品排行, all products, one day › 下载"),
    feeds=lambda: _("the five leaders, products to fix, stock cover"),
    columns=(
        col("day", "day", "统计日期", "日期"),
        col("product_id", "id", "商品ID"),
        col("title", "text", "商品名称", "商品标题"),
        col("status", "text", "商品状态"),
        col("seller_code", "text", "货号", "商家编码"),
        col("visitors", "count", "商品访客数", "访客数"),
        col("page_views", "count", "商品浏览量", "浏览量"),
        col("dwell_seconds", "seconds", "平均停留时长", "平均停留时长(秒)"),
        col("bounce_rate", "rate", "商品详情页跳出率", "详情页跳出率"),
        col("favourites", "count", "商品收藏人数"),
        col("cart_units", "count", "商品加购件数"),
        col("cart_people", "count", "商品加购人数"),
        col("placed_buyers", "count", "下单买家数"),
        col("placed_minor", "money", "下单金额"),
        col("paying_buyers", "count", "支付买家数"),
        col("units", "count", "支付件数"),
        col("sales_minor", "money", "支付金额"),
        col("refunds_minor", "money", "成功退款金额"),
        col("conversion", "rate", "商品支付转化率", "支付转化率"),
    ),
    needs=(("product_id",), ("visitors",)),
    must=("day", "product_id"),
    build=_product,
    rules_out=("SKU ID", "SKUID", "一级来源", "上级来源名称", "来源名称", "关键词", "统计小时", "成交金额", "花费"),
    ignored=(
        "店铺名称", "主商品ID", "商品类型", "商品标签", "下单件数", "下单转化率", "支付新买家数", "支付老买家数",
        "老买家支付金额", "聚划算支付金额", "访客平均价值", "竞争力评分", "年累计支付金额", "月累计支付金额",
        "月累计支付件数", "搜索引导支付转化率", "搜索引导访客数", "搜索引导支付买家数", "结构化详情引导转化率",
        "结构化详情引导成交占比",
    ),
    ratios=(Ratio("conversion", "paying_buyers", "visitors"),),
    sums=("sales_minor", "units"),
)  # fmt: skip


# --- visitors by source --------------------------------------------------------------------------------------------

# Renamed on 2024-02-19; without this a trend shows a collapse that never was.
_RENAMED = {
    "直通车": "关键词推广",
    "引力魔方": "精准人群推广",
    "万相台": "智能场景",
}
SOURCE_NAMES = {**_RENAMED, **{f"{new}(原{old})": new for old, new in _RENAMED.items()}}
_SUBTOTAL = frozenset({"", "汇总", "合计", "总计", "全部"})
_LEVELS = ("level_1", "level_2", "level_3", "level_4")


def _path(record: Record, above: list[str]) -> list[str]:
    """The level names of a row. Blank cells before the first name were merged with the row above: `above` fills them."""
    levels = [record.get(name) or "" for name in _LEVELS]
    names = [SOURCE_NAMES.get(unicodedata.normalize("NFKC", level), level) for level in levels]
    first = next((i for i, name in enumerate(names) if name), len(names))
    names = above[:first] + names[first:]
    while names and names[-1] in _SUBTOTAL:
        names.pop()
    return names


def _source(records: list[Record], context: Context) -> Built:
    notes: list[str] = []
    if "paying_buyers" not in context.headers and "conversion" in context.headers:
        notes.append(_derive(records, context))
    above: list[str] = []
    sheet = ""
    rows: list[Record] = []
    parents: set[tuple[str, tuple[str, ...]]] = set()
    for record in records:
        if record["sheet"] != sheet:
            sheet, above = record["sheet"], []
        path = _path(record, above)
        if not path:
            continue
        above = path
        device = device_in(sheet) or device_in(context.file)
        parents.update((device, tuple(path[:depth])) for depth in range(1, len(path)))
        rows.append({**record, "path": tuple(path), "device": device, "attribution": attribution_in(context.file)})
    for row in rows:
        row["source"] = " / ".join(row["path"])
        row["is_leaf"] = (row["device"], row["path"]) not in parents
    columns = {*context.headers, "is_leaf", "paying_buyers", "sales_minor"} if notes else {*context.headers, "is_leaf"}
    table = tabulate("sourceday", rows, columns)
    leaf = table.columns.index("is_leaf")
    leaves = Rows(table.table, table.columns, [row for row in table.rows if row[leaf]])
    return Built(
        (table,),
        counted=leaves,
        totals={"sources": len(leaves.rows)},
        checks=_subtotals(rows),
        notes=tuple(notes),
        overwritten=len(rows) - len(table.rows),
    )


def _subtotals(rows: list[Record]) -> tuple[Check, ...]:
    """A subtotal counts each visitor once, so it may be less than its parts together, but not less than one of them."""
    largest: dict[tuple[str, tuple[str, ...]], int] = {}
    for row in rows:
        above = (row["device"], row["path"][:-1])
        largest[above] = max(largest.get(above, 0), row["visitors"] or 0)
    pairs = [
        (row["visitors"], largest[row["device"], row["path"]])
        for row in rows
        if not row["is_leaf"] and row["visitors"] is not None
    ]
    held = sum(subtotal >= part for subtotal, part in pairs)
    what = _("Subtotals not smaller than their largest part")
    return (Check(what, str(len(pairs)), str(held), held == len(pairs)),) if pairs else ()


def _derive(records: list[Record], context: Context) -> str:
    """Fill paying_buyers and sales_minor of a file that has only rates."""
    for record in records:
        visitors, conversion, spend = record["visitors"], record["conversion"], record.get("average_spend")
        if visitors is None or conversion is None:
            continue
        buyers = round(visitors * Decimal(str(conversion)))
        record["paying_buyers"] = buyers
        if buyers == 0:
            record["sales_minor"] = 0
        elif spend is not None:
            record["sales_minor"] = to_minor(buyers * spend, context.currency)
    return _("Paying buyers and sales are not in the file: they follow from visitors, conversion and average spend, rounded.")


SOURCE = Layout(
    id="sycm_source",
    label=lambda: _("生意参谋 visitors by source"),
    where=lambda: _("生意参谋 › 流量 › 店铺来源, one day › 下载"),
    feeds=lambda: _("which source lost visitors, conversion or spend"),
    columns=(
        col("day", "day", "统计日期", "日期"),
        col("level_1", "text", "一级来源", "一级流量来源", "流量来源"),
        col("level_2", "text", "二级来源", "二级流量来源", "来源明细"),
        col("level_3", "text", "三级来源", "三级流量来源"),
        col("level_4", "text", "四级来源", "四级流量来源"),
        col("visitors", "count", "访客数"),
        col("placed_buyers", "count", "下单买家数"),
        col("placed_minor", "money", "下单金额"),
        col("paying_buyers", "count", "支付买家数"),
        col("sales_minor", "money", "支付金额"),
        col("conversion", "rate", "支付转化率"),
        col("average_spend", "number", "客单价"),
    ),
    needs=(("level_1",), ("visitors",)),
    must=("day",),
    build=_source,
    rules_out=("商品ID", "浏览量占比", "店内跳转人数", "跳出本店人数", "成交金额", "成交客户数", "关键词", "统计小时"),
    ignored=(
        "店铺名称", "下单转化率", "UV价值", "关注店铺人数", "商品收藏人数", "加购人数", "新访客", "新访客数", "直接支付买家数",
        "收藏商品-支付买家数", "粉丝支付买家数", "加购商品-支付买家数",
    ),
    ignored_endings=("变化", "较前一日", "较上周同期"),
    ratios=(Ratio("conversion", "paying_buyers", "visitors"), Ratio("average_spend", "sales_minor", "paying_buyers")),
    total_words=(),
)  # fmt: skip
