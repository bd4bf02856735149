"""Step 7, page check, weekly: spend ratio, bounce, depth; when bounce and depth both fail, raising ads is closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from shopdesk.analysis.page import Level
from shopdesk.steps import checked, leading, page_day, within_sources
from shopdesk.steps.briefing import Briefing, Context, Finding, Need, Proposal, Severity, State, Why
from shopdesk.steps.week import WINDOW, Week, gate_why, look
from shopdesk.text import _, listed, money, number, percent, safe

if TYPE_CHECKING:
    from shopdesk.analysis.page import Measure as Judged
    from shopdesk.records.shops import ShopInfo
    from shopdesk.store import Store

SEEN_LATELY = timedelta(days=35)  # in which a report of pages must end to be shown
MOST_SEEN = 8
BOUNCE_SETTINGS = (
    "page.bounce_fail",
    "page.bounce_good",
    "page.bounce_returning",
    "page.returning_share",
    *within_sources.SETTINGS,
)
DEPTH_SETTINGS = ("page.depth_pass", "page.depth_good", "page.depth_returning", "page.returning_share", *within_sources.SETTINGS)


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
    needs = tuple(_needs(context, week))
    of_day = [one for one in page_day.findings_of(context) if one.key != "page:mix" or week.others is None]  # said once
    findings = (*of_day, *_findings(context, week, details))
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
        _whys(context, week, details),
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


# --- what is missing -----------------------------------------------------------------------------------------------


def _needs(context: Context, week: Week) -> Iterator[Need]:
    kind = "jd_shop_daily" if context.shop.platform == "jd" else "sycm_shop_daily"
    days = {"first": (context.day - WINDOW).isoformat(), "last": context.day.isoformat()}
    if not week.days:
        yield Need(kind, _("Import the shop's daily report of {first} to {last}.").format(**days))
    elif week.bounce_rate is None or week.visit_depth is None:
        columns = _("bounce rate") if week.bounce_rate is None else _("page views")
        if week.bounce_rate is None and week.visit_depth is None:
            columns = _("bounce rate and page views")
        words = _("The shop's daily report lacks {columns}: tick it in the download for {first} to {last}, then import.")
        yield Need(kind, words.format(columns=columns, **days))
    if week.days and week.main_spend is None:
        words = _("Import the product report of {first} to {last}: the main product's buyers and sales are missing.")
        yield Need("sycm_product", words.format(**days))


# --- findings ------------------------------------------------------------------------------------------------------


def _findings(context: Context, week: Week, details: PageDetails) -> Iterator[Finding]:
    if not week.days:
        return
    others = week.others is not None  # the page is not to blame before they are looked at (R63)
    note = within_sources.words(week.others) if week.others is not None else ""
    verdict, check_on = week.verdict, context.today + timedelta(days=context.playbook.whole("page.every_days"))
    evidence: dict[str, object] = {"from": details.window_from, "to": details.window_to, "visitors": week.visitors}
    held = evidence | {"page_itself": week.mix is not None and week.mix.fewer}
    bounce, depth = details.bounce_rate, details.visit_depth
    task = Proposal(
        "design",
        _("Rework the page so that visitors stay and look on"),
        _("bounce rate and visit depth"),
        _("bounce under {bounce}, depth at least {depth}").format(bounce=percent(bounce.line, 0), depth=number(depth.line, 1)),
        check_on,
    )
    if verdict.gate_closed:
        words = _("Bounce {bounce} and depth {depth} both fail: mend the page first, raise no ads.")
        if others:
            words = _("Bounce {bounce} and depth {depth} both fail, raise no ads.")
        yield Finding(
            "page:gate",
            "R63" if others else "R64",
            Severity.WATCH if others else Severity.ACT,
            leading.sentences(words.format(bounce=percent(bounce.value), depth=number(depth.value, 2)), note),
            held | {"bounce_rate": bounce.value, "visit_depth": depth.value},
            None if others else task,
            why=_bounce_why(context, week, details),
        )
    elif bounce.verdict == "fail":
        words = _("Bounce {value} should be under {line}. See which source brings it before blaming the page.")
        yield Finding(
            "page:bounce_rate",
            "R59",
            Severity.WATCH,
            leading.sentences(words.format(value=percent(bounce.value), line=percent(bounce.line, 0)), note),
            held | {"bounce_rate": bounce.value},
            None if others else task,
            why=_bounce_why(context, week, details),
        )
    elif depth.verdict == "fail":
        words = _("Visitors open {value} pages each, {line} should be reached. Link more products on the page.")
        yield Finding(
            "page:visit_depth",
            "R60",
            Severity.WATCH,
            leading.sentences(words.format(value=number(depth.value, 2), line=number(depth.line, 1)), note),
            held | {"visit_depth": depth.value},
            None if others else task,
            why=_depth_why(context, week, details),
        )
    if details.spend_ratio.value is not None and details.spend_ratio.verdict in ("fail", "unknown"):
        yield _spend_finding(context, week, details, evidence, check_on)
    if verdict.needs_visitors:
        words = _("Only {visitors} visitors this week; {needs} more before bounce and depth say anything.")
        yield Finding(
            "page:unknown",
            "R56",
            Severity.UNKNOWN,
            words.format(visitors=number(week.visitors), needs=number(verdict.needs_visitors)),
            evidence | {"needs": verdict.needs_visitors},
        )
    elif verdict.level is Level.UNKNOWN or details.spend_ratio.value is None:
        asked = [need.text for need in _needs(context, week)]
        yield Finding(
            "page:unknown", "R56", Severity.UNKNOWN, (asked or [_("The page cannot be told in full yet.")])[-1], evidence
        )
    elif verdict.level is Level.GOOD:
        words = _("Bounce {bounce} and depth {depth} are good: leave the page as it is.")
        text = words.format(bounce=percent(bounce.value), depth=number(depth.value, 2))
        yield Finding("page:good", "R61", Severity.FINE, text, evidence)
    if details.changes_this_week > 1:
        words = _("{n} page changes within a week: nobody can tell which one worked. One a week is enough.")
        text = words.format(n=details.changes_this_week)
        yield Finding("page:changes", "R67", Severity.WATCH, text, evidence | {"changes": details.changes_this_week})


def _spend_finding(context: Context, week: Week, details: PageDetails, evidence: dict[str, object], check_on: date) -> Finding:
    ratio, currency = details.spend_ratio, context.shop.currency
    title = safe(details.main_title or week.main_product_id)
    sure = ratio.verdict == "fail"
    words = _("The shop's average spend {shop} is {ratio} × the main product's {main}; too few days to tell.")
    if ratio.low is not None:
        words = _(
            "The shop's average spend {shop} is {ratio} × the main product's {main} ({low} – {high}): too near {line} × to tell."
        )
    if sure:
        words = _(
            "The shop's average spend {shop} is {ratio} × the main product's {main} ({low} – {high}); {line} × should be reached."
        )
    said = words.format(
        shop=money(week.shop_spend, currency),
        ratio=number(ratio.value, 2),
        main=money(week.main_spend, currency),
        low=number(ratio.low, 2),
        high=number(ratio.high, 2),
        line=number(ratio.line, 1),
    )
    task = Proposal(
        "design",
        _("Show sets and matching products on the page of “{title}”").format(title=title),
        _("shop's average spend over the main product's"),
        _("at least {line} ×").format(line=number(ratio.line, 1)),
        check_on,
    )
    spends = {"shop_spend_minor": week.shop_spend, "main_spend_minor": week.main_spend}
    found = {"product_id": week.main_product_id, "ratio": ratio.value, "low": ratio.low, "high": ratio.high}
    return Finding(
        "page:spend_ratio",
        "R57",
        Severity.ACT if sure else Severity.UNKNOWN,
        said,
        evidence | spends | found,
        task if sure else None,
        why=_spend_why(context, week, details),
    )


# --- whys ----------------------------------------------------------------------------------------------------------


def _whys(context: Context, week: Week, details: PageDetails) -> dict[str, Why]:
    return {
        "spend_ratio": _spend_why(context, week, details),
        "bounce_rate": _bounce_why(context, week, details),
        "visit_depth": _depth_why(context, week, details),
        **({"seen": _seen_why(details)} if details.seen else {}),
    }


def _seen_why(details: PageDetails) -> Why:
    return Why(
        _("The most seen pages"),
        _("views, users, seconds a user and sales as the newest report of pages has them; nothing is judged by them"),
        ((_("report"), f"GA4, {details.seen_from} – {details.seen_to}"),),
        rule="R55",
    )


def _spend_why(context: Context, week: Week, details: PageDetails) -> Why:
    currency = context.shop.currency
    product = safe(details.main_title or details.main_product_id or "–")
    return Why(
        _("Spend ratio"),
        _("average spend of the shop / average spend of the main product, each sales / paying buyers of the week"),
        (
            (_("shop's average spend"), money(week.shop_spend, currency, cents=True)),
            (_("main product's average spend"), money(week.main_spend, currency, cents=True)),
            (_("main product"), product),
            _report(context, week, "sales_minor"),
        ),
        _interval(details.spend_ratio),
        _("at least {line}; missed where the whole range lies under it").format(line=number(details.spend_ratio.line, 1)),
        "R57",
        ("page.spend_ratio", "products.main_count"),
    )


def _interval(ratio: Measure) -> str:
    if ratio.low is None:
        return _("too few days to tell how sure that is")
    return _("{low} to {high} (95 %), by how its days differ").format(low=number(ratio.low, 2), high=number(ratio.high, 2))


def _bounce_why(context: Context, week: Week, details: PageDetails) -> Why:
    return Why(
        _("Bounce rate"),
        _("Σ visitors × bounce rate / Σ visitors, over the days of the week"),
        (
            (_("visitors"), number(week.visitors)),
            _returning(week),
            *(within_sources.inputs(week.mix) if week.mix else ()),
            _report(context, week, "bounce_rate"),
        ),
        _range([day.bounce_rate for day in week.days if day.bounce_rate is not None], percent),
        _("under {line} passes, under {good} is good").format(
            line=percent(details.bounce_rate.line, 0), good=percent(details.bounce_rate.good_line, 0)
        ),
        "R59",
        BOUNCE_SETTINGS,
    )


def _depth_why(context: Context, week: Week, details: PageDetails) -> Why:
    depths = [day.page_views / day.visitors for day in week.days if day.page_views is not None and day.visitors]
    return Why(
        _("Visit depth"),
        _("page views / visitors of the week"),
        (
            (_("page views"), number(week.page_views)),
            (_("visitors"), number(week.visitors)),
            _returning(week),
            *(within_sources.inputs(week.mix) if week.mix else ()),
            _report(context, week, "page_views"),
        ),
        _range(depths, lambda value: number(value, 2)),
        _("at least {line} passes, over {good} is good").format(
            line=number(details.visit_depth.line, 1), good=number(details.visit_depth.good_line, 1)
        ),
        "R60",
        DEPTH_SETTINGS,
    )


def _returning(week: Week) -> tuple[str, str]:
    share = percent(week.returning_share, 0)
    if week.verdict.returning_heavy:
        share = _("{share}, so the stricter lines for good hold (R62)").format(share=share)
    return _("returning visitors"), share


def _report(context: Context, week: Week, field: str) -> tuple[str, str]:
    """The files that the figure comes from, and of how many days."""
    from shopdesk.records.facts import reports

    origins = [day.origins[field] for day in week.days if field in day.origins]
    files = reports(context.db, (origin.import_id for origin in origins))
    names = {files[o.import_id].file if o.import_id in files else o.kind for o in origins}
    words = _("{names}, {n} of 7 days up to {day}")
    files_said = listed(safe(name) for name in sorted(names)) or "–"
    return _("report"), words.format(names=files_said, n=len(origins), day=context.day.isoformat())


def _range(values: list[float], show: Callable[[float], str]) -> str:
    return _("its days: {low} to {high}").format(low=show(min(values)), high=show(max(values))) if values else ""


# --- verbs ---------------------------------------------------------------------------------------------------------


def note_change(store: Store, shop: ShopInfo, day: date, text: str) -> int:
    """Write down what was changed on the page; its id. A second change within a week is warned of, never refused (R67)."""
    from shopdesk.models import PageChange

    text = checked.words(text, _("The page change"), required=True)
    with store.change(shop.id, _("page change")) as change:
        return change.add(PageChange, shop_id=shop.id, day=day, text=text)
