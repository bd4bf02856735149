"""The plan in words: whether its levels add up, whether a target is within reach, and the reason behind each (R85–R87, T1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from shopdesk.steps.briefing import Why
from shopdesk.steps.plan_remarks import SETTING as PASSED
from shopdesk.steps.plan_remarks import passed_text
from shopdesk.text import _, aside, money, ngettext, number, percent

if TYPE_CHECKING:
    from shopdesk.steps.day_weights import Weighing
    from shopdesk.steps.month import MonthPace
    from shopdesk.steps.target_tree import Node, TargetTree


def feasible(tree: TargetTree, node: Node) -> str:
    """How the target stands to what this shop sells and sold; "" where nothing is known, owed or sold (R87)."""
    if not node.target_minor or node.stretch is None or node.pace_minor is None:
        return ""
    parts = []
    if node.last < tree.today:
        words = _("reached {share}") if node.pace_minor >= node.target_minor else _("missed, {share}")
        parts.append(words.format(share=percent(node.pace_minor / node.target_minor, 0)))
        if node.lacking:
            words = ngettext("{n} day without a report estimated", "{n} days without a report estimated", node.lacking)
            parts.append(words.format(n=number(node.lacking)))
    elif node.stretch < 0:
        parts.append(_("more is refunded than sold at the present pace"))
    elif node.stretch > 1:
        parts.append(_("asks {more} more than the present pace").format(more=percent(node.stretch - 1, 0)))
    elif tree.has_passed(node):
        parts.append(_passed(tree, node))
    else:
        parts.append(_("the present pace reaches it, {more} to spare").format(more=percent(1 / node.stretch - 1, 0)))
    if node.kind == "month" and node.last >= tree.today and tree.best_minor and tree.best_minor > 0:
        best = money(tree.best_minor, tree.currency)
        if node.target_minor > tree.best_minor:
            words = _("{more} above the best month so far, {best} in {month}")
            parts.append(words.format(more=percent(node.target_minor / tree.best_minor - 1, 0), best=best, month=tree.best_month))
        else:
            parts.append(_("the best month so far was {best} in {month}").format(best=best, month=tree.best_month))
    return " · ".join(parts)


def _passed(tree: TargetTree, node: Node) -> str:
    return passed_text(node.period, node.set_for or "", node.target_minor or 0, node.sold_minor or 0, tree.currency)


def gap_text(node: Node, currency: str) -> str:
    """What is left open between this level and the one below, "" where they close (T1)."""
    return "" if node.gap_minor is None else gap_words(node.gap_minor, currency)


def gap_words(gap_minor: int, currency: str) -> str:
    amount = money(abs(gap_minor), currency)
    if gap_minor < 0:
        return _("its parts ask for {amount} more than the whole").format(amount=amount)
    return _("its parts fall {amount} short of the whole").format(amount=amount)


def totals(tree: TargetTree) -> str:
    """One line on whether the levels of the plan add up, and leave the month that runs a target worth having."""
    open_ones = [node for node in tree.nodes if node.gap_minor is not None]
    if not any(node.own for node in tree.nodes):
        return _("No target is set in this year; Enter on a period sets one.")
    if open_ones:
        first = open_ones[0]
        return _("{period}: {gap}").format(period=first.period, gap=gap_text(first, tree.currency))
    behind = next((node for node in tree.nodes if node.kind == "month" and tree.has_passed(node)), None)
    return _passed(tree, behind) if behind is not None else _("Year, quarters, months and days add up.")


def explained(tree: TargetTree, owing: Weighing, known: Mapping[str, int], present: MonthPace | None) -> TargetTree:
    """`present` is the month judged, where it lies in this year."""
    whys = {node.period: _why(tree, node, owing, known) for node in tree.nodes}
    if present is not None:
        whys[present.period.text] = _with_end(whys[present.period.text], present, tree.currency)
    return replace(tree, whys=whys)


def _with_end(why: Why, month: MonthPace, currency: str) -> Why:
    """The month's reason with where it likely ends, as step 1 tells it."""
    from shopdesk.steps.numbers_month_whys import forecast_interval, forecast_parts

    settings = (*why.settings, "forecast.tight", "forecast.out", PASSED)
    parts = forecast_parts(month.forecast, currency)
    return replace(why, inputs=(*why.inputs, *parts), interval=forecast_interval(month.forecast, currency), settings=settings)


