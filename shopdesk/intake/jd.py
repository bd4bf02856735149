"""京东商智: the shop by day (自助报表 too), products by day, visitors by source."""

from __future__ import annotations

from shopdesk.intake.by_day import SHOP_RATIOS, SHOP_SUMS, by_product, by_shop, shop_columns
from shopdesk.intake.layout import Built, Context, Layout, Ratio, Record, col
from shopdesk.intake.sources import LEVEL_COLUMNS, by_source
from shopdesk.text import _

SHOP_DAILY = Layout(
    id="jd_shop_daily",
    label=lambda: _("京东商智 shop by day"),
    where=lambda: _("京东商智 › 经营 › 交易概况, by day › 下载"),
    feeds=lambda: _("the day's numbers, the trend, the target"),
    columns=shop_columns(
        {
            "day": ("日期", "时间", "统计日期"),
            "visitors": ("访客数",),
            "page_views": ("浏览量",),
            "paying_buyers": ("成交客户数",),
            "orders": ("成交单量",),
            "units": ("成交商品件数",),
            "sales_minor": ("成交金额",),
            "placed_buyers": ("下单客户数",),
            "placed_minor": ("下单金额",),
            "returning_visitors": ("老访客数",),
            "bounce_rate": ("跳失率",),
            "dwell_seconds": ("平均停留时间", "平均停留时长(秒)", "平均停留时长"),
            "refunds_minor": ("取消及售后退款金额",),
            "conversion": ("成交转化率",),
            "average_spend": ("客单价",),
            "depth": ("人均浏览量",),
        }
    ),
    needs=(("day",), ("visitors",), ("sales_minor",), ("paying_buyers", "orders")),
    must=("day",),
    build_frame=by_shop,
    rules_out=("SKU", "SKU ID", "商品ID", "一级来源", "小时", "关键词", "支付金额"),
    ignored=(
        "店铺名称", "下单单量", "下单商品件数", "下单转化率", "下单成交转化率", "件单价", "新访客数", "取消及售后退款单量",
        "取消及售后退款件数",
    ),
    ratios=SHOP_RATIOS,
    sums=SHOP_SUMS,
)  # fmt: skip


SKU = Layout(
    id="jd_sku",
    label=lambda: _("京东商智 products by day"),
    where=lambda: _("京东商智 › 商品 › 商品明细, by SKU, one day › 下载"),
    feeds=lambda: _("the five leaders, products to fix, stock cover"),
    columns=(
        col("day", "day", "时间", "日期", "统计日期"),
        col("product_id", "id", "SKU", "SKU ID", "商品ID", "商品编号"),
        col("title", "text", "SKU名称", "商品名称"),
        col("seller_code", "text", "货号"),
        col("visitors", "count", "商品访客数", "访客数"),
        col("page_views", "count", "商品浏览量", "浏览量"),
        col("favourites", "count", "商品关注数"),
        col("cart_units", "count", "加购商品件数"),
        col("cart_people", "count", "加购客户数", "加购人数"),
        col("placed_buyers", "count", "下单客户数"),
        col("placed_minor", "money", "下单金额"),
        col("paying_buyers", "count", "成交客户数"),
        col("orders", "count", "成交单量"),
        col("units", "count", "成交商品件数"),
        col("sales_minor", "money", "成交金额"),
        col("refunds_minor", "money", "取消及售后退款金额"),
        col("conversion", "rate", "商品成交转化率", "成交转化率"),
    ),
    needs=(("product_id",), ("visitors",), ("sales_minor", "orders", "units", "paying_buyers")),
    must=("day", "product_id"),
    build_frame=by_product,
    rules_out=("一级来源", "关键词", "小时", "支付金额", "花费", "总费用"),
    ignored=(
        "店铺名称", "一级类目", "二级类目", "三级类目", "搜索曝光次数", "搜索点击次数", "商品曝光次数", "商品曝光人数",
        "下单单量", "最近上架时间",
    ),
    ratios=(Ratio("conversion", "paying_buyers", "visitors"),),
    sums=("sales_minor", "units", "placed_minor"),
    total_first="product_id",
)  # fmt: skip


def _source(records: list[Record], context: Context) -> Built:
    return by_source("sourceday", records, context)


SOURCE = Layout(
    id="jd_source",
    label=lambda: _("京东商智 visitors by source"),
    where=lambda: _("京东商智 › 流量 › 流量来源 (店铺来源), one day › 下载"),
    feeds=lambda: _("which source lost visitors, conversion or spend"),
    columns=(
        col("day", "day", "日期", "时间", "统计日期"),
        *LEVEL_COLUMNS,
        col("terminal", "text", "终端"),
        col("visitors", "count", "访客数"),
        col("placed_buyers", "count", "下单客户数"),
        col("placed_minor", "money", "下单金额"),
        col("paying_buyers", "count", "成交客户数"),
        col("orders", "count", "成交单量"),
        col("sales_minor", "money", "成交金额"),
        col("conversion", "rate", "成交转化率"),
        col("average_spend", "number", "客单价"),
    ),
    needs=(("level_1",), ("visitors",), ("sales_minor", "paying_buyers", "orders", "conversion")),
    must=("day",),
    build=_source,
    rules_out=("SKU", "SKU ID", "商品ID", "关键词", "搜索词", "小时", "支付金额", "支付买家数"),
    ignored=(
        "店铺名称", "浏览量", "人均浏览量", "跳失率", "平均停留时长", "新访客数", "老访客数", "下单单量", "下单转化率",
        "加购客户数",
    ),
    ignored_endings=("变化", "环比", "同比", "较前一日", "较上周同期", "较去年同期"),
    ratios=(Ratio("conversion", "paying_buyers", "visitors"), Ratio("average_spend", "sales_minor", "paying_buyers")),
    total_words=(),
)  # fmt: skip
