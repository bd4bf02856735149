"""What the platforms' reports say of the shop's days, its sources and its products, and which report each figure came from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from shopdesk.models import AdDay, Import, ProductDay, ProductSourceDay, PromotionDay, ShopDay, SourceDay
from shopdesk.records import fetch, table
from shopdesk.records.ads import PARTS

SHOP_DAY = table(ShopDay)
SOURCE_DAY = table(SourceDay)
PRODUCT_SOURCE = table(ProductSourceDay)
PRODUCT_DAY = table(ProductDay)
AD_DAY = table(AdDay)
IMPORT = table(Import)
PROMOTION_DAY = table(PromotionDay)

# Where two reports tell of the same day, a platform's own shop report is believed before sums over orders.
_RANK = {"sycm_shop_daily": 0, "jd_shop_daily": 1, "orders": 9}
_OTHER_REPORT = 5
_SHOP_FIELDS = tuple(column.name for column in SHOP_DAY.columns if column.name not in ("shop_id", "day", "origin", "import_id"))

# The shares of a buyer differ between the three ways of attributing; only one may be added up.
_ATTRIBUTIONS = ("each", "last", "first", "")


def rank(origin: str) -> int:
    """How far a report on the shop's day is believed; the lowest comes first."""
    return _RANK.get(origin, _OTHER_REPORT)


# --- where a figure came from --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Origin:
    """The report a figure was taken from."""

    kind: str
    import_id: int | None


@dataclass(frozen=True)
class Report:
    """An imported file."""

    id: int
    file: str
    kind: str
    imported_at: datetime


def reports(db: sa.Connection, ids: Iterable[int | None]) -> dict[int, Report]:
    """The imported files by id."""
    wanted = {key for key in ids if key is not None}
    query = sa.select(IMPORT.c.id, IMPORT.c.file, IMPORT.c.kind, IMPORT.c.imported_at).where(IMPORT.c.id.in_(wanted))
    return {report.id: report for report in fetch(db, query, Report)} if wanted else {}


# --- the shop's days -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShopFigures:
    """The shop's day, each field from the best report that has it; `origins` by field name. Unknown is None."""

    day: date
    visitors: int | None
    page_views: int | None
    paying_buyers: int | None
    orders: int | None
    units: int | None
    sales_minor: int | None
    placed_buyers: int | None
    placed_minor: int | None
    returning_visitors: int | None
    bounce_rate: float | None
    dwell_seconds: float | None
    refunds_minor: int | None
    origins: Mapping[str, Origin]


def shop_days(db: sa.Connection, shop_id: int, first: date, last: date) -> dict[date, ShopFigures]:
    """The days from `first` to `last` that any report tells of, in order."""
    query = sa.select(SHOP_DAY).where(SHOP_DAY.c.shop_id == shop_id, SHOP_DAY.c.day.between(first, last)).order_by(SHOP_DAY.c.day)
    told: dict[date, list[Mapping[Any, Any]]] = {}
    for row in db.execute(query).mappings():
        told.setdefault(row["day"], []).append(row)
    return {day: _merged(day, rows) for day, rows in told.items()}


def _merged(day: date, rows: list[Mapping[Any, Any]]) -> ShopFigures:
    values: dict[str, Any] = dict.fromkeys(_SHOP_FIELDS)
    origins: dict[str, Origin] = {}
    for row in sorted(rows, key=lambda row: (rank(row["origin"]), row["origin"])):
        origin = Origin(row["origin"], row["import_id"])
        for name in _SHOP_FIELDS:
            if values[name] is None and row[name] is not None:
                values[name] = row[name]
                origins[name] = origin
    return ShopFigures(day=day, origins=origins, **values)


@dataclass(frozen=True)
class Promotion:
    """A planned promotion day, worth `multiplier` usual days."""

    day: date
    name: str
    multiplier: float


def promotions(db: sa.Connection, shop_id: int, first: date, last: date) -> dict[date, Promotion]:
    query = sa.select(PROMOTION_DAY.c.day, PROMOTION_DAY.c.name, PROMOTION_DAY.c.multiplier).where(
        PROMOTION_DAY.c.shop_id == shop_id, PROMOTION_DAY.c.day.between(first, last)
    )
    return {found.day: found for found in fetch(db, query, Promotion)}


