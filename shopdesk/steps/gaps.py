"""A hole in the figures, told from trouble in the shop: visitors that were not counted although buyers came as usual (R15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING

from shopdesk.analysis.rates import two_proportions
from shopdesk.analysis.unusual import spread
from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.steps.reasons import figure, papers_of
from shopdesk.steps.sources import SourceRow, SourcesView, short_name
from shopdesk.steps.special_days import SpecialDays
from shopdesk.text import _, number, percent

if TYPE_CHECKING:
    from shopdesk.records.facts import ShopFigures

WEEKS = 8  # of the same weekday that are looked at
AT_LEAST = 3  # known days without which nothing is usual
_SURE = 1e-4  # chance of such a conversion by luck
_FEW_BUYERS = 5.0  # a source with fewer usual buyers says nothing by keeping them
_RATIO_DAYS = timedelta(days=28)
SETTINGS = ("gap.visitors", "gap.buyers")


@dataclass(frozen=True)
class ShopGap:
    """The shop's visitors are missing on `day`, its buyers are not."""

    day: ShopFigures
    visitors: float  # usual
    buyers: float  # usual


@dataclass(frozen=True)
class Explained:
    """Visitors of all sources over those of the shop: the day's, the usual, and how far a day lies from it."""

    sources: int
    shop: int
    ratio: float
    usual: float | None
    spread: float


@dataclass(frozen=True)
class Gaps:
    """What the day's figures lack. `lost_in_report`: the fall of sources is a hole of their report, the shop's visitors came."""

    shop: ShopGap | None = None
    sources: tuple[SourceRow, ...] = ()
    explained: Explained | None = None
    lost_in_report: bool = False

    def came_short(self, share: float) -> bool:
        """Whether a source that brings `share` of the visitors and is not named was not only left out: the others explain the
        shop's visitors as well as ever, so the shop lacks them, too."""
        found = self.explained
        return found is not None and found.usual is not None and found.ratio > found.usual * (1 - share / 2)


def _shop_gap(
    context: Context, days: Mapping[date, ShopFigures], special: SpecialDays, explained: Explained | None
) -> ShopGap | None:
    """The gap in the shop's own visitors on the day judged; None where there is none, or nothing to tell it by.

    Two witnesses: buyers who came as usual, and the sources' report where it counts many more than the shop's does."""
    today = days.get(context.day)
    if today is None or today.visitors is None or not today.paying_buyers:
        return None
    before = [days[d] for week in range(1, WEEKS + 1) if (d := context.day - timedelta(weeks=week)) in days]
    known = [
        (row.visitors, row.paying_buyers)
        for row in before
        if row.visitors and row.paying_buyers is not None and row.day not in special.names
    ]
    if len(known) < AT_LEAST:
        return None
    visitors, buyers = median(seen for seen, _paid in known), median(paid for _seen, paid in known)
    base = sum(seen for seen, _paid in known), sum(paid for _seen, paid in known)
    witness = explained is not None and _overfull(context, explained) and today.visitors < visitors
    if not witness and not _uncounted(context, today.visitors, today.paying_buyers, visitors, buyers, base):
        return None
    return ShopGap(today, visitors, buyers)


def _uncounted(
    context: Context, visitors: int, buyers: int, usual_visitors: float, usual_buyers: float, base: tuple[float, float]
) -> bool:
    """Visitors near nothing, buyers as usual, and a conversion that luck does not explain. `base`: visitors and buyers before."""
    if usual_buyers < _FEW_BUYERS or visitors >= usual_visitors * context.playbook["gap.visitors"]:
        return False
    if buyers < usual_buyers * context.playbook["gap.buyers"]:
        return False
    if buyers / usual_buyers < visitors / usual_visitors / context.playbook["gap.visitors"]:
        return False
    return buyers >= visitors or two_proportions(buyers, visitors, min(base[1], base[0]), base[0]).p < _SURE


