"""阿里妈妈: scenes, regions and contents by day; the workbook of 品销宝; the table of the old page of 直通车.

A scene and the plans of 品销宝 are the whole money of their tool; regions and contents are parts of it, kept on levels of
their own that no sum counts.
"""

from __future__ import annotations

from dataclasses import replace

from shopdesk.intake import renames
from shopdesk.intake.alimama import (
    BREAKDOWNS,
    CONTENTS,
    CREATIVES,
    CROWDS,
    DAY_AND_PLACE,
    FIGURES,
    GROUP_COLUMNS,
    GROUPS,
    IGNORED,
    RATIOS,
    REGIONS,
    SUBJECT,
    SUBJECTS,
    SUMS,
    WORDS,
    adday_frame,
    builder,
)
from shopdesk.intake.frame import Frame
from shopdesk.intake.layout import Built, Context, Layout, Ratio, col
from shopdesk.text import _

BRAND_TOOL = "品销宝"
_PLANS = ("计划ID", "计划名字", "计划名称", "计划")
_scene, _region, _city, _content = map(builder, ("scene", "region", "city", "content"))


def _scenes(frame: Frame, context: Context) -> Built:
    """A scene is a tool; where a file has scenes within scenes, the inner one tells its rows apart."""
    frame.fill("item", "")
    return _scene(frame, context)


SCENE = Layout(
    id="alimama_scene",
    label=lambda: _("阿里妈妈 scenes by day"),
    where=lambda: _("万相台 › 报表 › 营销场景报表, by day (分日) › 下载"),
    feeds=lambda: _("what advertising costs and brings"),
    columns=(
        col("day", "day", "日期", "统计日期"),
        col("tool", "text", "场景名字", "场景名称", "营销场景", "场景ID"),
        col("item", "text", "原二级场景名字", "二级场景名字"),
        *FIGURES,
    ),
    needs=(("tool",), ("impressions", "clicks"), ("spend_minor",)),
    must=("day", "tool"),
    build_frame=_scenes,
    rules_out=(
        *WORDS, *CROWDS, *CREATIVES, *GROUPS, *SUBJECTS, *CONTENTS, *REGIONS, *_PLANS, *BREAKDOWNS, "推广计划", "搜索访客数",
    ),
    ignored=IGNORED,
    ratios=RATIOS,
    sums=SUMS,
)  # fmt: skip


def _regions(frame: Frame, context: Context) -> Built:
    """A city's item is its name, its item_id the province; a row without a city is the rest of the province."""
    columns = frame.columns
    if "city" not in context.headers:
        columns["item"] = columns["province"]
        return _kept(_region(frame, context))
    frame.fill("province", "")
    columns["item_id"] = columns["province"]
    columns["item"] = columns["city"]
    return _kept(_city(frame, context))


def _kept(built: Built) -> Built:
    note = _("A part of what the campaigns cost: kept by itself and counted in no sum; for the costs import 计划报表 too.")
    return replace(built, notes=(*built.notes, note))


REGION = Layout(
    id="alimama_region",
    label=lambda: _("阿里妈妈 regions by day"),
    where=lambda: _("万相台 › 报表 › 地域报表 (省份 or 城市), by day (分日) › 下载"),
    feeds=lambda: _("which regions are worth their money"),
    columns=(
        *DAY_AND_PLACE,
        *GROUP_COLUMNS,
        col("province", "text", "省份", "省份名字", "省份名称", "省", "地域", "地域名称"),
        col("city", "text", "城市", "城市名字", "城市名称", "市"),
        *FIGURES,
    ),
    needs=(("province", "city"), ("impressions", "clicks"), ("spend_minor",)),
    must=("day",),
    build_frame=_regions,
    rules_out=(*WORDS, *CROWDS, *CREATIVES, *SUBJECTS, *CONTENTS, *BREAKDOWNS),
    ignored=(*IGNORED, "省份ID", "城市ID", "地域ID"),
    ratios=RATIOS,
    sums=SUMS,
)


def _contents(frame: Frame, context: Context) -> Built:
    return _kept(_content(frame, context))


