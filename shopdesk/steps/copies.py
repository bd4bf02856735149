"""The products that carry the traffic, when they were last checked for copies, and who copies them (R46–R50)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from shopdesk.analysis.copycats import CopycatThresholds, Match, TitleIndex, judge_copycat, lost_orders, price_gap
from shopdesk.steps.briefing import Context

if TYPE_CHECKING:
    from shopdesk.records.cases import CopycatCase
    from shopdesk.records.products import ProductInfo
    from shopdesk.steps.listings import CopycatRow, TopProduct

TOP = 5  # R46
FALLBACK_DAYS = 7
OPEN = ("seen", "refused")  # nothing under way that would end it


@dataclass(frozen=True)
class Shelf:
    """Our products as this step needs them. `day` is the day their visitors are of, None where there is none lately."""

    products: Mapping[str, ProductInfo]
    mains: tuple[str, ...]
    day: date | None
    visitors: Mapping[str, int | None]  # of that day, most first

    def title(self, product_id: str) -> str:
        product = self.products.get(product_id)
        return (product.title if product else "") or product_id

    def is_main(self, product_id: str) -> bool:
        """Where no main product is known, nothing can be left aside."""
        return not self.mains or product_id in self.mains


def shelf(context: Context) -> Shelf:
    from shopdesk.records.cases import newest_product_day
    from shopdesk.records.facts import product_totals
    from shopdesk.records.products import main_products, products

    db, shop_id = context.db, context.shop.id
    day = newest_product_day(db, shop_id, context.day, FALLBACK_DAYS)
    totals = product_totals(db, shop_id, day, day).values() if day else ()
    return Shelf(
        products=products(db, shop_id),
        mains=main_products(db, shop_id, context.day, context.playbook.whole("products.main_count")),
        day=day,
        visitors={found.product_id: found.visitors for found in totals if found.visitors is not None},
    )


def last_looks(context: Context, ours: Shelf, cases: Sequence[CopycatCase]) -> dict[str, date]:
    """By product the last morning on which copies of it were looked for: a copycat seen, or the check of the main products."""
    from shopdesk.records.cases import last_checked

    looks: dict[str, date] = {}
    for case in cases:
        if case.last_seen <= context.today:
            looks[case.product_id] = max(looks.get(case.product_id, case.last_seen), case.last_seen)
    judged = last_checked(context.db, context.shop.id, "listings", "same_style", context.day)
    if judged is not None:
        for product_id in ours.mains:
            looks[product_id] = max(looks.get(product_id, date.min), judged + timedelta(days=1))
    return looks


def top_products(ours: Shelf, looks: Mapping[str, date]) -> tuple[TopProduct, ...]:
    from shopdesk.steps.listings import TopProduct

    return tuple(
        TopProduct(product_id, ours.title(product_id), visitors, looks.get(product_id), product_id in ours.mains)
        for product_id, visitors in list(ours.visitors.items())[:TOP]
    )


def copycat_rows(context: Context, ours: Shelf, cases: Sequence[CopycatCase]) -> tuple[CopycatRow, ...]:
    """Every copycat with what it costs us; those still open first, gone ones last, the costliest first among them."""
    from shopdesk.steps.listings import CopycatRow

    titles = [product.title for product in ours.products.values() if product.title]
    index = TitleIndex([*titles, *(case.title for case in cases)])
    prices = _our_prices(context, ours, {case.product_id for case in cases})
    rows = []
    for case in cases:
        product = ours.products.get(case.product_id)
        price = prices.get(case.product_id)
        rows.append(
            CopycatRow(
                id=case.id,
                product_id=case.product_id,
                title=case.title,
                url=case.url,
                seller=case.seller,
                price_minor=case.price_minor,
                our_price_minor=price,
                similarity=index.similarity(product.title, case.title) if product and product.title else None,
                price_gap=price_gap(price, case.price_minor),
                lost_orders=lost_orders(case.sales_first, case.sales_shown),
                state=case.state,
                same_picture=case.same_picture,
                first_seen=case.first_seen,
                last_seen=case.last_seen,
                our_title=ours.title(case.product_id),
                is_main=ours.is_main(case.product_id),
            )
        )
    return tuple(sorted(rows, key=lambda row: (row.state not in OPEN, row.state == "gone", -(row.lost_orders or 0), row.id)))


def judged(row: CopycatRow, title_line: float) -> Match:
    """What to make of the copycat, with the playbook's line for titles."""
    return judge_copycat(
        row.similarity or 0.0, same_picture=row.same_picture, thresholds=CopycatThresholds(likely_title=title_line)
    )


def lost_a_day_minor(row: CopycatRow) -> int | None:
    """Their orders a day since first seen at our price: the most the copy costs us, as not every buyer would have come."""
    if row.lost_orders is None or row.our_price_minor is None or row.last_seen is None:
        return None
    days = max((row.last_seen - row.first_seen).days, 1)
    return round(row.lost_orders / days * row.our_price_minor)


def _our_prices(context: Context, ours: Shelf, wanted: Collection[str]) -> dict[str, int]:
    """What the operator keeps as the price; where none is kept, what a piece brought in over the last days."""
    from shopdesk.records.facts import product_totals

    first = context.day - timedelta(days=FALLBACK_DAYS - 1)
    sold = product_totals(context.db, context.shop.id, first, context.day)
    prices = {}
    for product_id in wanted:
        product, totals = ours.products.get(product_id), sold.get(product_id)
        if product and product.price_minor is not None:
            prices[product_id] = product.price_minor
        elif totals and totals.units and totals.sales_minor is not None:
            prices[product_id] = round(totals.sales_minor / totals.units)
    return prices
