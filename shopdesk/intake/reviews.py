"""Reviews of any shop tool: no platform exports them in one form, so headers may be mapped by the operator."""

from __future__ import annotations

import hashlib
import html
import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

from shopdesk.intake import cells, dates
from shopdesk.intake.cells import Cell, CellError
from shopdesk.intake.layout import Built, Context, Layout, Record, col, fact
from shopdesk.intake.outcome import Rows
from shopdesk.intake.taobao import PERSONAL
from shopdesk.text import _

_TELEPHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def _reviews(records: list[Record], context: Context) -> Built:
    for record in records:
        parts = (record.get("text", ""), record.get("added", ""))
        words = html.unescape("\n".join(part for part in parts if part))
        record["text"] = _TELEPHONE.sub("…", words).strip()
        record["review_id"] = record.get("review_id") or _row_id(record)
    built = fact("review", records, context, product_id="", product="", text="", order_id="")
    days = [record["written_at"].date() for record in records if record.get("written_at")]
    return Built(
        built.tables,
        counted=Rows("review", (), []),
        totals=_totals(built.tables[0]),
        period=_period(days),
        overwritten=built.overwritten,
    )


def _row_id(record: Record) -> str:
    said = "|".join(str(record.get(name) or "") for name in ("product_id", "product", "written_at", "stars", "text"))
    return "row:" + hashlib.sha1(said.encode(), usedforsecurity=False).hexdigest()


def _totals(rows: Rows) -> dict[str, int | str]:
    totals: dict[str, int | str] = {"reviews": len(rows.rows)}
    if "stars" in rows.columns:
        given = Counter(row[rows.columns.index("stars")] for row in rows.rows)
        totals.update({f"stars_{stars}": given[stars] for stars in range(1, 6) if given[stars]})
    return totals


def _period(days: list[date]) -> tuple[date, date] | None:
    return (min(days), max(days)) if days else None


def _headerless(head: Sequence[Sequence[Cell]]) -> dict[int, str] | None:
    """Where score, time and text stand in a file without headers: each by what every one of the first rows holds."""
    rows = [row for row in head if any(cells.text(cell) for cell in row)]
    if len(rows) < 2 or len({len(row) for row in rows}) != 1 or not 3 <= len(rows[0]) <= 8:
        return None
    columns = list(zip(*rows, strict=True))
    times = [i for i, column in enumerate(columns) if _all(dates.moment, column)]
    scores = [i for i, column in enumerate(columns) if i not in times and _all(cells.stars, column)]
    if len(times) != 1 or len(scores) != 1:
        return None
    rest = [i for i in range(len(columns)) if i not in (*times, *scores)]
    if not rest:
        return None
    texts = max(rest, key=lambda i: (len(set(columns[i])), sum(len(cells.text(cell)) for cell in columns[i])))
    places = {times[0]: "written_at", scores[0]: "stars", texts: "text"}
    if len(rest) == 2 and rest[0] != texts:  # the layout known: product, text, score, time; more columns may hold names
        places[rest[0]] = "product"
    return places


def _all(read: Callable[[Cell], object], column: Sequence[Cell]) -> bool:
    try:
        return all(read(cell) is not None for cell in column)
    except CellError:
        return False


REVIEWS = Layout(
    id="reviews",
    label=lambda: _("reviews"),
    where=lambda: _("any review list with a text column, as csv or xlsx"),
    feeds=lambda: _("bad reviews to handle within the day"),
    columns=(
        col("review_id", "id", "评论ID", "评价ID", "review_id"),
        col("product_id", "id", "商品ID", "宝贝ID", "商品编号", "product_id"),
        col("product", "text", "商品名称", "宝贝标题", "宝贝名称", "商品", "SKU", "SKU名称", "product"),
        col("written_at", "moment", "评价时间", "评论时间", "创建时间", "初评时间", "时间", "time", "created_at", "date"),
        col("stars", "stars", "评分", "评价星级", "星级", "评价等级", "评价类型", "评价", "score", "rating", "stars"),
        col("text", "text", "评价内容", "评论内容", "初评内容", "初评", "评论", "contents", "content", "review"),
        col("added", "text", "追评内容", "追加评价", "追评"),
        col("has_picture", "flag", "有图片", "是否有图", "有图"),
        col("order_id", "id", "订单号", "订单编号"),
    ),
    needs=(("text",),),
    must=("text",),
    build=_reviews,
    rules_out=("花费", "访客数", "买家实际支付金额"),
    ignored=(*PERSONAL, "追评时间", "商家回复", "location"),
    total_words=(),
    dated="none",
    personal=True,
    mapped=True,
    headerless=_headerless,
)
