"""阿里妈妈 (万相台 / 直通车) by day: keywords, products, campaigns, groups, creatives, crowds.

The reports share most headers and show the same money, each in its way; a report is known by the narrowest thing it names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from shopdesk.intake import renames
from shopdesk.intake.frame import Column as Values
from shopdesk.intake.frame import Frame
from shopdesk.intake.layout import Built, Column, Context, Layout, Ratio, Record, col, fact, fact_frame
from shopdesk.text import _, listed, ngettext

_BLANK = dict.fromkeys(("tool", "product_id", "word_type", "item_id", "item", "campaign", "group_name"), "")


def adday(records: list[Record], context: Context, level: str, **constants: object) -> Built:
    """Rows of adday; where a file has only names, a name takes the id's place in the key."""
    for record in records:
        record["campaign_id"] = record.get("campaign_id") or record.get("campaign", "")
        record["group_id"] = record.get("group_id") or record.get("group_name", "")
    return fact("adday", records, context, **{**_BLANK, **constants, "level": level})


def fill_blanks(frame: Frame) -> None:
    """What a row of adday may leave open is empty."""
    for name in _BLANK:
        frame.fill(name, "")


def adday_frame(frame: Frame, context: Context, level: str, **constants: object) -> Built:
    """As `adday`, for a frame."""
    fill_blanks(frame)
    columns = frame.columns
    for key, name in (("campaign_id", "campaign"), ("group_id", "group_name")):
        if "" in columns.setdefault(key, columns[name]):
            columns[key] = Values(ident or named for ident, named in zip(columns[key], columns[name], strict=True))
    return fact_frame("adday", frame, context, **{**_BLANK, **constants, "level": level})


_GOODS = frozenset({"", "商品", "宝贝", "单品", "商品推广"})


def builder(level: str) -> Callable[[Frame, Context], Built]:
    def build(frame: Frame, context: Context) -> Built:
        fill_blanks(frame)
        columns = frame.columns
        notes = renames.bring_up_to_date(frame, "tool") + _not_told(context)
        others = Counter(kind for kind in columns.get("subject_kind", ()) if kind not in _GOODS)
        if others:  # the id of a shop or a live room is no product's
            rows = [columns[name] for name in ("subject_kind", "product_id", "item_id", "item")]

            def about(of_other: int, of_goods: int) -> Values:
                """What a row is about: the subject of one that is no product's and names nothing narrower."""
                return Values(
                    row[of_other] if row[0] not in _GOODS and not (row[2] or row[3]) else row[of_goods]
                    for row in zip(*rows, strict=True)
                )

            columns |= {
                "product_id": Values("" if kind not in _GOODS else product for kind, product in zip(*rows[:2], strict=True)),
                "item_id": about(1, 2),
                "item": about(0, 3),
            }
        built = adday_frame(frame, context, level)
        if not others:
            return replace(built, notes=notes)
        n = others.total()
        words = ngettext("{n} row promotes no product but: {kinds}.", "{n} rows promote no product but: {kinds}.", n)
        notes += (words.format(n=n, kinds=listed(sorted(others))),)
        return replace(built, notes=notes)

    return build


def _not_told(context: Context) -> tuple[str, ...]:
    """What a report was exported without, and no verdict on ads does without."""
    columns = {column.name: column.headers[0] for column in FIGURES}
    missing = [columns[name] for name in ("orders", "sales_minor") if name not in context.headers]
    words = _("Without {columns} nothing here can be judged: export it again with every column ticked.")
    return (words.format(columns=listed(missing)),) if missing else ()


# --- what the reports share ----------------------------------------------------------------------------------------

DAY_AND_PLACE = (
    col("day", "day", "日期", "统计日期"),
    col("tool", "text", "场景名字", "场景名称", "原二级场景名字", "场景ID"),
    col("campaign_id", "id", "计划ID"),
    col("campaign", "text", "计划名字", "计划名称", "计划"),
)
GROUP_COLUMNS = (col("group_id", "id", "单元ID"), col("group_name", "text", "单元名字", "单元名称", "单元"))
SUBJECT = (col("product_id", "id", "宝贝ID", "主体ID", "商品ID"), col("subject_kind", "text", "主体类型"))
FIGURES = (
    col("impressions", "count", "展现量"),
    col("clicks", "count", "点击量"),
    col("spend_minor", "money", "花费", "消耗"),
    col("orders", "count", "总成交笔数"),
    col("sales_minor", "money", "总成交金额"),
    col("carts", "count", "总购物车数"),
    col("favourites", "count", "总收藏数", "收藏宝贝数"),
    col("click_rate", "rate", "点击率"),
    col("click_cost", "number", "平均点击花费"),
    col("conversion", "share", "点击转化率"),
    col("roi", "number", "投入产出比"),
)
IGNORED = (
    "场景ID", "原二级场景ID", "原二级场景名字", "宝贝名称", "主体名称", "千次展现花费", "直接成交金额", "间接成交金额",
    "直接成交笔数", "间接成交笔数", "总成交成本", "直接购物车数", "间接购物车数", "加购率", "加购成本", "收藏店铺数",
    "店铺收藏成本", "总收藏加购数", "总收藏加购成本", "宝贝收藏加购数", "宝贝收藏加购成本", "宝贝收藏成本", "宝贝收藏率",
    "直接收藏宝贝数", "间接收藏宝贝数", "拍下订单笔数", "拍下订单金额", "引导访问量", "引导访问人数", "引导访问潜客数",
    "引导访问潜客占比", "引导访问率", "深度访问量", "平均访问页面数", "入会率", "入会量", "成交新客数", "成交新客占比",
    "会员首购人数", "会员成交金额", "会员成交笔数", "成交人数", "人均成交笔数", "人均成交金额", "优惠券领取量",
    "购物金充值笔数", "购物金充值金额", "旺旺咨询量", "净实际投产比", "实际投产比", "总预售成交金额", "总预售成交笔数",
    "直接预售成交金额", "直接预售成交笔数", "间接预售成交金额", "间接预售成交笔数", "自然流量转化金额", "自然流量曝光量",
    "净成交金额", "净成交笔数", "直接净成交金额", "直接净成交笔数", "宝贝直接收藏加购数",
)  # fmt: skip
RATIOS = (
    Ratio("click_rate", "clicks", "impressions"),
    Ratio("click_cost", "spend_minor", "clicks"),
    Ratio("conversion", "orders", "clicks"),
    Ratio("roi", "sales_minor", "spend_minor"),
)

