"""Visitors by source: of the shop and of one product, in the trees of 生意参谋 before and since 2024; 京东 shares the builder."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from shopdesk.errors import IntakeError
from shopdesk.intake.indices import INDICES
from shopdesk.intake.layout import Built, Context, Layout, Ratio, Record, col
from shopdesk.intake.names import attribution_in, device_in, product_in
from shopdesk.intake.outcome import Check, Rows, tabulate
from shopdesk.intake.renames import current
from shopdesk.text import _, to_minor

NEW_TREE = "经营优势"  # a first level that only the tree of 2024 has
_SUBTOTAL = frozenset({"", "汇总", "合计", "总计", "全部"})
_LEVELS = ("level_1", "level_2", "level_3", "level_4")
_APART = ("source_kind", "visit_period")  # dimensions of 取数: where they differ within a file they head the path
_DEPTH = {word: depth for depth, words in enumerate(("1一", "2二", "3三", "4四"), 1) for word in words}

Place = tuple[object, ...]  # what must be equal for two paths to belong to one tree

# The levels of a source: a column for each, or a name with the one above it (取数).
LEVEL_COLUMNS = (
    col("level_1", "text", "一级来源", "一级流量来源", "流量来源"),
    col("level_2", "text", "二级来源", "二级流量来源", "来源明细"),
    col("level_3", "text", "三级来源", "三级流量来源"),
    col("level_4", "text", "四级来源", "四级流量来源"),
)
TREE_COLUMNS = (
    col("above", "text", "上级来源名称"),
    col("name", "text", "来源名称"),
    col("depth", "text", "来源层级"),
    col("source_kind", "text", "来源类型"),
    col("visit_period", "text", "流量时期"),
    col("terminal", "text", "终端"),
    col("rule", "text", "归属原则"),
)


def by_source(table: str, records: list[Record], context: Context) -> Built:
    """Rows of `table` ("sourceday", "productsourceday"), each with the path of its source and whether it is a leaf."""
    notes: list[str] = []
    derived = "paying_buyers" not in context.headers and "conversion" in context.headers
    if derived:
        notes.append(_derive(records, context))
    rows = [{**record, "source": " / ".join(record["path"])} for record in _with_paths(records, context) if record["path"]]
    parents = {(*_place(row), row["path"][:depth]) for row in rows for depth in range(1, len(row["path"]))}
    for row in rows:
        row["is_leaf"] = (*_place(row), row["path"]) not in parents
    if any(row["path"][0] == NEW_TREE for row in rows):
        notes.append(_("The sources follow the tree of 2024; older files name other levels, so compare only what is alike."))
    columns = {*context.headers, "is_leaf", *(("paying_buyers", "sales_minor") if derived else ())}
    found = tabulate(table, rows, columns)
    leaf = found.columns.index("is_leaf")
    leaves = Rows(found.table, found.columns, [row for row in found.rows if row[leaf]])
    return Built(
        (found,),
        counted=leaves,
        totals={"sources": len(leaves.rows)},
        checks=_subtotals(rows),
        notes=tuple(notes),
        overwritten=len(rows) - len(found.rows),
    )


def _place(row: Record) -> Place:
    return row["day"], row.get("product_id", ""), row["device"], row["attribution"]


# --- paths ---------------------------------------------------------------------------------------------------------


def _with_paths(records: list[Record], context: Context) -> list[Record]:
    apart = [name for name in _APART if len({record.get(name) for record in records}) > 1]
    whole_file = _attribution(context)
    named = "" if "terminal" in context.headers else device_in(context.file)
    rows = [
        {
            **record,
            "device": device_in(record.get("terminal") or record["sheet"]) or named,
            "attribution": attribution_in(record.get("rule") or record["sheet"]) or whole_file,
        }
        for record in records
    ]
    paths = _climb(rows, apart) if {"above", "name"} <= context.headers.keys() else _fill(rows)
    for row, path in zip(rows, paths, strict=True):
        heads = [row[name] for name in apart if row[name]] if path else []
        row["path"] = (*heads, *(current(name) for name in path))
    return rows


def _attribution(context: Context) -> str:
    """As the file's name or the lines above the header say; only the setting 每一次 has columns of advertising."""
    said = next((found for words in (context.file, *context.preamble) if (found := attribution_in(words))), "")
    return said or ("each" if "ad_sales" in context.headers or "ad_clicks" in context.headers else "")


