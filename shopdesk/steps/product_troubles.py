"""What happened to a product that would explain a fall elsewhere: it is out of stock, or its price moved (R91)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import log
from typing import TYPE_CHECKING, Literal

from shopdesk.analysis.attribution import Factors, known_factors
from shopdesk.analysis.prices import PriceStep, SoldDay, price_step
from shopdesk.analysis.rates import two_proportions
from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.steps.goods import CHECK_AFTER, Goods
from shopdesk.steps.special_days import SpecialDays
from shopdesk.text import _, money, number, percent

if TYPE_CHECKING:
    from shopdesk.records.facts import ProductFigures

HISTORY = timedelta(days=56)
_MEANT = 0.03  # how near the price the operator keeps is to a new one that is meant
_SAME_TIME = 4  # days between a product's trouble and a source's fall that still belong together
_TOP = 30  # products by sales whose prices are followed
SETTINGS = ("products.price_move", "products.price_days", "products.hit_price_move", "products.loss_share", "conversion.chance")

Kind = Literal["sold_out", "price"]


@dataclass(frozen=True)
class Trouble:
    """`worth_minor`: money a day, negative is lost. `lost_visitors`: a day, against the days before."""

    product_id: str
    kind: Kind
    since: date
    text: str
    worth_minor: int | None
    lost_visitors: float
    finding: Finding | None


def troubles_of(context: Context, goods: Goods, special: SpecialDays, explained: frozenset[str]) -> list[Trouble]:
    """The products that stopped selling or whose price moved, most money first. `explained` are those whose stock board says
    already that they are out or nearly: they get no finding of their own here, and one day without a sale is enough."""
    from shopdesk.records import facts

    suspects = [key for key in goods.by_sales[:_TOP] if _suspect(context, goods, key)]
    least = context.playbook["products.gone_units"]
    gone = [key for key in goods.by_sales if _stopped(goods, key, least)]
    low = [key for key in goods.by_sales[:_TOP] if key in explained]
    wanted = list(dict.fromkeys([*suspects, *gone, *low]))
    if not wanted:
        return []
    history: dict[str, list[ProductFigures]] = {}
    for row in facts.product_days(context.db, context.shop.id, context.day - HISTORY, context.day, only=wanted):
        history.setdefault(row.product_id, []).append(row)
    found = []
    for key in wanted:
        days = history.get(key, [])
        if key in gone or (key in low and _sold_none(days, context.day)):
            found.append(_sold_out(context, goods, key, days, key in explained))
        elif key in suspects:
            found.append(_price_moved(context, goods, special, key, days))
    return sorted(filter(None, found), key=lambda trouble: trouble.worth_minor or 0)


# --- nothing sold any more -----------------------------------------------------------------------------------------


def _stopped(goods: Goods, product_id: str, least: float) -> bool:
    """No unit on the days reported lately, where `least` were to be expected."""
    recent, rest = goods.recent(product_id), goods.rest(product_id)
    if not recent.days or recent.units != 0 or not rest.days or not rest.units:
        return False
    return rest.units / rest.days * recent.days >= least


def _sold_none(history: Sequence[ProductFigures], day: date) -> bool:
    """On the day judged, as its report says."""
    return bool(history) and history[-1].day == day and history[-1].units == 0


def _sold_out(context: Context, goods: Goods, product_id: str, history: Sequence[ProductFigures], told: bool) -> Trouble | None:
    since = context.day
    for row in reversed(history):
        if row.units:
            break
        since = row.day if row.units == 0 else since
    before, after = [row for row in history if row.day < since], [row for row in history if row.day >= since]
    sold = [row for row in before if row.units is not None]
    if not sold:
        return None
    units = sum(row.units or 0 for row in sold) / len(sold)
    worth = -round(sum(row.sales_minor or 0 for row in sold) / len(sold))
    name = goods.title(product_id)
    text = _("{product}: nothing sold since {since}, usually {units} a day").format(
        product=name, since=f"{since:%m-%d}", units=number(units)
    )
    if after and after[-1].visitors:
        text = _("{finding}, while {visitors} visitors still came: out of stock or off the shelf?").format(
            finding=text, visitors=number(after[-1].visitors)
        )
    finding = None
    if not told:
        finding = Finding(
            f"shop:sold_out:{product_id}",
            "R1",
            Severity.ACT if _matters(context, goods, product_id, worth) else Severity.WATCH,
            text,
            {"product_id": product_id, "since": since, "units_a_day": units},
            Proposal(
                "operations",
                _("Check stock and listing of {product}, sizes included; take its ads down until it sells again").format(
                    product=name
                ),
                _("units of {product}").format(product=name),
                _("{units} a day again").format(units=number(units)),
                context.day + CHECK_AFTER,
            ),
            worth,
            Why(
                name,
                _("days without a sale against the units a day before them"),
                ((_("units a day before"), number(units, 1)), (_("nothing since"), since.isoformat())),
                threshold=_("told where {n} units were to be expected").format(n=number(context.playbook["products.gone_units"])),
                rule="R1",
                settings=("products.gone_units", "products.loss_share"),
            ),
        )
    short = _("{product} is out of stock since {since}").format(product=name, since=f"{since:%m-%d}")
    return Trouble(product_id, "sold_out", since, short, worth, _lost_visitors(before, after), finding)


def _matters(context: Context, goods: Goods, product_id: str, worth: int | None) -> bool:
    """Whether it is a main product, or a loss worth a part of the shop's sales."""
    if product_id in goods.main:
        return True
    return worth is not None and -worth >= context.playbook["products.loss_share"] * goods.daily_sales


