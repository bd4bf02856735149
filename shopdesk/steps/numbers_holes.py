"""What is wrong with the day's figures before anything is wrong with the shop: an empty report, visitors that were not counted
(R15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from shopdesk.records.facts import ShopFigures
from shopdesk.steps.briefing import Context, Finding, Proposal, Severity, Why
from shopdesk.steps.gaps import findings_of, gaps_of
from shopdesk.steps.reasons import figure, papers_of
from shopdesk.steps.sources import judge_sources
from shopdesk.steps.usual import FACTORS, FactorName, JudgedDay
from shopdesk.text import _, number


@dataclass(frozen=True)
class Hole:
    """`factors` moved only because of it."""

    finding: Finding
    factors: frozenset[FactorName]


def hole_of(context: Context, days: Mapping[date, ShopFigures], day: JudgedDay) -> Hole | None:
    """The hole in the day's figures that moved its factors. Step 2 finds it and has its task; an empty report is told here."""
    if day.now is None or not day.base.usual.visitors:
        return None
    if not day.now.visitors and not day.now.paying_buyers:
        return Hole(_empty(context, days[context.day], day), frozenset(FACTORS))
    visitors, conversion = day.moved["visitors"], day.moved["conversion"]
    moved = [visitors.name] if (visitors.change or 0.0) < 0 else []
    moved += [conversion.name] if conversion.value is None or (conversion.change or 0.0) > 0 else []
    if not moved or not (visitors.unusual or conversion.unusual):
        return None  # nothing to explain: the sources need not be read
    gaps = gaps_of(context, judge_sources(context), days)
    lost = day.base.usual.visitors - day.now.visitors
    uncounted = sum((row.baseline_visitors or 0.0) - (row.visitors or 0) for row in gaps.sources)
    if gaps.shop is None and not 0 < lost <= 2 * uncounted:  # less than half of the shop's fall
        return None
    found = findings_of(context, replace(gaps, explained=None))[0]
    text = _("{finding}; visitors and conversion are not judged").format(finding=found.text)
    return Hole(replace(found, key="numbers:gap", severity=Severity.WATCH, text=text, task=None), frozenset(moved))


def _empty(context: Context, today: ShopFigures, day: JudgedDay) -> Finding:
    papers, usual = papers_of(context.db, [today]), day.base.usual
    text = _("The report of {day} has no visitor and no buyer, usually {visitors} and {buyers}: is it complete?").format(
        day=context.day.isoformat(), visitors=number(usual.visitors), buyers=number(usual.paying_buyers)
    )
    task = Proposal(
        "operations",
        _("Download the report of {day} again; if it stays empty, see that the shop can be found and bought from").format(
            day=context.day.isoformat()
        ),
        _("visitors of the shop"),
        _("as usual"),
        context.today + timedelta(days=1),
    )
    why = Why(
        _("Empty report"),
        _("as the report says"),
        (
            (_("visitors"), figure(papers, today, "visitors", context.shop.currency)),
            (_("usual visitors"), number(usual.visitors)),
            (_("paying buyers"), figure(papers, today, "paying_buyers", context.shop.currency)),
            (_("usual buyers"), number(usual.paying_buyers)),
        ),
        rule="R15",
        settings=("baseline.weeks",),
    )
    evidence = {"visitors": today.visitors, "usual_visitors": usual.visitors, "paying_buyers": today.paying_buyers}
    return Finding("numbers:empty", "R15", Severity.ACT, text, evidence, task, why=why)
