"""生意参谋: indices of peers, their products and the market. Comparable with themselves over days; never an amount."""

from __future__ import annotations

from decimal import Decimal

from shopdesk.intake.layout import Built, Context, Layout, Record, col
from shopdesk.intake.outcome import Problem, Rows, tabulate
from shopdesk.text import _

# Who or what an index speaks of, from the widest to the narrowest; the narrowest known says what the subject is.
_PARTS = ("category", "brand", "shop", "product", "source", "keyword")

# Headers that only these tables have; where one stands, the other figures are a peer's too and never the shop's own.
INDICES = (
    "流失指数", "流失人气", "预测流失人气", "交易指数", "流量指数", "客群指数", "支付转化指数", "访客指数", "加购指数",
    "下单买家指数", "支付买家指数", "支付商品数指数", "预售定金交易指数", "预售定金指数", "转化率潜力指数", "搜索竞争指数",
    "搜索交易指数", "搜索收藏指数", "搜索加购指数", "搜索人气", "搜索热度", "点击人气", "点击热度", "收藏人气", "收藏热度",
    "加购人气", "加购热度", "访问人气", "浏览热度", "相关词搜索人气", "相关词点击人气",
)  # fmt: skip
# Figures that stand beside them, often as a range; other reports have headers of the same name.
_BESIDE = (
    "搜索人数", "访客数", "浏览量", "支付金额", "支付件数", "支付买家数", "支付转化率", "点击率", "加购人数", "商品收藏人数",
    "交易增长幅度", "在线商品数", "支付商品数",
)  # fmt: skip
METRICS = (*INDICES, *_BESIDE)


def _indices(records: list[Record], context: Context) -> Built:
    rows: list[Record] = []
    problems: list[Problem] = []
    subjects: set[tuple[object, ...]] = set()
    given = [metric for metric in METRICS if metric in context.headers]
    for record in records:
        record["product"] = record.get("product") or record.get("product_id", "")
        known = [part for part in _PARTS if record.get(part)]
        if not known:
            problems.append(
                Problem(record["row"], _header_of_subject(context), "", _("nothing stands here, but every row needs it"))
            )
            continue
        about, subject = known[-1], " / ".join(record[part] for part in known)
        subjects.add((record["day"], about, subject))
        for metric in given:
            if (band := record[metric]) is not None:
                rows.append({"day": record["day"], "about": about, "subject": subject, "metric": metric, **_figures(*band)})
        if rank := record.get("rank"):
            rows.append({"day": record["day"], "about": about, "subject": subject, "metric": "排名", **_figures(rank, rank)})
    found = tabulate("indexday", rows, ("value", "low", "high"))
    return Built(
        (found,),
        counted=Rows("indexday", (), []),
        totals={"subjects": len(subjects), "figures": len(found.rows)},
        notes=(_("Indices are kept as they are: to compare with themselves, not to add up and not as money."),),
        overwritten=len(rows) - len(found.rows),
        problems=tuple(problems),
    )


def _header_of_subject(context: Context) -> str:
    return next(context.headers[part] for part in ("shop", "product", *_PARTS, "product_id") if part in context.headers)


def _figures(low: Decimal | None, high: Decimal | None) -> dict[str, float | None]:
    """The columns of a figure: `value` if it is one, `low` and `high` if it is a range."""
    if low is not None and low == high:
        return {"value": float(low), "low": None, "high": None}
    return {"value": None, "low": None if low is None else float(low), "high": None if high is None else float(high)}


INDEX = Layout(
    id="sycm_index",
    label=lambda: _("生意参谋 indices of peers and market"),
    where=lambda: _("生意参谋 › 竞争 or 市场 › 竞店, 竞品, 排行, 搜索词, one day › 下载"),
    feeds=lambda: _("how peers and the market move; never added to the shop's own money"),
    columns=(
        col("day", "day", "统计日期", "日期"),
        col("rank", "number", "排名", "行业排名", "热销排名"),
        col("category", "text", "类目名称", "叶子类目名称", "类目"),
        col("brand", "text", "品牌名称", "品牌"),
        col("shop", "text", "竞店名称", "竞店", "竞争店铺", "所属店铺", "店铺名称", "店铺"),
        col("product", "text", "竞品名称", "商品名称", "商品标题", "宝贝名称", "商品"),
        col("product_id", "id", "竞品ID", "商品ID"),
        col("source", "text", "来源名称", "流量来源", "二级来源", "一级来源"),
        col("keyword", "text", "搜索词", "关键词", "热搜词"),
        *(col(metric, "band", metric) for metric in METRICS),
    ),
    needs=(("category", "brand", "shop", "product", "product_id", "source", "keyword"), INDICES),
    must=("day",),
    build=_indices,
    rules_out=("统计小时", "终端", "花费", "成交金额"),
    ignored=("操作", "主营类目", "商品链接", "三级来源"),
    ignored_endings=("变化", "较前一日", "较上周同期"),
)  # fmt: skip
