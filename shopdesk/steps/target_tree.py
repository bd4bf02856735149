"""The plan as a tree: year, quarters, months, the days of one month; what was set, what follows, what was sold, and whether the
levels add up and are within what this shop reached before (R85–R87, T1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import fmean
from typing import TYPE_CHECKING, Literal

from shopdesk.steps.briefing import Context, Why
from shopdesk.steps.plan_remarks import SETTING as PASSED
from shopdesk.steps.plan_remarks import passed, passed_text
from shopdesk.text import _, aside, money, number, percent

if TYPE_CHECKING:
    from shopdesk.analysis.attribution import Factors
    from shopdesk.records.targets import Period
    from shopdesk.steps.day_weights import Weighing
    from shopdesk.steps.levers import Month
    from shopdesk.steps.month import MonthPace

Kind = Literal["year", "quarter", "month", "day"]
_DAY = timedelta(days=1)
_LACKING = 0.1  # of its past days: with more unknown a period has no pace


@dataclass(frozen=True)
class Node:
    """One period of the plan. Money in minor units.

    `set_for`: the period its target comes from, itself where it has its own. `gap`: its target less what its parts add up to,
    None where they close. `pace`: what it ends at if the shop goes on as in the last four weeks; None where too many of its past
    days are not known. `weight` is of a day, 1 the mean.
    """

    period: str
    kind: Kind
    first: date
    last: date
    target_minor: int | None
    set_for: str | None
    gap_minor: int | None
    sold_minor: int | None
    pace_minor: int | None
    lacking: int = 0  # past days that no report tells of
    budget_minor: int | None = None
    budget_own: bool = False
    weight: float | None = None
    multiplier: float | None = None
    special: str = ""  # the promotion's name, else the holiday's

    @property
    def own(self) -> bool:
        return self.set_for == self.period

    @property
    def stretch(self) -> float | None:
        """The target over the pace: 1.1 asks for a tenth more than the shop sells now."""
        return self.target_minor / self.pace_minor if self.target_minor is not None and self.pace_minor else None


@dataclass(frozen=True)
class TargetTree:
    nodes: tuple[Node, ...]
    today: date
    month: str  # whose days are among the nodes
    stage: str
    usual: Factors | None  # a usual day of the last four weeks, minor units
    months: tuple[Month, ...]  # those known, the mean day
    best_minor: int | None  # the best whole month so far
    best_month: str | None
    weekdays_known: bool
    passed: float  # so many times its target that a running period sold, and another target is wanted
    currency: str
    whys: Mapping[str, Why]

    def node(self, period: str) -> Node | None:
        return next((node for node in self.nodes if node.period == period), None)

    def has_passed(self, node: Node) -> bool:
        """Whether the period still runs and its target lies far behind it."""
        return node.kind != "day" and node.last >= self.today and passed(node.target_minor, node.sold_minor, self.passed)


def target_tree(context: Context, month: str | None = None) -> TargetTree:
    """The year of `month` ("2026-11"; that of today where None), with that month's days."""
    from shopdesk.records import facts, targets
    from shopdesk.steps.day_weights import calendar_of, weigh
    from shopdesk.steps.levers import known_months, usual_day
    from shopdesk.steps.month import HISTORY_DAYS, day_targets_of, month_pace, owed_by

    opened = targets.parse_period(month) if month else targets.month_of(context.today)
    year = targets.parse_period(f"{opened.first.year:04}")
    first = min(context.day - timedelta(days=HISTORY_DAYS), year.first)
    days = facts.shop_days(context.db, context.shop.id, first, context.day)
    sales = {day: figures.sales_minor for day, figures in days.items()}
    known = targets.amounts(context.db, context.shop.id)
    budgets = targets.budgets(context.db, context.shop.id)
    promotions = facts.promotions(context.db, context.shop.id, first, year.last)
    calendar = calendar_of(context, first, year.last)
    weighing = weigh(context, sales, promotions, calendar, context.today)
    owing = owed_by(context, opened, sales, promotions, calendar)
    weights = weighing.of(_days(first, year.last))
    level = _level(sales, weights, context.day, weighing.special)
    whole = {period: budget[""] for period, budget in budgets.items() if "" in budget}

    def node(period: Period, kind: Kind) -> Node:
        resolved = targets.resolve(known, period)
        past = _days(period.first, min(period.last, context.day))
        sold = [value for day in past if (value := sales.get(day)) is not None]
        lacking = len(past) - len(sold)
        unknown = sum(weights[day] for day in _days(period.first, period.last) if sales.get(day) is None)
        paced = level is not None and lacking <= _LACKING * len(past)
        return Node(
            period=period.text,
            kind=kind,
            first=period.first,
            last=period.last,
            target_minor=resolved.amount_minor if resolved else None,
            set_for=resolved.set_for if resolved else None,
            gap_minor=gap(known, period),
            sold_minor=sum(sold) if sold else None,
            pace_minor=round(sum(sold) + (level or 0.0) * unknown) if paced else None,
            lacking=lacking,
            budget_minor=whole.get(period.text, _parts_budget(whole, period)),
            budget_own=period.text in whole,
        )

    nodes = [node(year, "year")]
    for quarter in targets.parts_of(year):
        nodes.append(node(quarter, "quarter"))
        for each in targets.parts_of(quarter):
            nodes.append(node(each, "month"))
            if each.text == opened.text:
                owed = day_targets_of(context, each, known, sales, promotions, calendar)
                nodes += _day_nodes(each, owed, known, sales, owing, weights, level)
    sold = _whole_months(sales, context.today)
    best = max(sold.items(), key=lambda item: item[1], default=None)
    tree = TargetTree(
        nodes=tuple(nodes),
        today=context.today,
        month=opened.text,
        stage=targets.stage(context.db, context.shop.id),
        usual=usual_day(days, context.day, weighing.special),
        months=tuple(known_months(days)),
        best_minor=best[1] if best else None,
        best_month=best[0] if best else None,
        weekdays_known=not weighing.index.needs,
        passed=context.playbook[PASSED],
        currency=context.shop.currency,
        whys={},
    )
    present = month_pace(context, days, ()) if context.day.year == opened.first.year else None
    return _explained(tree, owing, known, present)


