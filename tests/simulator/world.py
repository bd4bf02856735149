"""A random shop, and what moves it: the figures of every day follow from visits, conversions, prices and a trouble's forces.

Nothing here knows how shopdesk judges. All chance comes from one numpy generator, so that a seed names a shop.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

PLATFORM, PAID, OWN, OUTSIDE = "平台流量", "付费流量", "自主访问", "站外流量"
SOURCES = (  # group, name, usual share, conversion and bounce against the shop's mean, pages a visit against the shop's mean
    (PLATFORM, "手淘搜索", 0.24, 1.15, 0.95, 1.05),
    (PLATFORM, "手淘推荐", 0.20, 0.55, 1.15, 0.85),
    (PAID, "关键词推广", 0.13, 1.00, 1.00, 1.00),
    (PAID, "人群推广", 0.07, 0.60, 1.15, 0.85),
    (OWN, "我的淘宝", 0.08, 1.90, 0.70, 1.30),
    (OWN, "购物车", 0.07, 2.60, 0.60, 1.40),
    (PLATFORM, "淘宝直播", 0.05, 0.90, 1.00, 1.00),
    (PLATFORM, "淘金币", 0.03, 0.80, 1.10, 0.90),
    (OUTSIDE, "淘宝客", 0.04, 1.40, 0.85, 1.10),
    (OUTSIDE, "小红书", 0.03, 0.50, 1.15, 0.85),
    (OUTSIDE, "抖音", 0.03, 0.35, 1.25, 0.75),
    (PLATFORM, "聚划算", 0.02, 1.30, 0.90, 1.05),
    (OWN, "店铺收藏", 0.02, 1.80, 0.70, 1.30),
    (OUTSIDE, "微信", 0.02, 0.90, 0.95, 1.00),
    (PLATFORM, "拍立淘", 0.02, 1.00, 1.00, 1.00),
)
STYLES = ("法式", "复古", "通勤", "新中式", "甜美", "极简", "美式", "港风", "森系", "轻奢", "慵懒", "小香风")
FABRICS = ("碎花", "真丝", "棉麻", "针织", "雪纺", "牛仔", "羊毛", "醋酸", "缎面", "灯芯绒", "蕾丝", "亚麻")
KINDS = ("连衣裙", "半身裙", "衬衫", "阔腿裤", "开衫", "西装外套", "背心", "风衣", "卫衣", "短裤", "毛衣", "吊带")


@dataclass(frozen=True)
class Traits:
    """What a shop is like, apart from chance. S sources, P products; the first `mains` products are main products."""

    currency: str
    visitors: float  # a usual day
    source_names: tuple[str, ...]
    share: Array  # [S], sums to 1
    quality: Array  # [S] conversion, 1 is the shop's mean
    leaving: Array  # [S] bounce rate
    pages: Array  # [S] pages a visit
    own_noise: Array  # [S] a source's own day noise, as a standard deviation of the log
    overlap: float  # the shop's visitors over the sum of its sources': people who came twice
    titles: tuple[str, ...]
    price: Array  # [P] minor units
    cost: Array
    weight: Array  # [P] share of product visits
    conversion: Array  # [P]
    product_bounce: Array  # [P]
    mains: int
    visits_each: float  # products a visitor opens
    lines: float  # products in a basket
    weekday: Array  # [7], mean 1
    weekday_conversion: Array  # [7], mean 1
    returning: float
    keywords: int

    @cached_property
    def product_ids(self) -> tuple[str, ...]:
        return tuple(str(700_000_000_001 + n) for n in range(len(self.titles)))

    @property
    def paid(self) -> int:
        """The source whose visits are the clicks of the keywords."""
        return next(n for n, name in enumerate(self.source_names) if name.endswith("关键词推广"))


def traits(rng: np.random.Generator) -> Traits:
    """A shop of 20 to 60 products and 6 to 15 sources, 2,000 to 15,000 visitors a day, with a page that is in order."""
    count = int(rng.integers(6, len(SOURCES) + 1))
    picked = sorted({0, 1, 2, *rng.choice(len(SOURCES), count, replace=False)})[:count] if count > 3 else [0, 1, 2]
    rows = [SOURCES[n] for n in picked]
    share = np.array([row[2] for row in rows]) * rng.lognormal(0, 0.35, len(rows))
    share /= share.sum()
    quality = np.array([row[3] for row in rows]) * rng.lognormal(0, 0.1, len(rows))
    quality /= (share * quality).sum()
    bounce, depth = rng.uniform(0.42, 0.58), rng.uniform(3.0, 3.9)
    leaving = np.array([row[4] for row in rows])
    leaving *= bounce / (share * leaving).sum()
    pages = np.array([row[5] for row in rows])
    pages *= depth / (share * pages).sum()

    products = int(rng.integers(20, 61))
    mains = int(rng.integers(2, 4))
    weight = (np.arange(products) + 1.5) ** -rng.uniform(0.8, 1.1) * rng.lognormal(0, 0.15, products)
    weight = np.sort(weight)[::-1] / weight.sum()
    price = rng.uniform(70, 220) * rng.lognormal(0, 0.35, products)
    price[:mains] *= rng.uniform(0.75, 0.95)  # main products are no dear ones
    price = np.round(price) * 100
    base = rng.uniform(0.018, 0.042)
    conversion = base * rng.lognormal(0, 0.25, products)
    conversion[:mains] = base * rng.uniform(1.0, 1.4, mains)
    weekday = rng.lognormal(0, 0.08, 7)
    weekday_conversion = rng.lognormal(0, 0.03, 7)
    return Traits(
        currency="CNY",
        visitors=float(np.exp(rng.uniform(np.log(2_000), np.log(15_000)))),
        source_names=tuple(f"{row[0]} / {row[1]}" for row in rows),
        share=share,
        quality=quality,
        leaving=leaving,
        pages=pages,
        own_noise=rng.uniform(0.05, 0.10, len(rows)),
        overlap=float(rng.uniform(0.965, 0.995)),
        titles=_titles(rng, products),
        price=price,
        cost=np.round(price * rng.uniform(0.35, 0.55, products)),
        weight=weight,
        conversion=conversion,
        product_bounce=np.clip(rng.normal(bounce, 0.05, products), 0.3, 0.65),
        mains=mains,
        visits_each=float(rng.uniform(1.1, 1.6)),
        lines=_lines(weight, conversion, price, price[:mains].max() * rng.uniform(1.45, 1.75)),
        weekday=weekday / weekday.mean(),
        weekday_conversion=weekday_conversion / weekday_conversion.mean(),
        returning=float(rng.uniform(0.15, 0.38)),
        keywords=int(rng.integers(150, 401)),
    )


def _titles(rng: np.random.Generator, count: int) -> tuple[str, ...]:
    every = len(STYLES) * len(FABRICS) * len(KINDS)
    names = []
    for code in rng.choice(every, count, replace=False):
        style, rest = divmod(int(code), len(FABRICS) * len(KINDS))
        fabric, kind = divmod(rest, len(KINDS))
        names.append(f"{STYLES[style]}{FABRICS[fabric]}{KINDS[kind]}女{rng.integers(2024, 2027)}新款")
    return tuple(names)


def _lines(weight: Array, conversion: Array, price: Array, spend: float) -> float:
    """How many products a basket holds where the shop's average spend is to be `spend`."""
    buyers = weight * conversion
    return float(max(1.05, spend * buyers.sum() / (buyers * price).sum()))


