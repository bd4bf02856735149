"""Did the page break: of yesterday's visitors far more left at once than on the shop's own days before, and fewer looked on or
bought (R55, R64). The weekly measures move too slowly to say so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from shopdesk.analysis.attribution import Factors, factors_of, lmdi
from shopdesk.analysis.unusual import DayFigures, Score, rate_score, robust_score, same_weekday_baseline
from shopdesk.analysis.verdict import Verdict
from shopdesk.steps import within_sources
from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.steps.reasons import figure, papers_of, weekday
from shopdesk.steps.within_sources import Mix
from shopdesk.text import _, number, percent

if TYPE_CHECKING:
    from shopdesk.records.facts import ShopFigures

HISTORY = timedelta(weeks=9)
CHECK_AFTER = timedelta(days=2)
SETTINGS = ("page.bounce_jump", "unusual.z", "conversion.chance", *within_sources.SETTINGS)
_LOOK_BACK = 14  # days in which its beginning is sought
Days = Mapping[date, "ShopFigures"]


@dataclass(frozen=True)
class Broken:
    """The day against its usual weekday; conversions as rates, `worth_minor` what the lower one costs a day."""

    bounce: Score
    depth: Score
    conversion: float | None
    usual_conversion: float | None
    since: date
    worth_minor: int | None

    @property
    def rise(self) -> float:
        """Of the bounce rate. Other visitors than usual cannot raise it by more than their share."""
        return (self.bounce.value or 0.0) - (self.bounce.usual or 0.0)


def findings_of(context: Context) -> list[Finding]:
    """One finding where the page broke, none else. A mix of other sources may look alike: the sources tell it."""
    from shopdesk.records import facts
    from shopdesk.steps.special_days import special_days

    days = facts.shop_days(context.db, context.shop.id, context.day - HISTORY, context.day)
    found = judge(context, days, special_days(context).names)
    if found is None:
        return []
    mix = within_sources.mix_of(context, context.day)
    if mix is not None and mix.explains and found.rise <= mix.moved:
        return [_other_visitors(context, days[context.day], found, mix)]
    return [_finding(context, days[context.day], found, mix)]


def _other_visitors(context: Context, day: ShopFigures, found: Broken, mix: Mix) -> Finding:
    """More leave at once because others came: no fault of the page (R63)."""
    text = _("{bounce} leave at once, usually {usual}; not the page: {mix}").format(
        bounce=percent(found.bounce.value, 0), usual=percent(found.bounce.usual, 0), mix=within_sources.words(mix)
    )
    papers = papers_of(context.db, [day])
    why = Why(
        _("Other visitors, not the page"),
        _("conversion of each source, weighed by the mix of the 28 days before"),
        ((_("bounce rate"), figure(papers, day, "bounce_rate", context.shop.currency)), *within_sources.inputs(mix)),
        threshold=within_sources.threshold(context),
        rule="R63",
        settings=within_sources.SETTINGS,
    )
    return Finding(
        "page:mix",
        "R63",
        Severity.FINE,
        text,
        {"source": mix.source, "moved": mix.moved, "within": mix.within, "usual": mix.usual},
        why=why,
    )


def judge(context: Context, days: Days, left_out: Mapping[date, str]) -> Broken | None:
    """Bounce up by a jump and beyond its own swing, and depth beyond its own or conversion beyond chance down."""
    limit = context.playbook["unusual.z"]

    def score(of: Callable[[ShopFigures], float | None]) -> Score:
        return robust_score({day: of(row) for day, row in days.items()}, context.day, left_out, limit=limit)

    bounce, depth = score(lambda row: row.bounce_rate), score(_depth)
    if bounce.value is None or bounce.usual is None or bounce.z is None:
        return None
    jump = context.playbook["page.bounce_jump"]
    if bounce.value - bounce.usual < jump or bounce.z <= limit:
        return None
    now, usual, fewer = _buyers(context, days, left_out)
    if not fewer and (depth.z is None or depth.z >= -limit):
        return None
    worth = round(lmdi(now, usual).conversion) if now and usual else None
    return Broken(
        bounce,
        depth,
        now.conversion if now else None,
        usual.conversion if usual else None,
        _since(days, context.day, bounce.usual + jump / 2),
        worth if worth is not None and worth < 0 else None,
    )


def _depth(row: ShopFigures) -> float | None:
    return row.page_views / row.visitors if row.page_views is not None and row.visitors else None


def _buyers(context: Context, days: Days, left_out: Mapping[date, str]) -> tuple[Factors | None, Factors | None, bool]:
    """The day, the mean of its usual weekday, and whether fewer visitors bought than chance explains."""
    figures = {day: DayFigures(row.visitors, row.paying_buyers, row.sales_minor) for day, row in days.items()}
    base = same_weekday_baseline(figures, context.day, left_out.keys(), weeks=context.playbook.whole("baseline.weeks"))
    now, usual, count = factors_of(days[context.day]), base.factors, len(base.days)
    if now is None or usual is None:
        return now, usual, False
    chance = context.playbook["conversion.chance"]
    test = rate_score(now.paying_buyers, now.visitors, usual.paying_buyers * count, usual.visitors * count, alpha=chance)
    return now, usual, test.verdict is Verdict.ACT and (test.difference or 0.0) < 0


def _since(days: Days, day: date, line: float) -> date:
    """The first of the newest days over `line` without a break."""
    since = day
    for back in range(1, _LOOK_BACK):
        row = days.get(day - timedelta(days=back))
        if row is None or row.bounce_rate is None:
            continue
        if row.bounce_rate <= line:
            break
        since = row.day
    return since


def _finding(context: Context, day: ShopFigures, found: Broken, mix: Mix | None) -> Finding:
    text = _("The page holds nobody since {since}: {bounce} leave at once, usually {usual}").format(
        since=f"{found.since:%m-%d}", bounce=percent(found.bounce.value, 0), usual=percent(found.bounce.usual, 0)
    )
    if found.depth.value is not None and found.depth.usual:
        text = _("{finding}; {depth} pages each instead of {usual}").format(
            finding=text, depth=number(found.depth.value, 1), usual=number(found.depth.usual, 1)
        )
    if found.conversion is not None and found.usual_conversion is not None:
        text = _("{finding}; conversion {now} instead of {usual}").format(
            finding=text, now=percent(found.conversion, 2), usual=percent(found.usual_conversion, 2)
        )
    papers = papers_of(context.db, [day])
    interval = found.bounce.expected
    return Finding(
        "page:broken",
        "R55",
        Severity.ACT,
        text,
        {
            "since": found.since,
            "bounce_rate": found.bounce.value,
            "usual_bounce_rate": found.bounce.usual,
            "visit_depth": found.depth.value,
            "usual_visit_depth": found.depth.usual,
            "page_itself": mix is not None and (mix.fewer or found.rise > mix.moved),
        },
        Proposal(
            "design",
            _("Open the shop on a phone: find what does not load or lead on since {since}, and mend it").format(
                since=f"{found.since:%m-%d}"
            ),
            _("bounce rate"),
            _("back to {usual}").format(usual=percent(found.bounce.usual, 0)),
            context.day + CHECK_AFTER,
        ),
        found.worth_minor,
        Why(
            _("The page of the day"),
            _("bounce and depth against the median of the same weekday, in units of their own swing; conversion against chance"),
            (
                (_("bounce rate"), figure(papers, day, "bounce_rate", context.shop.currency)),
                (_("on a usual {weekday}").format(weekday=weekday(context.day)), percent(found.bounce.usual)),
                (_("score of the bounce rate"), number(found.bounce.z, 1)),
                (_("visit depth"), number(found.depth.value, 2)),
                (_("usual visit depth"), number(found.depth.usual, 2)),
                (_("score of the depth"), number(found.depth.z, 1)),
                *within_sources.inputs(mix),
            ),
            _("usual bounce {low} to {high}").format(low=percent(interval.low), high=percent(interval.high)) if interval else "",
            _("{jump} points over usual and beyond its swing, with fewer pages or buyers").format(
                jump=number(context.playbook["page.bounce_jump"] * 100)
            ),
            "R55",
            SETTINGS,
        ),
    )
