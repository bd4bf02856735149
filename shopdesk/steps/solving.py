"""The target solver for a person: values or ranges as typed, the fourth solved from three, beside what was reached before."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from shopdesk.analysis.solver import NAMES, Name, Range, solve
from shopdesk.steps.levers import FIRST, best, lever_value, stage_of
from shopdesk.text import DECIMALS, SYMBOLS, _

if TYPE_CHECKING:
    from shopdesk.steps.levers import Month
    from shopdesk.steps.target_tree import Node, TargetTree

_NUMBER = r"[0-9]{1,15}(?:\.[0-9]+)?"
_RANGE = re.compile(rf"({_NUMBER})(?:[-–—~～至]({_NUMBER}))?")


def read_range(text: str, name: Name, currency: str) -> Range | None:
    """ "5000-8000", "2 %" (a conversion is in percent), "¥30–50"; None where nothing is typed. ValueError with a sentence."""
    bare = re.sub(r"[\s,，%％]", "", text).replace(SYMBOLS.get(currency, ""), "").replace("￥", "")
    if not bare:
        return None
    found = _RANGE.fullmatch(bare)
    wrong = _("“{text}” is no value and no range; write 5000 or 5000–8000.")
    if found is None:
        raise ValueError(wrong.format(text=text))
    low, high = float(found[1]), float(found[2] or found[1])
    unit = {"visitors": 1.0, "conversion": 0.01}.get(name, 10.0 ** DECIMALS.get(currency, 2))
    try:
        return Range(low * unit, high * unit)
    except ValueError:
        raise ValueError(wrong.format(text=text)) from None


def solved_lines(typed: Mapping[str, str], months: Sequence[Month], currency: str) -> tuple[str, ...]:
    """What follows from what was typed so far, one sentence a line; sales are of a day."""
    try:
        given = {name: read_range(typed.get(name, ""), name, currency) for name in NAMES}
    except ValueError as error:
        return (str(error),)
    if sum(value is None for value in given.values()) > 1:
        return (_("Fill in three of the four; a range such as 5000–8000 will do."),)
    found = solve(given["visitors"], given["conversion"], given["average_spend"], given["sales"])
    if (sales := given["sales"]) is not None and found.closes is not None:
        return (_closing(found.value, sales).format(range=_shown("sales", found.value, currency)),)
    words = {
        "visitors": _("Needs {range} visitors a day."),
        "conversion": _conversion_words(found.value),
        "average_spend": _("Needs {range} of average spend."),
        "sales": _("Makes {range} a day."),
    }[found.name]
    return (words.format(range=_shown(found.name, found.value, currency)), *_reached(found.name, found.value, months, currency))


def _closing(product: Range, sales: Range) -> str:
    """How the sales given stand to what the three factors make."""
    if not sales.meets(product):
        return _("Together {range} a day: the sales given are not among them.")
    if sales.within(product):
        return _("Together {range} a day: the sales given lie within.")
    if product.within(sales):
        return _("Together {range} a day: all within the sales given.")
    return _("Together {range} a day: only a part of the sales given is among them.")


def _conversion_words(needed: Range) -> str:
    """A visitor buys once at most."""
    if needed.low > 1:
        return _("Needs a conversion of {range}: over 100 % is impossible, it takes more visitors or spend.")
    if needed.high > 1:
        return _("Needs a conversion of {range}; what is over 100 % is impossible.")
    return _("Needs a conversion of {range}.")


def _shown(name: Name, value: Range, currency: str) -> str:
    low, high = lever_value(name, value.low, currency), lever_value(name, value.high, currency)
    return low if low == high else f"{low} – {high}"


def _reached(name: Name, value: Range, months: Sequence[Month], currency: str) -> tuple[str, ...]:
    """The best month of that figure, and whether it would do."""
    top = best(months, name)
    if top is None:
        return (_("No whole month is known yet to hold that against."),)
    words = _("Your best month ({month}) had {best}: not reached yet.")
    if top[0] >= value.high:
        words = _("Your best month ({month}) had {best}: reached before.")
    elif top[0] >= value.low:
        words = _("Your best month ({month}) had {best}: its lower end was reached before.")
    return (words.format(month=top[1], best=lever_value(name, top[0], currency)),)


def day_sales(typed: Mapping[str, str], currency: str) -> float | None:
    """The sales of a day that the four name as one value, in minor units; None where they name none. ValueError as read_range."""
    given = {name: read_range(typed.get(name, ""), name, currency) for name in NAMES}
    sales = given["sales"]
    if sales is None and sum(value is None for value in given.values()) == 1:
        sales = solve(given["visitors"], given["conversion"], given["average_spend"]).value
    return sales.low if sales is not None and sales.is_point else None


def proposal(tree: TargetTree, node: Node) -> dict[Name, str]:
    """What to begin with: the period's target a day and a usual day's figures, the factor of the shop's stage left open."""
    usual, currency = tree.usual, tree.currency
    unit = 10.0 ** DECIMALS.get(currency, 2)
    days = (node.last - node.first).days + 1
    values: dict[Name, str] = {
        "visitors": f"{usual.visitors:.0f}" if usual else "",
        "conversion": f"{usual.conversion * 100:.2f}" if usual and usual.conversion else "",
        "average_spend": f"{usual.average_spend / unit:.2f}" if usual and usual.average_spend else "",
        "sales": f"{node.target_minor / days / unit:.0f}" if node.target_minor is not None else "",
    }
    asked = FIRST[stage_of(tree.stage)] if values["sales"] else "sales"
    return {**values, asked: ""}
