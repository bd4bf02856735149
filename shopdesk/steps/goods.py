"""The products that carry the traffic: tier and quadrant (R90, R95), and main products whose visitors leave sooner (R54)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import takewhile
from statistics import median
from typing import TYPE_CHECKING

from shopdesk.analysis.assortment import Cut, Sold, cut_of, quadrant
from shopdesk.analysis.attribution import known_factors, lmdi, mean_factors
from shopdesk.analysis.rates import TwoRates, two_proportions
from shopdesk.analysis.unusual import spread
from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.steps.reasons import Papers
from shopdesk.steps.sources import short_name
from shopdesk.text import _, clip, money, number, percent, safe

if TYPE_CHECKING:
    from shopdesk.records.facts import CameFrom, ProductFigures, Stretch
    from shopdesk.records.products import ProductInfo

TOP = 10
NAMED = 5  # sources of a product that an explanation names
WINDOW = timedelta(days=28)
RECENT = timedelta(days=3)  # in which a product that stopped selling shows
CHECK_AFTER = timedelta(days=4)
_LOOK_BACK = timedelta(days=14)  # in which the beginning of a rise is sought
_ALPHA = 0.05


@dataclass(frozen=True)
class ProductRow:
    product_id: str
    title: str
    tier: str  # hit · profit · image · ""
    quadrant: str  # best · sales · traffic · weak · ""
    visitors: int | None
    sales_minor: int | None
    is_main: bool
    came_from: tuple[tuple[str, int], ...] = ()  # leaf sources with their visitors, the most first; empty where no report tells


@dataclass(frozen=True)
class Goods:
    """What the records say of the products: the day's rows, the sums of its 28 days, and what the operator said."""

    known: Mapping[str, ProductInfo]
    main: tuple[str, ...]
    day: tuple[ProductFigures, ...]
    stretches: Mapping[str, tuple[Stretch, ...]]  # the four weeks before, the rest of the last four, their newest days
    sources: Mapping[str, Sequence[CameFrom]]  # of the day

    @cached_property
    def totals(self) -> dict[str, Stretch]:
        """The sums of the last 28 days."""
        whole = {key: rest + recent for key, (_before, rest, recent) in self.stretches.items()}
        return {key: total for key, total in whole.items() if total.days}

    @cached_property
    def sold(self) -> dict[str, Sold]:
        """The sums of the last 28 days, for the methods of the range."""
        return {key: sold_of(total) for key, total in self.totals.items()}

    @cached_property
    def cut(self) -> Cut | None:
        return cut_of(self.sold)

    @cached_property
    def by_visitors(self) -> tuple[str, ...]:
        """Every product of the last 28 days, most visitors first; those without a figure come last."""
        visitors = {key: -1 if total.visitors is None else total.visitors for key, total in self.totals.items()}
        return tuple(sorted(visitors, key=lambda key: (-visitors[key], key)))

    @cached_property
    def by_sales(self) -> tuple[str, ...]:
        """Every product of the last 28 days, most sales first."""
        return tuple(sorted(self.totals, key=lambda key: (-(self.totals[key].sales_minor or 0), key)))

    @cached_property
    def daily_sales(self) -> float:
        """What all products sold a day, in minor units."""
        days = max((total.days for total in self.totals.values()), default=0)
        return sum(total.sales_minor or 0 for total in self.totals.values()) / days if days else 0.0

    def before(self, product_id: str) -> Stretch:
        return self.stretches[product_id][0]

    def rest(self, product_id: str) -> Stretch:
        return self.stretches[product_id][1]

    def recent(self, product_id: str) -> Stretch:
        return self.stretches[product_id][2]

    def price_of_day(self, product_id: str) -> float | None:
        """What a unit brought on the day judged, in minor units; None where nothing sold, or that is unknown."""
        return self._prices_of_day.get(product_id)

    @cached_property
    def _prices_of_day(self) -> dict[str, float]:
        return {row.product_id: row.sales_minor / row.units for row in self.day if row.sales_minor and row.units}

    def title(self, product_id: str) -> str:
        """Short enough for a sentence."""
        info = self.known.get(product_id)
        return clip(safe(info.title), 24) if info and info.title else safe(product_id)


