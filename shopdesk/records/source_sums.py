"""What the sources brought on a day, and together on others: summed in the database, for the split of a change by source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from shopdesk.models import SourceDay
from shopdesk.records import table
from shopdesk.records.facts import SourceScope

SOURCE_DAY = table(SourceDay)


@dataclass(frozen=True)
class SourceSum:
    """A leaf's sums over the day judged (`now`) or the days before; None where any of its rows does not know the figure."""

    source: str
    now: bool
    visitors: int | None
    paying_buyers: int | None
    sales_minor: int | None


def source_sums(
    db: sa.Connection, shop_id: int, day: date, before: Sequence[date], scope: SourceScope
) -> tuple[list[SourceSum], int]:
    """The leaves' sums over `day` and over the days `before` that have every device of `scope`, and how many those are."""
    column = SOURCE_DAY.c
    within = (
        column.shop_id == shop_id,
        column.day.in_(sorted({day, *before})),
        column.attribution == scope.attribution,
        column.device.in_(scope.devices),
    )
    devices = sa.func.count(column.device.distinct())
    whole = db.execute(sa.select(column.day).where(*within).group_by(column.day).having(devices == len(scope.devices)))
    complete = set(whole.scalars())
    if day not in complete:
        return [], 0
    now = column.day == day
    figures = (column.visitors, column.paying_buyers, column.sales_minor)
    sums = [sa.case((sa.func.count(figure) == sa.func.count(), sa.func.sum(figure))) for figure in figures]
    query = (
        sa.select(column.source, now.label("now"), *sums)
        .where(*within, column.day.in_(sorted(complete)), column.is_leaf)
        .group_by(column.source, now)
    )
    return [SourceSum(source, bool(here), *values) for source, here, *values in db.execute(query)], len(complete) - 1
