"""Figures of a file that cannot be the shop's: far from its usual ones, or parts above the whole that is booked already."""

from __future__ import annotations

from datetime import date, datetime
from statistics import median

import sqlalchemy as sa

from shopdesk.intake import Reading, Rows
from shopdesk.landing.doubt import Doubt
from shopdesk.landing.words import figure, label
from shopdesk.models import OrderFact, ProductDay, SearchWordDay, ShopDay, SourceDay
from shopdesk.records import facts, table
from shopdesk.records.shops import ShopInfo
from shopdesk.text import _

ORDER = table(OrderFact)
PRODUCT_DAY = table(ProductDay)
SEARCH_WORD = table(SearchWordDay)
SHOP_DAY = table(ShopDay)
SOURCE_DAY = table(SourceDay)

FAR_OFF = 20  # so many times the usual day is worth a word
USUAL_DAYS = 7  # fewer known days have no usual
LATER_COUNT = 1.1  # a part above its whole by less was counted on another day

# --- figures far from the usual ------------------------------------------------------------------------------------


def far_off(db: sa.Connection, shop: ShopInfo, reading: Reading) -> list[Doubt]:
    known = facts.shop_days(db, shop.id, date.min, date.max).values()
    found = []
    for name in ("visitors", "sales_minor"):
        usual = [value for day in known if (value := getattr(day, name))]
        said = [value for rows in reading.tables for value in _by_day(rows, name).values() if value]
        if len(usual) < USUAL_DAYS or not said:
            continue
        ours, theirs = median(usual), median(said)
        if theirs > ours * FAR_OFF or theirs * FAR_OFF < ours:
            text = _("{what} of a day: {theirs} in this file, usually {ours} here").format(
                what=label(name),
                theirs=figure(name, round(theirs), shop.currency),
                ours=figure(name, round(ours), shop.currency),
            )
            found.append(Doubt(text, False))
    return found


# By table: the columns that hold the day and, by the shop's figure, what adds up to it.
_DAILY: dict[str, tuple[str, dict[str, str]]] = {
    SHOP_DAY.name: ("day", {"visitors": "visitors", "sales_minor": "sales_minor"}),
    PRODUCT_DAY.name: ("day", {"sales_minor": "sales_minor"}),
    SOURCE_DAY.name: ("day", {"visitors": "visitors"}),
    ORDER.name: ("paid_at", {"sales_minor": "paid_minor"}),
}


def _by_day(rows: Rows, name: str) -> dict[date, int]:
    """The shop's `name` by day, as far as these rows tell it."""
    day_column, figures = _DAILY.get(rows.table, ("", {}))
    if day_column not in rows.columns or figures.get(name) not in rows.columns:
        return {}
    leaves = rows.column("is_leaf") if "is_leaf" in rows.columns else [True] * len(rows.rows)
    sums: dict[date, int] = {}
    for moment, value, leaf in zip(rows.column(day_column), rows.column(figures[name]), leaves, strict=True):
        day = moment.date() if isinstance(moment, datetime) else moment
        if leaf and isinstance(day, date) and isinstance(value, int):
            sums[day] = sums.get(day, 0) + value
    return sums


# --- a part above its whole ----------------------------------------------------------------------------------------

_PARTS = (SOURCE_DAY, PRODUCT_DAY, SEARCH_WORD)
_COUNTED = ("visitors", "paying_buyers", "sales_minor")


def contradictions(db: sa.Connection, shop: ShopInfo, reading: Reading) -> list[Doubt]:
    """Once the file is booked: sources, products or search words of a day above what the shop's own report has of that day.

    Each of them is a part of the shop, so both cannot be the same shop's. `sure` where the file is the one with the
    parts; of a shop report it is left open which of the two is wrong.
    """
    tables = {rows.table for rows in reading.tables}
    parts = [part for part in _PARTS if part.name in tables or SHOP_DAY.name in tables]
    if reading.period_from is None or reading.period_to is None or not parts:
        return []
    days = (reading.period_from, reading.period_to)
    whole = {
        day: said
        for day, said in facts.shop_days(db, shop.id, *days).items()
        if any(origin.kind != "orders" for origin in said.origins.values())
    }
    found = (_above(db, shop, part, whole, sure=part.name in tables) for part in parts if whole)
    return [doubt for doubt in found if doubt is not None]


def _above(
    db: sa.Connection, shop: ShopInfo, part: sa.Table, whole: dict[date, facts.ShopFigures], *, sure: bool
) -> Doubt | None:
    largest = [sa.func.max(part.c[name]).label(name) for name in _COUNTED]
    query = sa.select(part.c.day, *largest).where(part.c.shop_id == shop.id, part.c.day.between(min(whole), max(whole)))
    above: list[tuple[date, str, int, int]] = []
    days = 0
    for row in db.execute(query.group_by(part.c.day)):
        said = whole.get(row.day)
        pairs = [(name, getattr(row, name), _platforms_own(said, name)) for name in _COUNTED] if said else []
        over = [(row.day, name, ours, total) for name, ours, total in pairs if ours and total and ours > total * LATER_COUNT]
        days += any(total for _name, ours, total in pairs if ours)
        above += over[:1]
    if not above or 2 * len(above) < days:  # a day among many was recounted
        return None
    day, name, ours, total = above[-1]
    words = {
        SOURCE_DAY.name: _("{day}: one source alone has {part} {what}, the whole shop {whole}"),
        PRODUCT_DAY.name: _("{day}: one product alone has {part} {what}, the whole shop {whole}"),
        SEARCH_WORD.name: _("{day}: one search word alone has {part} {what}, the whole shop {whole}"),
    }[part.name]
    figures = {"part": figure(name, ours, shop.currency), "whole": figure(name, total, shop.currency)}
    return Doubt(words.format(day=day, what=label(name), **figures), sure)


def _platforms_own(said: facts.ShopFigures, name: str) -> int | None:
    """The shop's figure of the day unless it is only a sum over orders, which may lack some."""
    origin = said.origins.get(name)
    value: int | None = getattr(said, name)
    return value if origin is not None and origin.kind != "orders" else None
