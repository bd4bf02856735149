"""Shopify: orders, and stock by location. A white list of columns is read; who bought and where they live never is."""

from __future__ import annotations

from shopdesk.intake.layout import Built, Context, Layout, Record, col
from shopdesk.intake.orders import order_totals, pay_days
from shopdesk.intake.outcome import Problem, Rows, tabulate
from shopdesk.text import _, ngettext

# Headers that name or reach a person: never kept. The buyer's address for mail is read where it can be hashed.
PERSONAL = (
    "Email", "Phone", "Notes", "Note Attributes", "Employee", "Device ID", "Tags", "Customer", "Payment Reference",
    "Payment References", "Payment ID", "Receipt Number",
    *(f"{whose} {what}" for whose in ("Billing", "Shipping") for what in (
        "Name", "Street", "Address1", "Address2", "Company", "City", "Zip", "Province", "Country", "Phone", "Province Name",
    )),
)  # fmt: skip
_PAID = ("paid", "partially_refunded", "refunded", "partially_paid")


def _orders(records: list[Record], context: Context) -> Built:
    """An order takes a row for each of its lines; all but the first hold its name and the line only."""
    orders: dict[str, Record] = {}
    problems: list[Problem] = []
    again = 0
    for record in records:
        name = record["order_id"]
        if record.get("state"):
            again += name in orders
            orders[name] = {**record, "lines": []}
        if name not in orders:
            problems.append(
                Problem(
                    record["row"], context.headers["order_id"], "", _("a further line of an order whose first line was not kept")
                )
            )
            continue
        line = len(orders[name]["lines"]) + 1
        orders[name]["lines"].append({**record, "line": line})
    notes: list[str] = []
    if void := sum(_settle(order) for order in orders.values()):
        notes.append(
            ngettext(
                "{n} cancelled or voided order does not count as paid.",
                "{n} cancelled or voided orders do not count as paid.",
                void,
            ).format(n=void)
        )
    if undated := sum(order["state"].lower() in _PAID and order.get("paid_at") is None for order in orders.values()):
        notes.append(
            ngettext(
                "{n} paid order has no pay time and counts on no day.",
                "{n} paid orders have no pay time and count on no day.",
                undated,
            ).format(n=undated)
        )
    settled = {*context.headers, "units", "titles", "paid_minor", "paid_at"}
    rows = tabulate("orderfact", orders.values(), settled)
    lines = [{**line, "state": order["state"]} for order in orders.values() for line in order["lines"]]
    items = tabulate("orderitem", lines, context.headers)
    return Built(
        (rows, items),
        counted=Rows("orderfact", (), []),
        totals={**order_totals(rows, context.currency), "lines": len(items.rows)},
        notes=tuple(notes),
        period=pay_days(rows),
        overwritten=again,
        problems=tuple(problems),
    )


def _settle(order: Record) -> bool:
    """Fill in what was paid and when; True where the order came to nothing."""
    order["titles"] = ", ".join(title for line in order["lines"] if (title := line.get("title")))
    known = [units for line in order["lines"] if (units := line.get("units")) is not None]
    order["units"] = sum(known) if known else None
    state = order["state"].lower()
    void = state in ("voided", "expired") or bool(order.get("cancelled_at"))
    if void or state not in _PAID:
        order["paid_at"], order["paid_minor"] = None, 0
        if void:
            order["state"], order["refund_minor"] = "cancelled" if order.get("cancelled_at") else state, 0
        return void
    if order["total_minor"] is not None:
        order["paid_minor"] = order["total_minor"] - (order.get("owed_minor") or 0)
    return False


