"""Step 3, competitors: three to five peers, what changed there, and whether it is time to list the new season."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, cast

from shopdesk.steps.briefing import Briefing, Context, Severity, State
from shopdesk.steps.checked import amount, choice, link, refused, words
from shopdesk.steps.competitors_findings import KINDS, findings, kind_name, whys
from shopdesk.steps.leading import headline, severity
from shopdesk.text import _, money, ngettext, safe

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from shopdesk.playbook import Playbook
    from shopdesk.records.peers import Peer, Snapshot
    from shopdesk.records.shops import ShopInfo
    from shopdesk.store import Store

__all__ = [
    "KINDS",
    "CompetitorsDetails",
    "ListingRow",
    "PeerRow",
    "add_peer",
    "brief",
    "edit_peer",
    "kind_name",
    "note_peer_item",
    "note_snapshot",
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
    changes: tuple[str, ...]  # since the snapshot before, one sentence each
    stale: bool = False  # not looked at for too long


@dataclass(frozen=True)
class ListingRow:
    season: str
    verdict: Literal["too_early", "wait", "list_now", "late"]
    evidence: dict[str, Any]
    text: str


@dataclass(frozen=True)
class CompetitorsDetails:
    competitors: tuple[PeerRow, ...]
    listing: tuple[ListingRow, ...]


def verdict_name(verdict: str) -> str:
    return {"too_early": _("too early"), "wait": _("wait"), "list_now": _("list now"), "late": _("late")}[verdict]


# --- the briefing ----------------------------------------------------------------------------------------------------


def brief(context: Context) -> Briefing:
    from shopdesk.records import peers as records
    from shopdesk.steps import season

    snapshots = records.snapshots(context.db, context.shop.id, context.today)
    peers = records.followed(context.db, context.shop.id)
    rows = [_row(peer, snapshots.get(peer.id, []), context) for peer in peers]
    listing = season.listing(context, len(peers))
    found = (*season.findings(listing, context), *findings(rows, context))
    calm = _("{count} peers looked at, nothing changed there.").format(count=len(rows))
    return Briefing(
        step="competitors",
        day=context.day,
        state=State.READY if rows else State.NO_DATA,
        headline=headline(found, calm) if rows else _("No peers yet: press e and add 3 to 5 shops to follow."),
        severity=severity(found) if rows else Severity.UNKNOWN,
        details=CompetitorsDetails(tuple(rows), listing),
        findings=found,
        facts={
            "peers": len(rows),
            "bigger": sum(row.kind == "bigger" for row in rows),
            "alike": sum(row.kind == "alike" for row in rows),
            "stale": sum(row.stale for row in rows),
            "changed": sum(bool(row.changes) for row in rows),
        },
        whys=whys(rows, context) | season.whys(listing),
        currency=context.shop.currency,
    )


def _row(peer: Peer, snapshots: Sequence[Snapshot], context: Context) -> PeerRow:
    newest = snapshots[0] if snapshots else None
    before = snapshots[1] if len(snapshots) > 1 else None
    stale_days = context.playbook.whole("peers.stale_days")
    return PeerRow(
        id=peer.id,
        name=peer.name,
        kind=cast(Literal["bigger", "alike"], peer.kind),
        url=peer.url,
        last_seen=newest.day if newest else None,
        new_items=newest.new_items if newest else None,
        lowest_minor=newest.lowest_minor if newest else None,
        sales_shown=newest.sales_shown if newest else None,
        activity=newest.activity if newest else "",
        note=(newest.note if newest else "") or peer.note,
        changes=_changes(newest, before, context.shop.currency) if newest else (),
        stale=newest is None or (context.today - newest.day).days > stale_days,
    )


def _changes(newest: Snapshot, before: Snapshot | None, currency: str) -> tuple[str, ...]:
    """What is new at a peer, one sentence each. Without a snapshot before, a price has nothing to differ from."""
    said = []
    if newest.new_items:
        said.append(ngettext("{count} new item", "{count} new items", newest.new_items).format(count=newest.new_items))
    if before and None not in (newest.lowest_minor, before.lowest_minor) and newest.lowest_minor != before.lowest_minor:
        prices = {name: money(shot.lowest_minor, currency, cents=True) for name, shot in (("old", before), ("new", newest))}
        said.append(_("lowest price {old} → {new}").format(**prices))
    if newest.activity and (before is None or newest.activity != before.activity):
        said.append(_("new activity: {activity}").format(activity=safe(newest.activity)))
    if before and before.activity and not newest.activity:
        said.append(_("activity over: {activity}").format(activity=safe(before.activity)))
    return tuple(said)


# --- verbs -----------------------------------------------------------------------------------------------------------


def add_peer(
    store: Store,
    shop: ShopInfo,
    name: str,
    kind: str,
    url: str = "",
    *,
    note: str = "",
    override: bool = False,
    playbook: Playbook | None = None,
) -> int:
    """Follow one more peer; its id. Raises UsageError where a field does not fit or there are enough, unless `override`."""
    from shopdesk.models import Competitor
    from shopdesk.playbook import load

    values = _fitting(name, kind, url, note)
    most = (playbook or load()).whole("peers.max")
    with store.change(shop.id, _("Peer added: {name}").format(name=values["name"])) as change:
        peers = _followed(change.db, shop)
        if len(peers) >= most and not override:
            raise refused(
                _(
                    "You follow {count} peers already; more than {most} only confuse. Remove one first, or add it all the same."
                ).format(count=len(peers), most=most)
            )
        _unique(values["name"], peers.values())
        return change.add(Competitor, shop_id=shop.id, **values)


def edit_peer(
    store: Store,
    shop: ShopInfo,
    competitor_id: int,
    *,
    name: str | None = None,
    kind: str | None = None,
    url: str | None = None,
    note: str | None = None,
) -> None:
    """Set the given fields. Raises UsageError where one does not fit or the peer is not followed."""
    from shopdesk.models import Competitor

    with store.change(shop.id, _("Peer changed")) as change:
        peers = _followed(change.db, shop)
        peer = _known(peers, competitor_id)
        values = _fitting(
            peer.name if name is None else name,
            peer.kind if kind is None else kind,
            peer.url if url is None else url,
            peer.note if note is None else note,
        )
        _unique(values["name"], [other for other in peers.values() if other.id != competitor_id])
        change.put(Competitor, id=competitor_id, **values)


def remove_peer(store: Store, shop: ShopInfo, competitor_id: int) -> None:
    """Follow the peer no more; what was noted of it stays."""
    from shopdesk.models import Competitor
    from shopdesk.store import now

    with store.change(shop.id, _("Peer removed")) as change:
        _known(_followed(change.db, shop), competitor_id)
        change.put(Competitor, id=competitor_id, removed_at=now())


def note_snapshot(
    store: Store,
    shop: ShopInfo,
    day: date,
    competitor_id: int,
    new_items: int | None = None,
    lowest_minor: int | None = None,
    sales_shown: int | None = None,
    activity: str = "",
    note: str = "",
) -> None:
    """What was seen at the peer on `day`, the day of looking, in place of that day's earlier note. Nothing new is a look, too."""
    from shopdesk.models import CompetitorDay

    values = {
        "new_items": amount(new_items, _("new items")),
        "lowest_minor": amount(lowest_minor, _("lowest price")),
        "sales_shown": amount(sales_shown, _("sales shown")),
        "activity": words(activity, _("activity"), 120),
        "note": words(note, _("note"), 500),
    }
    with store.change(shop.id, _("Peer looked at")) as change:
        _known(_followed(change.db, shop), competitor_id)
        change.put(CompetitorDay, shop_id=shop.id, day=day, competitor_id=competitor_id, **values)


