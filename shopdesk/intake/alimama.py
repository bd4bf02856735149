"""阿里妈妈 (万相台 / 直通车): keywords by day."""

from __future__ import annotations

from shopdesk.intake.layout import Built, Context, Layout, Ratio, Record, col, fact
from shopdesk.text import _


def adday(records: list[Record], context: Context, level: str, **constants: object) -> Built:
    """Rows of adday; where a file has only names, a name takes the id's place in the key."""
    for record in records:
        record["campaign_id"] = record.get("campaign_id") or record.get("campaign", "")
        record["group_id"] = record.get("group_id") or record.get("group_name", "")
    blank = dict.fromkeys(("tool", "product_id", "word_type", "item_id", "item", "campaign", "group_name"), "")
    return fact("adday", records, context, **{**blank, **constants, "level": level})


def _keyword(records: list[Record], context: Context) -> Built:
    return adday(records, context, "keyword")


KEYWORD = Layout(
    id="alimama_keyword",
    label=lambda: _("阿里妈妈 keywords by day"),
    where=lambda: _("万相台 › 报表 › 关键词报表, by day (分日) › 下载"),
    feeds=lambda: _("which keywords to keep, raise, lower or delete"),
    columns=(
        col("day", "day", "日期", "统计日期"),
        col("tool", "text", "场景名字", "场景名称", "原二级场景名字", "场景ID"),
        col("campaign_id", "id", "计划ID"),
        col("campaign", "text", "计划名字", "计划名称", "计划"),
        col("group_id", "id", "单元ID"),
        col("group_name", "text", "单元名字", "单元名称", "单元"),
        col("product_id", "id", "宝贝ID", "主体ID", "商品ID"),
        col("word_type", "text", "词类型"),
        col("item_id", "id", "词ID/词包ID", "关键词ID"),
        col("item", "text", "词名字/词包名字", "关键词", "词名称/词包名称"),
        col("impressions", "count", "展现量"),
        col("clicks", "count", "点击量"),
        col("spend_minor", "money", "花费"),
        col("orders", "count", "总成交笔数"),
        col("sales_minor", "money", "总成交金额"),
        col("carts", "count", "总购物车数"),
        col("favourites", "count", "总收藏数", "收藏宝贝数"),
        col("rank", "number", "平均展现排名", "平均排名"),
        col("click_rate", "rate", "点击率"),
        col("click_cost", "number", "平均点击花费"),
        col("conversion", "share", "点击转化率"),
        col("roi", "number", "投入产出比"),
    ),
    needs=(("item",), ("impressions", "clicks"), ("spend_minor",)),
    must=("day",),
    build=_keyword,
    rules_out=("营销场景",),
    ignored=(
        "场景ID", "原二级场景ID", "原二级场景名字", "宝贝名称", "主体名称", "主体类型", "千次展现花费", "直接成交金额",
        "间接成交金额", "直接成交笔数", "间接成交笔数", "总成交成本", "直接购物车数", "间接购物车数", "加购率", "加购成本",
        "收藏店铺数", "店铺收藏成本", "总收藏加购数", "总收藏加购成本", "宝贝收藏加购数", "宝贝收藏加购成本", "宝贝收藏成本",
        "宝贝收藏率", "直接收藏宝贝数", "间接收藏宝贝数", "拍下订单笔数", "拍下订单金额", "引导访问量", "引导访问人数",
        "引导访问潜客数", "引导访问潜客占比", "引导访问率", "深度访问量", "平均访问页面数", "入会率", "入会量", "成交新客数",
        "成交新客占比", "会员首购人数", "会员成交金额", "会员成交笔数", "成交人数", "人均成交笔数", "人均成交金额",
        "优惠券领取量", "购物金充值笔数", "购物金充值金额", "旺旺咨询量",
        "净实际投产比", "实际投产比", "总预售成交金额", "总预售成交笔数",
    ),
    ratios=(
        Ratio("click_rate", "clicks", "impressions"),
        Ratio("click_cost", "spend_minor", "clicks"),
        Ratio("conversion", "orders", "clicks"),
        Ratio("roi", "sales_minor", "spend_minor"),
    ),
    sums=("impressions", "clicks", "spend_minor", "orders", "sales_minor"),
)  # fmt: skip
