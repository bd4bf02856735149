"""What a person pastes from a search, as browsers and spreadsheets give it. Invented shops and goods."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopdesk.steps.pasted import MOST_OFFERS, Offer, Pasted, read_pasted, read_rows

FIRST = Offer("法式长裙女秋季气质收腰方领", 7120, 374, "小溪女装店", "https://example.com/i/1")
SECOND = Offer("复古连衣裙 方领 高级感", 8900, 12000, "南风旗舰店", "https://example.com/i/2")


@pytest.mark.parametrize(
    "text",
    [
        "标题\t价格\t销量\t店铺\t链接\n法式长裙女秋季气质收腰方领\t71.20\t374\t小溪女装店\thttps://example.com/i/1\n"
        "复古连衣裙 方领 高级感\t89\t1.2万\t南风旗舰店\thttps://example.com/i/2",
        "链接,店铺,价格,销量,标题\nhttps://example.com/i/1,小溪女装店,¥71.20,374,法式长裙女秋季气质收腰方领\n"
        "https://example.com/i/2,南风旗舰店,¥89.00,12000,复古连衣裙 方领 高级感\n",
        "https://example.com/i/1\t小溪女装店\t374人付款\t￥71.2\t法式长裙女秋季气质收腰方领\n"
        "https://example.com/i/2\t南风旗舰店\t1.2万+人付款\t￥89\t复古连衣裙 方领 高级感\n",
        "法式长裙女秋季气质收腰方领\n¥71.20\n374人付款\n小溪女装店\nhttps://example.com/i/1\n\n"
        "复古连衣裙 方领 高级感\n¥89\n1.2万+人付款\n南风旗舰店\n//example.com/i/2\n",
        "法式长裙女秋季气质收腰方领\n¥\n71\n.20\n374人付款\n包邮\n小溪女装店\nhttps://example.com/i/1\n"
        "复古连衣裙 方领 高级感\n¥\n89\n1.2万+人付款\n包邮\n南风旗舰店\nexample.com/i/2",
        "法式长裙女秋季气质收腰方领\t71.20\t374\t小溪女装店\thttps://example.com/i/1\r\n"
        "复古连衣裙 方领 高级感\t89.00\t12000\t南风旗舰店\thttps://example.com/i/2\r\n",
    ],
)
def test_the_same_two_offers_in_every_form(text: str) -> None:
    assert read_pasted(text) == Pasted((FIRST, SECOND))


def test_titles_alone_and_bare_figures_that_cannot_be_told() -> None:
    assert read_pasted("法式长裙女秋季\n复古连衣裙方领").offers == (Offer("法式长裙女秋季"), Offer("复古连衣裙方领"))
    found = read_pasted("法式长裙女秋季\t89\t120\n复古连衣裙方领\t99\t30").offers
    assert [(offer.price_minor, offer.sales) for offer in found] == [(None, None), (None, None)], "price or sales? not guessed"
    assert read_pasted("法式长裙女秋季\t89").offers[0].price_minor == 8900


@pytest.mark.parametrize(
    ("cell", "price", "sales"),
    [
        ("¥1,299.00", 129900, None),
        ("69元起", 6900, None),
        ("¥69-¥89", 6900, None),
        ("到手价:¥59.9", 5990, None),
        ("月销 3000+", None, 3000),
        ("已售5万+", None, 50000),
        ("2,000人收货", None, 2000),
        ("1.5k sold", None, 1500),
    ],
)
def test_prices_and_sales_as_platforms_write_them(cell: str, price: int | None, sales: int | None) -> None:
    (offer,) = read_pasted(f"法式长裙女秋季气质\t{cell}\thttps://example.com/1").offers
    assert (offer.price_minor, offer.sales) == (price, sales)


def test_a_row_without_title_and_the_same_offer_twice_are_left_out() -> None:
    text = "标题\t价格\n法式长裙\t71\n法式长裙\t71\n\t80"
    assert read_pasted(text) == Pasted((Offer("法式长裙", 7100),), left_out=1)
    assert read_pasted("") == read_rows([]) == Pasted(())


def test_hostile_text_is_bounded_and_harmless() -> None:
    text = "[/foo] [@click=app.quit]\x1b]52;c;AA==\x07 \u202e裙\t¥1\tjavascript:alert(1)\n" * 20_000
    found = read_pasted(text)
    assert found.cut and len(found.offers) <= MOST_OFFERS
    assert not {"\x1b", "\u202e", "\x07"} & set(found.offers[0].title) and found.offers[0].url == ""
    for bomb in ('"' * 300_000, "¥" * 300_000, "1," * 200_000, "\n" * 400_000, "9" * 300_000, "a.a." * 90_000, "¥9-" * 90_000):
        read_pasted(bomb)


@given(st.text(alphabet='法裙¥9.,万+人付款\t\n"; 店https://x.com/', max_size=120))
def test_whatever_is_pasted_is_read_or_left(text: str) -> None:
    for offer in read_pasted(text).offers:
        assert offer.title and (offer.price_minor is None or offer.price_minor > 0)
