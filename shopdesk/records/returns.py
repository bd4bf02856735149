"""What buyers sent back: orders with a product and how many of them came back, and the reasons given.

`shop_id + 0` keeps SQLite from reading a whole shop by its key: the days are sought by their own index.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from shopdesk.models import OrderFact, OrderItem, Refund
from shopdesk.records import fetch, table

ORDER, ORDER_ITEM, REFUND = table(OrderFact), table(OrderItem), table(Refund)
_WITHDRAWN = "%关闭%"  # the buyer took it back, or it ran out


@dataclass(frozen=True)
class Sent:
    """A product's orders, and those of them of which something came back or is asked back."""

    product_id: str
    orders: int
    returned: int


@dataclass(frozen=True)
class ReasonCount:
    product_id: str
    reason: str
    count: int


def known_span(db: sa.Connection, shop_id: int, day: date) -> tuple[date, date] | None:
    """The first and the last day up to `day` on which a refund was asked for; None without any."""
    applied = REFUND.c.applied_at
    query = sa.select(applied).where(REFUND.c.shop_id + 0 == shop_id, applied < _end(day)).limit(1)
    first, last = db.scalar(query.order_by(applied)), db.scalar(query.order_by(applied.desc()))
    return (first.date(), last.date()) if first is not None and last is not None else None


def sent_back(db: sa.Connection, shop_id: int, first: date, last: date, day: date) -> list[Sent]:
    """By product, of the orders paid from `first` to `last`; what was asked back until `day` counts, what was withdrawn does not.

    An order counts once for each product in it.
    """
    item, order, refund = ORDER_ITEM.c, ORDER.c, REFUND.c
    same = sa.and_(
        refund.shop_id == item.shop_id,
        refund.order_id == item.order_id,
        refund.product_id == item.product_id,
        *_counts(day),
    )
    by_order = (
        sa.select(item.product_id, sa.func.max(sa.case((refund.refund_id.is_not(None), 1), else_=0)).label("returned"))
        .select_from(
            ORDER.join(ORDER_ITEM, (item.shop_id == order.shop_id) & (item.order_id == order.order_id)).outerjoin(REFUND, same)
        )
        .where(
            order.shop_id + 0 == shop_id,
            order.paid_at >= datetime.combine(first, time.min),
            order.paid_at < _end(last),
            item.product_id != "",
        )
        .group_by(item.order_id, item.product_id)
        .subquery()
    )
    query = (
        sa.select(by_order.c.product_id, sa.func.count().label("orders"), sa.func.sum(by_order.c.returned).label("returned"))
        .group_by(by_order.c.product_id)
        .order_by(by_order.c.product_id)
    )
    return fetch(db, query, Sent)


def reasons(db: sa.Connection, shop_id: int, first: date, day: date) -> list[ReasonCount]:
    """Why it was asked back from `first` to `day`, by product, the most frequent first; without those that give no reason."""
    refund = REFUND.c
    count = sa.func.count().label("count")
    query = (
        sa.select(refund.product_id, refund.reason, count)
        .where(
            refund.shop_id + 0 == shop_id,
            refund.applied_at >= datetime.combine(first, time.min),
            refund.reason != "",
            *_counts(day),
        )
        .group_by(refund.product_id, refund.reason)
        .order_by(count.desc(), refund.reason, refund.product_id)
    )
    return fetch(db, query, ReasonCount)


def _counts(day: date) -> tuple[sa.ColumnElement[Any], ...]:
    return REFUND.c.applied_at < _end(day), REFUND.c.state.not_like(_WITHDRAWN)


def _end(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min)
