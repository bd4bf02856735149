"""The command target: what is to be sold in a year, quarter, month or day."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
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
    share = _share(desk, period, {each.period: each.amount_minor for each in every}) if period and not found else None
    if arguments.json:
        listed: list[dict[str, str]] = [
            {"period": item.period, "amount": str(from_minor(item.amount_minor, shop.currency))} for item in found
        ]
        if period and share:
            listed.append(
                {"period": period, "amount": str(from_minor(share.amount_minor, shop.currency)), "share_of": share.set_for}
            )
        print_json({"shop": shop.name, "currency": shop.currency, "targets": listed})
        return 0
    for item in found:
        print(f"{item.period:<11}{money(item.amount_minor, shop.currency, cents=True):>18}")
    for item in found:
        if gap := target_tree.gap({each.period: each.amount_minor for each in every}, targets.parse_period(item.period)):
            print(f"{item.period}: {target_words.gap_words(gap, shop.currency)}")
    if period and share:
        whole = _("its share of {period}").format(period=share.set_for)
        print(f"{period:<11}{money(share.amount_minor, shop.currency, cents=True):>18}  {whole}")
    elif not found:
        print(_("No target yet: shopdesk target 2026-11 570000 sets one."))
    return 0


def _share(desk: Desk, period: str, known: Mapping[str, int]) -> targets.Resolved | None:
    """The target of a period without one of its own, which follows from a larger one; a day's by its weight."""
    asked = targets.parse_period(period)
    if asked.days > 1:
        return targets.resolve(known, asked)
    month = targets.month_of(asked.first)
    if targets.resolve(known, month) is None:
        return None
    with desk.context() as context:
        node = target_tree.target_tree(context, month.text).node(period)
    return targets.Resolved(node.target_minor, month.text) if node is not None and node.target_minor is not None else None
