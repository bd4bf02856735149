"""Small facts about this database, by key: the demo's fixed "today", the language chosen with a key."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from shopdesk.models import Setting
from shopdesk.records import table

SETTING = table(Setting)


def get(db: sa.Connection, key: str) -> str | None:
    found: str | None = db.execute(sa.select(SETTING.c.value).where(SETTING.c.key == key)).scalar()
    return found


def put(db: sa.Connection, key: str, value: str) -> None:
    statement = insert(SETTING).values(key=key, value=value)
    db.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"value": value}))
