"""The troubles, one a shop: what each does to the shop, and which findings would be its true cause.

The causes were written down before any result was seen, from where the operator stands: what has to be looked at or mended?
A pattern is a regular expression over a finding's key; `{subject}` is what the trouble struck (a source, a product, a word).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tests.simulator.world import Forces, Traits, promote

QUIET = "quiet"  # an empty list is a right answer, too


@dataclass(frozen=True)
class Trouble:
    """What was planted. `subject` is as it stands in finding keys; `days` how long it lasts up to the day judged."""

    name: str
    subject: str = ""
    days: int = 0
    item: int = -1  # index of the source or product struck
    size: float = 0.0

    def explains(self, key: str) -> bool:
        """Whether a finding of this key is the true cause."""
        patterns = CAUSES[self.name]
        return any(re.fullmatch(pattern.replace("{subject}", re.escape(self.subject)), key) for pattern in patterns)

    @property
    def quiet_is_right(self) -> bool:
        return QUIET in CAUSES[self.name]


CAUSES: dict[str, tuple[str, ...]] = {
    # The source itself, by name: its visitors fell, or its line is missing from the report.
    "source_lost": (r"shop:(source|gone):{subject}",),
    # The report is wrong, not the shop.
    "tracking_gap": (r"(shop|numbers):[a-z_]*(tracking|report_hole|untracked|gap)[a-z_]*(:.*)?",),
    # The product's price, by product.
    "price_change": (r"shop:price[a-z_]*:{subject}",),
    # The product's stock, by product.
    "stock_out": (r"shop:(stock|sold_out):{subject}",),
    # The page of the whole shop; one product's bounce is a part of it, not the cause.
    "page_broken": (r"page:(gate|bounce_rate|visit_depth|broken)", r"(shop|page):page[a-z_]*"),
    # One product's page.
    "product_page": (r"shop:bounce:{subject}",),
    # The word, by product and word, deleted or lowered.
    "ad_waste": (r"ads:(delete|waste|lower):{subject}",),
    # The season or the trend, or no single cause at all: all sources alike, the visitors, the month's outlook, an empty list.
    "weather": (QUIET, r"shop:alike", r"numbers:(visitors|trend|season|level|month:.*)[a-z_]*"),
    # The promotion's end, by whatever names it, or nothing: it is no fault.
    "promotion_end": (QUIET, r"(numbers|activities|causes|shop):[a-z_]*(promotion|after)[a-z_]*(:.*)?"),
    # That several reviews say the same, or that a product's reviews burst; a single review is not it.
    "review_burst": (r"listings:(topic|burst)(:.*)?",),
    "copycat": (r"listings:copycat:{subject}",),
    # The source that sent them, or the mix.
    "mix_shift": (r"shop:(source|rose|mix)[a-z_]*(:{subject})?",),
    # The conversion itself: nothing else in the reports moved (service, delivery, a rival no one noted).
    "fewer_buy": (r"numbers:conversion",),
    # An empty list.
    "nothing": (QUIET,),
}
NAMES = tuple(CAUSES)


def plant(rng: np.random.Generator, name: str, shop: Traits, forces: Forces, last: int) -> Trouble:
    """Put the trouble's forces on the days up to `last`, the day judged."""
    return PLANTS[name](rng, shop, forces, last)


def _days(rng: np.random.Generator, last: int, most: int = 4) -> tuple[int, slice]:
    days = int(rng.integers(1, most + 1))
    return days, slice(last - days + 1, last + 1)


def _main(rng: np.random.Generator, shop: Traits) -> int:
    return int(rng.integers(shop.mains))


def _source_lost(rng: np.random.Generator, shop: Traits, forces: Forces, last: int) -> Trouble:
    """One of the shop's larger sources (8 % of visitors or more) loses 60 to 100 %; in a quarter of cases its line goes, too."""
    large = [n for n, share in enumerate(shop.share) if share >= 0.08]
    item = int(rng.choice(large))
    days, when = _days(rng, last)
    left = rng.uniform(0.0, 0.4)
    forces.source[when, item] *= left
    if rng.random() < 0.25:
        forces.present[when, item] = False
    return Trouble("source_lost", shop.source_names[item], days, item, 1 - left)


