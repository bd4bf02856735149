"""Step 2, shop analysis: where visitors came from, what it cost, the logs, products and stock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class SourceEffect:
    """Money as floats in major units."""

    visitors: float | None
    conversion: float | None
    average_spend: float | None


@dataclass(frozen=True)
class SourceRow:
    source: str
    visitors: int | None
    baseline_visitors: float | None
    paying_buyers: int | None
    sales_minor: int | None
    cost_minor: int | None  # what ads of the same name spent that day
    effect: SourceEffect
    change: float | None
    verdict: Literal["fell", "rose", "usual", "unknown"]
    cause: str  # the operator's, "" while none is noted


@dataclass(frozen=True)
class ProductRow:
    product_id: str
    title: str
    tier: str  # hit · profit · image · ""
    quadrant: str  # best · sales · traffic · weak · ""
    visitors: int | None
    sales_minor: int | None
    is_main: bool


@dataclass(frozen=True)
class StockRow:
    product_id: str
    title: str
    on_hand: int | None
    cover_days: float | None
    reorder_point: float | None
    state: Literal["out", "about_to_run_out", "restock", "fine", "sells_badly", "unknown"]
    daily_demand: float | None
    lead_days: float | None
    lead_assumed: bool


@dataclass(frozen=True)
class LogView:
    kind: Literal["promotion", "service"]
    text: str
    spend_minor: int | None
    enquiries: int | None
    deals: int | None
    reply_seconds: float | None


@dataclass(frozen=True)
class ShopDetails:
    sources: tuple[SourceRow, ...]
    mix_effect: float | None
    products: tuple[ProductRow, ...]
    stock: tuple[StockRow, ...]
    logs: tuple[LogView, ...]
    stock_day: date | None
