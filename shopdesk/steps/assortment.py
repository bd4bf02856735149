"""The range: quadrants and their moves, tiers, price bands, what sells of it, margins (R90, R94–R97, R100)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from shopdesk.analysis import assortment as methods
from shopdesk.analysis.assortment import BANDS, BandShare, Cut, Sold
from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.steps.goods import CHECK_AFTER, Goods, sold_of
from shopdesk.steps.product_links import Links, finding_of, links_of, why_of
from shopdesk.text import _, money, number, percent

TIERS = ("hit", "profit", "image", "none")
QUADRANTS = ("best", "sales", "traffic", "weak")
_WHOLE = 14  # days of a stretch that must be known before a move between stretches is told
_NAMED = 12  # products that an explanation names
BAND_SETTINGS = ("bands.low", "bands.high", "bands.low_share", "bands.middle_share", "bands.high_share")


@dataclass(frozen=True)
class Move:
    """A product that changed its quadrant against the four weeks before."""

    product_id: str
    title: str
    before: str
    now: str


@dataclass(frozen=True)
class Part:
    """A part of the range: how many products, and their share of the sales; `listings` is the share of products."""

    count: int
    listings: float | None
    sales: float | None
    sales_before: float | None


@dataclass(frozen=True)
class Assortment:
    """The last 28 days against the 28 before them. Shares are 0..1, None where unknown."""

    products: int
    selling: float | None
    selling_before: float | None
    margin: float | None
    margin_known: float  # share of the sales whose cost is known
    quadrants: Mapping[str, Part]
    tiers: Mapping[str, Part]
    bands: Mapping[str, Part]
    bands_should: Mapping[str, float]
    moves: tuple[Move, ...]
    drop: tuple[str, ...]  # product ids weak in both stretches
    carried: Carried | None = None
    links: Links | None = None


@dataclass(frozen=True)
class Carried:
    """Orders with a main product in the last 28 days, and what else lay in them (R97)."""

    orders: int
    with_others: int
    other_units: int

    @property
    def share(self) -> float | None:
        return self.with_others / self.orders if self.orders else None


def assortment_of(context: Context, goods: Goods) -> Assortment | None:
    """None where no product report tells of the last 28 days."""
    if not goods.totals:
        return None
    now = goods.sold
    before = {key: sold_of(stretches[0]) for key, stretches in goods.stretches.items() if stretches[0].days}
    cut_now, cut_before = goods.cut, methods.cut_of(before)
    told = any(stretches[0].days >= _WHOLE for stretches in goods.stretches.values())
    quadrants = {key: methods.quadrant(sold, cut_now) for key, sold in now.items()}
    earlier = {key: methods.quadrant(sold, cut_before) for key, sold in before.items()} if told else {}
    tiers = {key: (goods.known[key].tier if key in goods.known else "") or "none" for key in now}
    margin, known = _margin(goods)
    should: dict[str, float] = {band: context.playbook[f"bands.{band}_share"] for band in BANDS}
    return Assortment(
        len(now),
        methods.selling_share(list(now.values())),
        methods.selling_share(list(before.values())) if told else None,
        margin,
        known,
        _parts(QUADRANTS, quadrants, earlier, now, before),
        _parts(TIERS, tiers, tiers if told else {}, now, before),
        _bands(context, goods, now, before if told else {}),
        should,
        tuple(
            Move(key, goods.title(key), earlier[key], quadrants[key])
            for key in goods.by_sales
            if earlier.get(key) and quadrants[key] and earlier[key] != quadrants[key] and _clear(now[key], before[key], cut_now)
        ),
        tuple(key for key in goods.by_sales if _to_drop(context, goods, key, now[key], cut_now, before.get(key), cut_before)),
        _carried(context, goods),
        links_of(context, goods),
    )


def _clear(now: Sold, before: Sold, cut: Cut | None) -> bool:
    """Whether the product's own figures moved by a tenth: one at the cut that stayed where it was has not moved."""
    if cut is None:
        return False
    pairs = ((now.visitors, before.visitors), (now.sales, before.sales))
    return any(one is not None and other and abs(one / other - 1) > 0.1 for one, other in pairs)


def _parts(
    names: tuple[str, ...],
    now: Mapping[str, str],
    before: Mapping[str, str],
    sold_now: Mapping[str, Sold],
    sold_before: Mapping[str, Sold],
) -> dict[str, Part]:
    whole, whole_before = _sales(sold_now, sold_now), _sales(sold_before, sold_before)
    counts = Counter(now.values())
    return {
        name: Part(
            counts[name],
            counts[name] / len(now) if now else None,
            _sales(sold_now, [key for key, part in now.items() if part == name]) / whole if whole else None,
            _sales(sold_before, [key for key, part in before.items() if part == name]) / whole_before
            if whole_before and before
            else None,
        )
        for name in names
    }


def _sales(sold: Mapping[str, Sold], keys: Iterable[str]) -> float:
    return float(sum(sold[key].sales or 0.0 for key in keys if key in sold))