def sold_of(stretch: Stretch) -> Sold:
    return Sold(stretch.visitors, stretch.units, None if stretch.sales_minor is None else float(stretch.sales_minor))


def goods_of(context: Context) -> Goods:
    from shopdesk.records import facts, products

    shop_id, first = context.shop.id, context.day - WINDOW + timedelta(days=1)
    known = products.products(context.db, shop_id)
    stretches = facts.product_stretches(
        context.db, shop_id, [first - WINDOW, first, context.day - RECENT + timedelta(days=1)], context.day
    )
    day = tuple(facts.product_days(context.db, shop_id, context.day, context.day))
    goods = Goods(known, (), day, stretches, facts.product_sources(context.db, shop_id, context.day))
    said = {key: info.is_main for key, info in known.items()}
    main = products.main_of(said, goods.by_visitors, context.playbook.whole("products.main_count"))
    return replace(goods, main=main)


# --- the list ------------------------------------------------------------------------------------------------------


def rows_of(goods: Goods) -> tuple[ProductRow, ...]:
    """The day's ten products with the most visitors."""
    cut = goods.cut
    return tuple(
        ProductRow(
            row.product_id,
            info.title if (info := goods.known.get(row.product_id)) else "",
            info.tier if info else "",
            quadrant(goods.sold.get(row.product_id), cut),
            row.visitors,
            row.sales_minor,
            row.product_id in goods.main,
            tuple((one.source, one.visitors) for one in goods.sources.get(row.product_id, ())),
        )
        for row in _top(goods)
    )


def _top(goods: Goods) -> list[ProductFigures]:
    return sorted(goods.day, key=lambda row: (-(row.visitors or 0), row.product_id))[:TOP]


def whys_of(context: Context, goods: Goods) -> dict[str, Why]:
    """By "product:<id>", of the products listed."""
    currency, cut = context.shop.currency, goods.cut
    top = _top(goods)
    from_where = {row.product_id: list(goods.sources.get(row.product_id, ()))[:NAMED] for row in top}
    of_sources = {one.import_id for found in from_where.values() for one in found}
    papers = Papers(context.db, {row.import_id for row in top} | of_sources)
    whys = {}
    for row in top:
        total = goods.totals.get(row.product_id)
        whys[f"product:{row.product_id}"] = Why(
            goods.title(row.product_id),
            _("visitors and sales of 28 days, each cut at the average product: best has both, sales or traffic one, weak none"),
            (
                (_("visitors"), papers.cite(number(row.visitors), row.import_id, row.day, "sycm_product")),
                (_("sales"), papers.cite(money(row.sales_minor, currency, cents=True), row.import_id, row.day, "sycm_product")),
                (_("visitors of 28 days"), number(total.visitors if total else None)),
                (_("sales of 28 days"), money(total.sales_minor if total else None, currency)),
                (_("average product"), f"{number(cut.visitors)}, {money(cut.sales, currency)}" if cut else _("unknown")),
                (_("days known"), number(total.days if total else 0)),
                *(
                    (short_name(one.source), papers.cite(number(one.visitors), one.import_id, row.day, "sycm_product_source"))
                    for one in from_where[row.product_id]
                ),
            ),
            rule="R95",
        )
    return whys


# --- main products whose bounce rose -------------------------------------------------------------------------------


def bounce_findings(context: Context, goods: Goods) -> list[Finding]:
    """A finding for each main product whose bounce rose beyond the playbook's line and beyond chance."""
    from shopdesk.records import facts

    seen_today = {row.product_id for row in goods.day if row.bounce_rate is not None}
    wanted = [product_id for product_id in goods.main if product_id in seen_today]
    if not wanted:
        return []
    first = context.day - WINDOW - _LOOK_BACK
    history = facts.product_days(context.db, context.shop.id, first, context.day, only=wanted)
    found = (_bounce(context, goods, [row for row in history if row.product_id == product_id]) for product_id in wanted)
    return [finding for finding in found if finding is not None]


