"""What the page check finds in the week (R55–R67), and what it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from shopdesk.analysis.page import Level
from shopdesk.steps import leading, within_sources
from shopdesk.steps.briefing import Context, Finding, Need, Proposal, Severity
from shopdesk.steps.page_whys import bounce_why, depth_why, spend_why
from shopdesk.steps.week import WINDOW, Week
from shopdesk.text import _, money, number, percent, safe

if TYPE_CHECKING:
    from shopdesk.steps.page import PageDetails


def needs_of(context: Context, week: Week) -> Iterator[Need]:
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


def findings_of(context: Context, week: Week, details: PageDetails) -> Iterator[Finding]:
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
            why=bounce_why(context, week, details),
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
            why=bounce_why(context, week, details),
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
            why=depth_why(context, week, details),
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
        asked = [need.text for need in needs_of(context, week)]
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
        why=spend_why(context, week, details),
    )