def _lost_visitors(before: Sequence[ProductFigures], after: Sequence[ProductFigures]) -> float:
    was = [row.visitors for row in before[-28:] if row.visitors is not None]
    now = [row.visitors for row in after if row.visitors is not None]
    return sum(was) / len(was) - sum(now) / len(now) if was and now else 0.0


# --- the price moved -----------------------------------------------------------------------------------------------


def _suspect(context: Context, goods: Goods, product_id: str) -> bool:
    """Whether the price of the day or of the last days is off that of the four or eight weeks before; refunds make no price."""
    line = log(1 + context.playbook["products.price_move"]) * 0.75
    newest = (goods.price_of_day(product_id) or 0.0, goods.recent(product_id).price or 0.0)
    usual = (goods.rest(product_id).price or 0.0, goods.before(product_id).price or 0.0)
    return any(now > 0 and was > 0 and abs(log(now / was)) >= line for now in newest for was in usual)


def _price_moved(
    context: Context, goods: Goods, special: SpecialDays, product_id: str, history: Sequence[ProductFigures]
) -> Trouble | None:
    usual = [row for row in history if row.day not in special.names or row.day == context.day]
    sold = [
        SoldDay(row.day, units, sales) for row in usual if (units := row.units or 0) > 0 and (sales := row.sales_minor or 0) > 0
    ]
    step = price_step(sold, least=context.playbook["products.price_move"])
    if step is None or (context.day - step.since).days >= context.playbook.whole("products.price_days"):
        return None
    if special.planned(product_id, step.since):
        return None
    before = [row for row in usual if row.day < step.since][-28:]
    after = [row for row in usual if row.day >= step.since]
    was, now = _factors(before), _factors(after)
    if was is None or now is None or not was.visitors or not now.visitors:
        return None
    test = two_proportions(min(now.paying_buyers, now.visitors), now.visitors, min(was.paying_buyers, was.visitors), was.visitors)
    worth = _profit_moved(goods, product_id, before, after)
    if worth is None:
        worth = _sales_moved(step, was, now, test.p < context.playbook["conversion.chance"], len(after))
    return _price_trouble(context, goods, product_id, step, was, now, test.p, worth, _lost_visitors(before, after))


def _profit_moved(goods: Goods, product_id: str, before: Sequence[ProductFigures], after: Sequence[ProductFigures]) -> int | None:
    """What the visitors of a day bring more or less since, after the cost of the goods; None where the cost is not known."""
    info = goods.known.get(product_id)
    if info is None or info.cost_minor is None:
        return None
    was, now = _profit_of_a_visitor(before, info.cost_minor), _profit_of_a_visitor(after, info.cost_minor)
    if was is None or now is None:
        return None
    return round((now - was) * sum(row.visitors or 0 for row in after) / len(after))


def _profit_of_a_visitor(rows: Sequence[ProductFigures], cost_minor: int) -> float | None:
    known = [row for row in rows if row.visitors and row.units is not None and row.sales_minor is not None]
    visitors = sum(row.visitors or 0 for row in known)
    profit = sum((row.sales_minor or 0) - (row.units or 0) * cost_minor for row in known)
    return profit / visitors if visitors else None


