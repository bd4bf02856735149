"""What changed between two looks at a peer's items: which are new, whose price or title moved, what its usual item sells.

An item is known again by its link; where one of the two has none, by a title that is alike enough. A look that shares
too few items with the one before was another page of the shop: then nothing is called new.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from statistics import median

from shopdesk.analysis.copycats import normalise_title, specifications_differ

_bare = lru_cache(maxsize=8192)(normalise_title)  # every title is compared with many


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item as a peer's shop shows it. `item`: the id or address of its link, or "title:…" where it has none."""

    item: str
    title: str
    price_minor: int | None = None
    sales_shown: int | None = None
    listed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Repriced:
    title: str
    before_minor: int
    now_minor: int

    @property
    def change(self) -> float:
        return self.now_minor / self.before_minor - 1


@dataclass(frozen=True, slots=True)
class Retitled:
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class PeerChanges:
    """`new` is None where the two looks share too little to tell. `prices`: the largest change first."""

    new: tuple[ShownItem, ...] | None
    prices: tuple[Repriced, ...]
    titles: tuple[Retitled, ...]
    known: int  # items found in both


def compare(
    before: Sequence[ShownItem],
    now: Sequence[ShownItem],
    *,
    same_title: float = 0.75,
    price_change: float = 0.03,
    overlap: float = 0.3,
) -> PeerChanges:
    """`same_title`: similarity 0..1; `price_change`: smallest relative change told; `overlap`: share of the shorter list."""
    pairs = list(_pairs(before, now, same_title))
    met = {id(item) for _old, item in pairs}
    prices = [
        Repriced(item.title, old.price_minor, item.price_minor)
        for old, item in pairs
        if old.price_minor and item.price_minor is not None
    ]
    enough = len(pairs) >= overlap * min(len(before), len(now)) and bool(before)
    return PeerChanges(
        tuple(item for item in now if id(item) not in met) if enough else None,
        tuple(sorted((found for found in prices if abs(found.change) >= price_change), key=lambda found: -abs(found.change))),
        tuple(
            Retitled(old.title, item.title)
            for old, item in pairs
            if _bare(old.title) != _bare(item.title) and old.title and item.title
        ),
        len(pairs),
    )


def _pairs(before: Sequence[ShownItem], now: Sequence[ShownItem], same_title: float) -> Iterator[tuple[ShownItem, ShownItem]]:
    by_item = {item.item: item for item in before}
    left = []
    for item in now:
        old = by_item.pop(item.item, None)
        if old is not None:
            yield old, item
        else:
            left.append(item)
    for item in left:
        # two links are two items, however alike their titles are
        olds = by_item if _is_title(item) else {key: old for key, old in by_item.items() if _is_title(old)}
        key = _alike(item, olds, same_title)
        if key is not None:
            yield by_item.pop(key), item


def _is_title(item: ShownItem) -> bool:
    return item.item.startswith("title:")


def _alike(item: ShownItem, olds: Mapping[str, ShownItem], same_title: float) -> str | None:
    """The key of the old item whose title is most like this one's, and like enough."""
    if not olds:
        return None
    from rapidfuzz import fuzz, process  # 15 ms, and seldom needed

    titles = {key: _bare(old.title) for key, old in olds.items()}
    found = process.extractOne(_bare(item.title), titles, scorer=fuzz.ratio, score_cutoff=100 * same_title)
    if found is None or specifications_differ(item.title, olds[found[2]].title):
        return None
    return str(found[2])


def usual_daily(before: Sequence[ShownItem], now: Sequence[ShownItem], days: int) -> float | None:
    """Pieces a day of the peer's median item, from what both looks, `days` apart, show as sold.

    A figure that fell counts something else (the last 30 days, say) and stays out. None where fewer than three items tell.
    """
    if days <= 0:
        return None
    old = {item.item: item.sales_shown for item in before}
    sold = [
        (item.sales_shown - first) / days
        for item in now
        if item.sales_shown is not None and (first := old.get(item.item)) is not None and item.sales_shown >= first
    ]
    return median(sold) if len(sold) >= 3 else None


def price_level(items: Sequence[ShownItem]) -> int | None:
    """The median price in minor units."""
    known = [item.price_minor for item in items if item.price_minor]
    return round(median(known)) if known else None
