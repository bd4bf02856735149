"""Whether to list a season's items now, by what the peers' own new items do (R27)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from shopdesk.analysis.listing import ListingNeeds, ListingReason, ListingThresholds, ListingVerdict, NewItem, judge_listing
from shopdesk.analysis.verdict import Verdict
from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.text import _, ngettext, percent, safe

if TYPE_CHECKING:
    from shopdesk.steps.competitors import ListingRow

ITEM_DAYS = 60  # an item nobody has looked at for longer tells nothing of this season


def listing(context: Context, peers: int) -> tuple[ListingRow, ...]:
    """One row for each season that the peers' items or our own products still to be listed name."""
    from shopdesk.records.peers import season_items
    from shopdesk.records.products import products
    from shopdesk.steps.competitors import ListingRow

    ours = products(context.db, context.shop.id).values()
    items: dict[str, list[NewItem]] = {
        product.season: [] for product in ours if product.season and product.listed_on and product.listed_on > context.today
    }
    for item in season_items(context.db, context.shop.id, context.today, ITEM_DAYS):
        seen = NewItem(
            peer=str(item.competitor_id),
            listed_on=item.listed_on,
            seen_on=item.seen_on,
            sales_shown=item.sales_shown,
            usual_daily=item.usual_daily,
            discounting=item.discounting,
        )
        items.setdefault(item.season, []).append(seen)
    thresholds = ListingThresholds(days=context.playbook.whole("listing.wait_days"))
    rows = []
    for season, found in items.items():
        verdict = judge_listing(peers, found, thresholds)
        rows.append(
            ListingRow(
                season=season,
                verdict=verdict.choice.value,
                evidence={
                    "peers": peers,
                    "peers_listed": verdict.peers_listed,
                    "items": verdict.items,
                    "judged": verdict.judged,
                    "moving": verdict.moving,
                    "share_low": verdict.share.low if verdict.judged else None,
                    "share_high": verdict.share.high if verdict.judged else None,
                    "days": verdict.days,
                    "certain": verdict.verdict is not Verdict.UNKNOWN,
                    "needs": verdict.needs,
                    "needs_unit": verdict.needs_unit.value,
                },
                text=_sentence(season, verdict, peers),
            )
        )
    return tuple(rows)


def _sentence(season: str, verdict: ListingVerdict, peers: int) -> str:
    sentence = {
        ListingReason.NO_PEERS: _("{season}: too early to say, no peer is followed"),
        ListingReason.NONE_LISTED: _("{season}: too early, none of {peers} peers has listed it"),
        ListingReason.FEW_PEERS: _("{season}: wait, only {listed} of {peers} peers has listed it"),
        ListingReason.FEW_DAYS: _("{season}: wait, {listed} of {peers} peers have listed it, the oldest {days} days ago"),
        ListingReason.NOT_MOVING: _("{season}: wait, {listed} of {peers} peers have listed it, {moving} of {judged} items sell"),
        ListingReason.MOVING: _("{season}: list now, {listed} of {peers} peers have listed it, {moving} of {judged} items sell"),
        ListingReason.OPEN: _("{season}: wait, {moving} of {judged} items sell, too few to tell"),
        ListingReason.DISCOUNTING: _("{season}: late, most of the peers' {items} items are discounted already"),
    }[verdict.reason].format(
        season=safe(season),
        peers=peers,
        listed=verdict.peers_listed,
        items=verdict.items,
        moving=verdict.moving,
        judged=verdict.judged,
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
    """List now is to act on; too late is worth knowing; the rest waits."""
    reasons = whys(rows)
    found = []
    for row in rows:
        if row.verdict not in ("list_now", "late"):
            continue
        now = row.verdict == "list_now"
        title = _("List {season} now") if now else _("Decide whether {season} still pays")
        found.append(
            Finding(
                key=f"competitors:listing:{row.season}",
                rule="R27",
                severity=Severity.ACT if now else Severity.WATCH,
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
    return sorted(found, key=lambda finding: finding.severity is not Severity.ACT)


def whys(rows: Sequence[ListingRow]) -> dict[str, Why]:
    """By "listing:<season>"."""
    lines = ListingThresholds()
    return {
        f"listing:{row.season}": Why(
            title=_("When to list {season}").format(season=safe(row.season)),
            formula=_("an item sells if its sales a day since listing reach its shop's usual item; counted over all items"),
            inputs=(
                (
                    _("peers that listed it"),
                    _("{part} of {whole}").format(part=row.evidence["peers_listed"], whole=row.evidence["peers"]),
                ),
                (_("items that sell"), _("{part} of {whole}").format(part=row.evidence["moving"], whole=row.evidence["judged"])),
                (_("longest watched"), _("{days} days").format(days=row.evidence["days"])),
            ),
            interval=f"{percent(row.evidence['share_low'], 0)} – {percent(row.evidence['share_high'], 0)}",
            threshold=_("list: lower bound at least {low}; wait: upper bound under {high}").format(
                low=percent(lines.moving_lower, 0), high=percent(lines.moving_upper, 0)
            ),
            rule="R27",
        )
        for row in rows
    }