# --- sums over stretches of days ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stretch:
    """Sums over the days a report tells of."""

    days: int = 0
    visitors: int | None = None
    paying_buyers: int | None = None
    units: int | None = None
    sales_minor: int | None = None

    @property
    def price(self) -> float | None:
        """What a unit brought, in minor units; None where nothing sold, or that is unknown."""
        return self.sales_minor / self.units if self.sales_minor is not None and self.sales_minor > 0 and self.units else None

    def __add__(self, other: Stretch) -> Stretch:
        return Stretch(
            self.days + other.days,
            _plus(self.visitors, other.visitors),
            _plus(self.paying_buyers, other.paying_buyers),
            _plus(self.units, other.units),
            _plus(self.sales_minor, other.sales_minor),
        )


def _plus(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else one + other


# --- visitors by source --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SourceScope:
    """Which of a day's source reports are read: one attribution, and devices that may be added up."""

    attribution: str
    devices: tuple[str, ...]


@dataclass(frozen=True)
class SourceFigures:
    """A source's day over the devices of a scope. A figure is None where any of them does not know it."""

    day: date
    source: str
    is_leaf: bool
    visitors: int | None
    paying_buyers: int | None
    sales_minor: int | None
    import_id: int | None


def source_scope(db: sa.Connection, shop_id: int, day: date) -> SourceScope | None:
    """What there is for `day`: the first attribution of each visit, last, first; all devices together, or each of them."""
    query = (
        sa.select(SOURCE_DAY.c.attribution, SOURCE_DAY.c.device)
        .where(SOURCE_DAY.c.shop_id == shop_id, SOURCE_DAY.c.day == day)
        .distinct()
    )
    found: dict[str, set[str]] = {}
    for attribution, device in db.execute(query):
        found.setdefault(attribution, set()).add(device)
    for attribution in (*_ATTRIBUTIONS, *sorted(found)):
        if attribution in found:
            devices = ("",) if "" in found[attribution] else tuple(sorted(found[attribution]))
            return SourceScope(attribution, devices)
    return None


@dataclass(frozen=True)
class CameFrom:
    """A leaf source of one product's day."""

    source: str
    visitors: int
    paying_buyers: int | None
    import_id: int | None


def product_sources(db: sa.Connection, shop_id: int, day: date) -> dict[str, list[CameFrom]]:
    """Where each product's visitors of the day came from, most visitors first, as far as reports of single products tell.

    Of several attributions the first as in `source_scope`; devices are added up where no line tells of all together.
    """
    column = PRODUCT_SOURCE.c
    query = sa.select(
        column.product_id,
        column.attribution,
        column.device,
        column.source,
        column.visitors,
        column.paying_buyers,
        column.import_id,
    ).where(column.shop_id == shop_id, column.day == day, column.is_leaf, column.visitors.is_not(None))
    told: dict[str, dict[str, dict[str, list[CameFrom]]]] = {}
    for product, attribution, device, *figures in db.execute(query):
        told.setdefault(product, {}).setdefault(attribution, {}).setdefault(device, []).append(CameFrom(*figures))
    found = {}
    for product, ways in told.items():
        way = next(ways[name] for name in (*_ATTRIBUTIONS, *sorted(ways)) if name in ways)
        summed: dict[str, CameFrom] = {}
        for one in way.get("") or [each for device in way.values() for each in device]:
            seen = summed.get(one.source)
            if seen is not None:
                buyers = _plus(seen.paying_buyers, one.paying_buyers)
                one = CameFrom(one.source, seen.visitors + one.visitors, buyers, one.import_id)
            summed[one.source] = one
        found[product] = sorted(summed.values(), key=lambda one: (-one.visitors, one.source))
    return found


def source_days(
    db: sa.Connection, shop_id: int, days: Collection[date], scope: SourceScope, only: Collection[str] | None = None
) -> dict[date, dict[str, SourceFigures]]:
    """Sources by day and path, of the days that have every device of `scope`; `only` names the sources wanted."""
    column = SOURCE_DAY.c
    within = (
        column.shop_id == shop_id,
        column.day.in_(sorted(days)),
        column.attribution == scope.attribution,
        column.device.in_(scope.devices),
    )
    devices = sa.func.count(column.device.distinct())
    complete = set(
        db.execute(sa.select(column.day).where(*within).group_by(column.day).having(devices == len(scope.devices))).scalars()
    )
    query = sa.select(SOURCE_DAY).where(*within).order_by(column.day)
    if only is not None:
        query = query.where(column.source.in_(sorted(only)))
    rows: dict[date, dict[str, list[Mapping[Any, Any]]]] = {}
    for row in db.execute(query).mappings():
        if row["day"] in complete:
            rows.setdefault(row["day"], {}).setdefault(row["source"], []).append(row)
    return {day: {source: _together(day, source, parts) for source, parts in sources.items()} for day, sources in rows.items()}


def source_visitors(
    db: sa.Connection, shop_id: int, first: date, last: date, scope: SourceScope
) -> dict[str, dict[date, int | None]]:
    """Visitors a day by leaf, of the days that have every device of `scope`; None where one of them does not know it."""
    column = SOURCE_DAY.c
    within = (
        column.shop_id == shop_id,
        column.day.between(first, last),
        column.attribution == scope.attribution,
        column.device.in_(scope.devices),
    )
    all_known = sa.func.count(column.visitors) == sa.func.count()
    query = (
        sa.select(column.source, column.day, sa.case((all_known, sa.func.sum(column.visitors))))
        .where(*within)
        .group_by(column.day, column.source)
        .having(sa.func.max(sa.cast(column.is_leaf, sa.Integer)) == 1)
    )
    if len(scope.devices) > 1:
        devices = sa.func.count(column.device.distinct())
        query = query.where(
            column.day.in_(sa.select(column.day).where(*within).group_by(column.day).having(devices == len(scope.devices)))
        )
    found: dict[str, dict[date, int | None]] = {}
    for source, day, visitors in db.execute(query):
        found.setdefault(source, {})[day] = visitors
    return found


def source_stretches(
    db: sa.Connection, shop_id: int, begins: Collection[date], last: date, scope: SourceScope
) -> dict[str, tuple[Stretch, ...]]:
    """Each leaf's sums over the stretches that begin on `begins` (each up to the next, the newest up to `last`), in order."""
    starts, column = sorted(begins), SOURCE_DAY.c
    which = _which(column.day, starts)
    sums = [sa.func.sum(column[name]).label(name) for name in ("visitors", "paying_buyers")]
    query = (
        sa.select(column.source, which, sa.func.count(column.day.distinct()).label("days"), *sums)
        .where(
            column.shop_id == shop_id,
            column.day.between(starts[0], last),
            column.attribution == scope.attribution,
            column.device.in_(scope.devices),
            column.is_leaf,
        )
        .group_by(column.source, which)
    )
    return _stretches(db, query, len(starts))


def _which(day: sa.ColumnElement[date], starts: Sequence[date]) -> sa.ColumnElement[int]:
    return sa.case(*((day >= start, at) for at, start in reversed(list(enumerate(starts))))).label("which")


def _stretches(db: sa.Connection, query: sa.Select[Any], count: int) -> dict[str, tuple[Stretch, ...]]:
    found: dict[str, list[Stretch]] = {}
    for key, at, *values in db.execute(query).all():
        found.setdefault(key, [Stretch()] * count)[at] = Stretch(*values)
    return {key: tuple(stretches) for key, stretches in found.items()}


def _together(day: date, source: str, parts: list[Mapping[Any, Any]]) -> SourceFigures:
    return SourceFigures(
        day,
        source,
        any(part["is_leaf"] for part in parts),
        _sum(part["visitors"] for part in parts),
        _sum(part["paying_buyers"] for part in parts),
        _sum(part["sales_minor"] for part in parts),
        parts[0]["import_id"],
    )


def _sum(values: Iterable[int | None]) -> int | None:
    known = list(values)
    return None if None in known else sum(value for value in known if value is not None)


# --- products ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ProductFigures:
    """A product's day."""

    day: date
    product_id: str
    visitors: int | None
    page_views: int | None
    bounce_rate: float | None
    paying_buyers: int | None
    units: int | None
    sales_minor: int | None
    import_id: int | None


def product_days(
    db: sa.Connection, shop_id: int, first: date, last: date, only: Collection[str] | None = None
) -> list[ProductFigures]:
    """Product days from `first` to `last` in order of the day; `only` names the products wanted."""
    names = tuple(ProductFigures.__dataclass_fields__)
    query = (
        sa.select(*(PRODUCT_DAY.c[name] for name in names))
        .where(PRODUCT_DAY.c.shop_id == shop_id, PRODUCT_DAY.c.day.between(first, last))
        .order_by(PRODUCT_DAY.c.day, PRODUCT_DAY.c.product_id)
    )
    if only is not None:
        query = query.where(PRODUCT_DAY.c.product_id.in_(sorted(only)))
    return fetch(db, query, ProductFigures)


@dataclass(frozen=True)
class ProductTotals:
    """A product over several days; `days` counts those a report tells of."""

    product_id: str
    days: int
    visitors: int | None
    units: int | None
    sales_minor: int | None


def product_totals(db: sa.Connection, shop_id: int, first: date, last: date) -> dict[str, ProductTotals]:
    """Sums over what is known from `first` to `last`, by product, most visitors first."""
    figures = PRODUCT_DAY.c
    query = (
        sa.select(
            figures.product_id,
            sa.func.count().label("days"),
            sa.func.sum(figures.visitors).label("visitors"),
            sa.func.sum(figures.units).label("units"),
            sa.func.sum(figures.sales_minor).label("sales_minor"),
        )
        .where(figures.shop_id == shop_id, figures.day.between(first, last))
        .group_by(figures.product_id)
        .order_by(sa.desc("visitors"), figures.product_id)
    )
    return {found.product_id: found for found in fetch(db, query, ProductTotals)}


def product_stretches(db: sa.Connection, shop_id: int, begins: Collection[date], last: date) -> dict[str, tuple[Stretch, ...]]:
    """Each product's sums over the stretches that begin on `begins` (each up to the next, the newest up to `last`), in order."""
    starts, figures = sorted(begins), PRODUCT_DAY.c
    ends = [start - timedelta(days=1) for start in starts[1:]] + [last]
    sums = [sa.func.sum(figures[name]) for name in ("visitors", "paying_buyers", "units", "sales_minor")]
    found: dict[str, list[Stretch]] = {}
    for at, (start, end) in enumerate(zip(starts, ends, strict=True)):  # one by one: half the time of grouping by stretch, too
        query = (
            sa.select(figures.product_id, sa.func.count(), *sums)
            .where(figures.shop_id == shop_id, figures.day.between(start, end))
            .group_by(figures.product_id)
        )
        for key, *values in db.execute(query).all():
            found.setdefault(key, [Stretch()] * len(starts))[at] = Stretch(*values)
    return {key: tuple(stretches) for key, stretches in found.items()}


# --- ads, as far as a source's cost needs them ---------------------------------------------------------------------


def ad_spend(db: sa.Connection, shop_id: int, days: Collection[date]) -> dict[date, dict[str, int]]:
    """What each advertising tool spent, by day, in minor units; a day without a report is not there.

    A tool's reports by keyword, product or campaign tell of the same money: the fullest of them counts, not their sum.
    """
    query = (
        sa.select(AD_DAY.c.day, AD_DAY.c.tool, AD_DAY.c.level, sa.func.sum(AD_DAY.c.spend_minor).label("spend"))
        .where(AD_DAY.c.shop_id == shop_id, AD_DAY.c.day.in_(sorted(days)), AD_DAY.c.spend_minor.is_not(None))
        .where(AD_DAY.c.level.not_in(PARTS))
        .group_by(AD_DAY.c.day, AD_DAY.c.tool, AD_DAY.c.level)
    )
    spend: dict[date, dict[str, int]] = {}
    for day, tool, _level, amount in db.execute(query):
        tools = spend.setdefault(day, {})
        tools[tool] = max(tools.get(tool, 0), int(amount))
    return spend
