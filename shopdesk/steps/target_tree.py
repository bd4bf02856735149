"""The plan as a tree: year, quarters, months, the days of one month; what was set, what follows, what was sold, and whether the
levels add up and are within what this shop reached before (R85–R87, T1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean
from typing import TYPE_CHECKING, Literal

from shopdesk.steps.briefing import Context, Why
from shopdesk.steps.plan_remarks import SETTING as PASSED
from shopdesk.steps.plan_remarks import passed
from shopdesk.steps.target_words import explained
from shopdesk.text import _

if TYPE_CHECKING:
    from shopdesk.analysis.attribution import Factors
    from shopdesk.records.targets import Period
    from shopdesk.steps.day_weights import Weighing
    from shopdesk.steps.levers import Month

Kind = Literal["year", "quarter", "month", "day"]
_DAY = timedelta(days=1)
_LACKING = 0.1  # of its past days: with more unknown a period has no pace


@dataclass(frozen=True)
class Node:
    """One period of the plan. Money in minor units.

    `set_for`: the period its target comes from, itself where it has its own. `gap`: its target less what its parts add up to,
    None where they close. `pace`: what it ends at if the shop goes on as in the last four weeks, past days that no report tells
    of at its own level; None where too many of its past days are not known. `weight` is of a day, 1 the mean.
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
        return Node(
            period=period.text,
            kind=kind,
            first=period.first,
            last=period.last,
            target_minor=resolved.amount_minor if resolved else None,
            set_for=resolved.set_for if resolved else None,
            gap_minor=gap(known, period),
            sold_minor=sum(sold) if sold else None,
            pace_minor=_pace(period, sales, weights, level, context.day) if lacking <= _LACKING * len(past) else None,
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
    return explained(tree, owing, known, present)


def _days(first: date, last: date) -> list[date]:
    return [first + back * _DAY for back in range((last - first).days + 1)]


def _level(sales: Mapping[date, int | None], weights: Mapping[date, float], last: date, special: frozenset[date]) -> float | None:
    """Sales of a day of weight 1, over the usual days of the last four weeks."""
    window = [d for d in _days(last - 27 * _DAY, last) if sales.get(d) is not None and d not in special]
    weight = sum(weights[d] for d in window)
    return sum(sales[d] or 0 for d in window) / weight if weight else None


def _pace(
    period: Period, sales: Mapping[date, int | None], weights: Mapping[date, float], level: float | None, last: date
) -> int | None:
    """What the period ends at: the days after `last` at `level`, the past ones that no report tells of at the period's own."""
    if level is None:
        return None
    past = _days(period.first, min(period.last, last))
    known = [day for day in past if sales.get(day) is not None]
    sold, weight = sum(sales[day] or 0 for day in known), sum(weights[day] for day in known)
    lacking = sum(weights[day] for day in past) - weight
    ahead = sum(weights[day] for day in _days(max(period.first, last + _DAY), period.last))
    return round(sold + (sold / weight if weight else level) * lacking + level * ahead)


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
    """The period's target less what its parts were set to; None where that leaves nothing over, or room to share.

    A part without a target takes its share of what the others leave, so levels can only differ where every part is set, or where
    those set already take more than the whole (negative).
    """
    from shopdesk.records.targets import own_days, parts_of, planned, resolve

    whole = resolve(known, period)
    if whole is None:
        return None
    if period.days <= 31:
        own = own_days(known, period)
        amount, days = sum(own.values()), len(own)
    else:
        parts = [planned(known, part) for part in parts_of(period)]
        amount, days = sum(amount for amount, _days in parts), sum(days for _amount, days in parts)
    rest = whole.amount_minor - amount
    return rest if rest and (rest < 0 or days == period.days) else None


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
