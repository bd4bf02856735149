"""The same change of sales by source: more visitors, other sources, conversion and spend within them, and what no source has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shopdesk.analysis.attribution import Effects, Factors, lmdi_by_source
from shopdesk.analysis.unusual import Baseline, RateScore, rate_score
from shopdesk.analysis.verdict import Verdict
from shopdesk.steps.briefing import Context

if TYPE_CHECKING:
    from shopdesk.records.source_sums import SourceSum


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
    def explains_fall(self) -> bool:
        """Whether a lower conversion is as usual within its sources, as far as chance allows to say, and the mix cost sales."""
        return self.within.verdict is not Verdict.ACT and -self.mix > abs(self.conversion)


def source_mix(context: Context, now: Factors | None, base: Baseline, effects: Effects | None) -> SourceMix | None:
    """None where the day or all days of its baseline have no report of the sources."""
    from shopdesk.records import facts
    from shopdesk.records.source_sums import source_sums

    if now is None or base.factors is None or effects is None:
        return None
    scope = facts.source_scope(context.db, context.shop.id, context.day)
    if scope is None:
        return None
    sums, count = source_sums(context.db, context.shop.id, context.day, base.days, scope)
    if not count:
        return None
    today, unsure = _factors([row for row in sums if row.now], 1)
    usual, unsure_before = _factors([row for row in sums if not row.now], count)
    for name in unsure | unsure_before:  # what one side does not know is no change
        today.pop(name, None)
        usual.pop(name, None)
    if not today or not usual:
        return None
    found = lmdi_by_source(today, usual)
    total = found.total
    outside = effects.total - total.total
    return SourceMix(found.volume, found.mix, total.conversion, total.average_spend, outside, _within(today, usual, count))


def _factors(sums: Sequence[SourceSum], count: int) -> tuple[dict[str, Factors], set[str]]:
    """The mean day of each source, and those not wholly known; one that a day does not name had nobody then."""
    found: dict[str, Factors] = {}
    unsure: set[str] = set()
    for row in sums:
        if row.visitors is None or row.paying_buyers is None or row.sales_minor is None:
            unsure.add(row.source)
        else:
            found[row.source] = Factors(row.visitors / count, row.paying_buyers / count, row.sales_minor / count)
    return found, unsure


def _within(today: Mapping[str, Factors], usual: Mapping[str, Factors], count: int) -> RateScore:
    """Today's buyers against those that each source's usual conversion would make of today's visitors."""
    both = [(now, usual[name]) for name, now in today.items() if name in usual and usual[name].visitors]
    visitors, buyers = sum(now.visitors for now, _base in both), sum(now.paying_buyers for now, _base in both)
    expected = sum(now.visitors * (base.conversion or 0.0) for now, base in both)
    return rate_score(buyers, visitors, expected * count, visitors * count)
