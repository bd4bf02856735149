"""Activities, promotions and opening discounts, and where they were announced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import sqlalchemy as sa

from shopdesk.models import Activity, Announcement, Product, ProductDay
from shopdesk.records import fetch, table

ACTIVITY = table(Activity)
ANNOUNCEMENT = table(Announcement)
PRODUCT = table(Product)
PRODUCT_DAY = table(ProductDay)

MOST = 500  # the newest that a screen holds


@dataclass(frozen=True)
class Entry:
    """`product` is the title of the product it is about, "" where none or unknown."""

    id: int
    name: str
    kind: str
    state: str
    deadline: date | None
    starts_on: date | None
    ends_on: date | None
    product_id: str
    product: str
    price_minor: int | None
    restore_minor: int | None
    usual_minor: int | None  # the product's own price, as the operator keeps it
    restored_on: date | None
    note: str
    audience: str
    cost_minor: int | None
    survey: str
    prize: str
    wording: str
    topic: str
    article: str

    @property
    def last_day(self) -> date | None:
        """The day it ends; where that is unknown, the day it starts."""
        return self.ends_on or self.starts_on

    def on(self, morning: date) -> Entry:
        """Without what only came later than `morning`: an activity still to begin neither runs nor is reviewed, and a price
        is not back yet. When the other states were set is not kept."""
        to_come = self.starts_on is not None and self.starts_on > morning
        if to_come and self.state in ("running", "reviewed"):
            return replace(self, state="accepted", restored_on=None)
        if self.restored_on is not None and self.restored_on > morning:
            return replace(self, state="running", restored_on=None)
        return self


def entries(db: sa.Connection, shop_id: int) -> list[Entry]:
    """The newest activities, the oldest of them first."""
    query = _entries(shop_id).order_by(ACTIVITY.c.id.desc()).limit(MOST)
    return fetch(db, query, Entry)[::-1]


def entry(db: sa.Connection, shop_id: int, activity_id: int) -> Entry | None:
    return next(iter(fetch(db, _entries(shop_id).where(ACTIVITY.c.id == activity_id), Entry)), None)


def announced(db: sa.Connection, shop_id: int) -> Mapping[int, frozenset[str]]:
    """Per activity the channels it was announced on."""
    query = sa.select(ANNOUNCEMENT.c.activity_id, ANNOUNCEMENT.c.channel).where(ANNOUNCEMENT.c.shop_id == shop_id)
    found: dict[int, set[str]] = {}
    for activity_id, channel in db.execute(query):
        found.setdefault(activity_id, set()).add(channel)
    return {activity_id: frozenset(channels) for activity_id, channels in found.items()}


def units_a_day(db: sa.Connection, shop_id: int, product_id: str, until: date, days: int = 7) -> float | None:
    """Mean units sold a day over the days with figures among the `days` up to `until`; None where there are none."""
    query = sa.select(sa.func.avg(PRODUCT_DAY.c.units)).where(
        PRODUCT_DAY.c.shop_id == shop_id,
        PRODUCT_DAY.c.product_id == product_id,
        PRODUCT_DAY.c.day.between(until - timedelta(days=days - 1), until),
    )
    mean = db.execute(query).scalar()
    return None if mean is None else float(mean)


def _entries(shop_id: int) -> sa.Select[tuple[object, ...]]:
    product = sa.and_(PRODUCT.c.shop_id == ACTIVITY.c.shop_id, PRODUCT.c.product_id == ACTIVITY.c.product_id)
    own = [ACTIVITY.c[name] for name in Entry.__dataclass_fields__ if name not in ("product", "usual_minor")]
    return (
        sa.select(*own, sa.func.coalesce(PRODUCT.c.title, "").label("product"), PRODUCT.c.price_minor.label("usual_minor"))
        .select_from(ACTIVITY.outerjoin(PRODUCT, product))
        .where(ACTIVITY.c.shop_id == shop_id)
    )
