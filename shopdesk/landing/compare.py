"""Two reports that tell of the same day: where they differ is said, never averaged. records.facts ranks them.

Of two exports of one report the newer counts, whichever is imported last.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from shopdesk.errors import IntakeError
from shopdesk.intake.names import made_in
from shopdesk.landing.rows import ORDER_DAYS
from shopdesk.landing.words import figure, kind_label, label
from shopdesk.models import Import, Replaced, ShopDay
from shopdesk.records import facts, table
from shopdesk.records.shops import ShopInfo
from shopdesk.text import _, ngettext, safe

IMPORT = table(Import)
REPLACED = table(Replaced)
SHOP_DAY = table(ShopDay)
APART = 0.01
# What means the same in every report; the platforms' "orders" are parts of orders, an order list's are whole ones.
COMPARED = ("visitors", "page_views", "paying_buyers", "units", "sales_minor", "placed_buyers", "placed_minor", "refunds_minor")


def disagreements(db: sa.Connection, shop: ShopInfo, days: Collection[str], origins: Collection[str]) -> list[str]:
    """A note for each figure that reports of `origins` and others tell differently on these days, with the newest day."""
    if not days:
        return []
    wanted = [date.fromisoformat(day) for day in days]
    query = (
        sa.select(SHOP_DAY)
        .where(SHOP_DAY.c.shop_id == shop.id, SHOP_DAY.c.day.between(min(wanted), max(wanted)))
        .order_by(SHOP_DAY.c.day)
    )
    told: dict[date, list[Mapping[Any, Any]]] = {}
    for row in db.execute(query).mappings():
        told.setdefault(row["day"], []).append(row)
    found: dict[tuple[str, str, str], list[str]] = {}
    for day in sorted(set(wanted) & told.keys()):
        ranked = sorted(told[day], key=lambda row: (facts.rank(row["origin"]), row["origin"]))
        for at, first in enumerate(ranked):
            for second in ranked[at + 1 :]:
                if first["origin"] in origins or second["origin"] in origins:
                    for name, words in _apart(shop, day, first, second):
                        found.setdefault((name, first["origin"], second["origin"]), []).append(words)
    return [_with_count(notes) for notes in found.values()]


def _apart(shop: ShopInfo, day: date, first: Mapping[Any, Any], second: Mapping[Any, Any]) -> list[tuple[str, str]]:
    words = _("{what} of {day}: {first} {ours}, {second} {theirs}; {first} counts.")
    found = []
    for name in COMPARED:
        ours, theirs = first[name], second[name]
        if ours is not None and theirs is not None and abs(ours - theirs) > APART * max(abs(ours), abs(theirs)):
            said = words.format(
                what=label(name),
                day=day.isoformat(),
                first=_report(first["origin"]),
                ours=figure(name, ours, shop.currency),
                second=_report(second["origin"]),
                theirs=figure(name, theirs, shop.currency),
            )
            found.append((name, said))
    return found


def _with_count(notes: list[str]) -> str:
    others = len(notes) - 1
    if not others:
        return notes[-1]
    more = ngettext("{n} day more differs.", "{n} days more differ.", others).format(n=others)
    return f"{notes[-1]} {more}"


def _report(origin: str) -> str:
    if origin == ORDER_DAYS:
        return _("the order list")
    return kind_label(origin)


# --- an older export after a newer one -----------------------------------------------------------------------------


def refuse_older(db: sa.Connection, import_id: int, file: str) -> None:
    """IntakeError where this import changed rows of a file that was exported later, as the names of both say."""
    made = made_in(file.rsplit("/", 1)[-1])
    if made is None:
        return
    replaced = sa.func.json_extract(REPLACED.c.old, "$.import_id")
    before = sa.select(replaced).where(REPLACED.c.import_id == import_id).distinct()
    for newer in db.execute(sa.select(IMPORT.c.id, IMPORT.c.file).where(IMPORT.c.id.in_(before)).order_by(IMPORT.c.id)):
        theirs = made_in(newer.file.rsplit("/", 1)[-1])
        if theirs is not None and theirs > made:
            raise IntakeError(
                _("An older export"),
                _(
                    "It was exported at {made} before “{file}” of {theirs}, which tells of the same rows and counts; "
                    "if this one is to count, take the other back first: shopdesk imports undo {id}."
                ).format(made=f"{made:%Y-%m-%d %H:%M}", file=safe(newer.file), theirs=f"{theirs:%Y-%m-%d %H:%M}", id=newer.id),
            )
