"""Whether to list a season's items now, by what the peers' own new items do (R27), beside the season's window (R24, R28)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from shopdesk.analysis.copycats import normalise_title
from shopdesk.analysis.listing import ListingNeeds, ListingReason, ListingThresholds, ListingVerdict, NewItem, judge_listing
from shopdesk.analysis.verdict import Verdict
from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.text import _, ngettext, percent, safe

if TYPE_CHECKING:
    from shopdesk.almanac import Season
    from shopdesk.playbook import Playbook
    from shopdesk.records.peers import Peer, Watched
    from shopdesk.steps.competitors import ListingRow
    from shopdesk.steps.peer_looks import PeerLook

SETTINGS = (
    "listing.peers",
    "listing.wait_days",
    "listing.opening_days",
    "listing.moving_lower",
    "listing.moving_upper",
    "listing.discounting",
    "peers.item_days",
)


@dataclass
class _Season:
    """A season while its items are gathered. `label`: as the operator calls it, else as the playbook does."""

    label: str
    season: Season | None
    items: list[NewItem] = field(default_factory=list)
    ours: int = 0


def thresholds(book: Playbook) -> ListingThresholds:
    return ListingThresholds(
        peers=book.whole("listing.peers"),
        days=book.whole("listing.wait_days"),
        opening_days=book.whole("listing.opening_days"),
        moving_upper=book["listing.moving_upper"],
        moving_lower=book["listing.moving_lower"],
        discounting=book["listing.discounting"],
    )


def listing(context: Context, peers: Sequence[Peer], looks: Mapping[int, PeerLook]) -> tuple[ListingRow, ...]:
    """One row for each season that the peers' items name, that our own products still wait for, or whose listing begins."""
    from shopdesk.steps.competitors import ListingRow

    lines = thresholds(context.playbook)
    rows = []
    for found in _gathered(context, peers, looks).values():
        verdict = judge_listing(len(peers), found.items, lines)
        window = found.season.window(context.today) if found.season is not None else (None, None, None)
        rows.append(
            ListingRow(
                season=found.label,
                verdict=verdict.choice.value,
                evidence={
                    "peers": len(peers),
                    "peers_listed": verdict.peers_listed,
                    "items": verdict.items,
                    "judged": verdict.judged,
                    "moving": verdict.moving,
                    "share_low": verdict.share.low if verdict.judged else None,
                    "share_high": verdict.share.high if verdict.judged else None,
                    "discounted": verdict.discounted,
                    "days": verdict.days,
                    "certain": verdict.verdict is not Verdict.UNKNOWN,
                    "needs": verdict.needs,
                    "needs_unit": verdict.needs_unit.value,
                },
                text=_with_ours(_sentence(found.label, verdict, len(peers)), found.ours),
                list_from=window[0],
                sells_from=window[1],
                sells_to=window[2],
                ours=found.ours,
            )
        )
    return tuple(rows)