# --- what moves the figures ----------------------------------------------------------------------------------------


@dataclass
class Forces:
    """What acts on the usual, by day (T), source (S) and product (P); 1 is nothing, additive ones 0. Troubles change these."""

    level: Array  # [T] all visits
    conversion: Array  # [T]
    leaving: Array  # [T] added to every bounce
    pages: Array  # [T] pages a visit
    source: Array  # [T, S] visits
    quality: Array  # [T, S] conversion
    source_leaving: Array  # [T, S], added
    present: NDArray[np.bool_]  # [T, S] whether the report has a line for the source
    visits: Array  # [T, P]
    buying: Array  # [T, P]
    price: Array  # [T, P]
    product_leaving: Array  # [T, P], added
    seen_shop: Array  # [T] the share of visits that the shop's report counted
    seen_sources: Array  # [T]
    out: NDArray[np.bool_]  # [T, P] nothing on hand in the evening
    promotion: Array  # [T] planned multiplier of promotion days, else 1


def usual_forces(rng: np.random.Generator, shop: Traits, days: list[date], last: int) -> Forces:
    """Trend, drift, seasons, autocorrelated and day noise (together about 12 % of visitors), and past promotions.

    Promotions lie at least 17 days before day `last`, so that no other trouble is mixed with one.
    """
    t, s, p = len(days), len(shop.source_names), len(shop.titles)
    steps = np.arange(t)
    trend = np.exp(rng.uniform(-0.10, 0.10) * (steps / t - 0.5))
    season = 1 + rng.uniform(0, 0.06) * np.sin(2 * np.pi * (steps / 365 + rng.uniform()))
    drift = np.exp(np.cumsum(rng.normal(0, 0.004, t)))
    level = trend * season * drift * np.exp(_autocorrelated(rng, t, 0.05, 0.7)) * np.exp(rng.normal(0, 0.09, t))
    forces = Forces(
        level=level,
        conversion=np.exp(rng.normal(0, 0.03, t) + _autocorrelated(rng, t, 0.015, 0.7)),
        leaving=np.zeros(t),
        pages=np.exp(rng.normal(0, 0.02, t)),
        source=np.exp(rng.normal(0, 1, (t, s)) * shop.own_noise),
        quality=np.ones((t, s)),
        source_leaving=np.zeros((t, s)),
        present=np.ones((t, s), dtype=bool),
        visits=np.exp(np.stack([_autocorrelated(rng, t, 0.08, 0.8) for _ in range(p)], axis=1)),
        buying=np.exp(rng.normal(0, 0.03, (t, p))),
        price=np.ones((t, p)),
        product_leaving=rng.normal(0, 0.01, (t, p)),
        seen_shop=np.ones(t),
        seen_sources=np.ones(t),
        out=np.zeros((t, p), dtype=bool),
        promotion=np.ones(t),
    )
    for _ in range(int(rng.integers(1, 4))):
        first = int(rng.integers(10, last - 20))
        promote(rng, forces, first, int(rng.integers(1, 4)), float(rng.uniform(1.3, 2.2)))
    return forces


