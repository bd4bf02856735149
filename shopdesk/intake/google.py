"""Google Ads: campaigns, keywords, search terms. GA4: pages, and sessions by channel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from shopdesk.errors import IntakeError
from shopdesk.intake import dates
from shopdesk.intake.alimama import adday_frame
from shopdesk.intake.cells import CellError
from shopdesk.intake.frame import Column as Values
from shopdesk.intake.frame import Frame, Same
from shopdesk.intake.layout import Built, Column, Context, Layout, Ratio, Record, col, fact, several_days
from shopdesk.text import _, either

# --- Google Ads ----------------------------------------------------------------------------------------------------


def _booked(level: str, counted: str) -> Callable[[Frame, Context], Built]:
    """A build that books the rows at `level` where they are of one day each; `counted` names their number in the totals."""

    def build(frame: Frame, context: Context) -> Built:
        notes: list[str] = []
        columns = frame.columns
        conversions = columns.get("conversions", ())
        if conversions:
            columns["orders"] = Values(None if made is None else round(made) for made in conversions)
        if any(made != whole for made, whole in zip(conversions, columns.get("orders", ()), strict=False)):
            notes.append(_("Conversions are shared out in fractions; orders are rounded."))
        period = _preamble_period(context.preamble) if context.preamble else context.period
        if "day" not in context.headers:
            columns["day"] = Same(period[0] if period and period[0] == period[1] else None, len(frame))
        built = adday_frame(frame, context, level, orders=None)
        booked = None not in columns["day"]
        if not booked:
            notes.append(_("The report sums up several days, so nothing is booked; segment it by day to keep it."))
        return Built(
            built.tables if booked else (),
            counted=built.tables[0],
            totals={counted: len(frame)},
            notes=tuple(notes),
            period=None if "day" in context.headers else period,
            overwritten=built.overwritten,
        )

    return build


def _preamble_period(preamble: tuple[str, ...]) -> tuple[date, date] | None:
    for line in preamble:
        try:
            if found := dates.span(line):
                return found
        except CellError:
            continue
    return None


_FIGURES: tuple[Column, ...] = (
    col("clicks", "count", "Clicks", "Interactions"),
    col("impressions", "count", "Impr.", "Impressions"),
    col("spend_minor", "money", "Cost"),
    col("conversions", "number", "Conversions"),
    col("sales_minor", "money", "Conv. value"),
    col("click_rate", "rate", "CTR", "Interaction rate"),
    col("click_cost", "number", "Avg. CPC", "Avg. cost"),
    col("roi", "number", "Conv. value / cost"),
)
_RATIOS = (
    Ratio("click_rate", "clicks", "impressions"),
    Ratio("click_cost", "spend_minor", "clicks"),
    Ratio("roi", "sales_minor", "spend_minor"),
)
_SUMS = ("clicks", "impressions", "spend_minor", "conversions", "sales_minor")
_UNUSED = (
    "Status", "Status reasons", "Cost / conv.", "Conv. rate", "Interactions", "Interaction rate", "Avg. cost", "Avg. CPM",
    "Account", "Converted currency code", "Avg. CPM (Converted currency)", "Avg. CPC (Converted currency)",
    "Cost (Converted currency)",
)  # fmt: skip

GOOGLE_CAMPAIGN = Layout(
    id="google_ads_campaign",
    label=lambda: _("Google Ads campaigns"),
    where=lambda: _("Google Ads › Campaigns › segment by day › Download"),
    feeds=lambda: _("what advertising costs and brings"),
    columns=(
        col("day", "day", "Day", "Date"),
        col("item_status", "text", "Campaign status"),
        col("campaign", "text", "Campaign"),
        col("file_currency", "currency", "Currency code"),
        col("tool", "text", "Campaign type"),
        *_FIGURES,
    ),
    needs=(("campaign",), ("impressions",), ("clicks",), ("spend_minor",)),
    must=("day", "campaign"),
    build_frame=_booked("campaign", "campaigns"),
    rules_out=("Keyword", "Search term", "Ad group", "Customer Search Term"),
    ignored=(
        *_UNUSED, "Budget", "Budget name", "Budget type", "Optimisation score", "Bid strategy type", "Original conv. value",
    ),
    ratios=_RATIOS,
    sums=_SUMS,
    dated="none",
)  # fmt: skip


def _words(
    level: str,
    label: Callable[[], str],
    where: Callable[[], str],
    feeds: Callable[[], str],
    headers: tuple[str, ...],
    rules_out: tuple[str, ...],
    ignored: tuple[str, ...],
) -> Layout:
    """The report on `level`, whose words stand below one of `headers`."""
    return Layout(
        id=f"google_ads_{level}",
        label=label,
        where=where,
        feeds=feeds,
        columns=(
            col("day", "day", "Day", "Date"),
            col("item", "text", *headers),
            col("word_type", "text", "Match type"),
            col("campaign", "text", "Campaign"),
            col("group_name", "text", "Ad group"),
            col("file_currency", "currency", "Currency code"),
            col("tool", "text", "Campaign type"),
            *_FIGURES,
        ),
        needs=(("item",), ("impressions",), ("clicks",), ("spend_minor",)),
        must=("day", "item"),
        build_frame=_booked(level, f"{level}s"),
        rules_out=rules_out,
        ignored=(*_UNUSED, *ignored),
        ratios=_RATIOS,
        sums=_SUMS,
        dated="none",
    )


GOOGLE_KEYWORD = _words(
    "keyword",
    lambda: _("Google Ads keywords"),
    lambda: _("Google Ads › Keywords › segment by day › Download"),
    lambda: _("which keywords to keep, raise, lower or delete"),
    ("Keyword", "Search keyword"),
    ("Search term", "Customer Search Term"),
    ("Keyword status", "Final URL", "Quality Score", "Keyword max CPC"),
)
GOOGLE_SEARCH_TERM = _words(
    "search_term",
    lambda: _("Google Ads search terms"),
    lambda: _("Google Ads › Search terms › segment by day › Download"),
    lambda: _("which search terms cost without selling"),
    ("Search term",),
    ("Customer Search Term",),
    ("Added/Excluded",),
)


# --- GA4 -----------------------------------------------------------------------------------------------------------


def _period(context: Context) -> tuple[date, date]:
    """The days between the lines “# Start date” and “# End date”, else the day the operator named."""
    first = last = None
    for line in context.preamble:
        label, _colon, words = line.lstrip("# ").partition(":")
        try:
            if label.strip().lower() == "start date":
                first = dates.day(words)
            elif label.strip().lower() == "end date":
                last = dates.day(words)
        except CellError:
            continue
    if first is not None and last is not None and first <= last:
        return first, last
    if context.period is None:
        raise IntakeError(
            _("No day"),
            either(
                _("The lines “# Start date” and “# End date” are missing; name the day (key c)."),
                _("The lines “# Start date” and “# End date” are missing; name the day with --date."),
            ),
        )
    return context.period