def note_peer_item(
    store: Store,
    shop: ShopInfo,
    day: date,
    competitor_id: int,
    season: str,
    title: str,
    listed_on: date,
    *,
    sales_shown: int | None = None,
    usual_daily: float | None = None,
    discounting: bool = False,
) -> int:
    """A peer's new-season item as seen on `day`; noting the same title again brings it up to date. The item's id."""
    from shopdesk.models import PeerItem
    from shopdesk.records import peers as records

    if listed_on > day:
        raise refused(_("It cannot be listed on {listed}, after the day you saw it; check the days.").format(listed=listed_on))
    season = words(season, _("season"), 40, required=True)
    title = words(title, _("title"), 200, required=True)
    seen = {
        "listed_on": listed_on,
        "seen_on": day,
        "sales_shown": amount(sales_shown, _("sales shown")),
        "usual_daily": amount(usual_daily, _("usual sales a day")),
        "discounting": discounting,
    }
    with store.change(shop.id, _("Peer's item noted: {title}").format(title=title)) as change:
        _known(_followed(change.db, shop), competitor_id)
        known = records.same_item(change.db, shop.id, competitor_id, season, title)
        if known is None:
            return change.add(PeerItem, shop_id=shop.id, competitor_id=competitor_id, season=season, title=title, **seen)
        change.put(PeerItem, id=known.id, **seen)
        return known.id


def _followed(db: Connection, shop: ShopInfo) -> Mapping[int, Peer]:
    from shopdesk.records import peers as records

    return {peer.id: peer for peer in records.followed(db, shop.id)}


def _known(peers: Mapping[int, Peer], competitor_id: int) -> Peer:
    if competitor_id not in peers:
        raise refused(_("This peer is not followed any more; look again."))
    return peers[competitor_id]


def _unique(name: str, others: Iterable[Peer]) -> None:
    if any(name.casefold() == other.name.casefold() for other in others):
        raise refused(_("You follow “{name}” already; change that one instead.").format(name=safe(name)))


def _fitting(name: str, kind: str, url: str, note: str) -> dict[str, str]:
    return {
        "name": words(name, _("name"), 80, required=True),
        "kind": choice(kind, KINDS, _("kind")),
        "url": link(url),
        "note": words(note, _("note"), 500),
    }