def _autocorrelated(rng: np.random.Generator, length: int, sigma: float, rho: float) -> Array:
    noise = rng.normal(0, sigma * np.sqrt(1 - rho**2), length)
    noise[0] = rng.normal(0, sigma)
    for n in range(1, length):
        noise[n] += rho * noise[n - 1]
    return noise


def promote(
    rng: np.random.Generator,
    forces: Forces,
    first: int,
    length: int,
    multiplier: float,
    after: float = 0.9,
    dip_days: int = 2,
) -> None:
    """A planned promotion of `length` days: more visits, better conversion, and a dip after it."""
    days = slice(first, first + length)
    if forces.promotion[max(0, first - 4) : first + length + 4].max() > 1:
        return  # two promotions do not overlap
    forces.promotion[days] = multiplier
    truth = multiplier * rng.lognormal(0, 0.1)
    forces.level[days] *= truth**0.7
    forces.conversion[days] *= truth**0.3
    dip = slice(first + length, min(first + length + dip_days, len(forces.level)))
    forces.level[dip] *= after


# --- the figures ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figures:
    """What happened, as the reports count it; whole numbers, money in minor units."""

    sources: Whole  # [T, S] visitors
    source_buyers: Whole
    source_sales: Whole
    visitors: Whole  # [T] of the shop
    page_views: Whole
    buyers: Whole
    orders: Whole
    units: Whole
    sales: Whole
    returning: Whole
    bounce: Array  # [T]
    product_visitors: Whole  # [T, P]
    product_bounce: Array
    product_buyers: Whole
    product_units: Whole
    product_sales: Whole