def _gathered(context: Context, peers: Sequence[Peer], looks: Mapping[int, PeerLook]) -> dict[str, _Season]:
    """By the playbook's season, else by the word the operator uses for it."""
    from shopdesk.records.peers import season_items
    from shopdesk.records.products import products

    book, today = context.playbook, context.today
    seasons: dict[str, _Season] = {}
    typed: set[tuple[int, str]] = set()

    def at(words: str) -> _Season:
        named = book.almanac.seasons_of(words)
        season = named[0] if len(named) == 1 else None
        return seasons.setdefault(season.id if season else words, _Season(words, season))

    for item in season_items(context.db, context.shop.id, today, book.whole("peers.item_days")):
        typed.add((item.competitor_id, normalise_title(item.title)))
        look = looks.get(item.competitor_id)
        usual = item.usual_daily if item.usual_daily is not None else look.usual_daily if look else None
        at(item.season).items.append(
            NewItem(
                peer=str(item.competitor_id),
                listed_on=item.listed_on,
                seen_on=item.seen_on,
                sales_shown=item.sales_shown,
                usual_daily=usual,
                discounting=item.discounting,
                opening_sales=item.opening_sales,
            )
        )
    for peer_id, shown, season in _listed(context, peers):
        if (peer_id, normalise_title(shown.title)) not in typed:
            look = looks.get(peer_id)
            seen = NewItem(
                peer=str(peer_id),
                listed_on=shown.listed_on,
                seen_on=shown.seen_on,
                sales_shown=shown.sales_shown,
                usual_daily=look.usual_daily if look else None,
                discounting=shown.discounting(book["peers.price_change"]),
                opening_sales=shown.opening_sales,
            )
            seasons.setdefault(season.id, _Season(str(season.words), season)).items.append(seen)
    ours = [product for product in products(context.db, context.shop.id).values() if product.season]
    for product in ours:
        if product.listed_on and product.listed_on > today:
            at(product.season)
    sold = {season.id: season for product in ours for season in book.almanac.seasons_of(product.season) if not season.all_year}
    for season in book.almanac.seasons if sold else ():  # a shop that knows seasons is told when the next one begins
        list_from, sells_from, _end = season.window(today)
        if not season.all_year and list_from <= today <= sells_from:
            seasons.setdefault(season.id, _Season(str(season.words), season))
    for found in seasons.values():
        if found.season is not None:
            first = found.season.window(today)[0]
            found.ours = sum(
                1
                for product in ours
                if product.listed_on
                and first <= product.listed_on <= today
                and found.season in book.almanac.seasons_of(product.season)
            )
    return seasons


def _listed(context: Context, peers: Sequence[Peer]) -> list[tuple[int, Watched, Season]]:
    """The items of listing files whose titles name a season."""
    from shopdesk.records import peers as records

    book = context.playbook
    names = {name: peer.id for peer in peers for name in peer.names}
    days, opening = book.whole("peers.item_days"), book.whole("listing.opening_days")
    items = records.watched(context.db, context.shop.id, names, context.today, days, opening)
    known = [(item, book.almanac.season_of_title(item.title, item.listed_on)) for item in items]
    return [(names[item.peer], item, season) for item, season in known if season is not None and not season.all_year]


def _with_ours(sentence: str, ours: int) -> str:
    text = ngettext("{sentence}; {count} of ours is listed", "{sentence}; {count} of ours are listed", ours)
    return text.format(sentence=sentence, count=ours) if ours else sentence


def _sentence(season: str, verdict: ListingVerdict, peers: int) -> str:
    sentence = {
        ListingReason.NO_PEERS: _("{season}: too early to say, no peer is followed"),
        ListingReason.NONE_LISTED: _("{season}: too early, none of {peers} peers has listed it"),
        ListingReason.FEW_PEERS: _("{season}: wait, only {listed} of {peers} peers has listed it"),
        ListingReason.FEW_DAYS: _("{season}: wait, {listed} of {peers} peers have listed it, the oldest {days} days ago"),
        ListingReason.NOT_MOVING: _("{season}: wait, {listed} of {peers} peers have listed it, {moving} of {judged} items sell"),
        ListingReason.MOVING: _("{season}: list now, {listed} of {peers} peers have listed it, {moving} of {judged} items sell"),
        ListingReason.OPEN: _("{season}: wait, {moving} of {judged} items sell, too few to tell"),
        ListingReason.PERHAPS_LATE: _(
            "{season}: wait, {discounted} of {items} items are discounted, too few to tell whether it is late"
        ),
        ListingReason.DISCOUNTING: _("{season}: late, most of the peers' {items} items are discounted already"),
    }[verdict.reason].format(
        season=safe(season),
        peers=peers,
        listed=verdict.peers_listed,
        items=verdict.items,
        moving=verdict.moving,
        judged=verdict.judged,
        discounted=verdict.discounted,
        days=verdict.days,
    )
    return _("{sentence}; {needs}").format(sentence=sentence, needs=_needs(verdict)) if verdict.needs else sentence


