"""What the daily reports of 生意参谋 and 京东商智 share: the figures of a shop, and those of its products."""

from __future__ import annotations

from collections.abc import Mapping

from shopdesk.intake.frame import Frame
from shopdesk.intake.layout import Built, Column, Context, Form, Ratio, col, fact_frame
from shopdesk.intake.outcome import tabulate_frame

_SHOP: dict[str, Form] = {
    "day": "day",
    "visitors": "count",
    "page_views": "count",
    "paying_buyers": "count",
    "orders": "count",
    "units": "count",
    "sales_minor": "money",
    "placed_buyers": "count",
    "placed_minor": "money",
    "returning_visitors": "count",
    "bounce_rate": "rate",
    "dwell_seconds": "seconds",
    "refunds_minor": "money",
    "conversion": "rate",
    "average_spend": "number",
    "depth": "number",
}
SHOP_RATIOS = (
    Ratio("conversion", "paying_buyers", "visitors"),
    Ratio("average_spend", "sales_minor", "paying_buyers"),
    Ratio("depth", "page_views", "visitors"),
)
SHOP_SUMS = ("page_views", "sales_minor", "units", "orders")


def shop_columns(headers: Mapping[str, tuple[str, ...]]) -> tuple[Column, ...]:
    """The columns of a shop's day, by the headers that a platform gives them."""
    return tuple(col(name, form, *headers[name]) for name, form in _SHOP.items())


def by_shop(frame: Frame, context: Context) -> Built:
    return fact_frame("shopday", frame, context, origin=context.kind)


def by_product(frame: Frame, context: Context) -> Built:
    """Days of products, and what the file says of the products themselves."""
    built = fact_frame("productday", frame, context)
    products = tabulate_frame("product", frame, context.headers)
    tables = (*built.tables, products) if len(products.columns) > 1 else built.tables
    return Built(tables, totals={"products": len(products.rows)}, overwritten=built.overwritten)
