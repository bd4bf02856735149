"""Visitors by source: which rose or fell against their usual weekday, its worth, its cost, and since when (R12–R14)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from statistics import fmean
from typing import TYPE_CHECKING

from shopdesk.analysis.attribution import (
    Effects,
    Factors,
    SourceEffects,
    factors_of,
    known_factors,
    lmdi_by_source,
    mean_factors,
)
from shopdesk.steps.briefing import Context
from shopdesk.steps.lost_words import SEARCH, LostWord, lost_words
from shopdesk.steps.source_costs import SourceCost, costs_of
from shopdesk.steps.source_levels import Judge, SourceVerdict, down_run
from shopdesk.steps.special_days import SpecialDays, special_days
from shopdesk.text import from_minor, safe

if TYPE_CHECKING:
    from shopdesk.records.facts import SourceFigures
    from shopdesk.records.logs import SourceCause

Days = Mapping[date, Mapping[str, "SourceFigures"]]

LOOK_BACK = 28  # days in which the beginning of a fall is sought
HISTORY = timedelta(days=84)  # from which a source's own swing is learned
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
    cost_minor: int | None  # what ads of the same name spent that day, or the promotion log says
    effect: SourceEffect
    change: float | None
    verdict: SourceVerdict
    cause: str  # the operator's, "" while none is noted
    since: date | None = None  # the first of the days it is down
    days_down: int = 0
    mean_since: float | None = None  # visitors a day since then, clearer than one day
    usual_since: float | None = None  # what these days usually bring
    earlier_cause: SourceCause | None = None  # noted on an earlier day of the same fall
    costs: SourceCost = field(default_factory=SourceCost)
    swing: float | None = None  # how far a usual day lies from its weekday's median


@dataclass(frozen=True)
class SourcesView:
    """The day's sources; `days` holds the reports of the day and of `base_days`. Empty where the day has no report."""

    rows: tuple[SourceRow, ...] = ()
    effects: SourceEffects | None = None  # in minor units
    base_days: tuple[date, ...] = ()
    days: Days = field(default_factory=dict)
    series: Mapping[str, Mapping[date, int | None]] = field(default_factory=dict)  # visitors by source and day
    special: SpecialDays = field(default_factory=lambda: SpecialDays({}, {}))
    limit: float = 0.0  # the score a source has to pass
    least: float = 0.0  # visitors within which nothing is followed up
    alike: frozenset[str] = frozenset()  # the sources that fell together, where the visitors fell as a whole
    ad_spend_minor: int | None = None  # of the whole day
    ad_spend_logged: bool = False  # no report of ads: the promotion log says so
    lost_words: tuple[LostWord, ...] = ()  # of a fallen 手淘搜索, where reports of search words tell

    def words_of(self, row: SourceRow) -> tuple[LostWord, ...]:
        return self.lost_words if short_name(row.source) == SEARCH and row.verdict == "fell" else ()


def judge_sources(context: Context) -> SourcesView:
    """The day's leaves, and those gone since, the most money moved first."""
    from shopdesk.records import facts

    db, shop_id, day = context.db, context.shop.id, context.day
    special = special_days(context)
    scope = facts.source_scope(db, shop_id, day)
    if scope is None:
        return SourcesView(special=special)
    days = facts.source_days(db, shop_id, [day, *_base_days(context, day)], scope)
    base_days = _usual_days([d for d in days if d != day], special)
    days = {d: days[d] for d in (*base_days, day)}
    today = days[day]
    names = list(dict.fromkeys([*leaves(today), *(name for d in base_days for name in leaves(days[d]))]))
    base = {name: mean for name in names if (mean := _mean(days, base_days, name)) is not None} if _enough(base_days) else {}
    series = facts.source_visitors(db, shop_id, day - HISTORY, day, scope)
    now = {name: figures.visitors for name, figures in today.items()}
    judge = Judge(context.playbook, day, series, base, special, now)
    costs = costs_of(context, days, base_days)
    effects = _effects(days, day, base_days)
    names = [name for name in names if name in today or base.get(name, 0.0) > judge.least]
    rows = [_row(context, name, days, base_days, effects, costs.of(name), judge) for name in names]
    rows = _since_when(context, rows, series, special)
    return SourcesView(
        tuple(sorted(rows, key=lambda row: -abs(row.effect.visitors or 0.0))),
        effects,
        base_days,
        days,
        series,
        special,
        judge.limit,
        judge.least,
        judge.alike,
        costs.spend_minor,
        costs.logged,
        lost_words(context, [row.source for row in rows if row.verdict == "fell"], base_days, AT_LEAST),
    )


