"""What there is to say about the peers: what changed, who is overdue for a look, and which kind is lacking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.text import _, listed, money, number, percent, safe

if TYPE_CHECKING:
    from shopdesk.steps.competitors import PeerRow

KINDS = ("bigger", "alike")


def findings(rows: Sequence[PeerRow], context: Context) -> tuple[Finding, ...]:
    return (*_changed(rows, context), *_stale(rows, context), *_mix(rows, context), *_unlike(rows, context))


def kind_name(kind: str) -> str:
    return {"bigger": _("bigger than us"), "alike": _("like us")}[kind]


def _changed(rows: Sequence[PeerRow], context: Context) -> list[Finding]:
    """What moved at the peers that were looked at lately; an old change is no news."""
    return [
        Finding(
            key=f"competitors:changed:{row.id}:{row.last_seen}",
            rule="R23",
            severity=Severity.WATCH,
            text=_("{name}: {text}").format(name=safe(row.name), text=listed(row.changes)),
            evidence={"peer": row.name, "seen_on": row.last_seen, "changes": row.changes},
            task=Proposal(
                "operations", _("Decide how to answer {name}: {text}").format(name=safe(row.name), text=row.changes[0])
            ),
            why=whys(rows, context)["changes"],
        )
        for row in rows
        if row.changes and not row.stale
    ]


def _stale(rows: Sequence[PeerRow], context: Context) -> list[Finding]:
    overdue = [row for row in rows if row.stale]
    if not overdue:
        return []
    names = listed(
        _("{name} (since {day})").format(name=safe(row.name), day=f"{row.last_seen:%m-%d}")
        if row.last_seen
        else _("{name} (never)").format(name=safe(row.name))
        for row in overdue
    )
    return [
        Finding(
            key="competitors:stale",
            rule="R23",
            severity=Severity.WATCH,
            text=_("Not looked at lately: {names}").format(names=names),
            evidence={"peers": {row.name: row.last_seen for row in overdue}},
            task=Proposal("operations", _("Look at every peer's shop and note what changed")),
            why=whys(rows, context)["last_seen"],
        )
    ]


def _mix(rows: Sequence[PeerRow], context: Context) -> list[Finding]:
    """Too few peers (R19), or not two bigger and two alike (R21): which kind to add."""
    book = context.playbook
    count = {kind: sum(row.kind == kind for row in rows) for kind in KINDS}
    lacking = {kind: max(book.whole(f"peers.{kind}") - count[kind], 0) for kind in KINDS}
    too_few = len(rows) < book.whole("peers.min")
    if not too_few and not any(lacking.values()):
        return []
    add = listed(
        [
            _("{number} bigger than us").format(number=lacking["bigger"]) if lacking["bigger"] else "",
            _("{number} like us").format(number=lacking["alike"]) if lacking["alike"] else "",
        ]
    )
    if too_few:
        text = _("{count} of {least} to {most} peers followed: add {add}").format(
            count=len(rows), least=book.whole("peers.min"), most=book.whole("peers.max"), add=add or _("one more")
        )
    else:
        text = _("The peers are {bigger} bigger and {alike} like us: add {add}").format(**count, add=add)
    return [
        Finding(
            key="competitors:few" if too_few else "competitors:mix",
            rule="R19" if too_few else "R21",
            severity=Severity.WATCH,
            text=text,
            evidence=count | {"peers": len(rows)},
            task=Proposal("operations", _("Find peers to follow: {add}").format(add=add or _("one more"))),
            why=whys(rows, context)["peers" if too_few else "mix"],
        )
    ]


def _unlike(rows: Sequence[PeerRow], context: Context) -> list[Finding]:
    """A shop like us that sells at another price level teaches little (R20); a bigger one may be dearer."""
    unlike = [row for row in rows if row.unlike and row.kind == "alike"]
    if not unlike:
        return []
    names = listed(
        _("{name} ({price})").format(name=safe(row.name), price=money(row.level_minor, context.shop.currency)) for row in unlike
    )
    return [
        Finding(
            key="competitors:unlike:" + ",".join(str(row.id) for row in unlike),
            rule="R20",
            severity=Severity.WATCH,
            text=_("Followed as alike, but at another price level: {names}").format(names=names),
            evidence={"peers": [{"name": row.name, "level_minor": row.level_minor} for row in unlike]},
            task=Proposal("operations", _("Find a peer of our style and price in place of {names}").format(names=names)),
            why=whys(rows, context)["level"],
        )
    ]


def whys(rows: Sequence[PeerRow], context: Context) -> dict[str, Why]:
    book = context.playbook
    return {
        "peers": Why(
            title=_("How many peers"),
            formula=_("peers followed, without those removed"),
            inputs=((_("peers"), str(len(rows))),),
            threshold=_("{least} to {most}").format(least=book.whole("peers.min"), most=book.whole("peers.max")),
            rule="R19",
            settings=("peers.min", "peers.max"),
        ),
        "mix": Why(
            title=_("Which peers"),
            formula=_("bigger shops to learn from, shops like us to compare with"),
            inputs=tuple((kind_name(kind), str(sum(row.kind == kind for row in rows))) for kind in KINDS),
            threshold=_("at least {bigger} bigger and {alike} like us").format(
                bigger=book.whole("peers.bigger"), alike=book.whole("peers.alike")
            ),
            rule="R21",
            settings=("peers.bigger", "peers.alike"),
        ),
        "last_seen": Why(
            title=_("When a peer was last looked at"),
            formula=_("days = this morning − day of the newest note"),
            inputs=(
                (_("this morning"), str(context.today)),
                *((safe(row.name), str(row.last_seen) if row.last_seen else _("never")) for row in rows),
            ),
            threshold=_("more than {days} days is overdue").format(days=book.whole("peers.stale_days")),
            rule="R23",
            settings=("peers.stale_days",),
        ),
        "changes": Why(
            title=_("What changed at a peer"),
            formula=_(
                "the newest look against the one before: items by their link, else by title; new ones, prices, titles, activity"
            ),
            inputs=tuple(
                (
                    safe(row.name),
                    _("{items} items on {day}, {known} known from before").format(
                        items=row.items, day=row.items_seen, known=row.item_changes.known
                    ),
                )
                for row in rows
                if row.item_changes is not None
            ),
            threshold=_("titles {title} alike, prices moved {price}, lists that share {overlap}").format(
                title=percent(book["peers.same_title"], 0),
                price=percent(book["peers.price_change"], 0),
                overlap=percent(book["peers.overlap"], 0),
            ),
            rule="R23",
            settings=("peers.same_title", "peers.price_change", "peers.overlap"),
        ),
        "level": Why(
            title=_("Price level of the peers"),
            formula=_("median price of the items listed, against the median price of our products"),
            inputs=tuple(
                (safe(row.name), money(row.level_minor, context.shop.currency)) for row in rows if row.level_minor is not None
            ),
            threshold=_("unlike beyond {factor} times, either way").format(factor=number(book["peers.price_unlike"], 1)),
            rule="R20",
            settings=("peers.price_unlike",),
        ),
        "indices": Why(
            title=_("Indices of the peers"),
            formula=_("as the platform prints them: an index compares with itself over days, it is no amount of money"),
            inputs=tuple(
                (
                    _("{name}, {metric}").format(name=safe(row.name), metric=safe(index.metric)),
                    _("{value} on {day}").format(value=number(index.value), day=index.day),
                )
                for row in rows
                for index in row.indices
            ),
            rule="R23",
        ),
    }
