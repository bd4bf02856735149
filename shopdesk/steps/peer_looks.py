"""What a peer's own items say: the newest list of them against the one before, its price level, its usual item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import TYPE_CHECKING

from shopdesk.analysis.peers import PeerChanges, compare, price_level, usual_daily
from shopdesk.steps.briefing import Context
from shopdesk.text import _, clip, money, ngettext, percent, safe

if TYPE_CHECKING:
    from shopdesk.records.peers import Peer

_TITLE = 30  # cells of a title within a sentence


@dataclass(frozen=True)
class PeerLook:
    """`changes` is None without a list before. `usual_daily`: pieces a day of the peer's median item."""

    day: date
    before: date | None
    items: int
    lowest_minor: int | None
    level_minor: int | None
    changes: PeerChanges | None
    usual_daily: float | None


def looks(context: Context, peers: Sequence[Peer]) -> Mapping[int, PeerLook]:
    """By peer's id, of the peers with a list of items not older than the playbook lets it count."""
    from shopdesk.records import peers as records

    book = context.playbook
    names = {name: peer.id for peer in peers for name in peer.names}
    told = records.looks(context.db, context.shop.id, names, context.today, book.whole("peers.item_days"))
    found: dict[int, PeerLook] = {}
    for name, days in told.items():
        newest, before, oldest = days[0], days[1] if len(days) > 1 else None, days[-1]
        known = found.get(names[name])
        if known is not None and known.day >= newest.day:  # the peer's other name has the newer list
            continue
        prices = [item.price_minor for item in newest.items if item.price_minor]
        found[names[name]] = PeerLook(
            newest.day,
            before.day if before else None,
            len(newest.items),
            min(prices, default=None),
            price_level(newest.items),
            compare(
                before.items,
                newest.items,
                same_title=book["peers.same_title"],
                price_change=book["peers.price_change"],
                overlap=book["peers.overlap"],
            )
            if before
            else None,
            usual_daily(oldest.items, newest.items, (newest.day - oldest.day).days),
        )
    return found


def sentences(look: PeerLook, currency: str) -> tuple[str, ...]:
    """What changed, one sentence for new items, one each for lower and higher prices, one for titles."""
    changes = look.changes
    if changes is None:
        return ()
    said = []
    if changes.new:
        text = ngettext("{count} new item: {title}", "{count} new items, among them {title}", len(changes.new))
        said.append(text.format(count=len(changes.new), title=_quoted(changes.new[0].title)))
    for cut in (True, False):
        moved = [found for found in changes.prices if (found.change < 0) == cut]
        if moved:
            text = (
                ngettext("{count} price cut: {example}", "{count} prices cut, most: {example}", len(moved))
                if cut
                else ngettext("{count} price raised: {example}", "{count} prices raised, most: {example}", len(moved))
            )
            example = _("{title} {old} → {new} ({change})").format(
                title=_quoted(moved[0].title),
                old=money(moved[0].before_minor, currency, cents=bool(moved[0].before_minor % 100)),
                new=money(moved[0].now_minor, currency, cents=bool(moved[0].now_minor % 100)),
                change=percent(moved[0].change, 0, sign=True),
            )
            said.append(text.format(count=len(moved), example=example))
    if changes.titles:
        text = ngettext("{count} title changed: now {title}", "{count} titles changed, one is now {title}", len(changes.titles))
        said.append(text.format(count=len(changes.titles), title=_quoted(changes.titles[0].now)))
    return tuple(said)


def _quoted(title: str) -> str:
    return _("“{title}”").format(title=clip(safe(title), _TITLE))


def our_level(context: Context) -> int | None:
    """The median price of our own products, in minor units; None with fewer than three known."""
    from shopdesk.records.products import products

    known = [product.price_minor for product in products(context.db, context.shop.id).values() if product.price_minor]
    return round(median(known)) if len(known) >= 3 else None
