"""Paid ads: what each word brought over some days, summed in the database, and the operator's marks on words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from shopdesk.models import AdDay, KeywordDecision, KeywordMark
from shopdesk.records import fetch, table

AD = table(AdDay)
MARK = table(KeywordMark)
DECISION = table(KeywordDecision)

VIEWS = ("keyword", "product", "campaign", "group", "creative", "crowd", "scene")  # the same money, each in its way
PARTS = ("content", "region", "city")  # a part of that money, and perhaps without its tool: they count in no sum


@dataclass(slots=True)  # not frozen, which would take ten times as long to make: there are as many as words
class WordSums:
    """A word of one campaign and product over a window. A figure is None where a row with clicks lacks it."""

    tool: str
    campaign: str
    product_id: str
    keyword: str
    impressions: int | None
    clicks: int | None
    spend_minor: int | None
    orders: int | None
    sales_minor: int | None
    rank: float | None  # mean, weighted by impressions
    ranked_impressions: int  # those the rank is known of
    first_day: date  # the first it ran, among these days
    last_click: date | None


@dataclass(frozen=True)
class PartSums:
    """A crowd, a picture, a group, a region … over a window. A figure is None where a row with clicks lacks it."""

    level: str
    tool: str
    campaign: str
    group_name: str
    product_id: str
    item_id: str
    item: str
    impressions: int | None
    clicks: int | None
    spend_minor: int | None
    orders: int | None
    sales_minor: int | None


@dataclass(frozen=True)
class Mark:
    protected: bool
    decision: str
    decided_on: date | None


@dataclass(frozen=True)
class Decision:
    """An entry of the decision journal, as in KeywordDecision."""

    id: int
    product_id: str
    keyword: str
    decided_on: date
    decision: str
    proposed: str
    clicks: int | None
    orders: int | None
    spend_minor: int | None
    sales_minor: int | None


@dataclass(frozen=True)
class WordDay:
    """A word's day over all campaigns. Orders, sales and cost are None where a row with clicks lacks them."""

    product_id: str
    keyword: str
    day: date
    clicks: int | None
    orders: int | None
    spend_minor: int | None
    sales_minor: int | None


@dataclass(frozen=True)
class AdSpend:
    """A day's paid ads over every tool."""

    clicks: int | None
    spend_minor: int | None
    orders: int | None
    sales_minor: int | None


def word_sums(db: sa.Connection, shop_id: int, first: date, last: date, level: str = "keyword") -> list[WordSums]:
    """One row per tool, campaign, product and word, over `first` … `last`.

    `level` is "keyword" or "search_term". The same word in several groups or match types of a campaign is one row.
    """
    campaign = sa.case((AD.c.campaign_id != "", AD.c.campaign_id), else_=AD.c.campaign)
    name = sa.func.max(sa.case((AD.c.campaign != "", AD.c.campaign), else_=AD.c.campaign_id))
    ranked = sa.func.coalesce(sa.func.sum(sa.case((AD.c.rank.is_not(None), AD.c.impressions))), 0)
    query = (
        sa.select(
            AD.c.tool,
            name.label("campaign"),
            AD.c.product_id,
            AD.c.item.label("keyword"),
            sa.func.sum(AD.c.impressions).label("impressions"),
            sa.func.sum(AD.c.clicks).label("clicks"),
            _whole("spend_minor"),
            _whole("orders"),
            _whole("sales_minor"),
            (sa.func.sum(AD.c.impressions * AD.c.rank) / sa.func.nullif(ranked, 0)).label("rank"),
            ranked.label("ranked_impressions"),
            sa.func.min(AD.c.day).label("first_day"),
            sa.func.max(sa.case((AD.c.clicks > 0, AD.c.day))).label("last_click"),
        )
        .where(AD.c.shop_id == shop_id, AD.c.day.between(first, last), AD.c.level == level)
        .group_by(AD.c.item, AD.c.product_id, campaign, AD.c.tool)
        .order_by(AD.c.tool, name, AD.c.product_id, AD.c.item)
    )
    return fetch(db, query, WordSums)