def _tracking_gap(rng: np.random.Generator, shop: Traits, forces: Forces, last: int) -> Trouble:
    """A day or two whose report counted 20 to 65 % of visits, orders whole; half of the time sources and products lack them."""
    days, when = _days(rng, last, 2)
    seen = rng.uniform(0.2, 0.65)
    forces.seen_shop[when] = seen
    if rng.random() < 0.5:
        forces.seen_sources[when] = seen
    return Trouble("tracking_gap", "", days, size=1 - seen)


def _price_change(rng: np.random.Generator, shop: Traits, forces: Forces, last: int) -> Trouble:
    """A main product 15 to 35 % dearer, or (three in ten) 20 to 40 % cheaper by mistake; elasticity 1.5 to 3."""
    item, (days, when) = _main(rng, shop), _days(rng, last)
    change = rng.uniform(0.15, 0.35) if rng.random() < 0.7 else -rng.uniform(0.2, 0.4)
    forces.price[when, item] *= 1 + change
    forces.buying[when, item] *= (1 + change) ** -rng.uniform(1.5, 3.0)
    forces.product_leaving[when, item] += rng.uniform(0.02, 0.06) * np.sign(change)
    return Trouble("price_change", shop.product_ids[item], days, item, change)


def _stock_out(rng: np.random.Generator, shop: Traits, forces: Forces, last: int) -> Trouble:
    """A main product with nothing on hand: hardly anybody buys, and fewer come."""
    item, (days, when) = _main(rng, shop), _days(rng, last)
    forces.out[when, item] = True
    forces.buying[when, item] *= rng.uniform(0.0, 0.05)
    forces.visits[when, item] *= rng.uniform(0.5, 0.85)
    forces.product_leaving[when, item] += rng.uniform(0.05, 0.15)
    return Trouble("stock_out", shop.product_ids[item], days, item)


def _page_broken(rng: np.random.Generator, shop: Traits, forces: Forces, last: int) -> Trouble:
    """Over all sources: bounce up 12 to 25 points, a quarter to two fifths fewer pages, 30 to 65 % less conversion."""
    days, when = _days(rng, last)
    forces.leaving[when] += rng.uniform(0.12, 0.25)
    forces.pages[when] *= rng.uniform(0.6, 0.78)
    left = rng.uniform(0.35, 0.7)
    forces.conversion[when] *= left
    return Trouble("page_broken", "", days, size=1 - left)


def _product_page(rng: np.random.Generator, shop: Traits, forces: Forces, last: int) -> Trouble:
    """A main product's own page: bounce up 14 to 28 points, 30 to 60 % less conversion."""
    item, (days, when) = _main(rng, shop), _days(rng, last)
    forces.product_leaving[when, item] += rng.uniform(0.14, 0.28)
    forces.buying[when, item] *= rng.uniform(0.4, 0.7)
    return Trouble("product_page", shop.product_ids[item], days, item)


def _ad_waste(rng: np.random.Generator, shop: Traits, forces: Forces, last: int) -> Trouble:
    """A broad word, new 9 to 13 days ago: 45 to 150 clicks a day, no order. Ads are judged days late, so it begins earlier."""
    days = int(rng.integers(10, 14))
    clicks = rng.uniform(45, 150)
    usual = shop.visitors * shop.share[shop.paid]
    share = clicks / (usual + clicks)
    when = slice(last - days + 1, last + 1)
    forces.source[when, shop.paid] *= 1 + clicks / usual
    forces.quality[when, shop.paid] *= 1 - share
    item = _main(rng, shop)
    return Trouble("ad_waste", f"{shop.product_ids[item]}:女装 夏 新款", days, item, share)


