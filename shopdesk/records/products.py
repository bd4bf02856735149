"""The products: what the operator says of them, which are main products, and what is in stock."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from shopdesk.models import OrderFact, OrderItem, Product, StockLevel
from shopdesk.records import fetch, table
from shopdesk.records.facts import product_totals

PRODUCT = table(Product)
STOCK_LEVEL = table(StockLevel)
ORDER, ORDER_ITEM = table(OrderFact), table(OrderItem)

MAIN_WINDOW_DAYS = 28
STOCK_LOOK_BACK = timedelta(days=60)  # a level older than that says nothing of today


@dataclass(frozen=True)
class ProductInfo:
    product_id: str
    title: str
    status: str
    seller_code: str
    url: str
    is_main: bool | None
    tier: str
    price_minor: int | None
    cost_minor: int | None
    lead_days: int | None
    season: str
    season_end: date | None
    listed_on: date | None


def products(db: sa.Connection, shop_id: int) -> dict[str, ProductInfo]:
    """Every product of the shop by its id."""
    columns = (PRODUCT.c[name] for name in ProductInfo.__dataclass_fields__)
    query = sa.select(*columns).where(PRODUCT.c.shop_id == shop_id).order_by(PRODUCT.c.product_id)
    return {found.product_id: found for found in fetch(db, query, ProductInfo)}


def main_products(db: sa.Connection, shop_id: int, day: date, count: int) -> tuple[str, ...]:
    """The ids of the main products, most visitors first.

    Those the operator named; where none is named, the `count` with the most visitors in the four weeks up to `day`, without
    those the operator said are not main.
    """
    known = products(db, shop_id)
    first = day - timedelta(days=MAIN_WINDOW_DAYS - 1)
    by_visitors = list(product_totals(db, shop_id, first, day))
    named = [key for key, product in known.items() if product.is_main]
    if named:
        place = {key: rank for rank, key in enumerate(by_visitors)}
        return tuple(sorted(named, key=lambda key: (place.get(key, len(place)), key)))
    refused = {key for key, product in known.items() if product.is_main is False}
    return tuple([key for key in by_visitors if key not in refused][:count])


@dataclass(frozen=True)
class StockFigures:
    """A product's newest stock level, its variants added up; None where one of them is unknown."""

    product_id: str
    day: date
    on_hand: int | None
    incoming: int | None
    import_id: int | None


def stock_levels(db: sa.Connection, shop_id: int, on: date) -> dict[str, StockFigures]:
    """The newest level of each product on or before `on`, not older than STOCK_LOOK_BACK."""
    level = STOCK_LEVEL.c
    within = (level.shop_id == shop_id, level.day.between(on - STOCK_LOOK_BACK, on))
    newest = sa.select(level.product_id, sa.func.max(level.day).label("day")).where(*within).group_by(level.product_id).subquery()
    all_known = sa.func.count(level.on_hand) == sa.func.count()
    query = (
        sa.select(
            level.product_id,
            level.day,
            sa.case((all_known, sa.func.sum(level.on_hand))).label("on_hand"),
            sa.func.sum(level.incoming).label("incoming"),
            sa.func.max(level.import_id).label("import_id"),
        )
        .join(newest, (newest.c.product_id == level.product_id) & (newest.c.day == level.day))
        .where(*within)
        .group_by(level.product_id, level.day)
        .order_by(level.product_id)
    )
    return {found.product_id: found for found in fetch(db, query, StockFigures)}


def carry_over(db: sa.Connection, shop_id: int, first: date, last: date, main: Collection[str]) -> tuple[int, int, int] | None:
    """Of the orders paid from `first` to `last` with one of `main` in them: how many, how many hold something else, and its
    units. None where no order's lines are known."""
    if not main:
        return None
    item, order = ORDER_ITEM.c, ORDER.c
    is_main = item.product_id.in_(sorted(main))
    by_order = (
        sa.select(
            sa.func.max(sa.case((is_main, 1), else_=0)).label("main"),
            sa.func.sum(sa.case((is_main, 0), else_=sa.func.coalesce(item.units, 1))).label("others"),
        )
        .select_from(ORDER_ITEM.join(ORDER, (order.shop_id == item.shop_id) & (order.order_id == item.order_id)))
        .where(
            item.shop_id == shop_id,
            item.product_id != "",
            order.paid_at >= datetime.combine(first, time.min),
            order.paid_at < datetime.combine(last + timedelta(days=1), time.min),
        )
        .group_by(item.order_id)
        .subquery()
    )
    others = by_order.c.others
    query = sa.select(sa.func.count(), sa.func.sum(sa.case((others > 0, 1), else_=0)), sa.func.sum(others)).where(
        by_order.c.main == 1
    )
    orders, with_others, units = db.execute(query).one()
    return (orders, with_others or 0, units or 0) if orders else None
