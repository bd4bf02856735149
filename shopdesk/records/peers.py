"""The peers that are followed, what was seen there day by day, and their new-season items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from shopdesk.models import Competitor, CompetitorDay, PeerItem
from shopdesk.records import fetch, table

COMPETITOR = table(Competitor)
COMPETITOR_DAY = table(CompetitorDay)
PEER_ITEM = table(PeerItem)


@dataclass(frozen=True)
class Peer:
    id: int
    name: str
    kind: str  # bigger · alike
    url: str
    note: str


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
    usual_daily: float | None
    discounting: bool


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
    """The followed peers' items that were looked at in the `days` up to `until`, by season and day of listing."""
    columns = [PEER_ITEM.c[name] for name in SeasonItem.__dataclass_fields__]
    query = (
        sa.select(*columns)
        .join(COMPETITOR, COMPETITOR.c.id == PEER_ITEM.c.competitor_id)
        .where(
            PEER_ITEM.c.shop_id == shop_id,
            COMPETITOR.c.removed_at.is_(None),
            PEER_ITEM.c.seen_on > until - timedelta(days=days),
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
