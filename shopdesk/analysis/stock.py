"""Stock: how long it lasts, when to order, and R1's states. Units are pieces and days."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from math import inf, sqrt

from shopdesk.analysis.rates import normal_quantile
from shopdesk.analysis.verdict import Verdict


class StockState(Enum):
    OUT = "out"
    ABOUT_TO_RUN_OUT = "about_to_run_out"  # gone before an order placed today arrives
    RESTOCK = "restock"
    FINE = "fine"
    SELLS_BADLY = "sells_badly"  # do not restock


class StockReason(Enum):
    NONE_LEFT = "none_left"
    COVER_UNDER_LEAD_TIME = "cover_under_lead_time"
    AT_REORDER_POINT = "at_reorder_point"
    OVER_REORDER_POINT = "over_reorder_point"
    LONG_COVER = "long_cover"
    SEASON_ENDS_FIRST = "season_ends_first"
    MISSING_STOCK = "missing_stock"
    MISSING_DEMAND = "missing_demand"


@dataclass(frozen=True, slots=True)
class StockThresholds:
    service_level: float = 0.95
    low_sell_through: float = 0.20  # sold / (sold + on hand)
    long_cover_days: float = 90
    demand_days: int = 7  # fewer known days of sales say nothing


DEFAULTS = StockThresholds()


@dataclass(frozen=True, slots=True)
class StockVerdict:
    """`cover_days` is infinite without demand. `needs`: days of sales still missing, where the reason is MISSING_DEMAND.

    `state` is None exactly where the verdict is UNKNOWN.
    """

    verdict: Verdict
    state: StockState | None
    reason: StockReason
    cover_days: float | None
    safety_stock: float | None
    reorder_point: float | None
    needs: int


def cover(on_hand: float, daily_demand: float) -> float:
    """Days the stock lasts; infinite without demand."""
    return max(on_hand, 0) / daily_demand if daily_demand > 0 else inf


def sell_through(sold: float, on_hand: float) -> float | None:
    """Share sold of what was there to sell: sold / (sold + still on hand)."""
    return sold / (sold + on_hand) if sold + on_hand > 0 else None


def safety_stock(demand: float, demand_sd: float, lead_days: float, lead_sd: float = 0.0, service_level: float = 0.95) -> float:
    """z · √(L·σ_d² + d²·σ_L²), for a daily demand d ± σ_d and a lead time L ± σ_L."""
    return normal_quantile(service_level) * sqrt(lead_days * demand_sd**2 + demand**2 * lead_sd**2)


def reorder_point(demand: float, demand_sd: float, lead_days: float, lead_sd: float = 0.0, service_level: float = 0.95) -> float:
    """Demand of the lead time and the safety stock: order when the position falls to it."""
    return demand * lead_days + safety_stock(demand, demand_sd, lead_days, lead_sd, service_level)


def economic_order_quantity(order_cost: float, holding_cost: float, demand: float) -> float:
    """√(2·K·D / h): K an order, h a piece and period, D a period. ValueError unless h > 0."""
    if holding_cost <= 0:
        raise ValueError("holding a piece must cost something")
    return sqrt(2 * order_cost * demand / holding_cost)


def judge_stock(
    on_hand: int | None,
    daily_demand: float | None,
    demand_sd: float = 0.0,
    *,
    lead_days: float,
    lead_sd: float = 0.0,
    incoming: int | None = None,
    sold_share: float | None = None,
    season_days_left: int | None = None,
    demand_days: int | None = None,
    thresholds: StockThresholds = DEFAULTS,
) -> StockVerdict:
    """R1's states. Demand is the forecast mean of a day on which there was stock, known from `demand_days` days.

    `incoming` counts towards the position (unknown: as if nothing were on its way), `sold_share` is the sell-through.
    Sells badly: a low sell-through and either a long cover or a season that ends before the stock does; without a
    sell-through only a product that sells nothing at all.
    """
    if on_hand is None:
        return StockVerdict(Verdict.UNKNOWN, None, StockReason.MISSING_STOCK, None, None, None, 0)
    if daily_demand is None or (demand_days is not None and demand_days < thresholds.demand_days):
        if on_hand <= 0:
            return StockVerdict(Verdict.ACT, StockState.OUT, StockReason.NONE_LEFT, 0.0, None, None, 0)
        needs = thresholds.demand_days - (demand_days or 0)
        return StockVerdict(Verdict.UNKNOWN, None, StockReason.MISSING_DEMAND, None, None, None, needs)

    days = cover(on_hand, daily_demand)
    safety = safety_stock(daily_demand, demand_sd, lead_days, lead_sd, thresholds.service_level)
    order_at = daily_demand * lead_days + safety
    low = daily_demand <= 0 if sold_share is None else sold_share < thresholds.low_sell_through
    if on_hand <= 0:
        state, reason = StockState.OUT, StockReason.NONE_LEFT
    elif low and days > thresholds.long_cover_days:
        state, reason = StockState.SELLS_BADLY, StockReason.LONG_COVER
    elif low and season_days_left is not None and season_days_left < days:
        state, reason = StockState.SELLS_BADLY, StockReason.SEASON_ENDS_FIRST
    elif days < lead_days:
        state, reason = StockState.ABOUT_TO_RUN_OUT, StockReason.COVER_UNDER_LEAD_TIME
    elif on_hand + (incoming or 0) <= order_at:
        state, reason = StockState.RESTOCK, StockReason.AT_REORDER_POINT
    else:
        state, reason = StockState.FINE, StockReason.OVER_REORDER_POINT
    verdict = Verdict.FINE if state is StockState.FINE else Verdict.ACT
    return StockVerdict(verdict, state, reason, days, safety, order_at, 0)
