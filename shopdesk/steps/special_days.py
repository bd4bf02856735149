"""Days on which a shop is not its usual self: planned promotion days and activities that ran."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from shopdesk.steps.briefing import Context

LOOK_BACK = timedelta(days=92)
_RAN = ("accepted", "running", "reviewed")
_OWN_PRODUCT = "opening_discount"  # of one product: no day of the whole shop


@dataclass(frozen=True)
class SpecialDays:
    """`names` by day, of the whole shop; `edges` by product the days on which one of its activities began, or was over."""

    names: Mapping[date, str]
    edges: Mapping[str, frozenset[date]]

    def just_over(self, day: date, days: int) -> str:
        """The promotion that ended within the `days` before `day`, "" where there is none or one is still on."""
        if day in self.names:
            return ""
        return next((name for back in range(1, days + 1) if (name := self.names.get(day - timedelta(days=back)))), "")

    def planned(self, product_id: str, day: date) -> bool:
        """Whether something planned began or ended about `day` for the product or the whole shop."""
        near = {day + timedelta(days=by) for by in (-1, 0, 1)}
        whole = any((d in self.names) != (d - timedelta(days=1) in self.names) for d in near)
        return whole or bool(near & self.edges.get(product_id, frozenset()))


def special_days(context: Context) -> SpecialDays:
    """Of the last three months up to the day judged."""
    from shopdesk.records import activities, facts

    first = context.day - LOOK_BACK
    names = {
        promotion.day: promotion.name or "–"
        for promotion in facts.promotions(context.db, context.shop.id, first, context.day).values()
        if promotion.multiplier != 1
    }
    edges: dict[str, set[date]] = {}
    longest = context.playbook.whole("activities.promotion_days")  # what lasts longer is the shop's new usual
    for entry in activities.entries(context.db, context.shop.id):
        if entry.starts_on is None or entry.last_day is None or entry.state not in _RAN or entry.last_day < first:
            continue
        if entry.product_id:
            over = entry.restored_on or entry.last_day + timedelta(days=1)
            edges.setdefault(entry.product_id, set()).update((entry.starts_on, over))
        elif entry.kind != _OWN_PRODUCT:
            lasts = (entry.last_day - entry.starts_on).days + 1
            for on in range(lasts if lasts <= longest else 0):
                names.setdefault(entry.starts_on + timedelta(days=on), entry.name or "–")
    return SpecialDays(names, {product_id: frozenset(found) for product_id, found in edges.items()})