def _fill(rows: Sequence[Record]) -> list[list[str]]:
    """Paths from a column for each level. Blank cells before the first name were merged with the row above, which fills them."""
    paths: list[list[str]] = []
    above: list[str] = []
    sheet = ""
    for row in rows:
        if row["sheet"] != sheet:
            sheet, above = row["sheet"], []
        names = [row.get(level) or "" for level in _LEVELS]
        first = next((i for i, name in enumerate(names) if name), len(names))
        path = above[:first] + names[first:]
        while path and path[-1] in _SUBTOTAL:
            path.pop()
        above = path or above
        paths.append(path)
    return paths


def _climb(rows: Sequence[Record], apart: Sequence[str]) -> list[list[str]]:
    """Paths from a name and the one above it. Where a name stands twice in a tree, the nearest row before is meant."""
    nodes = [((*_place(row), *(row[name] for name in apart)), _depth(row), row["name"]) for row in rows]
    known = {node: row["above"] for node, row in reversed(list(zip(nodes, rows, strict=True)))}
    before: dict[tuple[Place, int | None, str], str] = {}
    paths: list[list[str]] = []
    for node, row in zip(nodes, rows, strict=True):
        before[node] = row["above"]
        tree, depth, name = node
        path: list[str] = []
        while name not in _SUBTOTAL and name not in path:
            path.insert(0, name)
            here = (tree, depth, name)
            name = "" if depth == 1 else before.get(here, known.get(here, ""))
            depth = depth - 1 if depth else None
        paths.append(path)
    return paths


def _depth(row: Record) -> int | None:
    return next((_DEPTH[letter] for letter in row.get("depth") or "" if letter in _DEPTH), None)


# --- figures -------------------------------------------------------------------------------------------------------


def _subtotals(rows: list[Record]) -> tuple[Check, ...]:
    """A subtotal counts each visitor once, so it may be less than its parts together, but not less than one of them."""
    largest: dict[Place, int] = {}
    for row in rows:
        for depth in range(1, len(row["path"])):  # a file may leave out the level between
            above = (*_place(row), row["path"][:depth])
            largest[above] = max(largest.get(above, 0), row["visitors"] or 0)
    pairs = [
        (row["visitors"], largest[*_place(row), row["path"]])
        for row in rows
        if not row["is_leaf"] and row["visitors"] is not None
    ]
    held = sum(subtotal >= part for subtotal, part in pairs)
    what = _("Subtotals not smaller than their largest part")
    return (Check(what, str(len(pairs)), str(held), held == len(pairs)),) if pairs else ()


def _derive(records: list[Record], context: Context) -> str:
    """Fill paying_buyers, and sales_minor if it is not there, of a file that has only rates."""
    for record in records:
        visitors, conversion, spend = record["visitors"], record["conversion"], record.get("average_spend")
        if visitors is None or conversion is None:
            continue
        buyers = round(visitors * Decimal(str(conversion)))
        record["paying_buyers"] = buyers
        if "sales_minor" in context.headers:
            continue
        if buyers == 0:
            record["sales_minor"] = 0
        elif spend is not None:
            record["sales_minor"] = to_minor(buyers * spend, context.currency)
    if "sales_minor" in context.headers:
        return _("Paying buyers are not in the file: they follow from visitors and conversion, rounded.")
    return _("Paying buyers and sales are not in the file: they follow from visitors, conversion and average spend, rounded.")


# --- 生意参谋 ------------------------------------------------------------------------------------------------------

_FINER = (
    "关键词", "搜索词", "统计小时", "人群", "人群类型", "人群名称", "人群分类",
    "类目名称", "成交金额", "成交客户数", "成交单量", "成交转化率", *INDICES,
)  # fmt: skip


def _shop(records: list[Record], context: Context) -> Built:
    return by_source("sourceday", records, context)