# What makes a report one that is broken down further, by the headers it then has.
WORDS = ("词类型", "词ID/词包ID", "词名字/词包名字", "词名称/词包名称", "关键词ID", "关键词", "搜索词")
CROWDS = ("人群ID", "人群名字", "人群名称")
CREATIVES = ("创意ID", "创意名字", "创意名称")
GROUPS = ("单元ID", "单元名字", "单元名称", "单元", "推广单元类型")
SUBJECTS = ("宝贝ID", "主体ID", "商品ID", "主体类型", "主体名称", "宝贝名称", "商品名称")
CONTENTS = ("内容ID", "内容名字", "内容名称", "内容标题")
REGIONS = ("地域", "地域名称", "省份", "省份名字", "省份名称", "城市", "城市名字", "城市名称")
BREAKDOWNS = ("统计小时", "小时", "性别", "年龄", "资源位", "媒体", "终端")
_NEVER = (*CONTENTS, *REGIONS, *BREAKDOWNS, "营销场景", "搜索访客数", "搜索量")
SUMS = ("impressions", "clicks", "spend_minor", "orders", "sales_minor")


def _report(
    level: str,
    label: Callable[[], str],
    where: Callable[[], str],
    feeds: Callable[[], str],
    columns: tuple[Column, ...],
    needs: tuple[str, ...],
    rules_out: tuple[str, ...],
) -> Layout:
    return Layout(
        id=f"alimama_{level}",
        label=label,
        where=where,
        feeds=feeds,
        columns=(*DAY_AND_PLACE, *columns, *FIGURES),
        needs=(needs, ("impressions", "clicks"), ("spend_minor",)),
        must=("day",),
        build_frame=builder(level),
        rules_out=(*rules_out, *_NEVER),
        ignored=IGNORED,
        ratios=RATIOS,
        sums=SUMS,
    )


KEYWORD = _report(
    "keyword",
    lambda: _("阿里妈妈 keywords by day"),
    lambda: _("万相台 › 报表 › 关键词报表, by day (分日) › 下载"),
    lambda: _("which keywords to keep, raise, lower or delete"),
    (
        *GROUP_COLUMNS,
        *SUBJECT,
        col("word_type", "text", "词类型"),
        col("item_id", "id", "词ID/词包ID", "关键词ID"),
        col("item", "text", "词名字/词包名字", "关键词", "词名称/词包名称"),
        col("rank", "number", "平均展现排名", "平均排名"),
    ),
    ("item",),
    ("搜索词",),
)
CROWD = _report(
    "crowd",
    lambda: _("阿里妈妈 crowds by day"),
    lambda: _("万相台 › 报表 › 人群报表, by day (分日) › 下载"),
    lambda: _("which crowds are worth their money"),
    (
        *GROUP_COLUMNS,
        *SUBJECT,
        col("word_type", "text", "人群类型"),
        col("item_id", "id", "人群ID"),
        col("item", "text", "人群名字", "人群名称"),
    ),
    ("item",),
    (*WORDS, *CREATIVES),
)
CREATIVE = _report(
    "creative",
    lambda: _("阿里妈妈 creatives by day"),
    lambda: _("万相台 › 报表 › 创意报表, by day (分日) › 下载"),
    lambda: _("which pictures are clicked"),
    (*GROUP_COLUMNS, *SUBJECT, col("item_id", "id", "创意ID"), col("item", "text", "创意名字", "创意名称")),
    ("item_id", "item"),
    (*WORDS, *CROWDS),
)
GROUP = _report(
    "group",
    lambda: _("阿里妈妈 groups by day"),
    lambda: _("万相台 › 报表 › 单元报表, by day (分日) › 下载"),
    lambda: _("what each group of a campaign costs and brings"),
    (*GROUP_COLUMNS, *SUBJECT),
    ("group_id", "group_name"),
    (*WORDS, *CROWDS, *CREATIVES),
)
PRODUCT = _report(
    "product",
    lambda: _("阿里妈妈 products by day"),
    lambda: _("万相台 › 报表 › 商品报表 (主体报表), by day (分日) › 下载"),
    lambda: _("what advertising of each product costs and brings"),
    SUBJECT,
    ("product_id",),
    (*WORDS, *CROWDS, *CREATIVES, *GROUPS),
)
CAMPAIGN = _report(
    "campaign",
    lambda: _("阿里妈妈 campaigns by day"),
    lambda: _("万相台 › 报表 › 计划报表, by day (分日) › 下载"),
    lambda: _("what advertising costs and brings"),
    (),
    ("campaign_id", "campaign"),
    (*WORDS, *CROWDS, *CREATIVES, *GROUPS, *SUBJECTS),
)