def _days(first: date, last: date) -> list[date]:
    return [first + back * _DAY for back in range((last - first).days + 1)]


def _level(sales: Mapping[date, int | None], weights: Mapping[date, float], last: date, special: frozenset[date]) -> float | None:
    """Sales of a day of weight 1, over the usual days of the last four weeks."""
    window = [d for d in _days(last - 27 * _DAY, last) if sales.get(d) is not None and d not in special]
    weight = sum(weights[d] for d in window)
    return sum(sales[d] or 0 for d in window) / weight if weight else None


def _whole_months(sales: Mapping[date, int | None], today: date) -> dict[str, int]:
    """Sales of the past months of which every day is known."""
    months: dict[str, list[int | None]] = {}
    for day, value in sales.items():
        if day < today.replace(day=1):
            months.setdefault(f"{day:%Y-%m}", []).append(value)
    from shopdesk.records.targets import parse_period

    whole = {month: [value for value in values if value is not None] for month, values in months.items()}
    return {month: sum(values) for month, values in whole.items() if len(values) == parse_period(month).days}


def _parts_budget(whole: Mapping[str, int], period: Period) -> int | None:
    """What the parts' budgets add up to, where the period has none of its own."""
    from shopdesk.records.targets import parts_of

    found = [whole.get(part.text, _parts_budget(whole, part)) for part in parts_of(period)]
    known = [amount for amount in found if amount is not None]
    return sum(known) if known else None


def gap(known: Mapping[str, int], period: Period) -> int | None:
    """The target set for the period less what its parts were set to; None where that leaves nothing over, or room to share.

    A part without a target takes its share of what the others leave, so levels can only differ where every part is set, or where
    those set already take more than the whole (negative).
    """
    from shopdesk.records.targets import own_days, parts_of

    if period.text not in known:
        return None
    if period.days <= 31:
        own = own_days(known, period)
        rest = known[period.text] - sum(own.values())
        return rest if rest and (rest < 0 or len(own) == period.days) else None
    parts = [_set(known, part) for part in parts_of(period)]
    rest = known[period.text] - sum(amount for amount, _whole in parts)
    return rest if rest and (rest < 0 or all(complete for _amount, complete in parts)) else None