def _needs(verdict: ListingVerdict) -> str:
    n = verdict.needs
    return {
        ListingNeeds.PEERS: ngettext("{count} more peer needed to tell", "{count} more peers needed to tell", n),
        ListingNeeds.DAYS: ngettext("{count} more day needed to tell", "{count} more days needed to tell", n),
        ListingNeeds.ITEMS: ngettext("{count} more item needed to tell", "{count} more items needed to tell", n),
        ListingNeeds.NOTHING: "",
    }[verdict.needs_unit].format(count=n)


def findings(rows: Sequence[ListingRow], context: Context) -> list[Finding]:
    """List now is to act on, until ours is listed; too late is worth knowing; the rest waits."""
    reasons = whys(rows, context)
    found = []
    for row in rows:
        if row.verdict not in ("list_now", "late") or _to_come(row, context.today):
            continue
        now = row.verdict == "list_now"
        listed = Severity.FINE if row.ours else None  # begun already: good to know, nothing to press for
        title = _("List {season} now") if now else _("Decide whether {season} still pays")
        found.append(
            Finding(
                key=f"competitors:listing:{row.season}",
                rule="R27",
                severity=listed or (Severity.ACT if now else Severity.WATCH),
                text=row.text,
                evidence=row.evidence,
                task=Proposal(
                    "operations",
                    title.format(season=safe(row.season)),
                    metric=_("visitors of the season's items"),
                    expect=_("click rate and carts like last season's items"),
                    check_on=context.today + timedelta(days=context.playbook.whole("listing.wait_days")),
                ),
                why=reasons[f"listing:{row.season}"],
            )
        )
    return sorted(found, key=lambda finding: list(Severity).index(finding.severity))


def _to_come(row: ListingRow, today: date) -> bool:
    """Whether the season has not begun to be listed, so that what the peers do is of another round."""
    return row.list_from is not None and row.list_from - timedelta(days=60) > today


def whys(rows: Sequence[ListingRow], context: Context) -> dict[str, Why]:
    """By "listing:<season>"."""
    lines = thresholds(context.playbook)
    return {
        f"listing:{row.season}": Why(
            title=_("When to list {season}").format(season=safe(row.season)),
            formula=_(
                "an item sells if its sales a day, opening days left out where they are known, reach its shop's usual item; "
                "counted over all items"
            ),
            inputs=(
                (
                    _("peers that listed it"),
                    _("{part} of {whole}").format(part=row.evidence["peers_listed"], whole=row.evidence["peers"]),
                ),
                (_("items that sell"), _("{part} of {whole}").format(part=row.evidence["moving"], whole=row.evidence["judged"])),
                (
                    _("items discounted"),
                    _("{part} of {whole}").format(part=row.evidence["discounted"], whole=row.evidence["items"]),
                ),
                (_("longest watched"), _("{days} days").format(days=row.evidence["days"])),
                (_("our own listed"), str(row.ours)),
                *_window(row),
            ),
            interval=f"{percent(row.evidence['share_low'], 0)} – {percent(row.evidence['share_high'], 0)}",
            threshold=_(
                "list: lower bound at least {low}; wait: upper bound under {high}; late: surely more than {late} discounted"
            ).format(
                low=percent(lines.moving_lower, 0),
                high=percent(lines.moving_upper, 0),
                late=percent(lines.discounting, 0),
            ),
            rule="R27",
            settings=SETTINGS,
        )
        for row in rows
    }


def _window(row: ListingRow) -> tuple[tuple[str, str], ...]:
    if row.list_from is None or row.sells_from is None or row.sells_to is None:
        return ()
    return (
        (_("usually listed from"), str(row.list_from)),
        (_("usually sells"), _("{first} to {last}").format(first=row.sells_from, last=row.sells_to)),
    )
