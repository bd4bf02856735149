"""All figures are invented."""

from __future__ import annotations

import pytest

from shopdesk.analysis.assortment import Cut, Sold, band_shares, cut_of, margin, quadrant, selling_share


def test_the_quadrants_are_cut_at_the_average() -> None:
    products = {"a": Sold(300, 10, 3_000.0), "b": Sold(50, 9, 2_500.0), "c": Sold(260, 1, 100.0), "d": Sold(10, 0, 0.0)}
    cut = cut_of(products)
    assert cut == Cut(155, 1_400)
    assert [quadrant(sold, cut) for sold in products.values()] == ["best", "sales", "traffic", "weak"]
    assert quadrant(Sold(155, 1, 1_400.0), cut) == "best", "the average itself is enough"
    assert quadrant(Sold(None, 1, 1.0), cut) == quadrant(None, cut) == ""
    assert cut_of({"a": Sold(1, 1, 1.0)}) is None


def test_price_bands_about_the_median() -> None:
    prices = {"a": 70.0, "b": 100.0, "c": 100.0, "d": 140.0, "e": 151.0}
    bands = band_shares(prices, {"a": 10.0, "b": 60.0, "d": 10.0, "e": 20.0}, 0.75, 1.5)
    assert {band: (share.count, share.listings, share.sales) for band, share in bands.items()} == {
        "low": (1, 0.2, 0.1),
        "middle": (3, 0.6, 0.7),
        "high": (1, 0.2, 0.2),
    }
    assert band_shares({}, {}, 0.75, 1.5) == {}


def test_what_sells_and_what_it_leaves() -> None:
    assert selling_share([Sold(1, 2, 3.0), Sold(1, 0, 0.0), Sold(1, None, None)]) == 0.5
    assert selling_share([Sold(1, None, None)]) is None
    assert margin(1_000, 10, 60) == pytest.approx(0.4)
    assert margin(0, 10, 60) is None
