"""An import is taken back as a whole: afterwards the data is as if the file had never been there."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
import sqlalchemy as sa

from shopdesk.errors import DataError, UsageError
from shopdesk.landing import import_files, imports, undo_import
from shopdesk.models import Log, Product, Review
from shopdesk.records import shops, table
from shopdesk.store import Store
from tests.landing.files import (
    AD_HEADER,
    ORDER_HEADER,
    PRODUCT_HEADER,
    REVIEW_HEADER,
    SHOP_HEADER,
    ads,
    everything,
    land,
    order,
    products,
    the_shop,
    write,
)

FIRST = "2026-10-19,100,5,6,500.00\n2026-10-20,110,6,7,600.00\n"


def undo_newest(store: Store) -> tuple[int, int, int]:
    shop = the_shop(store)
    done = undo_import(store, shop, imports(store, shop)[0].id)
    return done.removed, done.restored, done.kept


def test_what_was_new_goes_and_what_was_changed_comes_back(store: Store, tmp_path: Path) -> None:
    land(store, write(tmp_path, "a.csv", "统计日期,访客数,跳失率,支付金额\n2026-10-20,110,61.8034%,600.00\n"))
    before = everything(store)
    path = write(
        tmp_path, "b.csv", "统计日期,访客数,跳失率,支付金额\n2026-10-20,111,0.1234567890123456,612.00\n2026-10-21,9,1%,4.00\n"
    )
    assert land(store, path).changed == 1
    assert everything(store) != before
    assert undo_newest(store) == (1, 1, 0)
    assert everything(store) == before
    assert [item.file for item in imports(store, the_shop(store))] == ["a.csv"]


def test_the_same_bytes_land_again_after_an_undo(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", SHOP_HEADER, FIRST)
    first = land(store, path, shop_name="One")
    (made,) = imports(store, the_shop(store))
    undo_import(store, the_shop(store), made.id)
    assert not everything(store)["shopday"]
    assert land(store, path, shop_name="One") == first
    (again,) = imports(store, the_shop(store))
    assert again.id > made.id  # an id is never given twice


@pytest.mark.parametrize(
    "second",
    [FIRST.replace("600.00", "612.00"), FIRST.splitlines(keepends=True)[1] + "2026-10-21,9,1,1,4.00\n"],
    ids=["changed", "told again"],
)
def test_an_import_that_a_later_one_builds_on_waits_for_it(store: Store, tmp_path: Path, second: str) -> None:
    land(store, write(tmp_path, "a.csv", SHOP_HEADER, FIRST))
    land(store, write(tmp_path, "b.csv", SHOP_HEADER, second))
    shop = the_shop(store)
    newest, oldest = imports(store, shop)
    before = everything(store, ())
    with pytest.raises(DataError, match=rf"b\.csv.*\(import {newest.id}\).*a\.csv.*undo that one first"):
        undo_import(store, shop, oldest.id)
    assert everything(store, ()) == before
    undo_import(store, shop, newest.id)
    undo_import(store, shop, oldest.id)
    assert not everything(store)["shopday"]
    assert not everything(store, ())["replaced"] and not everything(store, ())["overlap"]


def test_the_newest_of_a_chain_is_named(store: Store, tmp_path: Path) -> None:
    for name, sales in (("a.csv", "600.00"), ("b.csv", "612.00"), ("c.csv", "613.00")):
        land(store, write(tmp_path, name, SHOP_HEADER, f"2026-10-20,110,6,7,{sales}\n"))
    with pytest.raises(DataError, match=r"c\.csv"):
        undo_import(store, the_shop(store), imports(store, the_shop(store))[-1].id)


def test_imports_of_other_rows_do_not_stand_in_the_way(store: Store, tmp_path: Path) -> None:
    land(store, write(tmp_path, "a.csv", SHOP_HEADER, FIRST))
    land(store, write(tmp_path, "b.csv", SHOP_HEADER, "2026-10-21,90,4,4,400.00\n"))
    shop = the_shop(store)
    undo_import(store, shop, imports(store, shop)[-1].id)
    assert [str(row[1]) for row in everything(store)["shopday"]] == ["2026-10-21"]


def test_days_are_summed_anew_over_the_orders_that_stay(store: Store, tmp_path: Path) -> None:
    monday, tuesday = "2026-10-19 10:00:00", "2026-10-20 10:00:00"
    land(store, write(tmp_path, "a.csv", ORDER_HEADER, order(1, monday, "100.00"), order(2, "", "50.00", "等待买家付款")))
    before = everything(store)
    land(store, write(tmp_path, "b.csv", ORDER_HEADER, order(2, tuesday, "50.00"), order(3, monday, "30.00")))
    assert [row[6:9] for row in everything(store)["shopday"]] == [(2, 2, 13000), (1, 1, 5000)]
    assert undo_newest(store) == (1, 1, 0)
    assert everything(store) == before


def test_orders_of_one_day_from_two_files_are_undone_in_any_order(store: Store, tmp_path: Path) -> None:
    land(store, write(tmp_path, "a.csv", ORDER_HEADER, order(1, "2026-10-19 10:00:00", "100.00")))
    land(store, write(tmp_path, "b.csv", ORDER_HEADER, order(2, "2026-10-19 11:00:00", "30.00")))
    shop = the_shop(store)
    undo_import(store, shop, imports(store, shop)[-1].id)
    assert [row[6:9] for row in everything(store)["shopday"]] == [(1, 1, 3000)]


def test_an_order_paid_on_another_day_after_all_leaves_the_first_day(store: Store, tmp_path: Path) -> None:
    land(store, write(tmp_path, "a.csv", ORDER_HEADER, order(1, "2026-10-19 10:00:00", "100.00")))
    land(store, write(tmp_path, "b.csv", ORDER_HEADER, order(1, "2026-10-20 10:00:00", "100.00")))
    assert [str(row[1]) for row in everything(store)["shopday"]] == ["2026-10-20"]


def test_a_product_stays_while_another_report_speaks_of_it(store: Store, tmp_path: Path) -> None:
    land(store, write(tmp_path, "a.csv", PRODUCT_HEADER, products(800, 3)))
    later = products(800, 3, day="2026-10-21").replace("裙子1", "新裙子").splitlines(keepends=True)[1:]
    land(store, write(tmp_path, "b.csv", PRODUCT_HEADER, *later))
    shop = the_shop(store)
    undo_import(store, shop, imports(store, shop)[-1].id)
    assert [(row[1], row[2]) for row in everything(store)["product"]] == [("801", "新裙子"), ("802", "裙子2")]


def test_what_the_operator_noted_stays(store: Store, tmp_path: Path) -> None:
    land(store, write(tmp_path, "a.csv", PRODUCT_HEADER, products(800, 2)))
    land(store, write(tmp_path, "b.csv", REVIEW_HEADER, "1,800,1,2026-10-20 10:00:00,太小\n2,800,5,2026-10-20 11:00:00,好\n"))
    shop = the_shop(store)
    with store.change(shop.id, "noted") as change:
        change.put(Product, shop_id=shop.id, product_id="800", cost_minor=4000)
        change.put(Review, shop_id=shop.id, review_id="1", branch="product", state="handling")
    assert undo_newest(store) == (1, 0, 1)
    assert undo_newest(store) == (3, 0, 1)
    with store.read() as db:
        assert db.execute(sa.select(table(Product).c.product_id, table(Product).c.cost_minor)).all() == [("800", 4000)]
        assert db.execute(sa.select(table(Review).c.review_id)).scalars().all() == ["1"]


def test_ad_rows_of_a_zip_are_undone_member_by_member_and_land_again(store: Store, tmp_path: Path) -> None:
    with ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("ads.csv", (AD_HEADER + ads(800, 3)).encode("gb18030"))
        archive.writestr("shop.csv", (SHOP_HEADER + FIRST).encode("gb18030"))
    import_files(store, [tmp_path / "a.zip"])
    before = everything(store)
    assert undo_newest(store)[1:] == (0, 0)
    again = import_files(store, [tmp_path / "a.zip"])
    assert sorted((receipt.new > 0, receipt.same > 0) for receipt in again) == [(False, True), (True, False)]
    assert {name: len(rows) for name, rows in everything(store).items()} == {name: len(rows) for name, rows in before.items()}


def test_only_imports_of_this_shop(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", SHOP_HEADER, FIRST)
    for name in ("One", "Two"):
        land(store, path, shop_name=name)
    with store.read() as db:
        one, two = shops.shops(db)
    (theirs,) = imports(store, two)
    with pytest.raises(UsageError, match="no import"):
        undo_import(store, one, theirs.id)
    undo_import(store, two, theirs.id)
    assert len(imports(store, one)) == 1


def test_a_service_log_goes_unless_the_operator_wrote_on_it(store: Store, tmp_path: Path) -> None:
    head = "日期,咨询人数,成交人数\n"
    land(store, write(tmp_path, "a.csv", head, "2026-10-19,50,5\n2026-10-20,60,6\n"), kind="service_log")
    assert len(everything(store)["log"]) == 2
    shop = the_shop(store)
    with store.change(shop.id, "noted") as change:
        change.put(
            Log, shop_id=shop.id, day=date(2026, 10, 20), kind="service", text="大促", noted_at=datetime(2030, 1, 1, tzinfo=UTC)
        )
    assert undo_newest(store) == (1, 0, 1)
    assert [row[3] for row in everything(store)["log"]] == ["大促"]