def _weather(rng: np.random.Generator, shop: Traits, forces: Forces, last: int) -> Trouble:
    """The whole category slides by 20 to 40 % over four to six weeks; every source alike."""
    days = int(rng.integers(28, 43))
    fall = rng.uniform(0.2, 0.4)
    slide = 1 - fall * np.arange(1, days + 1) / days
    forces.level[last - days + 1 : last + 1] *= slide
    forces.level[last + 1 :] *= 1 - fall
    return Trouble("weather", "", days, size=fall)


def _promotion_end(rng: np.random.Generator, shop: Traits, forces: Forces, last: int) -> Trouble:
    """A planned promotion of three to five days that ended one to three days ago; 15 to 30 % fewer visits since."""
    days, length = int(rng.integers(1, 4)), int(rng.integers(3, 6))
    after = rng.uniform(0.7, 0.85)
    promote(rng, forces, last - days - length + 1, length, rng.uniform(1.5, 2.5), after, 4)
    return Trouble("promotion_end", "", days, size=1 - after)


def _review_burst(rng: np.random.Generator, shop: Traits, forces: Forces, last: int) -> Trouble:
    """Four to eight bad reviews of a main product that say the same within two to four days; 8 to 25 % less conversion."""
    item, days = _main(rng, shop), int(rng.integers(2, 5))
    forces.buying[last - days + 1 : last + 1, item] *= rng.uniform(0.75, 0.92)
    return Trouble("review_burst", shop.product_ids[item], days, item, float(rng.integers(4, 9)))


def _copycat(rng: np.random.Generator, shop: Traits, forces: Forces, last: int) -> Trouble:
    """A main product's copy, registered 5 to 12 days ago, cheaper, its sales rising; 5 to 15 % less conversion."""
    item, days = _main(rng, shop), int(rng.integers(5, 13))
    forces.buying[last - days + 1 : last + 1, item] *= rng.uniform(0.85, 0.95)
    return Trouble("copycat", "1", days, item, rng.uniform(0.12, 0.30))


def _mix_shift(rng: np.random.Generator, shop: Traits, forces: Forces, last: int) -> Trouble:
    """One source, none of the shop's own, sends 50 to 120 % of the shop's visits on top; hardly any of those buy or stay."""
    strangers = [n for n, name in enumerate(shop.source_names) if not name.startswith("自主") and shop.share[n] >= 0.02]
    item, (days, when) = int(rng.choice(strangers)), _days(rng, last)
    more = rng.uniform(0.5, 1.2)
    times = 1 + more / shop.share[item]
    forces.source[when, item] *= times
    new = 1 - 1 / times
    forces.quality[when, item] *= 1 - new * rng.uniform(0.85, 0.97)
    forces.source_leaving[when, item] += new * rng.uniform(0.15, 0.25)
    return Trouble("mix_shift", shop.source_names[item], days, item, more)


def _fewer_buy(rng: np.random.Generator, shop: Traits, forces: Forces, last: int) -> Trouble:
    """For three to ten days 20 to 35 % fewer of all visitors buy, of whatever source or product; they come and stay as before."""
    days, size = int(rng.integers(3, 11)), rng.uniform(0.20, 0.35)
    forces.conversion[last - days + 1 : last + 1] *= 1 - size
    return Trouble("fewer_buy", "", days, size=size)


def _nothing(rng: np.random.Generator, shop: Traits, forces: Forces, last: int) -> Trouble:
    return Trouble("nothing")


PLANTS: dict[str, Callable[[np.random.Generator, Traits, Forces, int], Trouble]] = {
    "source_lost": _source_lost,
    "tracking_gap": _tracking_gap,
    "price_change": _price_change,
    "stock_out": _stock_out,
    "page_broken": _page_broken,
    "product_page": _product_page,
    "ad_waste": _ad_waste,
    "weather": _weather,
    "promotion_end": _promotion_end,
    "review_burst": _review_burst,
    "copycat": _copycat,
    "mix_shift": _mix_shift,
    "fewer_buy": _fewer_buy,
    "nothing": _nothing,
}
