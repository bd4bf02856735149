"""The page: what was changed on it, and when it was last checked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from shopdesk.models import PageChange, Tick
from shopdesk.records import fetch, table

CHANGE = table(PageChange)
TICK = table(Tick)


@dataclass(frozen=True)
class PageEdit:
    id: int
    day: date
    text: str


def changes(db: sa.Connection, shop_id: int, until: date, limit: int = 50) -> list[PageEdit]:
    """What was changed up to `until`, the newest first."""
    query = (
        sa.select(CHANGE.c.id, CHANGE.c.day, CHANGE.c.text)
        .where(CHANGE.c.shop_id == shop_id, CHANGE.c.day <= until)
        .order_by(CHANGE.c.day.desc(), CHANGE.c.id.desc())
        .limit(limit)
    )
    return fetch(db, query, PageEdit)


def last_check(db: sa.Connection, shop_id: int, until: date, checks: Collection[str]) -> date | None:
    """The newest day up to `until` on which each of the page step's `checks` was ticked."""
    query = (
        sa.select(TICK.c.day)
        .where(
            TICK.c.shop_id == shop_id, TICK.c.step == "page", TICK.c.day <= until, TICK.c.check_id.in_(tuple(checks))
        )
        .group_by(TICK.c.day)
        .having(sa.func.count() == len(checks))
        .order_by(TICK.c.day.desc())
        .limit(1)
    )
    found: date | None = db.execute(query).scalar()
    return found
