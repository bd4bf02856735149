"""The shop step's rows: sources, products and stock as lines of a table, each in the room there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from shopdesk.actions import N_
from shopdesk.steps.assortment import Assortment, quadrant_name
from shopdesk.steps.assortment import Part as RangePart
from shopdesk.steps.goods import ProductRow
from shopdesk.steps.returns import Returns
from shopdesk.steps.sources import SourceRow, short_name
from shopdesk.steps.stock_board import StockRow
from shopdesk.text import _, from_minor, listed, money, number, percent
from shopdesk.widgets.bars import Bar
from shopdesk.widgets.room import left_over, natural
from shopdesk.widgets.table import Column, DeskTable, Row, coloured

VERDICTS = {
    "fell": (N_("↓ fell"), "error"),
    "rose": (N_("↑ rose"), "success"),
    "usual": (N_("= usual"), "muted"),
    "unknown": (N_("~ cannot tell"), "muted"),
}
TIERS = {"hit": N_("hit"), "profit": N_("profit"), "image": N_("image")}
QUADRANTS = {
    "best": N_("best"),
    "sales": N_("sells"),
    "traffic": N_("draws"),
    "weak": N_("weak"),
}
STATES = {
    "out": (N_("! out of stock"), "error"),
    "about_to_run_out": (N_("! runs out"), "error"),
    "restock": (N_("~ restock"), "warning"),
    "sells_badly": (N_("~ no restock"), "warning"),
    "fine": (N_("✓ in stock"), "success"),
    "unknown": (N_("~ cannot tell"), "muted"),
}
MOST_BARS = 8
CAUSE_CELLS = 12  # with less room a cause is a mark, and stands below the table


def amount(major: float | None, currency: str) -> str:
    """An effect as money with its sign."""
    return money(None if major is None else major / float(from_minor(1, currency)), currency, sign=True)


def fallen_first(rows: Sequence[SourceRow]) -> list[SourceRow]:
    """Those that fell, the most money first; then the rest by the money they moved."""
    return sorted(rows, key=lambda row: (row.verdict != "fell", -abs(row.effect.total or 0.0)))


def names(rows: Sequence[SourceRow]) -> dict[str, str]:
    """A short name for each source, longer where two would read alike."""
    short = [short_name(row.source) for row in rows]
    return {row.source: row.source if short.count(name) > 1 else name for row, name in zip(rows, short, strict=True)}


def fill_sources(table: DeskTable, rows: Sequence[SourceRow], currency: str, room: int) -> None:
    called = names(rows)
    columns = [
        Column(_("source")),
        Column(_("verdict")),
        Column(_("visitors"), right=True),
        Column(_("usual"), right=True),
        Column(_("change"), right=True),
        Column(_("worth"), right=True),
        Column(_("cost"), right=True),
        Column(_("cause")),
    ]
    lines = [_source_row(row, called[row.source], currency) for row in rows]
    wanted = natural(columns[0], [line.cells[0] for line in lines]) if lines else 0
    rest = left_over(room, columns, lines, {0, 7})
    if rest - wanted >= CAUSE_CELLS:
        columns[0], columns[7] = replace(columns[0], most=wanted), replace(columns[7], most=rest - wanted)
    else:
        lines = [Row(line.key, [*line.cells[:-1], _cause_mark(row)], line.sort) for line, row in zip(lines, rows, strict=True)]
        columns[0] = replace(columns[0], most=max(left_over(room, columns, lines, {0}), 8))
    table.fill(columns, lines)


def _source_row(row: SourceRow, name: str, currency: str) -> Row:
    verdict, style = VERDICTS[row.verdict]
    value = row.effect.total
    return Row(
        row.source,
        [
            name,
            coloured(_(verdict), style),
            number(row.visitors),
            number(row.baseline_visitors),
            coloured(percent(row.change, sign=True), style),
            coloured(amount(value, currency), "bold" if row.verdict == "fell" else ""),
            money(row.cost_minor, currency),
            row.cause or _cause_mark(row),
        ],
        [
            name,
            list(VERDICTS).index(row.verdict) * -1,
            row.visitors,
            row.baseline_visitors,
            row.change,
            value,
            row.cost_minor,
            row.cause,
        ],
    )


def _cause_mark(row: SourceRow) -> str:
    if row.cause:
        return "✓"
    return _("missing") if row.verdict == "fell" else ""


def bars(rows: Sequence[SourceRow], currency: str) -> list[Bar]:
    """What each source moved in money, from the largest loss to the largest gain; the small ones are one bar together."""
    called = names(rows)
    known = [(value, called[row.source]) for row in rows if (value := row.effect.total) is not None]
    known.sort(key=lambda item: -abs(item[0]))
    shown, rest = known[:MOST_BARS], known[MOST_BARS:]
    drawn = [Bar(name, value, amount(value, currency)) for value, name in sorted(shown)]
    if rest:
        value = sum(value for value, _name in rest)
        drawn.append(Bar(_("{n} others").format(n=len(rest)), value, amount(value, currency)))
    return drawn


# --- products and stock --------------------------------------------------------------------------------------------


def came_from(row: ProductRow) -> str:
    """ "from 手淘搜索 45 %, 关键词推广 20 %, 购物车 9 %": of the visitors that the report of its sources counts."""
    whole = sum(visitors for _source, visitors in row.came_from) or 1
    parts = [f"{short_name(source)} {percent(visitors / whole, 0)}" for source, visitors in row.came_from[:4]]
    return _("from {sources}").format(sources=listed(parts))


def fill_products(table: DeskTable, rows: Sequence[ProductRow], currency: str, room: int) -> None:
    columns = [
        Column(_("product")),
        Column(_("main")),
        Column(_("tier")),
        Column(_("quadrant")),
        Column(_("visitors"), right=True),
        Column(_("sales"), right=True),
    ]
    lines = [
        Row(
            row.product_id,
            [
                row.title or row.product_id,
                coloured(_("main"), "accent") if row.is_main else "",
                _(TIERS[row.tier]) if row.tier else "–",
                _(QUADRANTS[row.quadrant]) if row.quadrant else "–",
                number(row.visitors),
                money(row.sales_minor, currency),
            ],
            [row.title, "0" if row.is_main else "1", row.tier, row.quadrant, row.visitors, row.sales_minor],
        )
        for row in rows
    ]
    columns[0] = replace(columns[0], most=max(left_over(room, columns, lines, {0}), 8))
    table.fill(columns, lines)


def fill_stock(table: DeskTable, rows: Sequence[StockRow], room: int) -> None:
    columns = [
        Column(_("state")),
        Column(_("product")),
        Column(_("on hand"), right=True),
        Column(_("lasts, days"), right=True),
        Column(_("reason")),
    ]
    lines = [
        Row(
            row.product_id,
            [
                coloured(_(STATES[row.state][0]), STATES[row.state][1]),
                row.title or row.product_id,
                number(row.on_hand),
                number(row.cover_days),
                row.reason,
            ],
            [str(list(STATES).index(row.state)), row.title, row.on_hand, row.cover_days, row.reason],
        )
        for row in rows
    ]
    rest = left_over(room, columns, lines, {1, 4})
    reason = min(natural(columns[4], [line.cells[4] for line in lines]) if lines else 0, max(rest - 16, rest // 2))
    columns[1] = replace(columns[1], most=max(rest - reason, 8))
    columns[4] = replace(columns[4], most=max(reason, 8))
    table.fill(columns, lines)


# --- the range -----------------------------------------------------------------------------------------------------

RANGE_TIERS = TIERS | {"none": N_("no tier given")}
RANGE_BANDS = {"low": N_("low price"), "middle": N_("middle price"), "high": N_("high price")}


def fill_range(table: DeskTable, found: Assortment | None, returns: Returns | None, room: int) -> None:
    columns = [
        Column(_("range")),
        Column(_("products"), right=True),
        Column(_("of all"), right=True),
        Column(_("of sales"), right=True),
        Column(_("before"), right=True),
        Column(_("should be"), right=True),
    ]
    lines = _range_rows(found) if found is not None else []
    if returns is not None:
        share = percent(returns.rate)
        lines[2:2] = [Row("returns", [_("orders that came back"), number(returns.returned), share, "", "", ""])]
    columns[0] = replace(columns[0], most=max(left_over(room, columns, lines, {0}), 8))
    table.fill(columns, lines)


def _range_rows(found: Assortment) -> list[Row]:
    selling = [_("share that sells"), number(found.products), percent(found.selling, 0), "", percent(found.selling_before, 0), ""]
    margin = [_("margin"), "", "", percent(found.margin, 0), "", ""]
    if found.margin is not None and found.margin_known < 1:
        margin[0] = _("margin ({share} known)").format(share=percent(found.margin_known, 0))
    rows = [Row("selling", selling), Row("margin", margin)]
    if found.carried is not None:
        words = _("main product bought with others")
        rows.append(Row("carried", [words, number(found.carried.with_others), percent(found.carried.share, 0), "", "", ""]))
    if found.links is not None:
        hits, fit = len(found.links.hits), len(found.links.hits) - len(found.links.wanting)
        rows.append(Row("links", [_("hits linked to profit items"), number(fit), percent(fit / hits, 0), "", "", ""]))
    rows += [_part_row(key, quadrant_name(key), part) for key, part in found.quadrants.items()]
    if found.drop:
        rows.append(Row("drop", [coloured(_("to drop: long weak"), "warning"), number(len(found.drop)), "", "", "", ""]))
    if any(part.count for key, part in found.tiers.items() if key != "none"):
        rows += [_part_row(f"tier-{key}", _(RANGE_TIERS[key]), part) for key, part in found.tiers.items() if part.count]
    return rows + [
        _part_row(f"band-{key}", _(RANGE_BANDS[key]), part, percent(found.bands_should[key], 0))
        for key, part in found.bands.items()
    ]


def _part_row(key: str, name: str, part: RangePart, should: str = "") -> Row:
    shares = [percent(share, 0) for share in (part.listings, part.sales, part.sales_before)]
    return Row(key, [name, number(part.count), *shares, should])
