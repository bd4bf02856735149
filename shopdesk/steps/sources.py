"""Visitors by source: which rose or fell against their usual weekday, its worth, its cost, and since when (R12–R14)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from statistics import fmean
from typing import TYPE_CHECKING, Literal

from shopdesk.analysis.attribution import Effects, Factors, SourceEffects, lmdi_by_source
from shopdesk.analysis.rates import Side, judge_rate
from shopdesk.steps.briefing import Context
from shopdesk.text import from_minor, safe

if TYPE_CHECKING:
    from shopdesk.records.facts import SourceFigures, SourceScope
    from shopdesk.records.logs import SourceCause

SourceVerdict = Literal["fell", "rose", "usual", "unknown"]
Days = Mapping[date, Mapping[str, "SourceFigures"]]

LOOK_BACK = 28  # days in which the beginning of a fall is sought
AT_LEAST = 2  # days without which there is no baseline


@dataclass(frozen=True)
class SourceEffect:
    """Money as floats in major units."""

    visitors: float | None
    conversion: float | None
    average_spend: float | None

    @property
    def total(self) -> float | None:
        """What the source added or took away; None where nothing is known."""
        known = [part for part in (self.visitors, self.conversion, self.average_spend) if part is not None]
        return sum(known) if known else None


@dataclass(frozen=True)
class SourceRow:
    source: str
    visitors: int | None
    baseline_visitors: float | None
    paying_buyers: int | None
    sales_minor: int | None
    cost_minor: int | None  # what ads of the same name spent that day
    effect: SourceEffect
    change: float | None
    verdict: SourceVerdict
    cause: str  # the operator's, "" while none is noted
    since: date | None = None  # the first of the days it is down
    days_down: int = 0
    mean_since: float | None = None  # visitors a day since then, clearer than one day
    usual_since: float | None = None  # what these days usually bring
    earlier_cause: SourceCause | None = None  # noted on an earlier day of the same fall


@dataclass(frozen=True)
class SourcesView:
    """The day's sources; `days` holds the reports of the day and of `base_days`. Empty where the day has no report."""

    rows: tuple[SourceRow, ...] = ()
    effects: SourceEffects | None = None  # in minor units
    base_days: tuple[date, ...] = ()
    days: Days = field(default_factory=dict)


def judge_sources(context: Context) -> SourcesView:
    """The day's leaves, and those gone since, the most money moved first."""
    from shopdesk.records import facts

    shop_id = context.shop.id
    scope = facts.source_scope(context.db, shop_id, context.day)
    if scope is None:
        return SourcesView()
    days = facts.source_days(context.db, shop_id, [context.day, *_base_days(context, context.day)], scope)
    base_days = tuple(day for day in days if day != context.day)
    today = days[context.day]
    costs = _costs(facts.ad_spend(context.db, shop_id, context.day), leaves(today))
    effects = _effects(days, context.day, base_days)
    names = dict.fromkeys([*leaves(today), *_known_before(context, days, base_days)])
    rows = [_row(context, name, days, base_days, effects, costs.get(name)) for name in names]
    rows = _since_when(context, rows, scope)
    return SourcesView(tuple(sorted(rows, key=lambda row: -abs(row.effect.visitors or 0.0))), effects, base_days, days)


def short_name(source: str) -> str:
    """The last level of a source's path that says something."""
    levels = [level for level in source.split(" / ") if level != "汇总"]
    return safe(levels[-1] if levels else source)


def _base_days(context: Context, day: date) -> list[date]:
    return [day - timedelta(weeks=week) for week in range(1, context.playbook.whole("baseline.weeks") + 1)]


def leaves(day: Mapping[str, SourceFigures]) -> list[str]:
    """The sources that are no subtotals."""
    return [name for name, figures in day.items() if figures.is_leaf]


def _known_before(context: Context, days: Days, base_days: Sequence[date]) -> list[str]:
    """Leaves that the baseline knows with visitors worth a word."""
    known = dict.fromkeys(name for day in base_days for name in leaves(days[day]))
    least = context.playbook["source.noise_visitors"]
    return [name for name in known if (_mean(days, base_days, name) or 0.0) > least]


def _mean(days: Days, among: Sequence[date], name: str) -> float | None:
    """Mean visitors over the days that know them."""
    values = [figures.visitors for day in among if (figures := days[day].get(name)) and figures.visitors is not None]
    return fmean(values) if values else None


# --- effects and verdicts ------------------------------------------------------------------------------------------


def _effects(days: Days, day: date, base_days: Sequence[date]) -> SourceEffects | None:
    """LMDI by source, over the leaves whose figures are known on both sides; None without a baseline."""
    if len(base_days) < AT_LEAST:
        return None
    names = dict.fromkeys(name for d in (day, *base_days) for name in leaves(days[d]))
    now: dict[str, Factors] = {}
    base: dict[str, Factors] = {}
    for name in names:
        figures = days[day].get(name)
        mine = None if figures is None else _factors([figures])
        known = [row for d in base_days if (row := days[d].get(name)) is not None]
        theirs = _factors(known) if known else None
        if (figures is not None and mine is None) or (known and theirs is None):
            continue
        if mine is not None:
            now[name] = mine
        if theirs is not None:
            base[name] = theirs
    return lmdi_by_source(now, base)


