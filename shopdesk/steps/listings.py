"""Step 6, copycats and bad reviews: the five products that carry the traffic, who copies them, who complains."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

CASE_STATES = ("seen", "complained", "upheld", "refused", "gone")
BRANCHES = ("buyer", "logistics", "product", "service")
REVIEW_STATES = ("open", "handling", "solved", "ignored")


@dataclass(frozen=True)
class TopProduct:
    product_id: str
    title: str
    visitors: int | None
    checked_on: date | None  # last day a copycat of it was looked for
    is_main: bool


@dataclass(frozen=True)
class CopycatRow:
    id: int
    product_id: str
    title: str
    url: str
    seller: str
    price_minor: int | None
    our_price_minor: int | None
    similarity: float | None
    price_gap: float | None  # (ours − theirs) / ours
    lost_orders: int | None
    state: str
    same_picture: bool | None
    first_seen: date


@dataclass(frozen=True)
class ReviewRow:
    id: str
    product_id: str
    product: str
    stars: int | None
    text: str
    written_at: datetime | None
    branch: str
    branch_proposed: bool  # True while the person has not set it
    priority: float
    due: datetime | None
    overdue: bool
    state: str
    owner: str
    is_main: bool


@dataclass(frozen=True)
class ListingsDetails:
    top_products: tuple[TopProduct, ...]
    copycats: tuple[CopycatRow, ...]
    reviews: tuple[ReviewRow, ...]  # neutral and bad ones, main products first
    others: int  # bad reviews of products that are not main, folded away (R53)
