"""The operator's day in the store: steps seen, ticks, causes, closing, and which reports have arrived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from shopdesk.models import AdDay, Cause, Day, ProductDay, Review, ShopDay, SourceDay, StepSeen, StockLevel, Tick
from shopdesk.playbook import Playbook
from shopdesk.records import table
from shopdesk.records.shops import ShopInfo
from shopdesk.store import now
from shopdesk.text import _

SEEN, TICK, CAUSE, DAY = table(StepSeen), table(Tick), table(Cause), table(Day)


@dataclass(frozen=True)
class Report:
    """A report that the routine wants, and whether the day judged is in it."""

    kind: str
    name: str
    arrived: bool


def steps_seen(db: sa.Connection, shop_id: int, day: date) -> frozenset[str]:
    return frozenset(db.execute(sa.select(SEEN.c.step).where(SEEN.c.shop_id == shop_id, SEEN.c.day == day)).scalars())


def mark_seen(db: sa.Connection, shop_id: int, day: date, step: str) -> None:
    row = {"shop_id": shop_id, "day": day, "step": step, "seen_at": now()}
    db.execute(insert(SEEN).values(**row).on_conflict_do_nothing())


def ticks(db: sa.Connection, shop_id: int, day: date) -> frozenset[tuple[str, str]]:
    query = sa.select(TICK.c.step, TICK.c.check_id).where(TICK.c.shop_id == shop_id, TICK.c.day == day)
    return frozenset((row.step, row.check_id) for row in db.execute(query))


def last_ticked(db: sa.Connection, shop_id: int, step: str, until: date) -> date | None:
    """The newest day up to `until` on which a check of the step was ticked."""
    found: date | None = db.execute(
        sa.select(sa.func.max(TICK.c.day)).where(TICK.c.shop_id == shop_id, TICK.c.step == step, TICK.c.day <= until)
    ).scalar()
    return found


def cause(db: sa.Connection, shop_id: int, day: date, subject: str) -> str:
    query = sa.select(CAUSE.c.text).where(CAUSE.c.shop_id == shop_id, CAUSE.c.day == day, CAUSE.c.subject == subject)
    return db.execute(query).scalar() or ""


def causes(db: sa.Connection, shop_id: int, day: date) -> dict[str, str]:
    """Every cause noted for the day, by subject."""
    query = sa.select(CAUSE.c.subject, CAUSE.c.text).where(CAUSE.c.shop_id == shop_id, CAUSE.c.day == day)
    return {row.subject: row.text for row in db.execute(query)}


def closed(db: sa.Connection, shop_id: int, day: date) -> bool:
    query = sa.select(DAY.c.closed_at).where(DAY.c.shop_id == shop_id, DAY.c.day == day)
    return db.execute(query).scalar() is not None


_OF_WORDS = ("keyword", "search_term")  # the levels of ads that a keyword report has


def reports(db: sa.Connection, shop: ShopInfo, day: date, playbook: Playbook) -> list[Report]:
    """The morning's reports and whether they cover `day`; the shop's platform decides which shop report is asked for."""
    asked = [
        ("jd_shop_daily" if shop.platform == "jd" else "sycm_shop_daily", ShopDay, 0, _("the shop's daily figures")),
        ("sycm_source", SourceDay, 0, _("visitors by source")),
        ("sycm_product", ProductDay, 0, _("the products")),
        ("alimama_keyword", AdDay, 0, _("the keyword report")),
        ("reviews", Review, playbook.whole("reviews.look_days"), _("the reviews")),
        ("stock", StockLevel, 2, _("the stock list")),
    ]
    found = []
    for kind, model, slack, name in asked:
        columns = table(model).c
        stamp = sa.func.date(columns.written_at) if model is Review else columns.day
        query = sa.select(sa.func.max(stamp)).where(columns.shop_id == shop.id, stamp <= day + timedelta(days=1))
        newest = db.execute(query.where(columns.level.in_(_OF_WORDS)) if model is AdDay else query).scalar()
        newest = date.fromisoformat(newest) if isinstance(newest, str) else newest
        found.append(Report(kind, name, newest is not None and newest >= day - timedelta(days=slack)))
    return found
