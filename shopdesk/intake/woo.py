"""WooCommerce Analytics: revenue by day, orders, stock."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from itertools import pairwise
from statistics import median

from shopdesk.errors import IntakeError
from shopdesk.intake.layout import Built, Context, Layout, Record, col
from shopdesk.intake.orders import order_totals, pay_days
from shopdesk.intake.outcome import Check, Rows, decimal_text, tabulate
from shopdesk.intake.shopify import levels, titles
from shopdesk.text import _, ngettext

_PARTS = ("gross_minor", "coupons_minor", "taxes_minor", "shipping_minor")


def _revenue(records: list[Record], context: Context) -> Built:
    """Sales as the buyers paid them: the total, which is after returns, and the returns again."""
    _refuse_other_intervals(records)
    checks: tuple[Check, ...] = ()
    sums = [_adds_up(record) for record in records if all(record.get(name) is not None for name in (*_PARTS, "total_minor"))]
    if sums:
        held = sum(sums)
        what = _("Rows where Total sales is Gross sales − Returns − Coupons + Taxes + Shipping")
        checks = (Check(what, str(len(sums)), str(held), held == len(sums)),)
    after = 0
    for record in records:
        total, returns = record["total_minor"], record.get("returned_minor")
        record["day"] = record["at"].date()
        record["refunds_minor"] = None if returns is None else abs(returns)
        record["sales_minor"] = None if total is None else total + abs(returns or 0)
        after += total or 0
    names = {"sales_minor", "refunds_minor"} if "returned_minor" in context.headers else {"sales_minor"}
    rows = tabulate("shopday", ({**record, "origin": context.kind} for record in records), names | set(context.headers))
    return Built(
        (rows,),
        totals={"total_sales": decimal_text(after, "total_minor", context.currency)},
        checks=checks,
        notes=(_("Sales are what was paid, before returns: Total sales and Returns together."),),
        overwritten=len(records) - len(rows.rows),
    )


def _adds_up(record: Record) -> bool:
    gross, coupons, taxes, shipping = (record[name] for name in _PARTS)
    parts: int = gross - abs(record.get("returned_minor") or 0) - abs(coupons) + taxes + shipping
    total: int = record["total_minor"]
    return abs(total - parts) <= len(_PARTS) + 1  # each cell is rounded by itself


def _refuse_other_intervals(records: list[Record]) -> None:
    days = sorted({record["at"].date() for record in records})
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    hourly = any(record["at"].time() != datetime.min.time() for record in records)
    if hourly or (gaps and median(gaps) > 1):
        raise IntakeError(
            _("Not by day"),
            _("The report counts hours, weeks or months; choose “By day” above the chart and download it again."),
        )


REVENUE = Layout(
    id="woo_revenue",
    label=lambda: _("WooCommerce revenue by day"),
    where=lambda: _("WooCommerce › Analytics › Revenue, by day › Download"),
    feeds=lambda: _("the day's numbers, the trend, the target"),
    columns=(
        col("at", "moment", "Date"),
        col("orders", "count", "Orders"),
        col("gross_minor", "money", "Gross sales"),
        col("returned_minor", "money", "Returns"),
        col("coupons_minor", "money", "Coupons"),
        col("net_minor", "money", "Net sales"),
        col("taxes_minor", "money", "Taxes"),
        col("shipping_minor", "money", "Shipping"),
        col("total_minor", "money", "Total sales"),
    ),
    needs=(("at",), ("gross_minor",), ("net_minor",), ("total_minor",)),
    must=("at",),
    build=_revenue,
    sums=("orders", "total_minor"),
    dated="none",
)

_PAID = ("processing", "completed", "refunded")


def _orders(records: list[Record], context: Context) -> Built:
    """A refund is a row of its own with a negative amount; it belongs to the order whose number it bears."""
    orders: dict[str, Record] = {}
    refunds: Counter[str] = Counter()
    again = 0
    for record in records:
        name, net = record["order_id"], record["net_minor"]
        if net is not None and net < 0:
            refunds[name] -= net
            continue
        again += name in orders
        paid = record["state"].lower() in _PAID
        orders[name] = {
            **record,
            "paid_at": record["created_at"] if paid else None,
            "paid_minor": net if paid else 0,
            "total_minor": net,
        }
    for name, refunded in refunds.items():
        orders.setdefault(name, {"order_id": name})["refund_minor"] = refunded
    names = ("order_id", "paid_at", "paid_minor", "total_minor", "refund_minor", "titles")
    whole = [{"titles": "", "state": "", **order} for order in orders.values()]
    rows = tabulate("orderfact", whole, {*context.headers, *names})
    return Built(
        (rows,),
        counted=Rows("orderfact", (), []),
        totals=order_totals(rows, context.currency),
        notes=(_("The report gives neither pay time nor tax: the day is the order's, the amounts are net sales."),),
        period=pay_days(rows),
        overwritten=again,
    )


ORDERS = Layout(
    id="woo_orders",
    label=lambda: _("WooCommerce orders"),
    where=lambda: _("WooCommerce › Analytics › Orders › Download"),
    feeds=lambda: _("what was paid on which day, orders never paid, refunds"),
    columns=(
        col("order_id", "id", "Order #", "Order number"),
        col("created_at", "moment", "Date"),
        col("state", "text", "Status"),
        col("titles", "text", "Product(s)", "Products"),
        col("units", "count", "Items sold"),
        col("net_minor", "money", "Net Sales", "N. Revenue", "N. Revenue (formatted)"),
    ),
    needs=(("order_id",), ("created_at",), ("state",), ("net_minor",)),
    must=("order_id", "created_at"),
    build=_orders,
    ignored=("Customer", "Customer type", "Coupon(s)", "Coupons", "Attribution", "Origin"),
    total_words=(),
    dated="none",
    personal=True,
)


_NOT_STOCKED = {"variable", "grouped", "external"}  # products that only hold or point to what is in stock


def _stock(records: list[Record], context: Context) -> Built:
    """An empty stock is one that is not kept, whether the thing is said to be in stock or not."""
    notes: list[str] = []
    for record in records:
        record["product_id"] = record.get("sku") or record["title"]
        record["sku"] = record.get("sku", "")
    stocked = [record for record in records if record["on_hand"] is not None or not _only_holds(record)]
    rows = levels(stocked, context, notes)
    if n := sum(record["on_hand"] is None for record in stocked):
        notes.append(ngettext("The stock of {n} product is not kept.", "The stock of {n} products is not kept.", n).format(n=n))
    return Built((rows, titles(records)), totals={"skus": len(rows.rows)}, notes=tuple(notes))


def _only_holds(record: Record) -> bool:
    return not _NOT_STOCKED.isdisjoint(record.get("type", "").lower().replace(",", " ").split())


STOCK = Layout(
    id="woo_stock",
    label=lambda: _("WooCommerce stock"),
    where=lambda: _("WooCommerce › Analytics › Stock › Download"),
    feeds=lambda: _("how many days the stock still covers"),
    columns=(
        col("title", "text", "Product / Variation"),
        col("sku", "id", "SKU"),
        col("state", "text", "Status"),
        col("on_hand", "level", "Stock"),
    ),
    needs=(("title",), ("on_hand",)),
    must=("title",),
    build=_stock,
    total_words=(),
    repeats=True,
)

_ABOUT_PRODUCTS = (
    "ID", "Published", "Is featured?", "Visibility in catalog", "Short description", "Description", "Date sale price starts",
    "Date sale price ends", "Tax status", "Tax class", "Low stock amount", "Backorders allowed?", "Sold individually?",
    "Weight (kg)", "Length (cm)", "Width (cm)", "Height (cm)", "Weight (lbs)", "Length (in)", "Width (in)", "Height (in)",
    "Allow customer reviews?", "Purchase note", "Sale price", "Regular price", "Categories", "Tags", "Shipping class", "Images",
    "Download limit", "Download expiry days", "Parent", "Grouped products", "Upsells", "Cross-sells", "External URL",
    "Button text", "Position", "GTIN, UPC, EAN, or ISBN", "Brands",
)  # fmt: skip

PRODUCTS = Layout(
    id="woo_products",
    label=lambda: _("WooCommerce products"),
    where=lambda: _("WooCommerce › Products › Export; name the day"),
    feeds=lambda: _("how many days the stock still covers, product titles"),
    columns=(
        col("type", "text", "Type"),
        col("sku", "id", "SKU"),
        col("title", "text", "Name"),
        col("in_stock", "text", "In stock?"),
        col("on_hand", "level", "Stock"),
    ),
    needs=(("type",), ("title",), ("in_stock",), ("on_hand",)),
    must=("title",),
    build=_stock,
    rules_out=("Handle", "Financial Status", "Variant Price"),
    ignored=_ABOUT_PRODUCTS,
    ignored_endings=("name", "value(s)", "visible", "global", "default"),
    total_words=(),
    repeats=True,
    blanks=("parent",),
)
