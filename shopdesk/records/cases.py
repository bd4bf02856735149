"""Copycats and reviews as cases: what was seen, where each stands, and when copies were last looked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from shopdesk.models import Copycat, Import, ProductDay, Review, Tick
from shopdesk.records import fetch, table

COPYCAT = table(Copycat)
IMPORT = table(Import)
PRODUCT_DAY = table(ProductDay)
REVIEW = table(Review)
TICK = table(Tick)

MOST = 500  # the newest that a screen holds


@dataclass(frozen=True)
class CopycatCase:
    id: int
    product_id: str
    title: str
    url: str
    seller: str
    price_minor: int | None
    sales_first: int | None
    sales_shown: int | None
    first_seen: date
    last_seen: date
    same_picture: bool | None
    state: str


@dataclass(frozen=True)
class ReviewCase:
    review_id: str
    product_id: str
    product: str
    written_at: datetime | None  # shop-local
    stars: int | None
    text: str
    has_picture: bool | None
    branch: str
    owner: str
    state: str
    handled_at: datetime | None
    outcome: str


def copycats(db: sa.Connection, shop_id: int, until: date) -> list[CopycatCase]:
    """The newest copycats first seen up to `until`, the newest first."""
    query = (
        sa.select(*_columns(COPYCAT, CopycatCase))
        .where(COPYCAT.c.shop_id == shop_id, COPYCAT.c.first_seen <= until)
        .order_by(COPYCAT.c.id.desc())
        .limit(MOST)
    )
    return fetch(db, query, CopycatCase)


def copycat(db: sa.Connection, shop_id: int, copycat_id: int) -> CopycatCase | None:
    query = sa.select(*_columns(COPYCAT, CopycatCase)).where(COPYCAT.c.shop_id == shop_id, COPYCAT.c.id == copycat_id)
    return next(iter(fetch(db, query, CopycatCase)), None)


def bad_reviews(db: sa.Connection, shop_id: int, since: datetime, until: datetime, stars: int) -> list[ReviewCase]:
    """Reviews of at most `stars`, in whatever state, written from `since` to `until` or at an unknown time; the newest first."""
    query = (
        sa.select(*_columns(REVIEW, ReviewCase))
        .where(
            REVIEW.c.shop_id == shop_id,
            REVIEW.c.stars <= stars,
            sa.or_(REVIEW.c.written_at.between(since, until), REVIEW.c.written_at.is_(None)),
        )
        .order_by(REVIEW.c.written_at.desc(), REVIEW.c.review_id)
        .limit(MOST)
    )
    return fetch(db, query, ReviewCase)


def review(db: sa.Connection, shop_id: int, review_id: str) -> ReviewCase | None:
    query = sa.select(*_columns(REVIEW, ReviewCase)).where(REVIEW.c.shop_id == shop_id, REVIEW.c.review_id == review_id)
    return next(iter(fetch(db, query, ReviewCase)), None)


def reviews_arrived(db: sa.Connection, shop_id: int, since: datetime, until: datetime) -> bool:
    """Whether any review was written in the window, however good, or a file of reviews reaches into it."""
    written = sa.select(REVIEW.c.review_id).where(REVIEW.c.shop_id == shop_id, REVIEW.c.written_at.between(since, until))
    reaches = sa.select(IMPORT.c.id).where(
        IMPORT.c.shop_id == shop_id,
        IMPORT.c.kind == "reviews",
        IMPORT.c.period_to >= since.date(),
        IMPORT.c.period_from <= until.date(),
    )
    return bool(db.execute(sa.select(sa.or_(written.exists(), reaches.exists()))).scalar())


def newest_product_day(db: sa.Connection, shop_id: int, until: date, days: int) -> date | None:
    """The newest of the `days` up to `until` with visitors by product."""
    query = sa.select(sa.func.max(PRODUCT_DAY.c.day)).where(
        PRODUCT_DAY.c.shop_id == shop_id,
        PRODUCT_DAY.c.day.between(until - timedelta(days=days - 1), until),
        PRODUCT_DAY.c.visitors.is_not(None),
    )
    found: date | None = db.execute(query).scalar()
    return found


def last_checked(db: sa.Connection, shop_id: int, step: str, check_id: str, until: date) -> date | None:
    """The newest day judged, up to `until`, on whose morning the check was ticked."""
    query = sa.select(sa.func.max(TICK.c.day)).where(
        TICK.c.shop_id == shop_id, TICK.c.step == step, TICK.c.check_id == check_id, TICK.c.day <= until
    )
    found: date | None = db.execute(query).scalar()
    return found


def _columns(source: sa.Table, into: type[CopycatCase] | type[ReviewCase]) -> list[sa.Column[Any]]:
    return [source.c[name] for name in into.__dataclass_fields__]
