"""The shops of this database, and what is known of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa

from shopdesk.errors import DataError, UsageError
from shopdesk.models import Shop, ShopDay
from shopdesk.records import fetch, table
from shopdesk.store import now
from shopdesk.text import _, safe

SHOP = table(Shop)
SHOP_DAY = table(ShopDay)


@dataclass(frozen=True)
class ShopInfo:
    id: int
    name: str
    platform: str
    currency: str
    timezone: str


def shops(db: sa.Connection) -> list[ShopInfo]:
    """Every shop, in the order they were added."""
    query = sa.select(SHOP.c.id, SHOP.c.name, SHOP.c.platform, SHOP.c.currency, SHOP.c.timezone).order_by(SHOP.c.id)
    return fetch(db, query, ShopInfo)


def find(db: sa.Connection, name: str | None) -> ShopInfo:
    """The shop of this name; without a name the only one. Raises DataError (none yet) or UsageError (which one?)."""
    known = shops(db)
    if not known:
        raise DataError(_("No shop yet"), _("Import an export file first: shopdesk import FILE --shop NAME."))
    if name is None and len(known) == 1:
        return known[0]
    for shop in known:
        if shop.name == name:
            return shop
    names = ", ".join(safe(shop.name) for shop in known)
    if name is None:
        raise UsageError(_("Which shop?"), _("Name one with --shop: {names}.").format(names=names))
    raise UsageError(_("No such shop"), _("“{name}” is not among the shops here: {names}.").format(name=safe(name), names=names))


def add(db: sa.Connection, name: str, platform: str = "", currency: str = "CNY", timezone: str = "Asia/Shanghai") -> ShopInfo:
    """A new shop; `db` is a writing connection."""
    result = db.execute(
        sa.insert(SHOP).values(name=name, platform=platform, currency=currency, timezone=timezone, created_at=now())
    )
    return ShopInfo(int(result.inserted_primary_key[0]), name, platform, currency, timezone)  # type: ignore[index]


def last_day(db: sa.Connection, shop: ShopInfo) -> date | None:
    """The newest day with shop figures."""
    found: date | None = db.execute(sa.select(sa.func.max(SHOP_DAY.c.day)).where(SHOP_DAY.c.shop_id == shop.id)).scalar()
    return found


def rename(db: sa.Connection, shop: ShopInfo, name: str) -> ShopInfo:
    """The shop under its real name; `db` is a writing connection."""
    db.execute(sa.update(SHOP).where(SHOP.c.id == shop.id).values(name=name))
    return replace(shop, name=name)


def use_currency(db: sa.Connection, shop: ShopInfo, currency: str) -> ShopInfo:
    """The shop counting in `currency`, for as long as nothing is booked in another; `db` is a writing connection."""
    db.execute(sa.update(SHOP).where(SHOP.c.id == shop.id).values(currency=currency))
    return replace(shop, currency=currency)
