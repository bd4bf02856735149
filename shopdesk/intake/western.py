"""Google Ads campaigns, GA4 pages, Amazon search terms."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from shopdesk.errors import IntakeError
from shopdesk.intake import cells
from shopdesk.intake.alimama import adday
from shopdesk.intake.cells import CellError
from shopdesk.intake.layout import Built, Context, Layout, Ratio, Record, col, fact
from shopdesk.intake.outcome import Check
from shopdesk.text import _, safe


def _currency_check(records: list[Record], context: Context) -> tuple[Check, ...]:
    """The file's currency against the shop's. Several in one file cannot be added up."""
    said = sorted({record["file_currency"] for record in records if record.get("file_currency")})
    if len(said) > 1:
        raise IntakeError(
            _("Several currencies"),
            _("The file holds amounts in {currencies}; export it for one account at a time.").format(
                currencies=", ".join(safe(currency) for currency in said)
            ),
        )
    if not said or said[0] == context.currency:
        return ()
    return (Check(_("Currency"), safe(said[0]), context.currency, False),)


# --- Google Ads ----------------------------------------------------------------------------------------------------


def _campaigns(records: list[Record], context: Context) -> Built:
    notes: list[str] = []
    checks = _currency_check(records, context)
    fractional = False
    for record in records:
        conversions: Decimal | None = record.get("conversions")
        record["orders"] = None if conversions is None else round(conversions)
        fractional = fractional or record["orders"] != conversions
    if fractional:
        notes.append(_("Conversions are shared out in fractions; orders are rounded."))
    period = _preamble_period(context.preamble) if context.preamble else context.period
    if "day" not in context.headers:
        day = period[0] if period and period[0] == period[1] else None
        for record in records:
            record["day"] = day
    built = adday(records, context, "campaign", orders=None)
    rows = built.tables[0]
    booked = all(record["day"] for record in records)
    if not booked:
        notes.append(_("The report sums up several days, so nothing is booked; segment it by day to keep it."))
    return Built(
        built.tables if booked else (),
        counted=rows,
        totals={"campaigns": len(records)},
        checks=checks,
        notes=tuple(notes),
        period=None if "day" in context.headers else period,
        overwritten=built.overwritten,
    )


def _preamble_period(preamble: tuple[str, ...]) -> tuple[date, date] | None:
    for line in preamble:
        try:
            if found := cells.span(line):
                return found
        except CellError:
            continue
    return None


GOOGLE_CAMPAIGN = Layout(
    id="google_ads_campaign",
    label=lambda: _("Google Ads campaigns"),
    where=lambda: _("Google Ads › Campaigns › segment by day › Download"),
    feeds=lambda: _("what advertising costs and brings"),
    columns=(
        col("day", "day", "Day", "Date"),
        col("item_status", "text", "Campaign status"),
        col("campaign", "text", "Campaign"),
        col("file_currency", "text", "Currency code"),
        col("tool", "text", "Campaign type"),
        col("clicks", "count", "Clicks"),
        col("impressions", "count", "Impr.", "Impressions"),
        col("spend_minor", "money", "Cost"),
        col("conversions", "number", "Conversions"),
        col("sales_minor", "money", "Conv. value"),
        col("click_rate", "rate", "CTR"),
        col("click_cost", "number", "Avg. CPC"),
        col("roi", "number", "Conv. value / cost"),
    ),
    needs=(("campaign",), ("impressions",), ("clicks",), ("spend_minor",)),
    must=("day", "campaign"),
    build=_campaigns,
    rules_out=("Keyword", "Search term", "Ad group", "Customer Search Term"),
    ignored=(
        "Budget", "Budget name", "Budget type", "Status", "Status reasons", "Optimisation score", "Cost / conv.",
        "Bid strategy type", "Conv. rate", "Original conv. value",
    ),
    ratios=(
        Ratio("click_rate", "clicks", "impressions"),
        Ratio("click_cost", "spend_minor", "clicks"),
        Ratio("roi", "sales_minor", "spend_minor"),
    ),
    sums=("clicks", "impressions", "spend_minor", "conversions", "sales_minor"),
    dated="none",
)  # fmt: skip


# --- GA4 -----------------------------------------------------------------------------------------------------------


def _pages(records: list[Record], context: Context) -> Built:
    first = last = None
    for line in context.preamble:
        label, _colon, words = line.lstrip("# ").partition(":")
        try:
            if label.strip().lower() == "start date":
                first = cells.day(words)
            elif label.strip().lower() == "end date":
                last = cells.day(words)
        except CellError:
            continue
    if first is None or last is None:
        if context.period is None:
            raise IntakeError(_("No day"), _("The lines “# Start date” and “# End date” are missing; name the day with --date."))
        first, last = context.period
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


# --- Amazon --------------------------------------------------------------------------------------------------------


def _search_terms(records: list[Record], context: Context) -> Built:
    checks = _currency_check(records, context)
    for record in records:
        if (last := record.get("last_day")) and last != record["day"]:
            raise IntakeError(
                _("Several days in one"),
                _("The report sums up {first} to {last}; choose the time unit “Daily” and export it again.").format(
                    first=record["day"], last=last
                ),
            )
    built = adday(records, context, "search_term")
    notes = (_("The report leaves out terms without a click, so its impressions are not kept."),)
    return Built(built.tables, checks=checks, notes=notes, overwritten=built.overwritten)


AMAZON_SEARCH_TERM = Layout(
    id="amazon_search_term",
    label=lambda: _("Amazon search terms by day"),
    where=lambda: _("Amazon Ads › Reports › Sponsored Products › Search term, daily › Download"),
    feeds=lambda: _("which search terms cost without selling"),
    columns=(
        col("day", "day", "Date", "Start Date"),
        col("last_day", "day", "End Date"),
        col("tool", "text", "Portfolio name"),
        col("file_currency", "text", "Currency"),
        col("campaign", "text", "Campaign Name"),
        col("group_name", "text", "Ad Group Name"),
        col("item_id", "text", "Targeting"),
        col("word_type", "text", "Match Type"),
        col("item", "text", "Customer Search Term"),
        col("seen", "count", "Impressions"),
        col("clicks", "count", "Clicks"),
        col("spend_minor", "money", "Spend"),
        col("sales_minor", "money", "7 Day Total Sales", "14 Day Total Sales"),
        col("orders", "count", "7 Day Total Orders (#)", "14 Day Total Orders (#)"),
        col("click_rate", "rate", "Click-Thru Rate (CTR)", "CTR"),
        col("click_cost", "number", "Cost Per Click (CPC)", "CPC"),
        col("roi", "number", "Total Return on Advertising Spend (ROAS)", "Total Return on Advertising Spend (RoAS)"),
    ),
    needs=(("item",), ("spend_minor",)),
    must=("day", "item"),
    build=_search_terms,
    ignored=(
        "Total Advertising Cost of Sales (ACOS)", "7 Day Total Units (#)", "7 Day Conversion Rate",
        "7 Day Advertised SKU Units (#)", "7 Day Other SKU Units (#)", "7 Day Advertised SKU Sales",
        "7 Day Other SKU Sales", "14 Day Total Units (#)", "14 Day Conversion Rate",
    ),
    ratios=(
        Ratio("click_rate", "clicks", "seen"),
        Ratio("click_cost", "spend_minor", "clicks"),
        Ratio("roi", "sales_minor", "spend_minor"),
    ),
    sums=("clicks", "spend_minor", "sales_minor", "orders"),
)  # fmt: skip