def _bands(context: Context, goods: Goods, now: Mapping[str, Sold], before: Mapping[str, Sold]) -> dict[str, Part]:
    shares, earlier = _band_shares(context, goods, now), _band_shares(context, goods, before)
    return {
        band: Part(share.count, share.listings, share.sales, earlier[band].sales if band in earlier else None)
        for band, share in shares.items()
    }


def _band_shares(context: Context, goods: Goods, sold: Mapping[str, Sold]) -> dict[methods.Band, BandShare]:
    sales = {key: product.sales or 0.0 for key, product in sold.items()}
    return methods.band_shares(_prices(goods, sold), sales, context.playbook["bands.low"], context.playbook["bands.high"])


def _prices(goods: Goods, sold: Mapping[str, Sold]) -> dict[str, float]:
    """What a unit brought, in minor units; the price kept for it of what did not sell. Without either it is left out."""
    kept = {key: info.price_minor for key, info in goods.known.items()}
    return {key: price for key, product in sold.items() if (price := product.price or kept.get(key))}


def _margin(goods: Goods) -> tuple[float | None, float]:
    """Gross margin over the products whose cost is known, and their share of the sales."""
    whole = sum(total.sales_minor or 0 for total in goods.totals.values())
    sales = cost = 0
    for key, total in goods.totals.items():
        info = goods.known.get(key)
        if info is not None and info.cost_minor is not None and total.sales_minor and total.units is not None:
            sales += total.sales_minor
            cost += total.units * info.cost_minor
    return ((sales - cost) / sales if sales > 0 else None), (sales / whole if whole > 0 else 0.0)


def _to_drop(
    context: Context, goods: Goods, key: str, now: Sold, cut: Cut | None, before: Sold | None, cut_before: Cut | None
) -> bool:
    """Far under the average in visitors and sales for eight weeks; no new item, no image item, no main product."""
    info, share = goods.known.get(key), context.playbook["products.drop_share"]
    if (
        key in goods.main
        or goods.before(key).days < _WHOLE
        or not (_far_under(now, cut, share) and _far_under(before, cut_before, share))
    ):
        return False
    if info is None:
        return True
    new = info.listed_on is not None and info.listed_on > context.day - timedelta(
        days=context.playbook.whole("products.new_days")
    )
    return info.tier != "image" and not new


def _far_under(sold: Sold | None, cut: Cut | None, share: float) -> bool:
    if sold is None or cut is None or sold.visitors is None or sold.sales is None:
        return False
    return sold.visitors < share * cut.visitors and sold.sales < share * cut.sales


def _carried(context: Context, goods: Goods) -> Carried | None:
    from shopdesk.records import products

    found = products.carry_over(context.db, context.shop.id, context.day - timedelta(days=27), context.day, goods.main)
    return Carried(*found) if found is not None and found[0] else None


# --- findings -------------------------------------------------------------------------------------


def findings_of(context: Context, goods: Goods, found: Assortment | None) -> list[Finding]:
    return [*_sold_under_cost(context, goods), *finding_of(context, goods, found.links if found is not None else None)]


def _sold_under_cost(context: Context, goods: Goods) -> list[Finding]:
    """Of the last days (R96)."""
    found = []
    for key in goods.by_sales:
        info, recent = goods.known.get(key), goods.recent(key)
        if info is None or not info.cost_minor or not recent.units or not recent.sales_minor or not recent.days:
            continue
        lost = recent.sales_minor - recent.units * info.cost_minor
        if lost >= 0:
            continue
        currency, name = context.shop.currency, goods.title(key)
        paid = recent.sales_minor / recent.units
        text = _("{product}: buyers pay {paid}, it costs {cost}: every piece loses {loss}").format(
            product=name,
            paid=money(paid, currency, cents=True),
            cost=money(info.cost_minor, currency, cents=True),
            loss=money(info.cost_minor - paid, currency, cents=True),
        )
        why = Why(
            name,
            _("sales / units of the last days against the cost of a piece"),
            (
                (_("units"), number(recent.units)),
                (_("sales"), money(recent.sales_minor, currency, cents=True)),
                (_("cost of a piece"), money(info.cost_minor, currency, cents=True)),
                (_("days known"), number(recent.days)),
            ),
            rule="R96",
        )
        task = Proposal(
            "operations",
            _("Raise the price of {product} or correct its cost; clear stock on purpose only").format(product=name),
            _("margin of {product}").format(product=name),
            _("over nothing"),
            context.day + CHECK_AFTER,
        )
        evidence = {"product_id": key, "paid_minor": round(paid), "cost_minor": info.cost_minor}
        severity = Severity.ACT if key in goods.main else Severity.WATCH
        found.append(Finding(f"shop:margin:{key}", "R96", severity, text, evidence, task, round(lost / recent.days), why))
    return found[:3]


# --- why -----------------------------------------------------------------------------------------------------------


