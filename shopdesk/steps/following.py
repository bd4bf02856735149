"""What the operator says of the peers: whom to follow, what was seen there, their items. Every verb can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from shopdesk.steps.checked import amount, choice, link, refused, words
from shopdesk.steps.competitors_findings import KINDS
from shopdesk.text import _, safe

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from shopdesk.playbook import Playbook
    from shopdesk.records.peers import Peer
    from shopdesk.records.shops import ShopInfo
    from shopdesk.store import Store


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
        if values["name"].casefold() != peer.name.casefold():
            values["listed_as"] = peer.listed_as or peer.name  # its listing files keep the name they came under
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
    playbook: Playbook | None = None,
) -> int:
    """A peer's new-season item as seen on `day`; noting the same title again brings it up to date. The item's id.

    What it sold in its opening days is kept from the look at their end, so that they can be left out (R27).
    """
    from shopdesk.models import PeerItem
    from shopdesk.playbook import load
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
        opening = (playbook or load()).whole("listing.opening_days")
        if (day - listed_on).days == opening:
            seen["opening_sales"] = seen["sales_shown"]
        elif known is not None and known.listed_on != listed_on:
            seen["opening_sales"] = None
        if known is None:
            return change.add(PeerItem, shop_id=shop.id, competitor_id=competitor_id, season=season, title=title, **seen)
        change.put(PeerItem, id=known.id, **seen)
        return known.id


def note_items(store: Store, shop: ShopInfo, day: date, competitor_id: int, text: str) -> int:
    """The peer's items of `day` as pasted from its page, beside what is known of that day already; how many there were.

    Raises UsageError where nothing of the text is an item, or there are too many.
    """
    from shopdesk.intake.peer_items import item_key
    from shopdesk.models import PeerListing
    from shopdesk.steps.pasted import MOST_OFFERS, read_pasted

    found = read_pasted(text, shop.currency)
    items = [offer for offer in found.offers if offer.price_minor is not None or offer.sales is not None or offer.url]
    if not items:
        raise refused(_("Nothing of it is an item: each needs a title, and beside it price, sales or link."))
    if found.cut:
        raise refused(_("More than {most} items are too many to paste; import them as a file.").format(most=MOST_OFFERS))
    with store.change(shop.id, _("Peer's items pasted")) as change:
        peer = _known(_followed(change.db, shop), competitor_id)
        for offer in items:
            told = {"title": offer.title, "url": offer.url, "price_minor": offer.price_minor, "sales_shown": offer.sales}
            item = item_key(offer.url, offer.title)
            key = {"shop_id": shop.id, "day": day, "peer": peer.name.casefold(), "item": item}
            change.put(PeerListing, **key, **{name: value for name, value in told.items() if value not in (None, "")})
    return len(items)


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
