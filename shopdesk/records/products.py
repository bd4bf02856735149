"""The products: what the operator says of them, which are main products, and what is in stock."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from shopdesk.models import OrderFact, OrderItem, Product, ProductLink, StockLevel
from shopdesk.records import fetch, table
from shopdesk.records.facts import PRODUCT_DAY, product_totals

PRODUCT = table(Product)
PRODUCT_LINK = table(ProductLink)
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

    @property
    def margin(self) -> float | None:
        """Gross margin of the price on the list."""
        if not self.price_minor or self.cost_minor is None:
            return None
        return (self.price_minor - self.cost_minor) / self.price_minor


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
    first = day - timedelta(days=MAIN_WINDOW_DAYS - 1)
    query = sa.select(PRODUCT.c.product_id, PRODUCT.c.is_main).where(PRODUCT.c.shop_id == shop_id)
    said = {row.product_id: row.is_main for row in db.execute(query).all()}
    return main_of(said, list(product_totals(db, shop_id, first, day)), count)


def main_of(said: Mapping[str, bool | None], by_visitors: Sequence[str], count: int) -> tuple[str, ...]:
    """As main_products; `said` is what the operator said of each product, `by_visitors` are the four weeks' products, most
    visitors first."""
    named = [key for key, is_main in said.items() if is_main]
    if named:
        place = {key: rank for rank, key in enumerate(by_visitors)}
        return tuple(sorted(named, key=lambda key: (place.get(key, len(place)), key)))
    refused = {key for key, is_main in said.items() if is_main is False}
    return tuple([key for key in by_visitors if key not in refused][:count])


def paid(db: sa.Connection, shop_id: int, first: date, last: date, wanted: Collection[str]) -> dict[str, tuple[int, int]]:
    """What each product brought from `first` to `last`, in minor units, and in how many pieces, of the days that tell both."""
    figures = PRODUCT_DAY.c
    query = (
        sa.select(figures.product_id, sa.func.sum(figures.sales_minor), sa.func.sum(figures.units))
        .where(figures.shop_id == shop_id, figures.day.between(first, last), figures.product_id.in_(sorted(wanted)))
        .where(figures.sales_minor.is_not(None), figures.units.is_not(None))
        .group_by(figures.product_id)
    )
    return {key: (sales, units) for key, sales, units in db.execute(query)}


def links(db: sa.Connection, shop_id: int) -> dict[str, tuple[str, ...]]:
    """Where the products' pages lead to, as the operator noted it."""
    link = PRODUCT_LINK.c
    query = sa.select(link.product_id, link.linked_id).where(link.shop_id == shop_id).order_by(link.product_id, link.linked_id)
    found: dict[str, tuple[str, ...]] = {}
    for product_id, linked_id in db.execute(query):
        found[product_id] = (*found.get(product_id, ()), linked_id)
    return found


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


@dataclass(frozen=True)
class UnitSums:
    """A product's units over some days; `known` of the `days` reported tell them, `squares` are summed day by day. `priced` and
    `priced_minor` are the units and sales of the days that sold at a known price."""

    days: int = 0
    known: int = 0
    units: int = 0
    squares: int = 0
    priced: int = 0
    priced_minor: int = 0

    def __add__(self, other: UnitSums) -> UnitSums:
        return UnitSums(
            self.days + other.days,
            self.known + other.known,
            self.units + other.units,
            self.squares + other.squares,
            self.priced + other.priced,
            self.priced_minor + other.priced_minor,
        )


def unit_sums(
    db: sa.Connection, shop_id: int, first: date, last: date, special: Iterable[date], until_sold: Collection[str] = ()
) -> dict[str, tuple[UnitSums, UnitSums]]:
    """Each product's sums over the usual and over the `special` days from `first` to `last`, without those on which nothing was
    sold and the stock list had none left; of the products `until_sold` up to the last day on which a unit was sold."""
    row = PRODUCT_DAY.c
    level = STOCK_LEVEL.c
    most_left = (  # of the variants on the day; of an unknown one there may be some
        sa.select(sa.func.max(sa.func.coalesce(level.on_hand, 1)))
        .where(level.shop_id == row.shop_id, level.day == row.day, level.product_id == row.product_id)
        .correlate(PRODUCT_DAY)
        .scalar_subquery()
    )
    in_stock = sa.or_(row.units.is_(None), row.units != 0, sa.func.coalesce(most_left, 1) > 0)
    within = (row.shop_id == shop_id, row.day.between(first, last), in_stock)
    is_special = sa.case((row.day.in_(sorted(special)), 1), else_=0).label("special")
    has_price = sa.and_(row.units != 0, row.sales_minor.is_not(None))
    sums = (
        sa.func.count(),
        sa.func.count(row.units),
        sa.func.coalesce(sa.func.sum(row.units), 0),
        sa.func.coalesce(sa.func.sum(row.units * row.units), 0),
        sa.func.coalesce(sa.func.sum(sa.case((has_price, row.units))), 0),
        sa.func.coalesce(sa.func.sum(sa.case((has_price, row.sales_minor))), 0),
    )
    query = sa.select(row.product_id, is_special, *sums).where(*within).group_by(row.product_id, is_special)
    found = _unit_sums(db, query)
    if until_sold:
        wanted = row.product_id.in_(sorted(until_sold))
        sold = (
            sa.select(row.product_id, sa.func.max(row.day).label("day"))
            .where(*within, wanted, row.units != 0)
            .group_by(row.product_id)
            .subquery()
        )
        found |= _unit_sums(db, query.join(sold, sold.c.product_id == row.product_id).where(wanted, row.day <= sold.c.day))
    return found


def _unit_sums(db: sa.Connection, query: sa.Select[Any]) -> dict[str, tuple[UnitSums, UnitSums]]:
    found: dict[str, tuple[UnitSums, UnitSums]] = {}
    for key, special, *values in db.execute(query).all():
        usual, other = found.get(key, (UnitSums(), UnitSums()))
        found[key] = (usual, UnitSums(*values)) if special else (UnitSums(*values), other)
    return found


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
            order.shop_id + 0 == shop_id,  # so that the days are sought by their index, not the whole shop read
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
