"""Why sales changed: LMDI-I, the change of sales split into visitors, conversion and average spend.

Source: Ang, Energy Policy 33 (2005) 867–871; zero cases after Ang, Zhang, Choi 1998 and Wood & Lenzen 2006.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, isfinite, log, log1p
from statistics import fmean
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Factors:
    """A period's visitors, paying buyers and sales (any unit of money). Means may be fractional.

    ValueError for a negative or infinite number of visitors or buyers; sales may be negative after refunds.
    """

    visitors: float
    paying_buyers: float
    sales: float

    def __post_init__(self) -> None:
        if not all(map(isfinite, (self.visitors, self.paying_buyers, self.sales))):
            raise ValueError("visitors, paying buyers and sales must be finite")
        if self.visitors < 0 or self.paying_buyers < 0:
            raise ValueError("visitors and paying buyers must not be negative")

    @property
    def conversion(self) -> float | None:
        return self.paying_buyers / self.visitors if self.visitors else None

    @property
    def average_spend(self) -> float | None:
        return self.sales / self.paying_buyers if self.paying_buyers else None


class Counted(Protocol):
    """A day of a shop, a source or a product, as far as it is known."""

    @property
    def visitors(self) -> int | None: ...
    @property
    def paying_buyers(self) -> int | None: ...
    @property
    def sales_minor(self) -> int | None: ...


def factors_of(day: Counted) -> Factors | None:
    """In minor units; None unless all three figures are known."""
    if day.visitors is None or day.paying_buyers is None or day.sales_minor is None:
        return None
    return Factors(day.visitors, day.paying_buyers, day.sales_minor)


def known_factors(days: Iterable[Counted]) -> list[Factors]:
    return [found for day in days if (found := factors_of(day)) is not None]


def mean_factors(known: Sequence[Factors]) -> Factors | None:
    """None where there is none."""
    if not known:
        return None
    return Factors(fmean(f.visitors for f in known), fmean(f.paying_buyers for f in known), fmean(f.sales for f in known))


@dataclass(frozen=True, slots=True)
class Effects:
    """What each factor added to sales; the three add up to `total`. In the money unit that went in."""

    visitors: float
    conversion: float
    average_spend: float
    total: float


@dataclass(frozen=True, slots=True)
class SourceEffects:
    """Effects per source and over all of them. `total.visitors` is `volume` (more or fewer visitors altogether)
    plus `mix` (visitors moved between sources that sell well and badly)."""

    by_source: Mapping[str, Effects]
    total: Effects
    volume: float
    mix: float


def log_mean(a: float, b: float) -> float:
    """Logarithmic mean of two numbers ≥ 0; L(a, a) = a, L(a, 0) = 0."""
    if a <= 0 or b <= 0:
        return 0.0
    small, large = min(a, b), max(a, b)
    # log1p keeps its precision where the two are nearly equal and log(a / b) has lost it
    rest = log1p((large - small) / small) if large < 2 * small else log(large / small)
    return (large - small) / rest if rest else small


def lmdi(now: Factors, base: Factors) -> Effects:
    """The change of sales from `base` to `now` by factor.

    Where a logarithm has no value the change has one owner: visitors if there were none in one period, else
    conversion if nobody bought in one, else average spend.
    """
    total = now.sales - base.sales
    if not now.visitors or not base.visitors:
        return Effects(total, 0.0, 0.0, total)
    if not now.paying_buyers or not base.paying_buyers:
        return Effects(0.0, total, 0.0, total)
    if now.sales <= 0 or base.sales <= 0:
        return Effects(0.0, 0.0, total, total)
    weight = log_mean(now.sales, base.sales)
    visitors = log(now.visitors / base.visitors)
    buyers = log(now.paying_buyers / base.paying_buyers)
    sales = log(now.sales / base.sales)
    return Effects(weight * visitors, weight * (buyers - visitors), weight * (sales - buyers), total)


def lmdi_by_source(now: Mapping[str, Factors], base: Mapping[str, Factors]) -> SourceEffects:
    """The change of sales by source and factor, with the visitors' effect split into volume and mix.

    A source missing from one side had no visitors then. A source that appears or goes is mix, as its share moved from
    or to zero; only where a whole period has no visitors is everything volume.
    """
    nothing = Factors(0, 0, 0)
    by_source = {source: lmdi(now.get(source, nothing), base.get(source, nothing)) for source in dict.fromkeys([*now, *base])}
    effects = by_source.values()
    total = Effects(
        fsum(e.visitors for e in effects),
        fsum(e.conversion for e in effects),
        fsum(e.average_spend for e in effects),
        fsum(e.total for e in effects),
    )
    now_visitors = fsum(f.visitors for f in now.values())
    base_visitors = fsum(f.visitors for f in base.values())
    if not now_visitors or not base_visitors:
        return SourceEffects(by_source, total, volume=total.visitors, mix=0.0)
    growth = log(now_visitors / base_visitors)
    weights = fsum(_volume_weight(now[source], base[source]) for source in now.keys() & base.keys())
    return SourceEffects(by_source, total, volume=weights * growth, mix=total.visitors - weights * growth)


def _volume_weight(now: Factors, base: Factors) -> float:
    """The source's weight in the effect of all visitors; 0 where `lmdi` gave the whole change to one factor."""
    counted = now.visitors and base.visitors and now.paying_buyers and base.paying_buyers
    return log_mean(now.sales, base.sales) if counted else 0.0