def _bounce(context: Context, goods: Goods, history: Sequence[ProductFigures]) -> Finding | None:
    today = history[-1]
    base = _before(history, today.day)
    rise = context.playbook["products.bounce_rise"]
    test = _compare([today], base)
    if test is None or test.difference <= rise or test.p >= _ALPHA or not _beyond_swing(context, today, base):
        return None
    usual = _bounced(base) / _visitors(base)
    risen = _risen(history, usual + rise)
    since = risen[-1].day
    clean = _before(history, since)  # what it was before it rose
    name = goods.title(today.product_id)
    text = _("{product}: {bounce} of visitors leave at once, usually {usual}; since {since}").format(
        product=name, bounce=percent(today.bounce_rate, 0), usual=percent(_usual(clean, usual), 0), since=f"{since:%m-%d}"
    )
    papers = Papers(context.db, {today.import_id})
    told = papers.cite(percent(today.bounce_rate), today.import_id, today.day, "sycm_product")
    return Finding(
        key=f"shop:bounce:{today.product_id}",
        rule="R54",
        severity=Severity.ACT,
        text=text,
        evidence={
            "product_id": today.product_id,
            "bounce_rate": today.bounce_rate,
            "usual": _usual(clean, usual),
            "since": since,
            "p": test.p,
        },
        task=Proposal(
            "design",
            _("Look at the page of {product}: first picture, price, reviews; put right what changed").format(product=name),
            _("bounce rate of {product}").format(product=name),
            _("back to {usual}").format(usual=percent(_usual(clean, usual), 0)),
            context.day + CHECK_AFTER,
        ),
        worth_minor=_lost(risen, clean),
        why=Why(
            name,
            _("bounce rate against the product's own mean of the 28 days before, weighted by visitors"),
            (
                (_("bounce rate"), told),
                (_("visitors"), number(today.visitors)),
                (_("usual"), percent(usual)),
                (_("chance of such a rise by luck"), percent(test.p, 2)),
            ),
            _("rise {low} – {high} points, 95 %").format(
                low=number(test.interval.low * 100, 1), high=number(test.interval.high * 100, 1)
            ),
            _("followed up beyond {rise} points").format(rise=number(rise * 100)),
            "R54",
            ("products.bounce_rise", "unusual.z", "products.main_count"),
        ),
    )


def _beyond_swing(context: Context, today: ProductFigures, base: Sequence[ProductFigures]) -> bool:
    """Whether the day's bounce lies beyond how much the product's bounce moves from day to day."""
    rates = [row.bounce_rate or 0.0 for row in base]
    return (today.bounce_rate or 0.0) - median(rates) > context.playbook["unusual.z"] * spread(rates)


def _before(history: Sequence[ProductFigures], day: date) -> list[ProductFigures]:
    return [row for row in history if day - WINDOW <= row.day < day and row.bounce_rate is not None and row.visitors]


def _visitors(rows: Sequence[ProductFigures]) -> int:
    return sum(row.visitors or 0 for row in rows)


def _bounced(rows: Sequence[ProductFigures]) -> float:
    return sum((row.bounce_rate or 0.0) * (row.visitors or 0) for row in rows)


def _usual(rows: Sequence[ProductFigures], otherwise: float) -> float:
    visitors = _visitors(rows)
    return _bounced(rows) / visitors if visitors else otherwise


def _compare(now: Sequence[ProductFigures], base: Sequence[ProductFigures]) -> TwoRates | None:
    if not _visitors(now) or not _visitors(base):
        return None
    return two_proportions(_bounced(now), _visitors(now), _bounced(base), _visitors(base))


def _risen(history: Sequence[ProductFigures], line: float) -> list[ProductFigures]:
    """The newest days over the line without a break, newest first; days without a figure are passed over."""
    known = (row for row in reversed(history) if row.bounce_rate is not None)
    return list(takewhile(lambda row: (row.bounce_rate or 0.0) > line, known))


def _lost(risen: Sequence[ProductFigures], before: Sequence[ProductFigures]) -> int | None:
    """What the lower conversion of those days costs a day, in minor units; None where it did not fall or is not known."""
    now, base = mean_factors(known_factors(risen)), mean_factors(known_factors(before))
    if now is None or base is None:
        return None
    effect = round(lmdi(now, base).conversion)
    return effect if effect < 0 else None
