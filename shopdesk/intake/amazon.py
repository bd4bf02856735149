"""Amazon: Sponsored Products by search term, target, product and placement; the business reports by product and by day."""

from __future__ import annotations

from collections.abc import Callable

from shopdesk.errors import IntakeError
from shopdesk.intake.alimama import adday_frame
from shopdesk.intake.frame import Frame
from shopdesk.intake.layout import Built, Column, Context, Layout, Ratio, Record, col, fact
from shopdesk.intake.outcome import tabulate
from shopdesk.text import _

# --- Sponsored Products --------------------------------------------------------------------------------------------


def _refuse_several_days(frame: Frame) -> None:
    for first, last in zip(frame.columns["day"], frame.columns.get("last_day", ()), strict=False):
        if last and last != first:
            raise IntakeError(
                _("Several days in one"),
                _("The report sums up {first} to {last}; choose the time unit “Daily” and export it again.").format(
                    first=first, last=last
                ),
            )


def _advertised(level: str) -> Callable[[Frame, Context], Built]:
    def build(frame: Frame, context: Context) -> Built:
        _refuse_several_days(frame)
        return adday_frame(frame, context, level)

    return build


def _search_terms(frame: Frame, context: Context) -> Built:
    built = _advertised("search_term")(frame, context)
    notes = (_("The report leaves out terms without a click, so its impressions are not kept."),)
    return Built(built.tables, notes=notes, overwritten=built.overwritten)


def _ratios(impressions: str) -> tuple[Ratio, ...]:
    return (
        Ratio("click_rate", "clicks", impressions),
        Ratio("click_cost", "spend_minor", "clicks"),
        Ratio("roi", "sales_minor", "spend_minor"),
    )


_CAMPAIGN: tuple[Column, ...] = (
    col("day", "day", "Date", "Start Date"),
    col("last_day", "day", "End Date"),
    col("tool", "text", "Portfolio name"),
    col("file_currency", "currency", "Currency"),
    col("campaign", "text", "Campaign Name"),
)
_FIGURES: tuple[Column, ...] = (
    col("clicks", "count", "Clicks"),
    col("spend_minor", "money", "Spend"),
    col("sales_minor", "money", "7 Day Total Sales", "14 Day Total Sales"),
    col("orders", "count", "7 Day Total Orders (#)", "14 Day Total Orders (#)"),
    col("click_rate", "rate", "Click-Thru Rate (CTR)", "CTR"),
    col("click_cost", "number", "Cost Per Click (CPC)", "CPC"),
    col("roi", "number", "Total Return on Advertising Spend (ROAS)", "Total Return on Advertising Spend (RoAS)", "RoAS", "ROAS"),
)
_UNUSED = (
    "Total Advertising Cost of Sales (ACOS)", "ACOS", "Country", "7 Day Total Units (#)", "7 Day Conversion Rate",
    "7 Day Advertised SKU Units (#)", "7 Day Other SKU Units (#)", "7 Day Advertised SKU Sales",
    "7 Day Other SKU Sales", "14 Day Total Units (#)", "14 Day Conversion Rate",
)  # fmt: skip
_SUMS = ("clicks", "spend_minor", "sales_minor", "orders")
_OTHERS = ("Customer Search Term", "Advertised ASIN", "Placement", "Purchased ASIN")

SEARCH_TERM = Layout(
    id="amazon_search_term",
    label=lambda: _("Amazon search terms by day"),
    where=lambda: _("Amazon Ads › Reports › Sponsored Products › Search term, daily › Download"),
    feeds=lambda: _("which search terms cost without selling"),
    columns=(
        *_CAMPAIGN,
        col("group_name", "text", "Ad Group Name"),
        col("item_id", "text", "Targeting"),
        col("word_type", "text", "Match Type"),
        col("item", "text", "Customer Search Term"),
        col("seen", "count", "Impressions"),
        *_FIGURES,
    ),
    needs=(("item",), ("spend_minor",)),
    must=("day", "item"),
    build_frame=_search_terms,
    ignored=_UNUSED,
    ratios=_ratios("seen"),
    sums=_SUMS,
)

