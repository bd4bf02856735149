"""The targets: year, quarter, month and day, as set, and what follows from them for the periods that were not set (R3, R85)."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from shopdesk.errors import UsageError
from shopdesk.models import Budget, PromotionDay, Setting, Target
from shopdesk.records import fetch, settings, table
from shopdesk.records.shops import ShopInfo
from shopdesk.store import Change, Store, now
from shopdesk.text import _, safe

TARGET = table(Target)
BUDGET = table(Budget)
PROMOTION_DAY = table(PromotionDay)
MOST_MULTIPLIER = 100.0
_FORMS = re.compile(r"(\d{4})(?:-Q([1-4])|-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


# --- periods -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Period:
    """A year, quarter, month or day: its text as in `shopdesk target`, its first and last day."""

    text: str
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def above(self) -> Period | None:
        """The next larger period it lies in; None for a year."""
        year, month = self.first.year, self.first.month
        if self.days == 1:
            return month_of(self.first)
        if self.days <= 31:
            return parse_period(f"{year:04}-Q{(month + 2) // 3}")
        return parse_period(f"{year:04}") if self.days <= 92 else None


def parse_period(text: str) -> Period:
    """Period of "2026", "2026-Q4", "2026-11" or "2026-11-11". Raises UsageError for anything else."""
    form = _FORMS.fullmatch(text.strip())
    if form:
        year, quarter, month, day = (int(part) if part else None for part in form.groups())
        try:
            if year and quarter:
                return _months(form[0], year, quarter * 3 - 2, quarter * 3)
            if year and month and day:
                only = date(year, month, day)
                return Period(form[0], only, only)
            if year:
                return _months(form[0], year, month or 1, month or 12)
        except ValueError:
            pass
    raise _no_period(text)


def _no_period(text: str) -> UsageError:
    return UsageError(
        _("This is no period"),
        _("“{text}” is not understood; write a year, quarter, month or day: 2026, 2026-Q4, 2026-11 or 2026-11-11.").format(
            text=safe(text)
        ),
    )


def month_of(day: date) -> Period:
    return _months(f"{day:%Y-%m}", day.year, day.month, day.month)


def _months(text: str, year: int, first: int, last: int) -> Period:
    return Period(text, date(year, first, 1), date(year, last, monthrange(year, last)[1]))


# --- what was set --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TargetInfo:
    period: str
    amount_minor: int
    set_at: datetime


def targets(db: sa.Connection, shop_id: int) -> list[TargetInfo]:
    """Every target set, a year before its quarters, months and days."""
    query = sa.select(TARGET.c.period, TARGET.c.amount_minor, TARGET.c.set_at).where(TARGET.c.shop_id == shop_id)

    def place(target: TargetInfo) -> tuple[date, int]:
        period = parse_period(target.period)
        return period.first, -period.days

    return sorted(fetch(db, query, TargetInfo), key=place)


def amounts(db: sa.Connection, shop_id: int) -> dict[str, int]:
    """The targets set, in minor units, by period."""
    return {target.period: target.amount_minor for target in targets(db, shop_id)}


def set_target(store: Store, shop: ShopInfo, period: str, amount_minor: int) -> Period:
    """Set the target of a period, which can be undone. Raises UsageError for a period or amount that cannot be one."""
    parsed = parse_period(period)
    if not 2000 <= parsed.first.year < 2100:  # a slip of the keyboard; as for --date
        raise _no_period(period)
    _check_amount(amount_minor)
    with store.change(shop.id, _("Target of {period}").format(period=parsed.text)) as change:
        _put_target(change, shop, parsed, amount_minor)
    return parsed


def remove_target(store: Store, shop: ShopInfo, period: str) -> None:
    """Let the period's target follow from the larger ones again, which can be undone."""
    with store.change(shop.id, _("Target of {period} removed").format(period=period)) as change:
        change.drop(Target, shop_id=shop.id, period=period)


# --- what stands beside a target -----------------------------------------------------------------------------------


def budgets(db: sa.Connection, shop_id: int) -> dict[str, dict[str, int]]:
    """What promotion may cost, in minor units, by period and tool; "" is the whole (R86)."""
    found: dict[str, dict[str, int]] = {}
    query = sa.select(BUDGET.c.period, BUDGET.c.tool, BUDGET.c.amount_minor).where(BUDGET.c.shop_id == shop_id)
    for row in db.execute(query):
        found.setdefault(row.period, {})[row.tool] = row.amount_minor
    return found