def _usual_days(days: Sequence[date], special: SpecialDays) -> tuple[date, ...]:
    """Without promotion days and holidays, as long as enough are left."""
    plain = tuple(day for day in days if day not in special.left_out)
    return plain if len(plain) >= AT_LEAST else tuple(days)


def _enough(base_days: Sequence[date]) -> bool:
    return len(base_days) >= AT_LEAST


def short_name(source: str) -> str:
    """The last level of a source's path that says something."""
    levels = [level for level in source.split(" / ") if level != "汇总"]
    return safe(levels[-1] if levels else source)


def _base_days(context: Context, day: date) -> list[date]:
    return [day - timedelta(weeks=week) for week in range(1, context.playbook.whole("baseline.weeks") + 1)]


def leaves(day: Mapping[str, SourceFigures]) -> list[str]:
    """The sources that are no subtotals."""
    return [name for name, figures in day.items() if figures.is_leaf]


def _mean(days: Days, among: Sequence[date], name: str) -> float | None:
    """Mean visitors over the days that know them."""
    values = [figures.visitors for day in among if (figures := days[day].get(name)) and figures.visitors is not None]
    return fmean(values) if values else None


# --- effects and verdicts ------------------------------------------------------------------------------------------


def _effects(days: Days, day: date, base_days: Sequence[date]) -> SourceEffects | None:
    """LMDI by source, over the leaves whose figures are known on both sides; None without a baseline."""
    if not _enough(base_days):
        return None
    names = dict.fromkeys(name for d in (day, *base_days) for name in leaves(days[d]))
    now: dict[str, Factors] = {}
    base: dict[str, Factors] = {}
    for name in names:
        figures = days[day].get(name)
        mine = None if figures is None else factors_of(figures)
        known = [row for d in base_days if (row := days[d].get(name)) is not None]
        theirs = mean_factors(known_factors(known))
        if (figures is not None and mine is None) or (known and theirs is None):
            continue
        if mine is not None:
            now[name] = mine
        if theirs is not None:
            base[name] = theirs
    return lmdi_by_source(now, base)


def _row(
    context: Context,
    name: str,
    days: Days,
    base_days: Sequence[date],
    effects: SourceEffects | None,
    cost: SourceCost,
    judge: Judge,
) -> SourceRow:
    figures = days[context.day].get(name)
    visitors = figures.visitors if figures else None
    baseline = judge.base.get(name)
    effect = effects.by_source.get(name) if effects else None
    return SourceRow(
        source=name,
        visitors=visitors,
        baseline_visitors=baseline,
        paying_buyers=figures.paying_buyers if figures else None,
        sales_minor=figures.sales_minor if figures else None,
        cost_minor=cost.spend_minor,
        effect=_in_major(effect, float(from_minor(1, context.shop.currency))),
        change=visitors / baseline - 1 if visitors is not None and baseline else None,
        verdict=judge.verdict(name, visitors, _known_days(days, base_days, name)),
        cause="",
        costs=cost,
        swing=judge.swing(name),
    )


def _known_days(days: Days, among: Sequence[date], name: str) -> int:
    return sum((figures := days[day].get(name)) is not None and figures.visitors is not None for day in among)


def _in_major(effect: Effects | None, unit: float) -> SourceEffect:
    if effect is None:
        return SourceEffect(None, None, None)
    return SourceEffect(effect.visitors * unit, effect.conversion * unit, effect.average_spend * unit)


# --- since when ----------------------------------------------------------------------------------------------------


def _since_when(
    context: Context, rows: Sequence[SourceRow], series: Mapping[str, Mapping[date, int | None]], special: SpecialDays
) -> list[SourceRow]:
    """The rows that fell, with the first day of the fall, its means, and the causes noted since."""
    from shopdesk.records.logs import source_causes

    window = [context.day - timedelta(days=back) for back in range(LOOK_BACK)]
    causes = source_causes(context.db, context.shop.id, window[-1], context.day)
    today = {cause.source: cause.text for cause in causes if cause.day == context.day}
    base_days = {day: _usual_days(_base_days(context, day), special) for day in window}
    told = []
    for row in rows:
        fell = row.verdict == "fell"
        run = down_run(series.get(row.source, {}), window, base_days, context.playbook["source.noise"]) if fell else {}
        told.append(_with_run(row, run, causes) if run else replace(row, cause=today.get(row.source, "")))
    return told


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
