"""The command target: what is to be sold in a year, quarter, month or day."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from shopdesk.cli_words import print_json
from shopdesk.errors import UsageError
from shopdesk.records import targets
from shopdesk.steps import target_tree, target_words
from shopdesk.text import _, from_minor, money, parse_money, safe

if TYPE_CHECKING:
    from shopdesk.desk import Desk


def show_or_set(desk: Desk, arguments: argparse.Namespace) -> int:
    """`shopdesk target [PERIOD [AMOUNT]]`: the targets, or those of the period, once set where an amount is given."""
    shop = desk.need_shop()
    period = targets.parse_period(arguments.period).text if arguments.period else None
    if period and arguments.amount is not None:
        try:
            amount = parse_money(arguments.amount, shop.currency)
        except ValueError:
            raise UsageError(
                _("This is no amount"), _("“{text}” is not understood; write it like 570000.").format(text=safe(arguments.amount))
            ) from None
        targets.set_target(desk.store, shop, period, amount)
    with desk.store.read() as db:
        every = targets.targets(db, shop.id)
    found = [item for item in every if period in (None, item.period)]
    if arguments.json:
        listed = [{"period": item.period, "amount": str(from_minor(item.amount_minor, shop.currency))} for item in found]
        print_json({"shop": shop.name, "currency": shop.currency, "targets": listed})
        return 0
    for item in found:
        print(f"{item.period:<11}{money(item.amount_minor, shop.currency, cents=True):>18}")
    for item in found:
        if gap := target_tree.gap({each.period: each.amount_minor for each in every}, targets.parse_period(item.period)):
            print(f"{item.period}: {target_words.gap_words(gap, shop.currency)}")
    if not found:
        print(_("No target yet: shopdesk target 2026-11 570000 sets one."))
    return 0
