"""What a source's visitors cost (R13): its ads' spend where ads are imported, else what the promotion log says, else unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import fmean
from typing import TYPE_CHECKING

from shopdesk.steps.briefing import Context

if TYPE_CHECKING:
    from shopdesk.records.facts import SourceFigures

_PAID = ("广告", "付费", "推广", "直通车", "引力魔方", "万相台", "钻展", "快车", "paid", "cpc", "ads")


@dataclass(frozen=True)
class SourceCost:
    """Minor units. `usual_minor` is the mean spend of the baseline days. What cannot be said is None."""

    spend_minor: int | None = None
    usual_minor: float | None = None
    per_visitor_minor: float | None = None
    per_extra_visitor_minor: float | None = None  # more spend over more visitors than usual
    per_extra_buyer_minor: float | None = None  # more spend over more buyers than usual
    logged: bool = False  # the promotion log's figure, no report's


@dataclass(frozen=True)
class Costs:
    """`spend_minor` is all ad money of the day; None where neither a report nor the log knows it."""

    spend_minor: int | None = None
    logged: bool = False
    by_source: Mapping[str, SourceCost] = field(default_factory=dict)

    def of(self, source: str) -> SourceCost:
        return self.by_source.get(source, SourceCost())


def costs_of(context: Context, days: Mapping[date, Mapping[str, SourceFigures]], base_days: Sequence[date]) -> Costs:
    """The day's costs by source; `days` are the reports of the day and of its baseline days."""
    from shopdesk.records import facts
    from shopdesk.records.logs import logs

    today = {name: figures for name, figures in days[context.day].items() if figures.is_leaf}
    spend = facts.ad_spend(context.db, context.shop.id, [context.day, *base_days])
    if context.day in spend:
        by_day = {day: _to_sources(tools, list(today)) for day, tools in spend.items()}
        whole: int | None = sum(spend[context.day].values())
        logged = False
    else:
        written = (entry.spend_minor for entry in logs(context.db, context.shop.id, context.day) if entry.kind == "promotion")
        noted = next(written, None)
        paid = [name for name in today if is_paid(name)]
        # the log tells one sum for the day: it belongs to a source only where one alone is paid for
        by_day = {context.day: {paid[0]: noted}} if noted is not None and len(paid) == 1 else {}
        whole, logged = noted, noted is not None
    costs = {
        name: _cost(name, spent, by_day, days, base_days, today[name], logged)
        for name, spent in by_day.get(context.day, {}).items()
    }
    return Costs(whole, logged, costs)


def is_paid(source: str) -> bool:
    """Whether the platform's name of a source says that its visitors are paid for."""
    return any(word in source.casefold() for word in _PAID)


def _cost(
    name: str,
    spent: int,
    by_day: Mapping[date, Mapping[str, int]],
    days: Mapping[date, Mapping[str, SourceFigures]],
    base_days: Sequence[date],
    now: SourceFigures,
    logged: bool,
) -> SourceCost:
    told = [day for day in base_days if name in by_day.get(day, {})]
    usual = fmean(by_day[day][name] for day in told) if told else None
    more = spent - usual if usual is not None else None
    return SourceCost(
        spent,
        usual,
        spent / now.visitors if now.visitors else None,
        _extra(more, now.visitors, [row.visitors for day in told if (row := days[day].get(name))]),
        _extra(more, now.paying_buyers, [row.paying_buyers for day in told if (row := days[day].get(name))]),
        logged,
    )


def _extra(more: float | None, now: int | None, before: Sequence[int | None]) -> float | None:
    """Money per one more than usual; None unless both the money and the count grew by at least one."""
    known = [value for value in before if value is not None]
    if more is None or more <= 0 or now is None or not known:
        return None
    grown = now - fmean(known)
    return more / grown if grown >= 1 else None


def _to_sources(spend: Mapping[str, int], sources: Sequence[str]) -> dict[str, int]:
    """What a tool spent, given to the one source whose name contains the tool's; to none where several do."""
    costs: dict[str, int] = {}
    for tool, amount in spend.items():
        found = [source for source in sources if tool and tool in source.rsplit(" / ", 1)[-1]]
        found = found or [source for source in sources if tool and tool in source]
        if len(found) == 1:
            costs[found[0]] = costs.get(found[0], 0) + amount
    return costs