def _factors(rows: Sequence[SourceFigures]) -> Factors | None:
    """Means over the rows whose three figures are all known; None where there is none."""
    known = [
        (row.visitors, row.paying_buyers, row.sales_minor)
        for row in rows
        if row.visitors is not None and row.paying_buyers is not None and row.sales_minor is not None
    ]
    if not known:
        return None
    visitors, buyers, sales = (fmean(values) for values in zip(*known, strict=True))
    return Factors(visitors, buyers, sales)


def _row(
    context: Context,
    name: str,
    days: Days,
    base_days: Sequence[date],
    effects: SourceEffects | None,
    cost_minor: int | None,
) -> SourceRow:
    figures = days[context.day].get(name)
    visitors = figures.visitors if figures else None
    baseline = _mean(days, base_days, name) if len(base_days) >= AT_LEAST else None
    effect = effects.by_source.get(name) if effects else None
    return SourceRow(
        source=name,
        visitors=visitors,
        baseline_visitors=baseline,
        paying_buyers=figures.paying_buyers if figures else None,
        sales_minor=figures.sales_minor if figures else None,
        cost_minor=cost_minor,
        effect=_in_major(effect, float(from_minor(1, context.shop.currency))),
        change=visitors / baseline - 1 if visitors is not None and baseline else None,
        verdict=_verdict(context, visitors, baseline, _known_days(days, base_days, name)),
        cause="",
    )


def _known_days(days: Days, among: Sequence[date], name: str) -> int:
    return sum((figures := days[day].get(name)) is not None and figures.visitors is not None for day in among)


def _verdict(context: Context, visitors: int | None, baseline: float | None, count: int) -> SourceVerdict:
    """Fell or rose only beyond the noise *and* beyond chance: of all visitors of the day and its `count` baseline days,
    a day like the others brings 1 in count + 1."""
    if visitors is None or baseline is None or not count:
        return "unknown"
    difference = visitors - baseline
    noise = max(context.playbook["source.noise"] * baseline, context.playbook["source.noise_visitors"])
    if abs(difference) <= noise:
        return "usual"
    side = judge_rate(visitors, visitors + baseline * count, 1 / (count + 1)).side
    if side is Side.UNKNOWN:
        return "unknown"
    return "fell" if side is Side.BELOW else "rose"


def _in_major(effect: Effects | None, unit: float) -> SourceEffect:
    if effect is None:
        return SourceEffect(None, None, None)
    return SourceEffect(effect.visitors * unit, effect.conversion * unit, effect.average_spend * unit)


def _costs(spend: Mapping[str, int], sources: Sequence[str]) -> dict[str, int]:
    """What a tool spent, given to the one source whose name contains the tool's; to none where several do."""
    costs: dict[str, int] = {}
    for tool, amount in spend.items():
        found = [source for source in sources if tool and tool in short_name(source)]
        found = found or [source for source in sources if tool and tool in source]
        if len(found) == 1:
            costs[found[0]] = costs.get(found[0], 0) + amount
    return costs


# --- since when ----------------------------------------------------------------------------------------------------


def _since_when(context: Context, rows: Sequence[SourceRow], scope: SourceScope) -> list[SourceRow]:
    """The rows that fell, with the first day of the fall, its means, and the causes noted since."""
    from shopdesk.records import facts
    from shopdesk.records.logs import source_causes

    fell = [row.source for row in rows if row.verdict == "fell"]
    first = context.day - timedelta(days=LOOK_BACK - 1)
    causes = source_causes(context.db, context.shop.id, first, context.day)
    today = {cause.source: cause.text for cause in causes if cause.day == context.day}
    if not fell:
        return [replace(row, cause=today.get(row.source, "")) for row in rows]
    weeks = context.playbook.whole("baseline.weeks")
    window = [context.day - timedelta(days=back) for back in range(LOOK_BACK + 7 * weeks)]
    days = facts.source_days(context.db, context.shop.id, window, scope, only=fell)
    return [
        _with_run(row, _run_of_days(context, row.source, days), causes)
        if row.verdict == "fell"
        else replace(row, cause=today.get(row.source, ""))
        for row in rows
    ]


def _with_run(row: SourceRow, run: Mapping[date, tuple[int, float]], causes: Sequence[SourceCause]) -> SourceRow:
    since = min(run)
    noted = [cause for cause in causes if cause.source == row.source and cause.day >= since]
    earlier = [cause for cause in noted if cause.day < max(run)]
    return replace(
        row,
        since=since,
        days_down=len(run),
        mean_since=fmean(now for now, _usual in run.values()),
        usual_since=fmean(usual for _now, usual in run.values()),
        cause="".join(cause.text for cause in noted if cause.day == max(run)),
        earlier_cause=earlier[-1] if earlier else None,
    )


def _run_of_days(context: Context, source: str, days: Days) -> dict[date, tuple[int, float]]:
    """The days up to the day judged on which the source was down beyond its noise: visitors and what is usual.

    A day that is not known does not end the run."""
    run: dict[date, tuple[int, float]] = {}
    for back in range(LOOK_BACK):
        day = context.day - timedelta(days=back)
        figures = days[day].get(source) if day in days else None
        usual = _mean(days, [d for d in _base_days(context, day) if d in days], source)
        if figures is None or figures.visitors is None or not usual:
            continue
        if figures.visitors > usual * (1 - context.playbook["source.noise"]):
            break
        run[day] = (figures.visitors, usual)
    return run
