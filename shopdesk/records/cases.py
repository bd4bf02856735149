"""Copycats and reviews as cases: what was seen, where each stands, when copies were looked for, and the phrase book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from shopdesk.models import Copycat, CopycatEvent, CopySearch, Import, Phrase, Picture, ProductDay, Review, Tick
from shopdesk.records import fetch, table

COPYCAT = table(Copycat)
EVENT = table(CopycatEvent)
IMPORT = table(Import)
PHRASE = table(Phrase)
PICTURE = table(Picture)
PRODUCT_DAY = table(ProductDay)
REVIEW = table(Review)
SEARCH = table(CopySearch)
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
    is_complaint: bool | None
    done: str


@dataclass(frozen=True)
class CaseEvent:
    """What was seen of a copycat on a day (`state` ""), or the state it came to."""

    copycat_id: int
    day: date
    state: str
    price_minor: int | None
    sales_shown: int | None


@dataclass(frozen=True)
class PictureInfo:
    product_id: str
    copycat_id: int  # 0: our own
    hashes: str
    file: str
    added_on: date


@dataclass(frozen=True)
class PhraseInfo:
    id: int
    branch: str
    title: str
    text: str


@dataclass(frozen=True)
class Trade:
    """A product's day, where both figures are known."""

    day: date
    visitors: int
    buyers: int


def product_trade(db: sa.Connection, shop_id: int, product_id: str, days: Sequence[date]) -> dict[date, Trade]:
    """Visitors and paying buyers of one product on `days`; each is one look into the primary key."""
    query = sa.select(PRODUCT_DAY.c.day, PRODUCT_DAY.c.visitors, PRODUCT_DAY.c.paying_buyers).where(
        PRODUCT_DAY.c.shop_id == shop_id,
        PRODUCT_DAY.c.day.in_(days),
        PRODUCT_DAY.c.product_id == product_id,
        PRODUCT_DAY.c.visitors.is_not(None),
        PRODUCT_DAY.c.paying_buyers.is_not(None),
    )
    return {row.day: Trade(row.day, row.visitors, row.paying_buyers) for row in db.execute(query)}


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


def events(db: sa.Connection, shop_id: int, until: date, copycat_id: int | None = None) -> list[CaseEvent]:
    """What happened in the cases (or in one), the oldest first; of more than so many the newest."""
    query = (
        sa.select(*(EVENT.c[name] for name in CaseEvent.__dataclass_fields__))
        .where(EVENT.c.shop_id == shop_id, EVENT.c.day <= until)
        .order_by(EVENT.c.id.desc())
        .limit(10 * MOST)
    )
    if copycat_id is not None:
        query = query.where(EVENT.c.copycat_id == copycat_id)
    return fetch(db, query, CaseEvent)[::-1]


def pictures(db: sa.Connection, shop_id: int) -> dict[tuple[str, int], PictureInfo]:
    """Every picture by product and copycat; copycat 0 is our own."""
    query = sa.select(*(PICTURE.c[name] for name in PictureInfo.__dataclass_fields__)).where(PICTURE.c.shop_id == shop_id)
    return {(found.product_id, found.copycat_id): found for found in fetch(db, query, PictureInfo)}


def phrases(db: sa.Connection, shop_id: int) -> list[PhraseInfo]:
    columns = (PHRASE.c[name] for name in PhraseInfo.__dataclass_fields__)
    return fetch(db, sa.select(*columns).where(PHRASE.c.shop_id == shop_id).order_by(PHRASE.c.id).limit(MOST), PhraseInfo)


def bad_reviews(db: sa.Connection, shop_id: int, since: datetime, until: datetime, stars: int) -> list[ReviewCase]:
    """Reviews of at most `stars`, in whatever state, written from `since` to `until`, the newest first, then those of an unknown
    time; not more than MOST."""
    columns = _columns(REVIEW, ReviewCase)
    here = (REVIEW.c.shop_id == shop_id, REVIEW.c.stars <= stars)
    newest = REVIEW.c.written_at.desc(), REVIEW.c.review_id
    dated = sa.select(*columns).where(*here, REVIEW.c.written_at.between(since, until)).order_by(*newest).limit(MOST)
    undated = sa.select(*columns).where(*here, REVIEW.c.written_at.is_(None)).order_by(REVIEW.c.review_id).limit(MOST)
    return [*fetch(db, dated, ReviewCase), *fetch(db, undated, ReviewCase)][:MOST]


def harsh_reviews(
    db: sa.Connection, shop_id: int, since: datetime, until: datetime, stars: int, words: Sequence[str]
) -> list[ReviewCase]:
    """Reviews of more than `stars` that hold one of `words` and wait, or did on the day of `until`, written from `since` to
    `until`, the newest first."""
    later = REVIEW.c.handled_at >= datetime.combine(until.date() + timedelta(days=1), time(), UTC)
    query = (
        sa.select(*_columns(REVIEW, ReviewCase))
        .where(REVIEW.c.shop_id == shop_id, REVIEW.c.written_at.between(since, until), REVIEW.c.stars > stars)
        .where(sa.or_(REVIEW.c.state.in_(("open", "handling")), later), sa.or_(*(REVIEW.c.text.contains(word) for word in words)))
        .order_by(REVIEW.c.written_at.desc(), REVIEW.c.review_id)
        .limit(MOST)
    )
    return fetch(db, query, ReviewCase)


def first_review_day(db: sa.Connection, shop_id: int) -> date | None:
    """The day of the oldest review, however good."""
    query = sa.select(sa.func.min(REVIEW.c.written_at)).where(REVIEW.c.shop_id == shop_id)
    found: datetime | None = db.execute(query).scalar()
    return found.date() if found is not None else None


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


def days_checked(db: sa.Connection, shop_id: int, step: str, check_id: str, since: date, until: date) -> set[date]:
    """The days judged, from `since` to `until`, on whose morning the check was ticked."""
    query = sa.select(TICK.c.day).where(
        TICK.c.shop_id == shop_id, TICK.c.step == step, TICK.c.check_id == check_id, TICK.c.day.between(since, until)
    )
    return set(db.execute(query).scalars())


def days_looked(db: sa.Connection, shop_id: int, since: date, until: date) -> dict[str, set[date]]:
    """By product the mornings on which offers were compared with it, or one of its copycats was looked at."""
    searched = sa.select(SEARCH.c.product_id, SEARCH.c.day).where(SEARCH.c.shop_id == shop_id, SEARCH.c.day.between(since, until))
    looked = (
        sa.select(COPYCAT.c.product_id, EVENT.c.day)
        .join(COPYCAT, COPYCAT.c.id == EVENT.c.copycat_id)
        .where(EVENT.c.shop_id == shop_id, EVENT.c.day.between(since, until), EVENT.c.state.in_(("", "seen")))
    )
    found: dict[str, set[date]] = {}
    for product_id, day in db.execute(sa.union(searched, looked)):
        found.setdefault(product_id, set()).add(day)
    return found


def compared(db: sa.Connection, shop_id: int, product_id: str, day: date) -> int:
    """Offers that were compared with the product on that morning."""
    query = sa.select(SEARCH.c.offers).where(SEARCH.c.shop_id == shop_id, SEARCH.c.product_id == product_id, SEARCH.c.day == day)
    return db.execute(query).scalar() or 0


def _columns(source: sa.Table, into: type[CopycatCase] | type[ReviewCase]) -> list[sa.Column[Any]]:
    return [source.c[name] for name in into.__dataclass_fields__]
