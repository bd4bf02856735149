"""Days on which a shop is not its usual self: promotion days and holidays; and when an activity of a product alone began or
ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from shopdesk.steps.briefing import Context
from shopdesk.steps.day_weights import calendar_of

LOOK_BACK = timedelta(days=92)


@dataclass(frozen=True)
class SpecialDays:
    """`names` of promotions by day, of the whole shop; `edges` by product the days on which one of its activities began, or was
    over; `holidays` by day, the day judged not among them."""

    names: Mapping[date, str]
    edges: Mapping[str, frozenset[date]]
    holidays: Mapping[date, str] = field(default_factory=dict)

    @property
    def left_out(self) -> frozenset[date]:
        """Days that say nothing of usual ones."""
        return frozenset(self.names) | frozenset(self.holidays)

    def planned(self, product_id: str, day: date) -> bool:
        """Whether something planned began or ended about `day` for the product or the whole shop."""
        near = {day + timedelta(days=by) for by in (-1, 0, 1)}
        whole = any((d in self.names) != (d - timedelta(days=1) in self.names) for d in near)
        return whole or bool(near & self.edges.get(product_id, frozenset()))


def special_days(context: Context) -> SpecialDays:
    """Of the last three months up to the day judged."""
    from shopdesk.records import activities, facts
    from shopdesk.steps.arranging import ON

    first = context.day - LOOK_BACK
    names = {
        promotion.day: promotion.name or "–"
        for promotion in facts.promotions(context.db, context.shop.id, first, context.day).values()
    }
    edges: dict[str, set[date]] = {}
    for entry in activities.entries(context.db, context.shop.id):
        if not entry.product_id or entry.starts_on is None or entry.last_day is None:
            continue
        if entry.state in ON and entry.last_day >= first:
            over = entry.restored_on or entry.last_day + timedelta(days=1)
            edges.setdefault(entry.product_id, set()).update((entry.starts_on, over))
    holidays = calendar_of(context, first, context.day - timedelta(days=1)).names
    return SpecialDays(names, {product_id: frozenset(found) for product_id, found in edges.items()}, holidays)
