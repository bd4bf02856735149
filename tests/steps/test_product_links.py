from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from shopdesk.errors import UsageError
from shopdesk.models import Product, ProductDay
from shopdesk.steps import goods, product_links
from shopdesk.steps.briefing import Severity
from shopdesk.steps.product_links import Offer, link_product
from tests.steps.build import Desk

DAY = date(2026, 11, 10)
TIERS = {"hit": "hit", "near": "profit", "far": "profit", "cheap": "profit", "plain": ""}
PRICES = {"hit": 80_00, "near": 104_00, "far": 200_00, "cheap": 60_00, "plain": 90_00}  # invented


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.put(Product, *({"product_id": key, "title": f"the {key}", "tier": tier} for key, tier in TIERS.items()))
    days = [DAY - timedelta(days=back) for back in range(28)]
    for key, price in PRICES.items():
        desk.put(
            ProductDay, *({"day": day, "product_id": key, "visitors": 100, "units": 2, "sales_minor": 2 * price} for day in days)
        )
    return desk


def wanting(desk: Desk) -> str:
    """The sentence of the finding, "" where there is none."""
    briefing = desk.brief("shop", DAY)
    found = [finding for finding in briefing.findings if finding.rule == "R92"]
    assert all(finding.severity is Severity.WATCH for finding in found)
    assert all(finding.why is briefing.whys["range:links"] for finding in found)
    return found[0].text if found else ""


@pytest.mark.parametrize(("linked", "fit"), [("near", "fits"), ("far", "too_dear"), ("cheap", "cheaper")])
def test_only_a_link_to_something_a_little_dearer_will_do(desk: Desk, linked: str, fit: str) -> None:
    assert wanting(desk) == "1 hit leads to no profit item a little dearer: the hit"
    link_product(desk.store, desk.shop, "hit", linked)
    links = desk.brief("shop", DAY).details.assortment.links
    assert [(link.linked_id, link.fit) for link in links.links] == [(linked, fit)]
    assert links.links[0].step == pytest.approx(PRICES[linked] / 80_00 - 1)
    assert (wanting(desk) == "") == (fit == "fits")


def test_one_fitting_link_among_several_is_enough(desk: Desk) -> None:
    for linked in ("far", "near"):
        link_product(desk.store, desk.shop, "hit", linked)
    assert wanting(desk) == ""
    why = desk.brief("shop", DAY).whys["range:links"]
    assert why.inputs == (("the hit", "the far ¥200, +150 %, too dear; the near ¥104, +30 %, a little dearer"),)


def test_an_unknown_price_is_no_fault(desk: Desk) -> None:
    desk.put(Product, {"product_id": "new", "title": "the new", "tier": "profit"})
    link_product(desk.store, desk.shop, "hit", "new")
    assert wanting(desk) == ""


@pytest.mark.parametrize("missing", ["hit", "profit"])
def test_where_no_tiers_are_set_nothing_is_said(tmp_path: Path, missing: str) -> None:
    desk = Desk(tmp_path)
    for key, tier in (("hit", "hit"), ("near", "profit")):
        desk.put(Product, {"product_id": key, "title": key, "tier": "" if tier == missing else tier})
        desk.put(ProductDay, {"day": DAY, "product_id": key, "visitors": 9, "units": 2, "sales_minor": 2 * PRICES[key]})
    assert wanting(desk) == ""
    assert desk.brief("shop", DAY).details.assortment.links is None


def test_profit_items_are_offered_the_fitting_ones_first(desk: Desk) -> None:
    link_product(desk.store, desk.shop, "hit", "far")
    with desk.on(DAY) as context:
        found = product_links.offers(context, goods.goods_of(context), "hit")
    assert [(offer.product_id, offer.fit, offer.linked) for offer in found] == [
        ("far", "too_dear", True),
        ("near", "fits", False),
        ("cheap", "cheaper", False),
    ]
    assert found[1].step == pytest.approx(0.3)
    assert found[1] == Offer("near", "the near", 104_00, found[1].step, "fits", False)


def test_a_link_is_taken_away_and_undone(desk: Desk) -> None:
    link_product(desk.store, desk.shop, "hit", "near")
    link_product(desk.store, desk.shop, "hit", "near", linked=False)
    assert wanting(desk) != ""
    assert desk.store.undo(desk.shop.id) == "link of a product"
    assert wanting(desk) == ""
    desk.store.undo(desk.shop.id)
    assert wanting(desk) != ""


@pytest.mark.parametrize("pair", [("hit", "hit"), ("hit", "nobody"), ("nobody", "near")])
def test_what_cannot_be_linked_is_refused(desk: Desk, pair: tuple[str, str]) -> None:
    with pytest.raises(UsageError):
        link_product(desk.store, desk.shop, *pair)
    assert desk.store.undo(desk.shop.id) is None
