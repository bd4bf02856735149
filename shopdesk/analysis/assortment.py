"""The range of products: R95's quadrants, R94's price bands, and what share of it sells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Literal

Quadrant = Literal["best", "sales", "traffic", "weak", ""]
Band = Literal["low", "middle", "high"]
BANDS: tuple[Band, ...] = ("low", "middle", "high")


@dataclass(frozen=True, slots=True)
class Sold:
    """A product's weeks; sales in any unit of money. Unknown is None."""

    visitors: int | None
    units: int | None
    sales: float | None

    @property
    def price(self) -> float | None:
        """What a unit brought."""
        return self.sales / self.units if self.sales is not None and self.sales > 0 and self.units else None


@dataclass(frozen=True, slots=True)
class Cut:
    """The average product: visitors and sales at which the quadrants are cut."""

    visitors: float
    sales: float


def cut_of(products: Mapping[str, Sold]) -> Cut | None:
    """None while a product alone, or nothing, is known."""
    known = [(sold.visitors, sold.sales) for sold in products.values() if sold.visitors is not None and sold.sales is not None]
    if len(known) < 2:
        return None
    return Cut(fmean(visitors for visitors, _sales in known), fmean(sales for _visitors, sales in known))


def quadrant(sold: Sold | None, cut: Cut | None) -> Quadrant:
    """best has traffic and sales, sales or traffic one of them, weak neither; "" where it cannot be told."""
    if sold is None or cut is None or sold.visitors is None or sold.sales is None:
        return ""
    if sold.visitors >= cut.visitors:
        return "best" if sold.sales >= cut.sales else "traffic"
    return "sales" if sold.sales >= cut.sales else "weak"


@dataclass(frozen=True, slots=True)
class BandShare:
    """`listings` and `sales` are shares (0..1) of the products that have a price."""

    listings: float
    sales: float
    count: int


def band_shares(prices: Mapping[str, float], sales: Mapping[str, float], low: float, high: float) -> dict[Band, BandShare]:
    """The listings in three bands about their median price: under `low` × of it, over `high` × of it, and between.

    Empty without a price. `sales` by product; a product without is 0.
    """
    if not prices:
        return {}
    middle = median(prices.values())
    whole = sum(sales.get(key, 0.0) for key in prices)
    bands: dict[Band, list[str]] = {band: [] for band in BANDS}
    for key, price in prices.items():
        bands["low" if price < low * middle else "high" if price > high * middle else "middle"].append(key)
    return {
        band: BandShare(len(keys) / len(prices), sum(sales.get(key, 0.0) for key in keys) / whole if whole else 0.0, len(keys))
        for band, keys in bands.items()
    }


def selling_share(products: Sequence[Sold]) -> float | None:
    """动销率: products with a unit sold over products on sale; None where no product's units are known."""
    known = [sold.units for sold in products if sold.units is not None]
    return sum(units > 0 for units in known) / len(known) if known else None


def margin(sales: float, units: int, cost: float) -> float | None:
    """Gross margin of `units` pieces at `cost` each; None without sales."""
    return (sales - units * cost) / sales if sales > 0 else None