def gaps_of(context: Context, view: SourcesView, days: Mapping[date, ShopFigures]) -> Gaps:
    """Holes in the day's reports: in the shop's visitors, in single sources, or in the report of the sources. `days` are the
    shop's of at least WEEKS weeks."""
    counted = {day: row.visitors for day, row in days.items() if row.visitors and day >= context.day - _RATIO_DAYS}
    explained = _explained(view, counted, context.day)
    lost = explained is not None and _hole(context, explained)
    shop = _shop_gap(context, days, view.special, explained)
    return Gaps(shop, tuple(row for row in view.rows if _source_gap(context, view, row)), explained, lost)


def _source_gap(context: Context, view: SourcesView, row: SourceRow) -> bool:
    if row.verdict != "fell" or row.visitors is None or row.paying_buyers is None or not row.baseline_visitors:
        return False
    known = [
        (figures.visitors, figures.paying_buyers)
        for day in view.base_days
        if (figures := view.days[day].get(row.source)) and figures.visitors and figures.paying_buyers is not None
    ]
    if len(known) < AT_LEAST:
        return False
    base = float(sum(seen for seen, _paid in known)), float(sum(paid for _seen, paid in known))
    return _uncounted(context, row.visitors, row.paying_buyers, row.baseline_visitors, base[1] / len(known), base)


def _explained(view: SourcesView, counted: Mapping[date, int], day: date) -> Explained | None:
    sums: dict[date, int] = {}
    for series in view.series.values():
        for d, visitors in series.items():
            sums[d] = sums.get(d, 0) + (visitors or 0)
    if day not in sums or day not in counted:
        return None
    ratios = [sums[d] / counted[d] for d in sums if d in counted and d != day]
    ratio = sums[day] / counted[day]
    if len(ratios) < AT_LEAST:
        return Explained(sums[day], counted[day], ratio, None, 0.0)
    usual = median(ratios)
    return Explained(sums[day], counted[day], ratio, usual, spread(ratios))


def _hole(context: Context, explained: Explained) -> bool:
    lost, swing = context.playbook["gap.sources"], context.playbook["gap.spreads"] * explained.spread
    return explained.usual is not None and explained.ratio < min(explained.usual * (1 - lost), explained.usual - swing)


def _overfull(context: Context, explained: Explained) -> bool:
    """The sources count far more than the shop does, which they usually do not."""
    lost, swing = context.playbook["gap.sources"], context.playbook["gap.spreads"] * explained.spread
    return explained.usual is not None and explained.ratio > max(explained.usual / (1 - lost), explained.usual + swing)


# --- findings ------------------------------------------------------------------------------------------------------


def findings_of(context: Context, gaps: Gaps) -> list[Finding]:
    """The holes, each as one finding; then sources that leave more of the shop's visitors unexplained than they usually do."""
    found = [_shop_finding(context, gaps.shop)] if gaps.shop else []
    if gaps.sources and not gaps.shop:
        found.append(_sources_finding(context, gaps.sources))
    if gaps.explained is not None and not gaps.shop:
        found += _sum_findings(context, gaps.explained, gaps.lost_in_report)
    return found


def _task(context: Context, what: str, metric: str) -> Proposal:
    return Proposal("operations", what, metric, _("as usual"), context.today + timedelta(days=1))


def _shop_finding(context: Context, gap: ShopGap) -> Finding:
    text = _(
        "The figures have a gap, not the shop: {visitors} visitors are counted, usually {usual}, but {buyers} buyers paid as "
        "always ({usual_buyers})"
    ).format(
        visitors=number(gap.day.visitors),
        usual=number(gap.visitors),
        buyers=number(gap.day.paying_buyers),
        usual_buyers=number(gap.buyers),
    )
    papers = papers_of(context.db, [gap.day])
    return Finding(
        "shop:gap:shop",
        "R15",
        Severity.ACT,
        text,
        {"visitors": gap.day.visitors, "usual_visitors": gap.visitors, "paying_buyers": gap.day.paying_buyers},
        _task(
            context,
            _("Download the report of {day} again; if the gap stays, ask the platform and judge nothing by its visitors").format(
                day=context.day.isoformat()
            ),
            _("visitors of the shop"),
        ),
        why=Why(
            _("Gap in the visitors"),
            _("visitors and buyers against the same weekday of the {n} weeks before, without promotion days").format(n=WEEKS),
            (
                (_("visitors"), figure(papers, gap.day, "visitors", context.shop.currency)),
                (_("usual visitors"), number(gap.visitors)),
                (_("paying buyers"), figure(papers, gap.day, "paying_buyers", context.shop.currency)),
                (_("usual buyers"), number(gap.buyers)),
            ),
            threshold=_threshold(context),
            rule="R15",
            settings=SETTINGS,
        ),
    )


