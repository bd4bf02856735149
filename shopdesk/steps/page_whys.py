"""The reason behind each figure of the page check: what `?` opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from shopdesk.steps import within_sources
from shopdesk.steps.briefing import Context, Why
from shopdesk.steps.week import Week
from shopdesk.text import _, listed, money, number, percent, safe

if TYPE_CHECKING:
    from shopdesk.steps.page import Measure, PageDetails

BOUNCE_SETTINGS = (
    "page.bounce_fail",
    "page.bounce_good",
    "page.bounce_returning",
    "page.returning_share",
    *within_sources.SETTINGS,
)
DEPTH_SETTINGS = ("page.depth_pass", "page.depth_good", "page.depth_returning", "page.returning_share", *within_sources.SETTINGS)


def whys_of(context: Context, week: Week, details: PageDetails) -> dict[str, Why]:
    return {
        "spend_ratio": spend_why(context, week, details),
        "bounce_rate": bounce_why(context, week, details),
        "visit_depth": depth_why(context, week, details),
        **({"seen": _seen_why(details)} if details.seen else {}),
    }


def _seen_why(details: PageDetails) -> Why:
    return Why(
        _("The most seen pages"),
        _("views, users, seconds a user and sales as the newest report of pages has them; nothing is judged by them"),
        ((_("report"), f"GA4, {details.seen_from} – {details.seen_to}"),),
        rule="R55",
    )


def spend_why(context: Context, week: Week, details: PageDetails) -> Why:
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


def bounce_why(context: Context, week: Week, details: PageDetails) -> Why:
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


def depth_why(context: Context, week: Week, details: PageDetails) -> Why:
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
