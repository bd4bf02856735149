"""The gross margin break-even rests on: of what buyers really paid where that is known, else of the price on the list (R96)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from shopdesk.analysis import assortment
from shopdesk.steps.goods import WINDOW
from shopdesk.text import _, money, number, percent

if TYPE_CHECKING:
    from shopdesk.records.products import ProductInfo
    from shopdesk.steps.briefing import Context


@dataclass(frozen=True, slots=True)
class Margin:
    """A product's gross margin, 0..1 (below 0 where it is sold under cost), and what it was taken from."""

    rate: float
    basis: Literal["paid", "listed", "assumed"]
    cost_minor: int | None = None
    sales_minor: int | None = None  # what `units` brought in the last 28 days, where it is of what was paid
    units: int | None = None
    price_minor: int | None = None  # where it is of the price on the list

    @property
    def assumed(self) -> bool:
        return self.basis == "assumed"

    def said(self, currency: str) -> str:
        """The rate and where it comes from."""
        rate, cost = percent(self.rate, 0), money(self.cost_minor, currency, cents=True)
        if self.basis == "paid":
            words = _("{rate} of what was paid: {units} sold for {sales} in {days} days, {cost} each to us")
            sales = money(self.sales_minor, currency)
            return words.format(rate=rate, units=number(self.units), sales=sales, days=WINDOW.days, cost=cost)
        if self.basis == "listed":
            words = _("{rate} of the price on the list: {price}, {cost} to us; no sales known in {days} days")
            price = money(self.price_minor, currency, cents=True)
            return words.format(rate=rate, price=price, cost=cost, days=WINDOW.days)
        return _("{margin}, assumed").format(margin=rate)


def margins(context: Context, wanted: Collection[str], known: Mapping[str, ProductInfo]) -> dict[str, Margin]:
    """The margin of each product in `wanted`; `ads.margin` is assumed where neither its sales nor its price tell."""
    from shopdesk.records.products import paid

    first = context.day - WINDOW + timedelta(days=1)
    sold = paid(context.db, context.shop.id, first, context.day, wanted)
    assumed = Margin(context.playbook["ads.margin"], "assumed")
    return {key: _margin(known.get(key), sold.get(key), assumed) for key in wanted}


def _margin(info: ProductInfo | None, sold: tuple[int, int] | None, assumed: Margin) -> Margin:
    if info is None or info.cost_minor is None:
        return assumed
    if sold is not None:
        sales, units = sold
        rate = assortment.margin(sales, units, info.cost_minor)
        if rate is not None and units:
            return Margin(rate, "paid", info.cost_minor, sales, units)
    if info.margin is not None:
        return Margin(info.margin, "listed", info.cost_minor, price_minor=info.price_minor)
    return assumed
