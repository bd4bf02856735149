"""The offers of a search compared with one of our products (R47): how alike, how much cheaper, and which to register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from shopdesk.analysis.copycats import Match, TitleIndex, judge_copycat, price_gap
from shopdesk.steps.checked import refused
from shopdesk.steps.copies import our_prices, shelf, thresholds_of
from shopdesk.steps.pasted import Offer, Pasted, read_pasted, read_rows
from shopdesk.text import _, safe

if TYPE_CHECKING:
    from shopdesk.records.shops import ShopInfo
    from shopdesk.steps.briefing import Context
    from shopdesk.store import Store


@dataclass(frozen=True)
class OfferMatch:
    offer: Offer
    similarity: float
    price_gap: float | None
    match: Match
    standing: str  # new · known (in the list already) · ours (our own page)


@dataclass(frozen=True)
class Matches:
    product_id: str
    our_title: str
    our_price_minor: int | None
    rows: tuple[OfferMatch, ...]  # the most alike first
    left_out: int  # rows without a title
    cut: bool  # there was more than is read


def match_text(context: Context, product_id: str, text: str) -> Matches:
    """What was pasted, compared with the product. Raises UsageError where nothing in it reads like an offer."""
    return _matched(context, product_id, read_pasted(text, context.shop.currency))


def match_file(context: Context, product_id: str, path: Path) -> Matches:
    """The same for a saved table (csv, xlsx, xls, ods) or text. Raises ShopdeskError where it cannot be read."""
    from itertools import islice

    from shopdesk.intake.container import parts, readable
    from shopdesk.intake.opener import Opener
    from shopdesk.steps.pasted import MOST_LINES

    path = path.expanduser()
    rows: list[list[str]] = []
    with Opener() as opener, readable(path):
        for part in parts(path, opener):
            for sheet in part.sheets[:1]:
                rows = [["" if cell is None else str(cell) for cell in row] for row in islice(sheet.rows(), MOST_LINES)]
            break
    one_column = all(len(row) <= 1 for row in rows)
    currency = context.shop.currency
    lines = "\n".join("".join(row) for row in rows)
    return _matched(context, product_id, read_pasted(lines, currency) if one_column else read_rows(rows, currency))


def _matched(context: Context, product_id: str, pasted: Pasted) -> Matches:
    from shopdesk.records import cases as records

    if not pasted.offers:
        raise refused(_("Nothing here reads like an offer; copy the rows of the search with their titles."))
    ours = shelf(context)
    product = ours.products.get(product_id)
    if product is None or not product.title:
        raise refused(_("The title of our product is not known; import the product report first."))
    price = our_prices(context, ours, {product_id}).get(product_id)
    known = records.copycats(context.db, context.shop.id, date.max)
    links = {case.url for case in known if case.url}
    names = {(case.seller, case.title) for case in known if case.product_id == product_id}
    lines = thresholds_of(context.playbook)
    titles = [each.title for each in ours.products.values() if each.title]
    index = TitleIndex([*titles, *(offer.title for offer in pasted.offers)])
    rows = []
    for offer in pasted.offers:
        similarity = index.similarity(product.title, offer.title)
        standing = "new"
        if (offer.seller and offer.seller == safe(context.shop.name)) or (offer.url and product_id in offer.url):
            standing = "ours"
        elif offer.url in links or (offer.seller, offer.title) in names:
            standing = "known"
        match = judge_copycat(similarity, thresholds=lines)
        rows.append(OfferMatch(offer, similarity, price_gap(price, offer.price_minor), match, standing))
    rows.sort(key=lambda row: (row.standing != "new", -row.similarity))
    return Matches(product_id, product.title, price, tuple(rows), pasted.left_out, pasted.cut)


def register(store: Store, shop: ShopInfo, day: date, product_id: str, offers: Sequence[Offer], compared: int) -> int:
    """Note the chosen offers as copycats, all in one change, and that `compared` offers were looked at, beside those
    of an earlier search of that morning; how many were noted."""
    from shopdesk.models import CopySearch
    from shopdesk.records import cases as records
    from shopdesk.steps.copy_cases import note_copycat

    label = _("Search for copies: {count} noted").format(count=len(offers))
    with store.change(shop.id, label) as change:
        for offer in offers:
            note_copycat(
                change,
                shop,
                day,
                product_id=product_id,
                title=offer.title,
                url=offer.url,
                seller=offer.seller,
                price_minor=offer.price_minor,
                sales_shown=offer.sales,
            )
        before = records.compared(change.db, shop.id, product_id, day)
        change.put(CopySearch, shop_id=shop.id, product_id=product_id, day=day, offers=before + compared)
    return len(offers)
