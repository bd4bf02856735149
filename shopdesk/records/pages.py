"""The page: what was changed on it. When it was last checked is among the ticks, in records.days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from shopdesk.models import PageChange
from shopdesk.records import fetch, table

CHANGE = table(PageChange)


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
