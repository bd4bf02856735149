"""Files of another shop of the same platform are noticed by what is in them; what is only new is not suspected."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopdesk.landing import FileReceipt, Said, import_files
from shopdesk.landing.strange import newer
from shopdesk.records import shops
from shopdesk.store import Store
from tests.landing.files import AD_HEADER, ORDER_HEADER, PRODUCT_HEADER, SHOP_HEADER, ads, land, order, products, write

SOURCES = "一级来源,二级来源,访客数,支付买家数,支付金额\n平台流量,手淘搜索,{},{},{}\n平台流量,手淘推荐,20,1,50.00\n"
CAMPAIGNS = "日期,计划ID,计划名字,展现量,点击量,花费,总成交笔数,总成交金额\n"
REFUNDS = "订单编号,退款编号,商品id,退款的申请时间,退款状态,买家退款金额\n"
REVIEWS = "评价ID,商品ID,评分,评价时间,评价内容\n"


def names(store: Store) -> list[str]:
    with store.read() as db:
        return [shop.name for shop in shops.shops(db)]


def refused(receipt: FileReceipt) -> str:
    assert receipt.refused is not None, receipt
    return receipt.refused


@pytest.fixture
def shop_day(store: Store, tmp_path: Path) -> Store:
    """One shop, with its own report of the day: 110 visitors, 6 buyers, 600.00."""
    land(store, write(tmp_path, "日报.csv", SHOP_HEADER, "2026-10-20,110,6,7,600.00\n"), shop_name="One")
    return store


# --- sources -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("900", "5", "500.00"), "one source alone has 900 visitors, the whole shop 110"),
        (("100", "60", "500.00"), "one source alone has 60 paying buyers, the whole shop 6"),
        (("100", "5", "5000.00"), "one source alone has 5,000.00 sales, the whole shop 600.00"),
    ],
)
def test_a_source_above_the_whole_shop_is_another_shops(
    shop_day: Store, tmp_path: Path, row: tuple[str, str, str], words: str
) -> None:
    theirs = write(tmp_path, "流量来源_2026-10-20.csv", SOURCES.format(*row))
    said = refused(land(shop_day, theirs))
    assert words in said and "--shop One" in said
    receipt = land(shop_day, theirs, shop_name="One")
    assert receipt.refused is None and any(words in note for note in receipt.notes)


def test_the_shops_own_sources_land_without_a_word(shop_day: Store, tmp_path: Path) -> None:
    assert land(shop_day, write(tmp_path, "流量来源_2026-10-20.csv", SOURCES.format("100", "5", "550.00"))).notes == ()


def test_a_shop_report_below_sources_that_were_there_before_gets_a_word(store: Store, tmp_path: Path) -> None:
    land(store, write(tmp_path, "流量来源_2026-10-20.csv", SOURCES.format("900", "5", "500.00")), shop_name="One")
    receipt = land(store, write(tmp_path, "日报.csv", SHOP_HEADER, "2026-10-20,110,6,7,600.00\n"))
    assert [note for note in receipt.notes if "one source alone has 900 visitors" in note and note.endswith("file?")]


def test_sums_over_orders_are_no_whole_that_parts_must_keep_below(store: Store, tmp_path: Path) -> None:
    land(store, write(tmp_path, "orders.csv", ORDER_HEADER, order(1, "2026-10-20 10:00:00", "50.00")), shop_name="One")
    assert land(store, write(tmp_path, "流量来源_2026-10-20.csv", SOURCES.format("900", "5", "500.00"))).refused is None


def test_a_product_above_the_whole_shop_is_another_shops(shop_day: Store, tmp_path: Path) -> None:
    theirs = write(tmp_path, "商品.csv", PRODUCT_HEADER, products(800, 2, amount="900.00"))
    assert "one product alone has 900.00 sales, the whole shop 600.00" in refused(land(shop_day, theirs))


# --- products ------------------------------------------------------------------------------------------------------


@pytest.fixture
def six(store: Store, tmp_path: Path) -> Store:
    """One shop with the products 800 … 805."""
    land(store, write(tmp_path, "商品.csv", PRODUCT_HEADER, products(800, 6)), shop_name="One")
    return store


def test_another_shops_reviews_refunds_and_lists(six: Store, tmp_path: Path) -> None:
    at = "2026-10-20 10:00:00"
    reviews = write(tmp_path, "评价.csv", REVIEWS, *(f"{n},{900 + n},5,{at},好\n" for n in range(6)))
    refunds = write(tmp_path, "退款.csv", REFUNDS, *(f"{n},{n},{900 + n},{at},退款成功,9.00\n" for n in range(6)))
    listed = write(tmp_path, "库存.csv", "日期,商品ID,可用库存\n", *(f"2026-10-20,{700 + n},3\n" for n in range(6)))
    for path in (reviews, refunds, listed):
        assert "None of its 6 products is known in “One”" in refused(land(six, path))
        assert "is it another shop's file?" in str(land(six, path, shop_name="One").notes)


def test_a_list_of_newly_listed_products_is_not_suspected(six: Store, tmp_path: Path) -> None:
    listed = write(tmp_path, "库存.csv", "日期,商品ID,可用库存\n", *(f"2026-10-20,{806 + n},3\n" for n in range(9)))
    receipt = land(six, listed)
    assert (receipt.refused, receipt.notes) == (None, ())


def test_products_known_from_long_ago_prove_nothing(store: Store, tmp_path: Path) -> None:
    land(store, write(tmp_path, "商品.csv", PRODUCT_HEADER, products(800, 6, day="2025-03-01")), shop_name="One")
    receipt = land(store, write(tmp_path, "商品2.csv", PRODUCT_HEADER, products(900, 6)))
    assert receipt.refused is None and any("None of its 6 products" in note for note in receipt.notes)


def test_of_a_shop_with_few_known_products_nothing_is_suspected(store: Store, tmp_path: Path) -> None:
    land(store, write(tmp_path, "商品.csv", PRODUCT_HEADER, products(800, 4)), shop_name="One")
    receipt = land(store, write(tmp_path, "商品2.csv", PRODUCT_HEADER, products(700, 6)))
    assert (receipt.refused, receipt.notes) == (None, ())


def test_a_second_shop_here_is_named_even_for_one_product(six: Store, tmp_path: Path) -> None:
    land(six, write(tmp_path, "商品2.csv", PRODUCT_HEADER, products(900, 6)), shop_name="Two")
    theirs = write(tmp_path, "ads.csv", AD_HEADER, ads(903, 1))
    (receipt,) = import_files(six, [theirs], shop_name="One", shop_said=False)
    assert "Its 1 product is one of “Two”" in refused(receipt)
    assert land(six, theirs, shop_name="Two").notes == ()


@pytest.mark.parametrize(
    ("theirs", "ours", "is_newer"),
    [
        (["806", "1000"], ["800", "805"], True),
        (["804", "1000"], ["800", "805"], False),
        (["A-12"], ["A-2", "A-11"], True),
        (["B-12"], ["A-2", "A-11"], False),
        (["12"], [], False),
    ],
)
def test_newer(theirs: list[str], ours: list[str], is_newer: bool) -> None:
    assert newer(theirs, ours) is is_newer


# --- an ERP's own codes --------------------------------------------------------------------------------------------


def erp(codes: list[str], day: str = "2026-10-20") -> str:
    return "日期,SKU,可用库存\n" + "".join(f"{day},{code},3\n" for code in codes)


def test_an_erp_list_of_another_shop(six: Store, tmp_path: Path) -> None:
    ours = [f"QZ-{n}-红" for n in range(20, 32)]
    assert land(six, write(tmp_path, "库存.csv", erp(ours))).notes == ()  # its codes are no product ids, and that is no wonder
    theirs = land(six, write(tmp_path, "库存2.csv", erp([f"BX-{n}-蓝" for n in range(10)], "2026-10-21")))
    assert "None of its 10 SKUs is known from the stock lists of “One”" in refused(theirs)
    few = land(six, write(tmp_path, "库存3.csv", erp([f"BX-{n}-蓝" for n in range(5)], "2026-10-21")))
    assert few.refused is None and "None of its 5 SKUs" in str(few.notes)
    arrivals = land(six, write(tmp_path, "库存4.csv", erp([f"QZ-{n}-红" for n in range(40, 60)], "2026-10-22")))
    assert arrivals.refused is None and arrivals.notes == ()
    other_tool = land(six, write(tmp_path, "库存5.csv", erp([str(10**12 + n) for n in range(20)], "2026-10-23")))
    assert other_tool.refused is None


# --- campaigns, orders, bytes, names -------------------------------------------------------------------------------


def test_campaigns_that_are_all_unknown_get_a_word(store: Store, tmp_path: Path) -> None:
    ours = [f"2026-10-20,{500 + n},计划{n},240,10,16.00,1,96.00\n" for n in range(6)]
    land(store, write(tmp_path, "计划.csv", CAMPAIGNS, *ours), shop_name="One")
    theirs = [line.replace("2026-10-20,5", "2026-10-21,3") for line in ours]
    receipt = land(store, write(tmp_path, "计划2.csv", CAMPAIGNS, *theirs))
    assert receipt.refused is None and "None of its 6 campaigns is known in “One”" in str(receipt.notes)
    fresh = [line.replace("2026-10-20,5", "2026-10-21,9") for line in ours]
    assert land(store, write(tmp_path, "计划3.csv", CAMPAIGNS, *fresh)).notes == ()


def test_refunds_of_orders_that_nobody_placed_get_a_word(store: Store, tmp_path: Path) -> None:
    at = "2026-10-20 10:00:00"
    land(store, write(tmp_path, "orders.csv", ORDER_HEADER, *(order(n, at, "50.00") for n in range(6))), shop_name="One")
    theirs = [f"{90 + n},{n},,{at},退款成功,9.00\n" for n in range(6)]
    assert "None of its 6 orders" in str(land(store, write(tmp_path, "退款.csv", REFUNDS, *theirs)).notes)
    ours = [f"{n},{n + 50},,{at},退款成功,9.00\n" for n in range(6)]
    assert land(store, write(tmp_path, "退款2.csv", REFUNDS, *ours)).notes == ()


def test_the_same_bytes_for_a_second_shop(shop_day: Store, tmp_path: Path) -> None:
    with shop_day.write() as db:
        shops.add(db, "Two")
    (receipt,) = import_files(shop_day, [tmp_path / "日报.csv"], shop_name="Two", shop_said=False)
    assert "This very file was imported for “One”" in refused(receipt)
    assert "imported for “One”" in str(land(shop_day, tmp_path / "日报.csv", shop_name="Two").notes)


def test_the_files_name_says_whose_it_is(store: Store, tmp_path: Path) -> None:
    day = "2026-10-2{},110,6,7,600.00\n"
    for at, shop in enumerate(("花间小铺", "花间小铺二店")):
        land(store, write(tmp_path, f"{at}.csv", SHOP_HEADER, day.format(at)), shop_name=shop)
    assert land(store, write(tmp_path, "花间小铺二店 日报.csv", SHOP_HEADER, day.format(3))).shop == "花间小铺二店"
    second = write(tmp_path, "日报_花间小铺二店.csv", SHOP_HEADER, day.format(4))
    (receipt,) = import_files(store, [second], shop_name="花间小铺", shop_said=False)
    assert "of “花间小铺二店”, not of “花间小铺”" in refused(receipt)
    assert land(store, second, shop_name="花间小铺").notes == ("Its name says it is of “花间小铺二店”.",)


# --- said for one file ---------------------------------------------------------------------------------------------


def test_what_is_said_of_one_file_counts_and_its_name_is_kept(store: Store, tmp_path: Path) -> None:
    line = "统计日期,店铺名称,访客数,支付买家数,支付金额\n2026-10-2{},花间小铺旗舰店,100,5,500.00\n"
    land(store, write(tmp_path, "a.csv", SHOP_HEADER, "2026-10-20,110,6,7,600.00\n"), shop_name="花间小铺")
    path = write(tmp_path, "b.csv", line.format(1))
    assert "shopdesk shops also 花间小铺 花间小铺旗舰店" in refused(land(store, path))
    receipt = land(store, path, said={path: Said(shop="花间小铺")})
    assert (receipt.refused, receipt.shop) == (None, "花间小铺")
    assert "From now on files of “花间小铺旗舰店” are those of “花间小铺”." in receipt.notes
    assert land(store, write(tmp_path, "c.csv", line.format(2))).shop == "花间小铺"
    assert names(store) == ["花间小铺"]


def test_what_is_said_of_one_file_overrules_every_doubt(shop_day: Store, tmp_path: Path) -> None:
    theirs = write(tmp_path, "流量来源_2026-10-20.csv", SOURCES.format("900", "5", "500.00"))
    assert land(shop_day, theirs, said={theirs: Said(shop="One")}).refused is None
