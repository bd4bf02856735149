"""A file lands whole or not at all; repeated, overlapping and newer exports; whose shop it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from shopdesk import locations
from shopdesk.desk import Desk
from shopdesk.landing import FileReceipt, import_files, landing, rows
from shopdesk.models import Import, OrderFact, ProductDay, ShopDay, Target
from shopdesk.records import shops, table
from shopdesk.store import Store, now, open_store

HEADER = "日期,浏览量,访客数,成交客户数,成交单量,成交金额,客单价\n"
ROWS = ["2026/1/1,400,100,5,5,500.00,100.00\n", "2026/1/2,440,110,4,4,420.00,105.00\n"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "shop.db")


def land(store: Store, path: Path, **options: object) -> FileReceipt:
    (receipt,) = import_files(store, [path], **options)  # type: ignore[arg-type]
    return receipt


def write(folder: Path, name: str, text: str, encoding: str = "utf-8-sig") -> Path:
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


def days(store: Store) -> dict[date, tuple[int | None, int | None]]:
    columns = table(ShopDay).c
    with store.read() as db:
        return {
            row.day: (row.visitors, row.sales_minor)
            for row in db.execute(sa.select(columns.day, columns.visitors, columns.sales_minor))
        }


def counts(receipt: FileReceipt) -> tuple[int, int, int, int]:
    return receipt.new, receipt.changed, receipt.same, receipt.rejected


def test_the_same_file_twice_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", HEADER + "".join(ROWS))
    assert counts(land(store, path, shop_name="One")) == (2, 0, 0, 0)
    assert counts(land(store, path, shop_name="One")) == (0, 0, 2, 0)
    assert days(store) == {date(2026, 1, 1): (100, 50000), date(2026, 1, 2): (110, 42000)}


def test_a_newer_export_wins_and_says_what_changed(store: Store, tmp_path: Path) -> None:
    land(store, write(tmp_path, "a.csv", HEADER + "".join(ROWS)))
    newer = HEADER + "2026/1/2,440,110,4,4,400.00,100.00\n2026/1/3,500,120,6,6,600.00,100.00\n"
    assert counts(land(store, write(tmp_path, "b.csv", newer))) == (1, 1, 0, 0)
    assert days(store)[date(2026, 1, 2)] == (110, 40000)
    assert days(store)[date(2026, 1, 1)] == (100, 50000)


def test_an_older_file_seen_before_does_not_turn_time_back(store: Store, tmp_path: Path) -> None:
    first = write(tmp_path, "a.csv", HEADER + "".join(ROWS))
    land(store, first)
    land(store, write(tmp_path, "b.csv", HEADER + "2026/1/2,440,110,4,4,400.00,100.00\n"))
    land(store, first)
    assert days(store)[date(2026, 1, 2)] == (110, 40000)


def test_what_a_file_leaves_empty_keeps_what_was_known(store: Store, tmp_path: Path) -> None:
    land(store, write(tmp_path, "a.csv", HEADER + "".join(ROWS)))
    receipt = land(store, write(tmp_path, "b.csv", HEADER + "2026/1/1,400,-,5,5,510.00,102.00\n"))
    assert counts(receipt) == (0, 1, 0, 0)
    assert days(store)[date(2026, 1, 1)] == (100, 51000)


def test_an_import_leaves_the_operators_records_alone(store: Store, tmp_path: Path) -> None:
    land(store, write(tmp_path, "a.csv", HEADER + ROWS[0]))
    with store.change(1, "target") as change:
        change.put(Target, shop_id=1, period="2026-01", amount_minor=100, set_at=now())
    land(store, write(tmp_path, "b.csv", HEADER + ROWS[1]))
    assert store.undo(1) == "target"


def test_a_refused_file_changes_nothing_and_the_others_land(store: Store, tmp_path: Path) -> None:
    good = write(tmp_path, "a.csv", HEADER + ROWS[0])
    bad = write(tmp_path, "b.csv", "just,some,words\n1,2,3\n")
    missing = tmp_path / "nowhere.csv"
    empty = write(tmp_path, "empty.csv", "", "utf-8")
    receipts = import_files(store, [bad, missing, empty, good])
    assert [receipt.refused is None for receipt in receipts] == [False, False, False, True]
    assert len(days(store)) == 1
    with store.read() as db:
        assert db.execute(sa.select(sa.func.count()).select_from(table(Import))).scalar() == 1


def test_a_failure_on_the_way_leaves_nothing(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = rows.upsert

    def fail_after(*given: Any) -> rows.Landed:
        original(*given)
        raise RuntimeError("cut off")

    monkeypatch.setattr(rows, "upsert", fail_after)
    receipt = land(store, write(tmp_path, "a.csv", HEADER + ROWS[0]))
    assert receipt.refused is not None and "nothing of it landed" in receipt.refused
    assert isinstance(receipt.fault, RuntimeError)
    assert days(store) == {}
    with store.read() as db:
        assert shops.shops(db) == []


def test_a_file_on_which_the_program_fails_keeps_no_other_from_landing(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = landing.read_file

    def fail_on_b(path: Path, **given: Any) -> Any:
        if path.name == "b.csv":
            raise ZeroDivisionError("a fault of the reader")
        return original(path, **given)

    monkeypatch.setattr(landing, "read_file", fail_on_b)
    files = [
        write(tmp_path, f"{name}.csv", HEADER + ROWS[0].replace("1/1", f"1/{day}")) for day, name in enumerate("abc", start=1)
    ]
    receipts = import_files(store, files)
    assert [receipt.refused is None for receipt in receipts] == [True, False, True]
    assert isinstance(receipts[1].fault, ZeroDivisionError) and len(days(store)) == 2

    def full_disk(*_given: Any, **_more: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(landing, "read_file", full_disk)
    with pytest.raises(OSError, match="No space"):
        import_files(store, files)


def test_another_platforms_file_needs_its_own_shop(store: Store, tmp_path: Path) -> None:
    land(store, write(tmp_path, "a.csv", HEADER + ROWS[0]), shop_name="JD shop")
    sycm = write(tmp_path, "b.csv", "统计日期,访客数,支付买家数,支付金额\n2026-01-01,100,5,500.00\n", "gb18030")
    refused = land(store, sycm)
    assert refused.refused is not None and "--shop" in refused.refused
    assert land(store, sycm, shop_name="Tmall shop").refused is None
    with store.read() as db:
        assert [shop.name for shop in shops.shops(db)] == ["JD shop", "Tmall shop"]


def test_with_two_shops_a_file_without_a_name_asks_which(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", HEADER + ROWS[0])
    land(store, path, shop_name="One")
    land(store, path, shop_name="Two")
    refused = land(store, path)
    assert refused.refused is not None and "One, Two" in refused.refused


def test_a_file_of_another_shop_is_refused(store: Store, tmp_path: Path) -> None:
    line = "统计日期,店铺名称,访客数,支付买家数,支付金额\n2026-01-01,{},100,5,500.00\n"
    assert land(store, write(tmp_path, "a.csv", line.format("花间小铺"))).shop == "花间小铺"
    refused = land(store, write(tmp_path, "b.csv", line.format("别家店")))
    assert refused.refused is not None and "别家店" in refused.refused
    assert land(store, write(tmp_path, "c.csv", line.format("别家店")), shop_name="花间小铺").refused is not None


def test_products_that_share_nothing_are_another_shops(store: Store, tmp_path: Path) -> None:
    def products(first: int) -> str:
        rows = "".join(f"2026-01-01,{first + n},裙子{n},10,1,99.00\n" for n in range(6))
        return "统计日期,商品ID,商品名称,商品访客数,支付买家数,支付金额\n" + rows

    assert land(store, write(tmp_path, "a.csv", products(600000000001))).refused is None
    strange = write(tmp_path, "b.csv", products(700000000001))
    assert "None of its 6 products" in (land(store, strange).refused or "")
    (shop,) = _shops(store)
    assert land(store, strange, shop_name=shop).refused is None


def _shops(store: Store) -> list[str]:
    with store.read() as db:
        return [shop.name for shop in shops.shops(db)]


def test_an_unnamed_shop_takes_the_name_a_file_gives(store: Store, tmp_path: Path) -> None:
    land(store, write(tmp_path, "a.csv", "统计日期,访客数,支付买家数,支付金额\n2026-01-01,100,5,500.00\n"))
    assert _shops(store) == ["My shop"]
    land(store, write(tmp_path, "b.csv", "统计日期,店铺名称,访客数,支付买家数,支付金额\n2026-01-02,花间小铺,90,5,500.00\n"))
    assert _shops(store) == ["花间小铺"]


def test_orders_become_sales_of_their_pay_day(store: Store, tmp_path: Path) -> None:
    head = "订单编号,买家会员名,买家实际支付金额,收货人姓名,订单状态,订单创建时间,订单付款时间,宝贝总数量\n"
    rows = [
        '="1001",某某,100.00,某某,交易成功,2026-01-01 23:59:00,2026-01-02 00:01:00,1\n',
        '="1002",某某,50.50,某某,交易成功,2026-01-02 10:00:00,2026-01-02 10:01:00,2\n',
        '="1003",某某,0.00,某某,等待买家付款,2026-01-02 11:00:00,,1\n',
    ]
    land(store, write(tmp_path, "a.csv", head + "".join(rows), "gb18030"))
    land(store, write(tmp_path, "b.csv", head + rows[0], "gb18030"))  # an overlapping download repeats an order
    columns = table(ShopDay).c
    with store.read() as db:
        found = db.execute(sa.select(columns.day, columns.orders, columns.sales_minor, columns.units, columns.visitors)).all()
        kept = db.execute(sa.select(table(OrderFact))).mappings().all()
    assert found == [(date(2026, 1, 2), 2, 15050, 3, None)]
    assert "某某" not in str(kept)


def test_a_folder_stands_for_its_files(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    (folder / "deep").mkdir(parents=True)
    write(folder, "a.csv", HEADER + ROWS[0])
    write(folder / "deep", "b.csv", HEADER + ROWS[1])
    assert len(import_files(store, [folder])) == 2
    assert len(days(store)) == 2


def test_the_demo_shop_lands_whole(demo_folder: Path, tmp_path: Path) -> None:
    store = open_store(demo_folder / "shopdesk.db")
    with store.read() as db:
        product, shop_day = table(ProductDay).c, table(ShopDay).c
        assert db.execute(sa.select(sa.func.count(sa.distinct(product.day)))).scalar() == 120
        sycm = shop_day.origin == "sycm_shop_daily"
        shop_sales = db.execute(sa.select(sa.func.sum(shop_day.sales_minor)).where(sycm)).scalar()
        assert db.execute(sa.select(sa.func.sum(product.sales_minor))).scalar() == shop_sales


SEARCH_TERMS = (
    "Date,Currency,Campaign Name,Ad Group Name,Targeting,Match Type,Customer Search Term,"
    "Impressions,Clicks,Spend,7 Day Total Sales\n"
    "2026-01-01,{currency},c,g,t,BROAD,dress,100,10,5.00,20.00\n"
)


def test_a_new_shop_counts_in_the_currency_its_file_names(store: Store, tmp_path: Path) -> None:
    receipt = land(store, write(tmp_path, "a.csv", SEARCH_TERMS.format(currency="GBP"), "utf-8"))
    assert all(check.agree for check in receipt.checks)
    with store.read() as db:
        assert [shop.currency for shop in shops.shops(db)] == ["GBP"]
    other = write(tmp_path, "b.csv", SEARCH_TERMS.format(currency="USD"), "utf-8")
    refused = land(store, other).refused
    assert refused and "Its amounts are in USD, those of “My shop” in GBP" in refused and "--shop NAME" in refused
    assert land(store, other, shop_name="My shop").refused == refused  # no word of the operator's adds up dollars and pounds
    assert land(store, other, shop_name="Second").refused is None
    with store.read() as db:
        assert [(shop.name, shop.currency) for shop in shops.shops(db)] == [("My shop", "GBP"), ("Second", "USD")]


def test_a_shop_without_amounts_takes_the_currency_of_the_first(store: Store, tmp_path: Path) -> None:
    with store.write() as db:
        shops.add(db, "One")
    land(store, write(tmp_path, "a.csv", SEARCH_TERMS.format(currency="USD"), "utf-8"))
    with store.read() as db:
        assert [(shop.name, shop.currency) for shop in shops.shops(db)] == [("One", "USD")]


def test_a_cancelled_order_is_no_longer_paid(store: Store, tmp_path: Path) -> None:
    head = "订单编号,买家实际支付金额,订单状态,订单创建时间,订单付款时间,宝贝总数量\n"
    land(store, write(tmp_path, "a.csv", head + '="1001",100.00,交易成功,2026-01-02 10:00:00,2026-01-02 10:01:00,1\n', "gb18030"))
    land(store, write(tmp_path, "b.csv", head + '="1001",0.00,交易关闭,2026-01-02 10:00:00,,1\n', "gb18030"))
    with store.read() as db:
        assert db.execute(sa.select(table(OrderFact).c.paid_at, table(OrderFact).c.paid_minor)).one() == (None, 0)
        columns = table(ShopDay).c
        days_left = db.execute(sa.select(columns.orders, columns.sales_minor)).all()
    assert days_left in ([], [(0, 0)], [(None, None)])


@pytest.mark.parametrize("verb", ["preview", "import_files"])
def test_what_went_wrong_in_the_program_is_in_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: str) -> None:
    def fail(*_given: Any, **_more: Any) -> Any:
        raise ZeroDivisionError("a fault of the reader")

    monkeypatch.setattr(landing, "read_file", fail)
    desk = Desk(locations.at(tmp_path / "desk"))
    desk.open()
    (receipt,) = getattr(desk, verb)([write(tmp_path, "a.csv", HEADER + ROWS[0])])
    desk.close()
    assert receipt.refused is not None and "in the log" in receipt.refused
    assert "a fault of the reader" in (desk.locations.logs / "shopdesk.log").read_text(encoding="utf-8")
