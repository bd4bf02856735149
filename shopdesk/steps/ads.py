"""Step 4, paid ads: six verdicts on keywords, each with its reason, and whether the page allows more money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class KeywordRow:
    tool: str
    campaign: str
    product_id: str
    keyword: str
    impressions: int | None
    clicks: int | None
    spend_minor: int | None
    orders: int | None
    sales_minor: int | None
    ctr: float | None
    cpc_minor: float | None
    conversion: float | None
    roi: float | None
    rank: float | None
    verdict: Literal["keep", "add", "raise", "lower", "delete", "watch"]
    why: str
    needs: int | None  # clicks still needed to tell
    roi_low: float | None
    roi_high: float | None
    bid_minor: float | None  # the bid to go to, where one is advised
    protected: bool
    decision: str  # what the operator decided last
    decided_on: date | None


@dataclass(frozen=True)
class AdProductRow:
    product_id: str
    title: str
    impressions: int | None
    clicks: int | None
    spend_minor: int | None
    orders: int | None
    sales_minor: int | None
    ctr: float | None
    cpc_minor: float | None
    conversion: float | None
    roi: float | None
    rank: float | None
    margin: float
    margin_assumed: bool
    picture: Literal["change", "fine", "unknown"]


@dataclass(frozen=True)
class Gate:
    closed: bool
    why: str


@dataclass(frozen=True)
class AdsDetails:
    keywords: tuple[KeywordRow, ...]
    products: tuple[AdProductRow, ...]
    gate: Gate
    window_from: date | None
    window_to: date | None
    spend_minor: int | None  # of the window
    day_spend_minor: int | None  # of the day judged
    roi: float | None
    break_even_roi: float
    margin_assumed: bool