def happen(rng: np.random.Generator, shop: Traits, forces: Forces, days: list[date]) -> Figures:
    """Draw the days: Poisson visits, binomial buyers, lognormal baskets; the report's holes come last."""
    weekday = np.array([day.weekday() for day in days])
    level = shop.visitors * shop.weekday[weekday] * forces.level
    visits = rng.poisson(level[:, None] * shop.share * forces.source) * forces.present
    total = visits.sum(axis=1)
    weights = visits * shop.quality * forces.quality
    quality = weights.sum(axis=1) / total
    leaving = (visits * (shop.leaving + forces.source_leaving)).sum(axis=1) / total
    pages = (visits * shop.pages).sum(axis=1) / total

    product_visits = rng.poisson(total[:, None] * shop.visits_each * shop.weight * forces.visits)
    chance = shop.conversion * (quality * forces.conversion * shop.weekday_conversion[weekday])[:, None] * forces.buying
    buying = rng.binomial(product_visits, np.clip(chance, 0, 0.5))
    units = buying + rng.binomial(buying, 0.08)
    noise = np.exp(rng.normal(0, 0.08, buying.shape) / np.sqrt(np.maximum(buying, 1)))
    sales = np.round(units * shop.price * forces.price * noise).astype(np.int64)
    buyers = np.minimum(np.round(buying.sum(axis=1) / shop.lines).astype(np.int64), total)

    source_buyers = np.stack([rng.multinomial(n, w / w.sum()) for n, w in zip(buyers, weights, strict=True)])
    source_buyers = np.minimum(source_buyers, visits)
    spend = sales.sum(axis=1) / np.maximum(buyers, 1)
    basket = np.exp(rng.normal(0, 0.45, source_buyers.shape) / np.sqrt(np.maximum(source_buyers, 1)))
    source_sales = np.round(source_buyers * spend[:, None] * basket).astype(np.int64)

    mean_leaving = (shop.share * shop.leaving).sum()
    of_products = (product_visits * forces.product_leaving).sum(axis=1) / product_visits.sum(axis=1)
    bounce = np.clip(leaving + forces.leaving + of_products + rng.normal(0, 0.006, len(days)), 0.02, 0.98)
    product_bounce = shop.product_bounce + (leaving - mean_leaving)[:, None] + forces.leaving[:, None] + forces.product_leaving
    spread = np.sqrt(0.25 / np.maximum(product_visits, 1))
    product_bounce = np.clip(product_bounce + rng.normal(0, 1, product_bounce.shape) * spread, 0.02, 0.98)
    seen = np.maximum(np.round(total * shop.overlap * forces.seen_shop).astype(np.int64), buyers)
    reported = np.round(product_visits * forces.seen_sources[:, None]).astype(np.int64)
    return Figures(
        sources=np.maximum(np.round(visits * forces.seen_sources[:, None]).astype(np.int64), source_buyers),
        source_buyers=source_buyers,
        source_sales=source_sales,
        visitors=seen,
        page_views=np.round(seen * pages * forces.pages).astype(np.int64),
        buyers=buyers,
        orders=buyers + rng.binomial(buyers, 0.05),
        units=units.sum(axis=1),
        sales=sales.sum(axis=1),
        returning=np.round(seen * shop.returning * np.exp(rng.normal(0, 0.03, len(days)))).astype(np.int64),
        bounce=bounce,
        product_visitors=np.maximum(reported, buying),
        product_bounce=product_bounce,
        product_buyers=buying,
        product_units=units,
        product_sales=sales,
    )


def calendar(last: date, history: int, ahead: int) -> list[date]:
    """`history` days up to and with `last`, and `ahead` days more."""
    return [last + timedelta(days=n) for n in range(1 - history, ahead + 1)]