def whys_of(context: Context, goods: Goods, found: Assortment | None) -> dict[str, Why]:
    """By "range:<row>"."""
    if found is None:
        return {}
    average = _average(context, goods)
    names = {
        "drop": tuple((goods.title(key), _sums(context, goods, key)) for key in found.drop[:_NAMED]),
        "moves": tuple(
            (move.title, f"{quadrant_name(move.before)} → {quadrant_name(move.now)}") for move in found.moves[:_NAMED]
        ),
    }
    whys = {
        "range:selling": Why(
            _("Share that sells"),
            _("products with at least one unit sold in 28 days / products in the report"),
            (
                (_("sold"), number(sum(sold.units > 0 for sold in goods.sold.values() if sold.units is not None))),
                (_("units are known of"), number(sum(sold.units is not None for sold in goods.sold.values()))),
                (_("products"), number(found.products)),
                (_("four weeks before"), percent(found.selling_before, 0)),
            ),
            rule="R100",
        ),
        "range:margin": Why(
            _("Gross margin"),
            _("(sales − units × cost) / sales of 28 days, over the products whose cost is known"),
            ((_("known for this share of sales"), percent(found.margin_known, 0)), *_margins(context, goods)),
            rule="R96",
        ),
        "range:drop": Why(
            _("To drop"),
            _("visitors and sales both far under the average product's, in the last four weeks and in the four before"),
            (*average, *names["drop"]),
            threshold=_("under {share} of the average; no main product, no image item, none listed within {n} days").format(
                share=percent(context.playbook["products.drop_share"], 0), n=context.playbook.whole("products.new_days")
            ),
            rule="R95",
            settings=("products.drop_share", "products.new_days"),
        ),
    }
    cut = _("visitors and sales of 28 days, each cut at the average product: best has both, sales or traffic one, weak none")
    whys |= {
        f"range:{name}": Why(
            quadrant_name(name),
            cut,
            (*average, *_part_inputs(found.quadrants[name], found.products), *names["moves"]),
            rule="R95",
        )
        for name in QUADRANTS
    }
    whys |= {
        f"range:tier-{name}": Why(
            _("Tiers"),
            _("products and sales of 28 days by the tier you gave them"),
            _part_inputs(found.tiers[name], found.products),
            rule="R93" if name == "image" else "R90",
        )
        for name in TIERS
    }
    whys |= {
        f"range:band-{band}": Why(
            _("Price bands"),
            _("what a unit brought, else the price you keep, against the median; each band's share of listings and of sales"),
            _band_inputs(context, goods, found, band),
            threshold=_("low under {low} × the median, high over {high} ×; {shares} of the listings").format(
                low=number(context.playbook["bands.low"], 2),
                high=number(context.playbook["bands.high"], 2),
                shares=" / ".join(percent(share, 0) for share in found.bands_should.values()),
            ),
            rule="R94",
            settings=BAND_SETTINGS,
        )
        for band in BANDS
    }
    if found.carried is not None:
        whys["range:carried"] = Why(
            _("Carry-over of main products"),
            _("orders with a main product that hold something else, too / orders with a main product, paid in 28 days"),
            (
                (_("orders with a main product"), number(found.carried.orders)),
                (_("with something else"), number(found.carried.with_others)),
                (_("other pieces in them"), number(found.carried.other_units)),
            ),
            rule="R97",
            settings=("products.main_count",),
        )
    return whys | why_of(context, goods, found.links)


def quadrant_name(name: str) -> str:
    return {
        "best": _("best: draws and sells"),
        "sales": _("sells with few visitors"),
        "traffic": _("draws, sells little"),
        "weak": _("weak: neither"),
    }.get(name, "–")


def _average(context: Context, goods: Goods) -> tuple[tuple[str, str], ...]:
    """Where the quadrants are cut."""
    if goods.cut is None:
        return ()
    return (
        (_("visitors of the average product"), number(goods.cut.visitors)),
        (_("sales of the average product"), money(goods.cut.sales, context.shop.currency)),
    )


def _part_inputs(part: Part, products: int) -> tuple[tuple[str, str], ...]:
    """`products`: those that its share is of."""
    return (
        (_("in it"), _("{n} of {all} products").format(n=number(part.count), all=number(products))),
        (_("share of sales"), percent(part.sales, 0)),
        (_("four weeks before"), percent(part.sales_before, 0)),
    )


def _band_inputs(context: Context, goods: Goods, found: Assortment, band: methods.Band) -> tuple[tuple[str, str], ...]:
    prices = _prices(goods, goods.sold)
    inputs = ((_("listings without a price, left out"), number(found.products - len(prices))),)
    if not prices:
        return inputs
    middle = money(median(prices.values()), context.shop.currency, cents=True)
    return ((_("median price"), middle), *_part_inputs(found.bands[band], len(prices)), *inputs)


def _sums(context: Context, goods: Goods, key: str) -> str:
    total = goods.totals[key]
    return _("{visitors} visitors, {sales} in 28 days").format(
        visitors=number(total.visitors), sales=money(total.sales_minor, context.shop.currency)
    )


def _margins(context: Context, goods: Goods) -> tuple[tuple[str, str], ...]:
    known = []
    for key in goods.by_sales:
        info, total = goods.known.get(key), goods.totals[key]
        if info is not None and info.cost_minor is not None and total.sales_minor and total.units:
            rate = methods.margin(total.sales_minor, total.units, info.cost_minor)
            known.append((goods.title(key), percent(rate, 0)))
    return tuple(known[:_NAMED])
