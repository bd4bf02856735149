"""The same change of sales by source: more visitors, other sources, conversion and spend within them, and what no source has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shopdesk.analysis.attribution import Effects, Factors, lmdi_by_source
from shopdesk.analysis.unusual import Baseline, RateScore, rate_score
from shopdesk.analysis.verdict import Verdict
from shopdesk.steps.briefing import Context
from shopdesk.steps.sources import leaves

if TYPE_CHECKING:
    from shopdesk.records.facts import SourceFigures


@dataclass(frozen=True)
class SourceMix:
    """Minor units. `volume` + `mix` + `conversion` + `average_spend` are the sources' change; with `outside` the shop's own.

    `within`: the conversion that the sources have, against what the same visitors buy at each source's usual conversion.
    """

    volume: float
    mix: float
    conversion: float
    average_spend: float
    outside: float
    within: RateScore

    @property
    def by_sources(self) -> float:
        return self.volume + self.mix + self.conversion + self.average_spend

    @property
    def explains_conversion(self) -> bool:
        """Whether within its sources the conversion is as usual, as far as chance allows to say, and the mix moved sales."""
        return self.within.verdict is not Verdict.ACT and abs(self.mix) > abs(self.conversion)


def source_mix(context: Context, now: Factors | None, base: Baseline, effects: Effects | None) -> SourceMix | None:
    """None where the day or all days of its baseline have no report of the sources."""
    from shopdesk.records import facts

    if now is None or base.factors is None or effects is None:
        return None
    scope = facts.source_scope(context.db, context.shop.id, context.day)
    if scope is None:
        return None
    days = facts.source_days(context.db, context.shop.id, [context.day, *base.days], scope)
    before = [day for day in base.days if day in days]
    if context.day not in days or not before:
        return None
    (today, unsure), (usual, unsure_before) = _factors([days[context.day]]), _factors(days[day] for day in before)
    for name in unsure | unsure_before:  # what one side does not know is no change
        today.pop(name, None)
        usual.pop(name, None)
    if not today or not usual:
        return None
    found = lmdi_by_source(today, usual)
    total = found.total
    outside = effects.total - total.total
    return SourceMix(found.volume, found.mix, total.conversion, total.average_spend, outside, _within(today, usual, len(before)))


def _factors(days: Iterable[Mapping[str, SourceFigures]]) -> tuple[dict[str, Factors], set[str]]:
    """The mean day of each leaf, and those not wholly known; a source that a day does not name had nobody then."""
    rows: dict[str, list[Factors]] = {}
    unsure: set[str] = set()
    count = 0
    for day in days:
        count += 1
        for name in leaves(day):
            row = day[name]
            if row.visitors is None or row.paying_buyers is None or row.sales_minor is None:
                unsure.add(name)
            else:
                rows.setdefault(name, []).append(Factors(row.visitors, row.paying_buyers, row.sales_minor))
    return {name: _mean(known, count) for name, known in rows.items()}, unsure


def _mean(days: Sequence[Factors], count: int) -> Factors:
    return Factors(
        sum(day.visitors for day in days) / count,
        sum(day.paying_buyers for day in days) / count,
        sum(day.sales for day in days) / count,
    )


def _within(today: Mapping[str, Factors], usual: Mapping[str, Factors], count: int) -> RateScore:
    """Today's buyers against those that each source's usual conversion would make of today's visitors."""
    both = [(now, usual[name]) for name, now in today.items() if name in usual and usual[name].visitors]
    visitors, buyers = sum(now.visitors for now, _base in both), sum(now.paying_buyers for now, _base in both)
    expected = sum(now.visitors * (base.conversion or 0.0) for now, base in both)
    return rate_score(buyers, visitors, expected * count, visitors * count)
