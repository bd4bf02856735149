"""The day's promotion log and service log (R8), and why sources fell (R14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from shopdesk.models import Cause, Log
from shopdesk.records import fetch, table

LOG = table(Log)
CAUSE = table(Cause)
SUBJECT = "source:"  # how the subject of a source's cause begins
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


@dataclass(frozen=True)
class SourceCause:
    """Why a source fell, as the operator noted it."""

    source: str
    day: date
    text: str


def source_causes(db: sa.Connection, shop_id: int, first: date, last: date) -> list[SourceCause]:
    """The causes noted for sources from `first` to `last`, in order of the day."""
    query = (
        sa.select(sa.func.substr(CAUSE.c.subject, len(SUBJECT) + 1).label("source"), CAUSE.c.day, CAUSE.c.text)
        .where(CAUSE.c.shop_id == shop_id, CAUSE.c.day.between(first, last), CAUSE.c.subject.startswith(SUBJECT))
        .order_by(CAUSE.c.day)
    )
    return fetch(db, query, SourceCause)
