"""What the stock board asks for: what runs out, what is on the way, what is too much; and where each figure comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial

from shopdesk.analysis.rates import normal_quantile
from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.steps.goods import CHECK_AFTER, Goods
from shopdesk.steps.reasons import Later, Papers
from shopdesk.steps.stock_board import Demand, StockBoard, StockRow
from shopdesk.text import _, money, ngettext, number, percent

NAMED = 5  # watched products that get a finding of their own; a list of a hundred is no advice
SETTINGS = (
    "stock.lead_days",
    "stock.lead_sd_days",
    "stock.service_level",
    "stock.long_cover_days",
    "stock.low_sell_through",
    "products.drop_share",
    "stock.order_days",
    "stock.order_cost",
    "stock.holding_rate",
)


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
    title, expect = _task(row, name)
    text = _("{product}: {on_hand} left, {reason}").format(product=name, on_hand=number(row.on_hand), reason=row.reason)
    if row.state == "out":
        text = _("{product}: {reason}").format(product=name, reason=row.reason)
    if row.incoming:
        text = _on_the_way(text, row)
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
            "incoming": row.incoming,
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


def _task(row: StockRow, name: str) -> tuple[str, str]:
    """What to do and what is expected of it. Where enough is on the way nothing is ordered: it must come, and in time."""
    title, expect = {
        "out": (_("Restock {product} now, and take its ads down until it is there"), _("in stock again")),
        "about_to_run_out": (_("Order {product} today, or slow it down until new stock comes"), _("does not run out")),
        "restock": (_("Order {product}"), _("over the reorder point")),
        "sells_badly": (_("Do not restock {product}; clear what is left"), _("stock sold off")),
    }[row.state]
    if row.is_overstock:
        title = _("Do not restock {product} before it is down to {point}")
        expect = _("fewer days of cover")
    elif row.is_covered and row.state == "out":
        title = _("Press for the {n} of {product} on the way, and take its ads down until they are there")
    elif row.is_covered and row.state == "about_to_run_out":
        title = _("Press for the {n} of {product} on the way, and slow it down if they come too late; nothing to order")
    title = title.format(product=name, n=number(row.incoming), point=number(row.reorder_point))
    if row.order_units is not None and row.state != "out":
        title = _("{task}: {units} pieces").format(task=title, units=number(row.order_units))
    return title, expect


def _on_the_way(text: str, row: StockRow) -> str:
    """What is on the way, whether that is enough, and how long it may leave the shelf empty: it may have been sent just now."""
    units = number(row.incoming)
    if not row.is_covered or row.state not in ("out", "about_to_run_out"):
        return _("{finding}; {n} on the way").format(finding=text, n=units)
    late = round((row.lead_days or 0.0) - (row.cover_days or 0.0))
    if row.state == "out" or late < 1:
        return _("{finding}; {n} on the way are enough, if they come").format(finding=text, n=units)
    words = ngettext(
        "{finding}; {n} on the way are enough, but may come up to {late} day too late",
        "{finding}; {n} on the way are enough, but may come up to {late} days too late",
        late,
    )
    return words.format(finding=text, n=units, late=number(late))


def whys_of(context: Context, goods: Goods, board: StockBoard) -> Mapping[str, Why]:
    """By "stock:<product id>"; each is written when it is opened, for a large shop has thousands."""
    papers = Papers(context.db, {level.import_id for level in board.levels.values()})
    return Later({f"stock:{row.product_id}": partial(_why, context, goods, board, row, papers) for row in board.rows})


def _why(context: Context, goods: Goods, board: StockBoard, row: StockRow, papers: Papers) -> Why:
    level, demand, playbook = board.levels[row.product_id], board.demand[row.product_id], context.playbook
    assumed = _("{days} (assumed, none is set)").format(days=number(row.lead_days)) if row.lead_assumed else ""
    return Why(
        goods.title(row.product_id),
        _(
            "cover = on hand / units a day; reorder point = units a day × delivery days "
            "+ z · √(delivery days × their spread² + units a day² × how much the delivery varies²)"
        ),
        (
            (_("on hand"), papers.cite(number(level.on_hand), level.import_id, level.day, "stock")),
            (_("on the way"), number(level.incoming)),
            (_("units a day"), number(demand.mean, 1)),
            (_("their spread"), number(demand.spread, 1)),
            (_("days known and in stock, of 28"), number(demand.days)),
            (_("delivery days"), assumed or number(row.lead_days)),
            (_("how much the delivery varies, in days"), number(playbook["stock.lead_sd_days"], 1)),
            (_("z, for that certainty"), number(normal_quantile(playbook["stock.service_level"]), 3)),
            (_("lasts days"), number(row.cover_days, 1)),
            (_("reorder point"), number(row.reorder_point)),
            (_("what a unit brings"), money(demand.unit_minor, context.shop.currency, cents=True)),
            *_order_inputs(row),
        ),
        row.reason,
        _("sure to {level} not to run out").format(level=percent(playbook["stock.service_level"], 0)),
        "R1",
        SETTINGS,
    )


def _order_inputs(row: StockRow) -> tuple[tuple[str, str], ...]:
    if row.is_covered:
        return ((_("to order"), _("nothing: on hand and on the way are over the reorder point")),)
    if row.order_units is None:
        return ()
    words = _("{units}: up to the reorder point, and the cheapest quantity of order and holding cost beyond it")
    if not row.order_economic:
        words = _("{units}: up to the reorder point, and so many days of sales beyond it; no order cost or cost is set")
    return ((_("to order"), words.format(units=number(row.order_units))),)
