"""The peers that are followed, what was seen there day by day, and their new-season items."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from shopdesk.analysis.peers import ShownItem
from shopdesk.models import Competitor, CompetitorDay, IndexDay, PeerItem, PeerListing
from shopdesk.records import fetch, table

COMPETITOR = table(Competitor)
COMPETITOR_DAY = table(CompetitorDay)
PEER_ITEM = table(PeerItem)
PEER_LISTING = table(PeerListing)
INDEX_DAY = table(IndexDay)

MOST = 2000  # items of one look


@dataclass(frozen=True)
class Peer:
    id: int
    name: str
    kind: str  # bigger · alike
    url: str
    note: str
    listed_as: str

    @property
    def names(self) -> tuple[str, ...]:
        """Under which its listing files come."""
        return tuple({self.name.casefold(), self.listed_as.casefold()} - {""})


@dataclass(frozen=True)
class Snapshot:
    """What was seen at a peer on a day; None where it was not looked up."""

    competitor_id: int
    day: date
    new_items: int | None
    lowest_minor: int | None
    sales_shown: int | None
    activity: str
    note: str


@dataclass(frozen=True)
class SeasonItem:
    id: int
    competitor_id: int
    season: str
    title: str
    listed_on: date
    seen_on: date
    sales_shown: int | None
    opening_sales: int | None
    usual_daily: float | None
    discounting: bool


@dataclass(frozen=True)
class Look:
    """A peer's items as shown on a day."""

    day: date
    items: tuple[ShownItem, ...]


@dataclass(frozen=True)
class Watched:
    """An item listed lately, over the looks at it: pieces sold as last shown, and as shown at the end of its opening days."""

    peer: str
    item: str
    title: str
    listed_on: date
    seen_on: date
    sales_shown: int | None
    opening_sales: int | None
    price_minor: int | None
    top_minor: int | None  # the highest price shown

    def discounting(self, price_change: float) -> bool:
        """Whether it now costs less than it once did, by more than `price_change`."""
        return bool(self.price_minor and self.top_minor and self.price_minor < self.top_minor * (1 - price_change))


@dataclass(frozen=True)
class Index:
    """A platform's index of a peer on its newest day, and the one before; comparable with itself only."""

    peer: str
    metric: str
    day: date
    value: float
    day_before: date | None
    value_before: float | None


def followed(db: sa.Connection, shop_id: int) -> list[Peer]:
    """The peers that were not removed: bigger ones first, then in the order they were added."""
    columns = [COMPETITOR.c[name] for name in Peer.__dataclass_fields__]
    query = (
        sa.select(*columns)
        .where(COMPETITOR.c.shop_id == shop_id, COMPETITOR.c.removed_at.is_(None))
        .order_by(COMPETITOR.c.kind != "bigger", COMPETITOR.c.id)
    )
    return fetch(db, query, Peer)


def snapshots(db: sa.Connection, shop_id: int, until: date) -> Mapping[int, list[Snapshot]]:
    """Per peer its newest two snapshots not after `until`, the newest first."""
    newest = (
        sa.func.row_number()
        .over(partition_by=COMPETITOR_DAY.c.competitor_id, order_by=COMPETITOR_DAY.c.day.desc())
        .label("newest")
    )
    columns = [COMPETITOR_DAY.c[name] for name in Snapshot.__dataclass_fields__]
    ranked = sa.select(*columns, newest).where(COMPETITOR_DAY.c.shop_id == shop_id, COMPETITOR_DAY.c.day <= until).subquery()
    query = (
        sa.select(*(ranked.c[name] for name in Snapshot.__dataclass_fields__))
        .where(ranked.c.newest <= 2)
        .order_by(ranked.c.newest)
    )
    found: dict[int, list[Snapshot]] = {}
    for snapshot in fetch(db, query, Snapshot):
        found.setdefault(snapshot.competitor_id, []).append(snapshot)
    return found


def season_items(db: sa.Connection, shop_id: int, until: date, days: int) -> list[SeasonItem]:
    """The followed peers' items whose newest look is of the `days` up to `until`, by season and day of listing.

    Only the newest look at an item is kept: one looked at again after `until` has no figures of that day, and stays out.
    """
    columns = [PEER_ITEM.c[name] for name in SeasonItem.__dataclass_fields__]
    query = (
        sa.select(*columns)
        .join(COMPETITOR, COMPETITOR.c.id == PEER_ITEM.c.competitor_id)
        .where(
            PEER_ITEM.c.shop_id == shop_id,
            COMPETITOR.c.removed_at.is_(None),
            PEER_ITEM.c.seen_on.between(until - timedelta(days=days - 1), until),
            PEER_ITEM.c.listed_on <= until,
        )
        .order_by(PEER_ITEM.c.season, PEER_ITEM.c.listed_on, PEER_ITEM.c.id)
    )
    return fetch(db, query, SeasonItem)


