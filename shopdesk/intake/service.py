"""The service team's log from any chat tool: every one names its columns differently, so headers may be mapped."""

from __future__ import annotations

from datetime import date

from shopdesk.intake.layout import Built, Context, Layout, Record, col
from shopdesk.intake.outcome import Rows, tabulate
from shopdesk.text import _


def _log(records: list[Record], context: Context) -> Built:
    """One log entry a day: agents add up, and reply seconds weigh as many enquiries as they stand for."""
    days: dict[date, list[Record]] = {}
    for record in records:
        days.setdefault(record["day"], []).append(record)
    merged = [
        {
            "day": day,
            "kind": "service",
            "text": "",
            "enquiries": _sum(rows, "enquiries"),
            "deals": _sum(rows, "deals"),
            "reply_seconds": _mean_reply(rows),
        }
        for day, rows in days.items()
    ]
    table = tabulate("log", merged, {"text", *context.headers})
    notes = (_("The figures of all agents of a day are added up."),) if len(merged) < len(records) else ()
    return Built((table,), counted=Rows("log", (), []), totals=_totals(table), notes=notes)


def _sum(rows: list[Record], name: str) -> int | None:
    known = [value for row in rows if (value := row.get(name)) is not None]
    return sum(known) if known else None


def _mean_reply(rows: list[Record]) -> float | None:
    """Weighted by enquiries; plain where nobody asked."""
    known = [row for row in rows if row.get("reply_seconds") is not None]
    if not known:
        return None
    seconds: list[float] = [row["reply_seconds"] for row in known]
    weights: list[int] = [row["enquiries"] for row in known]
    if not sum(weights):
        weights = [1] * len(known)
    return sum(second * weight for second, weight in zip(seconds, weights, strict=True)) / sum(weights)


def _totals(table: Rows) -> dict[str, int | str]:
    totals: dict[str, int | str] = {"days": len(table.rows)}
    for name in ("enquiries", "deals"):
        if name in table.columns:
            index = table.columns.index(name)
            totals[name] = sum(row[index] for row in table.rows if isinstance(row[index], int))  # type: ignore[misc]
    return totals


SERVICE_LOG = Layout(
    id="service_log",
    label=lambda: _("service log"),
    where=lambda: _("the chat tool or 客服 report, by day or by agent and day, as csv or xlsx"),
    feeds=lambda: _("enquiries, deals from them and how fast they were answered"),
    columns=(
        col("day", "day", "日期", "统计日期", "date"),
        col("agent", "text", "客服", "客服昵称", "客服旺旺", "旺旺", "账号", "agent"),
        col("enquiries", "count", "咨询人数", "询单人数", "接待人数", "咨询量", "接待量", "enquiries"),
        col("deals", "count", "询单成交人数", "成交人数", "询单付款人数", "付款人数", "下单人数", "deals"),
        col(
            "reply_seconds", "seconds",
            "平均响应时间(秒)", "平均响应时长(秒)", "平均响应时间", "平均响应时长", "平均响应", "平均回复时长", "首次响应时长",
            "reply_seconds",
        ),
    ),
    needs=(("enquiries",), ("deals", "reply_seconds")),
    must=("day", "enquiries"),
    build=_log,
    rules_out=("访客数", "商品访客数", "花费", "支付金额", "成交金额", "商品ID", "订单编号", "订单号", "评价内容"),
    ignored=("询单转化率", "转化率", "店铺名称"),
    personal=True,
    mapped=True,
    twins_without="agent",
)  # fmt: skip