def part_sums(db: sa.Connection, shop_id: int, first: date, last: date, levels: Collection[str]) -> list[PartSums]:
    """The money of `first` … `last` in the ways of `levels`. Each day is looked up by itself: a range would read all words."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    query = (
        sa.select(
            AD.c.level,
            AD.c.tool,
            sa.func.max(sa.case((AD.c.campaign != "", AD.c.campaign), else_=AD.c.campaign_id)).label("campaign"),
            sa.func.max(sa.case((AD.c.group_name != "", AD.c.group_name), else_=AD.c.group_id)).label("group_name"),
            AD.c.product_id,
            AD.c.item_id,
            AD.c.item,
            sa.func.sum(AD.c.impressions).label("impressions"),
            sa.func.sum(AD.c.clicks).label("clicks"),
            _whole("spend_minor"),
            _whole("orders"),
            _whole("sales_minor"),
        )
        .where(AD.c.shop_id == shop_id, AD.c.day.in_(days), AD.c.level.in_(levels))
        .group_by(AD.c.level, AD.c.tool, AD.c.campaign_id, AD.c.group_id, AD.c.product_id, AD.c.item_id, AD.c.item)
    )
    return fetch(db, query, PartSums)


def clicked(db: sa.Connection, shop_id: int, first: date, last: date) -> dict[tuple[str, str], date | None]:
    """The keywords running on `first` … `last` by (product_id, keyword), each with its last day with a click there."""
    query = (
        sa.select(AD.c.product_id, AD.c.item, sa.func.max(sa.case((AD.c.clicks > 0, AD.c.day))).label("day"))
        .where(AD.c.shop_id == shop_id, AD.c.day.between(first, last), AD.c.level == "keyword")
        .group_by(AD.c.item, AD.c.product_id)
    )
    return {(product_id, word): day for product_id, word, day in db.execute(query).all()}


def tool_days(db: sa.Connection, shop_id: int, first: date, last: date) -> dict[tuple[date, str], AdSpend]:
    """Every day with ads by tool. A tool's levels show the same money, so its widest one counts."""
    query = (
        sa.select(
            AD.c.day,
            AD.c.tool,
            sa.func.sum(AD.c.clicks).label("clicks"),
            _whole("spend_minor"),
            _whole("orders"),
            _whole("sales_minor"),
        )
        .where(AD.c.shop_id == shop_id, AD.c.day.between(first, last), AD.c.level.in_(VIEWS))
        .group_by(AD.c.day, AD.c.tool, AD.c.level)
    )
    widest: dict[tuple[date, str], AdSpend] = {}
    for row in db.execute(query):
        seen = widest.get((row.day, row.tool))
        if seen is None or (row.spend_minor or 0) > (seen.spend_minor or 0):
            widest[row.day, row.tool] = AdSpend(row.clicks, row.spend_minor, row.orders, row.sales_minor)
    return widest


def by_day(found: Mapping[tuple[date, str], AdSpend]) -> dict[date, AdSpend]:
    """The tools added up."""
    days: dict[date, list[AdSpend]] = defaultdict(list)
    for (day, _tool), spend in found.items():
        days[day].append(spend)
    return {day: add_up(spends) for day, spends in days.items()}


def by_tool(found: Mapping[tuple[date, str], AdSpend]) -> dict[str, AdSpend]:
    """The days added up."""
    tools: dict[str, list[AdSpend]] = defaultdict(list)
    for (_day, tool), spend in found.items():
        tools[tool].append(spend)
    return {tool: add_up(spends) for tool, spends in tools.items()}


def add_up(spends: Sequence[AdSpend]) -> AdSpend:
    """Their sum; a figure that one of them lacks is unknown."""

    def total(values: list[int | None]) -> int | None:
        known = [value for value in values if value is not None]
        return sum(known) if values and len(known) == len(values) else None

    return AdSpend(
        total([spend.clicks for spend in spends]),
        total([spend.spend_minor for spend in spends]),
        total([spend.orders for spend in spends]),
        total([spend.sales_minor for spend in spends]),
    )


