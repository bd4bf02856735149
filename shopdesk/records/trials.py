"""How buyers take to new products: clicks, favourites and carts, against the same of all others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from shopdesk.models import AdDay, ProductDay
from shopdesk.records import table

PRODUCT_DAY = table(ProductDay)
AD_DAY = table(AdDay)
LEVELS = ("product", "keyword")  # whose reports show impressions by product; the shorter one first


@dataclass(frozen=True)
class Trial:
    """Sums over the days that have both parts of a rate; None where none has."""

    visitors: int | None = None
    favourites: int | None = None
    cart_people: int | None = None
    impressions: int | None = None
    clicks: int | None = None


@dataclass(frozen=True)
class Trials:
    """`by_product` of the products asked for; the `usual_*` rates of all others, None where unknown."""

    by_product: Mapping[str, Trial]
    usual_ctr: float | None
    usual_favourites: float | None
    usual_carts: float | None

    def of(self, product_id: str) -> Trial:
        return self.by_product.get(product_id, Trial())


def trials(db: sa.Connection, shop_id: int, first: date, last: date, wanted: Collection[str]) -> Trials:
    """The days `first` to `last`; a day counts where the report has visitors, favourites and carts of the product."""
    names = sorted(wanted)
    ours = sa.case((PRODUCT_DAY.c.product_id.in_(names), PRODUCT_DAY.c.product_id), else_="").label("whose")
    query = (
        sa.select(
            ours,
            sa.func.sum(PRODUCT_DAY.c.visitors),
            sa.func.sum(PRODUCT_DAY.c.favourites),
            sa.func.sum(PRODUCT_DAY.c.cart_people),
        )
        .where(
            PRODUCT_DAY.c.shop_id == shop_id,
            PRODUCT_DAY.c.day.between(first, last),
            PRODUCT_DAY.c.visitors.is_not(None),
            PRODUCT_DAY.c.favourites.is_not(None),
            PRODUCT_DAY.c.cart_people.is_not(None),
        )
        .group_by(ours)
    )
    looked = {whose: (visitors, favourites, carts) for whose, visitors, favourites, carts in db.execute(query)}
    shown = _shown(db, shop_id, first, last, names)
    others, seen = looked.get("", (None, None, None)), shown.get("", (None, None))
    return Trials(
        {name: Trial(*looked.get(name, (None, None, None)), *shown.get(name, (None, None))) for name in names},
        _rate(seen[1], seen[0]),
        _rate(others[1], others[0]),
        _rate(others[2], others[0]),
    )


def _shown(
    db: sa.Connection, shop_id: int, first: date, last: date, names: list[str]
) -> dict[str, tuple[int | None, int | None]]:
    """Impressions and clicks by product of the first level that shows any of those wanted; "" is all others."""
    ours = sa.case((AD_DAY.c.product_id.in_(names), AD_DAY.c.product_id), else_="").label("whose")
    for level in LEVELS:
        within = (AD_DAY.c.shop_id == shop_id, AD_DAY.c.day.between(first, last), AD_DAY.c.level == level)
        told = sa.select(AD_DAY.c.day).where(*within, AD_DAY.c.product_id.in_(names), AD_DAY.c.impressions > 0).limit(1)
        if db.execute(told).first() is None:
            continue
        query = (
            sa.select(ours, sa.func.sum(AD_DAY.c.impressions), sa.func.sum(AD_DAY.c.clicks))
            .where(*within, AD_DAY.c.impressions.is_not(None), AD_DAY.c.clicks.is_not(None))
            .group_by(ours)
        )
        return {whose: (impressions, clicks) for whose, impressions, clicks in db.execute(query)}
    return {}


def _rate(part: int | None, whole: int | None) -> float | None:
    return part / whole if part is not None and whole else None
