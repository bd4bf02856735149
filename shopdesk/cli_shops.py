"""The command shops: what is known of each shop, and how that is changed."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from shopdesk.cli_words import print_json
from shopdesk.text import _, listed, safe

if TYPE_CHECKING:
    from shopdesk.desk import Desk


def show(desk: Desk, arguments: argparse.Namespace) -> int:
    """`shopdesk shops`: every shop with its platform, currency, time zone, other names and newest day."""
    from shopdesk.records import shops

    with desk.store.read() as db:
        also = shops.other_names(db)
        told: list[dict[str, Any]] = [
            {
                "name": shop.name,
                "platform": shop.platform or None,
                "currency": shop.currency,
                "timezone": shop.timezone,
                "also": [name for name, shop_id in also.items() if shop_id == shop.id],
                "last_day": day.isoformat() if (day := shops.newest_day(db, shop)) else None,
            }
            for shop in shops.shops(db)
        ]
    if arguments.json:
        print_json({"shops": told})
        return 0
    for shop in told:
        platform = shop["platform"] or _("platform not known yet")
        until = _("until {day}").format(day=shop["last_day"]) if shop["last_day"] else _("no figures yet")
        print(f"{safe(shop['name'])}  {platform} · {shop['currency']} · {safe(shop['timezone'])} · {until}")
        if shop["also"]:
            print(_("    also called {names}").format(names=listed(map(safe, shop["also"]))))
    if not told:
        print(_("No shop yet: shopdesk import FILE --shop NAME makes one."))
    return 0


def change(desk: Desk, arguments: argparse.Namespace) -> int:
    """`shopdesk shops rename | also | currency | platform | timezone NAME VALUE`; then what is known now."""
    from shopdesk.records import shops

    verbs: dict[str, Callable[[Any, Any, str], object]] = {
        "rename": shops.change_name,
        "also": shops.say_other_name,
        "currency": shops.change_currency,
        "platform": shops.change_platform,
        "timezone": shops.change_timezone,
    }
    with desk.store.read() as db:
        shop = shops.find(db, arguments.name)
    verbs[arguments.verb](desk.store, shop, arguments.value)
    return show(desk, arguments)