TARGETING = Layout(
    id="amazon_targeting",
    label=lambda: _("Amazon targets by day"),
    where=lambda: _("Amazon Ads › Reports › Sponsored Products › Targeting, daily › Download"),
    feeds=lambda: _("which keywords to keep, raise, lower or delete"),
    columns=(
        *_CAMPAIGN,
        col("group_name", "text", "Ad Group Name"),
        col("item", "text", "Targeting"),
        col("word_type", "text", "Match Type"),
        col("impressions", "count", "Impressions"),
        *_FIGURES,
    ),
    needs=(("item",), ("impressions",), ("spend_minor",)),
    must=("day", "item"),
    build_frame=_advertised("keyword"),
    rules_out=_OTHERS,
    ignored=(*_UNUSED, "Top-of-search Impression Share"),
    ratios=_ratios("impressions"),
    sums=("impressions", *_SUMS),
)

ADVERTISED_PRODUCT = Layout(
    id="amazon_advertised_product",
    label=lambda: _("Amazon advertised products by day"),
    where=lambda: _("Amazon Ads › Reports › Sponsored Products › Advertised product, daily › Download"),
    feeds=lambda: _("what advertising costs and brings for each product"),
    columns=(
        *_CAMPAIGN,
        col("group_name", "text", "Ad Group Name"),
        col("product_id", "id", "Advertised ASIN"),
        col("item_id", "text", "Advertised SKU"),
        col("impressions", "count", "Impressions"),
        *_FIGURES,
    ),
    needs=(("product_id",), ("impressions",), ("spend_minor",)),
    must=("day", "product_id"),
    build_frame=_advertised("product"),
    rules_out=("Customer Search Term", "Targeting", "Placement", "Purchased ASIN"),
    ignored=_UNUSED,
    ratios=_ratios("impressions"),
    sums=("impressions", *_SUMS),
)

PLACEMENT = Layout(
    id="amazon_placement",
    label=lambda: _("Amazon placements by day"),
    where=lambda: _("Amazon Ads › Reports › Sponsored Products › Placement, daily › Download"),
    feeds=lambda: _("what advertising costs and brings"),
    columns=(
        *_CAMPAIGN,
        col("word_type", "text", "Bidding strategy"),
        col("item", "text", "Placement"),
        col("impressions", "count", "Impressions"),
        *_FIGURES,
    ),
    needs=(("item",), ("campaign",), ("impressions",), ("spend_minor",)),
    must=("day", "item", "campaign"),
    build_frame=_advertised("campaign"),
    rules_out=("Customer Search Term", "Targeting", "Advertised ASIN", "Purchased ASIN"),
    ignored=_UNUSED,
    ratios=_ratios("impressions"),
    sums=("impressions", *_SUMS),
)


# --- business reports ----------------------------------------------------------------------------------------------

_GERMAN = ("(Untergeordnete) ASIN", "Bestellte Einheiten")
_SESSIONS: tuple[Column, ...] = (
    col("visitors", "count", "Sessions - Total", "Sessions", "Sitzungen - Summe", "Sitzungen – insgesamt", "Sitzungen"),
    col("page_views", "count", "Page Views - Total", "Page Views", "Seitenaufrufe - Summe", "Seitenaufrufe"),
    col("units", "count", "Units Ordered", "Bestellte Einheiten"),
    col("sales_minor", "money", "Ordered Product Sales", "Durch bestellte Produkte erzielter Umsatz", "Bestellumsatz"),
    col("units_per_session", "share", "Unit Session Percentage", "Prozentsatz der Einheiten pro Sitzung"),
)
_ALSO = (
    "(Parent) ASIN", "(Übergeordnete) ASIN", "Session Percentage", "Session Percentage - Total", "Page Views Percentage",
    "Page Views Percentage - Total", "Featured Offer (Buy Box) Percentage", "Buy Box Percentage", "Featured Offer Percentage",
    "Average Sales per Order Item", "Average Units per Order Item", "Average Selling Price", "Average Offer Count",
    "Average Parent Items", "Order Item Session Percentage",
)  # fmt: skip
_DEVICES = ("Mobile App", "Browser")  # these sessions are parts of the total
_ENDINGS = ("- B2B", *(f"- {device}" for device in _DEVICES))