def _set(known: Mapping[str, int], period: Period) -> tuple[int, bool]:
    """What was set for the period, itself or through its parts, and whether that is all of it."""
    from shopdesk.records.targets import parts_of

    if period.text in known:
        return known[period.text], True
    parts = [_set(known, part) for part in parts_of(period)]
    return sum(amount for amount, _complete in parts), bool(parts) and all(complete for _amount, complete in parts)


def _day_nodes(
    month: Period,
    owed: Mapping[date, int],
    known: Mapping[str, int],
    sales: Mapping[date, int | None],
    owing: Weighing,
    weights: Mapping[date, float],
    level: float | None,
) -> list[Node]:
    """`owing` weighs what the days owe, as known when the month began; `weights` what they bring, as known today."""
    from shopdesk.steps.known_causes import holiday_name

    days = _days(month.first, month.last)
    shares = owing.of(days)
    mean = fmean(shares.values())
    nodes = []
    for day in days:
        promotion = owing.promotions.get(day)
        holiday = owing.calendar.names.get(day)
        name = promotion.name or _("promotion") if promotion else holiday_name(holiday) if holiday else ""
        sold = sales.get(day)
        nodes.append(
            Node(
                period=day.isoformat(),
                kind="day",
                first=day,
                last=day,
                target_minor=owed.get(day),
                set_for=day.isoformat() if day.isoformat() in known else month.text if day in owed else None,
                gap_minor=None,
                sold_minor=sold,
                pace_minor=sold if sold is not None else round(level * weights[day]) if level is not None else None,
                weight=shares[day] / mean if mean else None,
                multiplier=promotion.multiplier if promotion else None,
                special=name,
            )
        )
    return nodes


# --- in words ------------------------------------------------------------------------------------------------------


def feasible(tree: TargetTree, node: Node) -> str:
    """How the target stands to what this shop sells and sold; "" where nothing is known (R87)."""
    if node.target_minor is None or node.stretch is None or node.pace_minor is None:
        return ""
    parts = []
    if node.last < tree.today:
        words = _("reached {share}") if node.pace_minor >= node.target_minor else _("missed, {share}")
        parts.append(words.format(share=percent(node.pace_minor / node.target_minor, 0)))
    elif node.stretch > 1:
        parts.append(_("asks {more} more than the present pace").format(more=percent(node.stretch - 1, 0)))
    elif tree.has_passed(node):
        parts.append(_passed(tree, node))
    else:
        parts.append(_("the present pace reaches it, {more} to spare").format(more=percent(1 / node.stretch - 1, 0)))
    if node.kind == "month" and node.last >= tree.today and tree.best_minor is not None and tree.best_month is not None:
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


def _explained(tree: TargetTree, owing: Weighing, known: Mapping[str, int], present: MonthPace | None) -> TargetTree:
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
        (_("share of the day"), f"{number(node.weight, 4)} / {number(total, 4)} = {percent(node.weight / total, 4)}"),
    )


def _why(tree: TargetTree, node: Node, owing: Weighing, known: Mapping[str, int]) -> Why:
    currency = tree.currency
    inputs = [
        (_("target"), money(node.target_minor, currency, cents=True)),
        (_("derived from"), "" if node.own or node.set_for is None else node.set_for),
        (_("sales"), money(node.sold_minor, currency, cents=True)),
        (_("at the present pace"), aside(money(node.pace_minor, currency), _paced(node))),
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


def _paced(node: Node) -> str:
    """How the pace came about; "" where there is none, or the day is over."""
    if node.pace_minor is None or node.pace_minor == node.sold_minor:
        return ""
    return _("sales so far + the mean of the last four weeks × the weights of the days left")


def _holiday(node: Node, owing: Weighing) -> str:
    factor = owing.holidays.get(owing.calendar.names.get(node.first, ""))
    if factor is None:
        return ""
    if factor.needs:
        return _("×1, {n} more such days would tell").format(n=factor.needs)
    return _("×{factor}, learnt from {n} days").format(factor=number(factor.factor, 2), n=factor.days)
