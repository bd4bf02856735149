"""The day's promotion log and service log (R8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from shopdesk.models import Log
from shopdesk.records import fetch, table

LOG = table(Log)
KINDS = ("promotion", "service")


@dataclass(frozen=True)
class LogEntry:
    kind: str
    text: str
    spend_minor: int | None
    enquiries: int | None
    deals: int | None
    reply_seconds: float | None


def logs(db: sa.Connection, shop_id: int, day: date) -> list[LogEntry]:
    """The logs written for `day`, promotion first."""
    columns = (LOG.c[name] for name in LogEntry.__dataclass_fields__)
    query = sa.select(*columns).where(LOG.c.shop_id == shop_id, LOG.c.day == day).order_by(LOG.c.kind)
    return fetch(db, query, LogEntry)