def _session_note() -> str:
    return _("Sessions stand for visitors: who comes twice a day counts twice.")


def _by_product(records: list[Record], context: Context) -> Built:
    """Rows of one child ASIN add up: it may stand under several parents."""
    products: dict[tuple[object, object], Record] = {}
    for record in records:
        key = (record["day"], record["product_id"])
        if key not in products:
            products[key] = dict(record)
            continue
        whole = products[key]
        for name in ("visitors", "page_views", "units", "sales_minor"):
            known = [value for row in (whole, record) if (value := row.get(name)) is not None]
            whole[name] = sum(known) if known else None
    notes = [_session_note()]
    if len(products) < len(records):
        notes.append(_("Rows of one child ASIN are added up."))
    built = fact("productday", list(products.values()), context)
    titles = tabulate("product", products.values(), context.headers)
    tables = (*built.tables, titles) if "title" in context.headers else built.tables
    return Built(tables, totals={"products": len(products)}, notes=tuple(notes))


BUSINESS = Layout(
    id="amazon_business",
    label=lambda: _("Amazon products of a day"),
    where=lambda: _("Seller Central › Reports › Business Reports › Detail Page Sales and Traffic By Child Item, one day"),
    feeds=lambda: _("the five leaders, products to fix, stock cover"),
    columns=(
        col("product_id", "id", "(Child) ASIN", "(Untergeordnete) ASIN", "ASIN"),
        col("title", "text", "Title", "Titel"),
        *_SESSIONS,
    ),
    needs=(("product_id",), ("visitors",), ("units",)),
    must=("product_id",),
    build=_by_product,
    rules_out=("Date", "Datum", "Spend", "Campaign Name"),
    ignored=(*_ALSO, "SKU", "Total Order Items"),
    ignored_endings=_ENDINGS,
    ratios=(Ratio("units_per_session", "units", "visitors"),),
    sums=("visitors", "page_views", "units", "sales_minor"),
    repeats=True,
    comma=_GERMAN,
)


def _by_date(records: list[Record], context: Context) -> Built:
    built = fact("shopday", records, context, origin=context.kind)
    notes = [_session_note()] if "visitors" in context.headers else []
    if "orders" in context.headers:
        notes.append(_("Order items stand for orders: an order of two products counts twice."))
    return Built(built.tables, notes=tuple(notes), overwritten=built.overwritten)


BUSINESS_DAILY = Layout(
    id="amazon_business_daily",
    label=lambda: _("Amazon shop by day"),
    where=lambda: _("Seller Central › Reports › Business Reports › Sales and Traffic by Date, by day"),
    feeds=lambda: _("the day's numbers, the trend, the target"),
    columns=(
        col("day", "day", "Date", "Datum"),
        *_SESSIONS,
        col("orders", "count", "Total Order Items"),
        col("refunded", "number", "Units Refunded"),
    ),
    needs=(("day",), ("units",), ("sales_minor",)),
    must=("day",),
    build=_by_date,
    rules_out=("(Child) ASIN", "(Untergeordnete) ASIN", "ASIN", "SKU", "Spend", "Campaign Name"),
    ignored=(*_ALSO, "Refund Rate", "Feedback Received", "Negative Feedback Received", "Units Shipped", "Orders Shipped"),
    ignored_endings=_ENDINGS,
    ratios=(Ratio("units_per_session", "units", "visitors"),),
    sums=("visitors", "page_views", "units", "sales_minor", "orders"),
    comma=_GERMAN,
)
