"""What the shop's visitors searched, as the reports of search words tell it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa

from shopdesk.models import SearchWordDay
from shopdesk.records import table

WORD = table(SearchWordDay)

SEARCHES = ("", "搜索词", "手淘搜索")  # the types that are whole searches of 手淘搜索; the others are roots of them, or paid for


def word_days(db: sa.Connection, shop_id: int, days: Collection[date]) -> dict[date, dict[str, int]]:
    """Visitors by word, of those of `days` that have a report. What tells of a word twice is not added up: the fuller counts."""
    query = (
        sa.select(WORD.c.day, WORD.c.word, sa.func.max(WORD.c.visitors).label("visitors"))
        .where(WORD.c.shop_id == shop_id, WORD.c.day.in_(sorted(days)), WORD.c.word_type.in_(SEARCHES))
        .where(WORD.c.device != "pc", WORD.c.visitors.is_not(None))
        .group_by(WORD.c.day, WORD.c.word)
    )
    found: dict[date, dict[str, int]] = {}
    for day, word, visitors in db.execute(query):
        found.setdefault(day, {})[word] = int(visitors)
    return found