def click_rates(db: sa.Connection, shop_id: int, first: date, last: date) -> dict[str, list[float]]:
    """Each product's click rate a day, of the days its words were shown."""
    shown = sa.func.sum(AD.c.impressions)
    query = (
        sa.select(AD.c.product_id, (sa.func.sum(AD.c.clicks) * 1.0 / shown).label("rate"))
        .where(AD.c.shop_id == shop_id, AD.c.day.between(first, last), AD.c.level == "keyword")
        .group_by(AD.c.product_id, AD.c.day)
        .having(shown > 0)
    )
    rates: dict[str, list[float]] = defaultdict(list)
    for product_id, rate in db.execute(query).all():
        if rate is not None:
            rates[product_id].append(float(rate))
    return dict(rates)


def ad_days(db: sa.Connection, shop_id: int, until: date) -> tuple[date | None, date | None]:
    """The first and the last day with ads, up to `until`."""
    mine = (AD.c.shop_id == shop_id, AD.c.day <= until, AD.c.level.not_in(PARTS))
    ends = (sa.select(end(AD.c.day)).where(*mine).scalar_subquery() for end in (sa.func.min, sa.func.max))
    first, last = db.execute(sa.select(*ends)).one()  # each end is one look into the key; both in one select would scan
    return first, last


def marks(db: sa.Connection, shop_id: int) -> Mapping[tuple[str, str], Mark]:
    """The operator's marks by (product_id, keyword)."""
    rows = db.execute(
        sa.select(MARK.c.product_id, MARK.c.keyword, MARK.c.protected, MARK.c.decision, MARK.c.decided_on).where(
            MARK.c.shop_id == shop_id
        )
    )
    return {(row.product_id, row.keyword): Mark(row.protected, row.decision, row.decided_on) for row in rows}


def decisions(db: sa.Connection, shop_id: int, first: date, last: date) -> list[Decision]:
    """The decision journal of some days, the newest first."""
    mine = (DECISION.c.shop_id == shop_id, DECISION.c.decided_on.between(first, last))
    columns = (DECISION.c[name] for name in Decision.__dataclass_fields__)
    query = sa.select(*columns).where(*mine).order_by(DECISION.c.decided_on.desc(), DECISION.c.id.desc())
    return fetch(db, query, Decision)


def decided_word_days(db: sa.Connection, shop_id: int, first: date, last: date) -> dict[tuple[str, str], dict[date, WordDay]]:
    """The days of the keywords that were ever decided on, by (product_id, keyword)."""
    decided = sa.select(DECISION.c.product_id, DECISION.c.keyword).where(DECISION.c.shop_id == shop_id)
    query = (
        sa.select(
            AD.c.product_id,
            AD.c.item.label("keyword"),
            AD.c.day,
            sa.func.sum(AD.c.clicks).label("clicks"),
            _whole("orders"),
            _whole("spend_minor"),
            _whole("sales_minor"),
        )
        .where(AD.c.shop_id == shop_id, AD.c.day.between(first, last), AD.c.level == "keyword")
        .where(sa.tuple_(AD.c.product_id, AD.c.item).in_(decided))
        .group_by(AD.c.product_id, AD.c.item, AD.c.day)
    )
    found: dict[tuple[str, str], dict[date, WordDay]] = defaultdict(dict)
    for row in fetch(db, query, WordDay):
        found[row.product_id, row.keyword][row.day] = row
    return found


def reported_days(db: sa.Connection, shop_id: int, days: Iterable[date]) -> set[date]:
    """Those of `days` that a keyword report tells of: one look into the key each, where reading them all would be slow."""
    asked = sa.values(sa.column("day", sa.Date), name="asked").data([(day,) for day in days]).cte("asked")
    mine = sa.exists().where(AD.c.shop_id == shop_id, AD.c.day == asked.c.day, AD.c.level == "keyword")
    return set(db.execute(sa.select(asked.c.day).where(mine)).scalars())


def _whole(name: str) -> sa.ColumnElement[int | None]:
    """The sum of a column; unknown where a row with clicks lacks it."""
    missing = sa.func.count(sa.case((sa.and_(AD.c.clicks > 0, AD.c[name].is_(None)), 1)))
    return sa.case((missing == 0, sa.func.sum(AD.c[name]))).label(name)