CONTENT = Layout(
    id="alimama_content",
    label=lambda: _("阿里妈妈 contents by day"),
    where=lambda: _("万相台 › 报表 › 内容报表, by day (分日) › 下载"),
    feeds=lambda: _("which videos and live rooms are worth their money"),
    columns=(
        *DAY_AND_PLACE,
        *GROUP_COLUMNS,
        *SUBJECT,
        col("item_id", "id", "内容ID"),
        col("item", "text", "内容名字", "内容名称", "内容标题"),
        *FIGURES,
    ),
    needs=(("item_id", "item"), ("impressions", "clicks"), ("spend_minor",)),
    must=("day",),
    build_frame=_contents,
    rules_out=(*WORDS, *CROWDS, *CREATIVES, *REGIONS, *BREAKDOWNS),
    ignored=(*IGNORED, "内容类型"),
    ratios=RATIOS,
    sums=SUMS,
)


# --- 品销宝 --------------------------------------------------------------------------------------------------------


def _brand(frame: Frame, context: Context) -> Built:
    frame.fill("tool", BRAND_TOOL)
    built = adday_frame(frame, context, "campaign")
    return replace(built, notes=(_("Of the sheets of 品销宝, which show the same money, the one of plans counts."),))


BRAND = Layout(
    id="alimama_brand",
    label=lambda: _("品销宝 plans by day"),
    where=lambda: _("品销宝 › 报表 › 明星店铺 or 品牌专区, by day › 下载 (xlsx)"),
    feeds=lambda: _("what advertising costs and brings"),
    columns=(
        col("day", "day", "日期", "统计日期"),
        col("campaign_id", "id", "计划ID", "推广计划ID"),
        col("campaign", "text", "计划名称", "推广计划", "推广计划名称", "计划名字"),
        col("searches", "count", "搜索量"),
        col("search_visitors", "count", "搜索访客数"),
        col("impressions", "count", "展现量"),
        col("clicks", "count", "点击量"),
        col("spend_minor", "money", "消耗", "花费"),
        col("orders", "count", "成交笔数"),
        col("sales_minor", "money", "成交金额"),
        col("carts", "count", "宝贝加购数"),
        col("favourites", "count", "宝贝收藏数"),
        col("click_rate", "rate", "点击率"),
        col("click_cost", "number", "点击单价"),
        col("roi", "number", "回报率"),
    ),
    needs=(("campaign_id", "campaign"), ("searches", "search_visitors"), ("spend_minor",)),
    must=("day",),
    build_frame=_brand,
    rules_out=(
        "单元名称", "推广单元", "推广单元名称", "创意名称", "推广创意", "词包名称", "品牌流量包", "定向人群名称", "定向人群",
        *BREAKDOWNS,
    ),
    ignored=(
        "自然流量增量曝光", "触达访客数", "千次展现成本", "跳转点击单价", "跳转点击量", "点击访客数", "互动点击量", "跳转点击率",
        "进店访客数", "店铺收藏数", "行动访客数", "店铺收藏访客数", "宝贝收藏访客数", "宝贝加购访客数", "转化率",
        "自然流量增量成交", "预售成交笔数", "预售成交金额", "成交访客数", "搜索进店率", "进店行动率", "行动成交率", "访客触达率",
    ),
    ratios=(
        Ratio("click_rate", "clicks", "impressions"),
        Ratio("click_cost", "spend_minor", "clicks"),
        Ratio("roi", "sales_minor", "spend_minor"),
    ),
    sums=SUMS,
)  # fmt: skip


# --- the old page of 直通车 ----------------------------------------------------------------------------------------


def _page(frame: Frame, context: Context) -> Built:
    """The page names no ids: a group is its product within the plan."""
    frame.fill("tool", renames.current("直通车"))
    return adday_frame(frame, context, "group")


PAGE = Layout(
    id="alimama_page",
    label=lambda: _("直通车 groups of the old page"),
    where=lambda: _("the table of the old 直通车 page, set to one day, saved with that day in the file's name"),
    feeds=lambda: _("what each group of a campaign costs and brings"),
    columns=(
        col("day", "day", "日期", "统计日期"),
        col("campaign", "text", "计划名称", "推广计划"),
        col("group_name", "text", "商品名称", "宝贝名称", "推广单元"),
        col("word_type", "text", "推广单元类型"),
        col("bid", "number", "默认出价"),
        *FIGURES,
    ),
    needs=(("group_name",), ("word_type", "bid"), ("impressions", "clicks"), ("spend_minor",)),
    must=("day", "group_name"),
    build_frame=_page,
    rules_out=(*WORDS, *CROWDS, *CREATIVES, *CONTENTS, *REGIONS, *BREAKDOWNS, "单元ID", "宝贝ID", "主体ID", "商品ID"),
    ignored=(*IGNORED, "状态"),
    ratios=RATIOS,
    sums=SUMS,
)
