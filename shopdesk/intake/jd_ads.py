"""京准通 (快车, 海投, 全站营销) by day: plans and what lies below them, keywords."""

from __future__ import annotations

from shopdesk.intake.alimama import adday, adday_frame
from shopdesk.intake.frame import Frame
from shopdesk.intake.layout import Built, Context, Layout, Ratio, Record, col, normal
from shopdesk.text import _

_FIGURES = (
    col("impressions", "count", "展现数", "核心位置展现量"),
    col("clicks", "count", "点击数", "核心位置点击量"),
    col("spend_minor", "money", "总费用", "花费", "消耗"),
    col("orders", "count", "总订单行", "全站订单行"),
    col("sales_minor", "money", "总订单金额", "全站交易额", "全站订单金额"),
    col("carts", "count", "总购物车数", "总加购数"),
    col("favourites", "count", "商品关注数"),
    col("click_rate", "rate", "点击率"),
    col("click_cost", "number", "平均点击成本(CPC)", "平均点击成本"),
    col("conversion", "share", "转化率"),
    col("roi", "number", "投产比", "ROI", "全站投产比"),
)
_SUMMED = ("impressions", "clicks", "spend_minor", "orders", "sales_minor", "carts", "favourites")
_RATIOS = (
    Ratio("click_rate", "clicks", "impressions"),
    Ratio("click_cost", "spend_minor", "clicks"),
    Ratio("conversion", "orders", "clicks"),
    Ratio("roi", "sales_minor", "spend_minor"),
)
_IGNORED = (
    "账户名称", "店铺名称", "计划类型", "跟单SKU名称", "千次展现成本(CPM)", "千次展现成本", "直接订单行", "直接订单金额",
    "间接订单行", "间接订单金额", "直接购物车数", "间接购物车数", "直接加购数", "间接加购数", "点赞数", "评论数", "分享数",
    "关注数", "互动数", "互动率", "预售订单行", "预售订单金额", "下单新客数", "预约数", "领劵数", "领券数", "店铺关注数",
    "全站订单成本", "全站费比", "关键词购买类型",
)  # fmt: skip
_NEVER = ("小时", "统计小时", "地域", "省份", "城市", "资源位", "性别", "年龄", "展现量")
_DAY = col("day", "day", "日期", "时间", "统计日期", "当前时间")
_NOW = normal("当前时间")


def _note(context: Context) -> tuple[str, ...]:
    if normal(context.headers.get("day", "")) == _NOW:
        return (_("The days are those of the column 当前时间; check them against the days you chose for the report."),)
    return ()


# --- plans ---------------------------------------------------------------------------------------------------------

# Columns that split rows further but have no place in the key: their parts are added up.
_FOLDED = ("brand_id", "category_id")


def _plan(records: list[Record], context: Context) -> Built:
    """The level is the narrowest thing that the rows name; the product line stands in for a plan where there is none."""
    for record in records:
        creative, crowd = record.get("creative_id", ""), record.get("crowd_id", "")
        record["item_id"] = "/".join(part for part in (creative, crowd) if part)
        record["item"] = " / ".join(part for part in (record.get("creative", ""), record.get("crowd", "")) if part)
    level = "campaign"
    for narrower, columns in (
        ("group", ("group_id", "group_name")),
        ("creative", ("creative_id", "creative")),
        ("crowd", ("crowd_id", "crowd")),
    ):
        if any(record.get(column) for record in records for column in columns):
            level = narrower
    if level == "campaign" and any(record.get("product_id") for record in records):
        level = "product"
    parts = _latest(records)
    built = adday(_folded(parts), context, level)
    return Built(built.tables, notes=_note(context), overwritten=len(records) - len(parts))


_KEY = ("day", "tool", "campaign_id", "campaign", "group_id", "group_name", "product_id", "word_type", "item_id", "item")


def _latest(records: list[Record]) -> list[Record]:
    """Of rows that name the same things the last."""
    return list({tuple(record.get(name) for name in (*_KEY, *_FOLDED)): record for record in records}.values())


def _folded(records: list[Record]) -> list[Record]:
    """Rows that differ only in what the key of adday leaves out, as one row with their sums."""
    whole: dict[tuple[object, ...], list[Record]] = {}
    for record in records:
        whole.setdefault(tuple(record.get(name) for name in _KEY), []).append(record)
    return [_sum(parts) for parts in whole.values()]


def _sum(parts: list[Record]) -> Record:
    if len(parts) == 1:
        return parts[0]
    total = dict(parts[0])
    for name in _SUMMED:
        known = [part[name] for part in parts if part.get(name) is not None]
        total[name] = sum(known) if known else None
    return total


PLAN = Layout(
    id="jd_ads_plan",
    label=lambda: _("京准通 plans by day"),
    where=lambda: _("京准通 › 报表 › 快车, 海投 or 全站营销, by day (分日) › 下载"),
    feeds=lambda: _("what advertising costs and brings"),
    columns=(
        _DAY,
        col("tool", "text", "产品线", "营销场景"),
        col("campaign_id", "id", "计划ID"),
        col("campaign", "text", "推广计划", "计划名称"),
        col("group_id", "id", "单元ID"),
        col("group_name", "text", "推广单元", "单元名称"),
        col("creative_id", "id", "创意ID"),
        col("creative", "text", "推广创意", "创意名称"),
        col("product_id", "id", "跟单SKU ID"),
        col("crowd_id", "id", "人群ID"),
        col("crowd", "text", "人群名称"),
        col("word_type", "text", "广告定向类型"),
        col("brand_id", "text", "品牌ID", "品牌名称"),
        col("category_id", "text", "类目ID", "类目名称"),
        *_FIGURES,
    ),
    needs=(("tool", "campaign_id", "campaign", "product_id"), ("impressions", "clicks"), ("spend_minor",)),
    must=("day",),
    build=_plan,
    rules_out=("关键词", "搜索词", *_NEVER),
    ignored=(*_IGNORED, "品牌名称", "类目名称"),
    ratios=_RATIOS,
    sums=_SUMMED,
)


# --- keywords ------------------------------------------------------------------------------------------------------


def _keyword(frame: Frame, context: Context) -> Built:
    """With a column of search terms a row is one of those, found through its keyword."""
    level = "keyword"
    if "term" in context.headers:
        level = "search_term"
        frame.fill("item", "")
        frame.columns |= {"item_id": frame.columns["item"], "item": frame.columns["term"]}
    built = adday_frame(frame, context, level)
    return Built(built.tables, notes=_note(context), overwritten=built.overwritten)


KEYWORD = Layout(
    id="jd_ads_keyword",
    label=lambda: _("京准通 keywords by day"),
    where=lambda: _("京准通 › 报表 › 关键词, by day (分日) › 下载"),
    feeds=lambda: _("which keywords to keep, raise, lower or delete"),
    columns=(
        _DAY,
        col("tool", "text", "营销场景", "产品线"),
        col("campaign_id", "id", "计划ID"),
        col("campaign", "text", "推广计划", "计划名称"),
        col("group_id", "id", "单元ID"),
        col("group_name", "text", "推广单元", "单元名称"),
        col("product_id", "id", "跟单SKU ID"),
        col("word_type", "text", "广告定向类型"),
        col("item", "text", "关键词"),
        col("term", "text", "搜索词"),
        *_FIGURES,
    ),
    needs=(("item", "term"), ("impressions", "clicks"), ("spend_minor",)),
    must=("day",),
    build_frame=_keyword,
    rules_out=_NEVER,
    ignored=_IGNORED,
    ratios=_RATIOS,
    sums=_SUMMED,
)
