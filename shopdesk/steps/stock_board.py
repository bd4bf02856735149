"""The stock board: how long each product lasts, in R1's four states, and what its absence would cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil, isfinite, sqrt
from typing import TYPE_CHECKING, Literal

from shopdesk.analysis.stock import (
    StockReason,
    StockState,
    StockThresholds,
    StockVerdict,
    economic_order_quantity,
    judge_stock,
    sell_through,
)
from shopdesk.steps.briefing import Context
from shopdesk.steps.goods import WINDOW, Goods
from shopdesk.steps.special_days import SpecialDays
from shopdesk.text import _, ngettext, number, to_minor

if TYPE_CHECKING:
    from shopdesk.records.products import ProductInfo, StockFigures, UnitSums

StockStateName = Literal["out", "about_to_run_out", "restock", "fine", "sells_badly", "unknown"]
AT_LEAST = 7  # days without promotion from which demand is taken from them alone
YEAR = 365
_ORDER: tuple[StockStateName, ...] = ("out", "about_to_run_out", "restock", "sells_badly", "unknown", "fine")


@dataclass(frozen=True)
class StockRow:
    product_id: str
    title: str
    on_hand: int | None
    cover_days: float | None
    reorder_point: float | None
    state: StockStateName
    daily_demand: float | None
    lead_days: float | None
    lead_assumed: bool
    incoming: int | None = None
    reason: str = ""  # why this state, one sentence
    order_units: int | None = None  # how many to order; None where nothing is to be ordered, or it cannot be said
    order_economic: bool = False  # the cheapest quantity of order and holding cost, else so many days of sales
    is_covered: bool = False  # with what is on the way it is over its reorder point: press for that, nothing to order
    is_overstock: bool = False  # not to restock, though it sells: there is too much of it


@dataclass(frozen=True)
class StockBoard:
    """The rows, the worst states and main products first, and what each was judged by."""

    rows: tuple[StockRow, ...]
    day: date | None  # of the newest level
    levels: Mapping[str, StockFigures]
    demand: Mapping[str, Demand]


@dataclass(frozen=True)
class Demand:
    """Units a day over the days of the window that are known and on which there was stock, and what a unit brings."""

    days: int
    mean: float | None
    spread: float
    sold: int
    unit_minor: float | None


def board_of(context: Context, goods: Goods, special: SpecialDays) -> StockBoard:
    """The newest stock level of each product, known on the morning after the day judged."""
    from shopdesk.records import products

    levels = products.stock_levels(context.db, context.shop.id, context.today)
    if not levels:
        return StockBoard((), None, {}, {})
    first = context.day - WINDOW + timedelta(days=1)
    out = [key for key, level in levels.items() if level.on_hand is not None and level.on_hand <= 0]
    sums = products.unit_sums(context.db, context.shop.id, first, context.day, special.names, out)
    demand = {key: _demand(*sums[key]) if key in sums else Demand(0, None, 0.0, 0, None) for key in levels}
    rows = [_row(context, goods, level, demand[key]) for key, level in levels.items()]
    rows.sort(key=lambda row: (_ORDER.index(row.state), row.product_id not in goods.main, row.product_id))
    return StockBoard(tuple(rows), max(level.day for level in levels.values()), levels, demand)


def _demand(usual: UnitSums, special: UnitSums) -> Demand:
    """Without promotion days where enough others are known. Days on which it was out are not among them."""
    days = usual if usual.days >= AT_LEAST else usual + special
    variance = (days.known * days.squares - days.units**2) / (days.known * (days.known - 1)) if days.known > 1 else 0.0
    return Demand(
        days.known,
        days.units / days.known if days.known else None,
        sqrt(variance),
        days.units,
        days.priced_minor / days.priced if days.priced else None,
    )


def _row(context: Context, goods: Goods, level: StockFigures, demand: Demand) -> StockRow:
    info = goods.known.get(level.product_id)
    lead = float(info.lead_days) if info and info.lead_days is not None else context.playbook["stock.lead_days"]
    season_end = info.season_end if info else None
    share = sell_through(demand.sold, level.on_hand) if level.on_hand is not None and demand.days else None
    verdict = judge_stock(
        level.on_hand,
        demand.mean,
        demand.spread,
        lead_days=lead,
        lead_sd=context.playbook["stock.lead_sd_days"],
        incoming=level.incoming,
        sold_share=share,
        season_days_left=(season_end - context.today).days if season_end else None,
        demand_days=demand.days,
        thresholds=StockThresholds(
            service_level=context.playbook["stock.service_level"],
            low_sell_through=context.playbook["stock.low_sell_through"],
            long_cover_days=context.playbook["stock.long_cover_days"],
        ),
    )
    covered = bool(level.incoming) and not _at_reorder_point(level, verdict)
    units, economic = (None, False) if covered else _to_order(context, info, level, demand, verdict, season_end)
    overstock = verdict.state is StockState.SELLS_BADLY and _sells(context, goods, level.product_id)
    return StockRow(
        product_id=level.product_id,
        title=info.title if info else "",
        on_hand=level.on_hand,
        cover_days=verdict.cover_days if verdict.cover_days is not None and isfinite(verdict.cover_days) else None,
        reorder_point=verdict.reorder_point,
        state=verdict.state.value if verdict.state else "unknown",
        daily_demand=demand.mean,
        lead_days=lead,
        lead_assumed=info is None or info.lead_days is None,
        incoming=level.incoming,
        reason=_reason(verdict, demand, lead, season_end, overstock),
        order_units=units,
        order_economic=economic,
        is_covered=covered,
        is_overstock=overstock,
    )


def _sells(context: Context, goods: Goods, product_id: str) -> bool:
    """Whether it is a main product, or its sales reach that part of the average product's from which none is dropped."""
    sales = sold.sales if (sold := goods.sold.get(product_id)) else None
    least = context.playbook["products.drop_share"] * goods.cut.sales if goods.cut else None
    return bool(sales) and (product_id in goods.main or (least is not None and (sales or 0.0) >= least))


