"""What copies and bad reviews did to a product's conversion (R54): its line with the events on it, and before against since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from shopdesk.analysis.rates import two_proportions
from shopdesk.steps.briefing import Context
from shopdesk.text import _, clip, ngettext, percent, safe

if TYPE_CHECKING:
    from shopdesk.records.cases import Trade

LINE_DAYS = 30
_CERTAIN = 0.05  # two-sided, as everywhere


@dataclass(frozen=True)
class Effect:
    """Conversion before a copy was first seen and since. `fell`: None while chance explains the difference."""

    before: float
    since: float
    fell: bool | None


@dataclass(frozen=True)
class Mark:
    day: date
    text: str


@dataclass(frozen=True)
class ConversionLine:
    title: str
    days: tuple[date, ...]
    conversion: tuple[float | None, ...]  # None: no visitors known
    marks: tuple[Mark, ...]


def effect(context: Context, product_id: str, first_seen: date) -> Effect | None:
    """None where a side has no visitors or no buyers known."""
    from shopdesk.records.cases import product_trade

    span = context.playbook.whole("copycats.effect_days")
    before = [first_seen - timedelta(days=n) for n in range(1, span + 1)]
    since = [first_seen + timedelta(days=n) for n in range(min((context.day - first_seen).days + 1, span))]
    trade = product_trade(context.db, context.shop.id, product_id, [*before, *since])
    old, new = _sum(trade, before), _sum(trade, since)
    if old is None or new is None:
        return None
    test = two_proportions(new[1], new[0], old[1], old[0])
    return Effect(old[1] / old[0], new[1] / new[0], test.difference < 0 if test.p < _CERTAIN else None)


def _sum(trade: Mapping[date, Trade], days: list[date]) -> tuple[int, int] | None:
    """Visitors and buyers of the days on which both are known; None where there was no visitor."""
    known = [trade[day] for day in days if day in trade]
    visitors = sum(each.visitors for each in known)
    buyers = sum(min(each.buyers, each.visitors) for each in known)
    return (visitors, buyers) if visitors else None


def effect_said(found: Effect | None) -> str:
    """What our product's conversion did since the copy was first seen; "" where it is not known."""
    if found is None:
        return ""
    said = {
        True: _("{before} → {since}, fallen"),
        False: _("{before} → {since}, risen"),
        None: _("{before} → {since}, chance explains it"),
    }[found.fell]
    return said.format(before=percent(found.before), since=percent(found.since))


def conversion_line(context: Context, product_id: str) -> ConversionLine:
    """The product's conversion of the last days, with its copies and its bad reviews as marks."""
    from shopdesk.records import cases as records
    from shopdesk.steps.copies import shelf

    days = [context.day - timedelta(days=n) for n in reversed(range(LINE_DAYS))]
    trade = records.product_trade(context.db, context.shop.id, product_id, days)
    conversion = [trade[day].buyers / trade[day].visitors if day in trade and trade[day].visitors else None for day in days]
    marks = [
        Mark(case.first_seen, _("copy first seen: {seller}").format(seller=clip(safe(case.seller or case.title), 40)))
        for case in records.copycats(context.db, context.shop.id, context.today)
        if case.product_id == product_id and days[0] <= case.first_seen <= days[-1]
    ]
    reviews = records.bad_reviews(
        context.db,
        context.shop.id,
        datetime.combine(days[0], time()),
        datetime.combine(days[-1], time.max),
        context.playbook.whole("reviews.bad_stars"),
    )
    of_day: dict[date, int] = {}
    for review in reviews:
        if review.product_id == product_id and review.written_at is not None:
            of_day[review.written_at.date()] = of_day.get(review.written_at.date(), 0) + 1
    marks += [Mark(day, ngettext("{count} bad review", "{count} bad reviews", n).format(count=n)) for day, n in of_day.items()]
    return ConversionLine(
        shelf(context).title(product_id), tuple(days), tuple(conversion), tuple(sorted(marks, key=lambda mark: mark.day))
    )
