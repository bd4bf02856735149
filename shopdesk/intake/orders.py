"""What the receipts of all order files tell alike: how many orders, how many paid, what was paid and given back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from shopdesk.intake.layout import Record
from shopdesk.intake.outcome import Rows, decimal_text


def order_totals(rows: Rows, currency: str) -> dict[str, int | str]:
    """Orders and paid orders; sales and units of the paid ones; refunds of all. What no row knows has no total."""
    orders = _records(rows)
    paid = [order for order in orders if order.get("paid_at")]
    totals: dict[str, int | str] = {"orders": len(orders), "paid_orders": len(paid)}
    for total, name, among in (("sales", "paid_minor", paid), ("refunds", "refund_minor", orders), ("units", "units", paid)):
        known = [order[name] for order in among if order.get(name) is not None]
        if known:
            totals[total] = sum(known) if name == "units" else decimal_text(sum(known), name, currency)
    return totals


def pay_days(rows: Rows) -> tuple[date, date] | None:
    """Days of payment, else of creation: the platforms count an order on the day it was paid."""
    for name in ("paid_at", "created_at"):
        days = [order[name].date() for order in _records(rows) if order.get(name)]
        if days:
            return min(days), max(days)
    return None


def _records(rows: Rows) -> Sequence[Record]:
    return [dict(zip(rows.columns, row, strict=True)) for row in rows.rows]