def plan_period(store: Store, shop: ShopInfo, period: str, amount_minor: int | None, budget_minor: int | None) -> Period:
    """A year's, quarter's or month's target and budget at one go; None: none of its own."""
    parsed = parse_period(period)
    _check_amount(amount_minor)
    if budget_minor is not None and budget_minor < 0:
        raise UsageError(_("This is no budget"), _("A promotion budget is an amount of 0 or more, such as 20000."))
    with store.change(shop.id, _("Plan of {period}").format(period=parsed.text)) as change:
        _put_target(change, shop, parsed, amount_minor)
        if budget_minor is None:
            change.drop(Budget, shop_id=shop.id, period=parsed.text, tool="")
        else:
            change.put(Budget, shop_id=shop.id, period=parsed.text, tool="", amount_minor=budget_minor, set_at=now())
    return parsed


def plan_day(store: Store, shop: ShopInfo, day: date, amount_minor: int | None, multiplier: float | None, name: str) -> None:
    """A day's own target, and the promotion planned on it: how many usual days it is worth; None: none."""
    _check_amount(amount_minor)
    if multiplier is not None and not 0 < multiplier <= MOST_MULTIPLIER:
        raise UsageError(
            _("This is no promotion day"), _("A promotion day is worth more than 0 and at most 100 usual days, such as 2.5.")
        )
    with store.change(shop.id, _("Plan of {period}").format(period=day.isoformat())) as change:
        _put_target(change, shop, Period(day.isoformat(), day, day), amount_minor)
        if multiplier is None:
            change.drop(PromotionDay, shop_id=shop.id, day=day)
        else:
            change.put(PromotionDay, shop_id=shop.id, day=day, name=name.strip(), multiplier=float(multiplier))


def _check_amount(amount_minor: int | None) -> None:
    if amount_minor is not None and amount_minor <= 0:
        raise UsageError(_("This is no target"), _("A target is an amount above zero, such as shopdesk target 2026-11 570000."))


def _put_target(change: Change, shop: ShopInfo, period: Period, amount_minor: int | None) -> None:
    if amount_minor is None:
        change.drop(Target, shop_id=shop.id, period=period.text)
    else:
        change.put(Target, shop_id=shop.id, period=period.text, amount_minor=amount_minor, set_at=now())


def stage(db: sa.Connection, shop_id: int) -> str:
    """The stage of the shop as the operator said, "" while nobody did (R113)."""
    return settings.get(db, f"stage:{shop_id}") or ""


def set_stage(store: Store, shop: ShopInfo, value: str) -> None:
    with store.change(shop.id, _("Stage of the shop")) as change:
        change.put(Setting, key=f"stage:{shop.id}", value=value)


# --- what follows --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Resolved:
    """A period's target and the period it was set for, which is the period itself or one it lies in."""

    amount_minor: int
    set_for: str


def resolve(known: Mapping[str, int], period: Period) -> Resolved | None:
    """The target of a year, quarter or month: the one set, else what its months were set to and, by plain days, its share of what
    the parts that were set leave of the quarter or year.

    So the parts add up to the whole; where those set exceed it, the days that were not set owe the plain share of the whole. None
    where no larger period has a target, or where nothing is left of it.
    """
    if period.text in known:
        return Resolved(known[period.text], period.text)
    above = period.above
    whole = resolve(known, above) if above is not None else None
    if above is None or whole is None:
        return None
    parts = [planned(known, part) for part in _parts(above, period.days)]
    rest = whole.amount_minor - sum(amount for amount, _days in parts)
    days = above.days - sum(days for _amount, days in parts)
    if rest < 0:
        rest, days = whole.amount_minor, above.days
    amount, own = planned(known, period)
    if own < period.days:
        amount += round(rest * (period.days - own) / days)
    return Resolved(amount, whole.set_for) if amount or not whole.amount_minor else None


def planned(known: Mapping[str, int], period: Period) -> tuple[int, int]:
    """What was set for the period, itself or through its quarters and months, and for how many of its days."""
    if period.text in known:
        return known[period.text], period.days
    parts = [planned(known, part) for part in parts_of(period)]
    return sum(amount for amount, _days in parts), sum(days for _amount, days in parts)


def parts_of(period: Period) -> list[Period]:
    """A year's quarters, a quarter's months; none of a month or day."""
    return _parts(period, 92 if period.days > 92 else 31) if period.days > 31 else []


def _parts(above: Period, days: int) -> list[Period]:
    """The quarters of a year or the months of a quarter."""
    parts = []
    first = above.first
    while first <= above.last:
        month = month_of(first)
        quarter = month.above
        part = month if days <= 31 or quarter is None else quarter
        parts.append(part)
        first = part.last + timedelta(days=1)
    return parts


def own_days(known: Mapping[str, int], month: Period) -> dict[date, int]:
    """The days of `month` that have a target of their own."""
    every = (month.first + timedelta(days=i) for i in range(month.days))
    return {day: known[day.isoformat()] for day in every if day.isoformat() in known}
