"""京东商智: the shop by day."""

from __future__ import annotations

from shopdesk.intake.layout import Built, Context, Layout, Ratio, Record, col, fact
from shopdesk.text import _


def _shop_daily(records: list[Record], context: Context) -> Built:
    return fact("shopday", records, context, origin=context.kind)


SHOP_DAILY = Layout(
    id="jd_shop_daily",
    label=lambda: _("京东商智 shop by day"),
    where=lambda: _("京东商智 › 经营 › 交易概况, by day › 下载"),
    feeds=lambda: _("the day's numbers, the trend, the target"),
    columns=(
        col("day", "day", "日期", "时间", "统计日期"),
        col("visitors", "count", "访客数"),
        col("page_views", "count", "浏览量"),
        col("paying_buyers", "count", "成交客户数"),
        col("orders", "count", "成交单量"),
        col("units", "count", "成交商品件数"),
        col("sales_minor", "money", "成交金额"),
        col("placed_buyers", "count", "下单客户数"),
        col("placed_minor", "money", "下单金额"),
        col("returning_visitors", "count", "老访客数"),
        col("bounce_rate", "rate", "跳失率"),
        col("dwell_seconds", "seconds", "平均停留时间", "平均停留时长(秒)", "平均停留时长"),
        col("refunds_minor", "money", "取消及售后退款金额"),
        col("conversion", "rate", "成交转化率"),
        col("average_spend", "number", "客单价"),
        col("depth", "number", "人均浏览量"),
    ),
    needs=(("day",), ("visitors",), ("sales_minor",), ("paying_buyers", "orders")),
    must=("day",),
    build=_shop_daily,
    rules_out=("SKU", "SKU ID", "商品ID", "一级来源", "小时", "关键词", "支付金额"),
    ignored=("店铺名称", "下单单量", "下单商品件数", "下单转化率", "下单成交转化率", "件单价", "新访客数"),
    ratios=(
        Ratio("conversion", "paying_buyers", "visitors"),
        Ratio("average_spend", "sales_minor", "paying_buyers"),
        Ratio("depth", "page_views", "visitors"),
    ),
    sums=("page_views", "sales_minor", "units", "orders"),
)