def _sales_moved(step: PriceStep, was: Factors, now: Factors, changed: bool, days: int) -> int | None:
    """What the new price is worth a day in sales, at the visitors of these days.

    A change of conversion counts only beyond chance; None where the price rose and nothing else is sure yet.
    """
    if not changed and step.change > 0:
        return None
    before, after = was.conversion or 0.0, (now.conversion if changed else was.conversion) or 0.0
    return round(now.visitors / days * (after * step.after - before * step.before))


def _price_trouble(
    context: Context,
    goods: Goods,
    product_id: str,
    step: PriceStep,
    was: Factors,
    now: Factors,
    p: float,
    worth: int | None,
    lost_visitors: float,
) -> Trouble:
    currency, name = context.shop.currency, goods.title(product_id)
    info = goods.known.get(product_id)
    tag = info.price_minor if info is not None else None
    meant = tag is not None and abs(step.after / tag - 1) <= _MEANT
    hit = info is not None and info.tier == "hit"
    harmful = worth is not None and worth < 0 and _matters(context, goods, product_id, worth)
    text = _("{product}: buyers pay {now} since {since}, before {was} ({change})").format(
        product=name,
        now=money(step.after, currency, cents=True),
        was=money(step.before, currency, cents=True),
        since=f"{step.since:%m-%d}",
        change=percent(step.change, 0, sign=True),
    )
    if p < context.playbook["conversion.chance"]:
        text = _("{finding}; conversion {now}, before {was}").format(
            finding=text, now=percent(now.conversion, 2), was=percent(was.conversion, 2)
        )
    rule = "R91" if hit else "R166"
    guarded = hit or product_id in goods.main
    too_far = guarded and not meant and abs(step.change) >= context.playbook["products.hit_price_move"]
    severity = Severity.ACT if harmful or too_far else Severity.WATCH if hit and not meant else Severity.FINE
    task = _("Put the price of {product} back, or plan the new one with a coupon, and follow its conversion").format(product=name)
    why = Why(
        name,
        _("sales / units of a day; the newest days off the median price before them, beyond the product's own swing"),
        (
            (_("price before"), money(step.before, currency, cents=True)),
            (_("price since"), money(step.after, currency, cents=True)),
            (_("since"), step.since.isoformat()),
            (_("days with sales since"), number(step.days)),
            (_("score"), number(step.z, 1)),
            (_("conversion before"), percent(was.conversion, 2)),
            (_("conversion since"), percent(now.conversion, 2)),
            (_("chance of such a change by luck"), percent(p, 2)),
        ),
        threshold=_("told beyond {move}; promotion days and planned prices left out").format(
            move=percent(context.playbook["products.price_move"], 0)
        ),
        rule=rule,
        settings=SETTINGS,
    )
    finding = Finding(
        f"shop:price:{product_id}",
        rule,
        severity,
        text,
        {
            "product_id": product_id,
            "before_minor": round(step.before),
            "after_minor": round(step.after),
            "since": step.since,
            "p": p,
        },
        None
        if severity is Severity.FINE
        else Proposal(
            "operations",
            task,
            _("conversion of {product}").format(product=name),
            _("back to {usual}").format(usual=percent(was.conversion, 2)),
            context.day + CHECK_AFTER,
        ),
        worth,
        why,
    )
    short = _("{product} costs {change} since {since}").format(
        product=name, change=percent(step.change, 0, sign=True), since=f"{step.since:%m-%d}"
    )
    return Trouble(product_id, "price", step.since, short, worth, lost_visitors, finding)


def _factors(rows: Sequence[ProductFigures]) -> Factors | None:
    """Sums over the days whose three figures are all known."""
    known = known_factors(rows)
    if not known:
        return None
    return Factors(sum(f.visitors for f in known), sum(f.paying_buyers for f in known), sum(f.sales for f in known))


# --- which trouble explains a fall ---------------------------------------------------------------------------------


def cause_of(lost_visitors: float, since: date, troubles: Sequence[Trouble]) -> Trouble | None:
    """The product out of stock that lost at least half as many visitors as a source did, from about the same day on."""
    for trouble in troubles:
        together = abs((trouble.since - since).days) <= _SAME_TIME
        if trouble.kind == "sold_out" and together and lost_visitors > 0 and trouble.lost_visitors >= lost_visitors / 2:
            return trouble
    return None