def _shared(tree: TargetTree, node: Node, known: Mapping[str, int]) -> tuple[tuple[str, str], ...]:
    """How the month came to the day: what is shared out, among how much weight, and the day's part of it."""
    from shopdesk.records.targets import own_days, parse_period

    month = tree.node(tree.month)
    if node.own or month is None or month.target_minor is None or node.weight is None:
        return ()
    own = own_days(known, parse_period(tree.month))
    rest = month.target_minor - sum(own.values())
    taken = own if rest > 0 else {}  # where the days with their own take it all, the others owe what they would without those
    total = sum(day.weight or 0.0 for day in tree.nodes if day.kind == "day" and day.first not in taken)
    return (
        (_("target of {month}").format(month=tree.month), money(month.target_minor, tree.currency)),
        (_("days with a target of their own"), money(sum(own.values()), tree.currency) if taken else ""),
        (
            _("share of the day"),
            f"{number(node.weight, 4)} / {number(total, 4)} = {percent(node.weight / total, 4)}" if total else "",
        ),
    )


def _why(tree: TargetTree, node: Node, owing: Weighing, known: Mapping[str, int]) -> Why:
    currency = tree.currency
    inputs = [
        (_("target"), money(node.target_minor, currency, cents=True)),
        (_("derived from"), "" if node.own or node.set_for is None else node.set_for),
        (_("sales"), money(node.sold_minor, currency, cents=True)),
        (_("at the present pace"), aside(money(node.pace_minor, currency), _paced(tree, node))),
        (_("between the levels"), gap_text(node, currency)),
    ]
    formula = _("its own target, else its share by days of what the parts with their own leave of the larger period")
    if node.kind == "day":
        formula = _(
            "its own target, else (the month's − days with their own) × the day's weight / the weights of the other days, "
            "as known when the month began; planned promotions weigh more"
        )
        inputs += [
            (_("weekday"), number(owing.index.index[node.first.weekday()], 2)),
            (_("worked weekend"), _("as Monday to Friday") if node.first in owing.calendar.workdays else ""),
            (_("promotion"), "" if node.multiplier is None else f"×{number(node.multiplier, 2)}"),
            (_("holiday"), _holiday(node, owing)),
            (_("weight, 1 the mean"), number(node.weight, 4)),
            *_shared(tree, node, known),
        ]
    return Why(
        _("Target of {period}").format(period=node.period),
        formula,
        tuple(inputs),
        threshold=feasible(tree, node),
        rule=_rule(tree, node),
        settings=("holiday.days",),
    )


def _rule(tree: TargetTree, node: Node) -> str:
    if node.gap_minor is not None:
        return "R114"
    if node.kind == "month" and node.last >= tree.today:
        return "R87"
    return "R86" if node.budget_own else "R85"


def _paced(tree: TargetTree, node: Node) -> str:
    """How the pace came about; "" where there is none, or all that was sold is known."""
    if node.pace_minor is None or node.pace_minor == node.sold_minor:
        return ""
    if node.last < tree.today:
        return _("sales known + the days without a report, at the mean of the others")
    return _("sales so far + the mean of the last four weeks × the weights of the days left")


def _holiday(node: Node, owing: Weighing) -> str:
    factor = owing.holidays.get(owing.calendar.names.get(node.first, ""))
    if factor is None:
        return ""
    if factor.needs:
        return _("×1, {n} more such days would tell").format(n=factor.needs)
    return _("×{factor}, learnt from {n} days").format(factor=number(factor.factor, 2), n=factor.days)
