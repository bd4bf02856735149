"""Two looks at a peer's items; every item is invented."""

from __future__ import annotations

import pytest

from shopdesk.analysis.peers import PeerChanges, Repriced, Retitled, ShownItem, compare, price_level, usual_daily


def item(key: str, title: str = "", price: int | None = 9900, sold: int | None = None) -> ShownItem:
    return ShownItem(key, title or f"dress {key}", price, sold)


FOUR = [item(key) for key in "abcd"]


def test_the_same_list_has_not_changed() -> None:
    assert compare(FOUR, list(reversed(FOUR))) == PeerChanges((), (), (), 4)


def test_new_items_prices_and_titles_are_found_by_themselves() -> None:
    now = [item("a", price=7900), item("b", "dress b with belt"), item("c", price=10100), item("d", price=10200), item("e")]
    found = compare(FOUR, now)
    assert found.new == (item("e"),)
    assert found.prices == (Repriced("dress a", 9900, 7900), Repriced("dress d", 9900, 10200))  # 2 % more is no news
    assert found.titles == (Retitled("dress b", "dress b with belt"),)


def test_without_a_link_the_title_tells() -> None:
    before = [*FOUR, item("title:毛呢连衣裙女冬季收腰", "毛呢连衣裙女冬季收腰")]
    now = [*FOUR, item("77", "毛呢连衣裙女冬季收腰显瘦", 8900)]
    found = compare(before, now)
    assert found.new == () and found.prices[0].before_minor == 9900
    assert found.titles == (Retitled("毛呢连衣裙女冬季收腰", "毛呢连衣裙女冬季收腰显瘦"),)


def test_two_links_are_two_items_however_alike_and_so_are_two_sizes() -> None:
    assert compare([*FOUR, item("1", "毛呢连衣裙")], [*FOUR, item("2", "毛呢连衣裙")]).new == (item("2", "毛呢连衣裙"),)
    before, now = item("title:面霜50g", "保湿面霜50g"), item("title:面霜30g", "保湿面霜30g")
    assert compare([*FOUR, before], [*FOUR, now]).new == (now,)


def test_one_old_title_stands_for_one_item_only() -> None:
    before = [*FOUR, item("title:x", "毛呢连衣裙女冬季收腰")]
    now = [*FOUR, item("1", "毛呢连衣裙女冬季收腰"), item("2", "毛呢连衣裙女冬季收腰款")]
    assert compare(before, now).new == (now[-1],)


def test_another_page_of_the_shop_brings_nothing_new() -> None:
    other = [item(key) for key in "dwxyz"]
    assert compare(FOUR, other).new is None
    assert compare([], other).new is None
    assert len(compare(FOUR, [*FOUR[:2], *other[1:]]).new or ()) == 4


def test_a_price_unknown_before_or_now_is_no_change() -> None:
    assert (
        compare([item("a", price=None), item("b", price=0), item("c")], [item("a"), item("b"), item("c", price=None)]).prices
        == ()
    )


def test_the_usual_item_is_the_median_of_what_sold_between_two_looks() -> None:
    before = [item(key, sold=100) for key in "abcde"]
    now = [item(key, sold=sold) for key, sold in zip("abcde", (110, 120, 170, 90, None), strict=True)]  # d counts something else
    assert usual_daily(before, now, 10) == 2.0
    assert usual_daily(before[:2], now, 10) is None
    assert usual_daily(before, now, 0) is None


@pytest.mark.parametrize(("prices", "level"), [([], None), ([None], None), ([7900, 9900, None], 8900), ([100, 200, 900], 200)])
def test_price_level(prices: list[int | None], level: int | None) -> None:
    assert price_level([item(str(n), price=price) for n, price in enumerate(prices)]) == level
