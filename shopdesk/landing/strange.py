"""What betrays that a file is another shop's, though it names none: its products, bytes, campaigns, orders and figures.

A doubt is `sure` where the figures of one shop cannot be so; else it is worth a word. A list that is all new is no doubt.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date, timedelta

import sqlalchemy as sa

from shopdesk.intake import Reading, Rows
from shopdesk.landing import figures
from shopdesk.landing.doubt import Doubt
from shopdesk.models import (
    AdDay,
    Import,
    OrderFact,
    OrderItem,
    Product,
    ProductDay,
    ProductSourceDay,
    Refund,
    Review,
    StockLevel,
)
from shopdesk.records import shops, table
from shopdesk.records.shops import ShopInfo
from shopdesk.text import _, ngettext, safe

AD_DAY = table(AdDay)
IMPORT = table(Import)
ORDER = table(OrderFact)
PRODUCT = table(Product)
PRODUCT_DAY = table(ProductDay)
STOCK = table(StockLevel)

ENOUGH = 5  # so many products, campaigns or orders on both sides, and none shared, are no chance
RECENT = timedelta(days=60)

# Reports that name every product that anybody saw, and tables of what was sold: what sells is known from such reports.
_WHOLE = ("sycm_product", "jd_sku", "amazon_business")
_SOLD = {table(model).name for model in (Refund, Review, OrderItem, ProductSourceDay)}
_WITH_PRODUCTS = {PRODUCT.name, PRODUCT_DAY.name, AD_DAY.name, STOCK.name, *_SOLD}


def doubts(db: sa.Connection, shop: ShopInfo, reading: Reading) -> list[Doubt]:
    """What speaks against the file being the shop's, before it lands; the strongest first."""
    found = [
        _imported_elsewhere(db, shop, reading),
        _strange_products(db, shop, reading),
        _strange_stock_codes(db, shop, reading),
        _strange_campaigns(db, shop, reading),
        _strange_orders(db, shop, reading),
        *figures.far_off(db, shop, reading),
    ]
    return sorted((doubt for doubt in found if doubt is not None), key=lambda doubt: not doubt.sure)


# --- the same bytes ------------------------------------------------------------------------------------------------


def _imported_elsewhere(db: sa.Connection, shop: ShopInfo, reading: Reading) -> Doubt | None:
    query = (
        sa.select(shops.SHOP.c.name)
        .join(IMPORT, IMPORT.c.shop_id == shops.SHOP.c.id)
        .where(IMPORT.c.sha256 == reading.sha256, IMPORT.c.shop_id != shop.id, IMPORT.c.period_from == reading.period_from)
    )
    other = db.execute(query).scalar()
    return Doubt(_("This very file was imported for “{other}”").format(other=safe(other)), True) if other else None


# --- products ------------------------------------------------------------------------------------------------------


def _strange_products(db: sa.Connection, shop: ShopInfo, reading: Reading) -> Doubt | None:
    theirs = {product for rows in reading.tables for product in _products(rows)}
    if not theirs or theirs & (ours := _known_products(db, shop)):
        return None
    if (owner := _owner(db, shop, theirs)) is not None:
        words = ngettext("Its {n} product is one of “{other}”", "All of its {n} products are of “{other}”", len(theirs))
        return Doubt(words.format(n=len(theirs), other=safe(owner)), True)
    ours |= _advertised(db, shop, reading)
    if len(ours) < ENOUGH or theirs & ours:
        return None
    words = ngettext("Its {n} product is not known in “{shop}”", "None of its {n} products is known in “{shop}”", len(theirs))
    text = words.format(n=len(theirs), shop=safe(shop.name))
    tables = {rows.table for rows in reading.tables}
    if reading.kind not in _WHOLE and not tables & _SOLD and newer(theirs, ours):
        return Doubt(text, False) if AD_DAY.name in tables else None
    return Doubt(text, len(theirs) >= ENOUGH and _knows_all(db, shop, reading))


def _products(rows: Rows) -> Iterable[str]:
    if rows.table not in _WITH_PRODUCTS or "product_id" not in rows.columns:
        return ()
    found = set(rows.column("product_id"))
    if rows.table == STOCK.name:  # where a list has no product ids, its SKUs stand for them
        found -= set(rows.column("sku")) if "sku" in rows.columns else found
    return {str(product) for product in found if product}


def _known_products(db: sa.Connection, shop: ShopInfo) -> set[str]:
    return set(db.execute(sa.select(PRODUCT.c.product_id).where(PRODUCT.c.shop_id == shop.id)).scalars())


def _advertised(db: sa.Connection, shop: ShopInfo, reading: Reading) -> set[str]:
    day = AD_DAY.c.day
    query = sa.select(AD_DAY.c.product_id).where(AD_DAY.c.shop_id == shop.id, _around(day, reading)).distinct()
    return set(db.execute(query).scalars()) - {""}


def _knows_all(db: sa.Connection, shop: ShopInfo, reading: Reading) -> bool:
    """Whether the shop's products of that time are known from reports that name all of them."""
    query = sa.select(PRODUCT_DAY.c.day).where(PRODUCT_DAY.c.shop_id == shop.id, _around(PRODUCT_DAY.c.day, reading))
    return db.execute(query.limit(1)).first() is not None


