"""Did it help: on its check date a done task's metric against the time before, as far as the figures carry (methods i).

Which metric a task is judged by follows from the finding that made it. A task by hand, or of a finding whose metric is not
measured by a report, is not judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from shopdesk.analysis.effect import TaskEffect, level_effect, rate_effect

if TYPE_CHECKING:
    import sqlalchemy as sa

    from shopdesk.records.tasks import TaskRow

WEEKS_BEFORE = 8
Series = Mapping[date, float | None]
Counts = Mapping[date, tuple[float | None, float | None]]  # successes, trials


def effect(db: sa.Connection, shop_id: int, task: TaskRow, day: date) -> TaskEffect | None:
    """What the task did, once its check date has come; None before that, and for tasks that no figure judges."""
    if task.state != "done" or task.done_on is None or task.check_on is None or task.check_on > day:
        return None
    judge = next((judge for prefix, judge in _JUDGES.items() if task.finding.startswith(prefix)), None)
    if judge is None:
        return None
    return judge(db, shop_id, task.finding, task.done_on, task.check_on)


def _shop(field: str) -> Callable[[sa.Connection, int, str, date, date], TaskEffect]:
    def judge(db: sa.Connection, shop_id: int, _key: str, done: date, check: date) -> TaskEffect:
        from shopdesk.records.facts import promotions, shop_days

        first = done - timedelta(weeks=WEEKS_BEFORE)
        series: Series = {day: getattr(row, field) for day, row in shop_days(db, shop_id, first, check).items()}
        return level_effect(series, done, check, promotions(db, shop_id, first, check), weeks_before=WEEKS_BEFORE)

    return judge


def _conversion(db: sa.Connection, shop_id: int, _key: str, done: date, check: date) -> TaskEffect:
    from shopdesk.records.facts import shop_days

    days = shop_days(db, shop_id, done - timedelta(weeks=4), check)
    return _rate({day: (row.paying_buyers, row.visitors) for day, row in days.items()}, done, check)


def _average_spend(db: sa.Connection, shop_id: int, _key: str, done: date, check: date) -> TaskEffect:
    from shopdesk.records.facts import promotions, shop_days

    first = done - timedelta(weeks=WEEKS_BEFORE)
    days = shop_days(db, shop_id, first, check)
    series = {
        day: row.sales_minor / row.paying_buyers if row.sales_minor is not None and row.paying_buyers else None
        for day, row in days.items()
    }
    return level_effect(series, done, check, promotions(db, shop_id, first, check), weeks_before=WEEKS_BEFORE)


def _source(db: sa.Connection, shop_id: int, key: str, done: date, check: date) -> TaskEffect:
    from shopdesk.records.facts import promotions, source_days, source_scope

    source = key.removeprefix("shop:source:")
    first = done - timedelta(weeks=WEEKS_BEFORE)
    scope = source_scope(db, shop_id, check)
    if scope is None:
        return level_effect({}, done, check)
    days = [first + timedelta(days=n) for n in range((check - first).days + 1)]
    found = source_days(db, shop_id, days, scope, only=[source])
    series: Series = {day: sources[source].visitors for day, sources in found.items()}
    return level_effect(series, done, check, promotions(db, shop_id, first, check), weeks_before=WEEKS_BEFORE)


def _bounce(db: sa.Connection, shop_id: int, key: str, done: date, check: date) -> TaskEffect:
    from shopdesk.records.facts import product_days

    product = key.removeprefix("shop:bounce:")
    rows = product_days(db, shop_id, done - timedelta(weeks=1), check, [product])
    counts: Counts = {
        row.day: (row.bounce_rate * row.visitors if row.bounce_rate is not None and row.visitors else None, row.visitors)
        for row in rows
    }
    return _rate(counts, done, check, higher_is_better=False)


def _rate(counts: Counts, done: date, check: date, *, higher_is_better: bool = True) -> TaskEffect:
    def sums(first: date, last: date) -> tuple[float, float]:
        known = [pair for day, pair in counts.items() if first <= day <= last and None not in pair]
        return sum(pair[0] or 0 for pair in known), sum(pair[1] or 0 for pair in known)

    before = sums(date.min, done - timedelta(days=1))
    return rate_effect(*sums(done + timedelta(days=1), check), *before, higher_is_better=higher_is_better)


_JUDGES: Mapping[str, Callable[[sa.Connection, int, str, date, date], TaskEffect]] = {
    "numbers:visitors": _shop("visitors"),
    "numbers:conversion": _conversion,
    "numbers:average_spend": _average_spend,
    "numbers:missed": _shop("sales_minor"),
    "numbers:month": _shop("sales_minor"),
    "shop:source:": _source,
    "shop:alike": _shop("visitors"),
    "shop:bounce:": _bounce,
}
