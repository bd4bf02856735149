"""The stock board: how long each product lasts, in R1's four states, and what its absence would cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
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
from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.steps.goods import CHECK_AFTER, WINDOW, Goods
from shopdesk.steps.reasons import Later, Papers
from shopdesk.steps.special_days import SpecialDays
from shopdesk.text import _, money, ngettext, number, percent, to_minor

if TYPE_CHECKING:
    from shopdesk.records.products import ProductInfo, StockFigures, UnitSums

StockStateName = Literal["out", "about_to_run_out", "restock", "fine", "sells_badly", "unknown"]
AT_LEAST = 7  # days without promotion from which demand is taken from them alone
YEAR = 365
NAMED = 5  # watched products that get a finding of their own; a list of a hundred is no advice
SETTINGS = (
    "stock.lead_days",
    "stock.lead_sd_days",
    "stock.service_level",
    "stock.long_cover_days",
    "stock.low_sell_through",
    "stock.order_days",
    "stock.order_cost",
    "stock.holding_rate",
)
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


@dataclass(frozen=True)
class StockBoard:
    """The rows, the worst states and main products first, and what each was judged by."""

    rows: tuple[StockRow, ...]
    day: date | None  # of the newest level
    levels: Mapping[str, StockFigures]
    demand: Mapping[str, Demand]


@dataclass(frozen=True)
class Demand:
    """Units a day over the days of the window that are known, and what a unit brings."""

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
    """Without promotion days where enough others are known; a product that is out was summed up to its last sale."""
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
    units, economic = _to_order(context, info, level, demand, verdict, season_end)
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
        reason=_reason(verdict, lead, season_end),
        order_units=units,
        order_economic=economic,
    )


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


def _reason(verdict: StockVerdict, lead: float, season_end: date | None) -> str:
    days = number(verdict.cover_days) if verdict.cover_days is not None and isfinite(verdict.cover_days) else "∞"
    match verdict.reason:
        case StockReason.NONE_LEFT:
            return _("nothing left")
        case StockReason.COVER_UNDER_LEAD_TIME:
            return _("lasts {days} days, new stock takes {lead}").format(days=days, lead=number(lead))
        case StockReason.AT_REORDER_POINT:
            words = _("on hand and on the way reach the reorder point {point}")
            return words.format(point=number(verdict.reorder_point))
        case StockReason.OVER_REORDER_POINT:
            return _("over the reorder point {point}").format(point=number(verdict.reorder_point))
        case StockReason.LONG_COVER:
            return _("hardly sells and lasts {days} days").format(days=days)
        case StockReason.SEASON_ENDS_FIRST:
            words = _("hardly sells and its season ends {day}")
            return words.format(day=season_end.isoformat() if season_end else "–")
        case StockReason.MISSING_STOCK:
            return _("a variant's stock is missing")
        case StockReason.MISSING_DEMAND:
            words = ngettext(
                "{n} more day of product reports is needed", "{n} more days of product reports are needed", verdict.needs
            )
            return words.format(n=verdict.needs)


# --- findings ------------------------------------------------------------------------------------------------------


def findings_of(context: Context, goods: Goods, board: StockBoard) -> list[Finding]:
    """What is out or about to run out asks for action where it is a main product; of the rest the first few are named."""
    wanted = [row for row in board.rows if row.state not in ("fine", "unknown")]
    urgent = [row for row in wanted if _urgent(row, goods)]
    watched = [row for row in wanted if not _urgent(row, goods)]
    named = [_finding(context, goods, row, board.demand[row.product_id]) for row in (*urgent, *watched[:NAMED])]
    return [*named, *_others(watched[NAMED:])]


def _urgent(row: StockRow, goods: Goods) -> bool:
    return row.state in ("out", "about_to_run_out") and row.product_id in goods.main


def _others(rest: Sequence[StockRow]) -> list[Finding]:
    if not rest:
        return []
    text = ngettext(
        "{n} more product on the stock board wants a look", "{n} more products on the stock board want a look", len(rest)
    )
    text = text.format(n=number(len(rest)))
    states = Counter[str](row.state for row in rest)
    names = {
        "out": _("out of stock"),
        "about_to_run_out": _("about to run out"),
        "restock": _("to restock"),
        "sells_badly": _("not to restock"),
    }
    why = Why(
        text, _("the four stock states, by product"), tuple((names[state], number(n)) for state, n in states.items()), rule="R1"
    )
    return [Finding("shop:stock:others", "R1", Severity.WATCH, text, dict(states), why=why)]


def _finding(context: Context, goods: Goods, row: StockRow, demand: Demand) -> Finding:
    name = goods.title(row.product_id)
    title, expect = {
        "out": (_("Restock {product} now, and take its ads down until it is there"), _("in stock again")),
        "about_to_run_out": (_("Order {product} today, or slow it down until new stock comes"), _("does not run out")),
        "restock": (_("Order {product}"), _("over the reorder point")),
        "sells_badly": (_("Do not restock {product}; clear what is left"), _("stock sold off")),
    }[row.state]
    title = title.format(product=name)
    if row.order_units is not None and row.state != "out":
        title = _("{task}: {units} pieces").format(task=title, units=number(row.order_units))
    text = _("{product}: {on_hand} left, {reason}").format(product=name, on_hand=number(row.on_hand), reason=row.reason)
    if row.incoming:
        text = _("{finding}; {n} on the way").format(finding=text, n=number(row.incoming))
    if row.lead_assumed and row.state in ("about_to_run_out", "restock"):
        text = _("{finding} (delivery time assumed)").format(finding=text)
    lost = None
    if row.state in ("out", "about_to_run_out") and demand.mean is not None and demand.unit_minor is not None:
        lost = -round(demand.mean * demand.unit_minor)
    return Finding(
        key=f"shop:stock:{row.product_id}",
        rule="R1",
        severity=Severity.ACT if _urgent(row, goods) else Severity.WATCH,
        text=text,
        evidence={
            "product_id": row.product_id,
            "state": row.state,
            "on_hand": row.on_hand,
            "cover_days": row.cover_days,
            "lead_days": row.lead_days,
            "daily_demand": row.daily_demand,
            "order_units": row.order_units,
        },
        task=Proposal(
            "operations",
            title,
            _("stock of {product}").format(product=name),
            expect,
            context.day + CHECK_AFTER,
        ),
        worth_minor=lost,
    )


def whys_of(context: Context, goods: Goods, board: StockBoard) -> Mapping[str, Why]:
    """By "stock:<product id>"; each is written when it is opened, for a large shop has thousands."""
    papers = Papers(context.db, {level.import_id for level in board.levels.values()})
    return Later({f"stock:{row.product_id}": partial(_why, context, goods, board, row, papers) for row in board.rows})


def _why(context: Context, goods: Goods, board: StockBoard, row: StockRow, papers: Papers) -> Why:
    level, demand = board.levels[row.product_id], board.demand[row.product_id]
    assumed = _("{days} (assumed, none is set)").format(days=number(row.lead_days)) if row.lead_assumed else ""
    return Why(
        goods.title(row.product_id),
        _("cover = on hand / units a day; reorder point = units a day × delivery days + z · √(delivery days) · their spread"),
        (
            (_("on hand"), papers.cite(number(level.on_hand), level.import_id, level.day, "stock")),
            (_("on the way"), number(level.incoming)),
            (_("units a day"), number(demand.mean, 1)),
            (_("their spread"), number(demand.spread, 1)),
            (_("days known of 28"), number(demand.days)),
            (_("delivery days"), assumed or number(row.lead_days)),
            (_("lasts days"), number(row.cover_days, 1)),
            (_("reorder point"), number(row.reorder_point)),
            (_("what a unit brings"), money(demand.unit_minor, context.shop.currency, cents=True)),
            *_order_inputs(row),
        ),
        row.reason,
        _("sure to {level} not to run out").format(level=percent(context.playbook["stock.service_level"], 0)),
        "R1",
        SETTINGS,
    )


def _order_inputs(row: StockRow) -> tuple[tuple[str, str], ...]:
    if row.order_units is None:
        return ()
    words = _("{units}: up to the reorder point, and the cheapest quantity of order and holding cost beyond it")
    if not row.order_economic:
        words = _("{units}: up to the reorder point, and so many days of sales beyond it; no order cost or cost is set")
    return ((_("to order"), words.format(units=number(row.order_units))),)