def _owner(db: sa.Connection, shop: ShopInfo, theirs: Collection[str]) -> str | None:
    """The other shop here that all these products are of."""
    others = {other.id: other.name for other in shops.shops(db) if other.id != shop.id}
    if not others:
        return None
    few = sorted(theirs)[:500]
    query = sa.select(PRODUCT.c.shop_id, sa.func.count()).where(PRODUCT.c.product_id.in_(few), PRODUCT.c.shop_id.in_(others))
    counts = db.execute(query.group_by(PRODUCT.c.shop_id)).all()
    return next((others[shop_id] for shop_id, count in counts if count == len(few)), None)


def newer(theirs: Iterable[str], ours: Iterable[str]) -> bool:
    """Whether all of theirs were numbered after all of ours, as what is newly listed is; the letters of the numbers agree."""
    known = {_letters(code): max_ for code, max_ in _highest(ours).items()}
    return all(_letters(code) in known and _numbers(code) > known[_letters(code)] for code in theirs)


def _highest(codes: Iterable[str]) -> dict[str, tuple[int, ...]]:
    highest: dict[str, tuple[int, ...]] = {}
    for code in codes:
        letters = _letters(code)
        highest[letters] = max(highest.get(letters, ()), _numbers(code))
    return highest


def _letters(code: str) -> str:
    return re.sub(r"\d+", "9", code)


def _numbers(code: str) -> tuple[int, ...]:
    return tuple(int(digits) for digits in re.findall(r"\d+", code))


# --- stock lists that know only an ERP's own codes -----------------------------------------------------------------


def _strange_stock_codes(db: sa.Connection, shop: ShopInfo, reading: Reading) -> Doubt | None:
    """Codes are compared with those of earlier lists only: another tool of the same shop may number quite differently."""
    lists = [rows for rows in reading.tables if rows.table == STOCK.name and "sku" in rows.columns]
    theirs = {str(code) for rows in lists for code in rows.column("sku") if code}
    if len(theirs) < ENOUGH or any(_products(rows) for rows in lists):
        return None
    query = sa.select(STOCK.c.sku, STOCK.c.product_id).where(STOCK.c.shop_id == shop.id).distinct()
    listed = db.execute(query).all()
    ours = {row.sku for row in listed if row.sku and row.sku == row.product_id}
    if len(ours) < ENOUGH or theirs & {code for row in listed for code in row} or newer(theirs, ours):
        return None
    alike = bool({_shape(code) for code in theirs} & {_shape(code) for code in ours})
    text = _("None of its {n} SKUs is known from the stock lists of “{shop}”").format(n=len(theirs), shop=safe(shop.name))
    return Doubt(text, alike and 2 * len(theirs) >= len(ours))


def _shape(code: str) -> str:
    return re.sub(r"[^\W\d_]+", "A", _letters(code))


# --- campaigns and orders ------------------------------------------------------------------------------------------


def _strange_campaigns(db: sa.Connection, shop: ShopInfo, reading: Reading) -> Doubt | None:
    """All campaigns of a shop may be new, so this is worth a word and no more."""
    theirs = _texts(reading, AD_DAY.name, "campaign_id")
    if len(theirs) < ENOUGH or any(_products(rows) for rows in reading.tables):
        return None
    query = sa.select(AD_DAY.c.campaign_id).where(AD_DAY.c.shop_id == shop.id, _around(AD_DAY.c.day, reading)).distinct()
    ours = set(db.execute(query).scalars()) - {""}
    if len(ours) < ENOUGH or theirs & ours or newer(theirs, ours):
        return None
    return Doubt(_("None of its {n} campaigns is known in “{shop}”").format(n=len(theirs), shop=safe(shop.name)), False)


def _strange_orders(db: sa.Connection, shop: ShopInfo, reading: Reading) -> Doubt | None:
    """Refunds, order lines and reviews speak of orders; where the order list of those days is there, they must be in it."""
    tables = [model.__name__.lower() for model in (Refund, OrderItem, Review)]
    theirs = {code for name in tables for code in _texts(reading, name, "order_id")}
    if len(theirs) < ENOUGH:
        return None
    few = sorted(theirs)[:500]
    ours = sa.select(ORDER.c.order_id).where(ORDER.c.shop_id == shop.id)
    if len(db.execute(ours.limit(ENOUGH)).all()) < ENOUGH or db.execute(ours.where(ORDER.c.order_id.in_(few)).limit(1)).first():
        return None
    text = _("None of its {n} orders is in the order lists of “{shop}” (perhaps that of its days is still to be imported)")
    return Doubt(text.format(n=len(theirs), shop=safe(shop.name)), False)


def _texts(reading: Reading, name: str, column: str) -> set[str]:
    parts = [rows for rows in reading.tables if rows.table == name and column in rows.columns]
    return {str(code) for rows in parts for code in rows.column(column) if code}


def _around(day: sa.Column[date], reading: Reading) -> sa.ColumnElement[bool]:
    """The days of the file and the weeks around it."""
    first, last = reading.period_from or date.min + RECENT, reading.period_to or date.max - RECENT
    return day.between(first - RECENT, last + RECENT)
