"""The products: what the operator says of them, which are main products, and what is in stock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from shopdesk.models import Product, StockLevel
from shopdesk.records import fetch, table
from shopdesk.records.facts import product_totals

PRODUCT = table(Product)
STOCK_LEVEL = table(StockLevel)

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
