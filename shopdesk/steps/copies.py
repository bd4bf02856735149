"""The products that carry the traffic, when they were last checked for copies, and who copies them (R46–R50)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from shopdesk.analysis.copycats import CopycatThresholds, TitleIndex, judge_copycat, lost_orders, price_gap, shared_words
from shopdesk.steps.briefing import Context

if TYPE_CHECKING:
    from shopdesk.playbook import Playbook
    from shopdesk.records.cases import CaseEvent, CopycatCase
    from shopdesk.records.products import ProductInfo
    from shopdesk.steps.listings import CopycatRow, TopProduct

TOP = 5  # R46
FALLBACK_DAYS = 7
STREAK_DAYS = 60  # mornings looked back for a streak
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


def looks(context: Context, ours: Shelf, cases: Sequence[CopycatCase]) -> dict[str, frozenset[date]]:
    """By product the mornings on which copies of it were looked for: offers compared, a copycat seen, the check of the main
    products ticked."""
    from shopdesk.records.cases import days_checked, days_looked

    since = context.today - timedelta(days=STREAK_DAYS)
    found = days_looked(context.db, context.shop.id, since, context.today)
    for case in cases:
        if case.last_seen <= context.today:
            found.setdefault(case.product_id, set()).add(case.last_seen)
    ticked = days_checked(context.db, context.shop.id, "listings", "same_style", since, context.day)
    for product_id in ours.mains:
        found.setdefault(product_id, set()).update(day + timedelta(days=1) for day in ticked)
    return {product_id: frozenset(days) for product_id, days in found.items() if days}


def streak(days: Collection[date], today: date) -> int:
    """Mornings in a row up to today, or up to yesterday while today's is still to come (R49)."""
    morning = today if today in days else today - timedelta(days=1)
    count = 0
    while morning - timedelta(days=count) in days:
        count += 1
    return count


def top_products(ours: Shelf, found: Mapping[str, Collection[date]], today: date) -> tuple[TopProduct, ...]:
    from shopdesk.steps.listings import TopProduct

    return tuple(
        TopProduct(
            product_id,
            ours.title(product_id),
            visitors,
            max(found.get(product_id, ()), default=None),
            product_id in ours.mains,
            streak(found.get(product_id, ()), today),
        )
        for product_id, visitors in list(ours.visitors.items())[:TOP]
    )


def thresholds_of(playbook: Playbook) -> CopycatThresholds:
    return CopycatThresholds(
        likely_title=playbook["copycats.title_line"],
        look_title=playbook["copycats.title_look"],
        look_words=playbook["copycats.words_look"],
        same_picture=playbook.whole("copycats.picture_same"),
        likely_picture=playbook.whole("copycats.picture_likely"),
        look_picture=playbook.whole("copycats.picture_look"),
    )


def copycat_rows(context: Context, ours: Shelf, cases: Sequence[CopycatCase]) -> tuple[CopycatRow, ...]:
    """Every copycat with what it costs us; those still open first, gone ones last, the costliest first among them."""
    from shopdesk.records.cases import events, pictures
    from shopdesk.steps.conversion_line import effect
    from shopdesk.steps.copy_cases import distance_of, same_picture
    from shopdesk.steps.listings import CopycatRow

    if not cases:
        return ()
    titles = [product.title for product in ours.products.values() if product.title]
    index = TitleIndex([*titles, *(case.title for case in cases)])
    known = pictures(context.db, context.shop.id)
    lines = thresholds_of(context.playbook)
    told = events(context.db, context.shop.id, context.today)
    became = _became(told)
    cases = [as_of(case, told, context.today) for case in cases]
    prices = our_prices(context, ours, {case.product_id for case in cases})
    rows = []
    for case in cases:
        product = ours.products.get(case.product_id)
        price = prices.get(case.product_id)
        similarity = index.similarity(product.title, case.title) if product and product.title else None
        shared = shared_words(product.title, case.title) if product and product.title else None
        distance = distance_of(known, case)
        followed = case.state in OPEN and ours.is_main(case.product_id)
        rows.append(
            CopycatRow(
                id=case.id,
                product_id=case.product_id,
                title=case.title,
                url=case.url,
                seller=case.seller,
                price_minor=case.price_minor,
                our_price_minor=price,
                similarity=similarity,
                price_gap=price_gap(price, case.price_minor),
                lost_orders=lost_orders(case.sales_first, case.sales_shown),
                state=case.state,
                same_picture=same_picture(case, distance, lines.same_picture),
                first_seen=case.first_seen,
                last_seen=case.last_seen,
                our_title=ours.title(case.product_id),
                is_main=ours.is_main(case.product_id),
                picture_distance=distance,
                shared_words=shared,
                match=judge_copycat(similarity or 0.0, distance, case.same_picture, lines, shared or 0.0).value,
                since=became.get((case.id, case.state)),
                effect=effect(context, case.product_id, case.first_seen) if followed else None,
            )
        )
    return tuple(sorted(rows, key=lambda row: (row.state not in OPEN, row.state == "gone", -(row.lost_orders or 0), row.id)))


def as_of(case: CopycatCase, told: Iterable[CaseEvent], today: date) -> CopycatCase:
    """The case as it was known on the morning of `today`: what came of it or was seen later is not told of an earlier day."""
    later = case.last_seen > today
    known = replace(case, last_seen=case.first_seen, sales_shown=case.sales_first, state="seen") if later else case
    for event in told:
        if event.copycat_id == case.id and event.state:
            known = replace(known, state=event.state)
        elif event.copycat_id == case.id:
            known = replace(known, last_seen=max(known.last_seen, event.day))
        if event.copycat_id == case.id and later:
            sales = known.sales_shown if event.sales_shown is None else event.sales_shown
            price = known.price_minor if event.price_minor is None else event.price_minor
            known = replace(known, sales_shown=sales, price_minor=price)
    return known


def _became(found: Iterable[CaseEvent]) -> dict[tuple[int, str], date]:
    """By case and state the last day on which it came to that state."""
    return {(event.copycat_id, event.state): event.day for event in found if event.state}


def lost_a_day_minor(row: CopycatRow) -> int | None:
    """Their orders a day since first seen at our price: the most the copy costs us, as not every buyer would have come.
    None where nothing is known to be lost."""
    if not row.lost_orders or row.our_price_minor is None or row.last_seen is None:
        return None
    days = max((row.last_seen - row.first_seen).days, 1)
    return round(row.lost_orders / days * row.our_price_minor)


def our_prices(context: Context, ours: Shelf, wanted: Collection[str]) -> dict[str, int]:
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
