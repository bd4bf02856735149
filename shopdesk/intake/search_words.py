"""生意参谋: what the shop's own visitors searched, by day (自助取数, 取数 and the details of 手淘搜索)."""

from __future__ import annotations

from dataclasses import replace

from shopdesk.errors import IntakeError
from shopdesk.intake import renames
from shopdesk.intake.by_day import SHOP_RATIOS
from shopdesk.intake.frame import Column as Values
from shopdesk.intake.frame import Frame
from shopdesk.intake.indices import INDICES
from shopdesk.intake.layout import Built, Context, Layout, Ratio, col, fact_frame, normal
from shopdesk.intake.names import attribution_in, device_in
from shopdesk.intake.outcome import Rows
from shopdesk.text import _

TAOBAO_SEARCH = "手淘搜索"
_DETAILS = normal("来源名称")  # the word's header in the details of a source, whichever source that is
_OTHER_SOURCES = ("推荐", "首页", "我的淘宝", "购物车", "直播", "淘内免费", "短视频", "微详情", "逛逛", "聚划算", "百亿补贴")


def _words(frame: Frame, context: Context) -> Built:
    columns = frame.columns
    notes: list[str] = []
    if normal(context.headers["word"]) == _DETAILS:
        notes.append(_of_search(frame, context))
    frame.fill("word_type", "")
    notes += renames.bring_up_to_date(frame, "word_type")
    _place(frame, context)
    given = dict(context.headers)
    if "paying_buyers" not in given and {"visitors", "conversion"} <= given.keys():
        columns["paying_buyers"] = Values(
            None if visitors is None or rate is None else round(visitors * rate)
            for visitors, rate in zip(columns["visitors"], columns["conversion"], strict=True)
        )
        given["paying_buyers"] = given["conversion"]
        notes.append(_("Paying buyers are not in the file: they follow from visitors and conversion, rounded."))
    built = fact_frame("searchwordday", frame, replace(context, headers=given))
    (rows,) = built.tables
    several = len(set(rows.column("word_type"))) > 1 or len(set(rows.column("attribution"))) > 1
    if several:
        notes.append(_("The same searches stand in it in several ways (type or attribution), so its words are not added up."))
    return replace(
        built,
        counted=Rows(rows.table, (), []) if several else None,
        totals={"words": len(set(rows.column("word")))},
        notes=tuple(notes),
    )


def _of_search(frame: Frame, context: Context) -> str:
    """The details of a source name its parts; only those of a search are words. What a receipt says of it."""
    told = " ".join((context.file.rsplit("/", 1)[-1], *context.preamble, *context.sheet_names))
    if TAOBAO_SEARCH in told:
        frame.fill("word_type", TAOBAO_SEARCH)
        return _("Its names are the words searched in 手淘搜索, as the file says.")
    if not any(source in told for source in _OTHER_SOURCES) and ("三级流量来源详情" in told or "搜索词" in told):
        return _("The file does not say of which source it is: its names are taken for words searched in 手淘搜索.")
    raise IntakeError(
        _("Which source?"),
        _("Of the details of a source only words searched are read; if these are some, put 手淘搜索 into the file's name."),
    )


def _place(frame: Frame, context: Context) -> None:
    """The device and the attribution of each row: as its columns say, else its sheet, else the file."""
    columns = frame.columns
    name = context.file.rsplit("/", 1)[-1]
    told = next((found for words in (name, *context.preamble) if (found := attribution_in(words))), "")
    named = "" if "terminal" in context.headers else device_in(name)
    for target, source, read, otherwise in (
        ("device", "terminal", device_in, named),
        ("attribution", "rule", attribution_in, told),
    ):
        frame.fill(source, "")
        pairs = {pair: read(pair[0] or pair[1]) or otherwise for pair in set(zip(columns[source], columns["sheet"], strict=True))}
        columns[target] = Values(pairs[pair] for pair in zip(columns[source], columns["sheet"], strict=True))


SEARCH_WORD = Layout(
    id="sycm_search_word",
    label=lambda: _("生意参谋 search words of the shop"),
    where=lambda: _("生意参谋 › 流量 › 店铺来源 › 手淘搜索 › 详情, one day › 下载; or 取数 › shop › 关键词, or 流量来源详情"),
    feeds=lambda: _("which search words lost visitors"),
    columns=(
        col("day", "day", "统计日期", "日期"),
        col("word", "text", "关键词", "搜索词", "来源名称"),
        col("word_type", "text", "关键词类型", "搜索词类型", "分词类型", "搜索来源"),
        col("terminal", "text", "终端", "终端类型"),
        col("rule", "text", "归属原则", "转化效果归属"),
        col("impressions", "count", "曝光次数", "搜索曝光次数"),
        col("clicks", "count", "点击次数", "搜索点击次数"),
        col("visitors", "count", "访客数"),
        col("page_views", "count", "浏览量"),
        col("placed_buyers", "count", "下单买家数"),
        col("paying_buyers", "count", "支付买家数"),
        col("units", "count", "支付件数", "支付商品件数"),
        col("sales_minor", "money", "支付金额"),
        col("bounce_rate", "rate", "跳失率"),
        col("conversion", "rate", "支付转化率"),
        col("average_spend", "number", "客单价"),
        col("depth", "number", "人均浏览量", "人均浏览量(访问深度)"),
        col("click_rate", "share", "点击率"),
    ),
    needs=(
        ("word",),
        ("visitors",),
        ("impressions", "page_views", "placed_buyers", "paying_buyers", "units", "sales_minor", "conversion"),
    ),
    must=("day", "word"),
    build_frame=_words,
    rules_out=(
        "商品ID", "商品名称", "SKU ID", "SKUID", "一级来源", "一级流量来源", "上级来源名称", "来源层级", "流量来源", "统计小时",
        "人群", "人群类型", "人群名称", "人群分类", "花费", "消耗", "展现量", "成交金额", "成交单量", "成交客户数", "浏览量占比",
        "店内跳转人数", "跳出本店人数", "收藏人数", "竞店", "竞店名称", "所属店铺", *INDICES,
    ),
    ignored=(
        "店铺名称", "排名", "平均排名", "下单金额", "下单转化率", "UV价值", "关注店铺人数", "商品收藏人数", "加购人数",
        "加购件数", "新访客", "新访客数", "直接支付买家数", "收藏商品-支付买家数", "粉丝支付买家数", "加购商品-支付买家数",
        "平均停留时长", "引导下单转化率", "3秒查看人数", "商品点击人数",
    ),
    ignored_endings=("变化", "较前一日", "较上周同期"),
    ratios=(*SHOP_RATIOS, Ratio("click_rate", "clicks", "impressions")),
    sums=("page_views", "units", "sales_minor"),
)  # fmt: skip