SOURCE = Layout(
    id="sycm_source",
    label=lambda: _("生意参谋 visitors by source"),
    where=lambda: _("生意参谋 › 流量 › 店铺来源, one day › 下载"),
    feeds=lambda: _("which source lost visitors, conversion or spend"),
    columns=(
        col("day", "day", "统计日期", "日期"),
        *LEVEL_COLUMNS,
        *TREE_COLUMNS,
        col("visitors", "count", "访客数"),
        col("placed_buyers", "count", "下单买家数"),
        col("placed_minor", "money", "下单金额"),
        col("paying_buyers", "count", "支付买家数"),
        col("sales_minor", "money", "支付金额"),
        col("conversion", "rate", "支付转化率"),
        col("average_spend", "number", "客单价"),
        col("ad_sales", "money", "广告成交金额"),
        col("ad_clicks", "count", "广告点击量"),
    ),
    needs=(("level_1", "above"), ("visitors",)),
    must=("day",),
    build=_shop,
    rules_out=("商品ID", "关联商品ID", "浏览量占比", "店内跳转人数", "跳出本店人数", *_FINER),
    ignored=(
        "店铺名称", "浏览量", "下单转化率", "UV价值", "关注店铺人数", "商品收藏人数", "加购人数", "加购件数", "新访客",
        "新访客数", "直接支付买家数", "收藏商品-支付买家数", "粉丝支付买家数", "加购商品-支付买家数", "平均停留时长",
        "3秒查看人数", "商品点击人数", "引导首页访客", "引导短视频访客", "引导商品访客", "种草成交人数", "种草成交金额",
    ),
    ignored_endings=("变化", "较前一日", "较上周同期"),
    ratios=(Ratio("conversion", "paying_buyers", "visitors"), Ratio("average_spend", "sales_minor", "paying_buyers")),
    total_words=(),
)  # fmt: skip


def _product(records: list[Record], context: Context) -> Built:
    if "product_id" not in context.headers:
        product = next((found for words in (context.file, *context.preamble) if (found := product_in(words))), "")
        if not product:
            raise IntakeError(
                _("Which product?"),
                _("The file does not say which product its sources belong to; put its 商品ID into the file's name."),
            )
        for record in records:
            record["product_id"] = product
    built = by_source("productsourceday", records, context)
    if "title" not in context.headers or "product_id" not in context.headers:
        return built
    titles = tabulate("product", records, {"title"})
    return Built(
        (*built.tables, titles),
        counted=built.counted,
        totals={**built.totals, "products": len(titles.rows)},
        checks=built.checks,
        notes=built.notes,
        overwritten=built.overwritten,
    )


PRODUCT_SOURCE = Layout(
    id="sycm_product_source",
    label=lambda: _("生意参谋 visitors of a product by source"),
    where=lambda: _("生意参谋 › 流量 › 商品来源, one product, one day › 下载; or 取数 › product › 流量来源"),
    feeds=lambda: _("where the visitors of a leading product come from"),
    columns=(
        col("day", "day", "统计日期", "日期"),
        col("product_id", "id", "商品ID"),
        col("title", "text", "商品名称", "商品标题"),
        *LEVEL_COLUMNS,
        *TREE_COLUMNS,
        col("visitors", "count", "访客数", "商品访客数"),
        col("page_views", "count", "浏览量", "商品浏览量"),
        col("placed_buyers", "count", "下单买家数"),
        col("paying_buyers", "count", "支付买家数"),
        col("units", "count", "支付件数"),
        col("sales_minor", "money", "支付金额"),
        col("conversion", "rate", "支付转化率", "商品支付转化率"),
        col("views_share", "rate", "浏览量占比"),
        col("onward", "count", "店内跳转人数"),
        col("left", "count", "跳出本店人数"),
    ),
    needs=(("level_1", "above"), ("visitors",), ("product_id", "views_share", "onward", "left")),
    must=("day",),
    build=_product,
    rules_out=("SKU ID", "SKUID", "关联商品ID", *_FINER),
    ignored=(
        "店铺名称", "收藏人数", "加购人数", "加购件数", "下单转化率", "直接支付买家数", "收藏商品-支付买家数", "粉丝支付买家数",
        "加购商品-支付买家数", "新访客数", "平均停留时长", "3秒查看人数", "商品点击人数", "关注店铺人数", "商品收藏人数",
        "UV价值", "客单价", "商品状态", "品牌名称", "一级类目名称", "二级类目名称", "叶子类目名称",
    ),
    ignored_endings=("变化", "较前一日", "较上周同期"),
    ratios=(Ratio("conversion", "paying_buyers", "visitors"),),
    total_words=(),
)  # fmt: skip