ORDERS = Layout(
    id="shopify_orders",
    label=lambda: _("Shopify orders"),
    where=lambda: _("Shopify admin › Orders › Export › csv"),
    feeds=lambda: _("what was paid on which day, orders never paid, refunds"),
    columns=(
        col("order_id", "id", "Name"),
        col("state", "text", "Financial Status"),
        col("created_at", "moment", "Created at"),
        col("paid_at", "moment", "Paid at"),
        col("cancelled_at", "moment", "Cancelled at"),
        col("file_currency", "currency", "Currency"),
        col("total_minor", "money", "Total"),
        col("owed_minor", "money", "Outstanding Balance"),
        col("refund_minor", "money", "Refunded Amount"),
        col("units", "count", "Lineitem quantity"),
        col("title", "text", "Lineitem name"),
        col("seller_code", "id", "Lineitem sku"),
        col("price_minor", "money", "Lineitem price"),
        col("buyer", "buyer", "Email"),
    ),
    needs=(("order_id",), ("state",), ("title",), ("total_minor",), ("paid_at",)),
    must=("order_id",),
    build=_orders,
    ignored=(
        *PERSONAL, "Fulfillment Status", "Fulfilled at", "Accepts Marketing", "Subtotal", "Shipping", "Taxes",
        "Discount Code", "Discount Amount", "Shipping Method", "Lineitem compare at price",
        "Lineitem requires shipping", "Lineitem taxable", "Lineitem fulfillment status", "Payment Method",
        "Vendor", "Location", "Id", "Risk Level", "Source", "Lineitem discount", "Duties", "Payment Terms Name",
        "Next Payment Due At", *(f"Tax {n} {what}" for n in range(1, 6) for what in ("Name", "Value")),
    ),
    total_words=(),
    dated="none",
    personal=True,
    repeats=True,
)  # fmt: skip


def levels(records: list[Record], context: Context, notes: list[str]) -> Rows:
    """One stock level for each day, product and SKU: several places add up, and what is oversold is out of stock."""
    found: dict[tuple[object, object, object], Record] = {}
    for record in records:
        key = (record["day"], record["product_id"], record["sku"])
        if key not in found:
            found[key] = dict(record)
            continue
        for name in ("on_hand", "incoming"):
            known = [value for row in (found[key], record) if (value := row.get(name)) is not None]
            found[key][name] = sum(known) if known else None
    oversold = [level for level in found.values() if (level["on_hand"] or 0) < 0]
    for level in oversold:
        level["on_hand"] = 0
    if n := len(oversold):
        notes.append(
            ngettext(
                "{n} SKU is sold beyond its stock and counts as 0.", "{n} SKUs are sold beyond their stock and count as 0.", n
            ).format(n=n)
        )
    return tabulate("stocklevel", found.values(), context.headers)


def titles(records: list[Record]) -> Rows:
    """The product's title, which may stand in its first row only."""
    named = {record["product_id"]: record for record in reversed(records) if record.get("title")}
    return tabulate("product", reversed(named.values()), ("title",))


def _inventory(records: list[Record], context: Context) -> Built:
    notes: list[str] = []
    for record in records:
        options = (record.get(f"option_{n}") or "" for n in (1, 2, 3))
        record["sku"] = record.get("sku") or " / ".join(option for option in options if option)
    level = levels(records, context, notes)
    if "place" in context.headers:
        notes.append(_("Stock of one SKU at several locations is added up."))
    tables = (level, titles(records)) if "title" in context.headers else (level,)
    return Built(tables, totals={"skus": len(level.rows)}, notes=tuple(notes))


INVENTORY = Layout(
    id="shopify_inventory",
    label=lambda: _("Shopify stock"),
    where=lambda: _("Shopify admin › Products › Inventory › Export › all states"),
    feeds=lambda: _("how many days the stock still covers"),
    columns=(
        col("product_id", "text", "Handle"),
        col("title", "text", "Title"),
        *(col(f"option_{n}", "text", f"Option{n} Value") for n in (1, 2, 3)),
        col("sku", "id", "SKU"),
        col("place", "text", "Location"),
        col("on_hand", "level", "Available (not editable)", "Available", "On hand (current)", "On hand"),
        col("incoming", "level", "Incoming (not editable)", "Incoming"),
    ),
    needs=(("product_id",), ("option_1",), ("on_hand",)),
    must=("product_id",),
    build=_inventory,
    rules_out=("Variant Price", "Body (HTML)"),
    ignored=(
        "Option1 Name", "Option2 Name", "Option3 Name", "HS Code", "COO", "Bin name", "Unavailable (not editable)",
        "Unavailable", "Committed (not editable)", "Committed", "On hand (current)", "On hand (new)", "On hand",
    ),
    total_words=(),
    repeats=True,
    blanks=("not stocked",),
)  # fmt: skip
