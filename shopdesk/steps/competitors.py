"""Step 3, competitors: three to five peers, what changed there, and whether it is time to list the new season."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, cast

from shopdesk.steps.briefing import Briefing, Context, Severity, State
from shopdesk.steps.competitors_findings import KINDS, findings, kind_name, whys
from shopdesk.steps.following import add_peer, edit_peer, note_items, note_peer_item, note_snapshot, remove_peer
from shopdesk.steps.launch import LaunchRow, outcome_name
from shopdesk.steps.leading import headline, severity
from shopdesk.text import _, either, key_of, money, ngettext, safe

if TYPE_CHECKING:
    from shopdesk.analysis.peers import PeerChanges
    from shopdesk.records.peers import Index, Peer, Snapshot
    from shopdesk.steps.peer_looks import PeerLook

__all__ = [
    "KINDS",
    "CompetitorsDetails",
    "LaunchRow",
    "ListingRow",
    "PeerRow",
    "add_peer",
    "brief",
    "edit_peer",
    "kind_name",
    "note_items",
    "note_peer_item",
    "note_snapshot",
    "outcome_name",
    "remove_peer",
    "verdict_name",
]


@dataclass(frozen=True)
class PeerRow:
    id: int
    name: str
    kind: Literal["bigger", "alike"]
    url: str
    last_seen: date | None
    new_items: int | None
    lowest_minor: int | None
    sales_shown: int | None
    activity: str
    note: str
    changes: tuple[str, ...]  # since the look before, one sentence each
    stale: bool = False  # not looked at for too long
    items: int | None = None  # in the newest list of its items
    items_seen: date | None = None
    level_minor: int | None = None  # the median price in that list
    unlike: bool = False  # another price level than ours (R20)
    item_changes: PeerChanges | None = None
    indices: tuple[Index, ...] = ()  # the platform's: comparable with themselves, never money


@dataclass(frozen=True)
class ListingRow:
    season: str
    verdict: Literal["too_early", "wait", "list_now", "late"]
    evidence: dict[str, Any]
    text: str
    list_from: date | None = None  # the season's round, where the playbook knows the season
    sells_from: date | None = None
    sells_to: date | None = None
    ours: int = 0  # our own products of it listed in this round


@dataclass(frozen=True)
class CompetitorsDetails:
    competitors: tuple[PeerRow, ...]
    listing: tuple[ListingRow, ...]
    launches: tuple[LaunchRow, ...] = ()  # our own new products


INDEX_DAYS = 14  # an older index is not shown


def verdict_name(verdict: str) -> str:
    return {"too_early": _("too early"), "wait": _("wait"), "list_now": _("list now"), "late": _("late")}[verdict]


# --- the briefing ----------------------------------------------------------------------------------------------------


def brief(context: Context) -> Briefing:
    from shopdesk.records import peers as records
    from shopdesk.steps import launch, peer_looks, season

    snapshots = records.snapshots(context.db, context.shop.id, context.today)
    peers = records.followed(context.db, context.shop.id)
    looks = peer_looks.looks(context, peers)
    level = peer_looks.our_level(context) if looks else None
    names = [name for peer in peers for name in peer.names]
    told = records.indices(context.db, context.shop.id, names, context.today, INDEX_DAYS) if names else []
    rows = [
        _row(
            peer,
            snapshots.get(peer.id, []),
            looks.get(peer.id),
            level,
            tuple(index for index in told if index.peer in peer.names),
            context,
        )
        for peer in peers
    ]
    listing = season.listing(context, peers, looks)
    launches = launch.launches(context)
    said = (*season.findings(listing, context), *launch.findings(launches, context), *findings(rows, context))
    found = tuple(sorted(said, key=lambda finding: list(Severity).index(finding.severity)))
    calm = _("{count} peers looked at, nothing changed there.").format(count=len(rows))
    return Briefing(
        step="competitors",
        day=context.day,
        state=State.READY if rows or launches else State.NO_DATA,
        headline=headline(found, calm)
        if rows
        else either(
            _("No peers yet: press {key} and add 3 to 5 shops to follow.").format(key=key_of("add_peer", "e")),
            _("No peers yet: add 3 to 5 shops to follow, in the desk."),
        ),
        severity=severity(found) if rows else Severity.UNKNOWN,
        details=CompetitorsDetails(tuple(rows), listing, launches),
        findings=found,
        facts={
            "peers": len(rows),
            "bigger": sum(row.kind == "bigger" for row in rows),
            "alike": sum(row.kind == "alike" for row in rows),
            "stale": sum(row.stale for row in rows),
            "changed": sum(bool(row.changes) for row in rows),
            "new_products": len(launches),
        },
        whys=whys(rows, context) | season.whys(listing, context) | launch.whys(launches, context),
        currency=context.shop.currency,
    )


def _row(
    peer: Peer,
    snapshots: Sequence[Snapshot],
    look: PeerLook | None,
    our_level: int | None,
    indices: tuple[Index, ...],
    context: Context,
) -> PeerRow:
    newest = snapshots[0] if snapshots else None
    before = snapshots[1] if len(snapshots) > 1 else None
    seen = max((shown.day for shown in (newest, look) if shown is not None), default=None)
    factor = context.playbook["peers.price_unlike"]
    unlike = False
    if look is not None and look.level_minor and our_level:
        unlike = not 1 / factor <= look.level_minor / our_level <= factor
    new = look.changes.new if look is not None and look.changes is not None else None
    return PeerRow(
        id=peer.id,
        name=peer.name,
        kind=cast(Literal["bigger", "alike"], peer.kind),
        url=peer.url,
        last_seen=seen,
        new_items=len(new) if new is not None and look is not None and look.day == seen else newest.new_items if newest else None,
        lowest_minor=look.lowest_minor if look is not None and look.day == seen else newest.lowest_minor if newest else None,
        sales_shown=newest.sales_shown if newest else None,
        activity=newest.activity if newest else "",
        note=(newest.note if newest else "") or peer.note,
        changes=_changes(newest, before, look, context.shop.currency),
        stale=seen is None or (context.today - seen).days > context.playbook.whole("peers.stale_days"),
        items=look.items if look else None,
        items_seen=look.day if look else None,
        level_minor=look.level_minor if look else None,
        unlike=unlike,
        item_changes=look.changes if look else None,
        indices=indices,
    )


def _changes(newest: Snapshot | None, before: Snapshot | None, look: PeerLook | None, currency: str) -> tuple[str, ...]:
    """What is new at a peer, one sentence each: from the newer of its list of items and the note, from both if of one day.

    Without a look before, a price has nothing to differ from.
    """
    from shopdesk.steps.peer_looks import sentences

    items = sentences(look, currency) if look is not None and (newest is None or look.day >= newest.day) else ()
    if newest is None or (look is not None and look.day > newest.day):
        return items
    said = []
    counted = bool(look is not None and look.day == newest.day and look.changes and look.changes.new is not None)
    if newest.new_items and not counted:
        said.append(ngettext("{count} new item", "{count} new items", newest.new_items).format(count=newest.new_items))
    if before and None not in (newest.lowest_minor, before.lowest_minor) and newest.lowest_minor != before.lowest_minor:
        prices = {name: money(shot.lowest_minor, currency, cents=True) for name, shot in (("old", before), ("new", newest))}
        said.append(_("lowest price {old} → {new}").format(**prices))
    if newest.activity and (before is None or newest.activity != before.activity):
        said.append(_("new activity: {activity}").format(activity=safe(newest.activity)))
    if before and before.activity and not newest.activity:
        said.append(_("activity over: {activity}").format(activity=safe(before.activity)))
    return (*items, *said)
