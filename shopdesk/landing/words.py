"""A fact's figures for the eye: what they are called, and how their values are written."""

from __future__ import annotations

from shopdesk.intake import kinds
from shopdesk.text import DECIMALS, _, from_minor, listed, number, percent

_RATES = ("bounce_rate",)


def kind_label(kind: str | None) -> str:
    """What a kind of file is called; its id where it is not known."""
    return next((known.label for known in kinds() if known.id == kind), kind or "")


def counts(new: int, changed: int, same: int, rejected: int) -> str:
    """ "7 new, 1 changed, 110 the same, 2 rejected"; of those that are none only "nothing new" is said."""
    said = (
        _("{n} new").format(n=number(new)) if new else "",
        _("{n} changed").format(n=number(changed)) if changed else "",
        "" if new or changed else _("nothing new"),
        _("{n} the same").format(n=number(same)) if same else "",
        _("{n} rejected").format(n=number(rejected)) if rejected else "",
    )
    return listed(words for words in said if words)


def label(column: str) -> str:
    """What a column of a fact is called; its own name where it has no other."""
    names = {
        "visitors": _("visitors"),
        "page_views": _("page views"),
        "paying_buyers": _("paying buyers"),
        "orders": _("number of orders"),
        "units": _("pieces sold"),
        "sales_minor": _("sales"),
        "placed_buyers": _("buyers who ordered"),
        "placed_minor": _("amount ordered"),
        "returning_visitors": _("returning visitors"),
        "bounce_rate": _("bounce rate"),
        "dwell_seconds": _("seconds of stay"),
        "refunds_minor": _("refunds"),
        "refund_minor": _("refunds"),
        "impressions": _("impressions"),
        "clicks": _("clicks"),
        "spend_minor": _("spend"),
        "on_hand": _("on hand"),
        "stars": _("stars"),
        "enquiries": _("people who asked"),
        "deals": _("of them, people who bought"),
        "reply_seconds": _("seconds to the answer"),
        "paid_minor": _("paid"),
        "total_minor": _("amount of the order"),
    }
    return names.get(column, column)


def figure(column: str, value: int | float | None, currency: str) -> str:
    """A value of the column: "17,206.99", "5,312", "61.8 %"; "–" where unknown."""
    if value is None:
        return "–"
    if column.endswith("_minor"):
        return f"{from_minor(int(value), currency):,.{DECIMALS.get(currency, 2)}f}"
    if column in _RATES:
        return percent(value, 2)
    return number(value, 0 if isinstance(value, int) else 2)
