"""The month a day lies in: what each day owes, how far it got, what is still needed, and where it will likely end (R3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from shopdesk.analysis import forecast, pace
from shopdesk.analysis.holidays import Calendar
from shopdesk.records import facts, targets
from shopdesk.records.facts import Promotion, ShopFigures
from shopdesk.records.targets import Period, Resolved
from shopdesk.steps.briefing import Context
from shopdesk.steps.day_weights import Weighing, calendar_of, weigh
from shopdesk.steps.numbers import Met, judged

HISTORY_DAYS = 400  # a year and the month: what the forecast tests itself on


@dataclass(frozen=True)
class MonthPace:
    """The month of the day judged, up to and with that day. Money in minor units."""

    period: Period
    target: Resolved | None
    day_targets: Mapping[date, int]  # also of the months before, as far back as the trend goes
    to_date_minor: int | None  # over the days known
    owed_minor: int | None  # the targets of those same days
    missing: tuple[date, ...]
    needed: pace.Needed | None
    forecast: forecast.Forecast
    days_left: int
    weighing: Weighing  # as known today
    before_minor: int | None  # sales of the month before, where every day of it is known

    @property
    def verdict(self) -> Met:
        return judged(self.to_date_minor, self.owed_minor)

    @property
    def share_gone(self) -> float:
        return 1 - self.days_left / self.period.days


def month_pace(context: Context, days: Mapping[date, ShopFigures], trend: Collection[date]) -> MonthPace:
    """The month of `context.day`; `days` are the shop's days of at least HISTORY_DAYS, `trend` those that want a target."""
    month = targets.month_of(context.day)
    known = targets.amounts(context.db, context.shop.id)
    first = min(days, default=context.day)
    promotions = facts.promotions(context.db, context.shop.id, first, month.last)
    calendar = calendar_of(context, first, month.last)
    history = known_sales(days)
    day_targets: dict[date, int] = {}
    for first in sorted({day.replace(day=1) for day in trend} | {month.first}):
        day_targets |= day_targets_of(context, targets.month_of(first), known, history, promotions, calendar)

    weighing = weigh(context, history, promotions, calendar, context.today)
    every = pace.month_days(context.day)
    weights = weighing.of({*every, *history})
    so_far = [day for day in every if day <= context.day]
    sold = {day: sales for day in so_far if (sales := history.get(day)) is not None}
    target = targets.resolve(known, month)
    amount = target.amount_minor if target else None
    left = [day for day in every if day > context.day]
    unsold = {day: weights[day] for day in every if day not in sold}  # a day whose report is missing sold something, too
    to_date = sum(sold.values()) if sold else None
    return MonthPace(
        period=month,
        target=target,
        day_targets=day_targets,
        to_date_minor=to_date,
        owed_minor=sum(day_targets[day] for day in sold) if sold and all(day in day_targets for day in sold) else None,
        missing=tuple(day for day in so_far if day not in sold),
        needed=pace.needed_per_day(amount, to_date, unsold) if amount is not None and to_date is not None and left else None,
        forecast=forecast.forecast(history, weights, context.day, amount, special=weighing.special),
        days_left=len(left),
        weighing=weighing,
        before_minor=_whole_month(history, month.first - timedelta(days=1)),
    )


def known_sales(days: Mapping[date, ShopFigures]) -> dict[date, int | None]:
    """Sales by day; of an empty report, which says nothing, unknown."""
    return {day: None if _empty(days, day) else figures.sales_minor for day, figures in days.items()}


def _empty(days: Mapping[date, ShopFigures], day: date) -> bool:
    """Whether the report has no visitor, buyer and sale though one of the four same weekdays before had visitors (R15)."""
    if (days[day].visitors, days[day].paying_buyers, days[day].sales_minor) != (0, 0, 0):
        return False
    before = (days.get(day - timedelta(weeks=week)) for week in range(1, 5))
    return any(figures is not None and figures.visitors for figures in before)


def _whole_month(history: Mapping[date, int | None], day: date) -> int | None:
    sold = [history.get(d) for d in pace.month_days(day)]
    known = [sales for sales in sold if sales is not None]
    return sum(known) if len(known) == len(sold) else None


def owed_by(
    context: Context,
    month: Period,
    history: Mapping[date, int | None],
    promotions: Mapping[date, Promotion],
    calendar: Calendar,
) -> Weighing:
    """What the days' targets are shared out by: the weights known when the month began, so that no target moves while it runs."""
    return weigh(context, history, promotions, calendar, month.first)


def day_targets_of(
    context: Context,
    month: Period,
    known: Mapping[str, int],
    history: Mapping[date, int | None],
    promotions: Mapping[date, Promotion],
    calendar: Calendar,
) -> dict[date, int]:
    """Each day's target: its own, else its share by weight (`owed_by`) of what the others leave of the month."""
    own = targets.own_days(known, month)
    whole = targets.resolve(known, month)
    every = pace.month_days(month.first)
    others = [day for day in every if day not in own]
    if whole is None or not others:
        return own
    weights = owed_by(context, month, history, promotions, calendar).of(every)
    rest = whole.amount_minor - sum(own.values())
    if rest > 0:
        return own | pace.share_out(rest, {day: weights[day] for day in others})
    return pace.share_out(whole.amount_minor, weights) | own
