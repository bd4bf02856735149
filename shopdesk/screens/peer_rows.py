"""How peers, seasons and our own new products read as lines of their tables, and what is told of the marked one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from shopdesk.actions import N_
from shopdesk.screens.link import host
from shopdesk.steps.competitors import (
    LaunchRow,
    ListingRow,
    PeerRow,
    kind_name,
    outcome_name,
    verdict_name,
)
from shopdesk.text import _, listed, money, ngettext, number, percent, price, safe
from shopdesk.widgets.room import fill_table
from shopdesk.widgets.show import MUTED
from shopdesk.widgets.table import Column, DeskTable, Row, coloured

if TYPE_CHECKING:
    from shopdesk.records.peers import Index

KINDS = {"bigger": N_("bigger"), "alike": N_("alike")}
OUTCOME_COLOURS = {"passed": "success", "drop": "error", "retest": "warning", "season": "warning", "unknown": "muted"}
VERDICT_COLOURS = {"list_now": "success", "late": "warning", "wait": "muted", "too_early": "muted"}


def fill_peers(table: DeskTable, rows: tuple[PeerRow, ...], currency: str, room: int) -> None:
    columns = [
        Column(""),
        Column(_("peer"), most=24),
        Column(_("scale")),
        Column(_("seen on")),
        Column(_("new"), right=True),
        Column(_("lowest"), right=True),
        Column(_("sold"), right=True),
        Column(_("activity"), most=16),
        Column(_("changed")),
    ]
    lines = [_peer_row(row, currency) for row in rows]
    fill_table(table, columns, lines, room, 8, (7, 2))


def _peer_row(row: PeerRow, currency: str) -> Row:
    seen = f"{row.last_seen:%m-%d}" if row.last_seen else _("never")
    changes = _listed(row)
    return Row(
        str(row.id),
        [
            coloured("~" if row.changes else "✓" if not row.stale else "·", "warning" if row.changes else "muted"),
            coloured(row.name, "bold" if row.changes else ""),
            _(KINDS[row.kind]),
            coloured(seen, "warning" if row.stale else "muted"),
            number(row.new_items),
            price(row.lowest_minor, currency),
            number(row.sales_shown),
            row.activity or "–",
            coloured(changes or "–", "warning" if row.changes else "muted"),
        ],
        [
            bool(row.changes),
            row.name,
            row.kind,
            str(row.last_seen or ""),
            row.new_items,
            row.lowest_minor,
            row.sales_shown,
            row.activity,
            changes,
        ],
    )


def _listed(row: PeerRow) -> str:
    return listed(row.changes)


def about_season(row: ListingRow) -> Content:
    window = ""
    if row.list_from and row.sells_from and row.sells_to:
        window = _("usually listed from {listed}, sells {first} to {last}").format(
            listed=f"{row.list_from:%m-%d}", first=f"{row.sells_from:%m-%d}", last=f"{row.sells_to:%m-%d}"
        )
    return Content.assemble(safe(row.text), ("\n" + window, MUTED))


def fill_launches(table: DeskTable, rows: tuple[LaunchRow, ...], room: int) -> None:
    columns = [
        Column(_("product")),
        Column(_("left"), right=True),
        Column(_("season"), most=12),
        Column(_("clicks"), right=True),
        Column(_("kept"), right=True),
        Column(_("in cart"), right=True),
        Column(_("test")),
    ]
    fill_table(table, columns, [_launch_row(row) for row in rows], room, 0, (3,))


def _launch_row(row: LaunchRow) -> Row:
    season = row.season or "?"
    if row.in_season is False:
        season = _("{season}, not now").format(season=season)
    return Row(
        row.product_id,
        [
            row.title,
            _("{days} days").format(days=row.days_left),
            coloured(season, "warning" if row.in_season is not True else ""),
            percent(row.ctr),
            percent(row.favourite_rate),
            percent(row.cart_rate),
            coloured(outcome_name(row.outcome), OUTCOME_COLOURS[row.outcome]),
        ],
    )


def about_launch(row: LaunchRow) -> Content:
    said = [_("listed {day}").format(day=f"{row.listed_on:%m-%d}")]
    if row.visitors is not None:
        said.append(
            ngettext("{count} visitor in the test", "{count} visitors in the test", row.visitors).format(
                count=number(row.visitors)
            )
        )
    if row.retest_on is not None:
        said.append(_("test again from {day}").format(day=row.retest_on))
    if row.needs:
        said.append(
            ngettext("{count} more needed to tell", "{count} more needed to tell", row.needs).format(count=number(row.needs))
        )
    return Content.assemble((safe(row.title), "bold"), ("\n" + " · ".join(said), MUTED))


def about_peer(row: PeerRow, currency: str) -> Content:
    changes = _listed(row) or (_("nothing new since the look before") if row.last_seen else _("not looked at yet"))
    overdue = _("time to look again") if row.stale and row.last_seen else ""
    level = (
        _("{count} items, usually {price}").format(count=number(row.items), price=money(row.level_minor, currency))
        if row.items
        else ""
    )
    told = (kind_name(row.kind), level, *map(_index, row.indices[:2]), safe(row.activity), safe(row.note), safe(host(row.url)))
    quiet = " · ".join(part for part in told if part)
    return Content.assemble(
        (safe(row.name), "bold"),
        (f"  {safe(changes)}", "$text-warning" if row.changes else ""),
        (f"  {overdue}" if overdue else "", "$text-warning"),
        ("\n" + quiet, MUTED),
    )


def _index(index: Index) -> str:
    """ "交易指数 12,345 (+4.2 % since 10-20)": the change is the index's own."""
    said = f"{safe(index.metric)} {number(index.value)}"
    if not index.value_before:
        return said
    change = percent(index.value / index.value_before - 1, sign=True)
    return f"{said} ({_('{change} since {day}').format(change=change, day=f'{index.day_before:%m-%d}')})"


def fill_seasons(table: DeskTable, rows: tuple[ListingRow, ...], room: int) -> None:
    columns = [
        Column(_("season")),
        Column(_("verdict")),
        Column(_("peers with it"), right=True),
        Column(_("items that sell"), right=True),
    ]
    columns += [Column(_("share"), right=True), Column(_("watched"), right=True)]
    fill_table(table, columns, [_season_row(row) for row in rows], room, 0)


def _season_row(row: ListingRow) -> Row:
    seen = row.evidence
    low, high = seen["share_low"], seen["share_high"]
    return Row(
        row.season,
        [
            row.season,
            coloured(verdict_name(row.verdict), VERDICT_COLOURS[row.verdict]),
            f"{seen['peers_listed']}/{seen['peers']}",
            f"{seen['moving']}/{seen['judged']}" if seen["judged"] else "–",
            f"{percent(low, 0)} – {percent(high, 0)}" if low is not None else "–",
            _("{days} days").format(days=seen["days"]) if seen["items"] else "–",
        ],
    )