def _pages(records: list[Record], context: Context) -> Built:
    first, last = _period(context)
    built = fact("pageday", records, context, day=last, period_from=first)
    return Built(built.tables, totals={"pages": len(built.tables[0].rows)}, period=(first, last), overwritten=built.overwritten)


GA4_PAGES = Layout(
    id="ga4_pages",
    label=lambda: _("GA4 pages"),
    where=lambda: _("GA4 › Reports › Engagement › Pages and screens › Download csv"),
    feeds=lambda: _("which pages are seen and how long"),
    columns=(
        col("page", "text", "Page path and screen class", "Page path", "Landing page"),
        col("views", "count", "Views"),
        col("users", "count", "Active users", "Total users"),
        col("seconds", "seconds", "Average engagement time per active user"),
        col("sales_minor", "money", "Total revenue"),
        col("depth", "number", "Views per active user"),
    ),
    needs=(("page",), ("views",)),
    must=("page",),
    build=_pages,
    ignored=("Event count", "Key events"),
    ratios=(Ratio("depth", "views", "users"),),
    dated="none",
    comment="#",
)


def _channels(records: list[Record], context: Context) -> Built:
    """A channel's sessions are the day's visits by source; a report of several days has no place there."""
    if "day" not in context.headers:
        first, last = _period(context)
        if first != last:
            raise several_days(first, last)
        for record in records:
            record["day"] = first
    built = fact("sourceday", records, context, device="", attribution="", is_leaf=True)
    notes = (_("Sessions stand for visitors: who comes twice a day counts twice."),)
    return Built(built.tables, totals={"sources": len(built.tables[0].rows)}, notes=notes, overwritten=built.overwritten)


GA4_ACQUISITION = Layout(
    id="ga4_acquisition",
    label=lambda: _("GA4 sessions by channel"),
    where=lambda: _("GA4 › Reports › Acquisition › Traffic acquisition, one day › Download csv"),
    feeds=lambda: _("which source lost visitors, conversion or spend"),
    columns=(
        col("day", "day", "Date"),
        col(
            "source", "text",
            "Session primary channel group (Default Channel Group)", "Session primary channel group",
            "Session default channel group", "Session source / medium", "Session source",
        ),
        col("visitors", "count", "Sessions"),
        col("sales_minor", "money", "Total revenue", "Purchase revenue"),
        col("engaged", "count", "Engaged sessions"),
        col("engagement", "rate", "Engagement rate"),
    ),
    needs=(("source",), ("visitors",)),
    must=("source", "day"),
    build=_channels,
    ignored=(
        "Average engagement time per session", "Events per session", "Event count", "Key events", "Session key event rate",
        "Total users", "New users", "Active users",
    ),
    ratios=(Ratio("engagement", "engaged", "visitors"),),
    sums=("visitors", "sales_minor"),
    dated="none",
    comment="#",
)  # fmt: skip
