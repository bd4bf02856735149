"""Step 7, page check, weekly: spend ratio, bounce, depth; when bounce and depth both fail, raising ads is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from shopdesk.steps import checked, leading, page_day
from shopdesk.steps.briefing import Briefing, Context, Severity, State
from shopdesk.steps.page_findings import findings_of, needs_of
from shopdesk.steps.page_whys import whys_of
from shopdesk.steps.week import WINDOW, Week, gate_why, look
from shopdesk.text import _

if TYPE_CHECKING:
    from shopdesk.analysis.page import Measure as Judged
    from shopdesk.records.shops import ShopInfo
    from shopdesk.store import Store

SEEN_LATELY = timedelta(days=35)  # in which a report of pages must end to be shown
MOST_SEEN = 8


@dataclass(frozen=True)
class Measure:
    """`low` and `high`: where the spend ratio lies by how the days of the week differ; None for the others, or too few days."""

    value: float | None
    line: float
    good_line: float | None
    verdict: Literal["fail", "pass", "good", "unknown"]
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Change:
    """What was changed on the page, as the operator noted it."""

    day: date
    text: str


@dataclass(frozen=True)
class Seen:
    """A page of the shop as GA4 counts it, over the days of its report."""

    page: str
    views: int | None
    users: int | None
    seconds: float | None  # a user
    sales_minor: int | None


@dataclass(frozen=True)
class PageDetails:
    spend_ratio: Measure
    bounce_rate: Measure
    visit_depth: Measure
    verdict: Literal["fail", "pass", "good", "unknown"]
    gate_closed: bool
    gate_why: str
    gate_rule: str  # R63 where other visitors than usual explain what fails
    due: bool  # the weekly check is due
    last_check: date | None
    last_change: date | None
    window_from: date
    window_to: date
    main_spend_minor: int | None
    shop_spend_minor: int | None
    returning_share: float | None
    main_product_id: str = ""
    main_title: str = ""
    changes_this_week: int = 0
    changes: tuple[Change, ...] = ()  # the newest first
    seen: tuple[Seen, ...] = ()  # the most viewed pages; empty where no report of pages is in
    seen_from: date | None = None
    seen_to: date | None = None


def brief(context: Context) -> Briefing:
    week = look(context)
    details = _details(context, week)
    needs = tuple(needs_of(context, week))
    of_day = [one for one in page_day.findings_of(context) if one.key != "page:mix" or week.others is None]  # said once
    findings = (*of_day, *findings_of(context, week, details))
    if not week.days:
        state, headline = State.NO_DATA, _("No shop figures of this week yet.")
    elif week.bounce_rate is None or week.visit_depth is None:
        state, headline = State.NEEDS, needs[0].text
    else:
        state, headline = State.READY, leading.headline(findings, _("The page passes; leave it as it is."))
    return Briefing(
        "page",
        context.day,
        state,
        headline,
        leading.severity(findings) if state is State.READY else Severity.UNKNOWN,
        details,
        findings,
        needs,
        {"visitors": week.visitors, "page_views": week.page_views, "paying_buyers": week.paying_buyers},
        whys_of(context, week, details),
        context.shop.currency,
    )


def _details(context: Context, week: Week) -> PageDetails:
    from shopdesk.records import days, pages, products

    db, shop, day = context.db, context.shop.id, context.day
    every = context.playbook.whole("page.every_days")
    before = days.last_ticked(db, shop, "page", day - timedelta(days=1))  # ticks of the day itself belong to this check
    edits = pages.changes(db, shop, day)
    main = products.products(db, shop).get(week.main_product_id)
    seen = pages.most_seen(db, shop, day - SEEN_LATELY, day, MOST_SEEN)
    verdict = week.verdict
    return PageDetails(
        _measure(verdict.spend_ratio),
        _measure(verdict.bounce),
        _measure(verdict.depth),
        verdict.level.value,
        bool(verdict.gate_closed),
        gate_why(week),
        "R64" if week.others is None else "R63",
        before is None or (day - before).days >= every,
        days.last_ticked(db, shop, "page", day),
        edits[0].day if edits else None,
        day - WINDOW,
        day,
        _whole(week.main_spend),
        _whole(week.shop_spend),
        week.returning_share,
        week.main_product_id,
        main.title if main else "",
        sum((day - edit.day).days < every for edit in edits),
        tuple(Change(edit.day, edit.text) for edit in edits),
        tuple(Seen(page.page, page.views, page.users, page.seconds, page.sales_minor) for page in seen),
        seen[0].period_from if seen else None,
        seen[0].day if seen else None,
    )


def _measure(judged: Judged) -> Measure:
    low, high = (judged.interval.low, judged.interval.high) if judged.interval else (None, None)
    return Measure(judged.value, judged.line, judged.good_line, judged.level.value, low, high)


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


# --- verbs ---------------------------------------------------------------------------------------------------------


def note_change(store: Store, shop: ShopInfo, day: date, text: str) -> int:
    """Write down what was changed on the page; its id. A second change within a week is warned of, never refused (R67)."""
    from shopdesk.models import PageChange

    text = checked.words(text, _("The page change"), required=True)
    with store.change(shop.id, _("page change")) as change:
        return change.add(PageChange, shop_id=shop.id, day=day, text=text)