def _at_reorder_point(level: StockFigures, verdict: StockVerdict) -> bool:
    """Whether on hand and on the way are no more than the reorder point, or that is not known."""
    if level.on_hand is None or verdict.reorder_point is None:
        return True
    return level.on_hand + (level.incoming or 0) <= verdict.reorder_point


def _to_order(
    context: Context,
    info: ProductInfo | None,
    level: StockFigures,
    demand: Demand,
    verdict: StockVerdict,
    season_end: date | None,
) -> tuple[int | None, bool]:
    """How many to order for a product that needs it: up to the reorder point, and beyond it the cheapest quantity where order
    and holding cost are known, else the playbook's days of sales; never more than the season still sells."""
    wanted = verdict.state in (StockState.OUT, StockState.ABOUT_TO_RUN_OUT, StockState.RESTOCK)
    if not wanted or not demand.mean or verdict.reorder_point is None or level.on_hand is None:
        return None, False
    playbook, cost = context.playbook, info.cost_minor if info else None
    order_cost = playbook["stock.order_cost"] * float(to_minor(Decimal(1), context.shop.currency))
    economic = bool(order_cost and cost)
    lot = demand.mean * playbook["stock.order_days"]
    if cost and order_cost:
        lot = economic_order_quantity(order_cost, playbook["stock.holding_rate"] * cost, demand.mean * YEAR)
    units = verdict.reorder_point + lot - level.on_hand - (level.incoming or 0)
    if season_end is not None:
        left = max((season_end - context.today).days, 0) * demand.mean
        units = min(units, left - level.on_hand - (level.incoming or 0))
    return (ceil(units) if units >= 1 else None), economic


def _reason(verdict: StockVerdict, demand: Demand, lead: float, season_end: date | None, overstock: bool) -> str:
    days, units = _days(verdict.cover_days), number(demand.mean, 0 if (demand.mean or 0.0) >= 10 else 1)
    ends = season_end.isoformat() if season_end else "–"
    match verdict.reason:
        case StockReason.NONE_LEFT:
            return _("nothing left")
        case StockReason.COVER_UNDER_LEAD_TIME:
            return _("lasts {days}, new stock takes {lead}").format(days=days, lead=number(lead))
        case StockReason.AT_REORDER_POINT:
            words = _("on hand and on the way reach the reorder point {point}")
            return words.format(point=number(verdict.reorder_point))
        case StockReason.OVER_REORDER_POINT:
            return _("over the reorder point {point}").format(point=number(verdict.reorder_point))
        case StockReason.LONG_COVER if overstock:
            return _("too much stock: sells {units} a day and lasts {days}").format(units=units, days=days)
        case StockReason.LONG_COVER if not demand.sold:
            return _("nothing sold in {days}").format(days=_days(demand.days))
        case StockReason.LONG_COVER:
            return _("hardly sells and lasts {days}").format(days=days)
        case StockReason.SEASON_ENDS_FIRST if overstock:
            words = _("too much stock: sells {units} a day, lasts {days}, and its season ends {day}")
            return words.format(units=units, days=days, day=ends)
        case StockReason.SEASON_ENDS_FIRST:
            return _("hardly sells and its season ends {day}").format(day=ends)
        case StockReason.MISSING_STOCK:
            return _("a variant's stock is missing")
        case StockReason.MISSING_DEMAND:
            words = ngettext(
                "{n} more day of product reports is needed", "{n} more days of product reports are needed", verdict.needs
            )
            return words.format(n=verdict.needs)


def _days(count: float | None) -> str:
    n = round(count or 0.0) if isfinite(count or 0.0) else 0
    return ngettext("{n} day", "{n} days", n).format(n=number(n)) if n else _("less than a day")
