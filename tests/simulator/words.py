"""The paid words of a shop: a few hundred, kept in good order by their operator, and the one that burns money."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from tests.simulator.troubles import Trouble
from tests.simulator.world import Array, Figures, Forces, Traits, Whole

SHOWN_DAYS = 35  # of keyword reports
GROWING = (0.55, 0.8, 0.9)  # of their orders the newest days have so far
STARTS = ("法式", "显瘦", "小个子", "新款", "气质", "高级感", "收腰", "大码", "春夏", "早秋", "设计感", "小众")


@dataclass(frozen=True)
class Words:
    """K words, their product, and what a click of each costs and earns in truth."""

    names: tuple[str, ...]
    product: Whole  # [K] index
    share: Array  # [K] of the clicks
    click_rate: Array  # [K]
    conversion: Array  # [K]
    cost: Array  # [K] of a click, minor units
    roi: Array  # [K] in truth
    break_even: Array  # [K]
    target: Array  # [K]


def words(rng: np.random.Generator, shop: Traits) -> Words:
    """True ROI around the target, from a little under it to a third over: none loses money, no picture is much worse."""
    count = shop.keywords
    advertised = min(len(shop.titles), int(rng.integers(5, 11)))
    product = rng.choice(advertised, count, p=shop.weight[:advertised] / shop.weight[:advertised].sum())
    share = (np.arange(count) + 3.0) ** -1.0 * rng.lognormal(0, 0.2, count)
    conversion = shop.conversion[product] * rng.lognormal(0, 0.08, count)
    margin = 1 - shop.cost[product] / shop.price[product]
    target = 1.2 / margin
    roi = target * np.clip(rng.lognormal(0.08, 0.10, count), 0.9, 1.35)
    rate = rng.uniform(0.042, 0.052, advertised)[product] * rng.lognormal(0, 0.05, count)
    names = tuple(f"{STARTS[n % len(STARTS)]}{shop.titles[p][2:7]} {n}" for n, p in enumerate(product))
    cost = conversion * shop.price[product] * 1.08 / roi
    return Words(names, product, share / share.sum(), rate, conversion, cost, roi, 1 / margin, target)


def rows(
    rng: np.random.Generator,
    shop: Traits,
    words: Words,
    figures: Figures,
    forces: Forces,
    days: list[date],
    trouble: Trouble,
    last: int,
) -> Iterator[dict[str, Any]]:
    """Keyword rows of the newest SHOWN_DAYS before `last` and of all days after it; clicks are the paid source's visits."""
    newest = len(days) - 1
    for t in range(max(0, last - SHOWN_DAYS + 1), len(days)):
        clicks = int(figures.sources[t, shop.paid] / forces.seen_sources[t])
        wasted = 0
        if trouble.name == "ad_waste" and last - trouble.days < t <= last:
            wasted = int(rng.binomial(clicks, trouble.size))
        split = rng.multinomial(clicks - wasted, words.share)
        impressions = rng.poisson(split / words.click_rate)
        bought = rng.binomial(split, np.clip(words.conversion * forces.conversion[t] * forces.buying[t, words.product], 0, 0.5))
        grown = GROWING[newest - t] if newest - t < len(GROWING) else 1.0
        orders = rng.binomial(bought, grown)
        sales = np.round(orders * shop.price[words.product] * 1.08 * np.exp(rng.normal(0, 0.1, len(orders))))
        spend = np.round(split * words.cost * np.exp(rng.normal(0, 0.05, len(split))))
        for k in np.flatnonzero(impressions):
            yield _row(
                days[t],
                shop,
                words.names[k],
                int(words.product[k]),
                int(k),
                impressions[k],
                split[k],
                spend[k],
                orders[k],
                sales[k],
            )
        if wasted:
            item, word = trouble.item, trouble.subject.split(":", 1)[1]
            price = 1.5 * float(np.median(words.cost))
            yield _row(days[t], shop, word, item, len(words.names), wasted * 30, wasted, wasted * price, 0, 0)


def _row(
    day: date,
    shop: Traits,
    word: str,
    product: int,
    number: int,
    impressions: float,
    clicks: float,
    spend: float,
    orders: float,
    sales: float,
) -> dict[str, Any]:
    return {
        "day": day,
        "level": "keyword",
        "tool": "关键词推广",
        "campaign_id": str(product),
        "group_id": str(product),
        "product_id": shop.product_ids[product],
        "word_type": "自选词",
        "item_id": str(number),
        "item": word,
        "campaign": f"计划{product}",
        "impressions": int(impressions),
        "clicks": int(clicks),
        "spend_minor": int(spend),
        "orders": int(orders),
        "sales_minor": int(sales),
    }