def same_item(db: sa.Connection, shop_id: int, competitor_id: int, season: str, title: str) -> SeasonItem | None:
    """The item of this peer, season and title, if it was noted before."""
    columns = [PEER_ITEM.c[name] for name in SeasonItem.__dataclass_fields__]
    query = sa.select(*columns).where(
        PEER_ITEM.c.shop_id == shop_id,
        PEER_ITEM.c.competitor_id == competitor_id,
        PEER_ITEM.c.season == season,
        PEER_ITEM.c.title == title,
    )
    return next(iter(fetch(db, query, SeasonItem)), None)


# --- what listing files and pasted lists show -------------------------------------------------------------------------


def looks(db: sa.Connection, shop_id: int, names: Collection[str], until: date, days: int) -> dict[str, list[Look]]:
    """By peer's name the looks at its items in the `days` up to `until`: the newest, the one before, and the oldest."""
    if not names:
        return {}
    within = (
        PEER_LISTING.c.shop_id == shop_id,
        PEER_LISTING.c.day.between(until - timedelta(days=days), until),
        PEER_LISTING.c.peer.in_(sorted(names)),
    )
    seen: dict[str, list[date]] = {}
    for peer, day in db.execute(
        sa.select(PEER_LISTING.c.peer, PEER_LISTING.c.day).where(*within).distinct().order_by(PEER_LISTING.c.day.desc())
    ):
        seen.setdefault(peer, []).append(day)
    found: dict[str, list[Look]] = {}
    for peer, told in seen.items():
        wanted = dict.fromkeys((*told[:2], told[-1]))
        found[peer] = [Look(day, _items(db, shop_id, peer, day)) for day in wanted]
    return found


def _items(db: sa.Connection, shop_id: int, peer: str, day: date) -> tuple[ShownItem, ...]:
    query = (
        sa.select(*(PEER_LISTING.c[name] for name in ("item", "title", "price_minor", "sales_shown", "listed_on")))
        .where(PEER_LISTING.c.shop_id == shop_id, PEER_LISTING.c.day == day, PEER_LISTING.c.peer == peer)
        .limit(MOST)
    )
    return tuple(fetch(db, query, ShownItem))


def watched(db: sa.Connection, shop_id: int, names: Collection[str], until: date, days: int, opening_days: int) -> list[Watched]:
    """The items that peers of these names listed in the `days` up to `until`, as far as a list says when."""
    if not names:
        return []
    listing = PEER_LISTING.c
    first = until - timedelta(days=days)
    key = (listing.peer, listing.item)
    age = sa.func.julianday(listing.day) - sa.func.julianday(listing.listed_on)
    newest = sa.func.row_number().over(partition_by=key, order_by=listing.day.desc()).label("newest")
    # the look nearest after the opening days, no later than twice as long, tells what sold in them
    opening = sa.func.min(
        sa.case((age.between(opening_days, 2 * opening_days) & listing.sales_shown.is_not(None), listing.sales_shown))
    )
    rows = (
        sa.select(
            *key,
            listing.title,
            listing.listed_on,
            listing.day.label("seen_on"),
            listing.sales_shown,
            opening.over(partition_by=key).label("opening_sales"),
            listing.price_minor,
            sa.func.max(listing.price_minor).over(partition_by=key).label("top_minor"),
            newest,
        )
        .where(
            listing.shop_id == shop_id,
            listing.day.between(first, until),
            listing.peer.in_(sorted(names)),
            listing.listed_on.between(first, until),
        )
        .subquery()
    )
    columns = [rows.c[name] for name in Watched.__dataclass_fields__]
    return fetch(db, sa.select(*columns).where(rows.c.newest == 1).order_by(rows.c.listed_on, rows.c.item), Watched)


def indices(db: sa.Connection, shop_id: int, names: Collection[str], until: date, days: int) -> list[Index]:
    """The shop indices of peers of these names, in the `days` up to `until`, each with the value of its day before."""
    wanted = {name.casefold() for name in names}
    query = (
        sa.select(INDEX_DAY.c.subject, INDEX_DAY.c.metric, INDEX_DAY.c.day, INDEX_DAY.c.value)
        .where(
            INDEX_DAY.c.shop_id == shop_id,
            INDEX_DAY.c.day.between(until - timedelta(days=days), until),
            INDEX_DAY.c.about == "shop",
            INDEX_DAY.c.value.is_not(None),
        )
        .order_by(INDEX_DAY.c.day.desc(), INDEX_DAY.c.metric)
    )
    told: dict[tuple[str, str], list[tuple[date, float]]] = {}
    for subject, metric, day, value in db.execute(query):
        peer = subject.rsplit(" / ", 1)[-1].casefold()  # category and brand stand before the shop
        if peer in wanted:
            told.setdefault((peer, metric), []).append((day, value))
    return [
        Index(peer, metric, *values[0], *(values[1] if len(values) > 1 else (None, None)))
        for (peer, metric), values in told.items()
    ]
