"""The page: what was changed on it. When it was last checked is among the ticks, in records.days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from shopdesk.models import PageChange, PageDay
from shopdesk.records import fetch, table

CHANGE = table(PageChange)
PAGE_DAY = table(PageDay)


@dataclass(frozen=True)
class PageEdit:
    id: int
    day: date
    text: str


@dataclass(frozen=True)
class SeenPage:
    """A page over the days of its report; `seconds` a user, money in minor units."""

    page: str
    views: int | None
    users: int | None
    seconds: float | None
    sales_minor: int | None
    period_from: date
    day: date
    import_id: int | None


def most_seen(db: sa.Connection, shop_id: int, first: date, last: date, limit: int) -> list[SeenPage]:
    """The pages with the most views of the newest report that ends on `first` … `last`; of several of that end the longest."""
    mine = (PAGE_DAY.c.shop_id == shop_id, PAGE_DAY.c.day.between(first, last))
    newest = db.execute(
        sa.select(PAGE_DAY.c.day, PAGE_DAY.c.period_from).where(*mine).order_by(PAGE_DAY.c.day.desc(), PAGE_DAY.c.period_from)
    ).first()
    if newest is None:
        return []
    columns = [PAGE_DAY.c[name] for name in SeenPage.__dataclass_fields__]
    query = (
        sa.select(*columns)
        .where(PAGE_DAY.c.shop_id == shop_id, PAGE_DAY.c.day == newest.day, PAGE_DAY.c.period_from == newest.period_from)
        .order_by(PAGE_DAY.c.views.desc().nulls_last(), PAGE_DAY.c.page)
        .limit(limit)
    )
    return fetch(db, query, SeenPage)


def changes(db: sa.Connection, shop_id: int, until: date, limit: int = 50) -> list[PageEdit]:
    """What was changed up to `until`, the newest first."""
    query = (
        sa.select(CHANGE.c.id, CHANGE.c.day, CHANGE.c.text)
        .where(CHANGE.c.shop_id == shop_id, CHANGE.c.day <= until)
        .order_by(CHANGE.c.day.desc(), CHANGE.c.id.desc())
        .limit(limit)
    )
    return fetch(db, query, PageEdit)