def _threshold(context: Context) -> str:
    return _("visitors under {visitors} of usual while buyers reach {buyers} of theirs, beyond chance").format(
        visitors=percent(context.playbook["gap.visitors"], 0), buyers=percent(context.playbook["gap.buyers"], 0)
    )


def _sources_finding(context: Context, rows: tuple[SourceRow, ...]) -> Finding:
    first = max(rows, key=lambda row: row.baseline_visitors or 0.0)
    text = _(
        "The figures have a gap, not the shop: {source} counts {visitors} visitors, usually {usual}, but its {buyers} buyers "
        "came as always"
    ).format(
        source=short_name(first.source),
        visitors=number(first.visitors),
        usual=number(first.baseline_visitors),
        buyers=number(first.paying_buyers),
    )
    if len(rows) > 1:
        text = _("{finding}; {n} more sources alike").format(finding=text, n=number(len(rows) - 1))
    task = _("Check the tracking of {source} and download its report of {day} again").format(
        source=short_name(first.source), day=context.day.isoformat()
    )
    return Finding(
        "shop:gap:source",
        "R15",
        Severity.ACT,
        text,
        {"sources": [row.source for row in rows], "visitors": first.visitors, "baseline_visitors": first.baseline_visitors},
        _task(context, task, _("visitors from {source}").format(source=short_name(first.source))),
        why=Why(
            _("Gap in a source"),
            _("visitors and buyers of the source against the mean of its usual weekday"),
            (
                (_("visitors"), number(first.visitors)),
                (_("usual visitors"), number(first.baseline_visitors)),
                (_("paying buyers"), number(first.paying_buyers)),
            ),
            threshold=_threshold(context),
            rule="R15",
            settings=SETTINGS,
        ),
    )


def _sum_findings(context: Context, explained: Explained, hole: bool) -> list[Finding]:
    """A hole asks for another download; a smaller lack is said."""
    slack, usual = context.playbook["sources.sum_slack"], explained.usual
    swing = context.playbook["gap.spreads"] * explained.spread
    line = 1 - slack if usual is None else min(usual * (1 - slack), usual - swing)
    if explained.ratio >= line:
        return []
    text = _("The sources explain {sum} of the shop's {all} visitors: the report lacks some").format(
        sum=number(explained.sources), all=number(explained.shop)
    )
    if hole:
        text = _(
            "The figures have a gap, not the shop: the sources explain {sum} of the shop's {all} visitors, usually {usual}"
        ).format(sum=number(explained.sources), all=number(explained.shop), usual=percent(usual, 0))
    task = _task(
        context,
        _("Download the source report of {day} again, with every source opened").format(day=context.day.isoformat()),
        _("visitors of all sources"),
    )
    why = Why(
        _("Sources against the shop"),
        _("visitors of all sources / visitors of the shop, against the median of the 28 days before"),
        (
            (_("sources together"), number(explained.sources)),
            (_("the shop"), number(explained.shop)),
            (_("share explained"), percent(explained.ratio)),
            (_("usually"), percent(usual)),
        ),
        threshold=_("said beyond {slack}, a hole beyond {hole} under usual").format(
            slack=percent(slack, 0), hole=percent(context.playbook["gap.sources"], 0)
        ),
        rule="R12",
        settings=("sources.sum_slack", "gap.sources", "gap.spreads"),
    )
    severity = Severity.ACT if hole else Severity.WATCH if usual is not None else Severity.UNKNOWN
    evidence = {"sources": explained.sources, "shop": explained.shop, "usual_share": usual}
    return [Finding("shop:sources_sum", "R12", severity, text, evidence, task if hole else None, why=why)]
